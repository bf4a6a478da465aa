"""The weekly digest: Monday at seven, once a person and week, retried, unsubscribed without login."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from dkbm import clock, digest, registries
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.models import DigestChoice, DigestMail, Job
from dkbm.models.job import JobState
from dkbm.tests.factories import MunicipalityFactory, UserFactory, member

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 7)


@pytest.fixture
def people(monkeypatch):
    """A coordinator with nine tasks, one elsewhere with none, one who left, one of the demo."""
    here, there = MunicipalityFactory(), MunicipalityFactory()
    person = member(here)

    def find(municipality, user):
        if municipality != here:
            return []
        return [
            registries.Task(f"t-{n}", f"Aufgabe {n} erledigen", f"/gremien/{n}/", "2026-11-01", late=n < 3)
            for n in range(9)
        ]

    monkeypatch.setattr(registries, "task_sources", [registries.TaskSource("probe", "Probe", find)])
    member(there)
    member(here, is_active=False)
    member(here, is_demo=True)
    UserFactory()
    return person


def run_at(moment, times=1):
    with clock.frozen(moment):
        for _n in range(times):
            digest.ring_weekly()
            engine.drain()


def test_not_before_seven_on_monday_then_once_whoever_rings(people):
    run_at(MONDAY - timedelta(minutes=1))
    assert (mail.outbox, DigestMail.objects.count()) == ([], 0)
    run_at(MONDAY, times=3)
    run_at(MONDAY + timedelta(days=3))
    (letter,) = mail.outbox
    assert letter.to == [people.email]
    assert letter.subject == "9 Aufgaben, 3 davon fällig"
    assert "- Aufgabe 0 erledigen (fällig seit 01.11.2026): http://localhost:8000/gremien/0/" in letter.body
    assert "2 weitere: http://localhost:8000/aufgaben/" in letter.body
    assert letter.body.count("erledigen") == 7
    assert people.name not in letter.body
    run_at(MONDAY + timedelta(days=7))
    assert len(mail.outbox) == 2
    assert [row.text for row in DigestMail.objects.all()] == ["", ""]


def test_a_missed_monday_is_made_up_for_once(people):
    run_at(MONDAY + timedelta(days=1, hours=9), times=2)
    assert len(mail.outbox) == 1


def test_a_doubled_preparation_and_a_killed_sending_send_nothing_twice(people):
    run_at(MONDAY)
    digest.put_out("2026-W48", [(people.pk, "noch einmal", "Text")])
    assert (DigestMail.objects.count(), len(mail.outbox)) == (1, 1)
    # a worker that was killed between the mail server and its own row
    DigestMail.objects.update(sent_at=None)
    run_at(MONDAY + timedelta(hours=3))
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_is_asked_again(people, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(digest.EmailMessage, "send", refuse)
        run_at(MONDAY)
        with system_scope("test"):
            Job.objects.filter(kind=digest.SEND).update(state=JobState.QUARANTINED)
    (row,) = DigestMail.objects.all()
    assert (row.sent_at, row.sending_at) == (None, None)
    run_at(MONDAY + timedelta(hours=2))
    assert len(mail.outbox) == 1


def test_the_outbox_and_its_promise_are_one_transaction(people, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    with clock.frozen(MONDAY):
        digest.ring_weekly()
        with monkeypatch.context() as broken:
            broken.setattr(digest, "enqueue", fail)
            engine.work_one()
        assert DigestMail.objects.count() == 0
    assert connection.needs_rollback is False


def test_the_link_unsubscribes_without_login_only_when_posted(people):
    run_at(MONDAY)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.search(r"<http://localhost:8000(.+)>", headers["List-Unsubscribe"]).group(1)
    assert address in mail.outbox[0].body
    browser = Client(enforce_csrf_checks=True)
    assert "Ja, abbestellen" in browser.get(address).content.decode()
    assert not DigestChoice.objects.exists()
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not digest.is_wanted(people)
    assert browser.post(address.replace(f"/{people.pk}:", f"/{people.pk + 1}:")).status_code == 404
    run_at(MONDAY + timedelta(days=7))
    assert len(mail.outbox) == 1


def test_one_can_order_it_again_on_one_s_page(people, client_of):
    browser = client_of(people)
    assert "Sie bekommen den Wochenüberblick" in browser.get("/benachrichtigungen/").content.decode()
    assert browser.post("/benachrichtigungen/", {"woche": "nein"}).status_code == 302
    assert "keinen Wochenüberblick" in browser.get("/benachrichtigungen/").content.decode()
    browser.post("/benachrichtigungen/", {"woche": "ja"})
    assert digest.is_wanted(people)
