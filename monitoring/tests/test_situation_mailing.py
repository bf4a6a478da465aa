"""The page by mail: a task each quarter, sent on approval and once, frozen, tried again when the server refuses."""

import re
import smtplib
from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from dkbm import clock, due
from dkbm.access.middleware import scope_of
from dkbm.access.roles import Role
from dkbm.access.scope import acting_within, system_scope
from dkbm.jobs import engine
from dkbm.models import Job
from dkbm.models.job import JobState
from dkbm.tests.factories import MunicipalityFactory, member
from dkbm.ui import pdf
from monitoring.models import SituationEdition, SituationMail, SituationReader
from monitoring.services.situation_mailing import SEND, ring_unsent
from monitoring.tests.test_sustainability_pages import words
from monitoring.tests.vector_records import musterkreis_records
from projects.models import Post
from projects.tests.resources import T

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 12, 31, 9)


@pytest.fixture
def t1(emden):
    with system_scope("test"):
        musterkreis_records(emden)
        SituationReader.objects.create(municipality=emden, purpose="Büro", email="buero@example.org")
        SituationReader.objects.create(municipality=emden, purpose="Rat", email="rat@example.org")
    return emden


@pytest.fixture
def paper(monkeypatch):
    """A PDF writer that is quick and says what it wrote."""
    monkeypatch.setattr(pdf, "is_there", lambda: True)
    monkeypatch.setattr(
        pdf, "pdf_bytes", lambda _t, context, **_k: str(context["lage"]["sentences"]).encode()
    )


def address(municipality, rest=""):
    return f"/kommunen/{municipality.slug}/lage/versand/{rest}"


def tasks(user, municipality, day):
    with clock.frozen(day), acting_within(scope_of(user)):
        return [t for t in due.tasks_of(municipality, user) if t.key.startswith("lage-")]


def test_a_task_each_quarter_until_the_edition_is_approved(t1, paper, client_of):
    person = member(t1)
    (task,) = tasks(person, t1, date(2026, 10, 1))
    assert (task.key, task.due) == ("lage-2026-Q4", "2026-12-31")
    assert "4. Quartal 2026" in task.sentence
    assert tasks(member(t1, Role.READING), t1, T) == []
    with clock.frozen(MORNING):
        client_of(person).post(address(t1, "freigeben/"))
    assert tasks(person, t1, T) == []
    assert [t.key for t in tasks(person, t1, date(2027, 1, 4))] == ["lage-2027-Q1"]


def test_nothing_is_sent_before_approval_then_each_address_gets_it_once(t1, paper, client_of):
    browser = client_of(member(t1))
    with clock.frozen(MORNING):
        engine.drain()
        ring_unsent()
        assert mail.outbox == []
        assert browser.post(address(t1, "freigeben/")).status_code == 302
        with system_scope("test"):
            Post.objects.filter(municipality=t1).delete()
        engine.drain()
        again = browser.post(address(t1, "freigeben/"), follow=True)
        engine.drain()
    assert "schon freigegeben" in words(again)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["buero@example.org", "rat@example.org"]
    letter = mail.outbox[0]
    assert letter.subject == "Lage auf einen Blick: Stadt Emden, 4. Quartal 2026"
    name, content, kind = letter.attachments[0]
    assert (name, kind) == (f"lage-{t1.slug}-2026-Q4.pdf", "application/pdf")
    assert "bleiben ab 07/2027" in str(content).replace("\\xa0", " ")
    assert "bleiben ab 07/2027" in letter.body  # as it was approved, not as it is now
    with system_scope("test"):
        assert set(SituationMail.objects.values_list("email", flat=True)) == {""}
    assert re.search(r"4. Quartal 2026 31.12.2026 2 von 2", words(browser.get(address(t1))))


def test_a_mail_that_the_server_refused_is_tried_again_and_not_doubled(t1, paper, client_of, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    with clock.frozen(MORNING):
        client_of(member(t1)).post(address(t1, "freigeben/"))
        with monkeypatch.context() as away:
            away.setattr("django.core.mail.EmailMessage.send", refuse)
            engine.drain()
        assert mail.outbox == []
        with system_scope("test"):
            assert set(SituationMail.objects.values_list("sending_at", "sent_at")) == {(None, None)}
            Job.objects.filter(kind=SEND).update(state=JobState.QUARANTINED)
    with clock.frozen(MORNING + timedelta(hours=2)):
        for _n in range(2):
            ring_unsent()
            engine.drain()
    assert len(mail.outbox) == 2


def test_addresses_are_kept_by_those_who_share_and_by_nobody_else(t1, client_of):
    browser = client_of(member(t1))
    typed = {"purpose": "Fraktionen", "email": "fraktionen@example.org"}
    assert browser.post(address(t1), typed).status_code == 302
    twice = browser.post(address(t1), typed)
    assert twice.status_code == 422
    assert "steht schon da" in twice.content.decode()
    wrong = browser.post(address(t1), {"purpose": "Fraktionen", "email": "kein"})
    assert wrong.status_code == 422
    assert "Fraktionen" in wrong.content.decode()
    assert client_of(member(t1, Role.READING)).get(address(t1)).status_code == 403
    stranger = client_of(member(MunicipalityFactory()))
    with system_scope("test"):
        pk = SituationReader.objects.get(purpose="Fraktionen").pk
    assert stranger.post(address(t1, f"{pk}/entfernen/")).status_code == 404
    assert browser.post(address(t1, f"{pk}/entfernen/")).status_code == 302
    with system_scope("test"):
        assert not SituationReader.objects.filter(pk=pk).exists()


@pytest.mark.parametrize(
    ("readers", "pango", "said"), [(0, True, "zuerst eine Adresse"), (2, False, "Pango")]
)
def test_approval_is_refused_with_the_reason_and_leaves_nothing(
    t1, paper, client_of, monkeypatch, readers, pango, said
):
    monkeypatch.setattr(pdf, "is_there", lambda: pango)
    if not readers:
        with system_scope("test"):
            SituationReader.objects.all().delete()
    page = client_of(member(t1)).post(address(t1, "freigeben/"), follow=True)
    assert said in words(page)
    with system_scope("test"):
        assert not SituationEdition.objects.exists()
