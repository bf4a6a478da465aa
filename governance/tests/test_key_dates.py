"""Pages on a key date cost the same for one row and for three, and own words of goal levels are read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm.access.scope import system_scope
from dkbm.models import Municipality
from governance.models.vocabulary import SeatState
from governance.tests import factories as make

pytestmark = pytest.mark.django_db
DAY = "2022-06-01"


def one_more(world, body):
    """A seat with two terms and people, and a unit with a former name."""
    with system_scope("test"):
        people = make.PersonFactory.create_batch(2, municipality=world.here)
        unit = make.UnitFactory(municipality=world.here)
        make.UnitNameFactory(unit=unit)
        first = make.SeatFactory(
            body=body, person=people[0], unit=unit, since=date(2020, 1, 1), until=date(2022, 12, 31)
        )
        make.SeatFactory(body=body, place=first.place, person=people[1], since=date(2023, 1, 1))
        make.SeatFactory(body=body, state=SeatState.VACANT)
        make.SeatFactory(body__municipality=world.here)


@pytest.mark.parametrize("page", ["body", "register"])
def test_a_key_date_costs_the_same_for_one_and_for_three(world, body, client_of, page):
    client = client_of(world.coordinator)
    address = body.get_absolute_url() if page == "body" else "/gremien/"
    one_more(world, body)
    client.get(address, {"stichtag": DAY})
    with CaptureQueriesContext(connection) as one:
        shown = client.get(address, {"stichtag": DAY})
    assert "01.06.2022" in shown.content.decode()
    one_more(world, body)
    one_more(world, body)
    with CaptureQueriesContext(connection) as three:
        client.get(address, {"stichtag": DAY})
    assert len(three) == len(one)


def test_own_words_of_goal_levels_are_read_by_the_goal_pages(world, client_of):
    with system_scope("test"):
        make.GoalFactory(municipality=world.here)
        Municipality.objects.filter(pk=world.here.pk).update(labels={"strategic": "Bildungsleitziel"})
    assert "Bildungsleitziel" in client_of(world.coordinator).get("/ziele/").content.decode()
    assert "Bildungsleitziel" not in client_of(world.stranger).get("/ziele/").content.decode()


def test_a_mandate_to_confirm_is_a_task_of_the_start_page(world, body, client_of):
    with system_scope("test"):
        body.mandate_open_since = date(2026, 11, 1)
        body.save()
        make.BodyFactory(
            municipality=world.there, name="Fremder Beirat", audience=40, mandate_open_since=date(2026, 11, 1)
        )
    page = client_of(world.coordinator).get("/").content.decode()
    assert "Mandat" in page
    assert "Fremder Beirat" not in page
