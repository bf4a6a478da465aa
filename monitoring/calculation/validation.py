"""Rules for values entered by hand, about one region at one time.

Errors keep a value from counting, warnings ask for a reason, hints only say something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dkbm.numbers import print_german
from monitoring.calculation.limits import Limits

WHOLE_SHARE = 100
SHARES = ("%", "prozent", "anteil")
MAY_BE_NEGATIVE = ("saldo", "differenz", "veränderung")
COUNTS = ("anzahl", "personen", "kinder", "plätze")


class Severity(StrEnum):
    """How much a finding weighs; the value is the German word."""

    ERROR = "Fehler"
    WARNING = "Warnung"
    HINT = "Hinweis"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet. member: "" for the total. part_of: key of the line that holds the whole."""

    key: int
    measure: str
    member: str = ""
    unit: str = ""
    part_of: int | None = None

    @property
    def is_share(self) -> bool:
        """A percentage: its members are not added."""
        return self.unit.strip().lower().startswith(SHARES)

    @property
    def name(self) -> str:
        """As it is named in a sentence."""
        return f"{self.measure}, {self.member}" if self.member else self.measure


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in a cell: a number, or a status without one, or nothing (status "")."""

    value: Decimal | None
    status: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about these lines.

    `text` holds no value and may be read by all who see the sheet; `numbers` is for those who may see raw ones.
    """

    severity: Severity
    rule: str
    keys: tuple[int, ...]
    text: str
    numbers: str = ""


EMPTY = Given(None, "")


def check(
    lines: Sequence[Line],
    given: Mapping[int, Given],
    usual: Mapping[int, Limits | None],
    *,
    complete: bool = False,
) -> list[Finding]:
    """All findings, errors first. given, usual: by key of the line; `complete`: empty cells are meant so."""
    found: list[Finding] = []
    for line in lines:
        cell = given.get(line.key, EMPTY)
        if cell.value is not None:
            found += _about_number(line, cell.value, usual.get(line.key))
        elif not cell.status and not complete:
            found.append(
                Finding(Severity.HINT, "missing", (line.key,), f"{line.name}: Es fehlt noch ein Wert.")
            )
    by_key = {line.key: line for line in lines}
    found += [finding for line in lines for finding in _part(line, by_key, given)]
    for measure in dict.fromkeys(line.measure for line in lines):
        found += _sum([line for line in lines if line.measure == measure], given)
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def of_line(findings: Iterable[Finding], key: int) -> list[Finding]:
    """Those that concern one line."""
    return [finding for finding in findings if key in finding.keys]


def _about_number(line: Line, value: Decimal, usual: Limits | None) -> list[Finding]:
    found = []
    key = (line.key,)
    name, unit = line.measure.lower(), line.unit.strip().lower()
    if value < 0 and not any(word in name for word in MAY_BE_NEGATIVE):
        found.append(
            Finding(Severity.ERROR, "negative", key, f"{line.name}: Der Wert darf nicht negativ sein.")
        )
    if line.is_share and value > WHOLE_SHARE:
        text = f"{line.name}: Ein Anteil ist höchstens 100 %."
        found.append(Finding(Severity.ERROR, "share", key, text))
    if unit in COUNTS and value != value.to_integral_value():
        text = f"{line.name}: Eine Anzahl hat keine Nachkommastellen."
        found.append(Finding(Severity.WARNING, "fraction", key, text))
    if usual is not None and not usual.hold(value):
        text = f"{line.name}: Der Wert weicht stark von den bisherigen ab."
        numbers = (
            f"Üblich sind {printed(usual.low)} bis {printed(usual.high)}, im Mittel {printed(usual.median)}."
        )
        found.append(Finding(Severity.WARNING, "jump", key, text, numbers))
    return found


def _part(line: Line, by_key: Mapping[int, Line], given: Mapping[int, Given]) -> list[Finding]:
    """A part is at most as large as its whole."""
    if line.part_of is None or line.part_of not in by_key:
        return []
    whole = by_key[line.part_of]
    part_value = given.get(line.key, EMPTY).value
    whole_value = given.get(whole.key, EMPTY).value
    if part_value is None or whole_value is None or part_value <= whole_value:
        return []
    text = f"{line.name} ist größer als {whole.name}."
    numbers = f"{printed(part_value)} von {printed(whole_value)}."
    return [Finding(Severity.ERROR, "part", (line.key, whole.key), text, numbers)]


def _sum(lines: Sequence[Line], given: Mapping[int, Given]) -> list[Finding]:
    """Members make up the total. Where one is not known (yet), the known ones are at most the total."""
    total = next((line for line in lines if not line.member), None)
    members = [line for line in lines if line.member]
    if total is None or not members or total.is_share:
        return []
    cells = [given.get(line.key, EMPTY) for line in members]
    known = [cell.value for cell in cells if cell.value is not None]
    whole, together = given.get(total.key, EMPTY), sum(known, Decimal(0))
    keys = (total.key, *(line.key for line in members))
    if not known:
        return []
    if whole.value is None:
        return _sum_without_total(total, keys, together) if len(known) == len(members) else []
    all_known = all(cell.value is not None or cell.status in ("dash", "not_applicable") for cell in cells)
    wrong = together != whole.value if all_known else together > whole.value
    if not wrong:
        return []
    relation = "ist nicht" if all_known else "ist größer als"
    text = f"{total.measure}: Die Summe der Gliederung {relation} der Gesamtwert."
    numbers = f"Summe {printed(together)}, Gesamtwert {printed(whole.value)}."
    return [Finding(Severity.ERROR, "sum", keys, text, numbers)]


def _sum_without_total(total: Line, keys: tuple[int, ...], together: Decimal) -> list[Finding]:
    text = f"{total.measure}: Die Gliederung ist da, der Gesamtwert fehlt."
    return [Finding(Severity.HINT, "total", keys, text, f"Die Summe wäre {printed(together)}.")]


def printed(value: Decimal) -> str:
    """A number for a sentence, at most one decimal more than it needs."""
    exponent = value.normalize().as_tuple().exponent
    decimals = min(2, max(0, -exponent)) if isinstance(exponent, int) else 0
    return print_german(value, decimals)
