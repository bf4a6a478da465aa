"""Indicators of goals: linking, the way from Ausgangswert to target, who may, what others see."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, member
from governance.queries.goals import goal_world
from governance.tests import factories as make
from monitoring.models import GoalIndicator, Indicator, IndicatorVersion, Target
from monitoring.services.catalogue import load_catalogue
from monitoring.services.goals import measure_goal
from monitoring.services.recompute import latest_versions
from monitoring.tests.stored import store_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(emden):
    with system_scope("test"):
        strategic = make.GoalFactory(municipality=emden, name="Oben", audience=Audience.PUBLIC)
        return make.below(strategic, name="Weniger Abgänge", audience=Audience.PUBLIC)


def on_the_way(emden):
    """20 in 2020, 10 wanted in 2026, 15 in 2023: half the way in half the time."""
    load_catalogue()
    version = next(v for v in latest_versions() if v.indicator.code == "D15")
    store_result(version, "03402", "2023", 15)
    return Target.objects.create(
        municipality=emden,
        indicator=version.indicator,
        baseline_period="2020",
        baseline=Decimal(20),
        target_period="2026",
        value=Decimal(10),
        audience=Audience.PUBLIC,
    )


def test_half_the_way_is_fifty_percent_and_counts_as_measurable(emden, goal, client):
    with system_scope("test"):
        target = on_the_way(emden)
        GoalIndicator.objects.create(goal=goal, indicator=target.indicator)
        world = goal_world(emden)
        (figure,) = world.one(goal.pk).figures
        assert (figure.path, figure.state, figure.due) == ("50\N{NO-BREAK SPACE}%", "stabil", "2026")
        assert (world.measurable.number, world.measurable.whole) == (1, 1)
    page = client.get(f"/ziele/stand/?kommune={emden.slug}").content.decode()
    assert "Auf dem Weg" in page
    assert "50\N{NO-BREAK SPACE}%" in client.get(goal.get_absolute_url()).content.decode()


def test_an_internal_target_is_no_figure_for_others(emden, goal, client):
    with system_scope("test"):
        target = on_the_way(emden)
        Target.objects.update(audience=Audience.INTERNAL)
        GoalIndicator.objects.create(goal=goal, indicator=target.indicator)
    page = client.get(f"/ziele/stand/?kommune={emden.slug}").content.decode()
    assert "Ziel nicht beziffert" in page
    assert "(2026)" not in page


def test_linking_by_the_page_and_letting_go(emden, goal, client_of):
    with system_scope("test"):
        load_catalogue()
    browser = client_of(member(emden))
    address = f"/monitoring/ziele/{goal.pk}/"
    assert "Wählen Sie eine Kennzahl" in browser.post(address, {"code": "", "name": ""}).content.decode()
    assert browser.post(address, {"code": "D15", "name": ""}).status_code == 302
    again = browser.post(address, {"code": "D15", "name": ""})
    assert "schon verknüpft" in again.content.decode()
    with system_scope("test"):
        link = GoalIndicator.objects.get()
        foreign = GoalIndicator.objects.create(goal=make.GoalFactory(), name="Fremde Kennzahl")
    assert browser.post(address, {"loesen": foreign.pk}).status_code == 404
    assert browser.post(address, {"loesen": link.pk}).status_code == 302
    with system_scope("test"):
        assert list(GoalIndicator.objects.all()) == [foreign]


def test_only_those_who_set_targets_link(emden, goal, as_user):
    with system_scope("test"):
        load_catalogue()
        indicator = Indicator.objects.get(code="D15")
    for person in (
        member(emden, Role.READING),
        member(MunicipalityFactory()),
        member(emden, Role.MONITORING),
    ):
        with as_user(person), pytest.raises(PermissionDenied):
            measure_goal(goal=goal, indicator=indicator, by=person)
    person = member(emden)
    with as_user(person), pytest.raises(ValidationError):
        measure_goal(goal=goal, indicator=indicator, name="doppelt", by=person)


def test_an_indicator_of_another_municipality_is_neither_offered_nor_taken(emden, goal, client_of, as_user):
    there, person = MunicipalityFactory(), member(emden)
    with system_scope("test"):
        load_catalogue()
        theirs = Indicator.objects.create(code="K1-1", theme="C", owner=there)
        facts = {"name": "Fremde Kennzahl", "definition": "x", "formula": "count", "unit": "Anzahl"}
        IndicatorVersion.objects.create(indicator=theirs, source=latest_versions()[0].source, **facts)
    assert "Fremde Kennzahl" not in client_of(person).get(f"/monitoring/ziele/{goal.pk}/").content.decode()
    with as_user(person), pytest.raises(ValidationError):
        measure_goal(goal=goal, indicator=theirs, by=person)


def test_as_many_queries_for_three_goals_as_for_one(emden, goal, client):
    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(f"/ziele/stand/?kommune={emden.slug}")
        return len(found)

    with system_scope("test"):
        target = on_the_way(emden)
        GoalIndicator.objects.create(goal=goal, indicator=target.indicator)
    client.get("/ziele/")
    one = asked()
    with system_scope("test"):
        for _number in range(2):
            other = make.below(goal.parent, audience=Audience.PUBLIC)
            GoalIndicator.objects.create(goal=other, indicator=target.indicator)
    assert asked() == one
