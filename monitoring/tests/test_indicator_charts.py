"""Path to the target, marks by date, groups, classes and tiles: pure parts of the indicator page."""

import itertools
import xml.etree.ElementTree as ET
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dkbm.demo.regions import KREISE
from monitoring.charts import path
from monitoring.charts.development import BUND, LAND, OWN, Line
from monitoring.charts.events import EVENT, Mark, between, position
from monitoring.charts.map import Shown, band_of, bands, legend_swatch, outline_map, tile_map
from monitoring.charts.peers import Extras, aggregate, bars, common_period, picture, span
from monitoring.charts.svg import drawing
from monitoring.charts.tiles import LAENDER, Centroid, places, short_names
from monitoring.disclosure import release

pytestmark = pytest.mark.anydb


class Raw:
    def __init__(self, region, period, value, numerator=None, denominator=None):
        self.region, self.period = region, period
        self.value = None if value is None else D(value)
        self.numerator = None if numerator is None else D(numerator)
        self.denominator = None if denominator is None else D(denominator)
        self.status, self.reason, self.summed = (
            ("value", "", False) if value else ("missing", "geheim", False)
        )


def released(*rows):
    return release([(Raw(*row), None) for row in rows], official=True)


@pytest.mark.parametrize(
    ("start", "goal", "actual", "gone"),
    [
        (20, 10, 15, 50),
        (10, 20, 15, 50),
        (20, 10, 25, -50),
        (20, 10, 10, 100),
        (20, 10, 8, 120),
        (20, 0, 5, 75),
        (0, 4, 1, 25),
        (10, 10, 12, None),
    ],
)
def test_the_way_respects_ausgangswert_and_direction(start, goal, actual, gone):
    assert path.achieved(D(start), D(goal), D(actual)) == (None if gone is None else D(gone))


@pytest.mark.parametrize(
    ("period", "actual", "state"),
    [
        ("2023", "15", "stabil"),
        ("2023", "16", "beobachten"),
        ("2023", "18", "handeln"),
        ("2023", "22", "handeln"),
        ("2019", "15", "grau"),
        ("2020", "19.9", "grau"),
        ("2023", None, "grau"),
        ("2030", "10", "stabil"),
    ],
)
def test_light_of_the_path(period, actual, state):
    way = path.Target("2020", D(20), "2026", D(10))
    light = path.light(way, period, None if actual is None else D(actual))
    assert light.state == state
    assert light.word in {*path.WORDS.values(), "Am Anfang"}


def test_light_says_the_percent():
    light = path.light(path.Target("2020", D(20), "2026", D(10)), "2023", D(15))
    assert light.text.replace("\u00a0", " ").startswith("Bis 2023 sind 50 % des Weges geschafft")


def test_break_stays_at_its_date_when_older_years_come():
    mark = Mark("2021", "neue Erhebung")
    few, many = ["2020", "2021", "2022"], ["2017", "2018", "2019", "2020", "2021", "2022"]
    assert position(mark, few) == 0.5
    assert position(mark, many) == 3.5
    assert (few[0], many[3]) == ("2020", "2020")


def test_marks_outside_of_the_picture_are_not_drawn():
    assert position(Mark("2010", "alt"), ["2020", "2021"]) is None
    assert position(Mark("2030", "neu"), ["2020", "2021"]) is None
    assert position(Mark("2021", "Beschluss", EVENT), ["2020", "2021"]) == 1.0


def test_events_part_nothing():
    assert between("2020", "2022", [Mark("2021", "Beschluss", EVENT)]) == []
    assert between("2020", "2022", [Mark("2020", "alt"), Mark("2022", "neu")]) == [Mark("2022", "neu")]


def test_group_sums_numerators_and_denominators_and_is_no_mean():
    rows = {
        "a": released(("a", "2023", "50", "1", "2")),
        "b": released(("b", "2023", "10", "10", "100")),
    }
    (total,) = aggregate("g", rows, 100)
    assert total.value == D(11) * 100 / D(102)
    assert total.value != D(30)
    assert (total.numerator, total.denominator) == (D(11), D(102))


def test_group_without_enough_values_says_why():
    rows = {code: released((code, "2023", "50", "1", "2")) for code in "abc"} | {"d": [], "e": []}
    (total,) = aggregate("g", rows, 100)
    assert total.value is None
    assert total.reason == "nur 3 der 5 Gebiete haben einen Wert"
    rows["d"] = released(("d", "2023", "50", "1", "2"))
    (total,) = aggregate("g", rows, 100)
    assert total.value == D(50)
    assert "4 der 5" in total.reason


def test_rates_without_parts_are_never_averaged():
    rows = {code: released((code, "2023", "5")) for code in "ab"}
    (total,) = aggregate("g", rows, 1)
    assert total.value is None
    assert total.reason.startswith("nicht berechenbar")


def test_masked_member_is_not_in_the_sum():
    rows = {code: released((code, "2023", "50", "1", "2")) for code in "abcd"}
    rows["e"] = released(("e", "2023", None, "7", "9"))
    (total,) = aggregate("g", rows, 100)
    assert (total.numerator, total.denominator) == (D(4), D(8))


