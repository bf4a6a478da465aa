"""Reading across the rows of this floor, named after the page or question.

Links to other records are attached as `…_seen` from a query inside the scope: following a foreign key
directly would show a record whatever its audience.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dkbm import clock
from dkbm.models import Municipality
from governance import steering
from governance.models import (
    Body,
    Consultation,
    ContactPoint,
    Meeting,
    Person,
    Relation,
    Seat,
    Unit,
    UnitName,
)
from governance.models.base import moment_label
from governance.models.contact import CONFIRM_AFTER_DAYS
from governance.models.vocabulary import MeetingState, SeatState
from governance.search_text import spelled_out

OPEN_STATES = (MeetingState.PLANNED, MeetingState.INVITED)
DEEPEST = 4
FEEDBACK_DAYS = 365
MOST_HITS = 100
LAST_MEETINGS = 5


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


@dataclass(frozen=True)
class Sentence:
    """A relation in words: two ends (Body or Unit) and what passes between them."""

    start: Body | Unit
    kind: str
    end: Body | Unit
    label: str
    is_feedback: bool
    number: int
    relation: Relation
    last_feedback: str = ""
    is_stale: bool = False


@dataclass(frozen=True)
class Cycle:
    """The steering cycle of a municipality: sentences and the picture drawn from the same rows."""

    sentences: list[Sentence]
    picture: steering.Picture
    links: dict[Any, str]

    @property
    def boxes(self) -> list[tuple[steering.Box, str]]:
        """Boxes with the address behind each."""
        return [(box, self.links[box.key]) for box in self.picture.boxes]

    @property
    def has_stale_feedback(self) -> bool:
        """Whether what is decided has not come back into politics for twelve months."""
        return any(s.is_stale for s in self.sentences)


def attach(rows: Iterable[Any], **links: type) -> list[Any]:
    """Set `<name>_seen` on each row to the linked record if the scope sees it, else None.

    One query for each link, however many rows.
    """
    rows = list(rows)
    for name, model in links.items():
        ids = {getattr(row, f"{name}_id") for row in rows} - {None}
        found = model.objects.in_bulk(ids) if ids else {}
        for row in rows:
            setattr(row, f"{name}_seen", found.get(getattr(row, f"{name}_id")))
    return rows


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


def seats_of(body: Body, day: date | None = None) -> tuple[list[Seat], list[Seat]]:
    """Seats that exist on a day (None = today) and those whose term had ended by then.

    With holder, unit and represented seat as one may see them. Terms that begin later: `coming_seats`.
    """
    day = day or clock.today()
    seats = attach(Seat.objects.filter(body=body), person=Person, unit=Unit)
    current_ids = set(Seat.objects.filter(body=body).current_on(day).values_list("pk", flat=True))
    by_id = {s.pk: s for s in seats}
    for seat in seats:
        seat.represented = by_id.get(seat.substitute_of_id)
        _judge_end(seat, body.notice_days, day, is_current=seat.pk in current_ids)
    current = [s for s in seats if s.pk in current_ids]
    former = [s for s in seats if s.pk not in current_ids and not (s.since and s.since > day)]
    return current, sorted(former, key=lambda s: (s.until or day, s.pk), reverse=True)


def coming_seats(body: Body, day: date | None = None) -> list[Seat]:
    """Terms that begin after the day, with holder and unit as one may see them."""
    rows = Seat.objects.filter(body=body).coming_on(day or clock.today())
    return attach(rows.order_by("since", "position", "pk"), person=Person, unit=Unit)


def _judge_end(seat: Seat, notice_days: int, day: date, *, is_current: bool) -> None:
    """Say on the seat whether its term ends within the body's lead time or ran out without a successor."""
    seat.ends_soon = seat.until is not None and day <= seat.until <= day + timedelta(days=notice_days)
    seat.is_overdue = is_current and seat.until is not None and seat.until < day


def external_share(seats: Sequence[Seat]) -> tuple[int, int]:
    """Count the seats outside the administration and all seats; substitutes do not count."""
    counted = [s for s in seats if s.substitute_of_id is None]
    return sum(s.is_external for s in counted), len(counted)


def meetings_of(body: Body) -> tuple[list[Meeting], list[Meeting], list[Meeting]]:
    """Coming meetings (next first), past ones nobody reported on, and the last ones held or cancelled."""
    today = clock.today()
    rows = Meeting.objects.filter(body=body)
    coming = rows.filter(state__in=OPEN_STATES, ends__gte=today).order_by("begins", "pk")
    unreported = rows.filter(state__in=OPEN_STATES, ends__lt=today).order_by("begins", "pk")
    past = rows.exclude(state__in=OPEN_STATES).order_by("-begins", "-pk")[:LAST_MEETINGS]
    return list(coming), list(unreported), list(past)


def sentences_about(row: Body | Unit) -> list[Sentence]:
    """Relations that start or end at this body or unit."""
    kind = "body" if isinstance(row, Body) else "unit"
    mine = Q(**{f"from_{kind}": row}) | Q(**{f"to_{kind}": row})
    return _dated(_sentences(_relations().filter(mine)))


def steering_cycle(municipality: Municipality) -> Cycle | None:
    """The steering cycle of the municipality from its relations, None when there are none."""
    sentences = _dated(_sentences(_relations().filter(municipality=municipality)))
    if not sentences:
        return None
    nodes = {_key(node): node for s in sentences for node in (s.start, s.end)}
    steps = [steering.Step(_key(s.start), _key(s.end), s.is_feedback, s.is_stale) for s in sentences]
    picture = steering.draw(steps, {key: node.name for key, node in nodes.items()})
    return Cycle(sentences, picture, {key: node.get_absolute_url() for key, node in nodes.items()})


