"""The component kit renders what it promises; error pages need nothing."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from dkbm.ui.figures import Figure


def rendered(text: str, **context: object) -> str:
    return engines["django"].from_string("{% load dkbm_ui %}" + text).render(context)


@pytest.mark.parametrize(
    ("state", "word", "shape"),
    [("stabil", "Stabil", "<circle"), ("beobachten", "Beobachten", "M6 1"), ("handeln", "Handeln", "M1.5"),
     ("grau", "Nicht berechenbar", "M1 5h10"), ("unbekannt", "Nicht berechenbar", "M1 5h10")],
)  # fmt: skip
def test_a_light_is_shape_and_word_and_colour(state: str, word: str, shape: str) -> None:
    html = rendered("{% light state %}", state=state)
    assert word in html
    assert shape in html
    assert f"light-{state if state != 'unbekannt' else 'grau'}" in html
    assert "Drei von vier" in rendered("{% light 'stabil' 'Drei von vier' %}")


def test_numbers_and_their_absence() -> None:
    assert rendered("{% number v 1 '%' %}", v=1234.56) == "1\N{NO-BREAK SPACE}234,6\N{NO-BREAK SPACE}%"
    assert rendered("{% number v %}", v=None) == "keine Angabe"
    assert rendered("{% number v %}", v=0) == "0"


def test_a_figure_shows_table_source_and_ways_out() -> None:
    fig = {
        "id": "f", "title": "<Titel>", "data": [{"x": [1], "y": [2]}], "layout": {}, "summary": "Ein Satz.",
        "columns": [("a", "A", "text"), ("b", "B", "number")], "rows": [{"a": "</script>", "b": 2}],
        "source": "Amt", "stand": "01.03.2024", "provenance_url": "/woher/", "download_url": "/f.csv",
    }  # fmt: skip
    html = rendered("{% figure fig %}", fig=fig)
    assert "Quelle: Amt · Stand 01.03.2024" in html
    assert 'href="/woher/"' in html
    assert 'href="/f.csv"' in html
    assert "&lt;/script&gt;" in html
    assert "<Titel>" not in html
    assert 'role="img"' not in html
    assert html.count("<script") == 1


def test_an_empty_figure_says_why() -> None:
    html = rendered("{% figure fig %}", fig=Figure(id="f", title="T", empty_reason="Noch nicht geliefert."))
    assert "Noch nicht geliefert." in html
    assert "figure-plot" not in html
    assert "PNG" not in html


def test_wide_tables_become_labelled_rows() -> None:
    columns = [(key, key.upper(), "text") for key in "abcd"]
    html = rendered("{% data_table c r 'Titel' %}", c=columns, r=[dict.fromkeys("abcd", "x")])
    assert "table-stacked" in html
    assert 'data-label="B"' in html
    assert "table-scroll" in rendered("{% data_table c r %}", c=columns[:2], r=[])


def test_empty_state_offers_one_button_or_none() -> None:
    assert rendered("{% empty_state 'T' 'x' '/neu/' 'Anlegen' %}").count("<a ") == 1
    assert "<a " not in rendered("{% empty_state 'T' %}")


def test_pagination_keeps_the_query() -> None:
    request = RequestFactory().get("/?q=a%26b&seite=2")
    html = rendered("{% pagination page %}", page=Paginator(range(90), 10).page(2), request=request)
    assert 'href="?q=a%26b&amp;seite=3"' in html
    assert "Einträge 11 bis 20 von 90" in html
    assert rendered("{% pagination page %}", page=Paginator([1], 10).page(1)).strip() == ""


class Choosing(forms.Form):
    name = forms.CharField(label="Name")
    kind = forms.ChoiceField(label="Art", choices=[("a", "A")], widget=forms.RadioSelect)


def test_error_summary_links_to_the_fields() -> None:
    html = rendered("{% error_summary form %}", form=Choosing({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_0"' in html
    assert rendered("{% error_summary form %}", form=Choosing()).strip() == ""


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_error_pages_stand_alone(status: int) -> None:
    html = render_to_string(f"fehler/{status}.html", {"request_id": "abc123"})
    assert "<code>abc123</code>" in html
    assert '<html lang="de">' in html
    assert 'href="/"' in html
    assert "<h1>" in html
    if status in (400, 403, 404, 500):
        assert render_to_string(f"{status}.html")
