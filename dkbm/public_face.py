"""The public face: all municipalities as numbered places on a map, with the list that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count
from django.utils.translation import ngettext
from django.views.generic import ListView

from dkbm.models import Municipality, Region
from dkbm.models.region import RegionKind
from governance.models import Body
from monitoring.charts.numbered import Picture, numbered
from monitoring.charts.tiles import Centroid, Place, places, short_names
from projects.models import Project

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


class MunicipalityList(ListView):
    """All municipalities of the portal: the map and the list, with how much of each one is open to the reader."""

    template_name = "dkbm/kommunen.html"
    context_object_name = "rows"

    def get_queryset(self) -> Any:
        return Municipality.objects.select_related("region").in_flyer_order()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["rows"])
        words = open_words()
        for row in rows:
            row.open_words = words.get(row.pk, "")
        return {**context, "rows": rows, "map": map_of(rows)}


def open_words() -> dict[int, str]:
    """By municipality „3 Gremien, 2 Projekte“: what the reader may open there; two queries."""
    bodies, projects = _counted(Body), _counted(Project)
    found = {}
    for pk in {*bodies, *projects}:
        parts = []
        if number := bodies.get(pk):
            parts.append(ngettext("%(n)s Gremium", "%(n)s Gremien", number) % {"n": number})
        if number := projects.get(pk):
            parts.append(ngettext("%(n)s Projekt", "%(n)s Projekte", number) % {"n": number})
        found[pk] = ", ".join(parts)
    return found


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


def _counted(model: type) -> dict[int, int]:
    rows = model.objects.order_by().values("municipality").annotate(number=Count("pk"))
    return {row["municipality"]: row["number"] for row in rows}
