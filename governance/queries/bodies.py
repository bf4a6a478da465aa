"""Reading across the rows of this floor, named after the page or question.

Links to other records are attached as `…_seen` from a query inside the scope: following a foreign key
directly would show a record whatever its audience.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.models import Municipality
from governance.models import (
    Body,
    ContactPoint,
    Meeting,
    Person,
    Seat,
    Unit,
    UnitName,
)
from governance.models.contact import CONFIRM_AFTER_DAYS
from governance.models.vocabulary import MeetingState, SeatState

OPEN_STATES = (MeetingState.PLANNED, MeetingState.INVITED)
LAST_MEETINGS = 5


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


def public_contacts(municipality: Municipality) -> list[ContactPoint]:
    """How the offices and bodies of a municipality are reached by anybody: what is public and has not expired.

    The same for every reader: contacts of people and of internal offices never stand here.
    """
    offices = Q(unit__audience=Audience.PUBLIC) | Q(body__audience=Audience.PUBLIC)
    rows = ContactPoint.objects.filter(offices, municipality=municipality, audience=Audience.PUBLIC)
    valid = rows.filter(Q(expires_on=None) | Q(expires_on__gte=clock.today()))
    found = attach(valid.order_by("unit__search_key", "body__search_key", "kind", "pk"), unit=Unit, body=Body)
    for contact in found:
        contact.owner_seen = contact.unit_seen or contact.body_seen
    return found


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
