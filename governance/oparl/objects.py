"""Our rows as OParl 1.1 objects. Only what is known is said: a month is never a day, a day has no invented hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from dkbm.access.audiences import Audience
from dkbm.models import Municipality
from dkbm.periods import KeyDate, from_key
from governance.models import (
    AgendaItem,
    Body,
    Consultation,
    ContactPoint,
    Meeting,
    Person,
    Resolution,
    Seat,
    Unit,
)
from governance.models.vocabulary import BodyKind, ContactKind, MeetingState, SeatState
from governance.oparl.sources import KINDS, Entry, moments_of
from governance.queries import attach

SCHEMA = "https://schema.oparl.org/1.1/"
BERLIN = ZoneInfo("Europe/Berlin")
STATES = {
    MeetingState.PLANNED: "terminiert",
    MeetingState.INVITED: "eingeladen",
    MeetingState.HELD: "durchgeführt",
    MeetingState.CANCELLED: "terminiert",
}
CLASSES = {
    BodyKind.ADVISORY: "Beirat",
    BodyKind.STEERING: "AG",
    BodyKind.PLANNING: "AG",
    BodyKind.LENKUNG: "AG",
    BodyKind.COORDINATION: "AG",
    BodyKind.COMMITTEE: "Fachausschuss",
    BodyKind.MAIN_COMMITTEE: "Hauptausschuss",
    BodyKind.COUNCIL: "Parlament",
}
"""The spec demands „Parlament“ for the elected body; other kinds keep their German word."""
LISTS = {
    "organization": "organization",
    "person": "person",
    "meeting": "meeting",
    "paper": "paper",
    "agendaItem": "agendaitem",
    "consultation": "consultation",
    "membership": "membership",
    "locationList": "location",
    "legislativeTermList": "legislativeterm",
}
"""Attribute of Body -> word of the list."""


def system(municipality: Municipality, root: str) -> dict[str, Any]:
    """The entrance: one system per municipality."""
    return {
        "id": root,
        "type": f"{SCHEMA}System",
        "oparlVersion": SCHEMA,
        "name": f"DKBM-Portal, {municipality.name}",
        "body": f"{root}body/",
    }


class Writer:
    """Turns rows of one municipality into objects; `root` is the address of its system, with „/“ at the end.

    `internal` = False leaves out lists of objects inside an object (omit_internal).
    """

    def __init__(self, municipality: Municipality, root: str, *, internal: bool = True) -> None:
        self.municipality = municipality
        self.root = root
        self.internal = internal

    def address(self, kind: str, name: str) -> str:
        """The address of an object, which is its id."""
        return f"{self.root}{kind}/{name}/"

    def body(self) -> dict[str, Any]:
        """The municipality. Electoral terms are not recorded, so that list is empty."""
        region = self.municipality.region
        is_city = self.municipality.is_city
        return {
            "id": f"{self.root}body/1/",
            "type": f"{SCHEMA}Body",
            "system": self.root,
            "name": self.municipality.name,
            "shortName": region.name,
            "classification": region.designation or str(region.get_kind_display()),
            "ags": region.ags.ljust(8, "0") if is_city else region.ags,
            **({"rgs": region.ars} if region.ars else {}),
            **{name: f"{self.root}{word}/" for name, word in LISTS.items()},
            "legislativeTerm": [],
        }

    def objects(self, entries: list[Entry]) -> list[dict[str, Any]]:
        """Objects for these entries, in their order; the number of queries does not depend on how many."""
        by_table: dict[str, list[Model]] = defaultdict(list)
        for entry in entries:
            if entry.row is not None:
                by_table[entry.name[0]].append(entry.row)
        written = {
            f"{letter}{pk}": content
            for letter, rows in by_table.items()
            for pk, content in getattr(self, WRITERS[letter])(rows).items()
        }
        return [self._whole(entry, written.get(entry.name)) for entry in entries]

    def _whole(self, entry: Entry, content: dict[str, Any] | None) -> dict[str, Any]:
        head = self._head(entry.kind, entry.name, entry.created, entry.modified)
        return {**head, "deleted": True} if content is None else {**head, **_known(content)}

    def _head(
        self, kind: str, name: str, created: datetime | None, modified: datetime | None
    ) -> dict[str, Any]:
        moments = {"created": _moment(created), "modified": _moment(modified)}
        return {
            "id": self.address(kind, name),
            "type": SCHEMA + KINDS[kind][0],
            **{key: value for key, value in moments.items() if value},
        }

    def _organ(self, row: Body | Unit | None) -> str | None:
        if row is None:
            return None
        return self.address("organization", f"{'g' if isinstance(row, Body) else 's'}{row.pk}")

    def _here(self) -> str:
        return f"{self.root}body/1/"

    def _bodies(self, rows: list[Body]) -> dict[int, dict[str, Any]]:
        seats = defaultdict(list)
        for seat in Seat.objects.filter(body__in=[row.pk for row in rows]).exclude(state=SeatState.VACANT):
            seats[seat.body_id].append(self.address("membership", f"m{seat.pk}"))
        return {
            row.pk: {
                **self._organization(row),
                "organizationType": "Gremium",
                "classification": CLASSES.get(BodyKind(row.kind), row.get_kind_display()),
                "membership": sorted(seats[row.pk]),
                "meeting": f"{self.root}meeting/?organization=g{row.pk}",
            }
            for row in rows
        }

    def _units(self, rows: list[Unit]) -> dict[int, dict[str, Any]]:
        return {
            row.pk: {
                **self._organization(row),
                "organizationType": "Verwaltungsbereich",
                "classification": row.get_kind_display(),
                "subOrganizationOf": self._organ(row.parent_seen),
            }
            for row in attach(rows, parent=Unit)
        }

    def _organization(self, row: Body | Unit) -> dict[str, Any]:
        return {
            "body": self._here(),
            "name": row.name,
            "startDate": _day(row.since),
            "endDate": _day(row.until),
        }

    def _people(self, rows: list[Person]) -> dict[int, dict[str, Any]]:
        """Public people; an address or number only where the contact itself is public."""
        ids = [row.pk for row in rows]
        reached: dict[tuple[int | None, str], list[str]] = defaultdict(list)
        contacts = ContactPoint.objects.filter(person__in=ids, audience=Audience.PUBLIC)
        for contact in contacts.order_by("pk"):
            reached[contact.person_id, contact.kind].append(contact.value)
        seats = self._inside("membership", Seat.objects.filter(person__in=ids), "person_id")
        return {
            row.pk: {
                "body": self._here(),
                "name": row.name,
                "status": [row.function] if row.function else None,
                "email": reached.get((row.pk, ContactKind.EMAIL)),
                "phone": reached.get((row.pk, ContactKind.PHONE)),
                "membership": seats.get(row.pk),
            }
            for row in rows
        }

    def _seats(self, rows: list[Seat]) -> dict[int, dict[str, Any]]:
        return {
            row.pk: {
                "organization": self._organ(row.body_seen),
                "person": self.address("person", f"p{row.person_id}") if row.person_seen else None,
                "role": row.function,
                "votingRight": row.voting,
                "startDate": _iso(row.since),
                "endDate": _iso(row.until),
                "onBehalfOf": self._organ(row.unit_seen),
            }
            for row in attach(rows, body=Body, person=Person, unit=Unit)
        }

    def _meetings(self, rows: list[Meeting]) -> dict[int, dict[str, Any]]:
        items = AgendaItem.objects.filter(meeting__in=[row.pk for row in rows])
        agenda = self._inside("agendaitem", items, "meeting_id")
        places = self._inside("location", [row for row in rows if row.place], "pk")
        found = {}
        for row in attach(rows, body=Body):
            names = [row.body_seen.name if row.body_seen else "", row.when_label, row.subject]
            found[row.pk] = {
                "name": ", ".join(filter(None, names)),
                "meetingState": STATES[MeetingState(row.state)],
                "cancelled": row.state == MeetingState.CANCELLED,
                "start": _clock(row.day, row.begin_time),
                "end": _clock(row.day, row.end_time),
                "organization": [self._organ(row.body_seen)] if row.body_seen else None,
                "location": next(iter(places.get(row.pk, [])), None),
                "agendaItem": agenda.get(row.pk),
                "web": row.link,
            }
        return found

    def _items(self, rows: list[AgendaItem]) -> dict[int, dict[str, Any]]:
        steps = Consultation.objects.filter(agenda_item__in=[row.pk for row in rows]).order_by("-pk")
        step_of = {step.agenda_item_id: step for step in attach(steps, resolution=Resolution)}
        return {row.pk: self._item(row, step_of.get(row.pk)) for row in attach(rows, meeting=Meeting)}

    def _item(self, row: AgendaItem, step: Any) -> dict[str, Any]:
        resolution = step.resolution_seen if step is not None and step.is_deciding else None
        return {
            "meeting": self.address("meeting", f"t{row.meeting_id}"),
            "number": str(row.position),
            "order": row.position,
            "name": row.title,
            "public": row.is_public,
            "result": str(row.get_state_display()),
            "resolutionText": resolution.text if resolution else None,
            "consultation": self.address("consultation", f"c{step.pk}") if step is not None else None,
        }

    def _resolutions(self, rows: list[Resolution]) -> dict[int, dict[str, Any]]:
        steps = Consultation.objects.filter(resolution__in=[row.pk for row in rows]).order_by(
            "position", "pk"
        )
        inside = self._inside("consultation", steps, "resolution_id")
        return {
            row.pk: {
                "body": self._here(),
                "name": row.name,
                "reference": row.paper_reference,
                "paperType": "Beschlussvorlage",
                "consultation": inside.get(row.pk),
                "web": row.paper_link,
            }
            for row in rows
        }

    def _papers(self, rows: list[AgendaItem]) -> dict[int, dict[str, Any]]:
        return {
            row.pk: {
                "body": self._here(),
                "name": row.title,
                "reference": row.paper_reference,
                "paperType": "Vorlage",
                "web": row.paper_link,
            }
            for row in rows
        }

    def _steps(self, rows: list[Consultation]) -> dict[int, dict[str, Any]]:
        found = {}
        seen = attach(rows, body=Body, unit=Unit, meeting=Meeting, agenda_item=AgendaItem)
        for row in seen:
            place = row.body_seen or row.unit_seen
            item, meeting = row.agenda_item_seen, row.meeting_seen
            found[row.pk] = {
                "paper": self.address("paper", f"b{row.resolution_id}"),
                "agendaItem": self.address("agendaitem", f"a{item.pk}") if item else None,
                "meeting": self.address("meeting", f"t{meeting.pk}") if meeting else None,
                "organization": [self._organ(place)] if place else None,
                "authoritative": row.is_deciding,
                "role": "Entscheidung" if row.is_deciding else "Vorberatung",
            }
        return found

    def _places(self, rows: list[Meeting]) -> dict[int, dict[str, Any]]:
        return {
            row.pk: {"description": row.place, "meetings": [self.address("meeting", f"t{row.pk}")]}
            for row in rows
        }

    def _inside(self, kind: str, rows: Iterable[Any], owner: str) -> dict[int, list[dict[str, Any]]]:
        """Whole objects for use inside their owner; none when internal lists are to be left out."""
        if not self.internal:
            return {}
        source = KINDS[kind][1][0]
        chosen = list(rows)
        if kind == "membership":
            chosen = [row for row in chosen if row.state != SeatState.VACANT]
        moments = moments_of(source.model, {row.pk for row in chosen})
        entries = [
            Entry(kind, f"{source.letter}{row.pk}", row, *moments.get(row.pk, (None, None))) for row in chosen
        ]
        found = defaultdict(list)
        for row, content in zip(chosen, self.objects(entries), strict=True):
            found[getattr(row, owner)].append(content)
        return dict(found)


WRITERS: dict[str, str] = {
    "g": "_bodies",
    "s": "_units",
    "p": "_people",
    "m": "_seats",
    "t": "_meetings",
    "a": "_items",
    "b": "_resolutions",
    "v": "_papers",
    "c": "_steps",
    "o": "_places",
}
"""Letter of a table -> method of `Writer`."""


def _known(content: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: OParl leaves empty attributes out."""
    return {name: value for name, value in content.items() if value not in (None, "", [])}


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(BERLIN).isoformat(timespec="microseconds") if moment else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(key: str) -> str | None:
    """The day of a stored period if it is one."""
    period = from_key(key) if key else None
    return period.day.isoformat() if isinstance(period, KeyDate) else None


def _clock(day: date | None, hour: Any) -> str | None:
    """The moment if day and hour are both known."""
    return datetime.combine(day, hour, BERLIN).isoformat() if day and hour else None
