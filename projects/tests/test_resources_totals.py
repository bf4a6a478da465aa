"""Exact sums of posts and money: golden vector T1, edge cases of domain.md 2, properties."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.resources import BudgetTotals, LineFact, PostFact, PostTotals, budget_totals, post_totals
from projects.resources.days import extension_deadline, first_day, last_day, moved, printed

pytestmark = pytest.mark.anydb
T = date(2026, 12, 31)
HUNDRED = Decimal(100)
S1 = PostFact(1, "S1", Decimal("1.0"), False, None, HUNDRED, True, True)
S2 = PostFact(2, "S2", Decimal("0.5"), False, None, HUNDRED, True, True)
S3 = PostFact(3, "S3", Decimal("1.0"), True, date(2027, 6, 30), Decimal(60), False, True)
S4 = PostFact(4, "S4", Decimal("0.5"), False, None, HUNDRED, True, False)
T1 = (S1, S2, S3, S4)

ftes = st.decimals(0, 20, places=3)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
shares = st.none() | st.decimals(0, 100, places=2)
words = st.none() | st.booleans()
posts = st.builds(
    PostFact,
    key=st.integers(1, 9),
    function=st.just("X"),
    fte=ftes,
    limited=words,
    ends=st.none() | days,
    own_share=shares,
    in_plan=words,
    filled=words,
    filled_from=st.none() | days,
    filled_to=st.none() | days,
    since=st.none() | days,
    abolished=st.none() | days,
)


def test_t1_by_kind():
    totals = post_totals(T1, T)
    assert (totals.posts, totals.total, totals.unlimited, totals.limited) == (4, 3, 2, 1)
    assert (totals.own, totals.filled, totals.vacant, totals.in_plan) == (
        Decimal("2.6"),
        Decimal("2.5"),
        Decimal("0.5"),
        2,
    )
    assert totals.gaps == ()


def test_without_posts_everything_is_zero_and_nothing_is_guessed():
    assert post_totals([], T) == PostTotals()


def test_the_last_day_of_a_limit_still_counts():
    assert post_totals([S3], date(2027, 6, 30)).total == 1
    assert post_totals([S3], date(2027, 7, 1)).total == 0
    leap = replace(S3, ends=date(2028, 2, 29))
    assert post_totals([leap], date(2028, 2, 29)).total == 1
    assert post_totals([leap], date(2028, 3, 1)).total == 0


def test_before_the_first_record_there_is_nothing():
    since = replace(S1, since=date(2024, 1, 1))
    assert post_totals([since], date(2023, 12, 31)) == PostTotals()
    assert post_totals([since], date(2024, 1, 1)).total == 1


def test_a_post_of_nothing_counts_for_nothing_and_has_no_gaps():
    assert post_totals([PostFact(1, "leer", Decimal(0))], T) == PostTotals()


def test_what_is_missing_is_named():
    bare = PostFact(7, "Neu", Decimal("0.5"), limited=True)
    assert [gap.missing for gap in post_totals([bare], T).gaps] == [
        "Ende der Befristung",
        "Eigenanteil",
        "Stellenplan",
        "Besetzung",
    ]


@given(st.lists(posts, max_size=8), days)
def test_the_parts_are_the_whole(rows, day):
    totals = post_totals(rows, day)
    assert totals.unlimited + totals.limited + totals.without_term == totals.total
    assert totals.filled + totals.vacant + totals.filled_unknown == totals.total
    assert totals.in_plan + totals.not_in_plan + totals.plan_unknown == totals.total
    assert 0 <= totals.own <= totals.total


@given(st.lists(posts, min_size=1, max_size=8), days, st.integers(0, 7), st.decimals(0, 1, places=3))
def test_splitting_a_post_changes_no_sum(rows, day, place, share):
    place %= len(rows)
    whole = rows[place]
    part = (whole.fte * share).quantize(Decimal("0.001"))
    halves = [replace(whole, fte=part), replace(whole, fte=whole.fte - part)]
    split = post_totals([*rows[:place], *halves, *rows[place + 1 :]], day)
    before = post_totals(rows, day)
    sums = ("total", "unlimited", "limited", "own", "filled", "vacant", "in_plan", "not_in_plan")
    assert [getattr(split, name) for name in sums] == [getattr(before, name) for name in sums]


def line(cents, **fields):
    return LineFact(
        1, "X", **{"year": 2026, "planned": True, "income": False, "programme": False, **fields}, cents=cents
    )


def test_t1_budget():
    rows = [line(240_000_00), line(48_000_00, income=True, programme=True)]
    totals = budget_totals(rows, 2026, planned=True)
    assert (totals.expense, totals.programme, totals.own) == (240_000_00, 48_000_00, 192_000_00)
    assert budget_totals(rows, 2025, planned=True) == BudgetTotals(2025, planned=True)
    assert budget_totals(rows, 2026, planned=False).lines == 0


def test_negative_income_is_a_correction():
    rows = [line(100_00), line(50_00, income=True, programme=True), line(-80_00, income=True, programme=True)]
    totals = budget_totals(rows, 2026, planned=True)
    assert (totals.programme, totals.own, totals.balance) == (-30_00, 130_00, -130_00)


@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), st.booleans(), st.booleans()), max_size=20))
def test_the_budget_adds_up_to_the_cent(rows):
    facts = [line(cents, income=income, programme=programme) for cents, income, programme in rows]
    totals = budget_totals(facts, 2026, planned=True)
    assert totals.income == sum(cents for cents, income, _p in rows if income)
    assert totals.balance == sum(cents if income else -cents for cents, income, _p in rows)


def test_days_of_periods():
    assert [first_day(k) for k in ("", "2027-06-30", "2027-06", "2027", "..2021-06")] == [
        None,
        date(2027, 6, 30),
        date(2027, 6, 1),
        date(2027, 1, 1),
        None,
    ]
    assert [last_day(k) for k in ("", "2027-06-30", "2028-02", "2027", "2018..")] == [
        None,
        date(2027, 6, 30),
        date(2028, 2, 29),
        date(2027, 12, 31),
        None,
    ]
    assert [printed(k) for k in ("", "2027-06-30", "2027-06")] == ["", "30.06.2027", "06/2027"]


def test_six_months_before_the_end():
    assert extension_deadline(date(2027, 8, 31)) == date(2027, 2, 28)
    assert extension_deadline(date(2028, 8, 31)) == date(2028, 2, 29)
    assert moved(date(2027, 1, 31), 1) == date(2027, 2, 28)
