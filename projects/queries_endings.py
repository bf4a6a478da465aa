"""What falls away in several municipalities at once, as far as the reader sees their posts and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q

from projects.models import BudgetLine, Grant, Post
from projects.models.budget import MoneyOrigin, Side, Stage
from projects.models.post import Term
from projects.queries_resources import Ending
from projects.resources import GrantFact, LineFact, PostFact
from projects.resources.cliff import light_of, losses_ahead


def endings_of(municipalities: Collection[int], today: date) -> dict[int, list[Ending]]:
    """Losses of the next 36 months by municipality, the next first; three queries, no key without a loss.

    Rows come as plain values: of hundreds of municipalities these are thousands.
    """
    posts, grants, lines = _posts(municipalities, today), _grants(municipalities), _lines(municipalities)
    found = {}
    for place in {*posts, *grants, *lines}:
        ends = {grant.key: grant.ends for grant in grants[place]}
        facts = [_line(row, ends) for row in lines[place]]
        losses = losses_ahead(posts[place], grants[place], facts, today)
        if losses:
            left = [(loss, loss.months_left(today)) for loss in losses]
            found[place] = [Ending(loss, months, light_of(months)) for loss, months in left]
    return found


def _posts(municipalities: Collection[int], today: date) -> dict[int, list[PostFact]]:
    """Posts that end some day from today on, with what a loss needs of them."""
    ending = Q(limited_until_on__gte=today) | Q(abolished_on__gte=today)
    rows = Post.objects.filter(ending, municipality__in=municipalities).order_by("pk")
    found = defaultdict(list)
    columns = ("municipality_id", "pk", "function", "fte", "term", "limited_until_on", "abolished_on")
    for place, pk, function, fte, term, until, abolished in rows.values_list(*columns):
        fact = PostFact(pk, function, fte, limited=term == Term.LIMITED, ends=until, abolished=abolished)
        found[place].append(fact)
    return found


def _grants(municipalities: Collection[int]) -> dict[int, list[GrantFact]]:
    rows = Grant.objects.filter(municipality__in=municipalities).order_by("pk")
    found = defaultdict(list)
    columns = ("municipality_id", "pk", "title", "begins_on", "ends_on", "amount_cents")
    for place, *fields in rows.values_list(*columns):
        found[place].append(GrantFact(*fields))
    return found


def _lines(municipalities: Collection[int]) -> dict[int, list[tuple]]:
    """Programme money by year: (key, title, year, planned, cents, grant, until)."""
    rows = BudgetLine.objects.filter(
        municipality__in=municipalities, origin=MoneyOrigin.PROGRAMME, side=Side.INCOME
    )
    found = defaultdict(list)
    columns = ("municipality_id", "pk", "title", "year", "stage", "amount_cents", "grant_id", "until_on")
    for place, *fields in rows.order_by("pk").values_list(*columns):
        found[place].append(tuple(fields))
    return found


def _line(row: tuple, ends: dict[int, date | None]) -> LineFact:
    """The line as a fact; without a day of its own it ends with its grant, as far as that is seen."""
    key, title, year, stage, cents, grant, until = row
    return LineFact(
        key,
        title,
        year,
        planned=stage == Stage.PLAN,
        income=True,
        programme=True,
        cents=cents,
        grant=grant,
        until=until or ends.get(grant),
    )
