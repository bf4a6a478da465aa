"""Boundaries of regions out of GeoJSON, a shapefile or its zip: code, name, polygons in WGS 84. Pure."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapefile  # type: ignore[import-untyped,unused-ignore]
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

CODE_NAMES = ("AGS", "ags", "AGS_0", "RS", "ARS", "ars", "krs_code", "id")
NAME_NAMES = ("GEN", "gen", "name", "NAME")
DIGITS = 4
LARGEST_PART = 200_000_000
WGS84 = "EPSG:4326"
UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    shapefile.ShapefileException,
    ProjError,
)
Ring = list[list[float]]
Polygon = list[Ring]
Feature = tuple[Mapping[str, Any], Mapping[str, Any]]


class BoundariesRefused(ValueError):
    """The file holds no boundaries that can be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A region's code (text, leading zeros kept), its name in the file and its polygons."""

    code: str
    name: str
    polygons: list[Polygon]


def read_boundaries(path: Path) -> list[Outline]:
    """Outlines of a .geojson/.json, .shp (with .dbf, .prj beside it) or .zip of a shapefile, by code.

    Several features of one code become one outline. Raises BoundariesRefused.
    """
    try:
        features = _features(path)
    except BoundariesRefused:
        raise
    except UNREADABLE as error:
        raise BoundariesRefused(f"Die Datei lässt sich nicht lesen: {error}") from error
    outlines = _merged(features)
    if not outlines:
        raise BoundariesRefused("In der Datei steht kein Gebiet mit einem amtlichen Schlüssel (AGS).")
    return outlines


def _features(path: Path) -> list[Feature]:
    suffix = path.suffix.lower()
    if suffix in (".geojson", ".json"):
        return _geojson(json.loads(path.read_text(encoding="utf-8-sig")))
    if suffix in (".shp", ".zip"):
        return list(_shapefile(path))
    raise BoundariesRefused("Erwartet wird eine Datei .geojson, .shp oder .zip mit einer Shapefile.")


def neighbours(outlines: Sequence[Outline]) -> dict[str, list[str]]:
    """Codes that share a stretch of border (at least two of its points), sorted, for every outline."""
    owners: dict[tuple[float, float], set[str]] = defaultdict(set)
    for outline in outlines:
        for x, y in _points(outline):
            owners[(x, y)].add(outline.code)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for codes in owners.values():
        for one in codes:
            for other in codes - {one}:
                shared[(one, other)] += 1
    found: dict[str, list[str]] = {outline.code: [] for outline in outlines}
    for (one, other), count in sorted(shared.items()):
        if count >= 2:
            found[one].append(other)
    return found


def _points(outline: Outline) -> Iterator[tuple[float, float]]:
    return ((point[0], point[1]) for polygon in outline.polygons for ring in polygon for point in ring)


def _merged(features: Iterable[Feature]) -> list[Outline]:
    found: dict[str, Outline] = {}
    for properties, geometry in features:
        code = _code(properties)
        polygons = _polygons(geometry)
        if not code or not polygons:
            continue
        name = next((str(properties[key]) for key in NAME_NAMES if properties.get(key)), code)
        outline = found.setdefault(code, Outline(code, name, []))
        outline.polygons.extend(polygons)
    return [found[code] for code in sorted(found)]


def _code(properties: Mapping[str, Any]) -> str:
    """The AGS of a feature: digits only; of a Kreis 5, also where an ARS of 12 stands; '' for none."""
    for key in CODE_NAMES:
        text = str(properties.get(key) or "").strip()
        if text.isdigit():
            return text[:5] if len(text) == 12 and text.endswith("0000000") else text
    return ""


def _polygons(geometry: Mapping[str, Any] | None) -> list[Polygon]:
    kind = (geometry or {}).get("type")
    if geometry is None or kind not in ("Polygon", "MultiPolygon"):
        return []
    parts = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
    polygons = [[ring for ring in map(_ring, part) if len(ring) >= 4] for part in parts]
    return [polygon for polygon in polygons if polygon]


