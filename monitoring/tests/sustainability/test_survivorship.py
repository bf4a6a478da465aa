"""Falling away never looks like success: over random stocks, „nothing is renewed“ never raises the degree."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.sustainability.degree import assess, degree, selected
from monitoring.sustainability.facts import Facts, Programme
from monitoring.sustainability.windows import months_on
from monitoring.tests.sustainability.vectors import T, expense, income, limited, post, t1

pytestmark = pytest.mark.anydb
GUARDED = ("N-P1", "N-P2", "N-P3", "N-P6", "N-P7", "N-P8", "N-F1", "N-F2", "N-F3")
YEARS = range(2026, 2034)

halves = st.integers(1, 8).map(lambda n: Fraction(n, 4))
shares = st.integers(0, 10).map(lambda n: Fraction(n, 10))
ends = st.integers(1, 48).map(lambda months: months_on(T, months))


@st.composite
def stocks(draw):
    """Posts and money of a municipality; programme money and its spending end with the programme."""
    posts = [
        post(f"u{n}", draw(halves), own_share=draw(shares), in_plan=draw(st.booleans()))
        for n in range(draw(st.integers(0, 3)))
    ]
    posts += [
        limited(f"b{n}", draw(halves), draw(ends), own_share=draw(shares), in_plan=draw(st.booleans()))
        for n in range(draw(st.integers(1, 3)))
    ]
    own = draw(st.integers(1, 500)) * 100
    grants = [(f"p{n}", draw(ends), draw(st.integers(1, 500)) * 100) for n in range(draw(st.integers(0, 3)))]
    lines = []
    for year in YEARS:
        paid = [(key, cents) for key, end, cents in grants if end.year >= year]
        lines.append(expense(f"a{year}", year, own + sum(cents for _key, cents in paid)))
        lines += [income(f"{key}-{year}", year, cents, programme=key) for key, cents in paid]
    programmes = tuple(Programme(key, key, end) for key, end, _cents in grants)
    return Facts(posts=tuple(posts), lines=tuple(lines), programmes=programmes)


@given(stocks(), st.lists(st.integers(1, 48), min_size=1, max_size=4))
def test_nothing_renewed_never_raises_the_degree(facts, months):
    days = [T, *(months_on(T, n) for n in sorted(months))]
    values = [degree(selected(assess(facts, day), GUARDED)).value for day in days]
    assert values == sorted(values, reverse=True)


def test_the_musterkreis_does_not_gain_by_losing_its_limited_post():
    before, after = (degree(selected(assess(t1(), day), GUARDED[:6])).value for day in (T, date(2027, 7, 1)))
    assert after <= before
