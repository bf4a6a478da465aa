"""The municipalities of the portal as numbered tiles among their neighbours. Offline, from centroids alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.charts.tiles import Place

ROOM = {True: 288, False: 520}
"""Width in px that the narrow and the wide drawing may take."""
LARGEST = 72
SMALLEST = 24  # what a finger still hits


@dataclass(frozen=True, slots=True)
class Tile:
    """A square: where it stands (px), what is written on it ('' for a neighbour) and whose it is."""

    code: str
    x: int
    y: int
    edge: int
    mark: str

    @property
    def middle(self) -> float:
        return self.x + self.edge / 2

    @property
    def baseline(self) -> float:
        """Where the mark stands, so that it is in the middle for the eye."""
        return self.y + self.edge / 2 + self.font * 0.36

    @property
    def font(self) -> int:
        """Size of the mark; numbers are large, short names stay inside."""
        return max(12, round(self.edge * (0.5 if len(self.mark) <= 2 else 0.34)))


@dataclass(frozen=True, slots=True)
class Picture:
    """All tiles with the size of the drawing; neighbours first, so that marks lie on top."""

    width: int
    height: int
    tiles: tuple[Tile, ...]

    @property
    def neighbours(self) -> tuple[Tile, ...]:
        """Tiles without a mark."""
        return tuple(tile for tile in self.tiles if not tile.mark)

    @property
    def marked(self) -> tuple[Tile, ...]:
        """Tiles with a mark, in the order in which the marks were given."""
        return tuple(tile for tile in self.tiles if tile.mark)


def numbered(places: Mapping[str, Place], marks: Mapping[str, str], *, narrow: bool) -> Picture | None:
    """A tile per place; `marks` (code -> „1“ or „Emd“) say which are ours. None when none of ours has a place."""
    ours = [code for code in marks if code in places]
    if not ours:
        return None
    rows = 1 + max(place.row for place in places.values())
    columns = 1 + max(place.column for place in places.values())
    size = max(SMALLEST, min(LARGEST, ROOM[narrow] // columns))
    others = sorted(code for code in places if code not in marks)
    tiles = [_tile(code, places[code], size, marks.get(code, "")) for code in (*others, *ours)]
    return Picture(columns * size, rows * size, tuple(tiles))


def _tile(code: str, place: Place, size: int, mark: str) -> Tile:
    return Tile(code, place.column * size + 1, place.row * size + 1, size - 2, mark)
