"""Finding the mask: small cells first, then as little more as the attacker makes necessary. Pure.

For each cell whose interval is too narrow the cheapest further cells are found by integer programming:
two tables must exist that agree in everything still printed and differ enough in that cell. The attacker
has the last word; what turns out to be needless is shown again. Same input, same mask.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load at their first use: a second of every process's start

from monitoring.disclosure.attacker import Attack, Interval, Tables, connected
from monitoring.disclosure.knowledge import Equation, Knowledge, Mask, place
from monitoring.disclosure.tables import Cell

WEIGHT_LIMIT = 10_000
RATE_COST = 60
GAP = 0.02  # how far from the cheapest choice the search may stop; trimming follows


@dataclass(frozen=True, slots=True)
class Unprotected:
    """No mask protects this cell: too much is known already."""

    cell: Cell
    interval: Interval
    mask: Mask


def find_mask(system: Knowledge) -> Mask | Unprotected:
    """The mask of the new publication, or the cell that none can protect."""
    cells: frozenset[Cell] = frozenset()
    rates: frozenset[Cell] = frozenset()
    for group in _groups(system):
        if group.isdisjoint(system.needs) and group.isdisjoint(system.held):
            continue
        found = _mask_of_group(system.part(group), group)
        if isinstance(found, Unprotected):
            return Unprotected(found.cell, found.interval, system.closed(found.mask.cells, found.mask.rates))
        cells, rates = cells | found.cells, rates | found.rates
    return system.closed(cells, rates)


def _mask_of_group(system: Knowledge, group: frozenset[Cell]) -> Mask | Unprotected:
    held = {cell for cell in system.held if cell in system.offered and cell not in system.known}
    forced = {cell for cell in system.needs if system.maskable(cell) and system.offered[cell] is None} | held
    mask, tables = system.closed(forced), Tables(system)
    while True:
        extended = _protected(system, mask, group, tables)
        if isinstance(extended, Unprotected):
            return extended
        trimmed = _trimmed(system, extended, frozenset(forced), tables)
        weak = Attack(system, trimmed, tables=tables).narrow(targets(system, trimmed))
        if not weak:
            return trimmed
        if trimmed.cells <= mask.cells and trimmed.rates <= mask.rates:
            cell = min(weak)
            return Unprotected(cell, weak[cell], trimmed)
        mask = trimmed


def targets(system: Knowledge, mask: Mask) -> dict[Cell, int]:
    """Steps over which each cell must stay possible: protected ones by their need, others left out by one."""
    secondary = {cell: 1 for cell in (mask.cells | system.held) if cell not in system.known}
    return secondary | {cell: need.width for cell, need in system.needs.items()}


def _serious(system: Knowledge) -> dict[Cell, int]:
    """Targets that more masking must help: protected cells, and those left out in earlier publications."""
    held = {cell: 1 for cell in system.held if cell not in system.known}
    return held | {cell: need.width for cell, need in system.needs.items()}


def _protected(system: Knowledge, mask: Mask, group: frozenset[Cell], tables: Tables) -> Mask | Unprotected:
    """Repeat: attack, mask what the narrow cells need, until nothing is too narrow."""
    wanted = _serious(system)
    while narrow := Attack(system, mask, tables=tables).narrow(wanted):
        before = mask
        for cell in sorted(narrow):
            one = {cell: wanted[cell]}
            if mask is not before and not Attack(system, mask, tables=tables).narrow(one):
                continue
            extra = _cheapest(system, mask, cell, wanted[cell], group)
            if extra is None:
                return _all_or_nothing(system, cell, wanted[cell])
            mask = system.closed(mask.cells | extra.cells, mask.rates | extra.rates)
    return mask


def _all_or_nothing(system: Knowledge, cell: Cell, width: int) -> Mask | Unprotected:
    """The mask that leaves out everything, unless even that one gives the cell away."""
    everything = system.closed((c for c in system.offered if system.maskable(c)), system.rates)
    narrow = Attack(system, everything).narrow({cell: width})
    return Unprotected(cell, narrow[cell], everything) if narrow else everything


def _trimmed(system: Knowledge, mask: Mask, forced: frozenset[Cell], tables: Tables) -> Mask:
    """Show again, dearest first, what nobody needs to be left out."""

    def if_safe(trial: Mask) -> Mask:
        attack = Attack(system, trial, tables=tables)
        return mask if attack.narrow(targets(system, trial), first=True) else trial

    for cell in sorted(mask.cells - forced, key=lambda c: (-_cost(system, c), c)):
        mask = if_safe(system.closed(mask.cells - {cell}, _own_rates(system, mask)))
    for rate in sorted(_own_rates(system, mask)):
        mask = if_safe(system.closed(mask.cells, mask.rates - {rate}))
    return mask


def _own_rates(system: Knowledge, mask: Mask) -> frozenset[Cell]:
    """Rates left out for themselves, not because a part of them is."""
    return mask.rates - system.closed(mask.cells).rates


def _groups(system: Knowledge) -> list[frozenset[Cell]]:
    """Cells that hang together when everything that may be masked is; groups say nothing of each other."""
    sets = [
        tuple(cell for cell, _factor in equation.terms if cell not in system.known)
        for equation in system.equations
    ]
    single = [(cell,) for cell in sorted(system.truth) if cell not in system.known]
    return connected([*(one for one in sets if one), *single])


def _cost(system: Knowledge, cell: Cell) -> int:
    """Small numbers are cheap to leave out; places left out before are cheaper still."""
    cost = 100 + min(system.truth[cell], WEIGHT_LIMIT)
    return cost // 2 if place(cell) in system.liked else cost


def _cheapest(system: Knowledge, mask: Mask, cell: Cell, width: int, group: frozenset[Cell]) -> Mask | None:
    """Cheapest further cells and rates that let `cell` vary by `width`; None when there are none."""
    limit = 1000 + 4 * max(system.truth.values(), default=0)
    for reach, whole in ((4 * width + 8, False), (4 * width + 8, True), (limit, True)):
        extra = _Search(system, mask, group, reach).solve(cell, width, whole=whole)
        if extra is not None and (extra.cells | extra.rates):
            return extra
    return None


class _Search:
    """The integer program for one group: columns are low table, high table, then yes/no per item."""

    def __init__(self, system: Knowledge, mask: Mask, group: frozenset[Cell], reach: int) -> None:
        self.system, self.mask, self.reach = system, mask, reach
        self.cells = sorted(group)
        self.place = {cell: number for number, cell in enumerate(self.cells)}
        self.equations = [
            e for e in system.equations if e.rate not in mask.rates and any(c in group for c, _f in e.terms)
        ]
        choosable = [c for c in self.cells if system.maskable(c) and c not in mask.cells]
        self.items = [*choosable, *sorted({e.rate for e in self.equations if e.rate})]
        self.choice = {item: 2 * len(self.cells) + n for n, item in enumerate(self.items)}
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def solve(self, cell: Cell, width: int, *, whole: bool) -> Mask | None:
        """whole: the two tables must be whole numbers (slower, exact)."""
        size = len(self.cells)
        low, high = self._bounds()
        for copy in (0, size):
            self._add_equations(copy)
            self._add_choices(copy, low, high)
        at = self.place[cell]
        self.rows.append(({size + at: 1.0, at: -1.0}, float(width), np.inf))
        costs = [RATE_COST if item in self.system.rates else _cost(self.system, item) for item in self.items]
        goal = np.concatenate([np.zeros(2 * size), np.array(costs, dtype=float)])
        kind = np.concatenate([np.full(2 * size, int(whole)), np.ones(len(self.items))])
        bounds = scipy.optimize.Bounds(
            np.concatenate([low, low, np.zeros(len(self.items))]),
            np.concatenate([high, high, np.ones(len(self.items))]),
        )
        result = scipy.optimize.milp(
            goal,
            integrality=kind,
            bounds=bounds,
            constraints=[self._constraint(len(goal))],
            options={"mip_rel_gap": GAP},
        )
        if result.x is None:
            return None
        chosen = {item for item, column in self.choice.items() if result.x[column] > 0.5}
        rates = frozenset(chosen & self.system.rates.keys())
        return Mask(frozenset(chosen - rates), rates)

    def _bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Widest range of every cell: that of a masked one where it is or may be masked."""
        low, high = np.zeros(len(self.cells)), np.zeros(len(self.cells))
        for number, cell in enumerate(self.cells):
            true = self.system.truth[cell]
            masked = Mask(self.mask.cells | {cell}) if cell in self.choice else self.mask
            least, most = self.system.unknown(cell, masked) or (true, true)
            low[number] = max(least, true - self.reach)
            high[number] = true + self.reach if most is None else min(most, true + self.reach)
        return low, high

    def _add_equations(self, copy: int) -> None:
        """Sums hold; what a rate says holds unless the rate is chosen to be left out."""
        for equation in self.equations:
            row: dict[int, float] = {}
            known = 0
            for cell, factor in equation.terms:
                if cell in self.place:
                    column = copy + self.place[cell]
                    row[column] = row.get(column, 0) + factor
                else:
                    known += factor * self.system.truth[cell]
            self._add_sides(equation, row, known)

    def _add_sides(self, equation: Equation, row: dict[int, float], known: int) -> None:
        slack = 0.0
        if equation.rate:
            true = sum(factor * self.system.truth[cell] for cell, factor in equation.terms)
            slack = abs(true) + sum(abs(factor) for factor in row.values()) * self.reach
        for bound, sign in ((equation.low, 1), (equation.high, -1)):
            if bound is None:
                continue
            side = dict(row)
            if equation.rate:
                side[self.choice[equation.rate]] = sign * slack
            low, high = (bound - known, np.inf) if sign == 1 else (-np.inf, bound - known)
            self.rows.append((side, low, high))

    def _add_choices(self, copy: int, low: np.ndarray, high: np.ndarray) -> None:
        """A cell keeps its printed range unless it is chosen to be left out."""
        for cell, column in self.choice.items():
            if cell not in self.place:
                continue
            number, true = self.place[cell], self.system.truth[cell]
            least, most = self.system.unknown(cell, self.mask) or (true, true)
            top = high[number] if most is None else most
            self.rows.append(({copy + number: 1.0, column: float(least - low[number])}, least, np.inf))
            self.rows.append(({copy + number: 1.0, column: float(top - high[number])}, -np.inf, top))

    def _constraint(self, width: int) -> scipy.optimize.LinearConstraint:
        at = [(r, c, f) for r, (row, _l, _h) in enumerate(self.rows) for c, f in row.items()]
        matrix = scipy.sparse.coo_array(
            ([f for _r, _c, f in at], ([r for r, _c, _f in at], [c for _r, c, _f in at])),
            shape=(len(self.rows), width),
        ).tocsr()
        return scipy.optimize.LinearConstraint(
            matrix, [low for _r, low, _h in self.rows], [high for _r, _l, high in self.rows]
        )
