"""The sums that hold between the cells of a publication, found from their keys. Pure.

Values of a dimension sum to its total, regions to the region above, over several steps where the cells
between are not there. Where the parts fall short of the total, the rest is a cell too: nobody prints it,
anybody can subtract. Two breakdowns of a population without its total share a hidden total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from monitoring.disclosure.tables import Cell, Inconsistent, Publication, Sum

REST = "übrige"
REGION = "Gebiet"
Way = tuple[str, ...]
Families = dict[tuple[Cell, Way], list[Cell]]


def additive(publication: Publication) -> tuple[list[Sum], dict[Cell, int]]:
    """Every sum that holds between the cells, and the values of the hidden cells in them.

    Raises Inconsistent when parts sum to more than their total or a relation names an unknown cell.
    """
    values = {cell: count.value for cell, count in publication.counts().items()} | dict(publication.outside)
    parents: dict[str, str] = {}
    given: list[Sum] = []
    for table in publication.tables:
        parents.update(table.parents)
        given += table.sums
        _all_there((cell for rate in table.rates for cell in (rate.numerator, rate.denominator)), values)
    _all_there((cell for one in given for cell in (one.total, *one.parts)), values)
    hidden = _hidden_totals(values, parents)
    families = _families(values.keys() | hidden.keys(), parents, values.keys() | hidden.keys())
    found = [(total, " und ".join(way), tuple(parts)) for (total, way), parts in sorted(families.items())]
    found += [(one.total, f"Summe {number}", one.parts) for number, one in enumerate(given)]
    sums, rests = _completed(found, values | hidden)
    return sums, hidden | rests


def _all_there(cells: Iterable[Cell], values: Mapping[Cell, int]) -> None:
    for cell in cells:
        if cell not in values:
            raise Inconsistent(f"Eine Summe oder ein Anteil nennt eine Zelle ohne Wert: {cell}.")


def _families(cells: Iterable[Cell], parents: Mapping[str, str], totals: Iterable[Cell] | None) -> Families:
    """Parts by (total, way up). totals: the cells that may be totals, None for every possible one."""
    there = set(cells)
    allowed = None if totals is None else set(totals)
    families: Families = {}
    for cell in sorted(there):
        for way, above in _above(cell, parents):
            if allowed is None or above in allowed:
                families.setdefault((above, way), []).append(cell)
    return {
        (total, way): parts
        for (total, way), parts in families.items()
        if len(way) == 1 or not _has_between(way, parts, there, parents)
    }


def _above(cell: Cell, parents: Mapping[str, str]) -> Iterator[tuple[Way, Cell]]:
    """Every coarser place of a cell: dimensions taken away, regions climbed."""
    steps, region = 0, cell.region
    chain = [region]
    while region in parents and len(chain) < 6:
        region = parents[region]
        chain.append(region)
    names = [name for name, _value in cell.breakdown]
    for steps, target in enumerate(chain):
        for size in range(len(names) + 1):
            for gone in combinations(names, size):
                way = (*gone, *(REGION,) * steps)
                if way:
                    kept = tuple(pair for pair in cell.breakdown if pair[0] not in gone)
                    yield way, replace(cell, region=target, breakdown=kept)


def _has_between(way: Way, parts: Iterable[Cell], there: set[Cell], parents: Mapping[str, str]) -> bool:
    """Is there a level between, complete for these parts, through which the sum follows anyway?"""
    parts = list(parts)
    return any(all(_without(part, step, parents) in there for part in parts) for step in sorted(set(way)))


def _without(cell: Cell, step: str, parents: Mapping[str, str]) -> Cell:
    if step == REGION:
        return replace(cell, region=parents[cell.region])
    return replace(cell, breakdown=tuple(pair for pair in cell.breakdown if pair[0] != step))


def _hidden_totals(values: Mapping[Cell, int], parents: Mapping[str, str]) -> dict[Cell, int]:
    """Totals that nobody gives but two ways of summing reach; the larger sum stands for the truth."""
    reached: dict[Cell, list[int]] = {}
    for (total, _way), parts in _families(values, parents, None).items():
        if total not in values:
            reached.setdefault(total, []).append(sum(values[part] for part in parts))
    return {total: max(sums) for total, sums in sorted(reached.items()) if len(sums) > 1}


def _completed(
    found: Iterable[tuple[Cell, str, tuple[Cell, ...]]], values: Mapping[Cell, int]
) -> tuple[list[Sum], dict[Cell, int]]:
    """Add the hidden rest to sums whose parts fall short of the total."""
    sums: list[Sum] = []
    rests: dict[Cell, int] = {}
    for total, along, parts in found:
        rest = values[total] - sum(values[part] for part in parts)
        if rest < 0:
            raise Inconsistent(f"Die Teile ({along}) ergeben mehr als die Summe: {total}.")
        if rest:
            hidden = replace(total, breakdown=tuple(sorted((*total.breakdown, (along, REST)))))
            rests[hidden] = rest
            parts = (*parts, hidden)  # noqa: PLW2901 - the completed family
        sums.append(Sum(total, parts))
    return sums, rests
