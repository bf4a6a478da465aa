"""Quartals-Check: which records may have changed since somebody last looked at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.models import Municipality
from governance.models import Agreement, Body, Confirmation, ContactPoint, Person, Resolution, Seat, Unit
from governance.models.agreement import AgreementState
from governance.models.vocabulary import ResolutionState
from governance.queries.bodies import attach

QUARTER_DAYS = 91
OLD_DAYS = 183
"""What nobody confirmed or changed for longer is marked on its page."""
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Line:
    """One record to look at. `known` = day it was last confirmed or changed, None = never confirmed."""

    row: Any
    name: str
    details: str
    url: str
    known: date | None
    is_old: bool

    @property
    def mark(self) -> str:
        """Row and version as the confirming form sends them back."""
        return f"{self.row.pk}:{self.row.version}"


@dataclass(frozen=True)
class Block:
    """The records of one kind."""

    kind: str
    label: Any
    lines: list[Line]


@dataclass(frozen=True)
class Kind:
    """Which rows of a table belong to the check, and how a line names them."""

    label: Any
    model: Any
    rows: Callable[[Municipality], QuerySet]
    words: Callable[[Any], tuple[str, str]]
    route: str


def blocks(municipality: Municipality) -> list[Block]:
    """Records nobody confirmed or changed for a quarter, by kind; kinds without any are left out."""
    found = [Block(name, kind.label, _lines(kind, municipality)) for name, kind in KINDS.items()]
    return [block for block in found if block.lines]


def unconfirmed_since(rows: Iterable[Any]) -> date | None:
    """The oldest day on which one of these records of one table was last known to be right.

    None when all were within six months.
    """
    rows = list(rows)
    if not rows:
        return None
    days = last_known(type(rows[0]), rows)
    limit = clock.today() - timedelta(days=OLD_DAYS)
    return min((day for day in days.values() if day is not None and day < limit), default=None)


def last_known(model: Any, rows: Iterable[Any]) -> dict[int, date | None]:
    """By row: the last day it was confirmed or changed. Two queries, none for contacts."""
    rows = list(rows)
    if model is ContactPoint:
        return {row.pk: row.confirmed_on for row in rows}
    ids = [row.pk for row in rows]
    named = model._meta.model_name
    said = dict(Confirmation.objects.filter(kind=named, record__in=ids).values_list("record", "confirmed_on"))
    past = model.history.filter(id__in=ids).order_by().values("id").annotate(last=Max("history_date"))
    changed = {row["id"]: row["last"].astimezone(BERLIN).date() for row in past}
    return {pk: max(filter(None, (said.get(pk), changed.get(pk))), default=None) for pk in ids}


def _lines(kind: Kind, municipality: Municipality) -> list[Line]:
    today = clock.today()
    rows = list(kind.rows(municipality))
    if kind.model is Seat:
        rows = attach(rows, body=Body, person=Person)
    if kind.model is ContactPoint:
        rows = attach(rows, unit=Unit, body=Body, person=Person)
    days = last_known(kind.model, rows)
    lines = []
    for row in rows:
        day = days[row.pk]
        if day is None or day < today - timedelta(days=QUARTER_DAYS):
            name, details = kind.words(row)
            old = day is None or day < today - timedelta(days=OLD_DAYS)
            lines.append(Line(row, name, details, reverse(kind.route, args=[row.pk]), day, old))
    return sorted(lines, key=lambda line: (str(line.known or ""), line.row.pk))


def _of_contact(row: ContactPoint) -> tuple[str, str]:
    owner = row.unit_seen or row.body_seen or row.person_seen
    return owner.name if owner else "", f"{row.get_kind_display()}: {row.value}"


def _of_seat(row: Seat) -> tuple[str, str]:
    who = row.person_seen.name if row.person_seen else ""
    until = _("bis %(day)s") % {"day": f"{row.until:%d.%m.%Y}"} if row.until else ""
    words = (row.body_seen.name if row.body_seen else "", row.get_state_display(), who, until)
    return row.function, ", ".join(str(word) for word in words if word)


def _of_body(row: Body) -> tuple[str, str]:
    target = row.target_meetings_per_year
    return row.name, str(
        _("%(n)s Sitzungen im Jahr vorgesehen") % {"n": target}
    ) if target is not None else ""


KINDS: dict[str, Kind] = {
    "contactpoint": Kind(
        _("Kontakte"),
        ContactPoint,
        lambda here: ContactPoint.objects.filter(municipality=here),
        _of_contact,
        "governance:contact_edit",
    ),
    "seat": Kind(
        _("Sitze und Amtszeiten"),
        Seat,
        lambda here: Seat.objects.current_on(clock.today()).filter(body__municipality=here, body__until=""),
        _of_seat,
        "governance:seat_edit",
    ),
    "body": Kind(
        _("Gremien und ihre Sitzungen im Jahr"),
        Body,
        lambda here: Body.objects.filter(municipality=here, until=""),
        _of_body,
        "governance:body_edit",
    ),
    "unit": Kind(
        _("Stellen"),
        Unit,
        lambda here: Unit.objects.filter(municipality=here, until=""),
        lambda row: (row.name, str(row.get_kind_display())),
        "governance:unit_edit",
    ),
    "agreement": Kind(
        _("Vereinbarungen"),
        Agreement,
        lambda here: Agreement.objects.filter(municipality=here, state=AgreementState.SIGNED),
        lambda row: (row.name, str(row.get_kind_display())),
        "registers:agreement_edit",
    ),
    "resolution": Kind(
        _("Beschlüsse und Mandate"),
        Resolution,
        lambda here: Resolution.objects.filter(
            Q(unlimited=True) | ~Q(valid_until=""), municipality=here, state=ResolutionState.DECIDED
        ),
        lambda row: (row.name, row.validity_label),
        "governance:resolution_edit",
    ),
}
"""By the name of the table: what may have changed although nobody told the portal."""
