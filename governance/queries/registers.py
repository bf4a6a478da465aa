"""Reading the registers: agreements, events, publications, the involvement matrix, benefits."""

from __future__ import annotations

from dataclasses import dataclass

from dkbm import clock
from dkbm.models import Municipality
from dkbm.periods import from_key
from governance.models import (
    ActorGroup,
    Agreement,
    AgreementParty,
    Body,
    Event,
    Goal,
    Involvement,
    Publication,
    Resolution,
    Unit,
    UnitBenefit,
)
from governance.models.event import link_limit
from governance.models.goal_words import GoalLevel, level_word
from governance.queries.bodies import attach


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix; `involvement` None = not involved."""

    group: ActorGroup
    involvement: Involvement | None


@dataclass(frozen=True)
class Row:
    """A body or goal and how each group takes part in it."""

    kind: str
    target: Body | Goal
    word: str
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """Who takes part in what; rows are bodies, then goals by level."""

    groups: list[ActorGroup]
    rows: list[Row]

    @property
    def gaps(self) -> int:
        """Rows in which nobody takes part."""
        return sum(all(cell.involvement is None for cell in row.cells) for row in self.rows)

    @property
    def silent(self) -> list[ActorGroup]:
        """Groups that take part in nothing."""
        active = {c.group.pk for row in self.rows for c in row.cells if c.involvement is not None}
        return [group for group in self.groups if group.pk not in active]


def involvement_matrix(municipality: Municipality) -> Matrix:
    """The matrix of a municipality as one may see it; a fixed number of queries."""
    groups = list(ActorGroup.objects.filter(municipality=municipality))
    held = Involvement.objects.filter(group__in=[group.pk for group in groups])
    by_place = {(row.group_id, row.goal_id, row.body_id): row for row in held}
    bodies = Body.objects.filter(municipality=municipality, until="").order_by("level", "search_key", "pk")
    goals = Goal.objects.filter(municipality=municipality, level__lte=GoalLevel.INTERMEDIATE)
    rows = [
        Row(
            "gremium",
            body,
            str(body.get_kind_display()),
            [Cell(g, by_place.get((g.pk, None, body.pk))) for g in groups],
        )
        for body in bodies
    ]
    rows += [
        Row(
            "ziel",
            goal,
            level_word(goal.level, municipality.labels),
            [Cell(g, by_place.get((g.pk, goal.pk, None))) for g in groups],
        )
        for goal in goals.order_by("level", "search_key", "pk")
    ]
    return Matrix(groups, rows)


def agreements_of(municipality: Municipality) -> list[Agreement]:
    """Agreements by name with `parties_seen`: names of the parties one may see."""
    rows = list(Agreement.objects.filter(municipality=municipality))
    return with_parties(rows)


def agreements_with(place: Body | Unit) -> list[Agreement]:
    """Agreements in which this body or unit is a party one may see, by name."""
    parties = AgreementParty.objects.filter(**{place._meta.model_name: place})
    return with_parties(list(Agreement.objects.filter(pk__in=parties.values("agreement"))))


def with_parties(rows: list[Agreement]) -> list[Agreement]:
    """Attach parties and resolution to agreements."""
    parties = attach(AgreementParty.objects.filter(agreement__in=rows), unit=Unit, body=Body)
    rows = attach(rows, resolution=Resolution)
    by_agreement: dict[int, list[AgreementParty]] = {row.pk: [] for row in rows}
    for party in parties:
        party.shown = party.external or str(party.unit_seen or party.body_seen or "")
        by_agreement[party.agreement_id].append(party)
    for row in rows:
        row.parties_seen = by_agreement[row.pk]
        ends = from_key(row.until).last_month if row.until else None
        today = clock.today()
        row.is_over = ends is not None and (ends.year, ends.month) < (today.year, today.month)
    return rows


def events_of(municipality: Municipality) -> list[Event]:
    """Events, the newest first, those without a date last; with the body that held them."""
    rows = attach(Event.objects.filter(municipality=municipality), body=Body)
    return sorted(rows, key=lambda row: _newest_first(row.held_in))


def goals_from(event: Event) -> list[Goal]:
    """Goals that grew out of an event, from the top down (F-27)."""
    rows = list(Goal.objects.filter(event=event).order_by("level", "search_key", "pk"))
    for goal in rows:
        goal.word = level_word(goal.level, event.municipality.labels)
    return rows


def publications_of(municipality: Municipality) -> list[Publication]:
    """Publications, the newest first, with `is_due`: the link should be opened again."""
    today = clock.today()
    rows = attach(Publication.objects.filter(municipality=municipality), event=Event)
    for row in rows:
        row.is_due = row.link_is_due(today)
    return sorted(rows, key=lambda row: _newest_first(row.published_in))


def links_to_check(municipality: Municipality) -> list[Publication]:
    """Publications whose link nobody opened for twelve months, the longest first."""
    rows = Publication.objects.filter(municipality=municipality).exclude(link="").exclude(link_state="tot")
    limit = link_limit(clock.today())
    due = [row for row in rows if row.link_checked_on is None or row.link_checked_on < limit]
    return sorted(due, key=lambda row: (str(row.link_checked_on or ""), row.pk))


def benefits_of(municipality: Municipality) -> list[UnitBenefit]:
    """Benefits of units, with the unit as one may see it."""
    rows = attach(UnitBenefit.objects.filter(municipality=municipality), unit=Unit)
    return [row for row in rows if row.unit_seen is not None]


def _newest_first(key: str) -> tuple[bool, int]:
    last = from_key(key).last_month if key else None
    return (last is None, 0 if last is None else -last.ordinal)
