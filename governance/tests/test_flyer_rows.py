"""Rows of the flyer that are about governance, by their ids: what the demo content must let one see."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from governance import demo, queries
from governance.models import Body, ContactPoint, Person, Relation, Seat, Unit
from governance.models.vocabulary import ContactKind, MeetingState, UnitKind
from governance.tests import factories as make

pytestmark = pytest.mark.usefixtures("db", "everything")
SIX = ("03402", "03453", "03356", "03353", "03361", "03404")


@pytest.fixture(scope="module")
def six(module_db):
    with system_scope("test"):
        rows = {
            ags: MunicipalityFactory(
                region=RegionFactory(ags=ags, name=f"Kreis {ags}"), slug=f"kommune-{ags}"
            )
            for ags in SIX
        }
        demo.load(lambda _line: None)
    return rows


@pytest.mark.parametrize("number", ["14", "21"], ids=["F-17", "F-18"])
def test_a_contact_by_function_has_all_the_flyer_says_of_it(number, client, client_of):
    unit = make.UnitFactory(name="Transferagentur", audience=Audience.PUBLIC)
    make.ContactFactory(
        unit=unit, kind=ContactKind.EMAIL, value="transfer@example.org", audience=Audience.PUBLIC,
        purpose="Transfermanagement", source="Flyer", confirmed_on=date(2021, 10, 1),
    )  # fmt: skip
    make.ContactFactory(
        unit=unit, kind=ContactKind.PHONE, value=f"05402/40798-{number}", audience=Audience.PUBLIC,
        purpose="Transfermanagement", source="Flyer", confirmed_on=date(2021, 10, 1),
    )  # fmt: skip
    page = client.get(f"/gremien/stellen/{unit.pk}/").content.decode()
    for text in (
        "Transfermanagement",
        "mailto:transfer@example.org",
        f"tel:+49540240798{number}",
        "01.10.2021",
        "Flyer",
    ):
        assert text in page, text
    own = client_of(member(unit.municipality)).get(f"/gremien/stellen/{unit.pk}/").content.decode()
    assert "sichtbar für: öffentlich" in own
    assert not Person.objects.exists()
    ContactPoint.objects.update(audience=Audience.INTERNAL)
    assert number not in re.findall(
        r"40798-?(\d+)", client.get(f"/gremien/stellen/{unit.pk}/").content.decode()
    )


@pytest.mark.parametrize(
    "words", ["Fachdienst Schule und Sport", "schule und sport"], ids=["F-23", "F-23-klein"]
)
def test_the_old_name_finds_the_unit(six, client, words):
    page = client.get("/gremien/", {"suche": words}).content.decode()
    assert "Fachdienst Schule, Bildung und Sport" in page
    assert "Fachdienst Schule und Sport" in page
    assert Unit.objects.filter(municipality=six["03402"], name__startswith="Fachdienst Schule").count() == 1


def test_f_38_cloppenburg_has_an_advisory_board_a_steering_group_and_an_office(six):
    bodies = set(Body.objects.filter(municipality=six["03453"]).values_list("name", flat=True))
    assert {"Bildungsbeirat", "Steuerungsgruppe Bildung & Wissenschaft"} <= bodies
    assert Unit.objects.get(municipality=six["03453"], name="Bildungsbüro").kind == UnitKind.OFFICE


def test_f_40_the_member_list_says_how_many_are_from_outside(six, client):
    board = Body.objects.get(municipality=six["03453"], name="Bildungsbeirat")
    current, _former = queries.seats_of(board)
    assert queries.external_share(current) == (5, 6)
    assert "5 von 6" in client.get(board.get_absolute_url()).content.decode()


def feedback_of(municipality):
    (sentence,) = [s for s in queries.steering_cycle(municipality).sentences if s.is_feedback]
    return sentence.last_feedback, sentence.is_stale


def test_f_43_feedback_is_dated_by_meetings_and_resolutions_of_the_body_it_reaches(six):
    here = six["03453"]
    council = Body.objects.get(municipality=here, name="Kreistag")
    make.MeetingFactory(body__municipality=here, state=MeetingState.HELD, day=clock.today(), period="")
    assert feedback_of(here) == ("2019", True)  # the decision of the demo content
    make.MeetingFactory(body=council, state=MeetingState.HELD, day=date(2020, 3, 2), period="")
    assert feedback_of(here) == ("02.03.2020", True)
    today = clock.today()
    step = make.ConsultationFactory(
        resolution__municipality=here,
        body=council,
        held=f"{today.year - 1}-{today.month:02}",
        is_deciding=True,
    )
    step.refresh_from_db()
    last, is_stale = feedback_of(here)
    assert (last, is_stale) == (f"{today.month:02}/{today.year - 1}", False)
    make.ConsultationFactory(resolution__municipality=here, body=council, held=f"{today.year + 2}")
    assert feedback_of(here) == (last, False)


def test_f_44_three_nodes_three_edges_one_feedback_and_a_text_twin(six):
    cycle = queries.steering_cycle(six["03453"])
    inside = [box for box, _address in cycle.boxes if not box.outside]
    assert len(inside) == 3
    assert [arrow.feedback for arrow in cycle.picture.arrows] == [False, False, False, True]
    page = Client().get("/gremien/?kommune=kommune-03453").content.decode()
    for _box, address in cycle.boxes:
        assert f'<a href="{address}"><rect' in page
        assert Client().get(address).status_code == 200
    assert (
        len(re.findall(r'<li value="\d"', page))
        == Relation.objects.filter(municipality=six["03453"]).count()
        == 4
    )


def test_f_50_and_f_51_a_permanent_hub_bundled_since_2018(six, client):
    hub = Unit.objects.get(municipality=six["03356"], name="Bildungskontor")
    network = Unit.objects.get(municipality=six["03356"], name="Netzwerkleitstelle")
    assert (network.kind, network.permanent, network.parent, network.bundled_since) == (
        UnitKind.NETWORK_OFFICE, True, hub, "2018",
    )  # fmt: skip
    page = client.get(hub.get_absolute_url()).content.decode()
    for text in ("Netzwerkleitstelle", "Kommunales Bildungsmonitoring", "2018", "Bildungsregion"):
        assert text in page, text


def test_f_54_osnabruecks_unit(six, client):
    unit = Unit.objects.get(municipality=six["03404"], name="Fachdienst Strategisches Bildungsmanagement")
    assert unit.name in client.get(unit.get_absolute_url()).content.decode()


def test_the_demo_shows_a_seat_in_two_terms_with_example_people(six):
    board = Body.objects.get(municipality=six["03453"], name="Bildungsbeirat")
    names = [
        [str(seat.person) for seat in queries.seats_of(board, day)[0] if seat.person_id]
        for day in (date(2022, 1, 1), date(2025, 1, 1))
    ]
    assert names == [["Beispielperson A"], ["Beispielperson B"]]
    assert all(p.is_example and p.audience == Audience.INTERNAL for p in Person.objects.all())
    assert Seat.objects.filter(body=board, person__isnull=False).count() == 2
