"""Pitfalls seen in other products that concern values: what a value or its absence must never lose."""

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal as D

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client

from dkbm.access.audiences import Audience
from dkbm.access.scope import PUBLIC, acting_within, system_scope
from dkbm.jobs import engine
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from monitoring.catalogue import INDICATORS
from monitoring.charts import path
from monitoring.charts.peers import aggregate
from monitoring.indicator_page import indicator_page
from monitoring.models import Indicator, Observation
from monitoring.readers import read_bytes
from monitoring.readers.celltable import table_of
from monitoring.readers.wire import header_of
from monitoring.services import catalogue as loading
from monitoring.services.catalogue import load_catalogue
from monitoring.services.shell import import_file
from monitoring.services.targets import keep_target
from monitoring.tests.samples import classic
from monitoring.tests.test_indicator_page import text_of

pytestmark = pytest.mark.django_db
PAGE = "/monitoring/kommune/emden/D15/"
# Emden: nobody of 561 left without a certificate in 2023 (a printed 0), the number of 2022 is a secret („.“),
# and in 2021 there is a number but nobody to divide by
ROWS = {
    "2021": ("2021;03;  Niedersachsen;200;100;14;6", "2021;03402;      Emden, kreisfreie Stadt;0;0;0;0"),
    "2022": ("2022;03;  Niedersachsen;200;100;15;6", "2022;03402;      Emden, kreisfreie Stadt;555;270;.;."),
    "2023": (
        "2023;03;  Niedersachsen;200;100;15;6",
        "2023;03402;      Emden, kreisfreie Stadt;561;277;0;0",
        "2023;03404;      Osnabrück, kreisfreie Stadt;439;223;10;4",
    ),
}


@pytest.fixture
def stock(emden, tmp_path):
    """Emden with a true zero, a secret and a year without a denominator."""
    RegionFactory(ags="03404", name="Osnabrück", designation="Kreisfreie Stadt")
    with system_scope("test"):
        load_catalogue()
        for year, rows in ROWS.items():
            file = tmp_path / year / "21111-02-06-4.csv"
            file.parent.mkdir()
            file.write_bytes(classic(*rows))
            reading = read_bytes(file.read_bytes(), file.name)
            import_file(header_of(reading), table_of(reading.cells), file)
    return emden


