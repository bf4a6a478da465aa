"""Figures: table, drawing and download come from the same rows; texts never carry markup."""

import json
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from dkbm.ui import figures, plotly_theme
from dkbm.ui.figures import Figure, Printed

ROOT = Path(__file__).parents[2]
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234.5"), f"1{NBSP}234,5"),
        (-3, "\N{MINUS SIGN}3"),
        (0, "0"),
        (0.1, "0,1"),
        (None, "keine Angabe"),
        ("", "keine Angabe"),
        (True, "ja"),
        (date(2024, 3, 1), "01.03.2024"),
        (Printed("geheim", None), "geheim"),
        ("Emden", "Emden"),
    ],
)
def test_printed_values_are_german(value: object, shown: str) -> None:
    assert figures.printed(value) == shown


def test_plain_escapes_markup_and_nothing_else() -> None:
    assert figures.plain("<b>Ä & „Ö“</b> 5 %") == "&lt;b&gt;Ä &amp; „Ö“&lt;/b&gt; 5 %"


def test_cells_follow_the_columns() -> None:
    cells = figures.table_cells([("b", "B", "number"), ("a", "A")], {"a": "x", "b": 1, "c": "unused"})
    assert [(c.text, c.label, c.is_number) for c in cells] == [("1", "B", True), ("x", "A", False)]


def test_plot_is_json_and_empty_is_known() -> None:
    fig = Figure(
        id="f",
        title="a < b",
        data=[{"x": (date(2024, 1, 1),), "y": [Decimal("1.5"), Decimal(2), None]}],
        rows=[{}],
    )
    assert json.loads(json.dumps(fig.plot))["data"] == [{"x": ["2024-01-01"], "y": [1.5, 2, None]}]
    assert fig.plot["title"] == "a &lt; b"
    assert not fig.is_empty
    assert Figure(id="f", title="t").is_empty


def test_theme_style_sheet_and_script_know_the_same_colours() -> None:
    css = (ROOT / "static/css/dkbm.css").read_text(encoding="utf-8").partition("@media")[0]
    script = (ROOT / "static/js/figures.js").read_text(encoding="utf-8")
    for token, colour in plotly_theme.COLOURS.items():
        assert f"--{token}: {colour};" in css
        assert f'"{colour}": "--{token}"' in script


def test_narrow_drawing_keeps_readable_type() -> None:
    wide, narrow = plotly_theme.base_layout(end_labels=True), plotly_theme.base_layout(narrow=True)
    assert narrow["font"]["size"] >= 12
    assert narrow["margin"]["r"] < wide["margin"]["r"]
    assert wide["showlegend"] is False
    wide["annotations"].append({})
    assert plotly_theme.base_layout()["annotations"] == []


def test_end_labels_are_pushed_apart_and_keep_their_order() -> None:
    heights = [7.7, 9.8, 7.1, 7.2]
    moved = plotly_theme.shifts(heights, pixels_per_unit=20)
    places = sorted((h, h * 20 + s) for h, s in zip(heights, moved, strict=True))
    gaps = [b[1] - a[1] for a, b in pairwise(places)]
    assert min(gaps) >= 17
    assert plotly_theme.shifts([1, 9], pixels_per_unit=20) == [0, 0]


def test_end_label_and_event_mark_use_the_role_colours() -> None:
    assert plotly_theme.end_label(2023, 9.8, "Emden", "own")["font"]["color"] == plotly_theme.COLOURS["own"]
    shape, words = plotly_theme.event_mark(2020, "Bruch")
    assert shape["x0"] == shape["x1"] == words["x"] == 2020
    assert plotly_theme.line("land")["dash"] == "dash"


def test_charts_never_offer_the_cloud() -> None:
    script = (ROOT / "static/js/figures.js").read_text(encoding="utf-8")
    for setting in (
        "showSendToCloud: false",
        'plotlyServerURL: ""',
        "displaylogo: false",
        "displayModeBar: false",
    ):
        assert setting in script


def test_nothing_of_ours_is_inline() -> None:
    """No style attribute, style element, script text or event handler in any template of the tree."""
    handler = re.compile(r"<[^>]*\s(style|on[a-z]+)\s*=\s*[\"']", re.IGNORECASE)
    script = re.compile(r"<script(?![^>]*(\ssrc=|json))|<style", re.IGNORECASE)
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not handler.search(text), path
        assert not script.search(text), path


def test_the_style_sheet_stays_small() -> None:
    assert len((ROOT / "static/css/dkbm.css").read_text(encoding="utf-8").splitlines()) < 450
