"""The peer of `bench serve`: a dashboard as a plain Django project has it, a query and a figure per chart."""

from __future__ import annotations

from typing import Any

import orjson
import plotly.graph_objects as go
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.level import CHARTS
from bench.serve_data import regions_of


class Value(models.Model):
    """A finished value; the peer computes nothing."""

    indicator = models.TextField()
    region = models.TextField()
    period = models.TextField()
    value = models.FloatField(null=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_value"

    def __str__(self) -> str:
        return f"{self.indicator} {self.region} {self.period}"


def _lines(number: int, codes: list[str]) -> dict[str, tuple[list[str], list[float]]]:
    """Years and values by region, in one query."""
    rows = Value.objects.filter(indicator=f"B{number}", region__in=codes, value__isnull=False)
    found: dict[str, tuple[list[str], list[float]]] = {code: ([], []) for code in codes}
    for region, period, value in rows.order_by("region", "period").values_list("region", "period", "value"):
        found[region][0].append(period)
        found[region][1].append(value)
    return found


def _layout(number: int) -> dict[str, Any]:
    return {"title": {"text": f"Kennzahl {number}"}, "yaxis": {"title": {"text": "%"}, "rangemode": "tozero"}}


def _table(lines: dict[str, tuple[list[str], list[float]]]) -> dict[str, Any]:
    """The numbers below the figure, a row per year and region, as our side has them."""
    rows = [
        {"zeit": year, "region": name, "wert": value}
        for name, line in lines.items()
        for year, value in zip(*line, strict=True)
    ]
    return {"spalten": [["zeit", "Zeit"], ["region", "Region"], ["wert", "Wert"]], "zeilen": rows}


@login_required
def with_figures(request: HttpRequest, region: str) -> HttpResponse:
    """Twelve `go.Figure`, each with its table."""
    parts = []
    for number in range(CHARTS):
        figure, lines = go.Figure(layout=_layout(number)), _lines(number, regions_of(region))
        for name, (years, values) in lines.items():
            figure.add_trace(go.Scatter(x=years, y=values, name=name, mode="lines"))
        table = orjson.dumps(_table(lines)).decode().removeprefix("{")
        parts.append(f'{{"bild":{figure.to_json()},{table}')
    return HttpResponse(f'{{"kennzahlen":[{",".join(parts)}]}}', content_type="application/json")


@login_required
def with_dicts(request: HttpRequest, region: str) -> HttpResponse:
    """The same drawings and tables as plain dicts through orjson."""
    found = []
    for number in range(CHARTS):
        lines = _lines(number, regions_of(region))
        traces = [
            {"type": "scatter", "x": years, "y": values, "name": name, "mode": "lines"}
            for name, (years, values) in lines.items()
        ]
        found.append({"bild": {"data": traces, "layout": _layout(number)}, **_table(lines)})
    return HttpResponse(orjson.dumps({"kennzahlen": found}), content_type="application/json")


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """The least that this project can do for people with an account."""
    return HttpResponse(b"", content_type="text/plain")


urlpatterns = [
    path("figuren/<str:region>/", with_figures),
    path("dicts/<str:region>/", with_dicts),
    path("leer/", empty),
]
