"""Cubes: all that one table says about one period, regions by series, as whole numbers with their status.

A number is kept as a whole number and the decimal places of its series, so nothing is rounded. What does
not fit (from `MOST_MICRO` millionths on) is kept as text beside the matrix. Equal content gives equal bytes,
however it came about: rows and columns are sorted, empty ones dropped, places as few as possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

import numpy as np

from monitoring.calculation.blobs import NONE, Codes, Whole, digest, expand, pack, squeeze, unpack

PLACES = 6
MICRO = 10**PLACES
MOST_MICRO = 2**62
STATUSES = (
    "", "value", "zero", "rounded_zero", "suppressed", "not_yet", "not_meaningful", "unreliable", "missing",
    "not_applicable", "dash",
)  # fmt: skip
CODES = {status: code for code, status in enumerate(STATUSES)}
BREAK = "\n"
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cube:
    """One table at one period. Regions and series (“measure|breakdown”) are sorted.

    numbers[region, series] * 10 ** -places[series] is the value, NONE where there is none; statuses holds
    indexes of `STATUSES`, 0 where the table has no row. `big`: values too large for the matrix.
    """

    regions: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    numbers: Whole = field(default_factory=lambda: np.empty((0, 0), np.int64))
    statuses: Codes = field(default_factory=lambda: np.empty((0, 0), np.uint8))
    big: Mapping[Place, Decimal] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """No row at all."""
        return not self.regions

    def value(self, row: int, column: int) -> Decimal | None:
        """The value at these indexes as it was put in, None where there is only a status."""
        large = self.big.get((self.regions[row], self.series[column]))
        number = int(self.numbers[row, column])
        if large is not None or number == NONE:
            return large
        return Decimal(number).scaleb(-self.places[column])


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows to be put into a cube, as columns: codes, value in millionths (NONE = no value), status code.

    Status 0 takes the row out. `big`: values of at least `MOST_MICRO` millionths by index of the row.
    """

    regions: Sequence[str]
    series: Sequence[str]
    micro: Whole
    statuses: Codes
    big: Mapping[int, Decimal] = field(default_factory=dict)


def cells_of(rows: Iterable[tuple[str, str, Decimal | None, str]]) -> Cells:
    """Cells from (region, series, value, status) one by one."""
    known = list(rows)
    micro, big = [], {}
    for index, (_region, _series, value, _status) in enumerate(known):
        number = NONE if value is None else int(value.scaleb(PLACES))
        if value is not None and abs(number) >= MOST_MICRO:
            big[index], number = value.normalize(), NONE
        micro.append(number)
    return Cells(
        [row[0] for row in known],
        [row[1] for row in known],
        np.array(micro, np.int64),
        np.array([CODES[row[3]] for row in known], np.uint8),
        big,
    )


def patched(cube: Cube, cells: Cells) -> Cube:
    """The cube with these rows put in or taken out; of two rows for one place the later one holds."""
    regions = sorted({*cube.regions, *cells.regions})
    series = sorted({*cube.series, *cells.series})
    row_of = {code: index for index, code in enumerate(regions)}
    column_of = {key: index for index, key in enumerate(series)}
    micro = np.full((len(regions), len(series)), NONE, np.int64)
    statuses = np.zeros(micro.shape, np.uint8)
    if not cube.is_empty:
        old = np.ix_([row_of[code] for code in cube.regions], [column_of[key] for key in cube.series])
        micro[old], statuses[old] = _in_micro(cube), cube.statuses
    rows = np.array([row_of[code] for code in cells.regions], np.intp)
    columns = np.array([column_of[key] for key in cells.series], np.intp)
    micro[rows, columns], statuses[rows, columns] = cells.micro, cells.statuses
    big = dict(cube.big)
    for index in range(len(cells.regions)) if big or cells.big else ():
        place = (cells.regions[index], cells.series[index])
        big.pop(place, None)
        if index in cells.big:
            big[place] = cells.big[index].normalize()
    return _normal(regions, series, micro, statuses, big)


