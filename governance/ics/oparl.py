"""Meetings from an OParl file (1.0 or 1.1): one meeting, several, or a page of a list, as a council system gives it.

The portal asks no server; whoever opens the list of meetings of a body in the browser saves it as a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from governance.ics.dates import MeetingDate, Reading, Unreadable, local, one_line, web_address

NOT_OPARL = "In dieser JSON-Datei steht keine Sitzung nach OParl."
SEVERAL = (
    "Die Datei enthält Sitzungen mehrerer Gremien. Nehmen Sie die Liste der Sitzungen eines Gremiums "
    "(in OParl: „meeting“ der „organization“)."
)


def from_oparl(text: str) -> Reading:
    """The meetings of the file. Raises Unreadable."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("Das ist keine lesbare JSON-Datei (OParl).") from error
    found = _meetings(content)
    _refuse_several(found)
    dates, complaints, seen = [], _unread_pages(content), set()
    for number, meeting in enumerate(found, start=1):
        try:
            row = _date_of(meeting)
        except ValueError as error:
            complaints.append(f"Sitzung {number}: {error}")
            continue
        if row.uid in seen:
            complaints.append(f"Sitzung {number}: Die Kennung {row.uid!r} kommt doppelt vor.")
            continue
        seen.add(row.uid)
        dates.append(row)
    return Reading(dates, complaints)


def _meetings(content: Any) -> list[Mapping[str, Any]]:
    rows = content.get("data", [content]) if isinstance(content, dict) else content
    rows = rows if isinstance(rows, list) else []
    found = [row for row in rows if isinstance(row, dict) and _is_meeting(row)]
    if not found:
        raise Unreadable(NOT_OPARL)
    return found


def _is_meeting(row: Mapping[str, Any]) -> bool:
    kind = str(row.get("type", ""))
    return "oparl.org/" in kind and kind.endswith("/Meeting")


def _refuse_several(found: list[Mapping[str, Any]]) -> None:
    """All meetings share a body, or some say nothing about it."""
    bodies = [
        set(map(str, row["organization"])) for row in found if isinstance(row.get("organization"), list)
    ]
    if bodies and not set.intersection(*bodies):
        raise Unreadable(SEVERAL)


def _unread_pages(content: Any) -> list[str]:
    links = content.get("links") if isinstance(content, dict) else None
    if isinstance(links, dict) and links.get("next"):
        return [
            "Die Liste geht weiter: Laden Sie auch die nächste Seite als Datei und lesen Sie sie danach ein."
        ]
    return []


def _date_of(meeting: Mapping[str, Any]) -> MeetingDate:
    uid = one_line(meeting.get("id"), 255)
    if not uid:
        raise ValueError("Sie hat keine Kennung (id).")
    if meeting.get("deleted") is True:
        raise ValueError("Sie ist dort gelöscht. Sagen Sie sie hier ab, wenn sie entfällt.")
    day, begin = local(_moment(meeting.get("start"), "Beginn"))
    end = None
    if meeting.get("end"):
        last_day, end = local(_moment(meeting["end"], "Ende"))
        end = end if last_day == day and end and begin and end > begin else None
    return MeetingDate(
        uid=uid,
        day=day,
        begin=begin,
        end=end,
        title=one_line(meeting.get("name")),
        place=_place(meeting.get("location")),
        link=web_address(one_line(meeting.get("web"), 500)),
        is_cancelled=meeting.get("cancelled") is True,
    )


def _moment(text: Any, what: str) -> datetime:
    if not text:
        raise ValueError(f"Sie hat keinen {what}.")
    try:
        return datetime.fromisoformat(str(text))
    except ValueError as error:
        raise ValueError(f"„{str(text)[:40]}“ ist kein {what}.") from error


def _place(location: Any) -> str:
    """The words of a location that stands in the file; an address of one is no place to go to."""
    if not isinstance(location, dict):
        return ""
    parts = (location.get(name) for name in ("room", "description", "streetAddress", "locality"))
    return one_line(", ".join(dict.fromkeys(one_line(part) for part in parts if part)))
