"""Formulas: a value or a reason, never a silent 0; rates are summed before they are divided."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.calculation import Definition, Fact, compute

RATE = Definition("rate", ("t|a|",), ("t|b|",), 100)
COUNT = Definition("count", ("t|a|",))


def fact(region, series, value=None, status="value", period="2023"):
    return Fact(region, period, f"t|{series}|", None if value is None else Decimal(value), status)


def one(definition, *facts, kreise=None):
    return {(r.region, r.period): r for r in compute(definition, facts, kreise)}


def test_emden_55_of_561():
    result = one(RATE, fact("03402", "a", 55), fact("03402", "b", 561))["03402", "2023"]
    assert result.value == Decimal("9.803922")
    assert (result.numerator, result.denominator) == (55, 561)


def test_denominator_zero_is_not_computable():
    result = one(RATE, fact("03402", "a", 0), fact("03402", "b", 0))["03402", "2023"]
    assert result.value is None
    assert "Nenner" in result.reason


def test_true_zero_survives():
    assert one(RATE, fact("x", "a", 0, "zero"), fact("x", "b", 9))["x", "2023"].value == 0


@pytest.mark.parametrize(
    "status", ["suppressed", "not_yet", "not_meaningful", "unreliable", "missing", "dash"]
)
def test_missing_part_gives_its_reason(status):
    result = one(RATE, fact("x", "a", None, status), fact("x", "b", 9))["x", "2023"]
    assert (result.value, result.status) == (None, status)
    assert result.reason


def test_absent_part_is_missing_not_zero():
    result = one(RATE, fact("x", "a", 3))["x", "2023"]
    assert result.value is None
    assert result.reason


def test_dash_is_zero_only_where_the_definition_says_so():
    assert one(COUNT, fact("x", "a", None, "dash"))["x", "2023"].value is None
    dash = Definition("count", ("t|a|",), dash_means_zero=True)
    assert one(dash, fact("x", "a", None, "dash"))["x", "2023"].value == 0


def test_land_is_the_sum_of_its_kreise_never_a_mean_of_rates():
    facts = [fact("03402", "a", 10), fact("03402", "b", 100), fact("03404", "a", 10), fact("03404", "b", 20)]
    results = one(RATE, *facts, kreise={"03": frozenset({"03402", "03404"})})
    assert results["03", "2023"].value == Decimal("16.666667")
    assert results["03", "2023"].summed


def test_land_is_not_summed_when_a_kreis_is_missing_or_hidden():
    facts = [fact("03402", "a", 10), fact("03404", "a", None, "suppressed")]
    assert ("03", "2023") not in one(COUNT, *facts, kreise={"03": frozenset({"03402", "03404"})})
    assert ("03", "2023") not in one(COUNT, facts[0], kreise={"03": frozenset({"03402", "03404"})})


def test_printed_land_wins_over_the_sum():
    facts = [fact("05", "a", 183830), fact("05315", "a", 183845)]
    results = one(COUNT, *facts, kreise={"05": frozenset({"05315"})})
    assert results["05", "2023"].value == 183830
    assert not results["05", "2023"].summed


def test_published_rates_are_never_summed():
    published = Definition("published", ("t|a|",))
    assert ("03", "2023") not in one(
        published, fact("03402", "a", "9.0"), kreise={"03": frozenset({"03402"})}
    )


def test_germany_needs_all_sixteen_laender():
    laender = {f"{n:02d}": frozenset({f"{n:02d}001"}) for n in range(1, 17)}
    facts = [fact(f"{n:02d}001", "a", 1) for n in range(1, 17)]
    assert one(COUNT, *facts, kreise=laender)["DG", "2023"].value == 16
    assert ("DG", "2023") not in one(COUNT, *facts[:-1], kreise=laender)


@given(st.permutations(range(6)))
def test_order_of_facts_does_not_matter(order):
    facts = [fact(f"0340{n % 3}", "ab"[n // 3], n + 1) for n in range(6)]
    assert compute(RATE, [facts[n] for n in order]) == compute(RATE, facts)
