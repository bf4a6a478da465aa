"""A publication: linked tables of counts, with rates between them. Pure.

Cells are keyed by (series, region, period, breakdown); a missing dimension is the total over it. The
sums that hold between cells are found from the keys (`additive`), others can be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitoring.disclosure.rules import Count, Rule


class Inconsistent(ValueError):
    """The tables contradict themselves; the text (German) names the cell."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where a number stands. breakdown: sorted (dimension, value) pairs, () for the total.

    edition: 0; a value corrected after it was published is another unknown, with a higher edition.
    """

    series: str
    region: str
    period: str
    breakdown: tuple[tuple[str, str], ...] = ()
    edition: int = 0

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {value}" for name, value in self.breakdown) or "insgesamt"
        return f"{self.series}, {self.region}, {self.period}, {parts}"


@dataclass(frozen=True, slots=True)
class Sum:
    """total = sum of parts, exactly."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A printed rate: numerator * factor / denominator, half up to `decimals` places.

    subset: the numerator counts some of those whom the denominator counts (share of leavers without a
    certificate), so that „all but two“ is as small a number as „two“.
    """

    cell: Cell
    numerator: Cell
    denominator: Cell
    factor: int = 100
    decimals: int = 1
    subset: bool = True


@dataclass(frozen=True)
class Table:
    """Counts of one source under its rule. parents: region -> region above, within the own counts.

    hidden: cells that are not printed themselves (numerators known only through their rates).
    """

    rule: Rule
    counts: Mapping[Cell, Count]
    parents: Mapping[str, str] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    sums: tuple[Sum, ...] = ()
    hidden: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Publication:
    """Tables that go out together, and what everybody knows already (official denominators, totals).

    Give the finest counts that exist (as `hidden` where they are not printed): three two-way tables tell
    something of the three-way table behind them, and only a system that holds it can tell how much.
    """

    name: str
    tables: tuple[Table, ...]
    outside: Mapping[Cell, int] = field(default_factory=dict)

    def counts(self) -> dict[Cell, Count]:
        """Every own count by cell. Raises Inconsistent when two tables say different numbers."""
        found: dict[Cell, Count] = {}
        for table in self.tables:
            for cell, count in table.counts.items():
                if cell in found and found[cell].value != count.value:
                    raise Inconsistent(f"Zwei verschiedene Werte für dieselbe Zelle: {cell}.")
                if cell not in found or count.contributions:
                    found[cell] = count
        for cell in found.keys() & self.outside.keys():
            if found[cell].value != self.outside[cell]:
                raise Inconsistent(f"Der eigene Wert weicht vom amtlich veröffentlichten ab: {cell}.")
        return found
