"""The start page of whoever administers a municipality in the portal."""

import re
from datetime import timedelta
from html import unescape

import pytest

from dkbm import clock
from dkbm.access.scope import system_scope
from dkbm.jobs import enqueue
from dkbm.models.job import JobState
from governance.queries.administration import matters
from governance.tests import factories as make

pytestmark = pytest.mark.django_db


def links(page):
    start = page.index("Verwaltung des Portals</h2>")
    part = page[start : page.index("</section>", start)]
    return {
        unescape(words): unescape(url)
        for url, words in re.findall(r'<a href="([^"]+)">(?:<strong>)?([^<]+)', part)
    }


@pytest.fixture
def waiting(world, body):
    with system_scope("test"):
        make.ContactFactory(unit=make.UnitFactory(municipality=world.here), confirmed_on=None)
        make.SeatFactory(body=body, state="vakant")
        make.SeatFactory(body=body, until=clock.today() + timedelta(days=10))
        make.ContactFactory(unit=make.UnitFactory(municipality=world.there), confirmed_on=None)
        job = enqueue("test", "1", municipality=world.here)
        job.state = JobState.QUARANTINED
        job.save()


def test_each_count_leads_to_just_its_rows_in_the_admin(world, waiting, client_of):
    browser = client_of(world.admin)
    found = links(browser.get("/").content.decode())
    assert list(found) == [
        "1 Kontakt ist zu bestätigen",
        "1 Sitz ist vakant",
        "1 Amtszeit endet bald",
        "1 Rechenauftrag ist gescheitert",
        "3 Personen haben Zugang: Stimmen die Rollen noch?",
    ]
    for words, url in found.items():
        shown = browser.get(url)
        assert shown.status_code == 200, url
        assert shown.context["cl"].result_count == int(words.split()[0]), url


def test_only_those_who_may_use_the_admin_see_it(world, waiting, client_of):
    for person in (world.coordinator, world.reader, world.transfer, world.stranger):
        assert "Verwaltung des Portals</h2>" not in client_of(person).get("/").content.decode()


def test_nothing_waiting_leaves_the_question_about_access(world, client_of):
    assert list(links(client_of(world.admin).get("/").content.decode())) == [
        "3 Personen haben Zugang: Stimmen die Rollen noch?"
    ]


def test_three_rows_cost_as_much_as_one(world, waiting, body, django_assert_num_queries):
    def counted():
        with system_scope("test"), django_assert_num_queries(6):
            return matters(world.here)

    before = counted()
    with system_scope("test"):
        for _number in range(2):
            make.SeatFactory(body=body, state="vakant")
    assert counted() != before
