"""Reading posts and money, named after the page that shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dkbm.models import Municipality
from governance.models import Person, Resolution
from projects.models import BudgetLine, Fund, FundContribution, Grant, Post, Programme
from projects.models.fund import ContributorKind
from projects.resources import BudgetTotals, GrantFact, LineFact, PostTotals, budget_totals, post_totals
from projects.resources.cliff import Cliff, Loss, band_of, light_of, look_ahead
from projects.resources.days import months_until
from projects.resources.totals import gaps_of

EXTENSION = "Verlängerung beantragen"
BAND_WORDS = {
    6: "In den nächsten 6 Monaten",
    12: "In 7 bis 12 Monaten",
    18: "In 13 bis 18 Monaten",
    24: "In 19 bis 24 Monaten",
}


def posts_of(municipality: Municipality) -> QuerySet[Post]:
    """Visible posts with what a list shows of them."""
    return Post.objects.filter(municipality=municipality).select_related("grant").order_by("function", "pk")


def posts_by(resolution: Resolution) -> list[Post]:
    """Visible posts that stand on a resolution, by function."""
    return list(Post.objects.filter(resolution=resolution).order_by("function", "pk"))


def lines_of(municipality: Municipality) -> QuerySet[BudgetLine]:
    """Visible budget lines with their grants, newest year first."""
    return BudgetLine.objects.filter(municipality=municipality).select_related("grant")


def grants_of(municipality: Municipality) -> QuerySet[Grant]:
    """Visible grants with their programmes, the next end first."""
    return Grant.objects.filter(municipality=municipality).select_related("programme")


def funds_of(municipality: Municipality) -> QuerySet[Fund]:
    """Visible funds with their contributions."""
    return Fund.objects.filter(municipality=municipality).prefetch_related("contributions")


@dataclass(frozen=True)
class PostRow:
    """A post with the words for what it does not say."""

    post: Post
    gaps: str
    exists: bool


@dataclass(frozen=True)
class PostPage:
    """Posts that exist today first, those to come or gone after them."""

    rows: list[PostRow]
    gone: list[PostRow]
    totals: PostTotals

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.gone)


def post_page(municipality: Municipality, today: date) -> PostPage:
    """The posts of a municipality and their sums today."""
    rows = [_post_row(post, today) for post in posts_of(municipality)]
    return PostPage(
        rows=[row for row in rows if row.exists],
        gone=[row for row in rows if not row.exists],
        totals=post_totals([row.post.as_fact() for row in rows], today),
    )


def _post_row(post: Post, today: date) -> PostRow:
    fact = post.as_fact()
    gaps = ", ".join(gap.missing for gap in gaps_of(fact)) if fact.fte > 0 else ""
    return PostRow(post, gaps, fact.is_valid_on(today))


def holder_of(post: Post) -> Person | None:
    """The person on the post as far as the scope shows it."""
    return Person.objects.filter(pk=post.holder_id).first() if post.holder_id else None


@dataclass(frozen=True)
class BudgetPage:
    """One year: its lines by side, plan and result, and which years there are."""

    year: int
    years: list[int]
    expenses: list[BudgetLine]
    incomes: list[BudgetLine]
    plan: BudgetTotals
    result: BudgetTotals

    @property
    def is_empty(self) -> bool:
        return not self.years


def budget_page(municipality: Municipality, year: int | None, today: date) -> BudgetPage:
    """The budget of `year`, else of the year of today where it has lines, else of the newest."""
    lines = list(lines_of(municipality))
    years = sorted({line.year for line in lines}, reverse=True)
    if year not in years:
        year = today.year if today.year in years or not years else years[0]
    facts = [line.as_fact() for line in lines]
    here = [line for line in lines if line.year == year]
    return BudgetPage(
        year=year,
        years=years,
        expenses=[line for line in here if line.side == "aufwand"],
        incomes=[line for line in here if line.side == "ertrag"],
        plan=budget_totals(facts, year, planned=True),
        result=budget_totals(facts, year, planned=False),
    )


@dataclass(frozen=True)
class Deadline:
    """Something due about a grant, in months from today's month (negative: overdue)."""

    grant: Grant
    what: str
    day: date
    months_left: int
    is_past: bool


@dataclass(frozen=True)
class Ending:
    """A loss with what a person needs to see of it."""

    loss: Loss
    months_left: int
    light: str


@dataclass(frozen=True)
class Band:
    """The losses of one warning band, nearest first."""

    months: int
    title: str
    endings: list[Ending]


