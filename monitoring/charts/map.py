"""Maps as plain SVG: classes with their bounds, a pattern for „no data“, outlines or tiles. Offline."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from dkbm.numbers import print_german, rounded
from monitoring.charts.tiles import Place

CLASSES = 5
RAMP = ("#e3eef3", "#b5d2df", "#7fb0c6", "#3f819f", "#0b4f6c")
LIGHT_TEXT_FROM = 3
INK, PAPER, EDGE, HATCH = "#1b2530", "#ffffff", "#ffffff", "#8b96a1"
MAP_WIDTH = 620
POINT, OWN_POINT = 9, 12
NAMED_FROM, ROOM, NARROW_ROOM = 60, 800, 288
# a light ring inside the dark edge: the own region is found on dark and on light fills
HALO = 'class="karte-ring"'
# polygons of a region: rings of (longitude, latitude), outer ring first, in WGS 84
Polygons = Sequence[Sequence[Sequence[Sequence[float]]]]


@dataclass(frozen=True, slots=True)
class Band:
    """A class of the legend: its number from 0 and its bounds, both inclusive as printed."""

    index: int
    low: Decimal
    high: Decimal

    def label(self, decimals: int, unit: str) -> str:
        """„4,2 bis 6,1 %“, or one number where both bounds are the same."""
        if self.low == self.high:
            return print_german(self.low, decimals, unit)
        return f"{print_german(self.low, decimals)} bis {print_german(self.high, decimals, unit)}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A region on a map: code, name, printed value (or the reason), class index or None for no data."""

    code: str
    name: str
    text: str
    band: int | None
    own: bool = False


def bands(values: Sequence[Decimal], decimals: int) -> list[Band]:
    """At most five classes of about equal size; equal printed values are never split over two classes."""
    ordered = sorted(rounded(value, decimals) for value in values)
    distinct = sorted(set(ordered))
    if len(distinct) <= CLASSES:
        return [Band(index, value, value) for index, value in enumerate(distinct)]
    found: list[list[Decimal]] = [[]]
    size = len(ordered) / CLASSES
    placed = 0
    for value in distinct:
        together = ordered.count(value)
        # a group of ties goes to the class in which most of it would lie
        wanted = min(CLASSES - 1, int((placed + (together - 1) / 2) / size))
        if found[-1] and wanted >= len(found):
            found.append([])
        found[-1].append(value)
        placed += together
    return [Band(index, group[0], group[-1]) for index, group in enumerate(found)]


def band_of(value: Decimal | None, classes: Sequence[Band], decimals: int) -> int | None:
    """The class of a value by its printed form, None for no value."""
    if value is None:
        return None
    shown = rounded(value, decimals)
    return next((band.index for band in classes if band.low <= shown <= band.high), None)


def step(index: int, count: int) -> int:
    """Place on the ramp (0 to 4) of a class: few classes spread over the whole of it."""
    return 2 if count <= 1 else round(index * (CLASSES - 1) / (count - 1))


def outline_map(regions: Sequence[Shown], shapes: Mapping[str, Polygons], count: int) -> str:
    """SVG of filled outlines; the own region is drawn last, with a thick edge. '' without any shape."""
    drawn = [region for region in regions if region.code in shapes]
    if not drawn:
        return ""
    project, height = _projection([shapes[region.code] for region in drawn])
    parts = []
    for region in sorted(drawn, key=lambda r: (r.own, r.name, r.code)):
        path = "".join(_ring(ring, project) for polygon in shapes[region.code] for ring in polygon)
        if region.own:
            parts.append(f'<path d="{path}" fill="none" stroke="{EDGE}" stroke-width="7" {HALO}/>')
        parts.append(f'<path d="{path}" fill-rule="evenodd" {_fill(region, count)}>{_title(region)}</path>')
    return _svg(MAP_WIDTH, height, parts)


def point_map(regions: Sequence[Shown], points: Mapping[str, tuple[float, float]], count: int) -> str:
    """SVG of a point per region at its (longitude, latitude), the own one larger; '' without any place."""
    drawn = [region for region in regions if region.code in points]
    if not drawn:
        return ""
    longitudes, latitudes = zip(*(points[region.code] for region in drawn), strict=True)
    # half a degree around, so that no point stands on the edge and a single one has a picture at all
    edge = 0.3
    project = Projection(
        min(longitudes) - edge, min(latitudes) - edge, max(longitudes) + edge, max(latitudes) + edge
    )
    parts = []
    for region in sorted(drawn, key=lambda r: (r.own, r.name, r.code)):
        x, y = project(*points[region.code])
        radius = OWN_POINT if region.own else POINT
        # on white a pale point needs a dark edge
        paint = _fill(region, count).replace(f'stroke="{EDGE}" stroke-width="0.8"', f'stroke="{INK}"')
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {paint}>{_title(region)}</circle>')
    return _svg(MAP_WIDTH, project.height, parts)


