"""Breakdowns as dimensions: „GES=GESW;NAT=NATA“ taken apart; a dimension that is not named is its total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NAMES = {
    "GES": "Geschlecht",
    "NAT": "Nationalität",
    "ALT": "Alter",
    "FAM": "Familienstand",
    "SCHUL": "Schulart",
    "BIL": "Bildungsabschluss",
    "GEBEN": "Energieträger",
    "ERW": "Erwerbsstatus",
    "WZ": "Wirtschaftszweig",
}
TOTAL = "insgesamt"
TOTAL_CODES = frozenset({"", "INSGESAMT"})


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of a table: its code, a German name, the members held (codes), whether totals are held too."""

    code: str
    name: str
    members: tuple[str, ...]
    has_total: bool


def members_of(breakdown: str) -> dict[str, str]:
    """Member by dimension; a total („“ or INSGESAMT) names no member and is left out."""
    pairs = (part.partition("=") for part in breakdown.split(";") if part)
    return {code: member for code, _equals, member in pairs if member.upper() not in TOTAL_CODES}


def is_total(breakdown: str) -> bool:
    """Whether the breakdown speaks of everybody: no dimension names a member."""
    return not members_of(breakdown)


def name_of(code: str) -> str:
    """German name of a dimension by the start of its code; the code itself where none is known."""
    return next((name for start, name in NAMES.items() if code.upper().startswith(start)), code)


def dimensions(breakdowns: Iterable[str]) -> list[Dimension]:
    """The dimensions that occur in these breakdowns of one measure, by name."""
    split = [members_of(breakdown) for breakdown in breakdowns]
    codes = {code for members in split for code in members}
    found = [
        Dimension(
            code,
            name_of(code),
            tuple(sorted({members[code] for members in split if code in members})),
            any(code not in members for members in split),
        )
        for code in codes
    ]
    return sorted(found, key=lambda dimension: (dimension.name, dimension.code))


def parts_of(breakdown: str, all_breakdowns: Iterable[str]) -> Mapping[str, list[str]]:
    """By dimension the breakdowns that split this one by exactly that dimension."""
    whole = members_of(breakdown)
    found: dict[str, list[str]] = {}
    for other in all_breakdowns:
        members = members_of(other)
        more = set(members) - set(whole)
        if len(more) == 1 and all(members.get(code) == member for code, member in whole.items()):
            found.setdefault(more.pop(), []).append(other)
    return found
