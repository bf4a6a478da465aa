"""The peer of `bench serve`: a dashboard as a plain Django project has it, a query and a figure per chart.

The drawings are those of the portal, made by the same pure functions from finished values, for wide and narrow screens;
what it does not make are sentences, sources and marks. Its answers are compressed as the portal's are.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import brotli
import orjson
import plotly.graph_objects as go
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.level import CHARTS
from bench.serve_data import regions_of
from dkbm.models import Region
from monitoring.calculation import Result
from monitoring.charts import Line, development
from monitoring.charts.development import BUND, LAND, OWN, Chart
from monitoring.disclosure import Released, release
from monitoring.queries import GERMANY

ROLES = (OWN, LAND, BUND)
DECIMALS = 0  # as the definitions of `bench.level` have it


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


def _drawing(lines: dict[str, tuple[list[str], list[float]]]) -> Chart:
    """Traces, wide and narrow layout, as the portal draws them."""
    return development(
        [
            Line(name_of(code), role, _released(code, *lines[code]))
            for code, role in zip(lines, ROLES, strict=True)
        ],
        unit="%",
        decimals=DECIMALS,
    )


def _released(code: str, years: list[str], values: list[float]) -> list[Released]:
    results = (
        Result(code, year, Decimal(repr(value)), None, None, "value")
        for year, value in zip(years, values, strict=True)
    )
    return release([(result, 0) for result in results], official=True)


@cache
def name_of(code: str) -> str:
    """What a curve is called; never asked for again."""
    return "Deutschland" if code == GERMANY else Region.objects.get(ags=code).name


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
        lines = _lines(number, regions_of(region))
        data, layout, narrow = _drawing(lines)
        rest = orjson.dumps({"schmal": narrow, **_table(lines)}, default=float).decode().removeprefix("{")
        parts.append(f'{{"bild":{go.Figure(data, layout).to_json()},{rest}')
    return _compressed(f'{{"kennzahlen":[{",".join(parts)}]}}'.encode())


@login_required
def with_dicts(request: HttpRequest, region: str) -> HttpResponse:
    """The same drawings and tables as plain dicts through orjson."""
    found = []
    for number in range(CHARTS):
        lines = _lines(number, regions_of(region))
        data, layout, narrow = _drawing(lines)
        found.append({"bild": {"data": data, "layout": layout, "narrow": narrow}, **_table(lines)})
    return _compressed(orjson.dumps({"kennzahlen": found}, default=float))


def _compressed(body: bytes) -> HttpResponse:
    """The answer as the browser takes it and as the portal sends it."""
    content = brotli.compress(body, quality=5)
    return HttpResponse(content, content_type="application/json", headers={"Content-Encoding": "br"})


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """The least that this project can do for people with an account."""
    return HttpResponse(b"", content_type="text/plain")


urlpatterns = [
    path("figuren/<str:region>/", with_figures),
    path("dicts/<str:region>/", with_dicts),
    path("leer/", empty),
]