def _ring(points: Iterable[Sequence[float]]) -> Ring:
    """Points rounded to about ten metres, none twice in a row."""
    ring: Ring = []
    for point in points:
        place = [round(float(point[0]), DIGITS), round(float(point[1]), DIGITS)]
        if not ring or ring[-1] != place:
            ring.append(place)
    return ring


def _geojson(content: Any) -> list[Feature]:
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise BoundariesRefused("Die Datei ist keine FeatureCollection in GeoJSON.")
    features = [(f.get("properties") or {}, f.get("geometry") or {}) for f in content["features"]]
    for _properties, geometry in features[:1]:
        first = next(iter(_numbers(geometry.get("coordinates"))), 0.0)
        if abs(first) > 180:
            raise BoundariesRefused("GeoJSON wird in Längen- und Breitengraden (WGS 84) erwartet.")
    return features


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, list):
        for part in value:
            yield from _numbers(part)
    elif isinstance(value, (int, float)):
        yield float(value)


def _shapefile(path: Path) -> Iterator[Feature]:
    parts = _zipped(path) if path.suffix.lower() == ".zip" else _beside(path)
    if "dbf" not in parts or "shp" not in parts:
        raise BoundariesRefused("Zur Shapefile gehören eine .shp und eine .dbf gleichen Namens.")
    degrees = _to_degrees(parts.get("prj"))
    encoding = (parts.get("cpg") or b"utf-8").decode("ascii", "replace").strip() or "utf-8"
    files = {ending: io.BytesIO(parts[ending]) for ending in ("shp", "shx", "dbf") if ending in parts}
    with shapefile.Reader(**files, encoding=encoding, encodingErrors="replace") as reader:
        for record in reader.iterShapeRecords():
            geometry = record.shape.__geo_interface__
            yield record.record.as_dict(), _projected(geometry, degrees)


def _beside(path: Path) -> dict[str, bytes]:
    endings = ("shp", "shx", "dbf", "prj", "cpg")
    files = {ending: path.with_suffix(f".{ending}") for ending in endings}
    return {ending: file.read_bytes() for ending, file in files.items() if file.is_file()}


def _zipped(path: Path) -> dict[str, bytes]:
    """Parts of the Kreise's shapefile in an archive (the one named KRS, else the only one)."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".shp")]
        chosen = [name for name in names if "krs" in name.lower()] or names
        if len(chosen) != 1:
            raise BoundariesRefused("Im Archiv steht keine eindeutige Shapefile der Kreise (…_KRS.shp).")
        stem = chosen[0][:-4].lower()
        members = [m for m in archive.infolist() if m.filename[:-4].lower() == stem]
        if any(member.file_size > LARGEST_PART for member in members):
            raise BoundariesRefused("Die Shapefile ist zu groß.")
        return {member.filename[-3:].lower(): archive.read(member) for member in members}


def _to_degrees(prj: bytes | None) -> Transformer | None:
    """From the file's projection to degrees; None where it is in degrees or says nothing."""
    if prj is None:
        return None
    system = CRS.from_wkt(prj.decode("utf-8", "replace"))
    return None if system.is_geographic else Transformer.from_crs(system, WGS84, always_xy=True)


def _projected(geometry: Mapping[str, Any], degrees: Transformer | None) -> Mapping[str, Any]:
    if degrees is None or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    turned = [[_ring_in_degrees(ring, degrees) for ring in part] for part in parts]
    return {"type": "MultiPolygon", "coordinates": turned}


def _ring_in_degrees(ring: Sequence[Sequence[float]], degrees: Transformer) -> list[tuple[float, float]]:
    xs, ys = degrees.transform([point[0] for point in ring], [point[1] for point in ring])
    return list(zip(xs, ys, strict=True))
