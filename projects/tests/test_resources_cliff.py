"""What falls away when: T1, exact money by month, properties of moving and splitting."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dkbm.periods import Month
from projects.resources import GrantFact, LineFact, PostFact
from projects.resources.cliff import MONEY, POST, Loss, band_of, light_of, look_ahead
from projects.resources.days import moved
from projects.resources.figure import fte_drawing, money_drawing
from projects.resources.words import fte_words, money_words, months_words
from projects.tests.test_resources_totals import S3, T1, T

pytestmark = pytest.mark.anydb
GRANT = GrantFact(9, "Programm", date(2023, 7, 1), date(2027, 6, 30))


def income(year, cents, **fields):
    return LineFact(1, "Zuwendung", year, True, True, True, cents, grant=9, until=date(2027, 6, 30), **fields)


def test_t1_has_one_cliff_of_one_post():
    cliff = look_ahead(T1, [], [], T)
    july = Month(2027, 7).ordinal
    assert cliff.losses == (Loss(july, POST, 3, "S3", date(2027, 6, 30), fte=Decimal("1.0")),)
    assert [m.fte for m in cliff.months if m.month in (july - 1, july)] == [3, 2]
    assert cliff.losses[0].months_left(T) == 6
    assert (len(cliff.months), cliff.fte_lost, cliff.gaps) == (36, 1, ())


def test_money_of_a_year_adds_up_to_the_cent():
    cliff = look_ahead([], [GRANT], [income(2026, 48_000_01), income(2027, 24_000_05)], date(2026, 1, 1))
    by_year = {}
    for month in cliff.months:
        by_year[month.month // 12] = by_year.get(month.month // 12, 0) + month.cents
    assert by_year == {2026: 48_000_01, 2027: 24_000_05, 2028: 0}
    assert [m.cents for m in cliff.months[:2]] == [4_000_01, 4_000_00]
    assert cliff.losses == (
        Loss(Month(2027, 7).ordinal, MONEY, 9, "Programm", date(2027, 6, 30), cents=4_000_00),
    )


def test_a_year_without_plan_is_taken_to_be_like_the_last_one():
    cliff = look_ahead([], [GRANT], [income(2026, 48_000_00)], date(2026, 12, 1))
    assert [m.cents for m in cliff.months[:8]] == [4_000_00] * 7 + [0]


def test_a_grant_without_lines_spreads_its_amount():
    grant = replace(GRANT, begins=date(2026, 11, 1), ends=date(2027, 1, 15), cents=100)
    cliff = look_ahead([], [grant], [], date(2026, 10, 1))
    assert [m.cents for m in cliff.months[:5]] == [0, 34, 33, 33, 0]


def test_what_has_no_known_end_is_named():
    open_post = PostFact(1, "Offen", Decimal(1), limited=True)
    unsaid = PostFact(2, "Unklar", Decimal(1))
    nothing = PostFact(3, "Leer", Decimal(0))
    cliff = look_ahead([open_post, unsaid, nothing], [replace(GRANT, ends=None)], [], T)
    assert cliff.losses == ()
    assert [gap.split(":")[0] for gap in cliff.gaps] == ["Offen", "Unklar", "Programm"]


def test_an_end_in_the_last_month_of_the_past_is_no_cliff_of_the_future():
    assert look_ahead([replace(S3, ends=date(2026, 11, 30))], [], [], T).losses == ()
    assert look_ahead([replace(S3, ends=date(2026, 12, 31))], [], [], T).losses[0].months_left(T) == 0


def test_bands_and_lights():
    assert [band_of(n) for n in (0, 6, 7, 12, 18, 24, 25)] == [6, 6, 12, 12, 18, 24, None]
    assert [light_of(n) for n in (6, 12, 13, 24, 25)] == ["handeln"] * 2 + ["beobachten"] * 2 + ["stabil"]


ends = st.dates(date(2027, 1, 1), date(2028, 12, 31))
post = st.builds(
    PostFact,
    key=st.integers(1, 9),
    function=st.sampled_from("ABC"),
    fte=st.decimals("0.001", 5, places=3),
    limited=st.just(True),
    ends=ends,
    since=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
grant = st.builds(
    GrantFact,
    key=st.integers(1, 9),
    title=st.just("G"),
    begins=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    ends=ends,
    cents=st.integers(0, 10**9),
)


def shifted(day, months):
    return None if day is None else moved(day, months)


@given(st.lists(post, max_size=5), st.lists(grant, max_size=3), st.integers(-30, 30))
def test_moving_every_date_moves_every_cliff(posts, grants, months):
    before = look_ahead(posts, grants, [], T)
    after = look_ahead(
        [replace(p, ends=shifted(p.ends, months), since=shifted(p.since, months)) for p in posts],
        [replace(g, begins=shifted(g.begins, months), ends=shifted(g.ends, months)) for g in grants],
        [],
        shifted(T, months),
    )
    assert [(m.month + months, m.fte, m.cents) for m in before.months] == [
        (m.month, m.fte, m.cents) for m in after.months
    ]
    assert [(x.month + months, x.kind, x.title, x.fte, x.cents) for x in before.losses] == [
        (x.month, x.kind, x.title, x.fte, x.cents) for x in after.losses
    ]


@given(st.lists(post, min_size=1, max_size=5), st.decimals(0, 1, places=3))
def test_splitting_a_post_changes_no_month(posts, share):
    part = (posts[0].fte * share).quantize(Decimal("0.001"))
    halves = [replace(posts[0], fte=part), replace(posts[0], fte=posts[0].fte - part)]
    before, after = look_ahead(posts, [], [], T), look_ahead([*halves, *posts[1:]], [], [], T)
    assert [m.fte for m in before.months] == [m.fte for m in after.months]
    assert before.fte_lost == after.fte_lost


@given(st.lists(grant, max_size=3))
def test_all_the_money_of_a_grant_flows(grants):
    first = date(2024, 1, 1)
    cliff = look_ahead([], grants, [], first, months=72)
    assert sum(month.cents for month in cliff.months) == sum(g.cents for g in grants)


def test_drawings_are_plotly_and_their_tables_hold_the_same_rows():
    cliff = look_ahead(T1, [GRANT], [income(2026, 48_000_00)], T)
    for drawing, lost in ((fte_drawing(cliff), "S3"), (money_drawing(cliff), "Programm")):
        go.Figure(
            data=[{**trace, "y": [float(y) for y in trace["y"]]} for trace in drawing.data],
            layout={**drawing.layout, "yaxis": {**drawing.layout["yaxis"], "range": [0, 1]}},
        )
        assert [row["value"] for row in drawing.rows] == drawing.data[0]["y"]
        assert [row["month"] for row in drawing.rows if row["cause"] == lost] == ["07/2027"]
        assert len(drawing.layout["annotations"]) == 1


def test_words():
    assert [fte_words(Decimal(x)) for x in ("2.000", "0.750", "0", "10")] == [
        "2,0\N{NO-BREAK SPACE}VZÄ",
        "0,75\N{NO-BREAK SPACE}VZÄ",
        "0,0\N{NO-BREAK SPACE}VZÄ",
        "10,0\N{NO-BREAK SPACE}VZÄ",
    ]
    assert money_words(48_000_00) == "48\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€"
    assert money_words(1_50) == "1,50\N{NO-BREAK SPACE}€"
    assert [months_words(n) for n in (0, 1, 7, -1)] == [
        "in diesem Monat",
        "in 1 Monat",
        "in 7 Monaten",
        "seit 1 Monat vorbei",
    ]
