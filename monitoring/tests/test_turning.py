"""Which figures moved behind a text, and which statement turned round."""

from decimal import Decimal as D

from monitoring.charts.events import Mark
from monitoring.charts.turning import directions, moved_words, turned


def test_statements_are_those_of_printed_values():
    points = [("2022", D("9.84")), ("2023", D("9.81"))]
    assert directions(points, D("7.7"), 1) == {"change": "same", "against": "up"}
    assert directions(points, D("7.7"), 2) == {"change": "down", "against": "up"}


def test_nothing_is_stated_across_a_break_or_of_one_value_alone():
    points = [("2022", D(9)), ("2023", D(8))]
    assert directions(points, None, 1, [Mark("2023", "neu gezählt")]) == {}
    assert directions(points[:1], None, 1) == {}


def test_a_statement_that_points_another_way_is_said_with_both_directions():
    said = turned({"change": "up", "against": "up"}, {"change": "down", "against": "up"}, "Niedersachsen")
    assert said == ["Die Entwicklung: bisher gestiegen, jetzt gesunken."]
    said = turned({"against": "up"}, {"against": "down", "change": "up"}, "Niedersachsen")
    assert said == ["Der Vergleich: bisher über Niedersachsen, jetzt unter Niedersachsen."]


def test_moved_values_are_named_own_ones_first_and_the_rest_counted():
    before = {"Emden|2022": "9,0 %", "Emden|2023": "9,8 %", "Land|2023": "7,7 %"}
    now = {"Emden|2022": "9,0 %", "Emden|2023": "10,1 %", "Land|2023": "7,8 %", "Emden|2024": "10,4 %"}
    assert (
        moved_words(before, now, "Emden")
        == "neu 2024: 10,4 %; 2023: 9,8 % → 10,1 %; Land 2023: 7,7 % → 7,8 %"
    )
    assert moved_words(before, before, "Emden") == ""
    assert moved_words(before, {}, "Emden").endswith("Land 2023: 7,7 % → ohne Wert")
