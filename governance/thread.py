"""The Roter Faden and the steering cycle of one goal, as plain records: what is there, what is missing.

Pure: what the stations hold is handed in; pages and paper draw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dkbm.periods import KeyDate, Month, from_key, months_between


@dataclass(frozen=True, slots=True)
class Record:
    """Something that happened: what it is called, where it stands, when (period key, '' = not known)."""

    text: str
    url: str = ""
    when: str = ""

    @property
    def when_label(self) -> str:
        """„09/2021“, „30.01.2020“, '' when not known."""
        if not self.when:
            return ""
        period = from_key(self.when)
        return period.printed_day if isinstance(period, KeyDate) else period.label


@dataclass(frozen=True, slots=True)
class Station:
    """One station of the thread. Without records it is a gap, and `add_url` leads to the form that fills it."""

    key: str
    word: str
    records: tuple[Record, ...] = ()
    add_url: str = ""
    add_word: str = ""

    @property
    def is_gap(self) -> bool:
        """Nothing is recorded here."""
        return not self.records


@dataclass(frozen=True, slots=True)
class Thread:
    """From the need to the feedback, in this order."""

    stations: tuple[Station, ...]

    @property
    def filled(self) -> int:
        """How many stations hold something."""
        return sum(not station.is_gap for station in self.stations)

    @property
    def gaps(self) -> list[Station]:
        """Stations where something is missing, in order."""
        return [station for station in self.stations if station.is_gap]


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the eight phases of domain.md 4.4: its earliest dated record and who carries it."""

    number: int
    word: str
    record: Record | None
    by: str = ""
    is_there: bool = False

    @property
    def state(self) -> str:
        """„belegt“, „ohne Datum“ or „offen“."""
        if self.record is not None:
            return "belegt"
        return "ohne Datum" if self.is_there else "offen"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the steering cycle: the phases of one strategic goal."""

    title: str
    url: str
    phases: tuple[Phase, ...]

    @property
    def reached(self) -> Phase | None:
        """The last phase that is there, None when nothing is."""
        there = [phase for phase in self.phases if phase.is_there]
        return there[-1] if there else None

    def months(self, today: Month) -> int | None:
        """Cycle time: from the first dated phase to the feedback, or so far. None without a date."""
        dated = [month for phase in self.phases if (month := _first_month(phase)) is not None]
        if not dated:
            return None
        end = _last_month(self.phases[-1]) or today
        return max(0, months_between(min(dated, key=lambda m: m.ordinal), end))

    @property
    def is_closed(self) -> bool:
        """The feedback is there with a date."""
        return self.phases[-1].record is not None


def earliest(records: Sequence[Record]) -> Record | None:
    """The earliest record that has a date, None without one."""
    dated = [record for record in records if record.when and from_key(record.when).first_month is not None]
    return min(dated, key=lambda record: from_key(record.when).sort_key, default=None)


def _first_month(phase: Phase) -> Month | None:
    return from_key(phase.record.when).first_month if phase.record else None


def _last_month(phase: Phase) -> Month | None:
    return from_key(phase.record.when).last_month if phase.record else None
