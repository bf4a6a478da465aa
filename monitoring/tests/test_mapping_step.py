"""The step „Zuordnen“: an unknown file waits, a person maps it, the preview follows, the next is recognised."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from dkbm.access.roles import Role
from dkbm.access.scope import Scope, acting_within, system_scope
from dkbm.jobs import engine
from dkbm.models import Region
from dkbm.models.region import RegionKind
from dkbm.tests.factories import MunicipalityFactory, member
from monitoring import services
from monitoring.models import ColumnMapping, ImportRun, ImportState, Observation, Source
from monitoring.services.catalogue import load_catalogue
from monitoring.services.mapping import own_table

pytestmark = pytest.mark.django_db(transaction=True)
SCHOOLS = b"jahr,schulen,quote\n2023,11,9.5\n2024,12,10.25\n"
NEXT_YEAR = SCHOOLS + b"2025,13,11.5\n"
PLACES = "Schlüssel;Name;Plätze\n3402;Emden;10\n03;Niedersachsen;90\n".encode()


@pytest.fixture
def monitor(emden, everything):
    load_catalogue()
    return member(emden, Role.MONITORING)


@pytest.fixture
def browser(client, monitor):
    client.force_login(monitor)
    return client


def uploaded(content, emden, monitor, name="schulen.csv"):
    run = services.upload_file(content=content, file_name=name, municipality=emden, by=monitor)
    engine.drain()
    return again(run)


def again(run):
    return ImportRun.objects.get(pk=run.pk)


def page_of(browser, run):
    return browser.get(f"/monitoring/importe/{run.pk}/zuordnen/").content.decode()


def proposed(browser, run):
    """What the form would send if nothing were changed."""
    form = browser.get(f"/monitoring/importe/{run.pk}/zuordnen/").context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value not in (None, False)}


def send(browser, run, **data):
    response = browser.post(f"/monitoring/importe/{run.pk}/zuordnen/", data)
    engine.drain()
    return response


def test_unknown_file_waits_and_shows_what_was_found(emden, monitor, browser):
    run = uploaded(SCHOOLS, emden, monitor)
    assert run.state == ImportState.MAPPING
    assert "Spalten zuordnen" in browser.get(f"/monitoring/importe/{run.pk}/").content.decode()
    page = page_of(browser, run)
    assert "Spalten getrennt durch Komma" in page
    assert "Dezimalzeichen Punkt" in page
    assert "10.25" in page
    assert re.search(r'<option value="wert" selected>', page)
    assert 'value="03402"' in page, "a file without regions is the municipality's own"


def test_confirmed_proposal_leads_to_the_preview_and_the_own_statistics(emden, monitor, browser):
    run = uploaded(SCHOOLS, emden, monitor)
    assert send(browser, run, **proposed(browser, run)).status_code == 302
    run = again(run)
    assert (run.state, run.owner, run.preview["new"]) == (ImportState.STAGED, emden, 4)
    assert "eigene Statistik" in browser.get(f"/monitoring/importe/{run.pk}/").content.decode()
    services.request_commit(run=run, by=monitor)
    engine.drain()
    rows = Observation.objects.filter(owner=emden, known_until__isnull=True)
    assert {(r.period, r.series.measure): f"{r.value.normalize():f}" for r in rows} == {
        ("2023", "schulen"): "11",
        ("2023", "quote"): "9.5",
        ("2024", "schulen"): "12",
        ("2024", "quote"): "10.25",
    }
    assert "Übernahme zurücknehmen" in browser.get(f"/monitoring/importe/{run.pk}/").content.decode()
    services.request_undo(run=again(run), by=monitor)
    engine.drain()
    assert not Observation.objects.filter(owner=emden, known_until__isnull=True).exists()
    source = Source.objects.get(table="emden: schulen")
    assert (source.licence, source.attribution) == ("", ""), "nobody typed a licence, so none is claimed"


def test_next_file_of_the_shape_is_recognised(emden, monitor, browser):
    run = uploaded(SCHOOLS, emden, monitor)
    send(browser, run, **proposed(browser, run))
    services.request_commit(run=again(run), by=monitor)
    engine.drain()
    second = uploaded(NEXT_YEAR, emden, monitor)
    assert (second.state, second.owner) == (ImportState.STAGED, emden)
    assert (second.preview["same"], second.preview["new"]) == (4, 2)


def test_time_typed_for_one_file_is_asked_again_for_the_next(emden, monitor, browser):
    run = uploaded(PLACES, emden, monitor, "plaetze.csv")
    data = proposed(browser, run) | {"period": "2023", "own": "amtlich"}
    send(browser, run, **data)
    run = again(run)
    assert (run.state, run.owner_id, run.header["periods"]) == (ImportState.STAGED, None, ["2023"])
    assert run.header["notices"][0]["message"] == "Regionalschlüssel „3402“ als „03402“ gelesen."
    second = uploaded(PLACES, emden, monitor, "plaetze.csv")
    assert second.state == ImportState.MAPPING
    page = page_of(browser, second)
    assert "die Zeit steht aber nicht in der Datei" in page
    assert proposed(browser, second).get("period", "") == ""


def test_refused_entries_are_kept_with_the_reason(emden, monitor, browser):
    run = uploaded(PLACES, emden, monitor, "plaetze.csv")
    data = proposed(browser, run) | {"period": "irgendwann", "table": "Plätze in Kitas"}
    response = send(browser, run, **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="irgendwann"' in page
    assert 'value="Plätze in Kitas"' in page
    assert "keine verständliche Zeitangabe" in page
    assert 'href="#id_period"' in page
    assert again(run).state == ImportState.MAPPING


def test_two_columns_of_one_meaning_are_refused(emden, monitor, browser):
    run = uploaded(PLACES, emden, monitor, "plaetze.csv")
    data = proposed(browser, run) | {"role_1": "region", "period": "2023"}
    assert "Nur eine Spalte" in send(browser, run, **data).content.decode()


def test_looking_again_with_other_settings(emden, monitor, browser):
    run = uploaded(b"jahr;zahl\n2023;1.234\n", emden, monitor)
    assert "nicht sicher" in page_of(browser, run)
    data = proposed(browser, run) | {"decimal": ".", "ansehen": "1"}
    send(browser, run, **data)
    assert again(run).state == ImportState.MAPPING
    assert "nicht sicher" not in page_of(browser, run)
    assert proposed(browser, run)["decimal"] == "."


def test_mapping_can_be_changed_before_the_commit(emden, monitor, browser):
    run = uploaded(SCHOOLS, emden, monitor)
    send(browser, run, **proposed(browser, run))
    send(browser, run)
    assert again(run).state == ImportState.MAPPING
    send(browser, run, **(proposed(browser, run) | {"role_2": ""}))
    assert again(run).preview["new"] == 2
    assert ColumnMapping.objects.count() == 1


def test_known_file_needs_no_mapping(emden, monitor, browser):
    from monitoring.tests.samples import classic

    run = uploaded(classic(), emden, monitor, "tabelle.csv")
    send(browser, run)
    assert again(run).state == ImportState.STAGED


def test_foreign_import_is_missing_and_mappings_stay_at_home(emden, monitor, client):
    run = uploaded(SCHOOLS, emden, monitor)
    there = MunicipalityFactory(slug="dort")
    client.force_login(member(there, Role.MONITORING))
    assert client.get(f"/monitoring/importe/{run.pk}/zuordnen/").status_code == 404
    assert client.post(f"/monitoring/importe/{run.pk}/zuordnen/", {"ansehen": "1"}).status_code == 404
    ColumnMapping.objects.create(
        municipality=emden, name="x", fingerprint="f", definition={}, made_at="2026-01-01T00:00:00Z"
    )
    with acting_within(Scope(own=frozenset({there.pk}))):
        assert not ColumnMapping.objects.exists()
    assert own_table(emden, "Schulen") != own_table(there, "Schulen")


def test_dissolved_kreise_are_added_for_their_successor(emden, monitor, browser):
    old = Region.objects.create(ags="03152", name="Göttingen (alt)", kind=RegionKind.KREIS)
    new = Region.objects.create(ags="03159", name="Göttingen", kind=RegionKind.KREIS)
    old.successors.add(new)
    content = "Schlüssel;Name;Jahr;Plätze\n03152;Göttingen;2010;184\n03402;Emden;2010;29\n".encode()
    run = uploaded(content, emden, monitor, "plaetze.csv")
    send(browser, run, **(proposed(browser, run) | {"own": "amtlich", "successors": "on"}))
    run = again(run)
    assert run.preview["new"] == 3
    assert "03159: 1 Werte aufgelöster Kreise" in run.header["notices"][0]["message"]
    services.request_commit(run=run, by=monitor)
    engine.drain()
    total = Observation.objects.get(region__ags="03159")
    assert (total.value, total.flags, total.column[:16]) == (184, "Σ", "Summe aus 03152:")


def test_command_reads_by_a_mapping_and_says_when_one_is_missing(tmp_path, capsys):
    file, mapping = tmp_path / "schulen.csv", tmp_path / "zuordnung.json"
    file.write_bytes(SCHOOLS)
    with pytest.raises(CommandError, match="--mapping"):
        call_command("import_statistics", str(file), "--dry-run", "--json")
    facts = {"table": "schulen", "decimal": ".", "data_from": 2, "region": "03402", "period_column": 0}
    mapping.write_text(json.dumps(facts | {"values": [{"column": 1, "label": "Schulen"}]}), encoding="utf-8")
    call_command("import_statistics", str(file), "--dry-run", "--json", "--mapping", str(mapping))
    result = json.loads(capsys.readouterr().out)
    assert (result["format"], result["numbers"], result["periods"]) == ("mapped", 2, ["2023", "2024"])
    with system_scope("test"):
        call_command("import_statistics", str(file), "--mapping", str(mapping))
        assert Observation.objects.filter(owner__isnull=True, region__ags="03402").count() == 2
    mapping.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="keine lesbare JSON-Datei"):
        call_command("import_statistics", str(file), "--mapping", str(mapping))
