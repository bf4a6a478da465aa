"""Arithmetic on months: order, gaps, duration, drawing."""

import ast
from datetime import date
from pathlib import Path

import plotly.graph_objects
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import projects.schedule
from dkbm.periods import parse_period
from projects.schedule import (
    Step,
    bounds,
    draw,
    first_day,
    gaps,
    in_order,
    label,
    last_day,
    months_to_decision,
    undated,
)
from projects.schedule.steps import calendar_months
from projects.schedule.timeline import DAY_MS, gap_words, sentence, shortened

EMDEN = ("06–09/2020", "10/2020", "11/2020", "11–12/2020", "01/2021", "02–04/2021", "09/2021")
LATER = date(2026, 11, 23)


def step(text, key=1, **more):
    period = parse_period(text)
    first, last = bounds(period)
    return Step(
        title=f"Schritt {key}", label=period.label, first=first, last=last, order=key, key=key, **more
    )


@pytest.fixture
def seven():
    """Seven steps as in Emden, shuffled."""
    steps = [step(text, key, decides=key == 7, done=True) for key, text in enumerate(EMDEN, 1)]
    return [steps[i] for i in (4, 0, 6, 3, 2, 5, 1)]


def month(year, number):
    return year * 12 + number - 1


def test_order_is_start_then_end(seven):
    assert [s.key for s in in_order(seven)] == [1, 2, 3, 4, 5, 6, 7]


def test_fifteen_months_to_the_decision_sixteen_calendar_months(seven):
    assert months_to_decision(seven) == 15
    assert calendar_months(seven) == 16


def test_gap_is_found_and_named(seven):
    assert gaps(seven) == [(month(2021, 5), month(2021, 8))]
    assert gap_words(gaps(seven)) == "Ohne Schritt: 05–08/2021 (4 Monate)."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), []),
        (("2020",), []),
        (("01/2020", "02/2020"), []),
        (("01/2020", "03/2020"), ["02/2020"]),
        (("2020", "03/2020", "02/2021"), ["01/2021"]),
        (("11/2020", "03/2021"), ["12/2020–02/2021"]),
        (("", "01/2020"), []),
    ],
)
def test_gaps(texts, expected):
    steps = [step(text, key) for key, text in enumerate(texts, 1)]
    assert [label(*gap) for gap in gaps(steps)] == expected


def test_undated_steps_wait_in_the_tray():
    steps = [step("", 2), step("01/2020", 3), step("ohne Datum", 1)]
    assert [s.key for s in undated(steps)] == [1, 2]
    assert [s.key for s in in_order(steps)] == [3]


def test_open_period_is_drawn_only_where_it_is_known():
    since = step("seit 04/2019")
    assert (since.start, since.end, since.months) == (month(2019, 4), month(2019, 4), None)
    until = step("bis 04/2019")
    assert (until.start, until.end, until.months) == (month(2019, 4), month(2019, 4), None)


def test_no_duration_without_decision_or_way_to_it():
    assert months_to_decision([step("2020")]) is None
    assert months_to_decision([step("01/2020", decides=True)]) is None
    assert months_to_decision([]) is None


def test_days_are_the_edges_of_months():
    assert first_day(month(2020, 2)) == date(2020, 2, 1)
    assert last_day(month(2020, 2)) == date(2020, 2, 29)
    assert last_day(month(2021, 12)) == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], ""),
        ([step("01/2020")], "Ein Schritt in 1 Monat (01/2020)"),
        ([step("01/2020"), step("03/2020", 2)], "2 Schritte in 3 Monaten (01–03/2020)"),
        ([step("01/2020"), step("02/2020", 2, decides=True)], "1 Monat vom ersten Schritt bis zum Beschluss"),
    ],
)
def test_sentence(steps, expected):
    assert sentence(steps) == expected


def test_opening_word_comes_from_the_first_step(seven):
    first = step("06–09/2020", 1, opening="vom ersten Gespräch")
    steps = [first, *(s for s in seven if s.key != 1)]
    assert sentence(steps) == "15 Monate vom ersten Gespräch bis zum Beschluss"


MONTHS = st.integers(min_value=month(1990, 1), max_value=month(2090, 12))
STEPS = st.lists(
    st.builds(
        lambda first, length, key: Step(title="x", first=first, last=first + length, key=key),
        MONTHS,
        st.integers(min_value=0, max_value=40),
        st.integers(min_value=0, max_value=99),
    ),
    max_size=12,
)


