"""The catalogue: 73 context indicators as data, versions, own indicators, what the portal knew on a day."""

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.tests.factories import MunicipalityFactory, member
from monitoring.calculation import Definition, Fact, compute
from monitoring.calculation.breakdowns import dimensions, is_total, parts_of
from monitoring.catalogue import INDICATORS
from monitoring.catalogue.indicators import FIRST, VARIANTS
from monitoring.models import Indicator, IndicatorVersion, SavedView, Snapshot
from monitoring.queries_quality import due_tables
from monitoring.queries_results import place_of, results_of
from monitoring.queries_sources import register
from monitoring.readers import read_bytes
from monitoring.readers.celltable import table_of
from monitoring.readers.wire import header_of
from monitoring.services import catalogue as loading
from monitoring.services.catalogue import load_catalogue
from monitoring.services.shell import import_file
from monitoring.tests.samples import ROWS, classic

CATALOGUE, NEW = "/monitoring/indikatoren/", "/monitoring/indikatoren/neu/"
FIRST_DAY, SECOND_DAY = dt.date(2025, 4, 1), dt.date(2025, 6, 1)


def text_of(response, status=200):
    assert response.status_code == status
    page = re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("\u00a0", " ").split())


# --- what is shipped, and how it computes (no database) ---------------------------------------------


def test_the_73_context_indicators_are_shipped():
    codes = [data.code for data in INDICATORS if data.code not in VARIANTS]
    counts = {letter: sum(code[0] == letter for code in codes) for letter in "ABCDEFGHI"}
    assert counts == {"A": 20, "B": 4, "C": 13, "D": 17, "E": 7, "F": 4, "G": 3, "H": 4, "I": 1}
    assert len(set(codes)) == 73
    assert sorted(FIRST) == sorted(data.code for data in INDICATORS if data.default_chart)
    assert len(FIRST) == 12
    assert all(data.definition.endswith(".") and data.name_en for data in INDICATORS)


def test_only_codes_seen_in_practice_count_as_verified():
    verified = {data.code: data.al_code for data in INDICATORS if data.is_verified}
    assert verified["D15"] == "D15.1"
    assert "D10" not in verified
    assert {data.al_code for data in INDICATORS if data.code == "D10"} == {"D12.1"}
    assert {data.group for data in INDICATORS if data.code in ("C01", "C04", "E12")} == {6, 7}


def facts(series, **values):
    return [
        Fact("03402", key.strip("_").replace("_", "-"), f"t|{series}|", Decimal(value), "value")
        for key, value in values.items()
    ]


def test_change_over_five_years_and_a_denominator_of_the_year_before():
    growth = Definition("rate", ("t|b|", "minus t|b|@-5"), ("t|b|@-5",), 100)
    found = compute(growth, facts("b", _2018="1000", _2022="1100", _2023="1050"))
    assert {r.period: r.value for r in found if r.value is not None} == {"2023": Decimal("5")}
    assert {r.period for r in found if r.value is None} == {"2018", "2022"}
    care = Definition("rate", ("t|kids|",), ("t|b|",), 100, denominator_lag=1)
    given = [*facts("kids", _2024_03_01="50"), *facts("b", _2023_12_31="200", _2024_12_31="400")]
    (result,) = compute(care, given)
    assert (result.period, result.value, result.denominator) == ("2024-03-01", Decimal(25), Decimal(200))


def test_breakdowns_are_dimensions_whose_totals_are_known():
    held = ["", "GES=GESM", "GES=GESW", "NAT=NATA", "GES=GESW;NAT=NATA", "GES=INSGESAMT"]
    sex, nationality = dimensions(held)
    assert (sex.name, sex.members, sex.has_total) == ("Geschlecht", ("GESM", "GESW"), True)
    assert (nationality.name, nationality.members) == ("Nationalität", ("NATA",))
    assert [b for b in held if is_total(b)] == ["", "GES=INSGESAMT"]
    assert parts_of("", held) == {"GES": ["GES=GESM", "GES=GESW"], "NAT": ["NAT=NATA"]}
    assert parts_of("NAT=NATA", held) == {"GES": ["GES=GESW;NAT=NATA"]}


# --- in the database ---------------------------------------------------------------------------------


