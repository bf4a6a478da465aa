"""Takes whole rows of a table while nothing about them is unusual; what is, is read cell by cell instead (`harvest`)."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from monitoring.readers import limits
from monitoring.readers.cells import Head, Row, RowCells
from monitoring.readers.values import Printed, read_value

if TYPE_CHECKING:
    from collections.abc import Sequence


class Unusual(Exception):  # noqa: N818 - no fault: the file is read the other way
    """The file holds something that only reading cell by cell can judge or complain about."""


class _Said(dict[str, int]):
    """Index of every printed text; a new one is read once."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[tuple[str, Printed]] = []

    def __missing__(self, text: str) -> int:
        printed = read_value(text)
        if printed.problem:
            raise Unusual
        self.entries.append((text.strip(), printed))
        self[text] = len(self.entries) - 1
        return self[text]


class Sheaf:
    """The rows of one file. Raises Unusual for doubles, for what cannot be read and for what is too much."""

    def __init__(self) -> None:
        """Begin empty."""
        self._rows: list[Row] = []
        self._said = _Said()
        self._seen: set[tuple[Head, str, str]] = set()
        self._subjects: set[tuple[str, str]] = set()
        self._units: dict[str, str] = {}

    def head(self, columns: Sequence[str], subjects: Sequence[tuple[str, str, str, str]]) -> Head:
        """Keep what columns say: (measure, label, unit, period) each; no other head may say the same."""
        named = {(measure, period) for measure, _label, _unit, period in subjects}
        if len(named) < len(subjects) or not named.isdisjoint(self._subjects):
            raise Unusual
        self._subjects |= named
        for measure, _label, unit, _period in subjects:
            if self._units.setdefault(measure, unit) != unit or len(measure) > limits.MAX_MEASURE_CHARACTERS:
                raise Unusual
        if len(self._units) > limits.MAX_MEASURES:
            raise Unusual
        measures, labels, units, periods = (list(part) for part in zip(*subjects, strict=True))
        return Head(list(columns), measures, labels, units, periods)

    def add(  # noqa: PLR0913 - what a row says
        self, number: int, region: str, name: str, period: str, head: Head, texts: Sequence[str]
    ) -> None:
        """Keep a row with the printed texts of its values."""
        place = (head, region, period)
        if place in self._seen or len(name) > limits.MAX_NAME_CHARACTERS:
            raise Unusual
        self._seen.add(place)
        self._rows.append(
            Row(number, region, name, period, head, array("i", map(self._said.__getitem__, texts)))
        )

    def cells(self) -> RowCells:
        """Return all cells."""
        found = RowCells(self._rows, self._said.entries)
        if len(found) > limits.MAX_CELLS:
            raise Unusual
        return found
