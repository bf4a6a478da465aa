"""Which counts are protected for their own sake, and how rounding works."""

import pytest

from monitoring.disclosure import Count, Method, Rule, Zeros
from monitoring.disclosure.rules import DOMINATED, FEW_UNITS, SMALL, ZERO, primary, rounded, rounding_range


@pytest.mark.parametrize(
    ("threshold", "value", "small"), [(3, 2, True), (3, 3, False), (5, 4, True), (10, 10, False)]
)
def test_counts_below_the_threshold_are_protected(threshold, value, small):
    need = primary(Count(value), Rule(threshold=threshold))
    assert (need is not None) is small
    assert need is None or (need.reason, need.width) == (SMALL, max(3, threshold))


def test_a_true_zero_stands_unless_it_is_sensitive():
    assert primary(Count(0), Rule()) is None
    assert primary(Count(0), Rule(zeros=Zeros.SENSITIVE)).reason == ZERO


def test_dominance_protects_large_counts():
    rule = Rule(dominance=(1, 80))
    need = primary(Count(100, (90, 5, 5)), rule)
    assert (need.reason, need.width) == (DOMINATED, 13)  # 90 / 80 % - 100 = 12.5, rounded up
    assert primary(Count(100, (80, 10, 10)), rule) is None
    assert primary(Count(100, (60, 39, 1)), Rule(dominance=(2, 95))).reason == DOMINATED


def test_p_percent_asks_what_the_second_largest_could_estimate():
    # the second knows its own 40: the first is at most 100 - 40 = 60, exact within 10 %
    assert primary(Count(100, (60, 40)), Rule(p_percent=10)).width == 6
    assert primary(Count(100, (60, 20, 20)), Rule(p_percent=10)) is None


def test_too_few_units_behind_a_value():
    assert primary(Count(100, (50, 50)), Rule(units=3)).reason == FEW_UNITS
    assert primary(Count(100, (40, 30, 30)), Rule(units=3)) is None


def test_contributions_must_sum_to_the_count():
    with pytest.raises(ValueError, match="sum"):
        Count(10, (4, 4))


@pytest.mark.parametrize("value", range(40))
def test_rounding_moves_by_at_most_two_and_its_range_holds_the_value(value):
    printed = rounded(value, 5)
    low, high = rounding_range(printed, 5)
    assert printed % 5 == 0
    assert abs(printed - value) <= 2
    assert low <= value <= high
    assert all(rounded(other, 5) == printed for other in range(low, high + 1))


def test_every_source_has_its_own_rule():
    rule = Rule(threshold=10, zeros=Zeros.SENSITIVE, method=Method.ROUND, base=3, width=4)
    assert (rule.needed_width, rule.least_masked) == (4, 0)
    with pytest.raises(ValueError, match="dominance"):
        Rule(dominance=(0, 80))
