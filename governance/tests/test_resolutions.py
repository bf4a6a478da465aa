"""Resolutions: flyer row F-36 and Cloppenburg's facts, the chain with its one decision, pages, conflicts."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm import registries
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import system_scope
from dkbm.models import Municipality
from dkbm.tests.factories import MunicipalityFactory, RegionFactory
from governance import content, demo, queries, services
from governance.models import Consultation, Resolution
from governance.models.vocabulary import MandateLevel
from governance.tests import factories as make
from governance.tests.admin_posts import arranged

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(db):
    """Emden and Cloppenburg with the demo content."""
    with system_scope("test"):
        places = {
            ags: MunicipalityFactory(region=RegionFactory(ags=ags, name=name), slug=name.lower())
            for ags, name in (("03402", "Emden"), ("03453", "Cloppenburg"))
        }
        demo.load(lambda _line: None)
    return places


@pytest.fixture
def council(world):
    return arranged(make.BodyFactory, municipality=world.here, name="Kreistag", kind="rat", level=1)


def facts(resolution, **changes):
    values = {
        "name": resolution.name,
        "kind": resolution.kind,
        "state": resolution.state,
        "level": resolution.level,
        "audience": resolution.audience,
        "edited_version": resolution.version,
    }
    return {**values, **changes}


def test_f36_emden_stands_on_level_two_from_this_record_alone(shown, everything):
    (resolution,) = queries.resolutions.register(shown["03402"])
    assert (resolution.deciding.place.name, resolution.deciding.when_label) == (
        "Verwaltungsvorstand",
        "09/2021",
    )
    mandate = queries.resolutions.mandate(shown["03402"], date(2026, 11, 25))
    assert (mandate.level, mandate.resolution) == (MandateLevel.BOARD, resolution)
    # the month is all that is known: before its last day nothing is certain
    assert queries.resolutions.mandate(shown["03402"], date(2021, 9, 29)).level == 0
    assert queries.resolutions.mandate(shown["03402"], date(2021, 9, 30)).level == 2


def test_cloppenburg_is_a_decision_of_the_kreistag_with_five_against(shown, everything):
    (resolution,) = queries.resolutions.register(shown["03453"])
    assert resolution.paper_reference == "V-SCHUL/19/159"
    assert resolution.level == MandateLevel.COUNCIL
    committee, council = resolution.chain
    assert (committee.place.name, committee.votes_label) == ("Schulausschuss", "3 nein, 1 enthalten")
    assert not committee.is_deciding
    assert (council.place.name, council.votes_label, council.is_deciding) == ("Kreistag", "5 nein", True)
    page = Client().get(resolution.get_absolute_url()).content.decode()
    for words in ("V-SCHUL/19/159", "Schulausschuss", "3 nein, 1 enthalten", "Stufe 4 von 4"):
        assert words in page, words
    register = Client().get("/gremien/beschluesse/?kommune=cloppenburg").content.decode()
    assert "Rat oder Kreistag" in register
    assert "5 nein" in register


def test_a_coordinator_enters_a_resolution_with_its_decision(world, council, client_of):
    values = {
        "name": "Haushalt 2027",
        "kind": "haushalt",
        "state": "beschlossen",
        "level": 4,
        "body": council.pk,
        "held": "12.03.2026",
        "votes_for": 40,
        "votes_against": 5,
        "unlimited": "on",
        "audience": 0,
    }
    browser = client_of(world.coordinator)
    response = browser.post(reverse("governance:resolution_add"), values)
    assert response.status_code == 302
    with system_scope("test"):
        (resolution,) = queries.resolutions.register(world.here)
        assert (resolution.validity_label, resolution.history.get().history_user) == (
            "unbefristet",
            world.coordinator,
        )
        assert (resolution.deciding.when_label, resolution.deciding.votes_label) == (
            "12.03.2026",
            "40 ja, 5 nein",
        )
    page = browser.post(reverse("governance:resolution_add"), {**values, "body": ""}).content.decode()
    assert "Wer hat beschlossen?" in page
    assert "Haushalt 2027" in page


def test_the_level_is_that_of_who_decided(world, council, client_of):
    values = {"name": "X", "kind": "haushalt", "state": "beschlossen", "level": 2, "audience": 0}
    page = client_of(world.coordinator).post(
        reverse("governance:resolution_add"), {**values, "body": council.pk}
    )
    assert page.status_code == 200
    assert "Entschieden hat „Kreistag“, das ist die Ebene „Rat oder Kreistag“." in page.content.decode()
    with system_scope("test"):
        assert not Resolution.objects.exists()


def test_a_second_decision_is_refused_and_a_step_gets_its_place(world, council, as_user):
    with system_scope("test"):
        resolution = make.ResolutionFactory(municipality=world.here)
    with as_user(world.coordinator):
        keep = {"model": Consultation, "by": world.coordinator}
        values = {"resolution": resolution, "body": council}
        services.keep_record(values={**values, "is_deciding": True}, **keep)
        second = services.keep_record(values=values, **keep)
        assert second.position == 2
        with pytest.raises(ValidationError) as error:
            services.keep_record(values={"is_deciding": True}, pk=second.pk, version=1, **keep)
        assert "is_deciding" in error.value.message_dict
        assert Consultation.objects.get(is_deciding=True).position == 1


def test_a_step_in_a_meeting_has_its_date_and_moves_with_it(world, council, as_user):
    with system_scope("test"):
        resolution = make.ResolutionFactory(municipality=world.here)
        meeting = make.MeetingFactory(body=council, period="2021-09")
    with as_user(world.coordinator):
        step = services.keep_record(
            model=Consultation,
            values={"resolution": resolution, "body": council, "meeting": meeting},
            by=world.coordinator,
        )
        assert step.held == "2021-09"
        services.keep_record(
            model=type(meeting),
            pk=meeting.pk,
            version=1,
            values={"day": date(2021, 9, 14), "period": ""},
            by=world.coordinator,
        )
        assert Consultation.objects.get(pk=step.pk).when_label == "14.09.2021"


@pytest.mark.parametrize("link", ["body", "unit", "meeting"])
def test_links_into_another_municipality_are_refused(world, council, client_of, link):
    with system_scope("test"):
        resolution = make.ResolutionFactory(municipality=world.here)
        abroad = {
            "body": make.BodyFactory(municipality=world.there),
            "unit": make.UnitFactory(municipality=world.there),
            "meeting": make.MeetingFactory(body__municipality=world.there),
        }[link]
    values = {"position": 1, "body": council.pk, link: abroad.pk}
    response = client_of(world.coordinator).post(reverse("governance:step_add", args=[resolution.pk]), values)
    assert response.status_code == 200
    with system_scope("test"):
        assert not Consultation.objects.exists()


@pytest.mark.parametrize("name", ["resolution_edit", "step_edit"])
def test_overtaken_edits_become_a_conflict(world, council, client_of, name):
    with system_scope("test"):
        resolution = make.ResolutionFactory(municipality=world.here)
        step = make.ConsultationFactory(resolution=resolution, body=council)
        Resolution.objects.filter(pk=resolution.pk).update(version=2, name="Von jemand anderem")
        Consultation.objects.filter(pk=step.pk).update(version=2, source="Von jemand anderem")
    browser = client_of(world.coordinator)
    if name == "resolution_edit":
        address, values = reverse("governance:resolution_edit", args=[resolution.pk]), facts(resolution)
        values["name"] = "Meine Fassung"
    else:
        address = reverse("governance:step_edit", args=[step.pk])
        values = {"position": 1, "body": council.pk, "source": "Meine Fassung", "edited_version": 1}
    response = browser.post(address, values)
    assert response.status_code == 409
    for words in ("Meine Fassung", "Von jemand anderem"):
        assert words in response.content.decode()
    assert browser.post(address, {**values, "edited_version": 2}).status_code == 302


def test_a_step_is_removed_by_those_who_may(world, council, client_of, as_user):
    with system_scope("test"):
        step = make.ConsultationFactory(resolution__municipality=world.here, body=council)
    address = reverse("governance:step_remove", args=[step.pk])
    assert client_of(world.stranger).post(address).status_code == 404
    assert client_of(world.coordinator).post(address).status_code == 302
    with system_scope("test"):
        assert not Consultation.objects.exists()
    with as_user(world.reader), pytest.raises(PermissionDenied):
        services.add_resolution(municipality=world.here, values={}, step={}, by=world.reader)


@pytest.mark.parametrize("sharing", [Sharing.NOTHING, Sharing.ALL])
def test_internal_resolutions_and_bodies_reach_nobody_else(world, client_of, sharing):
    Municipality.objects.filter(pk=world.here.pk).update(sharing=sharing)
    with system_scope("test"):
        secret = make.ResolutionFactory(municipality=world.here, name="Geheimer Beschluss")
        public = make.ResolutionFactory(municipality=world.here, audience=Audience.PUBLIC)
        hidden = make.BodyFactory(municipality=world.here, name="Geheimes Gremium", audience=0)
        make.ConsultationFactory(resolution=public, body=hidden, source="geheim")
    addresses = (f"/gremien/beschluesse/?kommune={world.here.slug}", public.get_absolute_url())
    for browser in (Client(), client_of(world.stranger), client_of(world.transfer)):
        assert browser.get(secret.get_absolute_url()).status_code == 404
        for address in addresses:
            page = browser.get(address).content.decode()
            assert public.name in page
            assert "geheim" not in page.lower()
    assert "Geheimes Gremium" in client_of(world.reader).get(public.get_absolute_url()).content.decode()


def test_the_register_is_searched_and_says_when_it_is_empty(world, client_of):
    browser = client_of(world.coordinator)
    page = browser.get("/gremien/beschluesse/").content.decode()
    assert "Noch keine Beschlüsse" in page
    assert "Stufe 0 von 4" in page
    arranged(make.ResolutionFactory, municipality=world.here, name="Über die Büros", level=3)
    assert "Über die Büros" in browser.get("/gremien/beschluesse/?suche=ueber+buros").content.decode()
    assert "Über die Büros" in browser.get("/gremien/beschluesse/?ebene=3&art=").content.decode()
    for narrowed in ("?ebene=4", "?suche=gibtesnicht", "?art=haushalt"):
        page = browser.get(f"/gremien/beschluesse/{narrowed}").content.decode()
        assert "Nichts gefunden" in page, narrowed
    assert "Über die Büros" in browser.get("/gremien/beschluesse/?ebene=unfug").content.decode()


def test_upper_floors_show_what_refers_to_a_resolution(world, client_of, monkeypatch):
    resolution = arranged(make.ResolutionFactory, municipality=world.here)
    panel = registries.Panel("test", "governance/teil_leer.html", lambda row, user: {"row": row})
    silent = registries.Panel("still", "gibt/es/nicht.html", lambda row, user: None)
    monkeypatch.setitem(registries.record_panels, "governance.Resolution", [panel, silent])
    page = client_of(world.reader).get(resolution.get_absolute_url()).content.decode()
    assert "<h2>Bezüge</h2>" in page
    assert "Noch keine Gremien" in page


def test_pages_need_a_constant_number_of_queries(world, council, client_of, django_assert_num_queries):
    def fill():
        with system_scope("test"):
            resolution = make.ResolutionFactory(municipality=world.here, state="beschlossen")
            meeting = make.MeetingFactory(body=council)
            make.ConsultationFactory(resolution=resolution, body=council, meeting=meeting, is_deciding=True)
            return resolution

    browser = client_of(world.coordinator)
    resolution = fill()
    addresses = ("/gremien/beschluesse/", resolution.get_absolute_url())
    counts = []
    for address in addresses:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        counts.append(len(seen))
    fill()
    with system_scope("test"):
        make.ConsultationFactory(resolution=resolution, body=council, position=2)
    fill()
    for address, needed in zip(addresses, counts, strict=True):
        with django_assert_num_queries(needed, info=address):
            browser.get(address)


def test_verify_finds_steps_that_do_not_fit(world, council, everything):
    resolution = make.ResolutionFactory(municipality=world.here, level=4)
    meeting = make.MeetingFactory(body=council, period="2021-09")
    step = make.ConsultationFactory(
        resolution=resolution, body=council, meeting=meeting, held="2021-09", is_deciding=True
    )
    assert content.decisions_fit() == []
    Consultation.objects.filter(pk=step.pk).update(held="2021-10")
    Resolution.objects.filter(pk=resolution.pk).update(level=2)
    assert len(content.decisions_fit()) == 2
