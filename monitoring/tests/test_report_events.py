"""Events in the pictures of reports: those that all readers may see, wide and narrow, also where one lasted."""

import pytest
from django.test import Client

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from monitoring.models import TimelineEvent
from monitoring.report_content import content_of, lasting
from monitoring.report_page import ReportPage
from monitoring.tests.report_world import report_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(emden):
    world = report_world(emden)
    with system_scope("test"):
        facts = {"municipality": emden, "theme": "D", "source": "Test"}
        TimelineEvent.objects.create(
            title="Schule zu", begins="2022", ends="2023", audience=Audience.PUBLIC, **facts
        )
        TimelineEvent.objects.create(title="Nur intern", begins="2023", audience=Audience.INTERNAL, **facts)
    return world


def test_a_report_draws_the_events_that_all_its_readers_may_see(world, as_user):
    with as_user(world.monitor):
        page = ReportPage(lasting(content_of(world.report)))
    (chapter,) = [one for one in page.chapters if one.content["code"] == "D15"]
    assert "Schule zu" in " ".join(chapter.content["notes"])
    assert "Schule zu" in chapter.paper.svg
    assert "Nur intern" not in str(page.content) + chapter.paper.svg
    assert 'viewBox="0 0 320 ' in chapter.paper.narrow
    assert "2022</text>" in chapter.paper.narrow


def test_the_picture_of_an_indicator_with_an_event_that_lasted_can_be_taken_along(world):
    answer = Client().get("/monitoring/kommune/emden/D15/dateien/bild.svg")
    assert answer.status_code == 200
    assert "Schule zu" in answer.content.decode()
