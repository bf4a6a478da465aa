"""Golden vector T1 and what becomes of it when nothing is renewed."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from dkbm.numbers import print_german
from monitoring.sustainability.catalogue import DEFINITIONS, LEAD, WEIGHTS, Dimension
from monitoring.sustainability.degree import assess, degree, selected
from monitoring.sustainability.facts import Baseline, Facts
from monitoring.sustainability.reading import Light, State, for_display
from monitoring.tests.sustainability.vectors import NINE, T, t1

pytestmark = pytest.mark.anydb
AFTER = date(2027, 7, 1)


def at(facts, day=T):
    return {row.definition.code: row for row in assess(facts, day)}


@pytest.mark.parametrize(
    ("code", "value", "light"),
    [
        ("N-P1", Fraction(200, 3), Light.YELLOW),
        ("N-P2", Fraction(260, 3), Light.YELLOW),
        ("N-P3", Fraction(250, 3), Light.YELLOW),
        ("N-P7", Fraction(181) * 10000 / 304375, Light.RED),
        ("N-F1", Fraction(80), Light.GREEN),
        ("N-R1", Fraction(75), Light.GREEN),
        ("N-G1", Fraction(80), Light.YELLOW),
        ("N-L1", Fraction(4), Light.GREEN),
        ("N-Z3", Fraction(70), Light.YELLOW),
    ],
)
def test_the_nine_readings_of_the_musterkreis(code, value, light):
    row = at(t1())[code]
    assert (row.reading.value, row.light) == (value, light)


def test_the_remaining_term_prints_as_five_point_nine_months():
    value = at(t1())["N-P7"].reading.value
    assert round(float(value), 4) == 5.9466
    assert print_german(for_display(value), 1) == "5,9"


def test_display_rounds_half_up_once():
    halves = (Fraction(125, 100), Fraction(-125, 100), Fraction(124, 100), Fraction(0))
    assert [str(for_display(value)) for value in halves] == ["1.3", "-1.3", "1.2", "0.0"]


def test_the_degree_of_the_nine_with_coverage_and_cap():
    whole = degree(selected(assess(t1(), T), NINE))
    assert whole.value == (Fraction(75, 2) * 25 + 100 * 25 + 100 * 20 + 100 * 15 + 50 * 10) / 95
    assert round(float(whole.value), 4) == 78.2895
    assert (whole.coverage, whole.light, whole.capped_by) == (95, Light.YELLOW, ("N-P7",))
    shown = {score.dimension: score.value for score in whole.scores}
    assert shown == {
        Dimension.POSTS: Fraction(75, 2),
        Dimension.MONEY: 100,
        Dimension.STRUCTURES: 100,
        Dimension.MANDATE: 100,
        Dimension.STEERING: 50,
        Dimension.DISCOURSE: None,
    }


def test_thirty_five_indicators_and_capacity_and_weights_of_a_hundred():
    codes = [definition.code for definition in DEFINITIONS]
    assert len(codes) == len(set(codes)) == 36
    assert sum(WEIGHTS.values()) == 100
    assert set(LEAD) == {"N-P1", "N-P7", "N-F1", "N-R1", "N-L1"}


def test_nothing_known_is_grey_everywhere_and_never_a_number():
    rows = at(Facts())
    assert {row.reading.state for row in rows.values()} == {State.MISSING}
    assert {row.light for row in rows.values()} == {Light.GREY}
    assert all(row.reading.reason and row.reading.action for row in rows.values())
    assert degree(rows.values()).value is None
    assert degree(rows.values()).light is Light.GREY


def test_what_runs_out_is_shown_as_it_is_and_rated_as_lost():
    row = at(t1(), AFTER)
    assert row["N-P1"].reading.value == 100
    assert row["N-P1"].reading.distorted
    assert row["N-P1"].reading.rated == Fraction(200, 3)
    assert row["N-P1"].light is Light.YELLOW
    assert row["N-P2"].reading.value == 100
    assert row["N-P2"].reading.rated == Fraction(200, 3)
    assert row["N-P7"].light is Light.RED
    assert row["N-KE"].reading.value == Fraction(200, 3)


def test_lost_capacity_caps_the_light():
    facts = t1()
    kept = tuple(post for post in facts.posts if post.key != "S3")
    shrunk = replace(facts, posts=kept, baseline=Baseline("Programmstart", date(2024, 1, 1), Fraction(3)))
    assert at(shrunk)["N-KE"].reading.value == Fraction(200, 3)
    assert "N-KE" in degree(assess(shrunk, T)).capped_by
    assert at(replace(shrunk, baseline=None))["N-KE"].reading.value == 100


def test_coverage_below_seventy_is_grey():
    whole = degree(selected(assess(t1(), T), ("N-P1", "N-F1")))
    assert (whole.coverage, whole.light) == (50, Light.GREY)


def test_a_threshold_of_ones_own_counts_and_its_equality():
    row = at(t1())["N-F1"]
    stricter = replace(row.threshold, green=Fraction(81), version="eigene-1")
    own = {r.definition.code: r for r in assess(t1(), T, {"N-F1": stricter})}["N-F1"]
    assert (own.light, own.threshold.version) == (Light.YELLOW, "eigene-1")
