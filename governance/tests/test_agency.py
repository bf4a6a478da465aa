"""The agency's own records: for its people only, also about Kreise without an account, as a workbook."""

import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from dkbm import state
from dkbm.access.audiences import Sharing
from dkbm.access.scope import ScopeMissing, system_scope
from dkbm.tests.factories import RegionFactory
from governance import content, demo
from governance.models import AgencyAward, AgencyModule, AgencyRecord
from governance.tests import factories as make

pytestmark = pytest.mark.django_db
CANARY = "Nur für die Agentur 0815"
PAGE = "/transfer/"


@pytest.fixture
def agency(world):
    return world.transfer.agency_memberships.get().agency


@pytest.fixture
def kept(world, agency):
    """A record about `here` with notes, one about a Kreis without an account, one of the other agency."""
    other = world.other_transfer.agency_memberships.get().agency
    far = RegionFactory(ags="03998", name="Ferne")
    with system_scope("test"):
        mine = make.agency_record(world.here.region, agency, notes=CANARY)[0]
        mine.notes = f"{CANARY}, geändert"
        mine.save()
        make.agency_record(far, agency, state="gewuenscht")
        make.agency_record(world.here.region, other, notes="Fremde Agentur")
    return mine


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "unterlagen.xlsx"
    return file


def test_the_list_is_alphabetical_and_names_who_has_no_account(world, kept, client_of):
    page = client_of(world.transfer).get(PAGE).content.decode()
    assert page.index("Landkreis Ferne") < page.index(kept.name)
    assert page.count("ohne Zugang zum Portal") == 1
    assert "seit 04/2019" in page
    assert "Unterlagen zu Kommunen" in client_of(world.transfer).get("/").content.decode()
    assert PAGE not in client_of(world.coordinator).get("/").content.decode()


def test_no_municipality_and_no_other_agency_ever_sees_the_notes(world, kept, as_user, client_of):
    world.here.sharing = Sharing.ALL
    world.here.save()
    for person in (world.coordinator, world.admin, world.reader, world.stranger, world.nobody):
        with as_user(person):
            for model in (AgencyRecord, AgencyModule, AgencyAward):
                assert model.objects.count() == 0
                assert model.history.count() == 0
        browser = client_of(person)
        for address in (
            PAGE,
            f"{PAGE}{kept.pk}/",
            f"{PAGE}unterlagen.xlsx",
            "/",
            world.here.get_absolute_url(),
        ):
            assert CANARY not in browser.get(address).content.decode(errors="replace")
        assert browser.get("/admin/governance/agencyrecord/").status_code in (302, 404)
    with as_user(world.other_transfer):
        assert [row.notes for row in AgencyRecord.objects.all()] == ["Fremde Agentur"]
        assert CANARY not in json.dumps(list(AgencyRecord.history.values_list("notes", flat=True)))
    with as_user(world.transfer):
        assert AgencyRecord.history.filter(notes=CANARY).count() == 1
        assert AgencyModule.history.count() == 2
    with pytest.raises(ScopeMissing):
        AgencyRecord.objects.count()
    assert CANARY in client_of(world.transfer).get(f"{PAGE}{kept.pk}/").content.decode()


def test_a_record_is_made_changed_and_a_conflict_keeps_what_was_typed(world, agency, client_of, as_user):
    region = RegionFactory(ags="03999", name="Neue")
    browser = client_of(world.transfer)
    typed = {"region": region.pk, "state": "gewuenscht", "notes": "Anrufen", "edited_version": 1}
    assert browser.post(f"{PAGE}neu/", typed).status_code == 302
    with as_user(world.transfer):
        row = AgencyRecord.objects.get(region=region)
    assert (row.agency, row.state, row.version) == (agency, "gewuenscht", 1)
    address = reverse("transfer:edit", args=[row.pk])
    change = {"state": "begleitet", "notes": "Vereinbart", "edited_version": 1}
    assert browser.post(address, change).status_code == 302
    late = browser.post(address, {**change, "notes": "Zu spät getippt"})
    assert late.status_code == 409
    assert "Zu spät getippt" in late.content.decode()
    future = browser.post(address, {**change, "edited_version": 2, "last_contact_on": "2999-01-01"})
    assert "in der Zukunft" in future.content.decode()
    module = {"number": 4, "topic": "Übergang", "since": "04/2019", "agreement_link": "javascript:alert(1)"}
    add = reverse("transfer:module_add", args=[row.pk])
    assert browser.post(add, module).status_code == 200
    assert browser.post(add, {**module, "agreement_link": "https://example.org/z"}).status_code == 302
    with as_user(world.transfer):
        assert AgencyModule.objects.get(record=row).since == "2019-04"
    assert "schon" in browser.post(add, {"number": 4}).content.decode()
    with as_user(world.transfer):
        gone = reverse("transfer:module_remove", args=[AgencyModule.objects.get(record=row).pk])
    assert gone in browser.get(f"{PAGE}{row.pk}/").content.decode()
    assert browser.post(gone).status_code == 302
    with as_user(world.transfer):
        assert AgencyModule.objects.filter(record=row).count() == 0


