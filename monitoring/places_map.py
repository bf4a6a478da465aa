"""The municipalities as numbered places on a map, for the public list and for fact sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dkbm.models import Municipality, Region
from dkbm.models.region import RegionKind
from monitoring.charts.numbered import Picture, numbered
from monitoring.charts.tiles import Centroid, Place, places, short_names

Shown = tuple[Any, Municipality]


@dataclass(frozen=True)
class PlacesMap:
    """The same places drawn for wide and for narrow screens; `by_code`: whose a tile is."""

    wide: Picture
    narrow: Picture
    by_code: dict[str, Municipality]

    @property
    def drawings(self) -> list[tuple[str, Picture, list[Shown]]]:
        """(class of the frame, drawing, marked tiles with the municipality behind each)."""
        return [
            (name, picture, [(tile, self.by_code[tile.code]) for tile in picture.marked])
            for name, picture in (("karte-breit", self.wide), ("karte-schmal", self.narrow))
        ]


def map_of(rows: Sequence[Municipality]) -> PlacesMap | None:
    """The numbered places among the Kreise of their Länder; None when no place is known. One query."""
    by_code = {row.region.ags: row for row in rows}
    laender = {code[:2] for code in by_code}
    kreise = Region.objects.filter(kind=RegionKind.KREIS, valid_until=None, latitude__isnull=False)
    known = {
        ags: (name, float(latitude), float(longitude))
        for ags, name, latitude, longitude in kreise.values_list("ags", "name", "latitude", "longitude")
        if ags[:2] in laender
    }
    for code, row in by_code.items():  # a Gemeinde stands beside the Kreise
        if row.region.latitude is not None:
            known[code] = (row.region.name, float(row.region.latitude), float(row.region.longitude))
    grid = _grid(tuple(sorted((code, *place) for code, place in known.items())))
    marks = _marks(rows)
    wide, narrow = numbered(grid, marks, narrow=False), numbered(grid, marks, narrow=True)
    return PlacesMap(wide, narrow, by_code) if wide and narrow else None


def _marks(rows: Sequence[Municipality]) -> dict[str, str]:
    """The number of the flyer, else a short name."""
    short = short_names([Centroid(row.region.ags, row.region.name, 0, 0) for row in rows])
    return {row.region.ags: str(row.flyer_number or short[row.region.ags]) for row in rows}


@lru_cache(maxsize=8)
def _grid(regions: tuple[tuple[str, str, float, float], ...]) -> dict[str, Place]:
    """Regions move rarely, so the grid is computed once."""
    return places([Centroid(*region) for region in regions])
