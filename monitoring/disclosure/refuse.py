"""Why a publication is refused, in German: which cell could be worked out, and by what. Pure.

The text never prints the bounds themselves: it may be read by people who must not see the cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from monitoring.disclosure.attacker import Attack, Interval
from monitoring.disclosure.knowledge import Equation, Knowledge, Mask
from monitoring.disclosure.tables import Cell

SHOWN_WAYS = 4


class Kind(StrEnum):
    """What a refusal is about; the way out depends on it."""

    REVEALS = "verrät"
    CONTRADICTION = "widerspricht sich"
    NO_COUNT = "keine Anzahl"
    EMPTY = "leer"


PRINTED = "die Zelle stünde selbst in der Veröffentlichung"


@dataclass(frozen=True)
class Refusal:
    """No publication. cell: the one that could be worked out (None: the tables contradict themselves).

    interval: what an attacker would know, for those who may see raw values. through: the printed facts
    that give it away. text: the reason for people.
    """

    text: str
    cell: Cell | None = None
    interval: Interval | None = None
    through: tuple[str, ...] = ()
    kind: Kind = Kind.REVEALS


def refusal(system: Knowledge, mask: Mask, cell: Cell, interval: Interval, width: int) -> Refusal:
    """The reason for a cell that stays within fewer than `width` steps."""
    if system.unknown(cell, mask) is None:
        through: tuple[str, ...] = (PRINTED,)
    else:
        through = _facts(system, mask, _needed(system, mask, cell, width))
    if interval.high is not None and interval.high == interval.low:
        finding = "wäre genau errechenbar"
    else:
        finding = f"wäre auf weniger als {width + 1} mögliche Werte einzugrenzen"
    ways = "; ".join(through[:SHOWN_WAYS]) or "aus dem, was schon veröffentlicht ist"
    more = len(through) - SHOWN_WAYS
    ways += f"; und {more} weitere" if more > 0 else ""
    return Refusal(f"Nicht veröffentlicht: „{cell}“ {finding}. Weg: {ways}.", cell, interval, through)


def _needed(system: Knowledge, mask: Mask, cell: Cell, width: int) -> list[Equation]:
    """Equations without any one of which the cell would be wide enough, or all that touch it."""
    needed = []
    touching = [e for e in system.equations if e.rate not in mask.rates]
    group = next(part.cells for part in Attack(system, mask).parts if cell in part.cells)
    for equation in touching:
        if not any(one in group for one, _factor in equation.terms):
            continue
        if not Attack(system, mask, leave_out=equation).narrow({cell: width}):
            needed.append(equation)
    return needed or [e for e in touching if any(one == cell for one, _factor in e.terms)]


def _facts(system: Knowledge, mask: Mask, equations: Iterable[Equation]) -> tuple[str, ...]:
    """The equations in words, then the cells in them that are fixed by earlier or official figures."""
    equations = list(equations)
    facts = [equation.text for equation in equations]
    fixed = sorted({c for e in equations for c, _factor in e.terms if c in system.known})
    facts += [f"{cell} ({system.where[cell]})" for cell in fixed]
    return tuple(dict.fromkeys(facts))
