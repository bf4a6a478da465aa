"""Reading for what-if: the records a scenario starts from, the own turnover, the scenarios that were kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from dkbm.hashing import row_digest
from dkbm.models import Municipality
from dkbm.numbers import written_number
from governance.models import Resolution
from governance.models.vocabulary import ResolutionKind, ResolutionState
from projects.facts import leavings
from projects.models import KeyProcess, Post, Project, ProjectState, Scenario, TransferStatus
from projects.queries_resources import grant_facts, grants_of, lines_of, posts_of
from projects.resources import PostFact
from projects.resources.days import last_day, moved
from projects.scenarios import DutyFact, MandateFact, ProjectFact, Stock

WINDOW_MONTHS = 24
MANDATES = (ResolutionKind.PRINCIPLE, ResolutionKind.PERMANENCE, ResolutionKind.MANDATE)
GONE = (ProjectState.FINISHED, ProjectState.STOPPED)


def stock_of(municipality: Municipality, today: date) -> Stock:
    """The records of today as a scenario needs them, in a constant number of queries."""
    posts = list(posts_of(municipality))
    projects = list(Project.objects.filter(municipality=municipality).exclude(state__in=GONE))
    return Stock(
        posts=tuple(post.as_fact() for post in posts),
        lines=tuple(line.as_fact() for line in lines_of(municipality).order_by("year", "title", "pk")),
        grants=tuple(grant_facts(grants_of(municipality))),
        duties=(*_tasks(posts, today), *_carried(posts, projects, today), *_offers(municipality, posts)),
        mandates=_mandates(municipality),
        projects=tuple(_project(row) for row in projects if (last_day(row.ends) or today) >= today),
    )


def fingerprint(stock: Stock, today: date) -> str:
    """Changes as soon as a record of the stock or the day changes."""
    parts = {name: [repr(row) for row in getattr(stock, name)] for name in Stock.__dataclass_fields__}
    for name in ("duties",):  # the order of a set is not the same in every process
        parts[name] = [repr((row.key, row.label, sorted(row.posts))) for row in stock.duties]
    return row_digest(("stock", today, parts)).hex()


def own_turnover(municipality: Municipality, posts: Sequence[PostFact], today: date) -> Decimal | None:
    """Share of the filled VZÄ that left in 24 months (N-P6, 0..1); None when nobody has left or none is filled."""
    since = moved(today, -WINDOW_MONTHS)
    left = sum((row.fte for row in leavings(municipality) if since < row.on <= today), Decimal(0))
    days = [moved(today, -months) for months in range(WINDOW_MONTHS)]
    filled = sum((_filled(posts, day) for day in days), Decimal(0)) / WINDOW_MONTHS
    return left / filled if left and filled else None


def _filled(posts: Iterable[PostFact], day: date) -> Decimal:
    return sum((p.fte for p in posts if p.is_valid_on(day) and p.is_filled_on(day)), Decimal(0))


def _tasks(posts: Sequence[Post], today: date) -> list[DutyFact]:
    """What each function does: by its posts, and by those of its deputy."""
    by_function: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        last = post.as_fact().last_day
        if post.fte > 0 and (last is None or last >= today):
            by_function[post.function.casefold()].append(post)
    found = []
    for name, rows in by_function.items():
        deputies = {post.deputy_function.casefold() for post in rows} - {""}
        able = [post.pk for key in {name, *deputies} for post in by_function.get(key, ())]
        found.append(DutyFact(f"funktion-{name}", f"Aufgaben „{rows[0].function}“", frozenset(able)))
    return found


def _carried(posts: Sequence[Post], projects: Sequence[Project], today: date) -> list[DutyFact]:
    """Projects that posts work for; without a post nothing is known about who carries them."""
    carried: dict[int, set[int]] = defaultdict(set)
    for post in posts:
        last = post.as_fact().last_day
        if post.project_id is not None and post.fte > 0 and (last is None or last >= today):
            carried[post.project_id].add(post.pk)
    return [
        DutyFact(f"projekt-{row.pk}", f"Projekt „{row.title}“", frozenset(carried[row.pk]))
        for row in projects
        if row.pk in carried
    ]


def _offers(municipality: Municipality, posts: Sequence[Post]) -> list[DutyFact]:
    """Offers of the two guiding questions; where no post here is tied, nothing is known about who carries them."""
    rows = KeyProcess.objects.filter(municipality=municipality).prefetch_related("ties__post")
    found = []
    for row in rows.order_by("title", "pk"):
        functions = {name.casefold() for name in row.functions}
        able = frozenset(post.pk for post in posts if post.function.casefold() in functions)
        if able:
            found.append(DutyFact(f"angebot-{row.pk}", f"Angebot „{row.title}“", able))
    return found


def _mandates(municipality: Municipality) -> tuple[MandateFact, ...]:
    rows = Resolution.objects.filter(
        municipality=municipality, kind__in=MANDATES, state=ResolutionState.DECIDED
    )
    return tuple(
        MandateFact(str(row.pk), row.name, last_day(row.valid_until) if row.valid_until else None)
        for row in rows.order_by("search_key", "pk")
    )


def _project(row: Project) -> ProjectFact:
    is_done = row.transfer_status == TransferStatus.DONE
    return ProjectFact(str(row.pk), row.title, last_day(row.ends), transferred=is_done)


def kept_scenarios(municipality: Municipality) -> QuerySet[Scenario]:
    """Visible kept scenarios, the newest first, without their contents."""
    rows = Scenario.objects.filter(municipality=municipality).defer("content")
    return rows.order_by("-number", "-pk")


@dataclass(frozen=True)
class Pair:
    """Two kept scenarios to compare; None stands for the records of today without any decision."""

    left: Scenario | None
    right: Scenario | None


def pair_of(municipality: Municipality, left: str, right: str) -> Pair:
    """The scenarios with these numbers, '' = today. Raises Scenario.DoesNotExist."""
    return Pair(_numbered(municipality, left), _numbered(municipality, right))


def _numbered(municipality: Municipality, number: str) -> Scenario | None:
    if not number:
        return None
    return Scenario.objects.get(municipality=municipality, number=written_number(number))