def tidy(path_of_page=PAGE):
    """The rows of the long CSV by (Gebiet, Zeit)."""
    text = Client().get(path_of_page + "dateien/lang.csv").content.decode("utf-8-sig")
    return {(row["Gebiet"], row["Zeit"]): row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_a_true_zero_is_shown_counts_in_sums_and_survives_a_second_aggregation(stock):
    with system_scope("test"):
        zeros = Observation.objects.filter(region__ags="03402", period="2023", value=0)
        assert zeros.exists()
    assert tidy()["Emden", "2023"]["Wert in %"] == "0"
    text = text_of(Client().get(PAGE))
    assert "2023 waren es 0,0 % (0 von 561)" in text
    # a group is a second aggregation: 0 of 561 counts, 10 of 1000 together with Osnabrück, no mean of rates
    with acting_within(PUBLIC):
        page = indicator_page(stock, "D15", QueryDict("vergleich=03404"))
    (together,) = [row for row in aggregate("x", page.compared, 100) if row.period == "2023"]
    assert (together.numerator, together.denominator, together.value) == (D(10), D(1000), D(1))


def test_denominator_zero_is_not_computable_and_no_zero(stock):
    row = tidy()["Emden", "2021"]
    assert row["Wert in %"] in ("", "–")
    assert "nicht berechenbar" in row["Hinweis"].lower()


def test_the_note_of_an_empty_value_stands_in_list_table_and_every_file(stock):
    """„.“ has a meaning; it is neither a zero nor a gap without a word."""
    assert "geheim" in tidy()["Emden", "2022"]["Hinweis"].lower()
    assert tidy()["Emden", "2022"]["Wert in %"] in ("", "–")
    table = text_of(Client().get(PAGE + "?ansicht=tabelle"))
    assert re.search(r"Emden 2022 [–\s]*.*?geheim", table)
    beside_chart = text_of(Client().get(PAGE))
    assert re.search(r"Emden 2022 [–\s]*.*?geheim", beside_chart)
    compared = text_of(Client().get(PAGE + "?ansicht=vergleich&zeit=2022&vergleich=03404"))
    assert "geheim" in compared
    wide = Client().get(PAGE + "dateien/breit.csv").content.decode("utf-8-sig")
    assert "geheim" in wide
    values = json.loads(Client().get(PAGE + "dateien/werte.json").content)["werte"]
    (value,) = [v for v in values if (v["schluessel"], v["zeit"]) == ("03402", "2022")]
    assert (value["wert"], value["zaehler"], value["nenner"]) == (None, None, None)
    assert value["zustand"] == "suppressed"
    assert "geheim" in value["hinweis"].lower()
    book = openpyxl.load_workbook(io.BytesIO(Client().get(PAGE + "dateien/werte.xlsx").content)).active
    assert any("geheim" in str(row).lower() for row in book.iter_rows(values_only=True))


def test_the_line_has_a_gap_where_the_value_is_missing(stock):
    page = Client().get(PAGE).content.decode()
    drawn = json.loads(re.search(r'<script id="D15-verlauf-daten"[^>]*>(.*?)</script>', page)[1])
    (own,) = [trace for trace in drawn["data"] if trace.get("name") == "Emden"]
    at = dict(zip(own["x"], own["y"], strict=True))
    assert (at.get("2022"), at["2023"]) == (None, 0)


def test_more_than_the_way_is_said_in_full_and_a_target_of_zero_is_a_target(stock):
    by = member(stock)
    light = path.light(path.Target("2020", D(20), "2026", D(11)), "2023", D(8))
    assert "133\u00a0%" in light.text
    with system_scope("test"):
        keep_target(
            municipality=stock,
            indicator=Indicator.objects.get(code="D15"),
            by=by,
            baseline_period="2020",
            baseline=D(8),
            target_period="2028",
            value=D(0),
            reason="",
            audience=Audience.PUBLIC,
        )
    text = text_of(Client().get(PAGE))
    assert "Ziel bis 2028 0,0 %" in text
    assert "100 % des Weges geschafft" in text


def test_the_page_stands_when_what_it_is_compared_with_has_no_data(stock):
    RegionFactory(ags="03405", name="Wilhelmshaven", designation="Kreisfreie Stadt")
    for query in ("?vergleich=03405", "?ansicht=vergleich&vergleich=03405", "?vergleich=bund,gleiche-art"):
        assert Client().get(PAGE + query).status_code == 200
    assert "0 % (0 von 561)" in text_of(Client().get(PAGE + "?vergleich=03405"))


def test_a_changed_shared_definition_reaches_all_at_once_and_old_values_keep_theirs(stock, monkeypatch):
    """There are no copies that could drift apart: one definition, and every computation names its version."""
    verden = MunicipalityFactory(region=RegionFactory(ags="03361", name="Verden"), slug="verden")
    before = Client().get(PAGE).content.decode()
    old = re.search(r'href="(/monitoring/herkunft/[^"]+/03402/2023/)"', before)[1]
    changed = [
        replace(data, definition="Anders gezählt.") if data.code == "D15" else data for data in INDICATORS
    ]
    monkeypatch.setattr(loading, "INDICATORS", changed)
    with system_scope("test"):
        load_catalogue()
        engine.drain()
    for slug in (stock.slug, verden.slug):
        page = text_of(Client().get(f"/monitoring/kommune/{slug}/D15/"))
        assert "Anders gezählt." in page
        assert "D15, Fassung 2" in page
    kept = text_of(Client().get(old))
    assert "Definition D15 Fassung 1" in kept
    assert "Anders gezählt." not in kept
