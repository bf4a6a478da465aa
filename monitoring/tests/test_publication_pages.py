"""Pages of publishing own statistics: preview, decision, refusal, masks in every answer, who sees what."""

import datetime as dt
import io
import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import Scope, acting_within
from dkbm.jobs import engine
from dkbm.models import Region
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member, transfer_manager
from monitoring import services
from monitoring.models import (
    DataLine,
    DataPeriod,
    ImportRun,
    ImportState,
    Observation,
    ProtectionRule,
    Publication,
    PublicationState,
    PublishedCell,
    RawHolding,
    RawLook,
    Source,
)
from monitoring.services.catalogue import load_catalogue
from monitoring.services.own import Measure, add_periods
from monitoring.services.protection import may_hold_protected, protected_among
from monitoring.tests.own import enter, make_sheet
from monitoring.tests.test_mapping_step import again, send, uploaded
from monitoring.tests.test_mapping_step import proposed as mapping

pytestmark = pytest.mark.django_db
LIST = "/monitoring/veroeffentlichungen/"
# nobody else would print such a number by chance: 8117 of 8119 children, two are the secret
WHOLE, MOST, FEW = "8119", "8117", "2"


@pytest.fixture
def monitor(emden, everything):
    return member(emden, Role.MONITORING)


@pytest.fixture
def kitas(emden, monitor):
    """A whole with two members of which one is tiny: showing either would tell it."""
    sheet = make_sheet(
        emden, monitor, measures=(Measure("Kinder in Kitas", "Anzahl"),), periods=("2023", "2024")
    )
    enter(
        sheet,
        monitor,
        l1_2024=WHOLE,
        l2_2024=MOST,
        l3_2024=FEW,
        l1_2023="8000",
        l2_2023="4100",
        l3_2023="3900",
    )
    return sheet


@pytest.fixture
def browser(monitor):
    client = Client()
    client.force_login(monitor)
    return client


def prepared(browser, sheet, name="Bericht", meant_for=Audience.PUBLIC):
    data = {"name": name, "sources": [sheet.source_id], "meant_for": int(meant_for)}
    response = browser.post(f"{LIST}neu/", data)
    assert response.status_code == 302, response.content.decode()
    engine.drain()
    return int(response.url.rstrip("/").rsplit("/", 1)[-1])


def confirmed(browser, pk):
    assert browser.post(f"{LIST}{pk}/veroeffentlichen/").status_code == 302
    engine.drain()


def texts(response):
    """All the words of an answer, whatever its form."""
    if "spreadsheetml" in response["Content-Type"]:
        sheet = load_workbook(io.BytesIO(response.content)).active
        return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return response.content.decode()


