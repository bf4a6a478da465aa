"""Figures are valid for plotly, start at 0, and never sort municipalities by value."""

from decimal import Decimal

import plotly.graph_objects as go
import pytest

from monitoring.calculation import Result
from monitoring.charts import Line, comparison, development
from monitoring.disclosure import release


def rows(region, **by_year):
    raw = [
        (Result(region, year.removeprefix("y"), Decimal(v), None, None, "value"), 1)
        for year, v in by_year.items()
    ]
    return release(raw, official=True)


def plain_numbers(value):
    if isinstance(value, dict):
        return {k: plain_numbers(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain_numbers(v) for v in value]
    return float(value) if isinstance(value, Decimal) else value


def valid(data, layout):
    return go.Figure(plain_numbers({"data": data, "layout": layout}))


LINES = [
    Line("Emden", "own", rows("03402", y2021="9.1", y2023="9.8")),
    Line("Niedersachsen", "land", rows("03", y2021="7.5", y2023="7.7")),
    Line("Deutschland", "bund", rows("DG", y2023="7.1")),
]


def test_curves_are_valid_and_labelled_at_their_ends():
    data, wide, narrow = development(LINES, unit="%", decimals=1)
    valid(data, wide)
    valid(data, narrow)
    assert {trace["name"] for trace in data} == {"Emden", "Niedersachsen", "Deutschland"}
    assert any("9,8" in note["text"] for note in wide["annotations"])
    assert wide["yaxis"]["range"][0] == 0
    assert narrow["font"]["size"] >= 12


def test_missing_year_is_a_gap_not_a_zero():
    data, _wide, _narrow = development(LINES, unit="%", decimals=1)
    bund = next(trace for trace in data if trace["name"] == "Deutschland")
    assert bund["y"][0] is None
    assert bund["connectgaps"] is False


def test_one_period_is_drawn_as_bars_from_zero_own_on_top():
    single = [Line(item.name, item.role, [r for r in item.rows if r.period == "2023"]) for item in LINES]
    data, wide, narrow = development(single, unit="%", decimals=1)
    valid(data, wide)
    valid(data, narrow)
    assert data[0]["y"][-1] == "Emden"
    assert wide["xaxis"]["range"][0] == 0


def test_comparison_keeps_the_given_order():
    data, wide, _narrow = comparison(
        [("A", Decimal(1)), ("B", Decimal(9)), ("C", Decimal(5))], unit="", decimals=0
    )
    valid(data, wide)
    assert list(reversed(data[0]["y"])) == ["A", "B", "C"]


def test_hostile_names_are_plain_text():
    data, _wide, _narrow = comparison([("<b>x</b>", Decimal(1))], unit="", decimals=0)
    assert data[0]["y"] == ["&lt;b&gt;x&lt;/b&gt;"]


@pytest.mark.parametrize(("label", "years", "most"), [("2005", 20, 5), ("2015/16", 9, 3), ("2020", 3, 3)])
def test_no_year_below_the_curves_covers_another(label, years, most):
    """Plotly leaves out none of the names of a category axis by itself."""
    first = int(label[:4])
    periods = {
        f"y{first + i}" if len(label) == 4 else f"y{first + i}/{(first + i + 1) % 100}": "9.1"
        for i in range(years)
    }
    _data, wide, narrow = development([Line("Emden", "own", rows("03402", **periods))], unit="%", decimals=1)
    named = narrow["xaxis"]["tickvals"]
    assert len(named) == most
    assert wide["xaxis"]["tickvals"] == named
    assert named[-1] == narrow["xaxis"]["categoryarray"][-1], "the newest one is named"
    assert len(narrow["xaxis"]["categoryarray"]) == years
