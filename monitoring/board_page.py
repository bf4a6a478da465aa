"""The boards of the transfer manager: municipalities of the agency side by side, alphabetical, never ranked.

What a municipality does not share is not read: the scope of the person decides in every query.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from monitoring.models import Assessment
from monitoring.queries_board import (
    Place,
    load_parts,
    newest_stands,
    next_meetings,
    sharing_ids,
    stands_around,
)
from monitoring.sustainability import words
from monitoring.sustainability.components import NAMES, component_lights, kept_lights
from monitoring.sustainability.reading import Light

MOST_CHANGES = 3


@dataclass(frozen=True)
class BoardRow:
    """One municipality. '' or None: not known. `light` is '' where nothing is shared or kept yet.

    `changed`: lights that changed since the last contact, in words; `more_changes`: how many more there are.
    """

    place: Place
    modules: tuple[str, ...]
    agreed: str
    last_contact: date | None
    light: str
    coverage: str
    stand: date | None
    next_meeting: date | None
    changed: tuple[str, ...]
    more_changes: int
    word: str

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def url(self) -> str:
        return self.place.url


def board(rows: Sequence[Place]) -> list[BoardRow]:
    """These municipalities in their order; a fixed number of queries."""
    contacts = {p.pk: p.record.last_contact_on if p.record else None for p in rows if p.pk is not None}
    stands = stands_around(contacts)
    meetings = next_meetings(list(contacts))
    load_parts(rows)
    return [_row(place, stands.get(place.pk or 0), meetings) for place in rows]


def _row(
    place: Place, stands: tuple[Assessment | None, Assessment] | None, meetings: Mapping[int, date]
) -> BoardRow:
    record = place.record
    before, newest = stands or (None, None)
    modules = record.modules_seen if record else []
    agreed = [module.agreed_label for module in modules if module.agreed_in]
    changed = tuple(words.moved_lights(before.readings, newest.readings)) if before and newest else ()
    return BoardRow(
        place=place,
        modules=tuple(f"{module}: {module.topic}" if module.topic else str(module) for module in modules),
        agreed=agreed[-1] if agreed else "",
        last_contact=record.last_contact_on if record else None,
        light=words.LIGHT_KEYS[Light(newest.light)] if newest else "",
        coverage=words.share_text(Fraction(newest.coverage)) if newest else "",
        stand=newest.day if newest else None,
        next_meeting=meetings.get(place.pk or 0),
        changed=changed[:MOST_CHANGES],
        more_changes=max(0, len(changed) - MOST_CHANGES),
        word="" if newest else place.why_nothing(),
    )


@dataclass(frozen=True)
class HeatCell:
    """A component of a municipality: key of the light, how many of its indicators have one."""

    component: str
    light: str
    known: int
    all: int


@dataclass(frozen=True)
class HeatRow:
    """A municipality with its seven cells; none where it shares nothing (`word` says so)."""

    place: Place
    cells: tuple[HeatCell, ...]
    stand: date | None
    word: str


@dataclass(frozen=True)
class Heat:
    """The table of a page, and over all municipalities that share: lights counted by component, `n` of them."""

    heads: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    counts: tuple[tuple[str, str], ...]
    n: int


def heat(shown: Sequence[Place], everybody: Sequence[Place]) -> Heat:
    """Municipalities x core components; only those that share are counted."""
    stands = newest_stands(sharing_ids(everybody))
    cells = {pk: cells_of(stand) for pk, stand in stands.items()}
    rows = []
    for place in shown:
        stand = stands.get(place.pk or 0)
        rows.append(
            HeatRow(
                place,
                cells.get(place.pk or 0, ()),
                stand.day if stand else None,
                "" if stand else place.why_nothing(),
            )
        )
    counts = tuple(
        (name, _counted(row[at].light for row in cells.values())) for at, name in enumerate(NAMES.values())
    )
    return Heat(tuple(NAMES.values()), tuple(rows), counts, len(cells))


def cells_of(stand: Assessment) -> tuple[HeatCell, ...]:
    """The seven components of a kept stand."""
    found = component_lights(kept_lights(stand.readings))
    return tuple(HeatCell(NAMES[c.component], words.LIGHT_KEYS[c.light], c.known, c.all) for c in found)


def _counted(lights: Iterable[str]) -> str:
    """„3 Stabil, 2 Beobachten“; '' without any."""
    number = Counter(lights)
    named = [(number[key], words.LIGHT_WORDS[light]) for light, key in words.LIGHT_KEYS.items()]
    return ", ".join(f"{count} {word}" for count, word in named if count)
