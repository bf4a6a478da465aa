"""Rows of the flyer that join several floors, by their ids, on the demo content."""

import re

import pytest

from dkbm import clock
from dkbm.access.audiences import Sharing
from dkbm.access.scope import system_scope
from dkbm.demo import ground
from dkbm.models import Municipality
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, transfer_manager
from governance import demo as governance_demo
from governance.models import ActorGroup, Goal
from governance.models.goal_words import GoalLevel
from monitoring import demo_goals
from monitoring.models import GoalIndicator
from monitoring.services.catalogue import load_catalogue
from monitoring.services.readings import look_back
from monitoring.tests.vector_records import musterkreis_records
from projects.tests.resources import T

pytestmark = pytest.mark.django_db
SIX = {1: "03402", 2: "03453", 3: "03356", 4: "03353", 5: "03361", 6: "03404"}


@pytest.fixture
def demo(db):
    with system_scope("test"):
        ground.load(lambda _text: None)
        governance_demo.load(lambda _text: None)
        load_catalogue()
        demo_goals.load(lambda _text: None)


def test_f_01_six_numbered_places_sorted_by_the_number_of_the_flyer(demo, client):
    page = client.get("/kommunen/")
    rows = [row for row in page.context["rows"] if row.flyer_number]
    assert {row.flyer_number: row.region.ags for row in rows} == SIX
    assert [row.flyer_number for row in rows] == sorted(SIX)
    cities = {row.flyer_number for row in rows if row.is_city}
    assert cities == {1, 6}


def test_f_04_two_strategic_goals_each_with_an_indicator(demo):
    with system_scope("test"):
        goals = Goal.objects.filter(municipality__region__ags="03402", level=GoalLevel.STRATEGIC)
        wanted = {goal.name: goal.pk for goal in goals if re.search("Strukturen|Erfahrungswissen", goal.name)}
        assert len(wanted) == 2
        measured = set(GoalIndicator.objects.values_list("goal", flat=True))
    assert set(wanted.values()) <= measured


def test_f_07_the_three_actor_groups_are_there_and_more_can_be_added(demo):
    with system_scope("test"):
        names = " ".join(ActorGroup.objects.values_list("name", flat=True))
    for name in ("Verwaltungsspitze", "Personalabteilung", "Politik"):
        assert name in names


def test_f_57_the_transfer_manager_sees_all_that_share_and_writes_nowhere(client_of):
    with system_scope("test"):
        places = [MunicipalityFactory(region=RegionFactory(ags=ags), slug=f"k{ags}") for ags in SIX.values()]
        for place in places:
            musterkreis_records(place)
            look_back(place, [T])
        Municipality.objects.filter(pk__in=[p.pk for p in places[:4]]).update(sharing=Sharing.KEY_FACTS)
    browser = client_of(transfer_manager(*(Municipality.objects.get(pk=p.pk) for p in places)))
    with clock.frozen(T):
        page = browser.get("/")
    values = next(b["values"] for b in page.context["blocks"] if b["template"].endswith("start_board.html"))
    assert len(values["rows"]) == 6
    assert sorted(row.word for row in values["rows"]) == [
        "",
        "",
        "",
        "",
        "teilt noch nichts",
        "teilt noch nichts",
    ]
    for place in places:
        assert browser.get(f"/monitoring/verstetigung/{place.slug}/").status_code == 404
        assert browser.post(f"/monitoring/verstetigung/{place.slug}/festhalten/").status_code == 404