def tile_map(regions: Sequence[Shown], places: Mapping[str, Place], count: int, *, size: int) -> str:
    """SVG of a tile per region; `size` is the tile's edge in px (with names from 60 on)."""
    drawn = [region for region in regions if region.code in places]
    if not drawn:
        return ""
    rows = 1 + max(places[r.code].row for r in drawn)
    columns = 1 + max(places[r.code].column for r in drawn)
    # a wide grid is shown smaller than it is drawn: its words grow, so that they stay 12 px for the eye
    scale = max(1.0, columns * size / (ROOM if size >= NAMED_FROM else NARROW_ROOM))
    parts = []
    for region in sorted(drawn, key=lambda r: (r.own, r.name, r.code)):
        place = places[region.code]
        parts.append(_tile(region, place, count, size, scale))
    return _svg(columns * size, rows * size, parts)


def _tile(region: Shown, place: Place, count: int, size: int, scale: float) -> str:
    x, y, edge = place.column * size + 1, place.row * size + 1, size - 2
    light = region.band is not None and step(region.band, count) >= LIGHT_TEXT_FROM
    ink = f'class="{"karte-hell" if light else "karte-dunkel"}" fill="{PAPER if light else INK}"'
    middle = x + edge / 2
    box = f'<rect x="{x}" y="{y}" width="{edge}" height="{edge}" rx="3" {_fill(region, count)}/>'
    if region.own:
        inner = f'x="{x + 3}" y="{y + 3}" width="{edge - 6}" height="{edge - 6}" rx="1"'
        box += f'<rect {inner} fill="none" stroke="{EDGE}" stroke-width="2" {HALO}/>'
    if size < NAMED_FROM:
        words = _words(place.short, middle, y + edge / 2 + 4 * scale, 12 * scale, ink)
    else:
        value = region.text if region.band is not None else "–"
        words = _words(_cut(region.name, size / scale), middle, y + edge / 2 - 3, 12 * scale, ink)
        words += _words(value, middle, y + edge / 2 + 16, 14 * scale, ink)
    return f"<g>{_title(region)}{box}{words}</g>"


def _cut(name: str, size: float) -> str:
    room = int(size / 8)
    return name if len(name) <= room else name[: room - 1] + "…"


def _words(text: str, x: float, y: float, size: float, ink: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="middle" {ink}>{escape(text)}</text>'


def _fill(region: Shown, count: int) -> str:
    edge = f'stroke="{INK}" stroke-width="2.5" class="{{}} karte-eigen"' if region.own else None
    plain = f'stroke="{EDGE}" stroke-width="0.8" class="{{}}"'
    if region.band is None:
        return f'fill="url(#karte-leer)" {(edge or plain).format("karte-keine")}'
    place = step(region.band, count)
    return f'fill="{RAMP[place]}" {(edge or plain).format(f"karte-{place}")}'


def _title(region: Shown) -> str:
    return f"<title>{escape(region.name)}: {escape(region.text)}</title>"


def _ring(ring: Sequence[Sequence[float]], project: Projection) -> str:
    points = [project(point[0], point[1]) for point in ring]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


class Projection:
    """Degrees to pixels: east-west shortened by the cosine of the middle latitude, north is up."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.shrink = math.cos(math.radians((south + north) / 2))
        self.west, self.north = west, north
        self.scale = (MAP_WIDTH - 4) / max((east - west) * self.shrink, 0.01)
        self.height = (north - south) * self.scale + 4

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixel position of a point."""
        x = 2 + (longitude - self.west) * self.shrink * self.scale
        return x, 2 + (self.north - latitude) * self.scale


def _projection(shapes: Sequence[Polygons]) -> tuple[Projection, float]:
    points = [point for shape in shapes for polygon in shape for ring in polygon for point in ring]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    project = Projection(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    return project, project.height


def _svg(width: float, height: float, parts: Sequence[str], label: str = "") -> str:
    pattern = (
        '<defs><pattern id="karte-leer" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="7" height="7" class="karte-papier" fill="{PAPER}"/>'
        f'<line x1="0" y1="0" x2="0" y2="7" stroke="{HATCH}" stroke-width="2.5"/></pattern></defs>'
    )
    role = f'role="img" aria-label={quoteattr(label)}' if label else 'aria-hidden="true" focusable="false"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" {role} font-family="system-ui, sans-serif">{pattern}{"".join(parts)}</svg>'
    )


def legend_swatch(index: int | None, count: int) -> str:
    """A small square of a class, or of the pattern for no data (index None), for the legend."""
    region = Shown("", "", "", index)
    return _svg(18, 18, [f'<rect x="1" y="1" width="16" height="16" rx="2" {_fill(region, count)}/>'])
