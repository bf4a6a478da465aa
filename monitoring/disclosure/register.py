"""A publication with its mask as plain values to be stored, and back. Pure. Holds true values: raw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from monitoring.disclosure.knowledge import Mask, Published
from monitoring.disclosure.rules import Count, Method, Rule, Zeros
from monitoring.disclosure.tables import Cell, Publication, Rate, Sum, Table


def packed(published: Published) -> dict[str, Any]:
    """JSON-able; equal publications give equal values."""
    publication, mask = published.publication, published.mask
    return {
        "name": publication.name,
        "tables": [_table(table) for table in publication.tables],
        "outside": [[*_cell(cell), value] for cell, value in sorted(publication.outside.items())],
        "mask": [_cell(cell) for cell in sorted(mask.cells)],
        "rates": [_cell(cell) for cell in sorted(mask.rates)],
    }


def unpacked(values: Mapping[str, Any]) -> Published:
    """The inverse of `packed`."""
    outside = {_to_cell(row[:4]): row[4] for row in values["outside"]}
    publication = Publication(values["name"], tuple(_to_table(t) for t in values["tables"]), outside)
    return Published(publication, Mask(_cells(values["mask"]), _cells(values["rates"])))


def rule_from(values: Mapping[str, Any]) -> Rule:
    """A rule from stored values."""
    dominance = values["dominance"]
    fields = dict(values) | {
        "zeros": Zeros(values["zeros"]),
        "method": Method(values["method"]),
        "dominance": tuple(dominance) if dominance else None,
    }
    return Rule(**fields)


def _cell(cell: Cell) -> list[Any]:
    return [cell.series, cell.region, cell.period, [list(pair) for pair in cell.breakdown]]


def _to_cell(row: list[Any]) -> Cell:
    return Cell(row[0], row[1], row[2], tuple((name, value) for name, value in row[3]))


def _cells(rows: Iterable[list[Any]]) -> frozenset[Cell]:
    return frozenset(_to_cell(row) for row in rows)


def _table(table: Table) -> dict[str, Any]:
    return {
        "rule": asdict(table.rule),
        "counts": [[*_cell(c), n.value, list(n.contributions)] for c, n in sorted(table.counts.items())],
        "parents": dict(sorted(table.parents.items())),
        "rates": [
            [_cell(r.cell), _cell(r.numerator), _cell(r.denominator), r.factor, r.decimals, r.subset]
            for r in table.rates
        ],
        "sums": [[_cell(one.total), [_cell(part) for part in one.parts]] for one in table.sums],
        "hidden": [_cell(cell) for cell in sorted(table.hidden)],
    }


def _to_table(values: Mapping[str, Any]) -> Table:
    return Table(
        rule_from(values["rule"]),
        {_to_cell(row[:4]): Count(row[4], tuple(row[5])) for row in values["counts"]},
        dict(values["parents"]),
        tuple(_to_rate(*row) for row in values["rates"]),
        tuple(Sum(_to_cell(total), tuple(_to_cell(p) for p in parts)) for total, parts in values["sums"]),
        _cells(values["hidden"]),
    )


def _to_rate(
    cell: list[Any], top: list[Any], bottom: list[Any], factor: int, decimals: int, subset: bool
) -> Rate:
    return Rate(_to_cell(cell), _to_cell(top), _to_cell(bottom), factor, decimals, subset)
