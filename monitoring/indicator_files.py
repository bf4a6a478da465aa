"""Downloads of an indicator page, every one out of the released rows of its lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse

from dkbm.ui.downloads import attachment, csv_response, xlsx_response
from monitoring.charts.caption import captioned
from monitoring.charts.svg import drawing
from monitoring.disclosure import Released
from monitoring.figures import note_of, source_line, stand_line
from monitoring.indicator_figures import (
    comparison_figure,
    development_figure,
    map_figure,
    table_figure,
    wide_rows,
)
from monitoring.indicator_page import IndicatorPage
from monitoring.indicator_words import title

SVG_TYPE = "image/svg+xml"


def _name(page: IndicatorPage) -> str:
    return f"{page.municipality.slug}-{page.version.indicator.code}"


def _source(page: IndicatorPage) -> str:
    return f"Quelle: {source_line(page.view)}. Stand {stand_line(page.view) or 'unbekannt'}."


def tidy_csv(page: IndicatorPage) -> HttpResponse:
    """A row per region and period."""
    figure = table_figure(page)
    return csv_response(figure.columns, [*figure.rows, {"region": _source(page)}], name=f"{_name(page)}-lang")


def wide_csv(page: IndicatorPage) -> HttpResponse:
    """A row per period, a column per region."""
    columns, rows = wide_rows(page)
    return csv_response(columns, [*rows, {"period": _source(page)}], name=f"{_name(page)}-breit")


def workbook(page: IndicatorPage) -> HttpResponse:
    """The tidy table as XLSX."""
    figure = table_figure(page)
    rows = [*figure.rows, {"region": _source(page)}]
    return xlsx_response(figure.columns, rows, name=_name(page), title=page.version.indicator.code)


def as_json(page: IndicatorPage) -> HttpResponse:
    """Definition, source and rows; numbers as texts, so that no digit is lost."""
    version = page.version
    content = {
        "kennzahl": {
            "code": version.indicator.code,
            "fassung": version.number,
            "name": version.name,
            "definition": version.definition,
            "einheit": version.unit,
        },
        "quelle": {
            "herausgeber": version.source.publisher,
            "tabelle": version.source.table,
            "lizenz": version.source.licence,
            "stand": version.source.retrieved,
            "anmerkungen": version.source.notes,
        },
        "werte": [_json_row(line.name, row) for line in page.lines for row in line.rows],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{_name(page)}.json"'
    return response


def _json_row(name: str, row: Released) -> dict[str, Any]:
    numbers = {"wert": row.value, "zaehler": row.numerator, "nenner": row.denominator}
    return {
        "gebiet": name,
        "schluessel": row.region,
        "zeit": row.period,
        **{key: None if value is None else format(value.normalize(), "f") for key, value in numbers.items()},
        "zustand": row.status,
        "hinweis": note_of(row),
    }


def image(page: IndicatorPage) -> HttpResponse:
    """The picture of the tab as SVG; the development where the tab is the table. 404 without any value."""
    if page.tab == "karte":
        drawn = map_figure(page)
        svg, note = str(drawn.wide), f"{drawn.summary} {drawn.unit_note}"
        legend = "Von hell nach dunkel: " + "; ".join(entry.label for entry in drawn.legend)
        borders = f"Grenzen: {drawn.attribution}" if drawn.attribution else ""
    else:
        figure = comparison_figure(page) if page.tab == "vergleich" else development_figure(page)
        svg, note = drawing(figure.data, figure.layout), figure.unit_note
        legend = borders = ""
    if not svg:
        raise Http404
    svg = captioned(svg, title(page), [note, legend, _source(page), borders])
    name = f"{_name(page)}-{page.tab}.svg"
    return attachment(svg.encode(), name=name, content_type=SVG_TYPE)


FILES: dict[str, Callable[[IndicatorPage], HttpResponse]] = {
    "lang.csv": tidy_csv,
    "breit.csv": wide_csv,
    "werte.xlsx": workbook,
    "werte.json": as_json,
    "bild.svg": image,
}