def part(cube: Cube, series: Iterable[str]) -> Cube:
    """Only these series, in the form that a cube of them alone would have."""
    wanted = set(series)
    if wanted.issuperset(cube.series):
        return cube
    columns = [index for index, key in enumerate(cube.series) if key in wanted]
    kept = [cube.series[index] for index in columns]
    big = {place: value for place, value in cube.big.items() if place[1] in wanted}
    statuses = cube.statuses[:, columns]
    rows = np.flatnonzero(statuses.any(axis=1)).tolist()
    if not columns or not rows:
        return Cube()
    # places and order are those of the whole cube already: only empty rows can appear
    return Cube(
        tuple(cube.regions[row] for row in rows),
        tuple(kept),
        tuple(cube.places[index] for index in columns),
        cube.numbers[np.ix_(rows, columns)],
        statuses[rows],
        big,
    )


def cube_bytes(cube: Cube) -> bytes:
    """The cube before compression; its digest names it."""
    big = [[*place, f"{value:f}"] for place, value in sorted(cube.big.items())]
    header = {
        "kind": "cube",
        "regions": BREAK.join(cube.regions),
        "series": list(cube.series),
        "places": list(cube.places),
        "big": big,
    }
    return pack(header, {"numbers": cube.numbers, "statuses": cube.statuses})


def cube_digest(cube: Cube) -> str:
    """The name of this content."""
    return digest(cube_bytes(cube))


def squeezed_cube(cube: Cube) -> tuple[str, bytes]:
    """Digest and compressed bytes, as they are stored."""
    raw = cube_bytes(cube)
    return digest(raw), squeeze(raw)


def cube_from(squeezed: bytes | memoryview) -> Cube:
    """The stored cube again."""
    header, arrays = unpack(expand(squeezed))
    big = {(region, series): Decimal(text) for region, series, text in header["big"]}
    return Cube(
        codes_of(header["regions"]),
        tuple(header["series"]),
        tuple(header["places"]),
        arrays["numbers"],
        arrays["statuses"],
        big,
    )


def is_whole_cube(squeezed: bytes | memoryview, sha256: str) -> bool:
    """Whether these bytes hold the cube of that name, unharmed."""
    try:
        return cube_digest(cube_from(squeezed)) == sha256
    except Exception:  # noqa: BLE001 - whatever is wrong with the bytes, they are not the cube
        return False


@lru_cache(maxsize=64)
def codes_of(joined: str) -> tuple[str, ...]:
    """Region codes of a blob's header; most blobs of a run have the same ones."""
    return tuple(joined.split(BREAK)) if joined else ()


def _in_micro(cube: Cube) -> Whole:
    """All numbers in millionths."""
    factors = np.array([10 ** (PLACES - places) for places in cube.places], np.int64)
    return np.where(cube.numbers == NONE, NONE, np.where(cube.numbers == NONE, 0, cube.numbers) * factors)


def _normal(
    regions: Sequence[str], series: Sequence[str], micro: Whole, statuses: Codes, big: Mapping[Place, Decimal]
) -> Cube:
    """Without empty rows and columns, every column with as few decimal places as its numbers allow."""
    rows, columns = np.flatnonzero(statuses.any(axis=1)), np.flatnonzero(statuses.any(axis=0))
    if not rows.size:
        return Cube()
    kept, codes = micro[np.ix_(rows, columns)], statuses[np.ix_(rows, columns)]
    known = np.where(kept == NONE, 0, kept)
    places = np.full(columns.size, PLACES, np.int64)
    for fewer in range(PLACES - 1, -1, -1):
        places[(known % 10 ** (PLACES - fewer) == 0).all(axis=0)] = fewer
    numbers = np.where(kept == NONE, NONE, known // 10 ** (PLACES - places))
    return Cube(
        tuple(regions[int(row)] for row in rows),
        tuple(series[int(column)] for column in columns),
        tuple(int(place) for place in places),
        numbers,
        codes,
        big,
    )