@dataclass(frozen=True)
class GrantPage:
    """Grants, their deadlines, what falls away."""

    grants: list[Grant]
    deadlines: list[Deadline]
    cliff: Cliff
    bands: list[Band]
    later: list[Ending]
    totals: PostTotals
    programmes: list[Programme]


def cliff_of(municipality: Municipality, today: date) -> tuple[Cliff, list[Post], list[Grant]]:
    """The look ahead with the records behind it, in three queries."""
    posts, grants = list(posts_of(municipality)), list(grants_of(municipality))
    lines = [line.as_fact() for line in lines_of(municipality)]
    facts = [post.as_fact() for post in posts]
    return look_ahead(facts, grant_facts(grants), lines, today), posts, grants


def grant_facts(grants: Iterable[Grant]) -> list[GrantFact]:
    """What the pure room needs of grants."""
    return [GrantFact(g.pk, g.title, g.begins_on, g.ends_on, g.amount_cents) for g in grants]


def grant_page(municipality: Municipality, today: date) -> GrantPage:
    """Everything about grants and what ends."""
    cliff, posts, grants = cliff_of(municipality, today)
    endings = [_ending(loss, today) for loss in cliff.losses]
    bands = [
        Band(months, words, [e for e in endings if band_of(e.months_left) == months])
        for months, words in BAND_WORDS.items()
    ]
    return GrantPage(
        grants=grants,
        deadlines=deadlines_of(grants, today),
        cliff=cliff,
        bands=[band for band in bands if band.endings],
        later=[e for e in endings if band_of(e.months_left) is None],
        totals=post_totals([post.as_fact() for post in posts], today),
        programmes=list(Programme.objects.prefetch_related("facts")),
    )


def _ending(loss: Loss, today: date) -> Ending:
    left = loss.months_left(today)
    return Ending(loss, left, light_of(left))


def deadlines_of(grants: Iterable[Grant], today: date) -> list[Deadline]:
    """Extension requests of running grants and reports that are still due, the next first."""
    found = []
    for grant in grants:
        extension = grant.extension_deadline
        if extension and grant.ends_on and grant.ends_on >= today:
            found.append(_deadline(grant, EXTENSION, extension, today))
        if grant.report_due and grant.report_due >= today:
            found.append(_deadline(grant, "Verwendungsnachweis einreichen", grant.report_due, today))
    return sorted(found, key=lambda d: (d.day, d.grant.pk, d.what))


def _deadline(grant: Grant, what: str, day: date, today: date) -> Deadline:
    return Deadline(grant, what, day, months_until(today, day), day < today)


@dataclass(frozen=True)
class FundYear:
    """Sums of a fund in one year, in cents; `partners` = all but the municipality itself."""

    year: int
    contributions: list[FundContribution]

    @property
    def total(self) -> int:
        return sum(row.amount_cents for row in self.contributions)

    @property
    def partners(self) -> int:
        return sum(row.amount_cents for row in self.contributions if row.kind != ContributorKind.OWN)


def fund_years(fund: Fund) -> list[FundYear]:
    """The contributions of a fund by year, newest first; every contribution is in exactly one year."""
    rows: dict[int, list[FundContribution]] = {}
    for row in fund.contributions.all():
        rows.setdefault(row.year, []).append(row)
    return [FundYear(year, rows[year]) for year in sorted(rows, reverse=True)]


@dataclass(frozen=True)
class Overview:
    """The first page: sums today, what ends next, what is due."""

    totals: PostTotals
    plan: BudgetTotals
    endings: list[Ending]
    deadlines: list[Deadline]
    is_empty: bool


def overview(municipality: Municipality, today: date, most: int = 5) -> Overview:
    """What there is of posts and money, in a constant number of queries."""
    posts, grants = list(posts_of(municipality)), list(grants_of(municipality))
    lines = [line.as_fact() for line in lines_of(municipality)]
    facts = [post.as_fact() for post in posts]
    cliff = look_ahead(facts, grant_facts(grants), lines, today)
    return Overview(
        totals=post_totals(facts, today),
        plan=_newest_plan(lines, today),
        endings=[_ending(loss, today) for loss in cliff.losses[:most]],
        deadlines=deadlines_of(grants, today)[:most],
        is_empty=not (posts or grants or lines),
    )


def _newest_plan(lines: list[LineFact], today: date) -> BudgetTotals:
    """The Ansatz of today's year, else of the newest year up to it that has one."""
    years = [line.year for line in lines if line.planned and line.year <= today.year]
    return budget_totals(lines, max(years, default=today.year), planned=True)
