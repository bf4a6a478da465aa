"""Meetings as an iCalendar file that real clients take: time zone, stable UID, sequence, cancellations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

BERLIN = ZoneInfo("Europe/Berlin")
PRODUCT = "-//DKBM-Portal//Sitzungen//DE"
WITHOUT_END = timedelta(hours=2)
"""How long a meeting is shown whose end nobody said."""


@dataclass(frozen=True)
class Entry:
    """One meeting on a known day. `version` counts its changes from 1; `begin` None = the whole day."""

    uid: str
    version: int
    changed_at: datetime
    title: str
    day: date
    begin: time | None = None
    end: time | None = None
    place: str = ""
    link: str = ""
    is_cancelled: bool = False
    is_certain: bool = True


def calendar_file(name: str, entries: list[Entry]) -> bytes:
    """The file with all entries, times in German local time with the rules of its time zone."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _zone() -> Timezone:
    """Europe/Berlin by the two rules of the EU since 1996.

    The library's own table of single dates ends in 2038, and not every client reads it (vobject does not).
    """
    zone = Timezone()
    zone.add("tzid", BERLIN.key)
    for part, name, before, after, month, hour in (
        (TimezoneDaylight(), "CEST", 1, 2, 3, 2),
        (TimezoneStandard(), "CET", 2, 1, 10, 3),
    ):
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))  # noqa: DTZ001 - local
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _event(entry: Entry) -> Event:
    event = Event()
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("uid", entry.uid)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.version - 1)
    event.add("summary", entry.title)
    first, last = _span(entry)
    event.add("dtstart", first)
    event.add("dtend", last)
    if entry.place:
        event.add("location", entry.place)
    if entry.link:
        event.add("url", entry.link)
    event.add("status", _status(entry))
    event.add("transp", "TRANSPARENT" if entry.begin is None else "OPAQUE")
    return event


def _span(entry: Entry) -> tuple[date, date] | tuple[datetime, datetime]:
    """Beginning and end; a whole day ends where the next one begins (RFC 5545, 3.6.1)."""
    if entry.begin is None:
        return entry.day, entry.day + timedelta(days=1)
    first = datetime.combine(entry.day, entry.begin, BERLIN)
    last = datetime.combine(entry.day, entry.end, BERLIN) if entry.end else first + WITHOUT_END
    return first, last


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if entry.is_certain else "TENTATIVE"
