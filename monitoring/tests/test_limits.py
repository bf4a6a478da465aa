"""Limits from the own past hold against single outliers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.calculation.limits import limits, median, unusual

pytestmark = pytest.mark.anydb
NUMBERS = st.lists(st.integers(-10_000, 10_000).map(Decimal), min_size=4, max_size=12)


def decimals(*values):
    return [Decimal(str(value)) for value in values]


def test_median_of_even_and_odd_numbers():
    assert median(decimals(5, 1, 3)) == 3
    assert median(decimals(4, 1, 3, 2)) == Decimal("2.5")
    with pytest.raises(ValueError):
        median([])


def test_too_short_a_past_gives_no_limits():
    assert limits(decimals(10, 11, 12)) is None


def test_one_wild_value_does_not_widen_the_limits():
    """Mean and standard deviation would hold 900 as usual here (mean 253, sd 362); the median does not."""
    usual = limits(decimals(100, 102, 98, 101, 900, 99))
    assert usual.median == Decimal("100.5")
    assert not usual.hold(Decimal(900))
    assert not usual.hold(Decimal(130))
    assert usual.hold(Decimal(97))


@pytest.mark.parametrize(
    ("past", "value", "holds"),
    [
        ((50, 50, 50, 50), 55, True),
        ((50, 50, 50, 50), 56, False),
        ((0, 0, 0, 0), 1, True),
        ((0, 0, 0, 0), 2, False),
        ((10, 10, 10, 10, 14), 12, True),
        ((10, 10, 10, 10, 14), 18, False),
        ((2, 4, 6, 8), 0, True),
        ((2, 4, 6, 8), -1, False),
        ((-5, 5, -4, 6), -9, True),
    ],
)
def test_limits_of(past, value, holds):
    assert limits(decimals(*past)).hold(Decimal(value)) is holds


@given(NUMBERS)
def test_the_median_is_always_usual(past):
    usual = limits(past)
    assert usual.low <= usual.median <= usual.high


@given(NUMBERS, st.integers(-1000, 1000))
def test_limits_do_not_depend_on_the_order(past, value):
    assert limits(past) == limits(past[::-1])


def test_a_steady_trend_is_not_unusual():
    assert unusual([Decimal(100 + 3 * year) for year in range(10)]) == []


def test_the_outlier_is_named():
    assert unusual(decimals(100, 102, 98, 300, 101, 99)) == [3]