def contacts_of(row: Body | Unit, people: Iterable[Person] = ()) -> list[ContactPoint]:
    """How this body or unit is reached: its own contacts, its office's, those of the people given."""
    if isinstance(row, Body):
        owners = Q(body=row) | Q(unit_id=row.office_id) if row.office_id else Q(body=row)
    else:
        owners = Q(unit=row)
    rows = ContactPoint.objects.filter(owners | Q(person__in=[p.pk for p in people])).order_by("kind", "pk")
    rows = attach(rows, unit=Unit, body=Body, person=Person)
    for contact in rows:
        contact.owner_seen = contact.unit_seen or contact.body_seen or contact.person_seen
    return rows


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


def former_names(unit: Unit) -> list[UnitName]:
    """What the unit was called before, the newest name first."""
    return list(UnitName.objects.filter(unit=unit))


def coming_meetings(municipality: Municipality, most: int = 5) -> list[Meeting]:
    """The next meetings of a municipality."""
    rows = Meeting.objects.filter(
        body__municipality=municipality, state__in=OPEN_STATES, ends__gte=clock.today()
    ).order_by("begins", "pk")
    return attach(rows[:most], body=Body)


def seats_to_fill(municipality: Municipality) -> list[Seat]:
    """Vacant seats, seats that end within the lead time of their body and those whose term ran out.

    A seat whose next term is already recorded needs nobody. In the order of need.
    """
    today = clock.today()
    rows = Seat.objects.current_on(today).filter(body__municipality=municipality, body__until="")
    followed = Seat.objects.filter(
        body=OuterRef("body"), place=OuterRef("place"), since__gt=OuterRef("until")
    )
    wanted = Q(state=SeatState.VACANT) | Q(until__isnull=False) & ~Exists(followed)
    seats = attach(rows.filter(wanted).order_by("until", "body", "position", "pk"), body=Body)
    for seat in seats:
        _judge_end(seat, seat.body_seen.notice_days, today, is_current=True)
    return [s for s in seats if s.is_vacant or s.ends_soon or s.is_overdue]


def mandates_to_confirm(municipality: Municipality) -> list[Body]:
    """Bodies whose mandate a new council has to confirm, the oldest first."""
    rows = Body.objects.filter(municipality=municipality, mandate_open_since__isnull=False, until="")
    return list(rows.order_by("mandate_open_since", "search_key", "pk"))


def contacts_to_confirm(municipality: Municipality) -> list[ContactPoint]:
    """Contacts never confirmed or confirmed more than twelve months ago, the oldest first."""
    limit = clock.today() - timedelta(days=CONFIRM_AFTER_DAYS)
    due = Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=limit)
    rows = ContactPoint.objects.filter(due, municipality=municipality).order_by("confirmed_on", "pk")
    rows = attach(rows, unit=Unit, body=Body, person=Person)
    for contact in rows:
        contact.owner_seen = contact.unit_seen or contact.body_seen or contact.person_seen
    return rows


def _relations() -> QuerySet:
    # both ends are visible when the relation is (Relation.audience_paths), so they may be joined
    return Relation.objects.select_related("from_body", "from_unit", "to_body", "to_unit").order_by(
        "position", "pk"
    )


def _sentences(relations: Iterable[Relation]) -> list[Sentence]:
    return [
        Sentence(
            start=r.from_body or r.from_unit,
            kind=r.get_kind_display(),
            end=r.to_body or r.to_unit,
            label=r.label,
            is_feedback=r.is_feedback,
            number=number,
            relation=r,
        )
        for number, r in enumerate(relations, start=1)
    ]


def _dated(sentences: list[Sentence]) -> list[Sentence]:
    """Say on every feedback when it last happened: when the body it leads to last met or dealt with a paper.

    A feedback that nothing proves, or only something older than twelve months, is stale.
    """
    ends = {s.end.pk for s in sentences if s.is_feedback and isinstance(s.end, Body)}
    if not any(s.is_feedback for s in sentences):
        return sentences
    last = _last_feedback(ends)
    limit = clock.today() - timedelta(days=FEEDBACK_DAYS)
    return [replace(s, **_proof(last, s, limit)) if s.is_feedback else s for s in sentences]


def _last_feedback(bodies: set[int]) -> dict[int, tuple[date, str]]:
    """By body the last day on which it met or a resolution went through it, and how that is printed."""
    held = Meeting.objects.filter(body__in=bodies, state=MeetingState.HELD)
    steps = Consultation.objects.filter(body__in=bodies, ends__lte=clock.today())
    found = [(row.body_id, row.ends, row.when_label) for row in held.order_by("begins", "pk")]
    found += [(row.body_id, row.ends, moment_label(row.held)) for row in steps.order_by("begins", "pk")]
    return {body: (ends, label) for body, ends, label in sorted(found, key=lambda row: row[1])}


def _proof(last: dict[int, tuple[date, str]], sentence: Sentence, limit: date) -> dict[str, Any]:
    known = last.get(sentence.end.pk) if isinstance(sentence.end, Body) else None
    if known is None:
        return {"last_feedback": "", "is_stale": True}
    return {"last_feedback": known[1], "is_stale": known[0] < limit}


def _key(node: Body | Unit) -> tuple[str, int]:
    return (node._meta.model_name, node.pk)


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