@pytest.fixture
def stock(emden, tmp_path):
    """Two years of leavers for Emden, read in on one day, the second corrected on another."""
    corrected = [row.replace(";55;19", ";40;12") for row in ROWS]
    earlier = [row.replace("2023;", "2022;") for row in ROWS]
    with system_scope("test"):
        with clock.frozen(FIRST_DAY):
            load_catalogue()
            _import(tmp_path, earlier)
            _import(tmp_path, ROWS)
        with clock.frozen(SECOND_DAY):
            _import(tmp_path, corrected)
    return emden


def _import(folder, rows):
    file = folder / "21111-02-06-4.csv"
    file.write_bytes(classic(*rows))
    reading = read_bytes(file.read_bytes(), file.name)
    import_file(header_of(reading), table_of(reading.cells), file)


@pytest.mark.django_db
def test_a_changed_shipped_definition_is_a_new_version(everything, monkeypatch):
    assert len(load_catalogue()) == len(INDICATORS)
    assert load_catalogue() == []
    first = INDICATORS[0]
    changed = (replace(first, definition="Anders gezählt."), *INDICATORS[1:])
    monkeypatch.setattr(loading, "INDICATORS", changed)
    (made,) = load_catalogue()
    assert (made.indicator.code, made.number, made.definition) == (first.code, 2, "Anders gezählt.")
    kept = IndicatorVersion.objects.get(indicator__code=first.code, number=1)
    assert kept.definition == first.definition


@pytest.mark.django_db(transaction=True)
def test_search_theme_and_availability_before_the_click(client, stock):
    text = text_of(client.get(CATALOGUE))
    assert f"{len(INDICATORS)} Kennzahlen, 2 davon mit Daten" in text
    assert "wartet auf Tabelle 13211-02-05-4" in text
    assert "nur beschrieben, Quelle: Schulstatistik des Landes" in text
    assert text.index("Abgänge ohne Ersten Schulabschluss") < text.index(
        "Abgänge mit allgemeiner Hochschulreife"
    )
    found = text_of(client.get(f"{CATALOGUE}?suche=schulabschluss&thema=D&daten=mit"))
    assert "2 Kennzahlen" in found
    assert "2022 bis 2023" in found
    assert "Nichts gefunden" in text_of(client.get(f"{CATALOGUE}?suche=zwölftonmusik"))
    mine = member(stock, Role.MONITORING)
    client.force_login(mine)
    assert re.search(r"D15, in Prozent 2022 bis 2023 7,1 %", text_of(client.get(CATALOGUE)))


