"""Boundaries: read from GeoJSON and shapefiles, neighbours by shared borders, loaded twice the same."""

import json
import zipfile

import pytest
import shapefile
from django.core.management import CommandError, call_command

from dkbm.tests.factories import RegionFactory
from monitoring.models import Boundary
from monitoring.readers.boundaries import BoundariesRefused, neighbours, read_boundaries

WEST = [[7.0, 53.0], [7.1, 53.0], [7.1, 53.1], [7.0, 53.1], [7.0, 53.0]]
EAST = [[7.1, 53.0], [7.2, 53.0], [7.2, 53.1], [7.1, 53.1], [7.1, 53.0]]
FAR = [[9.0, 53.0], [9.1, 53.0], [9.1, 53.1], [9.0, 53.0]]
SHAPES = {"03402": WEST, "03452": EAST, "09999": FAR}


@pytest.fixture
def geojson(tmp_path):
    file = tmp_path / "kreise.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"AGS": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, ring in SHAPES.items()
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


@pytest.fixture
def shapes(tmp_path):
    file = tmp_path / "VG_KRS.shp"
    with shapefile.Writer(str(file)) as writer:
        writer.field("AGS", "C", 12)
        writer.field("GEN", "C", 50)
        for code, ring in SHAPES.items():
            writer.poly([ring])
            writer.record(code, f"Kreis {code}")
    return file


def test_geojson_and_shapefile_say_the_same(geojson, shapes):
    one, other = read_boundaries(geojson), read_boundaries(shapes)
    assert [outline.code for outline in one] == [outline.code for outline in other] == sorted(SHAPES)
    assert neighbours(one) == neighbours(other) == {"03402": ["03452"], "03452": ["03402"], "09999": []}


def test_zip_of_a_shapefile_is_read(shapes, tmp_path):
    archive = tmp_path / "grenzen.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for part in shapes.parent.glob("VG_KRS.*"):
            target.write(part, f"ordner/{part.name}")
    assert len(read_boundaries(archive)) == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "x", "Erwartet wird"),
        ("a.geojson", "kein json", "nicht lesen"),
        ("a.geojson", "[]", "keine FeatureCollection"),
        ("a.geojson", '{"features": []}', "kein Gebiet"),
        ("a.shp", "x", "gehören"),
        ("a.zip", "x", "nicht lesen"),
        (
            "a.geojson",
            '{"features":[{"properties":{"AGS":"1"},"geometry":{"type":"Polygon","coordinates":[[[400000,5900000]]]}}]}',
            "Längen- und Breitengraden",
        ),
    ],
)
def test_what_is_no_boundary_is_refused_in_words(tmp_path, name, content, said):
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(BoundariesRefused, match=said):
        read_boundaries(file)


@pytest.mark.django_db
def test_command_loads_known_regions_and_twice_is_once(geojson, capsys):
    RegionFactory(ags="03402", name="Emden")
    for _twice in range(2):
        call_command("load_boundaries", str(geojson))
    assert Boundary.objects.get().neighbours == ["03452"]
    printed = capsys.readouterr().out
    assert "1 Gebiete haben jetzt eine Grenze." in printed
    assert "03452, 09999" in printed


@pytest.mark.django_db
def test_command_refuses_politely(tmp_path):
    with pytest.raises(CommandError, match="nicht lesen"):
        call_command("load_boundaries", str(tmp_path / "fehlt.geojson"))


@pytest.mark.parametrize("name", ["VG2500_KRS.shp", "kreise_simplified_derived.geojson"])
def test_real_boundaries_of_the_400_kreise(real_data, name):
    outlines = read_boundaries(real_data / "geo" / name)
    assert len(outlines) == 400
    points = [p for o in outlines for polygon in o.polygons for ring in polygon for p in ring]
    assert 5.8 < min(p[0] for p in points) < max(p[0] for p in points) < 15.1
    assert 47.2 < min(p[1] for p in points) < max(p[1] for p in points) < 55.1
    beside = neighbours(outlines)
    assert beside["03402"] == ["03452", "03457"]
    assert all(one in beside[other] for one, others in beside.items() for other in others)
