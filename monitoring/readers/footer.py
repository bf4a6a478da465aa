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
_LAENDER = (
    "Baden-Württemberg", "Bayern", "Berlin", "Brandenburg", "Bremen", "Hamburg", "Hessen", "Mecklenburg-Vorpommern",
    "Niedersachsen", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland", "Sachsen-Anhalt", "Sachsen",
    "Schleswig-Holstein", "Thüringen", "Deutschland",
)  # fmt: skip
_PLACE = rf"(?:{'|'.join(_LAENDER)})"
_ENTRY = re.compile(rf"(?P<places>{_PLACE}(?:(?:, | und ){_PLACE})*)(?P<more>[^:\w-][^:]{{0,80}})?:")
_TOPIC = 'zu "'


@dataclass(frozen=True, slots=True)
class Footer:
    """notes: the explanations as printed. licence: attribution text. retrieved: ISO date and time or ""."""

    notes: str = ""
    licence: str = ""
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One explanation about a Land: what it concerns („“: the whole table) and its words."""

    topic: str
    text: str


def remarks_about(notes: str, land: str) -> list[Remark]:
    """The explanations that begin with this Land's name, out of notes that speak of all Länder.

    „Niedersachsen (2019/2020): kein vollständiger Abiturjahrgang“ below „zu "Abgänger mit Hochschulreife":“.
    """
    found: list[Remark] = []
    words: list[str] = []
    topic, is_ours, is_topic = "", False, False
    for line in [*notes.split("\n"), ""]:
        text = line.strip()
        entry = _ENTRY.match(text)
        begins = text.startswith(_TOPIC) or entry is not None or not text
        if begins and is_ours and words:
            found.append(Remark(topic, " ".join(words)))
        if begins:
            is_topic, is_ours = text.startswith(_TOPIC), entry is not None and _names(entry, land)
            words = [text] if is_ours else []
            topic = text if is_topic else topic
        elif is_topic:
            topic = f"{topic} {text}"
        elif is_ours:
            words.append(text)
        is_topic = is_topic and not text.endswith(":")
    return [Remark(_plain(remark.topic), remark.text) for remark in found]


def _names(entry: re.Match[str], land: str) -> bool:
    return land in re.split(", | und ", entry["places"])


def _plain(topic: str) -> str:
    """„zu "gesamte Tabelle":“ says nothing more than nothing."""
    words = topic.removeprefix(_TOPIC).rstrip(":").strip(' "')
    return "" if words == "gesamte Tabelle" else words


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