def test_others_can_neither_write_nor_address_a_record(world, kept, client_of, as_user):
    for person, answer in ((world.coordinator, 403), (world.admin, 403), (world.other_transfer, 302)):
        new = {"region": RegionFactory().pk, "state": "begleitet", "agency": kept.agency_id}
        assert client_of(person).post(f"{PAGE}neu/", new).status_code == answer
        for route in ("edit", "module_add", "award_add"):
            address = reverse(f"transfer:{route}", args=[kept.pk])
            assert client_of(person).post(address, {"state": "beendet"}).status_code == 404
    with as_user(world.transfer):
        assert AgencyRecord.objects.count() == 2
        assert AgencyRecord.objects.get(pk=kept.pk).state == "begleitet"


def test_a_workbook_is_shown_first_and_taken_over_as_shown(world, kept, client_of, as_user):
    RegionFactory(ags="03997", name="Dritte")
    head = ["AGS", "Kommune", "Stand", "Letzter Kontakt", "Modul", "Thema", "Seit", "Zielvereinbarung vom"]
    file = workbook(
        head,
        ["03997", "", "gewünscht", "30.01.2026", "Modul 1", "Einstieg", "04/2019", "19.03.2015"],
        [kept.region.ags, "", "", "", "2", "Neues Thema", "", ""],
        ["99999", "", "", "", "", "", "", ""],
        ["03997", "", "", "", "7", "", "", ""],
        ["03997", "", "vielleicht", "", "", "", "", ""],
    )
    browser = client_of(world.transfer)
    page = browser.post(f"{PAGE}einlesen/", {"file": file})
    text = page.content.decode()
    assert "2 Zeilen werden übernommen" in text
    for words in ("Zeile 4: Den AGS „99999“", "Zeile 5: Modul „7“", "Zeile 6: Stand „vielleicht“"):
        assert words in text
    with as_user(world.transfer):
        assert AgencyRecord.objects.count() == 2
    preview = page.context["preview"]
    assert client_of(world.other_transfer).post(f"{PAGE}einlesen/", {"vorschau": preview}).status_code == 302
    with as_user(world.other_transfer):
        assert AgencyRecord.objects.count() == 1
    assert browser.post(f"{PAGE}einlesen/", {"vorschau": preview}).status_code == 302
    with as_user(world.transfer):
        row = AgencyRecord.objects.get(region__ags="03997")
        module = AgencyModule.objects.get(record=row)
        assert (row.state, f"{row.last_contact_on}") == ("gewuenscht", "2026-01-30")
        assert (module.number, module.since, module.agreed_in) == (1, "2019-04", "2015-03-19")
        changed = AgencyModule.objects.get(record=kept)
        assert (changed.topic, changed.since) == ("Neues Thema", "2019-04")
        assert AgencyRecord.objects.get(pk=kept.pk).notes == f"{CANARY}, geändert"
    assert "vorschau" not in browser.post(f"{PAGE}einlesen/", {"vorschau": "x"}, follow=True).content.decode()


def test_the_export_can_be_read_in_again(world, kept, client_of):
    browser = client_of(world.transfer)
    response = browser.get(f"{PAGE}unterlagen.xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["AGS", "03998", kept.region.ags]
    assert "Auszeichnung 21.06.2023" in rows[1]
    file = io.BytesIO(response.content)
    file.name = "unterlagen.xlsx"
    assert "2 Zeilen werden übernommen" in browser.post(f"{PAGE}einlesen/", {"file": file}).content.decode()
    broken = io.BytesIO(b"PK nichts")
    broken.name = "kaputt.xlsx"
    assert browser.post(f"{PAGE}einlesen/", {"file": broken}).status_code == 200


def test_lists_cost_the_same_for_one_and_three_rows(world, agency, client_of):
    def cost():
        browser = client_of(world.transfer)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(PAGE).status_code == 200
        return len(queries)

    with system_scope("test"):
        make.agency_record(world.here.region, agency)
    once = cost()
    with system_scope("test"):
        for _n in range(2):
            make.agency_record(RegionFactory(), agency)
    assert cost() == once


def test_the_hash_covers_the_records_and_the_demo_says_where_facts_are_from(world, kept, everything):
    before, _parts = state.state_hash()
    AgencyRecord.objects.filter(pk=kept.pk).update(notes="anders")
    assert state.state_hash()[0] != before
    world.here.flyer_number = 2
    world.here.save()
    region = world.here.region
    region.ags = "03453"
    region.save()
    AgencyRecord.objects.filter(region=region).delete()
    demo.agency.load(lambda _line: None)
    rows = list(content.agency_rows())
    demo.agency.load(lambda _line: None)
    assert list(content.agency_rows()) == rows
    row = AgencyRecord.objects.get(region__ags="03453")
    module = AgencyModule.objects.get(record=row)
    assert (module.number, module.since_label) == (2, "04/2019")
    assert AgencyAward.objects.get(record=row).awarded_label == "21.06.2023"
    assert "Quelle, nicht aus dem Flyer" in row.source