def numbers(text):
    """Every number of an answer without its thousands' points."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[.\u202f\u00a0](?=\d{3})", "", text)))


def test_preview_shows_what_would_go_out_and_publishes_nothing(browser, kitas, emden):
    pk = prepared(browser, kitas)
    page = browser.get(f"{LIST}{pk}/").content.decode()
    assert "Noch ist nichts veröffentlicht" in page
    assert "Geheim gehalten" in page
    assert Publication.objects.get(pk=pk).state == PublicationState.READY
    assert "8000" not in numbers(
        Client().get(f"/monitoring/kommune/{emden.slug}/eigene-zahlen/").content.decode()
    )
    confirmed(browser, pk)
    assert Publication.objects.get(pk=pk).state == PublicationState.PUBLISHED
    public = Client().get(f"/monitoring/kommune/{emden.slug}/eigene-zahlen/").content.decode()
    assert {"8000", "4100", "3900"} <= numbers(public)


def test_the_mask_is_the_same_in_page_chart_table_and_every_file(browser, kitas, emden):
    """Neither the small number nor its complement stands anywhere, nor in an axis, nor by the order."""
    confirmed(browser, prepared(browser, kitas))
    pk = Publication.objects.get().pk
    own = f"/monitoring/kommune/{emden.slug}/eigene-zahlen/"
    answers = [
        *(
            browser.get(f"{LIST}{pk}/{tail}")
            for tail in ("", "dateien/werte.csv", "dateien/werte.xlsx", "dateien/werte.json")
        ),
        *(
            Client().get(own + tail)
            for tail in ("", "dateien/werte.csv", "dateien/werte.xlsx", "dateien/werte.json")
        ),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert MOST not in numbers(texts(answer)), answer.request["PATH_INFO"]
        assert "Geheim gehalten" in texts(answer), answer.request["PATH_INFO"]
    rows = json.loads(Client().get(own + "dateien/werte.json").content)["werte"]
    of_2024 = {row["merkmal"]: row["wert"] for row in rows if row["zeit"] == "2024"}
    assert of_2024 == {
        "Kinder in Kitas": WHOLE,
        "Kinder in Kitas, kommunal": None,
        "Kinder in Kitas, frei": None,
    }
    (plot,) = re.findall(
        r'<script id="eigene-1-daten"[^>]*>(.*?)</script>', Client().get(own).content.decode()
    )
    drawn = json.loads(plot)
    values = {trace["name"]: trace["y"] for trace in drawn["data"]}
    assert values == {"insgesamt": [8000, 8119], "kommunal": [4100, None], "frei": [3900, None]}
    assert all("customdata" not in trace for trace in drawn["data"])
    # the axis follows the largest printed number, not a hidden one
    assert drawn["layout"]["yaxis"]["range"][1] == pytest.approx(8119 * 1.15)


def origins(page):
    """Where the numbers of a page lead, in its order."""
    return re.findall(r'href="(/monitoring/herkunft/eigene-zahl/\d+/)"', page)


def test_every_published_number_leads_to_where_it_comes_from(browser, kitas, emden, monitor, client_of):
    confirmed(browser, prepared(browser, kitas, "Bericht 2025"))
    own = "/monitoring/kommune/emden/eigene-zahlen/"
    page = Client().get(own).content.decode()
    cells = PublishedCell.objects.count()
    assert len(set(origins(page))) == cells, "of every place, also of those that are protected"
    assert page.count("Woher kommt diese Zahl?") == cells + 1, "and at the chart"
    cell = PublishedCell.objects.get(period="2023", breakdown="Träger=kommunal")
    address = f"/monitoring/herkunft/eigene-zahl/{cell.pk}/"
    assert address in origins(browser.get(f"{LIST}{cell.publication_id}/").content.decode())
    public = Client().get(address).content.decode()
    for words in ("„Bericht 2025“", "4\u00a0100", "führt diese Zählung selbst"):
        assert words in public, words
    assert "Erfassung" not in public
    assert str(monitor) not in public
    mine = browser.get(address).content.decode()
    for words in ("Erfassung „Kitas“", f"von {monitor}", "Zeile 2, Stadt Emden, 2023"):
        assert words in mine, words


def test_the_origin_of_a_protected_number_tells_nothing_of_it(browser, kitas, emden, client_of):
    confirmed(browser, prepared(browser, kitas))
    for breakdown in ("Träger=kommunal", "Träger=frei"):
        cell = PublishedCell.objects.get(period="2024", breakdown=breakdown)
        for person in (None, member(emden, Role.READING), member(emden)):
            reader = client_of(person) if person else Client()
            response = reader.get(f"/monitoring/herkunft/eigene-zahl/{cell.pk}/")
            assert response.status_code == 200
            text = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
            assert MOST not in numbers(text)
            assert "Geheim gehalten" in text
            assert not re.search(
                r"\b2\b(?! *,)(?!\.)", text.partition("Die Zählung dahinter")[2].partition("Zeile")[0]
            )


def test_a_correction_shows_both_publications_and_the_preview_is_for_its_people(
    kitas, emden, monitor, client_of
):
    # a session does not last from March to today
    with clock.frozen(dt.date(2026, 3, 2)):
        confirmed(client_of(monitor), prepared(client_of(monitor), kitas, "Erste"))
    browser = client_of(monitor)
    enter(kitas, monitor, l1_2023="8010", l2_2023="4110")
    preview = prepared(browser, kitas, "Zweite")
    place = {"period": "2023", "breakdown": "Träger=kommunal"}
    waiting = PublishedCell.objects.get(publication=preview, **place)
    address = f"/monitoring/herkunft/eigene-zahl/{waiting.pk}/"
    for person, status in ((None, 404), (member(emden, Role.READING), 403), (member(emden), 200)):
        assert (client_of(person) if person else Client()).get(address).status_code == status
    confirmed(browser, preview)
    newest = PublishedCell.objects.get(publication=preview, **place)
    said = re.sub(
        r"<[^>]+>", " ", Client().get(f"/monitoring/herkunft/eigene-zahl/{newest.pk}/").content.decode()
    )
    assert re.search(r"Zweite\s+\d\d\.\d\d\.\d{4}\s+4\s110\s+Erste\s+02\.03\.2026\s+4\s100", said)


def test_the_page_and_its_files_show_what_was_out_on_a_day(client_of, kitas, emden, monitor):
    own = "/monitoring/kommune/emden/eigene-zahlen/"
    with clock.frozen(dt.date(2026, 3, 2)):
        confirmed(client_of(monitor), prepared(client_of(monitor), kitas, "Erste"))
    enter(kitas, monitor, l1_2023="8010", l2_2023="4110")
    with clock.frozen(dt.date(2026, 4, 2)):
        confirmed(client_of(monitor), prepared(client_of(monitor), kitas, "Zweite"))
    today, then = (Client().get(f"{own}{query}").content.decode() for query in ("", "?stand=2026-03-20"))
    assert "4110" in numbers(today)
    assert {"4100", "8000"} <= numbers(then)
    assert "4110" not in numbers(then)
    assert "Stand der Kenntnis am 20.03.2026." in then
    files = re.findall(r'href="(/monitoring/kommune/emden/eigene-zahlen/dateien/[^"]+)"', then)
    assert len(files) == 3
    for file in files:
        assert "4110" not in numbers(texts(Client().get(file)))
    never = Client().get(f"{own}?stand=2026-01-01").content.decode()
    assert "Am 01.01.2026 war hiervon noch nichts veröffentlicht." in never
    assert "8000" not in numbers(never)


def test_values_stand_in_the_order_of_the_sheet_whatever_they_are(browser, kitas, monitor):
    add_periods(data_set=kitas, periods=["2025"], by=monitor)
    enter(kitas, monitor, l1_2025="8119", l2_2025="2", l3_2025="8117")
    pk = prepared(browser, kitas)
    rows = json.loads(browser.get(f"{LIST}{pk}/dateien/werte.json").content)["werte"]
    order = [row["merkmal"] for row in rows if row["zeit"] == "2025"]
    assert order == [row["merkmal"] for row in rows if row["zeit"] == "2024"]


def test_a_share_goes_with_its_protected_parts(browser, emden, monitor):
    sheet = make_sheet(
        emden,
        monitor,
        name="Plätze",
        measures=(Measure("Kinder", "Anzahl"), Measure("mit Förderbedarf", "Anzahl", "Kinder")),
        members=(),
        periods=("2023", "2024"),
    )
    enter(sheet, monitor, l1_2023="400", l2_2023="100", l1_2024="500", l2_2024="2")
    confirmed(browser, prepared(browser, sheet))
    rows = json.loads(
        Client().get(f"/monitoring/kommune/{emden.slug}/eigene-zahlen/dateien/werte.json").content
    )
    share = "mit Förderbedarf in Prozent von Kinder"
    found = {(row["merkmal"], row["zeit"]): row["wert"] for row in rows["werte"]}
    assert found[share, "2023"] == "25"
    assert found[share, "2024"] is None, "0,4 % of 500 would tell the two"
    assert found["mit Förderbedarf", "2024"] is None
    assert found["Kinder", "2024"] == "500"


def test_what_was_masked_once_stays_masked_whatever_the_rule_says_now(browser, kitas, emden):
    confirmed(browser, prepared(browser, kitas))
    ProtectionRule.objects.create(municipality=emden, source=kitas.source, threshold=1)
    pk = prepared(browser, kitas, "ohne Schutz")
    shown = {c.breakdown: c.value for c in PublishedCell.objects.filter(publication=pk, period="2024")}
    assert shown == {"": 8119, "Träger=kommunal": None, "Träger=frei": None}


def test_a_refusal_says_the_reason_and_what_to_do(browser, kitas):
    Observation.objects.filter(series__breakdown="", period="2024").update(value=10)
    pk = prepared(browser, kitas)
    assert Publication.objects.get(pk=pk).state == PublicationState.REFUSED
    page = browser.get(f"{LIST}{pk}/").content.decode()
    assert "mehr als die Summe: Kitas: Kinder in Kitas, Stadt Emden, 2024, insgesamt" in page
    assert "Was Sie tun können" in page
    assert "widersprechen sich" in page
    assert MOST not in numbers(page)
    assert browser.post(f"{LIST}{pk}/veroeffentlichen/").status_code == 302
    assert Publication.objects.get(pk=pk).state == PublicationState.REFUSED
    assert browser.post(f"{LIST}{pk}/verwerfen/").status_code == 302
    assert not Publication.objects.filter(pk=pk).exists()


def test_a_second_publication_that_would_tell_a_first_ones_secret_is_refused(browser, kitas, monitor, emden):
    """The total of 2024 was left out with its parts; its areas would print it again by their sum."""
    enter(kitas, monitor, l1_2024="2", l2_2024="1", l3_2024="1")
    confirmed(browser, prepared(browser, kitas))
    assert PublishedCell.objects.get(period="2024", breakdown="").value is None
    line = DataLine.objects.get(data_set=kitas, order=1)
    for number, value in enumerate((1, 1)):
        part = RegionFactory(
            ags=f"{emden.region.ags}00{number}", name=f"Ort {number}", kind="gemeinde", parent=emden.region
        )
        Observation.objects.create(
            series=line.series,
            region=part,
            owner=emden,
            period="2024",
            value=value,
            status="value",
            run=ImportRun.objects.first(),
            row=90 + number,
            known_from=clock.now(),
        )
    pk = prepared(browser, kitas, "mit Orten")
    row = Publication.objects.get(pk=pk)
    assert row.state == PublicationState.READY
    assert not row.cells.filter(period="2024", value__isnull=False).exists(), "all of it stays out of reach"


def test_what_changed_since_the_preview_is_checked_again(browser, kitas, monitor):
    """The mask of the preview was made for other numbers; the publication has one of its own."""
    pk = prepared(browser, kitas)
    enter(kitas, monitor, l2_2023="7998", l3_2023="2")
    confirmed(browser, pk)
    shown = {c.breakdown: c.value for c in PublishedCell.objects.filter(publication=pk, period="2023")}
    assert shown == {"": 8000, "Träger=kommunal": None, "Träger=frei": None}


def test_what_is_out_or_being_checked_cannot_be_thrown_away(browser, kitas):
    pk = prepared(browser, kitas)
    confirmed(browser, pk)
    browser.post(f"{LIST}{pk}/verwerfen/")
    browser.post(f"{LIST}{pk}/veroeffentlichen/")
    assert Publication.objects.get(pk=pk).state == PublicationState.PUBLISHED


def test_only_the_statistics_office_sees_the_protected_values_and_it_stands_on_the_page(
    browser, kitas, emden
):
    pk = prepared(browser, kitas)
    assert browser.post(f"{LIST}{pk}/geschuetzt/").status_code == 403
    office = Client()
    office.force_login(member(emden, Role.STATISTICS, name="Statistikstelle Emden"))
    assert MOST not in numbers(office.get(f"{LIST}{pk}/").content.decode())
    response = office.post(f"{LIST}{pk}/geschuetzt/")
    assert MOST in numbers(response.content.decode())
    assert response["Cache-Control"] == "no-store"
    assert RawLook.objects.count() == 1
    assert "Statistikstelle Emden" in browser.get(f"{LIST}{pk}/").content.decode()


def test_what_is_meant_for_the_agency_reaches_it_and_nobody_else(browser, kitas, emden):
    confirmed(browser, prepared(browser, kitas, meant_for=Audience.AGENCY))
    path = f"/monitoring/kommune/{emden.slug}/eigene-zahlen/"
    manager = Client()
    manager.force_login(transfer_manager(emden))
    assert "8000" not in numbers(Client().get(path).content.decode())
    assert "8000" not in numbers(manager.get(path).content.decode()), "nothing is shared yet"
    emden.refresh_from_db()
    emden.sharing = Sharing.ALL
    emden.save()
    assert "8000" in numbers(manager.get(path).content.decode())
    with acting_within(Scope(own=frozenset({MunicipalityFactory().pk}))):
        assert not PublishedCell.objects.exists()


def test_sources_of_others_cannot_be_named(browser, kitas, emden, everything):
    other = MunicipalityFactory()
    foreign = make_sheet(other, member(other, Role.MONITORING), name="Fremd")
    data = {"name": "x", "sources": [foreign.source_id], "meant_for": int(Audience.PUBLIC)}
    assert browser.post(f"{LIST}neu/", data).status_code == 422
    assert browser.get(f"{LIST}schutzregel/{foreign.source_id}/").status_code == 404


def test_an_internal_audience_cannot_be_asked_for(browser, kitas):
    data = {"name": "x", "sources": [kitas.source_id], "meant_for": int(Audience.INTERNAL)}
    assert browser.post(f"{LIST}neu/", data).status_code == 422


RULE = {
    "threshold": "5",
    "zeros": "sensitive",
    "method": "round",
    "unit_dimension": "Träger",
    "dominance_units": "1",
    "dominance_share": "90",
}


def test_the_rule_of_a_source_is_set_and_a_second_hand_sees_the_first(browser, kitas, emden):
    path = f"{LIST}schutzregel/{kitas.source_id}/"
    assert browser.post(path, RULE).status_code == 302
    row = ProtectionRule.objects.get()
    assert (row.threshold, row.zeros, row.method, row.rule.dominance) == (5, "sensitive", "round", (1, 90))
    assert "unter 5" in browser.get(LIST).content.decode()
    assert browser.post(path, RULE | {"threshold": "3"}).status_code == 422, "no version, nothing overwritten"
    stale = browser.post(path, RULE | {"threshold": "10", "version": "1"})
    assert stale.status_code == 302
    conflict = browser.post(path, RULE | {"threshold": "3", "version": "1"})
    assert conflict.status_code == 409
    assert "unter 10" in conflict.content.decode()
    assert browser.post(path, RULE | {"dominance_share": "140", "version": "2"}).status_code == 422


def test_the_dominance_rule_protects_what_one_provider_makes(browser, kitas, monitor, emden):
    """In 2023 the municipal provider holds 4100 of 8000: with (1, 50) the total would tell it too closely."""
    ProtectionRule.objects.create(
        municipality=emden,
        source=kitas.source,
        unit_dimension="Träger",
        dominance_units=1,
        dominance_share=50,
    )
    pk = prepared(browser, kitas)
    shown = {c.breakdown: c.value for c in PublishedCell.objects.filter(publication=pk, period="2023")}
    assert shown[""] is None


def test_raw_protected_values_are_refused_at_import_until_somebody_may_hold_them(emden, monitor, browser):
    load_catalogue()
    run = uploaded(b"jahr,faelle\n2023,40\n2024,2\n", emden, monitor, "faelle.csv")
    send(browser, run, **mapping(browser, run))
    run = again(run)
    assert (run.state, run.owner) == (ImportState.STAGED, emden)
    with pytest.raises(services.ImportRefused, match="Statistikstelle"):
        services.request_commit(run=run, by=monitor)
    page = browser.post(f"/monitoring/importe/{run.pk}/uebernehmen/", follow=True).content.decode()
    assert "hat keine Statistikstelle" in page
    assert not Observation.objects.filter(owner=emden, known_from__isnull=False).exists()
    with pytest.raises(PermissionDenied):
        services.confirm_holding(municipality=emden, holders="ich", by=monitor)
    coordinator = Client()
    coordinator.force_login(member(emden))
    assert coordinator.post(f"{LIST}aufbewahrung/", {"holders": ""}).status_code == 422
    assert coordinator.post(f"{LIST}aufbewahrung/", {"holders": "Jugendhilfeplanung"}).status_code == 302
    assert coordinator.post(f"{LIST}aufbewahrung/", {"holders": "x", "version": "7"}).status_code == 409
    assert RawHolding.objects.get().holders == "Jugendhilfeplanung"
    services.request_commit(run=again(run), by=monitor)
    engine.drain()
    assert Observation.objects.filter(owner=emden, known_until__isnull=True).count() == 2


def test_a_statistics_office_may_hold_them(emden, monitor):
    assert not may_hold_protected(emden)
    member(emden, Role.STATISTICS)
    assert may_hold_protected(emden)
    source = Source.objects.create(table="t", title="t")
    assert protected_among(emden, "t", [None, 0, 1, 2, 3]) == 2
    ProtectionRule.objects.create(municipality=emden, source=source, threshold=5, zeros="sensitive")
    assert protected_among(emden, "t", [None, 0, 1, 2, 3, 5]) == 4
    assert not may_hold_protected(MunicipalityFactory())


def test_lists_ask_as_often_for_three_as_for_one(browser, kitas, monitor, emden):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert "Bericht" in browser.get(LIST).content.decode()
        return len(found)

    prepared(browser, kitas)
    count()
    one = count()
    for number in (1, 2):
        sheet = make_sheet(emden, monitor, name=f"Blatt {number}")
        enter(sheet, monitor, l1_2024="50")
        prepared(browser, sheet, f"Bericht {number}")
    assert count() == one


def test_coordinators_see_the_state_and_are_told_who_publishes(emden, kitas, browser):
    prepared(browser, kitas)
    coordinator = Client()
    coordinator.force_login(member(emden))
    page = coordinator.get(LIST).content.decode()
    assert "geprüft, noch nicht veröffentlicht" in page
    assert "Veröffentlichung vorbereiten" not in page
    assert coordinator.get(f"{LIST}neu/").status_code == 403


def test_areas_and_periods_are_named(browser, kitas, emden):
    page = browser.get(f"{LIST}{prepared(browser, kitas)}/").content.decode()
    assert Region.objects.get(pk=emden.region_id).full_name in page
    assert DataPeriod.objects.filter(data_set=kitas).count() == 2
