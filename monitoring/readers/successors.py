"""Counts of dissolved Kreise added up for their successors, visibly: the printed cells stay beside them.

Which Kreis succeeded which comes from the register (GV-ISys). A share, a mean or an amount per head is never added.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from monitoring.readers import cells as states
from monitoring.readers.cells import Cell, Complaint, regions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SUMMED = "Σ"
_NOT_ADDITIVE_UNIT = re.compile(r"%|‰|Prozent|Promille|Index| je |^je |Jahre", re.IGNORECASE)
_NOT_ADDITIVE_LABEL = re.compile(
    r"quote|anteil|\bje\b|durchschnitt|mittel(wert)?\b|median|index|dichte|rate\b|prozent|pro kopf|insg\. in %",
    re.IGNORECASE,
)

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Joined:
    """cells: all that should be kept; notices: one German sentence per successor; summed: number of new sums."""

    cells: Sequence[Cell]
    notices: list[Complaint]
    summed: int


def is_additive(label: str, unit: str) -> bool:
    """Say whether values of two Kreise may be added: counts and amounts, no shares, means or rates."""
    return not _NOT_ADDITIVE_UNIT.search(unit) and not _NOT_ADDITIVE_LABEL.search(label)


def join_successors(cells: Sequence[Cell], successor_of: Mapping[str, Sequence[str]]) -> Joined:
    """Add the counts of dissolved Kreise up for the one Kreis that took them in whole.

    successor_of: dissolved code -> codes of its successors; a Kreis that was split (two or more) is left alone.
    A sum stands for the successor where its own cell has no number, or for both together where it had one
    beside its later parts. Where a part has only a sign other than "-", the sum has that sign and no number.
    Where a part is not in the file at all, nothing is added up and a notice says so.
    The dissolved cells stay as printed. Summed cells carry the flag "Σ" and name their parts in `column`.
    """
    in_file = regions_of(cells)
    if in_file.isdisjoint(successor_of):
        return Joined(cells, [], 0)
    sums: dict[Key, Cell] = {}
    absent: dict[str, list[str]] = {}
    for key, printed in _parts(cells, successor_of).items():
        dissolved = [cell for cell in printed if cell.region != key[0]]
        if all(cell.value is None for cell in dissolved):
            continue
        missing = sorted(_siblings(dissolved, successor_of) - in_file)
        if missing:
            absent[key[0]] = missing
        else:
            sums[key] = _sum(key, printed)
    kept = [cell for cell in cells if _key(cell) not in sums]
    # the successor's own number is part of its sum; its printed cell makes way for it
    notices = [*_notices(sums.values()), *(_not_summed(code, gone) for code, gone in sorted(absent.items()))]
    return Joined([*kept, *sums.values()], notices, len(sums))


def _parts(cells: Sequence[Cell], successor_of: Mapping[str, Sequence[str]]) -> dict[Key, list[Cell]]:
    """Return, per successor's key, the dissolved cells and its own one if that has a number."""
    parts: defaultdict[Key, list[Cell]] = defaultdict(list)
    for cell in cells:
        target = _final(cell.region, successor_of)
        if target and is_additive(cell.measure_label, cell.unit):
            parts[_key(cell, target)].append(cell)
    if parts:
        for cell in cells:
            if _key(cell) in parts and cell.value is not None:
                parts[_key(cell)].append(cell)
    return parts


def _final(code: str, successor_of: Mapping[str, Sequence[str]]) -> str:
    """Follow the chain of single successors to its end; "" for a current Kreis or one that was split."""
    seen = {code}
    target = ""
    while code in successor_of:
        following = successor_of[code]
        if len(following) != 1 or following[0] in seen:
            return ""
        code = target = following[0]
        seen.add(code)
    return target


def _siblings(dissolved: Sequence[Cell], successor_of: Mapping[str, Sequence[str]]) -> set[str]:
    """Return all codes that went into the same Kreis as these did in one step."""
    next_codes = {successor_of[cell.region][0] for cell in dissolved}
    return {code for code, following in successor_of.items() if set(following) & next_codes}


def _not_summed(code: str, missing: Sequence[str]) -> Complaint:
    message = (
        f"{code}: aufgelöste Kreise nicht zusammengezählt, denn in der Datei fehlt {', '.join(missing)}."
    )
    return Complaint(0, "", message)


def _sum(key: Key, printed: Sequence[Cell]) -> Cell:
    first = printed[0]
    reason = next((c for c in printed if c.value is None and c.status != states.DASH), None)
    numbers = [cell.value for cell in printed if cell.value is not None]
    total = sum(numbers, Decimal(0)) if reason is None else None
    codes = " + ".join(sorted(cell.region for cell in printed))
    return replace(
        first,
        region=key[0],
        region_name="",
        column=f"Summe aus {codes}: {first.column}"[:200],
        text="" if total is None else str(total),
        value=total,
        status=reason.status if reason else (states.VALUE if total else states.ZERO),
        sign=reason.sign if reason else "",
        flags=(SUMMED + "".join(sorted({flag for cell in printed for flag in cell.flags} - {SUMMED})))[:8],
    )


def _key(cell: Cell, region: str = "") -> Key:
    return (region or cell.region, cell.period, f"{cell.measure}\0{cell.unit}", cell.breakdown)


def _notices(sums: Iterable[Cell]) -> list[Complaint]:
    by_region: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in sums:
        by_region[cell.region].append(cell)
    found = []
    for region, summed in sorted(by_region.items()):
        codes = summed[0].column.split(":")[0]
        incomplete = sum(cell.value is None for cell in summed)
        more = f"; {incomplete} davon ohne Zahl, weil ein Teil fehlt" if incomplete else ""
        message = f"{region}: {len(summed)} Werte aufgelöster Kreise zusammengezählt ({codes}){more}."
        found.append(Complaint(summed[0].row, "", message))
    return found
