"""Pages under /gremien/: what whom is shown, foreign = 404, editing with conflicts."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm import clock, registries
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import system_scope
from dkbm.models import Municipality
from governance.models import Body, ContactPoint, Meeting, Seat, Unit
from governance.tests import factories as make
from governance.tests.admin_posts import arranged

pytestmark = pytest.mark.django_db
LIST = "/gremien/"


@pytest.fixture(autouse=True)
def only_our_parts(monkeypatch):
    """Pages of the ground floor, with what this floor adds to them."""
    for name in ("panels", "start_blocks"):
        ours = [part for part in getattr(registries, name) if part.template.startswith("governance/")]
        monkeypatch.setattr(registries, name, ours)


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def unit(world):
    return arranged(make.UnitFactory, municipality=world.here, name="Bildungsbüro")


@pytest.fixture
def secrets(world, body, unit):
    """Everything on the pages of one body that is not meant for others."""
    with system_scope("test"):
        person = make.PersonFactory(municipality=world.here, name="Geheime Person")
        make.SeatFactory(body=body, person=person, function="Vorsitz")
        office = make.UnitFactory(municipality=world.here, name="Geheime Stelle", audience=Audience.INTERNAL)
        body.office = office
        body.save()
        make.MeetingFactory(body=body, period="2199", place="Geheimer Ort")
        make.MeetingFactory(body=body, period="2198", note="Geheime Notiz", audience=Audience.PUBLIC)
        links = {"unit": None, "municipality": world.here}
        make.ContactFactory(**links, body=body, value="geheim@example.org", purpose="Geheimer Zweck")
        make.ContactFactory(**links, body=body, value="agentur-geheim@example.org", audience=Audience.AGENCY)
        make.ContactFactory(
            **links, person=person, value="person-geheim@example.org", audience=Audience.PUBLIC
        )
        make.ContactFactory(unit=unit, value="geheim-stelle@example.org")
        make.RelationFactory(from_body=body, to_body=None, to_unit=office, label="Geheimer Auftrag")
        return body


def test_without_login_one_chooses_a_municipality(world, body, client):
    page = text_of(client, LIST)
    assert f"?kommune={world.here.slug}" in page
    assert f"?kommune={world.there.slug}" not in page
    assert "Bildungsbeirat" in text_of(client, f"{LIST}?kommune={world.here.slug}")
    assert client.get(f"{LIST}?kommune=gibt-es-nicht").status_code == 404


def test_members_see_their_own_municipality_at_once(world, body, unit, client_of):
    page = text_of(client_of(world.reader), LIST)
    assert "Bildungsbeirat" in page
    assert "Bildungsbüro" in page


def test_the_search_says_what_a_unit_was_called(world, unit, client):
    arranged(make.UnitNameFactory, unit=unit, name="Schulamt")
    page = text_of(client, f"{LIST}?suche=schulamt")
    assert "früher „Schulamt“" in page
    assert "Bildungsbüro" in page
    page = text_of(client, f"{LIST}?suche=<xyz>%26")
    assert "Nichts gefunden" in page
    assert "Zu „&lt;xyz&gt;&amp;“ gibt" in page


TABS = {
    "Gremienarbeit": (
        "/gremien/",
        "/gremien/sitzungen/",
        "/gremien/beschluesse/",
        "/gremien/auftraege/",
        "/gremien/akteure/",
    ),
    "Seiten zu den Zielen": (
        "/ziele/",
        "/ziele/stand/",
        "/ziele/roter-faden/",
        "/ziele/steuerungskreislauf/",
        "/ziele/bedarfe/",
    ),
}


@pytest.mark.parametrize("bar", TABS)
def test_each_tab_opens_its_page_keeps_the_municipality_and_is_the_current_one_there(
    world, body, client_of, bar
):
    with system_scope("test"):
        make.GoalFactory(municipality=world.here, audience=Audience.PUBLIC)
    for browser in (client_of(world.reader), Client()):
        for address in TABS[bar]:
            page = text_of(browser, f"{address}?kommune={world.here.slug}")
            (tabs,) = re.findall(rf'<nav class="tabs" aria-label="{bar}">(.*?)</nav>', page, re.DOTALL)
            links = re.findall(r'<a href="([^"]+)"( aria-current="(?:page|true)")?>', tabs)
            assert [link for link, _current in links] == [f"{a}?kommune={world.here.slug}" for a in TABS[bar]]
            assert [link for link, current in links if current] == [f"{address}?kommune={world.here.slug}"]


def test_the_page_of_bodies_leads_programs_to_oparl(world, body, client):
    page = text_of(client, f"{LIST}?kommune={world.here.slug}")
    (address,) = re.findall(r'<a href="([^"]+)">OParl-Schnittstelle</a>', page)
    found = client.get(address).json()
    assert (address, found["type"]) == (f"/oparl/{world.here.slug}/", "https://schema.oparl.org/1.1/System")
    assert "OParl-Schnittstelle" not in text_of(client, LIST)


def test_empty_lists_say_what_belongs_there(world, client):
    assert "Noch keine Gremien" in text_of(client, f"{LIST}?kommune={world.here.slug}")
    assert "Noch keine Gremien" in text_of(client, LIST)


def everybody_else(world, client_of):
    people = (world.stranger, world.stranger_admin, world.other_transfer, world.transfer, world.nobody)
    return [Client(), *(client_of(person) for person in people)]


@pytest.mark.parametrize("sharing", [Sharing.NOTHING, Sharing.KEY_FACTS])
def test_secrets_reach_nobody_else(world, secrets, unit, client_of, sharing):
    Municipality.objects.filter(pk=world.here.pk).update(sharing=sharing)
    addresses = (
        LIST,
        f"{LIST}?kommune={world.here.slug}",
        f"{LIST}?suche=geheim",
        secrets.get_absolute_url(),
        unit.get_absolute_url(),
        world.here.get_absolute_url(),
    )
    for browser in everybody_else(world, client_of):
        for address in addresses:
            page = text_of(browser, address).replace("?suche=geheim", "").replace('value="geheim"', "")
            page = page.replace("Zu „geheim“", "")
            assert "geheim" not in page.lower(), address


def test_the_own_municipality_sees_its_records(world, secrets, client_of):
    page = text_of(client_of(world.reader), secrets.get_absolute_url())
    for secret in ("Geheime Person", "Geheime Stelle", "Geheimer Ort", "Geheime Notiz", "geheim@example.org"):
        assert secret in page, secret


def test_the_agency_sees_contacts_meant_for_it_when_all_is_shared(world, secrets, client_of):
    Municipality.objects.filter(pk=world.here.pk).update(sharing=Sharing.ALL)
    page = text_of(client_of(world.transfer), secrets.get_absolute_url())
    assert "agentur-geheim@example.org" in page
    assert ">geheim@example.org" not in page
    assert "Geheime Person" not in page


@pytest.mark.parametrize("name", ["body", "unit"])
def test_foreign_internal_and_missing_pages_are_the_same(world, client_of, name):
    factory = {"body": make.BodyFactory, "unit": make.UnitFactory}[name]
    hidden = arranged(factory, municipality=world.here, audience=Audience.INTERNAL)
    browser = client_of(world.stranger)
    for pk in (hidden.pk, 999_999):
        assert browser.get(reverse(f"governance:{name}", args=[pk])).status_code == 404
    assert client_of(world.reader).get(hidden.get_absolute_url()).status_code == 200


@pytest.fixture
def edit_addresses(world, body, unit):
    with system_scope("test"):
        seat = make.SeatFactory(body=body)
        meeting = make.MeetingFactory(body=body)
    rows = (
        ("body_edit", body),
        ("meeting_add", body),
        ("seat_add", body),
        ("seat_edit", seat),
        ("meeting_edit", meeting),
        ("unit_edit", unit),
        ("unit_rename", unit),
    )
    return [reverse(f"governance:{name}", args=[row.pk]) for name, row in rows]


def test_who_may_open_edit_pages(world, edit_addresses, client_of):
    for address in edit_addresses:
        assert client_of(world.coordinator).get(address).status_code == 200, address
        assert client_of(world.reader).get(address).status_code == 403, address
        assert client_of(world.stranger).get(address).status_code == 404, address
        assert client_of(world.transfer).get(address).status_code == 404, address
        assert Client().get(address).status_code == 302, address
        assert client_of(world.stranger).post(address, {"name": "X"}).status_code == 404, address
        assert client_of(world.reader).post(address, {"name": "X"}).status_code == 403, address


def body_values(body, **changes):
    values = {
        "name": body.name,
        "kind": body.kind,
        "level": body.level,
        "notice_days": body.notice_days,
        "audience": 40,
        "edited_version": body.version,
    }
    return {**values, **changes}


def test_a_coordinator_edits_a_body(world, body, client_of):
    address = reverse("governance:body_edit", args=[body.pk])
    response = client_of(world.coordinator).post(address, body_values(body, since="10/2019", tasks="Neu"))
    assert response.status_code == 302
    with system_scope("test"):
        kept = Body.objects.get(pk=body.pk)
        assert (kept.since, kept.tasks, kept.version) == ("2019-10", "Neu", 2)
        assert kept.history.first().history_user == world.coordinator


def test_mistakes_are_named_and_what_was_typed_stays(world, body, client_of):
    address = reverse("governance:body_edit", args=[body.pk])
    page = (
        client_of(world.coordinator)
        .post(address, body_values(body, name="", since="demnächst"))
        .content.decode()
    )
    assert "demnächst" in page
    assert body.name in page


@pytest.mark.parametrize("version", ["1", "", "7"])
def test_overtaken_edits_become_a_conflict(world, body, client_of, version):
    with system_scope("test"):
        Body.objects.filter(pk=body.pk).update(version=2, tasks="Von jemand anderem")
    address = reverse("governance:body_edit", args=[body.pk])
    browser = client_of(world.coordinator)
    response = browser.post(address, body_values(body, tasks="Meine Fassung", edited_version=version))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Meine Fassung" in page
    assert "Von jemand anderem" in page
    with system_scope("test"):
        assert Body.objects.get(pk=body.pk).tasks == "Von jemand anderem"
    again = browser.post(address, body_values(body, tasks="Meine Fassung", edited_version=2))
    assert again.status_code == 302


def test_foreign_keys_of_others_are_refused(world, body, client_of):
    foreign = arranged(make.UnitFactory, municipality=world.there)
    address = reverse("governance:body_edit", args=[body.pk])
    response = client_of(world.coordinator).post(address, body_values(body, office=foreign.pk))
    assert response.status_code == 200
    with system_scope("test"):
        assert Body.objects.get(pk=body.pk).office is None


def test_a_coordinator_adds_and_reports_a_meeting(world, body, client_of):
    browser = client_of(world.coordinator)
    values = {"period": "03/2026", "state": "geplant", "audience": 0}
    assert browser.post(reverse("governance:meeting_add", args=[body.pk]), values).status_code == 302
    with system_scope("test"):
        meeting = Meeting.objects.get(body=body)
    assert meeting.period == "2026-03"
    values = {"day": "12.03.2026", "state": "stattgefunden", "audience": 0, "edited_version": 1}
    with clock.frozen(date(2026, 3, 13)):
        response = browser.post(reverse("governance:meeting_edit", args=[meeting.pk]), values)
    assert response.status_code == 302
    with system_scope("test"):
        assert Meeting.objects.get(body=body).when_label == "12.03.2026"


def test_a_coordinator_fills_a_seat(world, body, client_of):
    seat = arranged(make.SeatFactory, body=body, state="vakant")
    person = arranged(make.PersonFactory, municipality=world.here)
    values = {
        "function": seat.function,
        "sector": "schule",
        "state": "besetzt",
        "person": person.pk,
        "position": 0,
        "edited_version": 1,
    }
    address = reverse("governance:seat_edit", args=[seat.pk])
    assert client_of(world.coordinator).post(address, values).status_code == 302
    with system_scope("test"):
        assert Seat.objects.get(pk=seat.pk).person == person


def test_renaming_in_the_browser(world, unit, client_of):
    values = {"name": "Fachdienst Bildung", "renamed_in": "01/2026", "edited_version": 1}
    address = reverse("governance:unit_rename", args=[unit.pk])
    assert client_of(world.coordinator).post(address, values).status_code == 302
    with system_scope("test"):
        assert Unit.objects.get(pk=unit.pk).names.get().name == "Bildungsbüro"
    assert "früher „Bildungsbüro“" in text_of(Client(), f"{LIST}?suche=buero")


def test_confirming_a_contact(world, unit, client_of):
    contact = arranged(make.ContactFactory, unit=unit)
    address = reverse("governance:contact_confirm", args=[contact.pk])
    assert client_of(world.reader).post(address).status_code == 403
    assert client_of(world.stranger).post(address).status_code == 404
    assert client_of(world.coordinator).get(address).status_code == 405
    page = text_of(client_of(world.coordinator), reverse("governance:contacts"))
    assert address in page
    assert client_of(world.coordinator).post(address).status_code == 302
    with system_scope("test"):
        assert ContactPoint.objects.get(pk=contact.pk).confirmed_on == clock.today()
    assert client_of(world.reader).get(reverse("governance:contacts")).status_code == 403


def test_the_start_page_says_what_is_due(world, body, unit, client_of):
    with system_scope("test"):
        make.SeatFactory(body=body, state="vakant", function="Kreiselternrat")
        make.MeetingFactory(body=body, period="2199")
        make.ContactFactory(unit=unit)
    page = text_of(client_of(world.coordinator), "/")
    for words in ("Das ist zu tun", "Kreiselternrat", "Nächste Sitzungen", "1 Kontakt bestätigen"):
        assert words in page, words
    page = text_of(client_of(world.stranger), "/")
    assert "Das ist zu tun" not in page


def test_the_profile_shows_bodies_and_the_cycle(world, body, unit):
    arranged(make.RelationFactory, from_body=body, to_body=None, to_unit=unit, label="strategische Ziele")
    page = text_of(Client(), world.here.get_absolute_url())
    for words in ("Bildungsbeirat", "Bildungsbüro", "strategische Ziele", "<svg"):
        assert words in page, words


def test_pages_need_a_constant_number_of_queries(world, body, unit, client_of, django_assert_num_queries):
    """One and three rows of everything that a page lists."""

    def fill():
        with system_scope("test"):
            person = make.PersonFactory(municipality=world.here)
            make.SeatFactory(body=body, person=person, unit=unit)
            make.SeatFactory(body=body, state="vakant")
            make.MeetingFactory(body=body, period="2199")
            make.RelationFactory(from_body=body)
            make.ContactFactory(unit=None, body=body, municipality=world.here)
            make.UnitNameFactory(unit=unit)
            make.UnitFactory(municipality=world.here, parent=unit)
            make.ContactFactory(unit=unit)
            make.BodyFactory(municipality=world.here, office=unit)

    browser = client_of(world.coordinator)
    addresses = (
        LIST,
        f"{LIST}?suche=e",
        body.get_absolute_url(),
        unit.get_absolute_url(),
        "/gremien/kontakte/",
    )
    fill()
    counts = []
    for address in addresses:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        counts.append(len(seen))
    fill()
    fill()
    for address, needed in zip(addresses, counts, strict=True):
        with django_assert_num_queries(needed, info=address):
            browser.get(address)


def test_pages_carry_no_inline_code(world, body, unit, client_of):
    arranged(make.RelationFactory, from_body=body, to_body=None, to_unit=unit)
    for address in (LIST, body.get_absolute_url(), unit.get_absolute_url()):
        page = text_of(client_of(world.coordinator), address)
        main = page[page.index("<main") :]
        assert " style=" not in main
        assert " onclick=" not in main
