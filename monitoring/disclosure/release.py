"""Turning raw results into rows that may be shown.

Official sources pass as printed: their secrets arrive masked already, and no sum or rate is computed
over a masked part. Municipalities' own counts pass through a checked publication, else they are
withheld. Charts, tables, CSV, XLSX and pages accept `Released` only; nothing else builds one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from monitoring.disclosure.publish import FROM_ROUNDED, MASKED, Checked, Shown
from monitoring.disclosure.tables import Cell, Rate

WITHHELD = "Eigene Zählung: wird erst nach der Geheimhaltungsprüfung gezeigt."
CHANGED = "Eigene Zählung: hat sich seit der Geheimhaltungsprüfung geändert."
NOT_SECRET = frozenset({"missing", "not_yet", "not_meaningful"})
_KEY = object()


class Raw(Protocol):
    """What is needed of a computed value; `region` and `period` are texts."""

    region: str
    period: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    reason: str
    summed: bool


class Printed(Protocol):
    """A row of the register of published cells: masked already, no true value in it."""

    region: str
    period: str
    value: Decimal | None
    status: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Released:
    """A value that may be shown, or the reason in its place. Only `release` makes one.

    note: what must be said beside a value (rounded, small denominator), "" for nothing.
    """

    region: str
    period: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    reason: str
    summed: bool
    origin: str | None
    _key: Any = None
    note: str = ""

    def __post_init__(self) -> None:
        if self._key is not _KEY:
            raise TypeError("Released rows are made by monitoring.disclosure.release only")


def release(
    rows: Iterable[tuple[Raw, str | None]],
    *,
    official: bool,
    checked: Checked | None = None,
    series: str = "",
) -> list[Released]:
    """Release computed rows, each with the address of its result for „Woher kommt diese Zahl?“.

    official: the rows come from published official statistics. Own counts need the checked publication
    that prints them, and the name of their series in it; a row that it does not hold, or holds with
    another value, comes back with the reason and without any of its numbers.
    """
    if official:
        return [_released(raw, origin) for raw, origin in rows]
    return [_own(raw, origin, checked, series) for raw, origin in rows]


def beside(row: Released, said: str) -> Released:
    """The row with one more thing to be said beside its value, none without a value: a reason stands there."""
    if not said or row.value is None:
        return row
    return replace(row, note="; ".join(filter(None, (said, row.note))))


def release_printed(rows: Iterable[Printed]) -> list[Released]:
    """Rows of the register again: what a checked publication printed is known outside already."""
    return [
        Released(
            row.region,
            row.period,
            row.value,
            None,
            None,
            row.status,
            row.reason,
            False,
            None,
            _KEY,
            row.note,
        )
        for row in rows
    ]


def kept(row: Released) -> dict[str, Any]:
    """A released row as plain texts for keeping; `release_kept` gives it back."""
    numbers = {name: _text(getattr(row, name)) for name in ("value", "numerator", "denominator")}
    words = {
        name: getattr(row, name)
        for name in ("region", "period", "status", "reason", "summed", "origin", "note")
    }
    return {**words, **numbers}


def release_kept(rows: Iterable[Mapping[str, Any]]) -> list[Released]:
    """Rows that left once and were kept by `kept`: what was outside then is outside now, unchanged."""
    return [
        Released(
            row["region"],
            row["period"],
            _number(row["value"]),
            _number(row["numerator"]),
            _number(row["denominator"]),
            row["status"],
            row["reason"],
            row["summed"],
            row["origin"],
            _KEY,
            row["note"],
        )
        for row in rows
    ]


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def release_derived(
    rows: Iterable[tuple[Raw, str | None]],
    outside: Mapping[tuple[str, str], Raw],
    rounded: Collection[tuple[str, str]] = (),
) -> list[Released]:
    """Figures over own counts as anybody could compute them from what is printed; never the computed value itself.

    outside: results by (region, period), computed from printed counts and official figures only, so that
    they tell nothing new. rounded: places where a printed count is rounded. Where nothing is printed yet the
    row comes back with the reason and without any of its numbers.
    """
    return [_derived(raw, origin, outside, rounded) for raw, origin in rows]


def _derived(
    raw: Raw, origin: str | None, outside: Mapping[tuple[str, str], Raw], rounded: Collection[tuple[str, str]]
) -> Released:
    place = (raw.region, raw.period)
    found = outside.get(place)
    if found is None or found.status == "missing":
        return _own(raw, origin, None, "")
    if found.value is None:
        reason = MASKED if found.status == "suppressed" else found.reason
        return _without(raw, origin, found.status, reason)
    return Released(
        *place,
        found.value,
        found.numerator,
        found.denominator,
        found.status,
        found.reason,
        False,
        origin,
        _KEY,
        FROM_ROUNDED if place in rounded else "",
    )


def _released(raw: Raw, origin: str | None) -> Released:
    # only a shown value brings its numerator and denominator along: next to a reason they would tell it
    shown = raw.value is not None
    return Released(
        raw.region,
        raw.period,
        raw.value,
        raw.numerator if shown else None,
        raw.denominator if shown else None,
        raw.status,
        raw.reason,
        raw.summed,
        origin,
        _KEY,
    )


def _own(raw: Raw, origin: str | None, checked: Checked | None, series: str) -> Released:
    cell = Cell(series, raw.region, raw.period)
    shown = checked.shown(cell) if checked else None
    if checked is None or shown is None:
        if raw.value is None and raw.status in NOT_SECRET:
            return _without(raw, origin, raw.status, raw.reason)
        return _without(raw, origin, "suppressed", WITHHELD)
    rate = checked.rate(cell)
    if not _same(raw, checked, cell, rate):
        return _without(raw, origin, "suppressed", CHANGED)
    if shown.value is None:
        return _without(raw, origin, shown.status, shown.reason)
    top = _part(checked, rate.numerator) if rate else shown.value
    bottom = _part(checked, rate.denominator) if rate else None
    return Released(
        raw.region,
        raw.period,
        shown.value,
        top,
        bottom,
        shown.status,
        shown.reason,
        raw.summed,
        origin,
        _KEY,
        shown.note,
    )


def _same(raw: Raw, checked: Checked, cell: Cell, rate: Rate | None) -> bool:
    """Does the row still hold what was checked? A mask made for other numbers protects nothing."""
    if rate is None:
        return raw.value == checked.true(cell)
    parts = (checked.true(rate.numerator), checked.true(rate.denominator))
    return (raw.numerator, raw.denominator) == parts


def _part(checked: Checked, cell: Cell) -> Decimal | None:
    """A printed numerator or denominator; None when the publication does not print it."""
    if cell in checked.publication.outside:
        return Decimal(checked.publication.outside[cell])
    shown: Shown | None = checked.shown(cell)
    return shown.value if shown else None


def _without(raw: Raw, origin: str | None, status: str, reason: str) -> Released:
    return Released(raw.region, raw.period, None, None, None, status, reason, raw.summed, origin, _KEY)
