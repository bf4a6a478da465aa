"""Made-up populations for the attacks, and an attacker of the tests' own.

The attacker knows nothing of the room's equations: he has one unknown per finest group of people (a
leaf), reads what is printed, and asks for the lowest and highest count of a cell that fits.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from monitoring.disclosure import Cell, Checked, Count, Method, Publication, Rate, Rule, Table, Zeros

DIMENSIONS = ("Alter", "Geschlecht", "Herkunft")
KREIS, OFFICIAL = "03999", "amtlich"


@dataclass
class Population:
    """leaves: finest counts by (region, breakdown); regions sum to the Kreis when there are several."""

    names: tuple[str, ...]
    regions: tuple[str, ...]
    leaves: dict[tuple[str, tuple[tuple[str, str], ...]], int]
    series: str = "Beratungen"

    def members(self, cell):
        """Leaves that a cell counts."""
        pairs = set(cell.breakdown)
        return [leaf for leaf in self.leaves if (cell.region in (leaf[0], KREIS)) and pairs <= set(leaf[1])]

    def count(self, cell):
        return sum(self.leaves[leaf] for leaf in self.members(cell))


def population(rng, dimensions=None, regions=None, mean=None) -> Population:
    dimensions = int(rng.integers(1, 4)) if dimensions is None else dimensions
    sizes = [int(rng.integers(2, 5 if dimensions < 3 else 3)) for _ in range(dimensions)]
    names = DIMENSIONS[:dimensions]
    count = int(rng.integers(1, 4)) if regions is None else regions
    codes = tuple(f"03999{number:03}" for number in range(count)) if count > 1 else (KREIS,)
    mean = float(rng.choice([2.5, 5, 8])) if mean is None else mean
    values = [[(name, f"{name[0]}{v}") for v in range(size)] for name, size in zip(names, sizes, strict=True)]
    leaves = {
        (code, tuple(sorted(pairs))): int(rng.poisson(mean)) for code in codes for pairs in product(*values)
    }
    return Population(names, codes, leaves)


def all_cells(people: Population, period: str) -> list[Cell]:
    """Every margin of every region and of the Kreis."""
    regions = [*people.regions, *([KREIS] if KREIS not in people.regions else [])]
    found = set()
    for (_region, pairs), region in product(people.leaves, regions):
        for size in range(2 ** len(pairs)):
            kept = tuple(pair for number, pair in enumerate(pairs) if size >> number & 1)
            found.add(Cell(people.series, region, period, kept))
    return sorted(found)


def publication(rng, people: Population, period="2024", name="Bericht", rule=None, rates=None) -> Publication:
    """A random choice of margins; the rest is hidden. Sometimes shares of an official population."""
    rule = rule or Rule()
    cells = all_cells(people, period)
    counts = {cell: Count(people.count(cell)) for cell in cells}
    levels = sorted({tuple(pair[0] for pair in cell.breakdown) for cell in cells})
    kept = [level for level in levels if rng.random() < 0.75] or levels[-1:]
    hidden = {cell for cell in cells if tuple(pair[0] for pair in cell.breakdown) not in kept}
    shares, outside = [], {}
    if rates if rates is not None else rng.random() < 0.5:
        for cell in cells:
            if len(cell.breakdown) <= 1:
                whole = replace(cell, series=OFFICIAL)
                outside[whole] = sum(_everybody(leaf) for leaf in people.members(cell))
                shares.append(Rate(replace(cell, series="Quote"), cell, whole))
        if rng.random() < 0.5:
            hidden |= {cell for cell in cells if len(cell.breakdown) == 1}
    parents = {code: KREIS for code in people.regions if code != KREIS}
    table = Table(rule, counts, parents, tuple(shares), (), frozenset(hidden))
    return Publication(name, (table,), outside)


def _everybody(leaf):
    """Official population of a leaf: fixed, since official figures do not change with ours."""
    return 24 + sum(map(ord, str(leaf))) % 20


class Reader:
    """Reads publications in order; each leaf value that was corrected is another unknown."""

    def __init__(self) -> None:
        self.unknowns: dict = {}
        self.truth: list[int] = []
        self.rows: list[tuple[dict[int, int], float, float]] = []
        self.targets: list[tuple[Cell, dict[int, int], int]] = []

    def read(self, people: dict[str, Population], checked: Checked) -> None:
        """people: by period, as they were known when the publication was made."""
        for table in checked.publication.tables:
            for cell in table.counts:
                self._count(people[cell.period], checked, table, cell)
            for rate in table.rates:
                self._rate(people[rate.cell.period], checked, table, rate)

    def _terms(self, people, cell) -> dict[int, int]:
        terms = {}
        for leaf in people.members(cell):
            key = (cell.series, cell.period, leaf, people.leaves[leaf])
            if key not in self.unknowns:
                self.unknowns[key] = len(self.truth)
                self.truth.append(people.leaves[leaf])
            terms[self.unknowns[key]] = 1
        return terms

    def _count(self, people, checked, table, cell) -> None:
        terms, value = self._terms(people, cell), people.count(cell)
        shown = checked.shown(cell)
        rule = table.rule
        small = 0 < value < rule.threshold or (value == 0 and rule.zeros is Zeros.SENSITIVE)
        if shown is None:
            if small:
                self.targets.append((cell, terms, rule.needed_width))
        elif shown.value is None:
            least = 1 if rule.zeros is Zeros.SHOWN and rule.method is Method.SUPPRESS else 0
            self.rows.append((terms, least, np.inf))
            self.targets.append((cell, terms, rule.needed_width if small else 1))
        elif rule.method is Method.ROUND:
            printed = int(shown.value)
            self.rows.append((terms, printed - 2, printed + 2))
            if small:
                self.targets.append((cell, terms, rule.needed_width))
        else:
            self.rows.append((terms, int(shown.value), int(shown.value)))
            assert not small, f"a small count is printed: {cell}"

    def _rate(self, people, checked, table, rate) -> None:
        shown = checked.shown(rate.cell)
        if shown.value is None or table.rule.method is Method.ROUND:
            return
        whole = checked.publication.outside[rate.denominator]
        half = Fraction(1, 2 * 10**rate.decimals)
        low = (Fraction(shown.value) - half) * whole / rate.factor
        high = (Fraction(shown.value) + half) * whole / rate.factor
        highest = high.numerator // high.denominator
        highest -= highest == high
        self.rows.append((self._terms(people, rate.numerator), -(-low.numerator // low.denominator), highest))

    def recovered(self) -> list[tuple[str, int, int]]:
        """Cells whose interval is narrower than promised: (cell, lowest, highest)."""
        matrix = np.zeros((len(self.rows), len(self.truth)))
        for number, (terms, _low, _high) in enumerate(self.rows):
            for column, factor in terms.items():
                matrix[number, column] = factor
        self.rules = LinearConstraint(
            matrix, [low for _t, low, _h in self.rows], [high for _t, _l, high in self.rows]
        )
        seen = [np.array(self.truth, dtype=float)]
        return [
            (str(cell), *bounds)
            for cell, terms, width in self.targets
            if (bounds := self._bounds(terms, width, seen)) is not None
        ]

    def _bounds(self, terms, width, seen):
        goal = np.zeros(len(self.truth))
        for column, factor in terms.items():
            goal[column] = factor
        for sign in (-1, 1):
            values = [goal @ solution for solution in seen]
            if max(values) - min(values) >= width:
                return None
            found = milp(
                sign * goal, integrality=np.ones(len(goal)), bounds=Bounds(0, 10_000), constraints=self.rules
            )
            assert found.x is not None, found.message
            seen.append(np.rint(found.x))
        values = [goal @ solution for solution in seen]
        return None if max(values) - min(values) >= width else (int(min(values)), int(max(values)))


def sequence(rng, length=4):
    """Publications in time: other margins of the same people, corrections, a new period.

    Yields (people by period, publication); each publication holds one or two periods.
    """
    people = {"2023": population(rng, dimensions=int(rng.integers(1, 3)))}
    people["2024"] = _later(rng, people["2023"])
    for number in range(length):
        if number and rng.random() < 0.4:
            people = people | {"2023": _corrected(rng, people["2023"])}
        periods = ["2023"] if not number else ["2023", "2024"][: int(rng.integers(1, 3))]
        parts = [
            publication(rng, people[period], period, rates=bool(rng.random() < 0.3)) for period in periods
        ]
        outside = {cell: value for part in parts for cell, value in part.outside.items()}
        tables = tuple(table for part in parts for table in part.tables)
        yield (
            {period: people[period] for period in periods},
            Publication(f"Bericht {number}", tables, outside),
        )


def _later(rng, people):
    return replace(
        people, leaves={leaf: int(rng.poisson(value + 0.5)) for leaf, value in people.leaves.items()}
    )


def _corrected(rng, people):
    """One late correction: somebody had been forgotten."""
    leaf = list(people.leaves)[int(rng.integers(len(people.leaves)))]
    return replace(people, leaves=people.leaves | {leaf: people.leaves[leaf] + 1})