@pytest.mark.django_db(transaction=True)
def test_definition_says_everything_and_no_unverified_code(client, stock):
    text = text_of(client.get(f"{CATALOGUE}D15/definition/"))
    for words in (
        "Anwendungsleitfaden D15.1",
        "niedriger ist besser",
        "Ende des Schuljahres",
        "dl-de/by-2-0",
    ):
        assert words in text
    assert "Anwendungsleitfaden" not in text_of(client.get(f"{CATALOGUE}D10/definition/"))
    assert client.get(f"{CATALOGUE}X99/definition/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_queries_of_the_catalogue_do_not_grow(client, stock, django_assert_max_num_queries):
    client.force_login(member(stock, Role.MONITORING))
    with django_assert_max_num_queries(16):
        client.get(CATALOGUE)


def own_indicator(client, **changes):
    """Post the form of an own indicator; returns the answer."""
    with system_scope("test"):
        keys = {series.key: series.pk for series in _series()}
    data = {
        "name": "Ohne Abschluss, eigene Zählweise",
        "theme": "D",
        "definition": "Wie D15, für die eigene Steuerung.",
        "formula": "rate",
        "numerator": [keys["21111-02-06-4|ohne Hauptschulabschluss | Insgesamt|"]],
        "denominator": [keys["21111-02-06-4|Insgesamt|"]],
        "denominator_lag": "",
        "factor": "100",
        "unit": "%",
        "decimals": "1",
        "direction": "down",
    }
    return client.post(changes.pop("address", NEW), data | changes)


def _series():
    from monitoring.models import Series

    return Series.objects.select_related("source")


@pytest.mark.django_db(transaction=True)
def test_a_municipality_adds_its_own_indicator_and_nobody_else_sees_it(client, client_of, stock):
    client.force_login(member(stock, Role.MONITORING))
    response = own_indicator(client)
    assert (response.status_code, response.url) == (302, f"{CATALOGUE}K03402-1/definition/")
    with system_scope("test"):
        engine.drain()
        snapshot = Snapshot.objects.get(indicator_version__indicator__code="K03402-1")
        assert snapshot.owner == stock
        result = max((r for _s, r in results_of([snapshot], ["03402"])), key=lambda r: r.period)
    place = f"/monitoring/herkunft/{place_of(snapshot, result)}/"
    assert "7,1 % (40 von 561)" in text_of(client.get("/monitoring/kommune/emden/K03402-1/"))
    assert "eigene Zählweise" in text_of(client.get("/monitoring/kommune/emden/"))
    assert "21111-02-06-4.csv" in text_of(client.get(place))
    others = [client_of(member(MunicipalityFactory(slug="verden"), Role.MONITORING)), client_of_nobody()]
    for other in others:
        for path in ("/monitoring/kommune/emden/K03402-1/", f"{CATALOGUE}K03402-1/definition/", place):
            assert other.get(path).status_code == 404
        for path in (CATALOGUE, "/monitoring/kommune/emden/", "/monitoring/quellen/"):
            assert "eigene Zählweise" not in text_of(other.get(path))


def client_of_nobody():
    from django.test import Client

    return Client()


@pytest.mark.django_db(transaction=True)
def test_what_the_form_refuses_and_keeps(client, stock):
    client.force_login(member(stock, Role.MONITORING))
    text = text_of(own_indicator(client, denominator=[]), 422)
    assert "Bitte wählen Sie mindestens eine Zahl für den Nenner." in text
    assert own_indicator(client, numerator=["987654321"]).status_code == 422
    client.force_login(member(stock))
    assert own_indicator(client).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_changed_definition_marks_the_line_and_old_values_stay(client, stock):
    client.force_login(member(stock, Role.MONITORING))
    own_indicator(client)
    with system_scope("test"):
        engine.drain()
        women = next(s.pk for s in _series() if s.measure == "ohne Hauptschulabschluss | weiblich")
    change = {
        "address": f"{CATALOGUE}K03402-1/definition/neu/",
        "numerator": [women],
        "valid_from": "2023",
        "reason": "nur noch junge Frauen",
        "number": "1",
    }
    assert "Grund der Änderung" in text_of(own_indicator(client, **{**change, "reason": ""}), 422)
    assert own_indicator(client, **change).status_code == 302
    with system_scope("test"):
        engine.drain()
        assert (
            Snapshot.objects.filter(indicator_version__indicator__code="K03402-1", is_current=True).count()
            == 2
        )
        assert [v.number for v in Indicator.objects.get(code="K03402-1").versions.order_by("number")] == [
            1,
            2,
        ]
    text = text_of(client.get("/monitoring/kommune/emden/K03402-1/"))
    assert "2023: neue Definition (Fassung 2): nur noch junge Frauen" in text
    assert "nicht vergleichbar" in text
    table = text_of(client.get("/monitoring/kommune/emden/K03402-1/?ansicht=tabelle&vergleich=ohne"))
    assert re.search(r"2023 12 561 2,1 .*2022 55 561 9,8", table)
    # somebody who still sees version 1 gets both texts side by side, and nothing is overwritten
    conflict = text_of(own_indicator(client, **{**change, "name": "Ganz anders"}), 409)
    assert "Ganz anders" in conflict
    history = text_of(client.get(f"{CATALOGUE}K03402-1/definition/"))
    assert "Fassung 2" in history
    assert "Fassung 1" in history


@pytest.mark.django_db(transaction=True)
def test_pages_of_figures_show_what_was_known_on_a_day(client, client_of, stock):
    between = "stand=2025-05-01"
    for path in ("/monitoring/kommune/emden/", "/monitoring/kommune/emden/D15/"):
        assert "7,1 % (40 von 561)" in text_of(client.get(path))
        then = text_of(client.get(f"{path}?{between}"))
        assert "9,8 % (55 von 561)" in then
        assert "Stand der Kenntnis am 01.05.2025" in then
        assert "7,1 % (40 von 561)" not in then
    assert b"9,80" in client.get(f"/monitoring/kommune/emden/D15.csv?{between}").content
    never = text_of(client.get("/monitoring/kommune/emden/D15/?stand=2025-03-01"))
    assert "Am 01.03.2025 lag hierzu im Portal noch nichts vor." in never
    for wrong in ("morgen", "2999-01-01", "0001-01-01", "2025-02-31"):
        assert client.get(f"/monitoring/kommune/emden/?stand={wrong}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_catalogue_shows_definitions_and_values_as_they_were_known_on_a_day(client_of, emden, stock):
    reader = client_of(member(emden))
    asked = f"{CATALOGUE}?suche=D15"
    assert "7,1 %" in text_of(reader.get(asked))
    then = reader.get(f"{asked}&stand=2025-05-01")
    assert "9,8 %" in text_of(then)
    assert "7,1 %" not in text_of(then)
    assert "Stand der Kenntnis am 01.05.2025" in text_of(then)
    page = then.content.decode()
    assert 'href="/monitoring/kommune/emden/D15/?stand=2025-05-01"' in page
    assert '<input type="hidden" name="stand" value="2025-05-01">' in page, "another filter keeps the day"
    (today,) = re.findall(r'<a href="([^"]+)">Zum heutigen Stand', page)
    assert "7,1 %" in text_of(reader.get(today)), "today keeps the filter"
    assert "suche=D15" in today
    file = reader.get(f"{asked}&stand=2025-05-01&als=csv").content.decode("utf-8-sig")
    assert "9,8" in file
    book = load_workbook(io.BytesIO(reader.get(f"{asked}&stand=2025-05-01&als=xlsx").content))
    said = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "01.05.2025" in " ".join(said)
    assert "wartet auf Tabelle" in text_of(reader.get(f"{asked}&stand=2025-03-01"))


@pytest.mark.django_db(transaction=True)
def test_comparison_files_and_saved_views_keep_the_day(client, client_of, stock):
    between = "stand=2025-05-01"
    compared = "/monitoring/vergleich/?kommune=emden&kennzahlen=D15"
    assert "7,1" in text_of(client.get(compared))
    then = client.get(f"{compared}&{between}")
    assert "Stand der Kenntnis am 01.05.2025" in text_of(then)
    assert "9,8" in text_of(then)
    assert "7,1 %" not in text_of(then)
    # every way on from the page keeps the day
    page = then.content.decode()
    assert page.count('name="stand" value="2025-05-01"') == 3
    tabs = re.findall(r'href="/monitoring/vergleich/(\?[^"]*ansicht=[^"]*)"', page)
    assert len(tabs) == 2
    assert all(between in tab for tab in tabs)
    json_now = client.get("/monitoring/kommune/emden/kennzahlen.json").json()
    json_then = client.get(f"/monitoring/kommune/emden/kennzahlen.json?{between}").json()
    assert "stand_der_kenntnis" not in json_now
    assert json_then["stand_der_kenntnis"] == "2025-05-01"
    assert "9,8 % (55 von 561)" in json_then["kennzahlen"][0]["satz"].replace("\xa0", " ")
    mine = client_of(member(stock, Role.MONITORING))
    mine.post(
        f"/monitoring/dashboards/neu/?kommune=emden&kennzahlen=D15&{between}", {"name": "Mai", "shared": "on"}
    )
    with system_scope("test"):
        view = SavedView.objects.get()
    assert between in view.query
    assert "9,8" in text_of(mine.get(f"/monitoring/dashboards/{view.pk}/"))


@pytest.mark.django_db(transaction=True)
def test_sources_and_quality_put_first_what_is_due(client, stock):
    """Erntekalender: overdue, then expected, then never read; in quality overdue, then what default charts wait for."""
    with clock.frozen(dt.date(2026, 2, 1)), system_scope("test"):
        states = [row.state for row in register()]
        tables = due_tables(stock)
    order = ["fällig", "erwartet", "noch nie eingelesen", "keine Tabelle zum Einlesen"]
    assert states == sorted(states, key=order.index)
    assert states[0] == "fällig"
    assert set(states) >= {"fällig", "noch nie eingelesen", "keine Tabelle zum Einlesen"}
    assert tables[0].table == "21111-02-06-4"
    assert tables[0].missing == ("2024",)
    assert tables[0].year_setting == "Startjahr 2024, Endjahr 2026"
    ranks = [(not entry.missing, not entry.is_default, entry.table) for entry in tables]
    assert ranks == sorted(ranks)
    assert len({rank[:2] for rank in ranks}) == 3


@pytest.mark.django_db(transaction=True)
def test_the_number_of_the_past_leads_to_the_file_of_the_past(client, stock):
    page = client.get("/monitoring/kommune/emden/?stand=2025-05-01").content.decode()
    place = re.search(r'href="(/monitoring/herkunft/[^"]+/03402/2023/)"', page)[1]
    text = text_of(client.get(place))
    assert "55" in text
    assert "01.04.2025" in text
