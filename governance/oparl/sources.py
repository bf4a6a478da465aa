"""Which of our rows stand behind which OParl object, since when they are known, and which ones are gone.

An object is named by a letter for its table and the row's number: „g12“. When a row was made, changed or
removed is read from its history; that is the one thing read beyond the public scope, and nothing of the
content of a removed or no longer public row leaves this module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.models import Municipality
from governance.models import AgendaItem, Body, Consultation, Meeting, Person, Resolution, Seat, Unit
from governance.models.vocabulary import SeatState

EVERY = Q()
PUBLIC = Q(audience=Audience.PUBLIC)


@dataclass(frozen=True)
class Source:
    """A table behind a kind of object: its letter, the way to the municipality, which rows count."""

    letter: str
    model: Any
    counts: Q = EVERY

    def rows(self, municipality: Municipality) -> QuerySet:
        """Rows of this municipality within the open scope."""
        return self.model.objects.filter(self.counts, **{self.model.tenant_path: municipality})


@dataclass(frozen=True)
class Entry:
    """One object: its row (None = gone), its name in addresses and its two moments (None = not known)."""

    kind: str
    name: str
    row: Any
    created: datetime | None
    modified: datetime | None


HELD = ~Q(state=SeatState.VACANT)
KINDS: dict[str, tuple[str, tuple[Source, ...]]] = {
    "organization": ("Organization", (Source("g", Body), Source("s", Unit))),
    "person": ("Person", (Source("p", Person),)),
    "membership": ("Membership", (Source("m", Seat, HELD),)),
    "meeting": ("Meeting", (Source("t", Meeting),)),
    "agendaitem": ("AgendaItem", (Source("a", AgendaItem),)),
    "paper": ("Paper", (Source("b", Resolution), Source("v", AgendaItem, ~Q(paper_reference="")))),
    "consultation": ("Consultation", (Source("c", Consultation),)),
    "location": ("Location", (Source("o", Meeting, ~Q(place="")),)),
}
"""Word in addresses -> (OParl type, tables behind it)."""


def entries(kind: str, municipality: Municipality, *, gone: bool) -> list[Entry]:
    """All objects of a kind, oldest first; with `gone` also those that were public once."""
    found: list[Entry] = []
    for source in KINDS[kind][1]:
        rows = {row.pk: row for row in source.rows(municipality)}
        once = _once_public(source, municipality) - rows.keys() if gone else set()
        moments = _moments(source.model, rows.keys() | once)
        for pk in rows.keys() | once:
            created, modified = moments.get(pk, (None, None))
            found.append(Entry(kind, f"{source.letter}{pk}", rows.get(pk), created, modified))
    return sorted(found, key=lambda entry: (str(entry.created), entry.name[0], int(entry.name[1:])))


def find(kind: str, name: str, municipality: Municipality) -> Entry | None:
    """One object that is public now; None otherwise."""
    source, pk = _named(kind, name)
    row = source.rows(municipality).filter(pk=pk).first() if source else None
    if source is None or row is None:
        return None
    return Entry(kind, name, row, *_moments(source.model, {pk}).get(pk, (None, None)))


def tombstone(kind: str, name: str, municipality: Municipality) -> Entry | None:
    """An object that was public once and is not any more; None when there never was one."""
    source, pk = _named(kind, name)
    if source is None or pk not in _once_public(source, municipality):
        return None
    return Entry(kind, name, None, *_moments(source.model, {pk}).get(pk, (None, None)))


def moments_of(model: Any, ids: set[int]) -> dict[int, tuple[datetime, datetime]]:
    """When these rows were made and last changed, for objects inside others."""
    return _moments(model, ids)


def _named(kind: str, name: str) -> tuple[Source | None, int]:
    letter, number = name[:1], name[1:]
    known = number.isascii() and number.isdecimal() and len(number) <= 18
    source = next((s for s in KINDS[kind][1] if s.letter == letter), None) if known else None
    return source, int(number) if known else 0


def _moments(model: Any, ids: Any) -> dict[int, tuple[datetime, datetime]]:
    with system_scope("moments of public rows"):
        rows = model.history.filter(id__in=list(ids)).order_by().values("id")
        dated = rows.annotate(first=Min("history_date"), last=Max("history_date"))
        return {row["id"]: (row["first"], row["last"]) for row in dated}


def _once_public(source: Source, municipality: Municipality) -> set[int]:
    with system_scope("tombstones: which rows were public once"):
        past = PAST[source.model](municipality).filter(source.counts)
        return set(past.order_by().values_list("id", flat=True))


def _own(model: Any) -> Callable[[Municipality], QuerySet]:
    return lambda here: model.history.filter(PUBLIC, municipality=here.pk)


def _ids(model: Any, here: Municipality) -> QuerySet:
    return PAST[model](here).order_by().values("id")


PAST: dict[Any, Callable[[Municipality], QuerySet]] = {
    **{model: _own(model) for model in (Body, Unit, Person, Resolution)},
    Seat: lambda here: Seat.history.filter(body_id__in=_ids(Body, here)),
    Meeting: lambda here: Meeting.history.filter(PUBLIC, body_id__in=_ids(Body, here)),
    AgendaItem: lambda here: AgendaItem.history.filter(is_public=True, meeting_id__in=_ids(Meeting, here)),
    Consultation: lambda here: Consultation.history.filter(
        Q(body_id__isnull=True) | Q(body_id__in=_ids(Body, here)),
        Q(unit_id__isnull=True) | Q(unit_id__in=_ids(Unit, here)),
        resolution_id__in=_ids(Resolution, here),
    ),
}
"""Per table: history rows that everybody could read at their time."""
