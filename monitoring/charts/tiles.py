"""A tile per region: a grid of our own for the Länder, computed from centroids for everything else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load at their first use: a second of every process's start

SHORT = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region's tile stands (row and column from 0, north and west first) and its short name."""

    row: int
    column: int
    short: str


@dataclass(frozen=True, slots=True)
class Centroid:
    """A region's middle in degrees."""

    code: str
    name: str
    latitude: float
    longitude: float


# Our own layout: neighbours stay neighbours as far as squares allow.
LAENDER: Mapping[str, Place] = {
    "01": Place(0, 2, "SH"),
    "13": Place(0, 4, "MV"),
    "04": Place(1, 1, "HB"),
    "02": Place(1, 2, "HH"),
    "12": Place(1, 4, "BB"),
    "03": Place(2, 2, "NI"),
    "15": Place(2, 3, "ST"),
    "11": Place(2, 4, "BE"),
    "05": Place(3, 1, "NW"),
    "06": Place(3, 2, "HE"),
    "16": Place(3, 3, "TH"),
    "14": Place(3, 4, "SN"),
    "07": Place(4, 1, "RP"),
    "09": Place(4, 3, "BY"),
    "10": Place(5, 0, "SL"),
    "08": Place(4, 2, "BW"),
}


def places(regions: Sequence[Centroid]) -> dict[str, Place]:
    """A free cell for every region, as near as possible to where it lies; the sum of moves is least.

    The same regions give the same grid, in whatever order they come.
    """
    ordered = sorted(regions, key=lambda region: region.code)
    if not ordered:
        return {}
    wanted, rows, columns = _wanted(ordered)
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    cost = np.array([[(y - row) ** 2 + (x - column) ** 2 for row, column in cells] for y, x in wanted])
    _regions, chosen = scipy.optimize.linear_sum_assignment(cost)
    short = short_names(ordered)
    top, left = (min(cells[cell][axis] for cell in chosen) for axis in (0, 1))
    return {
        region.code: Place(cells[cell][0] - top, cells[cell][1] - left, short[region.code])
        for region, cell in zip(ordered, chosen, strict=True)
    }


def _wanted(regions: Sequence[Centroid]) -> tuple[list[tuple[float, float]], int, int]:
    """Positions on a grid with about a third more cells than regions, and its rows and columns."""
    middle = sum(region.latitude for region in regions) / len(regions)
    shrink = math.cos(math.radians(middle))
    xs = [region.longitude * shrink for region in regions]
    ys = [-region.latitude for region in regions]
    width, height = max(xs) - min(xs) or 0.1, max(ys) - min(ys) or 0.1
    edge = math.sqrt(width * height / (len(regions) * 1.35)) or 0.1
    columns, rows = math.ceil(width / edge) + 1, math.ceil(height / edge) + 1
    while columns * rows < len(regions):
        columns, rows = columns + 1, rows + 1
    spots = [
        ((y - min(ys)) / height * (rows - 1), (x - min(xs)) / width * (columns - 1))
        for x, y in zip(xs, ys, strict=True)
    ]
    return spots, rows, columns


def short_names(regions: Sequence[Centroid]) -> dict[str, str]:
    """Three letters for every region, different ones: „Emd“, „Osn“, the second Osnabrück „Os2“."""
    taken: set[str] = set()
    found = {}
    for region in sorted(regions, key=lambda r: (r.name, r.code)):
        letters = "".join(sign for sign in region.name if sign.isalpha()) or region.code
        candidates = [letters[:SHORT]] + [letters[:2] + sign for sign in letters[SHORT:] if sign.isalpha()]
        candidates += [f"{letters[:2]}{number}" for number in range(2, 100)]
        name = next(word for word in candidates if word.lower() not in taken)
        taken.add(name.lower())
        found[region.code] = name
    return found