def test_span_needs_most_members():
    rows = {"a": released(("a", "2022", "1"), ("a", "2023", "3")), "b": released(("b", "2023", "9"))}
    assert span(rows) == [("2023", D(3), D(9))]


def test_common_period_is_the_newest_that_most_have():
    rows = {code: released((code, "2022", "1")) for code in "abcde"}
    rows["a"] = released(("a", "2022", "1"), ("a", "2023", "1"))
    assert common_period(rows) == "2022"
    assert common_period({"a": []}) == ""


def test_picture_holds_band_break_and_path():
    own = Line("Emden", OWN, released(*[("03402", str(y), str(y - 2010)) for y in range(2018, 2023)]))
    land = Line("Niedersachsen", LAND, released(*[("03", str(y), "7") for y in range(2018, 2023)]))
    peer = Line("Verden", BUND, released(*[("03361", str(y), "6") for y in range(2018, 2023)]))
    extras = Extras(
        band=[("2018", D(2), D(30)), ("2022", D(3), D(14))],
        band_name="Nachbarn",
        marks=[Mark("2020", "neue Erhebung")],
        path=path.Target("2020", D(10), "2026", D(4)),
    )
    data, wide, narrow = picture([own, land, peer], extras, unit="%", decimals=1)
    assert [trace["name"] for trace in data] == [
        "",
        "Nachbarn",
        "Weg zum Ziel",
        "Verden",
        "Niedersachsen",
        "Emden",
    ]
    assert wide["yaxis"]["range"][1] >= 30, "the span has room"
    assert wide["xaxis"]["categoryarray"][-1] == "2026"
    assert wide["shapes"][0]["x0"] == narrow["shapes"][0]["x0"] == 1.5
    texts = [note["text"].replace("\u00a0", " ") for note in wide["annotations"]]
    assert "2020: neue Erhebung" in texts
    assert "Ziel 4,0 %" in texts
    goal = next(note for note in wide["annotations"] if note["text"].startswith("Ziel"))
    assert goal["x"] == wide["xaxis"]["categoryarray"].index("2026"), (
        "a number-like text would stretch the axis"
    )
    assert "Emden 12,0 %" in texts, "the target's year is not the end of the values"
    drawn = ET.fromstring(drawing(data, wide))
    assert any(part.tag.endswith("polygon") for part in drawn.iter())


def test_bars_keep_the_given_order_and_mark_the_own():
    data, _wide, _narrow = bars([("Emden", OWN, D(9)), ("Aurich", "grey", D(12))], unit="%", decimals=1)
    assert data[0]["y"] == ["Aurich", "Emden"]
    assert len(set(data[0]["marker"]["color"])) == 2


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=80))
def test_classes_hold_every_value_once_and_split_no_ties(values):
    classes = bands(values, 1)
    assert 1 <= len(classes) <= 5
    for low, high in itertools.pairwise(classes):
        assert low.high < high.low
    for value in values:
        assert band_of(value, classes, 1) is not None
    assert band_of(None, classes, 1) is None


def test_classes_are_about_equal_and_have_german_bounds():
    classes = bands([D(n) for n in range(1, 51)], 1)
    assert next(band.label(1, "%").replace("\u00a0", " ") for band in classes) == "1,0 bis 10,0 %"
    assert [(b.low, b.high) for b in classes] == [(D(10 * i + 1), D(10 * i + 10)) for i in range(5)]


def centroids():
    return [Centroid(k.ags, k.name, float(k.latitude), float(k.longitude)) for k in KREISE]


def test_tiles_are_one_each_and_the_same_in_any_order():
    found = places(centroids())
    assert len({(p.row, p.column) for p in found.values()}) == len(KREISE) == 45
    assert found == places(centroids()[::-1])
    assert found["03402"].column == 0, "Emden lies in the west"
    assert found["03152" if "03152" in found else "03159"].row == max(p.row for p in found.values())


def test_short_names_differ():
    names = short_names(centroids())
    assert len({name.lower() for name in names.values()}) == len(names)
    assert len(LAENDER) == len({(p.row, p.column) for p in LAENDER.values()}) == 16


def test_map_has_a_pattern_for_no_data_and_escapes_names():
    regions = [Shown("1", "A<b>", "1 %", 0), Shown("2", "B", "geheim", None, own=True)]
    shapes = {"1": [[[[7.0, 53.0], [7.1, 53.0], [7.1, 53.1], [7.0, 53.0]]]]}
    shapes["2"] = [[[[7.1, 53.0], [7.2, 53.0], [7.2, 53.1], [7.1, 53.0]]]]
    svg = outline_map(regions, shapes, 1)
    ET.fromstring(svg)
    assert "url(#karte-leer)" in svg
    assert "A&lt;b&gt;: 1 %" in svg
    assert 'style="' not in svg, "the content security policy forbids it"
    tiles = tile_map(regions, places([Centroid("1", "A", 53, 7), Centroid("2", "B", 53, 8)]), 1, size=72)
    ET.fromstring(tiles)
    assert tiles.count("<g>") == 2
    ET.fromstring(legend_swatch(None, 5))
