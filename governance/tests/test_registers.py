"""Agreements, events, publications, actors, benefits: pages, deeds, scope, and the flyer's content by its ids."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, RegionFactory
from governance import content, demo
from governance.models import (
    ActorGroup,
    Agreement,
    AgreementParty,
    Event,
    Goal,
    Involvement,
    Need,
    Publication,
    UnitBenefit,
)
from governance.queries.goals import needs_of
from governance.queries.registers import goals_from, involvement_matrix, links_to_check
from governance.tests import factories as make

pytestmark = pytest.mark.django_db
LISTS = (
    "/gremien/vereinbarungen/",
    "/gremien/veranstaltungen/",
    "/gremien/akteure/",
    "/gremien/mehrwert/",
    "/berichte/veroeffentlichungen/",
)


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


class TestFlyer:
    @pytest.fixture(autouse=True)
    def content_of_the_flyer(self, db):
        with system_scope("test"):
            for ags, name in (("03402", "Emden"), ("03453", "Cloppenburg"), ("03356", "Osterholz")):
                region = RegionFactory(ags=ags, name=name)
                setattr(self, name.lower(), MunicipalityFactory(region=region, slug=name.lower()))
            demo.load(lambda _line: None)
            yield

    def test_a_second_run_changes_nothing(self):
        before = list(content.rows())
        demo.load(lambda _line: None)
        assert list(content.rows()) == before

    def test_everything_has_a_source_or_is_an_example(self):
        for model in (Goal, Need, Event, Publication, Agreement, ActorGroup, UnitBenefit):
            rows = list(model.objects.all())
            assert rows, model
            assert [row for row in rows if not row.source and not row.is_example] == []

    def test_f04_f22_goals(self):
        names = set(Goal.objects.filter(municipality=self.emden, level=2).values_list("name", flat=True))
        assert names == {
            "Lebenslanges Lernen verwirklichen",
            "Das Bildungsangebot durch verlässliche Strukturen langfristig sichern",
            "Kontinuität schaffen und Erfahrungswissen erhalten",
        }

    def test_f07_three_actor_groups_and_gaps(self):
        matrix = involvement_matrix(self.emden)
        assert [group.name for group in matrix.groups] == [
            "Verwaltungsspitze",
            "Personalabteilung",
            "Politik",
        ]
        assert [group.name for group in matrix.silent] == ["Politik"]
        assert matrix.gaps > 0

    def test_f08_f09_publications(self):
        page = text_of(Client(), "/berichte/veroeffentlichungen/?kommune=emden")
        assert "https://bit.ly/31H9dXS" in page
        (documentation,) = Publication.objects.filter(link="https://bit.ly/3GfAKi2")
        assert documentation.event.held_in_label == "27.05.2021"

    def test_f24_benefits(self):
        assert set(UnitBenefit.objects.values_list("kind", "amount_cents")) == {
            ("synergie", None),
            ("kosten", None),
        }

    def test_f27_the_first_conference_led_to_the_goal_system(self):
        conference = Event.objects.get(name="Erste Bildungskonferenz")
        assert [goal.name for goal in goals_from(conference)] == ["Lebenslanges Lernen verwirklichen"]
        assert "ohne Datum" in text_of(Client(), conference.get_absolute_url())

    def test_f35_f48_agreements(self):
        internal = Agreement.objects.get(municipality=self.emden)
        assert (internal.kind, [str(p.unit) for p in internal.parties.all()]) == (
            "intern",
            ["Fachdienst Schule, Bildung und Sport"],
        )
        schools = Agreement.objects.get(municipality=self.osterholz)
        assert schools.kind == "schule"
        assert "Monitoring" in schools.text

    def test_f40_the_need_led_to_a_strategic_goal(self):
        (need,) = needs_of(self.cloppenburg)
        assert (need.body_seen.name, need.goal_seen.level) == ("Bildungsbeirat", 2)


def test_f08_a_dead_link_is_flagged_and_the_title_stays(world, client_of):
    with system_scope("test"):
        row = make.PublicationFactory(
            municipality=world.here,
            name="Blickpunkt",
            link="https://example.org/alt",
            audience=Audience.PUBLIC,
        )
    browser = client_of(world.coordinator)
    browser.post(f"/berichte/veroeffentlichungen/{row.pk}/link/", {"stand": "tot"})
    page = text_of(Client(), f"/berichte/veroeffentlichungen/?kommune={world.here.slug}")
    assert "Blickpunkt" in page
    assert "nicht mehr erreichbar" in page
    assert "https://example.org/alt" not in page
    data = {"name": "Blickpunkt", "kind": "beitrag", "link": "https://example.org/neu", "audience": 40}
    data["edited_version"] = row.version + 1
    assert browser.post(f"/berichte/veroeffentlichungen/{row.pk}/", data).status_code == 302
    with system_scope("test"):
        row.refresh_from_db()
    assert (row.link_state, row.link_checked_on) == ("", None)


def test_links_are_due_after_twelve_months(world, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 1))
    with system_scope("test"):
        for name, checked in (("alt", date(2025, 2, 28)), ("frisch", date(2025, 3, 1)), ("nie", None)):
            state = "erreichbar" if checked else ""
            make.PublicationFactory(
                municipality=world.here,
                name=name,
                link="https://example.org",
                link_state=state,
                link_checked_on=checked,
            )
        make.PublicationFactory(municipality=world.here, name="ohne Link")
        assert [row.name for row in links_to_check(world.here)] == ["nie", "alt"]


def test_only_web_addresses_become_links(world, client_of):
    data = {"name": "Böse", "kind": "beitrag", "link": "javascript:alert(1)", "audience": 0}
    assert client_of(world.coordinator).post("/berichte/veroeffentlichungen/neu/", data).status_code == 200
    with system_scope("test"):
        assert not Publication.objects.exists()


def test_f07_a_coordinator_adds_a_group_and_fills_a_cell(world, body, client_of):
    browser = client_of(world.coordinator)
    assert (
        browser.post(
            "/gremien/akteure/neu/", {"name": "Elternschaft", "position": 1, "audience": 0}
        ).status_code
        == 302
    )
    with system_scope("test"):
        group = ActorGroup.objects.get()
        foreign = make.BodyFactory(municipality=world.there, audience=Audience.PUBLIC)
    address = f"/gremien/akteure/{group.pk}/gremium/{body.pk}/"
    for part, expected in (("beraet", ["beraet"]), ("wirkt_mit", ["wirkt_mit"]), ("", [])):
        assert browser.post(address, {"part": part}).status_code == 302
        with system_scope("test"):
            assert [row.part for row in Involvement.objects.all()] == expected
    assert (
        browser.post(f"/gremien/akteure/{group.pk}/gremium/{foreign.pk}/", {"part": "beraet"}).status_code
        == 404
    )
    assert browser.post(address, {"part": "erfunden"}).status_code == 200


def test_an_agreement_with_its_parties(world, client_of):
    browser = client_of(world.coordinator)
    data = {
        "name": "Kooperation",
        "kind": "intern",
        "state": "geschlossen",
        "since": "02–04/2021",
        "audience": 0,
    }
    assert browser.post("/gremien/vereinbarungen/neu/", data).status_code == 302
    with system_scope("test"):
        agreement = Agreement.objects.get()
        unit, foreign = make.UnitFactory(municipality=world.here), make.UnitFactory(municipality=world.there)
    address = f"/gremien/vereinbarungen/{agreement.pk}/seiten/"
    assert browser.post(address, {"unit": foreign.pk, "external": ""}).status_code == 200
    assert browser.post(address, {"unit": unit.pk, "external": "beides"}).status_code == 200
    assert browser.post(address, {"unit": unit.pk, "external": ""}).status_code == 302
    with system_scope("test"):
        assert [party.unit for party in AgreementParty.objects.all()] == [unit]
    assert "02–04/2021" in text_of(browser, agreement.get_absolute_url())


def test_a_party_is_changed_and_taken_out(world, client_of):
    with system_scope("test"):
        agreement = make.AgreementFactory(municipality=world.here)
        party = make.PartyFactory(agreement=agreement, external="Alte Schule")
        unit = make.UnitFactory(municipality=world.here)
        AgreementParty.objects.filter(pk=party.pk).update(version=2)
    browser, address = client_of(world.coordinator), f"/gremien/seiten/{party.pk}/"
    assert address in text_of(browser, agreement.get_absolute_url())
    assert "Ändern" not in text_of(client_of(world.reader), agreement.get_absolute_url())
    overtaken = browser.post(address, {"external": "Neue Schule", "edited_version": 1})
    assert overtaken.status_code == 409
    assert "Neue Schule" in overtaken.content.decode()
    answer = browser.post(address, {"unit": unit.pk, "external": "", "edited_version": 2})
    assert answer.url == agreement.get_absolute_url()
    with system_scope("test"):
        assert [(row.unit, row.external) for row in AgreementParty.objects.all()] == [(unit, "")]
    assert browser.post(f"{address}entfernen/").url == agreement.get_absolute_url()
    with system_scope("test"):
        assert not AgreementParty.objects.exists()
        assert AgreementParty.history.filter(history_type="-").count() == 1


def test_bodies_and_units_name_their_goals_agreements_and_benefits(world, client_of):
    with system_scope("test"):
        here = {"municipality": world.here, "audience": Audience.PUBLIC}
        body, unit = make.BodyFactory(**here), make.UnitFactory(**here)
        make.GoalFactory(**here, name="Gesetztes Ziel", body=body, unit=unit)
        make.GoalFactory(municipality=world.here, name="Geheimes Ziel", body=body, unit=unit)
        agreed = make.AgreementFactory(**here, name="Abgemacht")
        hidden = make.AgreementFactory(municipality=world.here, name="Geheim Abgemachtes")
        for place in ({"body": body}, {"unit": unit}):
            for agreement in (agreed, hidden):
                make.PartyFactory(agreement=agreement, external="", **{"unit": None, **place})
        make.BenefitFactory(unit=unit, text="Spart Wege", audience=Audience.PUBLIC)
        make.BenefitFactory(unit=unit, text="Geheimer Nutzen", audience=Audience.INTERNAL)
    pages = {row: text_of(Client(), row.get_absolute_url()) for row in (body, unit)}
    for page in pages.values():
        assert "Gesetztes Ziel" in page
        assert "Abgemacht" in page
        assert "Geheim" not in page
    assert "Spart Wege" in pages[unit]
    for row in (body, unit):
        assert "Geheimes Ziel" in text_of(client_of(world.reader), row.get_absolute_url())


def test_f24_an_amount_is_typed_in_euros_and_kept_in_cents(world, client_of):
    with system_scope("test"):
        unit = make.UnitFactory(municipality=world.here)
    data = {
        "unit": unit.pk,
        "kind": "kosten",
        "text": "Weniger Doppelarbeit",
        "amount_cents": "12.000,50 €",
        "audience": 0,
    }
    assert client_of(world.coordinator).post("/gremien/mehrwert/neu/", data).status_code == 302
    with system_scope("test"):
        assert UnitBenefit.objects.get().amount_cents == 1_200_050


def test_an_overtaken_agreement_shows_both_versions(world, client_of):
    with system_scope("test"):
        row = make.AgreementFactory(municipality=world.here, name="Alt")
        Agreement.objects.filter(pk=row.pk).update(name="Andere Fassung", version=2)
    data = {
        "name": "Meine Fassung",
        "kind": "intern",
        "state": "geschlossen",
        "audience": 0,
        "edited_version": 1,
    }
    page = client_of(world.coordinator).post(f"/gremien/vereinbarungen/{row.pk}/bearbeiten/", data)
    assert page.status_code == 409
    assert "Andere Fassung" in page.content.decode()
    assert "Meine Fassung" in page.content.decode()


def test_internal_records_and_parties_reach_nobody_else(world, client_of):
    with system_scope("test"):
        here = {"municipality": world.here}
        hidden = make.UnitFactory(**here, name="Geheime Stelle", audience=Audience.INTERNAL)
        public = make.AgreementFactory(**here, name="Offen", audience=Audience.PUBLIC)
        make.PartyFactory(agreement=public, unit=hidden, external="")
        for factory in (
            make.AgreementFactory,
            make.EventFactory,
            make.ActorGroupFactory,
            make.PublicationFactory,
        ):
            factory(**here, name="Geheim")
        make.BenefitFactory(unit=hidden, text="Geheimer Mehrwert", audience=Audience.PUBLIC)
    for browser in (Client(), client_of(world.stranger), client_of(world.transfer)):
        for address in (*(f"{path}?kommune={world.here.slug}" for path in LISTS), public.get_absolute_url()):
            assert "Geheim" not in text_of(browser, address), address
    assert "Geheime Stelle" in text_of(client_of(world.reader), public.get_absolute_url())


def test_as_many_queries_for_three_rows_as_for_one(world, client_of):
    browser, counts = client_of(world.reader), []
    text_of(browser, LISTS[0])  # what only a first request asks
    for number in (1, 2):
        with system_scope("test"):
            for _row in range(number):
                agreement = make.AgreementFactory(municipality=world.here)
                make.PartyFactory(agreement=agreement)
                make.EventFactory(municipality=world.here)
                make.PublicationFactory(municipality=world.here)
                make.BenefitFactory(unit__municipality=world.here)
                group = make.ActorGroupFactory(municipality=world.here)
                make.InvolvementFactory(group=group)
        asked = []
        for address in LISTS:
            with CaptureQueriesContext(connection) as found:
                text_of(browser, address)
            asked.append(len(found))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_empty_lists_say_what_belongs_there(world, client_of):
    for address in LISTS:
        assert 'class="empty"' in text_of(client_of(world.coordinator), address)
