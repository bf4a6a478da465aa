"""The end of a table: notes, licence and time stamp below the line of underscores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitoring.readers.decode import FOOTER_RULE, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

_LICENCE = re.compile(r"©|\(C\)|Copyright|Datenlizenz", re.IGNORECASE)
_STAMP = re.compile(r"Stand:\s*(?P<stamp>[0-9]{2}\.[0-9]{2}\.[0-9]{4} / [0-9]{2}:[0-9]{2}:[0-9]{2})")
_MAX_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Footer:
    """notes: the explanations as printed. licence: attribution text. retrieved: ISO date and time or ""."""

    notes: str = ""
    licence: str = ""
    retrieved: str = ""


def begins_footer(fields: list[str]) -> bool:
    """Say whether this record is the line of underscores below the data."""
    return bool(fields) and fields[0].startswith(FOOTER_RULE)


def read_footer(records: Iterable[Record]) -> Footer:
    """Read what follows the line of underscores; unknown lines are notes."""
    notes: list[str] = []
    licence: list[str] = []
    retrieved = ""
    for _, fields in records:
        text = "; ".join(field.strip() for field in fields if field.strip())
        stamp = _STAMP.fullmatch(text)
        if stamp:
            retrieved = _iso(stamp["stamp"])
        elif _LICENCE.match(text):
            licence.append(text)
        elif text:
            notes.append(text)
    return Footer("\n".join(notes)[:_MAX_CHARACTERS], "\n".join(licence)[:_MAX_CHARACTERS], retrieved)


def _iso(stamp: str) -> str:
    try:
        return datetime.strptime(stamp, "%d.%m.%Y / %H:%M:%S").isoformat()  # noqa: DTZ007 - printed without zone
    except ValueError:
        return ""
