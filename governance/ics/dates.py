"""A date of a meeting as a file says it, and how its day, texts and address are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
LINK = re.compile(r"https?://\S{1,480}")


class Unreadable(ValueError):
    """The file as a whole cannot be read; the text says what to do."""


@dataclass(frozen=True)
class MeetingDate:
    """One date of a file. `uid` names it within its source; '' and None = not said."""

    uid: str
    day: date
    begin: time | None = None
    end: time | None = None
    title: str = ""
    place: str = ""
    link: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Reading:
    """What was read, in order of days, and what could not be."""

    dates: list[MeetingDate] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def local(value: Any) -> tuple[date, time | None]:
    """A date or moment as German day and time; a moment without zone is meant as it stands."""
    if not isinstance(value, datetime):
        return value, None
    if value.tzinfo is not None:
        value = value.astimezone(BERLIN)
    return value.date(), value.time().replace(second=0, microsecond=0, tzinfo=None)


def one_line(value: Any, longest: int = 200) -> str:
    """A text in one line, cut where it is too long; '' for None."""
    return " ".join(str(value or "").split())[:longest]


def web_address(text: str) -> str:
    """The text when it leads to the web, else ''."""
    return text if LINK.fullmatch(text) else ""
