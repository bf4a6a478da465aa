"""Dashboards, comparison, provenance and downloads show released rows only, from the same values."""

import csv
import io

import openpyxl
import pytest

from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.models import Municipality
from dkbm.services import found_municipality
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, transfer_manager
from dkbm.ui import pdf
from monitoring.calculation.wide import wide_table
from monitoring.models import Observation, Snapshot
from monitoring.queries_results import place_of, results_of
from monitoring.readers import read_bytes
from monitoring.readers.celltable import table_of
from monitoring.readers.wire import header_of
from monitoring.services.catalogue import load_catalogue
from monitoring.services.cubes import rebuild_cubes
from monitoring.services.recompute import latest_versions, request_recompute
from monitoring.services.shell import import_file
from monitoring.tests.samples import ROWS, classic
from monitoring.tests.stored import store_result

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leavers(emden, tmp_path):
    """The sample table in the official stock, computed."""
    file = tmp_path / "21111-02-06-4.csv"
    file.write_bytes(classic(*ROWS, "2023;03404;      Osnabrück, kreisfreie Stadt;1000;500;60;20"))
    reading = read_bytes(file.read_bytes(), file.name)
    with system_scope("test"):
        load_catalogue()
        import_file(header_of(reading), table_of(reading.cells), file)


def test_dashboard_shows_the_value_against_land_and_bund(client, leavers):
    page = client.get("/monitoring/kommune/emden/").content.decode().replace("\u00a0", " ")
    assert "9,8 % (55 von 561)" in page
    assert "Niedersachsen: 7,5 %" in page
    assert "Deutschland: 7,0 %" in page
    assert "Tabelle 21111-02-06-4" in page
    assert "Stand 13.03.2025" in page
    assert "dl-de/by-2-0" in page


def test_missing_tables_are_named_with_what_to_do(client, leavers):
    page = client.get("/monitoring/kommune/emden/").content.decode()
    assert "Noch ohne Daten" in page
    assert "Lesen Sie Tabelle 13211-02-05-4" in page


def test_kreis_founded_by_its_ags_shows_its_charts_with_nothing_typed(client, leavers):
    with system_scope("test"):
        founded = found_municipality(ags="03404", by=None)
        engine.drain()
    assert founded.slug == "osnabrueck"
    page = client.get("/monitoring/kommune/osnabrueck/").content.decode().replace("\u00a0", " ")
    assert "6,0 % (60 von 1 000)" in page


def test_csv_has_the_numbers_of_the_table_and_the_source(client, leavers):
    response = client.get("/monitoring/kommune/emden/D15.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    emden = next(row for row in rows if row[0] == "Emden")
    assert emden[2:4] == ["55", "561"]
    assert emden[4].startswith("9,80")
    assert "dl-de/by-2-0" in rows[-1][0]
    assert client.get("/monitoring/kommune/emden/X99.csv").status_code == 404


def test_provenance_names_file_row_and_rule(client, leavers):
    with system_scope("test"):
        snapshot = Snapshot.objects.get(is_current=True, indicator_version__indicator__code="D15")
        ((_snapshot, result),) = results_of([snapshot], ["03402"])
    page = client.get(f"/monitoring/herkunft/{place_of(snapshot, result)}/").content.decode()
    assert "21111-02-06-4.csv" in page
    assert "Zeile 12" in page
    assert "Regel 2026-11" in page


def test_own_counts_have_no_way_out(client, emden, leavers):
    with system_scope("test"):
        secret = store_result(latest_versions()[0], "03402", "2023", 77777, owner=emden)
    assert client.get(f"/monitoring/herkunft/{secret}/").status_code == 404
    assert "77" + "777" not in client.get("/monitoring/kommune/emden/").content.decode()


def test_comparison_is_alphabetical_and_only_of_accompanied_ones(client_of, emden, leavers):
    other = MunicipalityFactory(region=RegionFactory(ags="03001", name="Anderswo"), slug="anderswo")
    foreign = MunicipalityFactory(region=RegionFactory(ags="03002", name="Fremdkreis"), slug="fremd")
    page = client_of(transfer_manager(emden, other)).get("/monitoring/vergleich/")
    assert [m.slug for m in page.context["accompanied"]] == ["anderswo", "emden"]
    assert foreign.name not in page.content.decode()


def test_comparison_sheet_has_numbers_as_numbers_and_reasons_as_words(client_of, emden, leavers):
    other = MunicipalityFactory(region=RegionFactory(ags="03001", name="Anderswo"), slug="anderswo")
    response = client_of(transfer_manager(emden, other)).get("/monitoring/vergleich/tabelle.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    assert rows["Stadt Emden"][1] == 9.8
    assert rows["Landkreis Anderswo"][1] == "In der Quelle nicht enthalten."


def test_wide_table_refuses_doubles():
    with pytest.raises(ValueError, match="duplicate"):
        wide_table([("a", "x", 1), ("a", "x", 2)], ["a"], ["x"])


def test_pdf_is_a_tagged_pdf_with_the_numbers(client, leavers):
    if pdf._writer() is None:
        pytest.skip("pango is missing (Debian packages: libpango-1.0-0, libpangoft2-1.0-0)")
    response = client.get("/monitoring/kommune/emden/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert b"/MarkInfo" in response.content or len(response.content) > 5000


def test_without_pango_the_print_page_says_why(client, leavers, monkeypatch):
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    page = client.get("/monitoring/kommune/emden/pdf/").content.decode()
    assert "fehlt die Bibliothek Pango" in page
    assert "<svg" in page
    assert "561" in page


def test_recomputation_of_equal_inputs_makes_no_new_snapshot(leavers):
    with system_scope("test"):
        counts = []
        for _twice in range(2):
            for version in latest_versions():
                request_recompute(version.indicator)
            engine.drain()
            counts.append(Snapshot.objects.count())
        assert counts[0] == counts[1] == sum(version.is_computable for version in latest_versions())


def test_changed_input_makes_a_new_snapshot_and_keeps_the_old_one(leavers):
    with system_scope("test"):
        version = next(v for v in latest_versions() if v.indicator.code == "D15")
        old = Snapshot.objects.get(indicator_version=version, is_current=True)
        Observation.objects.filter(region__ags="03402", value=55).update(value=56)
        rebuild_cubes(version.source)
        request_recompute(version.indicator)
        engine.drain()
        assert Snapshot.objects.get(indicator_version=version, is_current=True) != old
        assert {result.numerator for _old, result in results_of([old], ["03402"])} == {55}


def test_home_leads_to_the_own_municipality(client, client_of, emden):
    assert client.get("/monitoring/").url == "/kommunen/"
    assert client_of(transfer_manager(emden)).get("/monitoring/").url == "/monitoring/vergleich/"
    assert Municipality.objects.count() == 1
