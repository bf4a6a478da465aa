"""The attacker: what anyone can work out about the cells that a mask leaves out. Pure.

For each cell the lowest and highest whole number that fits everything published (integer programming),
with counts >= 0 and the knowledge of how the mask was made. Too narrow an interval is a disclosure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load at their first use: a second of every process's start

from monitoring.disclosure.knowledge import Equation, Knowledge, Mask
from monitoring.disclosure.tables import Cell


@dataclass(frozen=True, slots=True)
class Interval:
    """All an attacker can say of a cell: low <= value <= high. high None: no limit."""

    low: int
    high: int | None

    @property
    def width(self) -> float:
        return float("inf") if self.high is None else self.high - self.low


@dataclass(frozen=True)
class _Open:
    """Equations that still hold unknowns, and the unknowns with their starting ranges."""

    cells: list[Cell]
    low: np.ndarray
    high: np.ndarray
    matrix: scipy.sparse.csr_array
    below: np.ndarray
    above: np.ndarray


class Tables:
    """Possible tables met so far, to begin the next attack on the same system with."""

    def __init__(self, system: Knowledge) -> None:
        self.place = {cell: number for number, cell in enumerate(sorted(system.truth))}
        self.true = np.array([system.truth[cell] for cell in self.place], dtype=np.int64)
        self.met = [self.true]

    def add(self, cells: Sequence[Cell], values: np.ndarray) -> None:
        table = self.true.copy()
        table[[self.place[cell] for cell in cells]] = values
        self.met.append(table)

    def fitting(self, part: _Open) -> np.ndarray:
        """Lines: the unknowns of the part; columns: the tables that fit what is known of it."""
        values = np.array(self.met).T[[self.place[cell] for cell in part.cells]]
        sums = part.matrix @ values
        fits = (
            (values >= part.low[:, None]).all(0)
            & (values <= part.high[:, None]).all(0)
            & (sums >= part.below[:, None]).all(0)
            & (sums <= part.above[:, None]).all(0)
        )
        found: np.ndarray = values[:, fits]
        return found


class Attack:
    """One attack on a system under a mask, split into parts that do not touch each other.

    tables: possible tables of the same system from earlier attacks, gathered further here.
    """

    def __init__(
        self,
        system: Knowledge,
        mask: Mask,
        *,
        leave_out: Equation | None = None,
        tables: Tables | None = None,
    ) -> None:
        self.system, self.mask = system, mask
        self.tables = tables or Tables(system)
        self.limit = 1000 + 4 * max(system.truth.values(), default=0)
        self.equations = [e for e in system.equations if e.rate not in mask.rates and e is not leave_out]
        self.parts = self._parts()

    def interval(self, cell: Cell) -> Interval:
        """The exact interval of one cell."""
        found = self.narrow({cell: self.limit + 1})
        return found[cell] if cell in found else Interval(0, None)

    def narrow(self, wanted: Mapping[Cell, int], *, first: bool = False) -> dict[Cell, Interval]:
        """Cells whose interval spans fewer steps than wanted, with the interval.

        first: stop at the first such cell (enough to refuse a mask).
        """
        found: dict[Cell, Interval] = {}
        for cell in sorted(wanted):
            if self.system.unknown(cell, self.mask) is None:
                value = self.system.truth[cell]
                found[cell] = Interval(value, value)
        for part in self.parts:
            if first and found:
                break
            self._search(part, wanted, found, first)
        return found

    def _search(
        self, part: _Open, wanted: Mapping[Cell, int], found: dict[Cell, Interval], first: bool
    ) -> None:
        """Widen the seen range of each wanted cell by extreme solutions, which widen others as well."""
        if not any(cell in wanted for cell in part.cells):
            return
        possible = self.tables.fitting(part)
        seen_low, seen_high = possible.min(axis=1), possible.max(axis=1)
        for number, cell in enumerate(part.cells):
            if cell not in wanted:
                continue
            for sign in (-1, 1):
                if seen_high[number] - seen_low[number] >= wanted[cell]:
                    break
                solution = _extreme(part, number, sign)
                self.tables.add(part.cells, solution)
                seen_low = np.minimum(seen_low, solution)
                seen_high = np.maximum(seen_high, solution)
            if seen_high[number] - seen_low[number] < wanted[cell]:
                high = int(seen_high[number])
                found[cell] = Interval(int(seen_low[number]), None if high >= self.limit else high)
                if first:
                    return

    def _parts(self) -> list[_Open]:
        rows = []
        for equation in self.equations:
            known = 0
            terms: dict[Cell, int] = {}
            for cell, factor in equation.terms:
                if self.system.unknown(cell, self.mask) is None:
                    known += factor * self.system.truth[cell]
                else:
                    terms[cell] = terms.get(cell, 0) + factor
            if terms:
                rows.append((terms, equation.low, equation.high, known))
        alone = [{cell: 1} for cell in self.system.truth if self.system.unknown(cell, self.mask)]
        groups = connected([*(tuple(row[0]) for row in rows), *(tuple(one) for one in alone)])
        return [self._part(group, [row for row in rows if next(iter(row[0])) in group]) for group in groups]

    def _part(
        self, group: Iterable[Cell], rows: Sequence[tuple[dict[Cell, int], int | None, int | None, int]]
    ) -> _Open:
        cells = sorted(group)
        place = {cell: number for number, cell in enumerate(cells)}
        ranges = [self.system.unknown(cell, self.mask) or (0, 0) for cell in cells]
        at = [(r, place[c], f) for r, row in enumerate(rows) for c, f in row[0].items()]
        matrix = scipy.sparse.csr_array(
            ([float(f) for _r, _c, f in at], ([r for r, _c, _f in at], [c for _r, c, _f in at])),
            shape=(len(rows), len(cells)),
        )
        return _Open(
            cells,
            np.array([float(low) for low, _high in ranges]),
            np.array([float(self.limit if high is None else high) for _low, high in ranges]),
            matrix,
            np.array([-np.inf if low is None else low - known for _t, low, _h, known in rows]),
            np.array([np.inf if high is None else high - known for _t, _l, high, known in rows]),
        )


def connected(sets: Iterable[Sequence[Cell]]) -> list[frozenset[Cell]]:
    """Groups of cells that some chain of sets joins, in a stable order."""
    parent: dict[Cell, Cell] = {}

    def root(cell: Cell) -> Cell:
        while parent.setdefault(cell, cell) != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for one in sets:
        for cell in one:
            parent[root(cell)] = root(one[0])
    groups: dict[Cell, set[Cell]] = {}
    for cell in parent:
        groups.setdefault(root(cell), set()).add(cell)
    return sorted((frozenset(group) for group in groups.values()), key=min)


def _extreme(part: _Open, number: int, sign: int) -> np.ndarray:
    """A solution with the lowest (sign 1) or highest (sign -1) value of one unknown."""
    goal = np.zeros(len(part.cells))
    goal[number] = sign
    rules = (
        [scipy.optimize.LinearConstraint(part.matrix, part.below, part.above)] if part.matrix.shape[0] else []
    )
    result = scipy.optimize.milp(
        goal,
        integrality=np.ones(len(part.cells)),
        bounds=scipy.optimize.Bounds(part.low, part.high),
        constraints=rules,
    )
    if result.x is None:
        raise ArithmeticError(f"the published figures contradict each other: {result.message}")
    whole: np.ndarray = np.rint(result.x).astype(np.int64)
    return whole
