"""Dates of meetings from a file: iCalendar, OParl or CSV -> dates and complaints. Nothing is guessed or expanded."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, time
from typing import Any

from icalendar import Calendar

from governance.ics.dates import MeetingDate, Reading, Unreadable, local, one_line, web_address
from governance.ics.oparl import from_oparl

LARGEST_FILE = 1_000_000
MOST_DATES = 500
COLUMNS = {
    "day": ("datum", "tag", "sitzungsdatum", "date"),
    "begin": ("beginn", "uhrzeit", "von", "anfang"),
    "end": ("ende", "bis"),
    "title": ("titel", "thema", "betreff", "bezeichnung", "sitzung"),
    "place": ("ort", "raum", "sitzungsort"),
    "link": ("link", "url", "adresse"),
    "uid": ("uid", "id", "nummer"),
    "state": ("status", "stand"),
}
CANCELLED = ("abgesagt", "entfällt", "entfaellt", "cancelled", "ausgefallen")
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
HOUR = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?(?:\s*Uhr)?")


def read_dates(content: bytes) -> Reading:
    """Read an iCalendar, OParl or CSV file. Raises Unreadable."""
    if len(content) > LARGEST_FILE:
        raise Unreadable("Die Datei ist größer als 1 MB. Bitte nur ein Jahr herunterladen.")
    text = _decoded(content)
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        reading = _from_calendar(text)
    elif text.lstrip().startswith(("{", "[")):
        reading = from_oparl(text)
    else:
        reading = _from_table(text)
    if len(reading.dates) > MOST_DATES:
        raise Unreadable(
            f"Die Datei enthält mehr als {MOST_DATES} Termine. Bitte nur ein Jahr herunterladen."
        )
    return Reading(sorted(reading.dates, key=lambda row: (row.day, row.uid)), reading.complaints)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _from_calendar(text: str) -> Reading:
    try:
        calendar = Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable("Das ist keine lesbare Kalenderdatei (ICS).") from error
    dates, complaints, seen = [], [], set()
    for number, event in enumerate(calendar.walk("VEVENT"), start=1):
        uid = one_line(event.get("uid"))
        try:
            row = _event(event, uid)
        except ValueError as error:
            complaints.append(f"Termin {number}: {error}")
            continue
        if uid in seen:
            complaints.append(f"Termin {number}: Die Kennung {uid!r} kommt doppelt vor.")
            continue
        seen.add(uid)
        dates.append(row)
    return Reading(dates, complaints)


def _event(event: Any, uid: str) -> MeetingDate:
    if not uid:
        raise ValueError("Er hat keine Kennung (UID).")
    if event.get("rrule") is not None or event.get("recurrence-id") is not None:
        raise ValueError("Serientermine werden nicht übernommen, nur einzelne.")
    if event.get("dtstart") is None:
        raise ValueError("Er hat keinen Beginn.")
    day, begin = local(event.decoded("dtstart"))
    end = None
    if begin is not None and event.get("dtend") is not None:
        last_day, end = local(event.decoded("dtend"))
        end = end if last_day == day and end is not None and end > begin else None
    return MeetingDate(
        uid=uid,
        day=day,
        begin=begin,
        end=end,
        title=one_line(event.get("summary")),
        place=one_line(event.get("location")),
        link=web_address(one_line(event.get("url"), 500)),
        is_cancelled=one_line(event.get("status")).upper() == "CANCELLED",
    )


def _from_table(text: str) -> Reading:
    lines = text.splitlines()
    head = lines[0] if lines else ""
    sign = max(";\t,", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    places = _places(next(rows, []))
    if "day" not in places:
        raise Unreadable(
            "In der ersten Zeile fehlt die Spalte „Datum“. Erwartet: Datum; Beginn; Thema; Ort; Link."
        )
    dates, complaints, seen = [], [], set()
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        typed = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
        try:
            row = _table_row(typed)
        except ValueError as error:
            complaints.append(f"Zeile {number}: {error}")
            continue
        if row.uid in seen:
            complaints.append(f"Zeile {number}: Diesen Termin gibt es in der Datei schon.")
            continue
        seen.add(row.uid)
        dates.append(row)
    return Reading(dates, complaints)


def _places(head: list[str]) -> dict[str, int]:
    words = [cell.strip().lower() for cell in head]
    found = {}
    for name, known in COLUMNS.items():
        place = next((words.index(word) for word in known if word in words), None)
        if place is not None:
            found[name] = place
    return found


def _table_row(typed: dict[str, str]) -> MeetingDate:
    day = _day(typed["day"])
    begin = _time(typed.get("begin", ""))
    end = _time(typed.get("end", ""))
    return MeetingDate(
        uid=one_line(typed.get("uid")) or f"tag-{day.isoformat()}",
        day=day,
        begin=begin,
        end=end if begin and end and end > begin else None,
        title=one_line(typed.get("title")),
        place=one_line(typed.get("place")),
        link=web_address(typed.get("link", "")),
        is_cancelled=typed.get("state", "").lower() in CANCELLED,
    )


def _day(text: str) -> date:
    german = GERMAN_DAY.fullmatch(text)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"„{text[:40]}“ ist kein Tag.") from error


def _time(text: str) -> time | None:
    if not text:
        return None
    found = HOUR.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2])) if found else (24, 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise ValueError(f"„{text[:40]}“ ist keine Uhrzeit.") from error
