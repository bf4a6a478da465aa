"""Blocks: what an indicator says about one period, every region of it, as whole numbers ready to be stored.

Equal results give equal bytes whether the kernel or the plain formulas computed them, now or earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitoring.calculation.blobs import NONE, Codes, Whole, digest, expand, pack, squeeze, unpack
from monitoring.calculation.cube import BREAK, CODES, STATUSES, codes_of
from monitoring.calculation.formulas import Result

FITS = 2**62
MOST_PLACES = 7
VALUE = CODES["value"]
_VALUE_ROW = 2  # of the numbers of a stored block
Triple = tuple[Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers and their decimal places: numbers * 10 ** -places, NONE where there is none."""

    numbers: Whole
    places: int = 0

    def at(self, row: int) -> Decimal | None:
        """The exact number of a row."""
        number = int(self.numbers[row])
        return None if number == NONE else Decimal(number).scaleb(-self.places)


@dataclass(frozen=True)
class Values:
    """Results of one period, sorted by region; arrays are as long as `regions`.

    statuses: indexes of `STATUSES`; reasons: indexes of `wordings` (0 is ""); summed: 1 where a Land was
    summed. `big`: numerator, denominator and value of rows that hold a number too large for an array.
    """

    regions: tuple[str, ...]
    numerator: Numbers
    denominator: Numbers
    value: Numbers
    statuses: Codes
    reasons: Codes
    wordings: tuple[str, ...]
    summed: Codes
    big: Mapping[str, Triple] = field(default_factory=dict)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Index of every region."""
        return {code: row for row, code in enumerate(self.regions)}

    @property
    def has_number(self) -> bool:
        """Whether any region has a value."""
        return bool(self.big) or bool((self.value.numbers != NONE).any())

    def result(self, period: str, code: str) -> Result | None:
        """The result of a region as the formulas give it, None when the source has none."""
        row = self.row_of.get(code)
        if row is None:
            return None
        exact = (self.numerator.at(row), self.denominator.at(row), self.value.at(row))
        top, bottom, value = self.big.get(code, exact)
        status, reason = STATUSES[self.statuses[row]], self.wordings[self.reasons[row]]
        return Result(code, period, value, top, bottom, status, reason, bool(self.summed[row]))

    def results(self, period: str) -> Iterator[Result]:
        """All results in the order of the regions."""
        return (found for code in self.regions if (found := self.result(period, code)) is not None)

    def micro(self) -> Whole:
        """The values in millionths; NONE where there is none or where it is too large."""
        return _micro(self.value)


@dataclass(frozen=True, slots=True)
class Past:
    """What trends look back at: the values of an earlier period alone, in the order of the regions."""

    regions: tuple[str, ...]
    value: Numbers

    def micro(self) -> Whole:
        """As `Values.micro`."""
        return _micro(self.value)


@dataclass(frozen=True, slots=True)
class Trend:
    """What follows from the values of a period and the four before it, in the order of the regions.

    change: to the same time a year before; slope: per year, least squares over up to five years, at least
    three (both in millionths of the unit); percentile: share of Kreise below, ties half, in hundredths of a
    per cent, for bands and outliers inside the house, never shown as a rank. NONE where there is none.
    """

    change: Whole
    slope: Whole
    percentile: Whole


@dataclass(frozen=True, slots=True)
class Block:
    """Values and trend of one period."""

    values: Values
    trend: Trend


def values_of(results: Sequence[Result]) -> Values:
    """Results of one period, sorted by region, as arrays."""
    big: dict[str, Triple] = {}
    columns: list[list[Decimal | None]] = [[], [], []]
    for result in results:
        triple = (result.numerator, result.denominator, result.value)
        if not all(_fits(number) for number in triple):
            big[result.region] = triple
            triple = (None, None, None)
        for column, number in zip(columns, triple, strict=True):
            column.append(number)
    wordings = ("", *sorted({result.reason for result in results} - {""}))
    index = {wording: code for code, wording in enumerate(wordings)}
    top, bottom, value = (_numbers(column) for column in columns)
    return Values(
        tuple(result.region for result in results),
        top,
        bottom,
        value,
        np.array([CODES[result.status] for result in results], np.uint8),
        np.array([index[result.reason] for result in results], np.uint8),
        wordings,
        np.array([result.summed for result in results], np.uint8),
        big,
    )


def fewest(numbers: Whole, places: int) -> Numbers:
    """The same numbers with as few decimal places as they need."""
    if not places:
        return Numbers(numbers, places)
    known = numbers[(numbers != NONE) & (numbers != 0)]
    spare = 0
    while spare < places and not (known % 10 ** (spare + 1)).any():
        spare += 1
    if not spare:
        return Numbers(numbers, places)
    none = numbers == NONE
    return Numbers(np.where(none, NONE, np.where(none, 0, numbers) // 10**spare), places - spare)


def squeezed_block(block: Block) -> tuple[str, bytes]:
    """Digest and compressed bytes, as they are stored."""
    values, trend = block.values, block.trend
    header = {
        "kind": "result",
        "regions": BREAK.join(values.regions),
        "places": [values.numerator.places, values.denominator.places, values.value.places],
        "wordings": list(values.wordings),
        "big": [[code, *map(_text, triple)] for code, triple in sorted(values.big.items())],
    }
    numbers = (
        values.numerator.numbers,
        values.denominator.numbers,
        values.value.numbers,
        trend.change,
        trend.slope,
        trend.percentile,
    )
    arrays: dict[str, NDArray[Any]] = {
        "numbers": np.array(numbers, np.int64),
        "codes": np.array((values.statuses, values.reasons, values.summed), np.uint8),
    }
    raw = pack(header, arrays)
    return digest(raw), squeeze(raw)


def block_from(squeezed: bytes | memoryview) -> Block:
    """The stored block again."""
    header, arrays = unpack(expand(squeezed))
    numbers, (statuses, reasons, summed) = arrays["numbers"], arrays["codes"]
    top, bottom, value = (Numbers(*pair) for pair in zip(numbers[:3], header["places"], strict=True))
    values = Values(
        codes_of(header["regions"]),
        top,
        bottom,
        value,
        statuses,
        reasons,
        tuple(header["wordings"]),
        summed,
        {code: (_number(a), _number(b), _number(c)) for code, a, b, c in header["big"]},
    )
    return Block(values, Trend(*numbers[3:]))


def past_from(squeezed: bytes | memoryview) -> Past:
    """Only what trends look back at, out of a stored block."""
    header, arrays = unpack(expand(squeezed), only=_VALUE_ROW)
    return Past(codes_of(header["regions"]), Numbers(arrays["numbers"], header["places"][_VALUE_ROW]))


def is_whole(squeezed: bytes | memoryview, sha256: str) -> bool:
    """Whether these bytes hold the block of that name, unharmed."""
    try:
        return squeezed_block(block_from(squeezed))[0] == sha256
    except Exception:  # noqa: BLE001 - whatever is wrong with the bytes, they are not the block
        return False


def _micro(value: Numbers) -> Whole:
    factor = 10 ** (6 - value.places)
    known = np.where(value.numbers == NONE, 0, value.numbers)
    within = (value.numbers != NONE) & (np.abs(known) < FITS // factor)
    return np.where(within, known * factor, NONE)


def _fits(number: Decimal | None) -> bool:
    """Whether a number stays exact as a whole number of at most seven decimal places."""
    if number is None:
        return True
    scaled = number.scaleb(MOST_PLACES)
    return abs(scaled) < FITS and scaled == scaled.to_integral_value()


def _numbers(column: Sequence[Decimal | None]) -> Numbers:
    scaled = [NONE if number is None else int(number.scaleb(MOST_PLACES)) for number in column]
    return fewest(np.array(scaled, np.int64), MOST_PLACES)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
