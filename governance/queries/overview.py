"""„Gremien und Stellen“: the list of bodies and the tree of units, of one municipality or found in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from dkbm import clock
from dkbm.models import Municipality
from governance.models import Body, Meeting, Seat, Unit, UnitName
from governance.models.vocabulary import SeatState
from governance.queries.bodies import OPEN_STATES, attach
from governance.search_text import spelled_out

DEEPEST = 4
MOST_HITS = 100


@dataclass
class Group:
    """What one municipality has to show: bodies and units, ready for the list."""

    municipality: Municipality
    bodies: list[Body] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    @property
    def tree(self) -> list[tuple[Unit, int]]:
        """The units with their depth, parents before their parts."""
        return unit_tree(self.units)


def municipalities_with_bodies() -> list[Municipality]:
    """Municipalities in flyer order with `body_count` and `unit_count` as far as one may see them."""
    rows = list(Municipality.objects.select_related("region").in_flyer_order())
    bodies, units = _count_by_municipality(Body), _count_by_municipality(Unit)
    for row in rows:
        row.body_count, row.unit_count = bodies.get(row.pk, 0), units.get(row.pk, 0)
    return [row for row in rows if row.body_count or row.unit_count]


def overview(municipality: Municipality | None, text: str = "", day: date | None = None) -> list[Group]:
    """Bodies and units of one municipality, or what the search finds in all of them.

    At most `MOST_HITS` of each when no municipality is named. Groups by name of the municipality.
    Seats are counted as they were on `day` (None = today).
    """
    bodies, units = Body.objects.all(), Unit.objects.all()
    if municipality is not None:
        bodies, units = bodies.filter(municipality=municipality), units.filter(municipality=municipality)
    words = spelled_out(text).split()
    if words:
        bodies, units = bodies.filter(_all_words(words)), _units_called(units, words)
    elif text.strip():
        bodies, units = bodies.none(), units.none()
    bodies, units = bodies.order_by("level", "search_key", "pk"), units.order_by("search_key", "pk")
    if municipality is None:
        bodies, units = bodies[:MOST_HITS], units[:MOST_HITS]
    listed = _listed_bodies(bodies, day or clock.today())
    return _grouped(listed, _listed_units(units, words), municipality)


def unit_tree(units: Iterable[Unit]) -> list[tuple[Unit, int]]:
    """Units with their depth below the top (at most `DEEPEST`), parents before their parts, both by name.

    A unit whose parent is not among those given stands at the top; circles are cut.
    """
    units = list(units)
    known = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        below[unit.parent_id if unit.parent_id in known else None].append(unit)
    found: list[tuple[Unit, int]] = []
    waiting = [(unit, 0) for unit in reversed(below[None])]
    while waiting:
        unit, depth = waiting.pop()
        found.append((unit, min(depth, DEEPEST)))
        waiting += [(part, depth + 1) for part in reversed(below[unit.pk])]
    seen = {unit.pk for unit, _depth in found}
    return found + [(unit, 0) for unit in units if unit.pk not in seen]


def _count_by_municipality(model: type) -> dict[int, int]:
    rows = model.objects.order_by().values("municipality").annotate(number=Count("pk"))
    return {row["municipality"]: row["number"] for row in rows}


def _all_words(words: Sequence[str], prefix: str = "") -> Q:
    wanted = Q()
    for word in words:
        wanted &= Q(**{f"{prefix}search_key__contains": word})
    return wanted


def _units_called(units: QuerySet, words: Sequence[str]) -> QuerySet:
    former = UnitName.objects.filter(_all_words(words)).values("unit")
    return units.filter(_all_words(words) | Q(pk__in=former))


def _listed_bodies(bodies: QuerySet, day: date) -> list[Body]:
    rows = attach(bodies, office=Unit)
    ids = [row.pk for row in rows]
    today = clock.today()
    seats = Seat.objects.current_on(day).filter(body__in=ids, substitute_of__isnull=True).order_by()
    counts = {
        row["body"]: row
        for row in seats.values("body").annotate(
            number=Count("pk"),
            vacant=Count("pk", filter=Q(state=SeatState.VACANT)),
            acting=Count("pk", filter=Q(state=SeatState.ACTING)),
        )
    }
    meetings = Meeting.objects.filter(body__in=ids, state__in=OPEN_STATES, ends__gte=today)
    following: dict[int, Meeting] = {}
    for meeting in meetings.order_by("begins", "pk"):
        following.setdefault(meeting.body_id, meeting)
    for row in rows:
        count = counts.get(row.pk, {"number": 0, "vacant": 0, "acting": 0})
        row.seat_count, row.vacancies, row.acting = count["number"], count["vacant"], count["acting"]
        row.next_meeting = following.get(row.pk)
    return rows


def _listed_units(units: QuerySet, words: Sequence[str]) -> list[Unit]:
    rows = attach(units, parent=Unit)
    names = defaultdict(list)
    for name in UnitName.objects.filter(unit__in=[row.pk for row in rows]):
        names[name.unit_id].append(name)
    for row in rows:
        row.former = names[row.pk]
        row.found_as = next((n for n in row.former if words and all(w in n.search_key for w in words)), None)
    return rows


def _grouped(bodies: list[Body], units: list[Unit], municipality: Municipality | None) -> list[Group]:
    ids = {row.municipality_id for row in [*bodies, *units]}
    known = {municipality.pk: municipality} if municipality else {}
    missing = ids - known.keys()
    if missing:
        known |= Municipality.objects.select_related("region").in_bulk(missing)
    groups = {pk: Group(known[pk]) for pk in known}
    for body in bodies:
        groups[body.municipality_id].bodies.append(body)
    for unit in units:
        groups[unit.municipality_id].units.append(unit)
    return sorted(groups.values(), key=lambda g: (g.municipality.name, g.municipality.pk))