@given(STEPS)
def test_any_steps_come_by_start_then_end(steps):
    ordered = [(s.start, s.end) for s in in_order(steps)]
    assert ordered == sorted(ordered)
    assert in_order(reversed(in_order(steps))) == in_order(steps)


@given(STEPS)
def test_gaps_and_steps_cover_every_month_once(steps):
    touched = {m for s in steps for m in range(s.start, s.end + 1)}
    empty = [m for first, last in gaps(steps) for m in range(first, last + 1)]
    assert len(empty) == len(set(empty))
    assert not touched & set(empty)
    if touched:
        assert touched | set(empty) == set(range(min(touched), max(touched) + 1))


@settings(max_examples=25, deadline=None)
@given(STEPS, st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_any_drawing_is_valid_and_has_one_row_per_step(steps, today):
    timeline = draw(steps, today)
    assert len(timeline.rows) == len(steps)
    for layout in (timeline.layout, timeline.narrow_layout):
        plotly.graph_objects.Figure(data=timeline.data, layout=layout)


def test_bars_reach_from_first_to_last_day_each_in_its_own_row(seven):
    bars = draw(seven, LATER).data[0]
    assert bars["y"] == [1, 2, 3, 4, 5, 6, 7]
    assert bars["base"][0] == "2020-06-01"
    assert bars["x"][0] == 122 * DAY_MS  # 1 June to 30 September
    assert (bars["base"][6], bars["x"][6]) == ("2021-09-01", 30 * DAY_MS)


def test_list_twin_has_the_rows_of_the_drawing(seven):
    timeline = draw(seven, LATER)
    drawn = [
        (row, *words)
        for row, words in zip(timeline.data[0]["y"], timeline.data[0]["customdata"], strict=True)
    ]
    assert drawn == [(row["number"], row["title"], row["period"]) for row in timeline.rows]
    assert [row["period"] for row in timeline.rows] == list(EMDEN)
    assert [row["months"] for row in timeline.rows] == [4, 1, 1, 2, 1, 3, 1]


def test_axis_fits_the_data_plus_one_month(seven):
    assert draw(seven, LATER).layout["xaxis"]["range"] == ["2020-05-01", "2021-11-01"]


def test_today_line_only_inside(seven):
    def names(timeline):
        return [shape["name"] for shape in timeline.layout["shapes"]]

    assert names(draw(seven, LATER)) == ["Lücke 05–08/2021"]
    assert names(draw(seven, date(2020, 6, 1))) == ["Lücke 05–08/2021", "heute"]
    assert names(draw(seven, date(2021, 10, 1))) == ["Lücke 05–08/2021"]


def test_decision_is_marked(seven):
    marks = draw(seven, LATER).data[1]
    assert (marks["name"], marks["y"]) == ("Beschluss", [7])


def test_both_drawings_say_the_periods_and_the_gap(seven):
    timeline = draw(seven, LATER)
    for layout in (timeline.layout, timeline.narrow_layout):
        texts = " | ".join(a["text"] for a in layout["annotations"])
        assert all(text in texts for text in EMDEN)
        assert "05–08/2021" in texts
        assert min(a["font"]["size"] for a in layout["annotations"]) >= 12
        assert layout["xaxis"]["tickangle"] == 0


def test_narrow_drawing_needs_no_room_at_the_left(seven):
    narrow = draw(seven, LATER).narrow_layout
    assert narrow["yaxis"]["showticklabels"] is False
    assert narrow["margin"]["l"] <= 8
    assert len(narrow["xaxis"]["tickvals"]) <= 3


def test_nothing_dated_draws_nothing():
    timeline = draw([step("")], LATER)
    assert (timeline.data, timeline.rows, timeline.sentence) == ([], [], "")
    assert len(timeline.undated) == 1


def test_shortened_cuts_at_a_word():
    assert shortened("kurz", 10) == "kurz"
    assert shortened("ein ziemlich langer Titel", 16) == "ein ziemlich…"
    assert len(shortened("x" * 50, 20)) == 20


def test_the_room_is_pure():
    for file in Path(projects.schedule.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(m.split(".")[0] not in ("django", "governance") for m in modules), file
