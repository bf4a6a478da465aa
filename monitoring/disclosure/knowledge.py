"""What an attacker may know: all publications, earlier and new, as one system of whole numbers. Pure.

A cell shown earlier is fixed. A cell whose value did not change is the same unknown in every
publication (the careful assumption: it gives the attacker more); a corrected value is a new unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from monitoring.disclosure.additive import additive
from monitoring.disclosure.rules import Count, Method, Need, Rule, primary, rounded, rounding_range
from monitoring.disclosure.tables import Cell, Publication, Rate, Sum, Table

REMAINDER = "nicht darunter"


@dataclass(frozen=True)
class Mask:
    """What a publication leaves out: count cells, and rates by their cell."""

    cells: frozenset[Cell] = frozenset()
    rates: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Published:
    """A publication that went out, with its mask. Only what the mask leaves is known outside."""

    publication: Publication
    mask: Mask


@dataclass(frozen=True)
class Equation:
    """low <= sum of coefficient * cell <= high (None: open). `rate`: holds only while that rate is shown."""

    terms: tuple[tuple[Cell, int], ...]
    low: int | None
    high: int | None
    text: str
    rate: Cell | None = None


@dataclass
class Knowledge:
    """The system. Cells not in `known` or `offered` are hidden: nobody prints them.

    truth: every cell. known: fixed for everybody, with where it is printed in `where`. offered: printed
    unless masked, None or the lowest and highest value its rounded print allows. least: lower bound of a
    masked cell. needs: protected cells. held: masked in an earlier publication, must stay masked.
    rates: rate cell -> what it says; gentle: rates made of rounded numbers. liked: places masked before.
    complements: rate cell -> those whom its denominator counts and its numerator does not.
    """

    truth: dict[Cell, int] = field(default_factory=dict)
    known: set[Cell] = field(default_factory=set)
    where: dict[Cell, str] = field(default_factory=dict)
    offered: dict[Cell, tuple[int, int] | None] = field(default_factory=dict)
    ranges: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    least: dict[Cell, int] = field(default_factory=dict)
    needs: dict[Cell, Need] = field(default_factory=dict)
    held: set[Cell] = field(default_factory=set)
    rates: dict[Cell, Rate] = field(default_factory=dict)
    gentle: set[Cell] = field(default_factory=set)
    complements: dict[Cell, Cell] = field(default_factory=dict)
    liked: set[Cell] = field(default_factory=set)
    equations: list[Equation] = field(default_factory=list)
    now: dict[Cell, Cell] = field(default_factory=dict)
    values: dict[Cell, list[int]] = field(default_factory=dict)

    def unknown(self, cell: Cell, mask: Mask) -> tuple[int, int | None] | None:
        """The range an attacker starts from for a cell, None when he knows its value."""
        if cell in self.known:
            return None
        low, high = self.ranges.get(cell, (0, None))
        if cell in self.offered and cell not in mask.cells:
            printed = self.offered[cell]
            if printed is None:
                return None
            return max(low, printed[0]), printed[1] if high is None else min(high, printed[1])
        return max(low, min(self.least.get(cell, 0), self.truth[cell])), high

    def part(self, group: frozenset[Cell]) -> Knowledge:
        """The system reduced to one group of cells that hang together; the rest says nothing about it."""
        equations = [e for e in self.equations if any(cell in group for cell, _factor in e.terms)]
        there = {cell for e in equations for cell, _factor in e.terms} | group
        return replace(
            self,
            truth={cell: value for cell, value in self.truth.items() if cell in there},
            offered={cell: printed for cell, printed in self.offered.items() if cell in group},
            needs={cell: need for cell, need in self.needs.items() if cell in group},
            held=self.held & group,
            rates={c: rate for c, rate in self.rates.items() if {rate.numerator, rate.denominator} & group},
            equations=equations,
        )

    def maskable(self, cell: Cell) -> bool:
        """Could masking it now help? Not when it is known anyway, nor when zeros are always printed."""
        return cell in self.offered and cell not in self.known and self.truth[cell] >= self.least.get(cell, 0)

    def closed(self, cells: Iterable[Cell], rates: Iterable[Cell] = ()) -> Mask:
        """The mask with every rate that a masked or protected part takes along."""
        gone = frozenset(cells)
        lost = {cell for cell, rate in self.rates.items() if self._touched(cell, rate, gone)}
        return Mask(gone, frozenset(rates) | lost)

    def _touched(self, cell: Cell, rate: Rate, gone: frozenset[Cell]) -> bool:
        parts = [rate.numerator, rate.denominator]
        if cell in self.gentle:
            return any(part in gone for part in parts)
        if cell in self.complements:
            parts.append(self.complements[cell])
        return any(part in gone or (part in self.needs and part not in self.known) for part in parts)


def gather(publication: Publication, earlier: Iterable[Published] = ()) -> Knowledge:
    """Everything an attacker would hold after this publication. Raises Inconsistent."""
    system = Knowledge()
    for one in earlier:
        _add(system, one.publication, one.mask)
    _add(system, publication, None)
    system.needs = {cell: need for cell, need in system.needs.items() if cell not in system.known}
    return system


def _add(system: Knowledge, publication: Publication, mask: Mask | None) -> None:
    """Add one publication; mask None: it is the new one, still open."""
    counts = publication.counts()
    sums, rests = additive(publication)
    complements = dict(_complements(publication, counts))
    values = {cell: count.value for cell, count in counts.items()} | dict(publication.outside) | rests
    values |= {rest: value for rest, value, _sum, _rate in complements.values()}
    names = {cell: _edition(system, cell, value) for cell, value in sorted(values.items())}
    for cell in publication.outside:
        system.known.add(names[cell])
        system.where.setdefault(names[cell], "amtlich veröffentlicht")
    _add_equations(system, publication.name, names, [*sums, *(c[2] for c in complements.values())])
    for table in publication.tables:
        _add_counts(system, publication.name, table, names, mask)
        _add_rates(system, publication, table, names, mask)
    _protect(system, publication, counts, names, [*sums, *(c[2] for c in complements.values())])
    if mask is None:
        system.now = names
        system.complements = {cell: names[c[0]] for cell, c in complements.items()}


def _edition(system: Knowledge, cell: Cell, value: int) -> Cell:
    seen = system.values.setdefault(cell, [])
    if value not in seen:
        seen.append(value)
    named = replace(cell, edition=seen.index(value))
    system.truth[named] = value
    return named


def _add_equations(system: Knowledge, name: str, names: Mapping[Cell, Cell], sums: Iterable[Sum]) -> None:
    for one in sums:
        terms = ((names[one.total], 1), *((names[part], -1) for part in one.parts))
        text = f"{one.total} = Summe aus {len(one.parts)} Teilen („{name}“)"
        system.equations.append(Equation(terms, 0, 0, text))


def _add_counts(
    system: Knowledge, name: str, table: Table, names: Mapping[Cell, Cell], mask: Mask | None
) -> None:
    """Cells of a table: known or held when published before, offered when new."""
    for plain, count in table.counts.items():
        cell = names[plain]
        if plain in table.hidden:
            continue
        if table.rule.method is Method.ROUND:
            printed = rounding_range(rounded(count.value, table.rule.base), table.rule.base)
        else:
            printed = None
        system.least[cell] = max(system.least.get(cell, 0), table.rule.least_masked)
        if mask is None:
            if cell not in system.offered or printed is not None:
                system.offered[cell] = printed
        elif plain in mask.cells:
            system.held.add(cell)
            system.liked.add(place(plain))
        elif printed is not None:
            system.ranges[cell] = printed
        else:
            system.known.add(cell)
            system.where.setdefault(cell, f"veröffentlicht in „{name}“")


def place(cell: Cell) -> Cell:
    """Where a cell stands whatever the time: masks prefer the places they had before."""
    return replace(cell, period="", edition=0)


def _complements(
    publication: Publication, counts: Mapping[Cell, Count]
) -> Iterable[tuple[Cell, tuple[Cell, int, Sum, Rate]]]:
    """For rates of a subset: those whom the denominator counts and the numerator does not."""
    for table in publication.tables:
        for rate in table.rates:
            top, bottom = rate.numerator, rate.denominator
            whole = counts[bottom].value if bottom in counts else publication.outside[bottom]
            value = whole - counts[top].value
            if rate.subset and value >= 0:
                rest = replace(top, breakdown=tuple(sorted((*top.breakdown, (REMAINDER, bottom.series)))))
                yield rate.cell, (rest, value, Sum(bottom, (top, rest)), rate)


def _add_rates(
    system: Knowledge, publication: Publication, table: Table, names: Mapping[Cell, Cell], mask: Mask | None
) -> None:
    for rate in table.rates:
        if mask is not None and rate.cell in mask.rates:
            continue
        named = replace(rate, numerator=names[rate.numerator], denominator=names[rate.denominator])
        if not system.truth[named.denominator]:
            continue
        guard = rate.cell if mask is None else None
        system.equations += _said_by(system, named, table.rule, publication.name, guard)
        if mask is None:
            system.rates[rate.cell] = named
            if table.rule.method is Method.ROUND:
                system.gentle.add(rate.cell)


def printed_rate(rate: Rate, numerator: int, denominator: int) -> int:
    """The rate in units of its last decimal, half up."""
    scale = rate.factor * int(10**rate.decimals)
    return (2 * scale * numerator + denominator) // (2 * denominator)


def _said_by(system: Knowledge, rate: Rate, rule: Rule, name: str, guard: Cell | None) -> list[Equation]:
    """What a printed rate tells of its parts: count = rate * denominator within the rounding."""
    top, bottom = rate.numerator, rate.denominator
    text = f"Anteil {rate.cell} mal {bottom} („{name}“)"
    if rule.method is Method.ROUND:
        # such rates are made of the rounded numbers: they tell no more than those
        return [_within_rounding(system, part, rule, text, guard) for part in (top, bottom)]
    units = printed_rate(rate, system.truth[top], system.truth[bottom])
    scale = 2 * rate.factor * int(10**rate.decimals)
    return [
        Equation(((top, scale), (bottom, 1 - 2 * units)), 0, None, text, guard),
        Equation(((top, scale), (bottom, -1 - 2 * units)), None, -1, text, guard),
    ]


def _within_rounding(system: Knowledge, cell: Cell, rule: Rule, text: str, guard: Cell | None) -> Equation:
    low, high = rounding_range(rounded(system.truth[cell], rule.base), rule.base)
    return Equation(((cell, 1),), low, high, text, guard)


def _protect(
    system: Knowledge,
    publication: Publication,
    counts: Mapping[Cell, Count],
    names: Mapping[Cell, Cell],
    sums: Iterable[Sum],
) -> None:
    """Needs of the new publication's own cells and of the rests that subtraction would give."""
    rules: dict[Cell, list[Rule]] = {}
    for table in publication.tables:
        for cell in table.counts:
            rules.setdefault(cell, []).append(table.rule)
    for cell in counts:
        _need(system, names[cell], counts[cell], rules[cell])
    for one in sums:
        for part in (one.total, *one.parts):
            if part not in counts and part not in publication.outside:
                of = next((rules[cell] for cell in (one.total, *one.parts) if cell in rules), [])
                _need(system, names[part], Count(system.truth[names[part]]), of)


def _need(system: Knowledge, cell: Cell, count: Count, rules: Iterable[Rule]) -> None:
    needs = [need for rule in rules if (need := primary(count, rule))]
    if needs:
        needs += [system.needs[cell]] if cell in system.needs else []
        system.needs[cell] = max(needs, key=lambda need: need.width)
