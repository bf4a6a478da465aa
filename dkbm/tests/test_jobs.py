"""Jobs: promised once, done once, lost never."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from dkbm.jobs import engine, enqueue, service
from dkbm.jobs.registry import KINDS, Kind, LostLease
from dkbm.models import Job
from dkbm.models.job import JobState
from dkbm.tests.factories import MunicipalityFactory, member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def effects(monkeypatch, everything):
    """A kind „test“ whose effect is a line in this list, written in the job's final transaction."""
    lines = []
    monkeypatch.setitem(
        KINDS, "test", Kind("test", "Test", lambda run: lambda: lines.append(run.job.key), True)
    )
    return lines


def silent(job):
    """Let the worker of this job have fallen silent."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_promised_job_runs_once(effects):
    enqueue("test", "a")
    assert engine.drain() == 1
    assert engine.drain() == 0
    assert effects == ["a"]


def test_requests_for_the_same_key_become_one(effects):
    rows = {enqueue("test", "a").pk for _ in range(5)}
    assert len(rows) == 1
    assert Job.objects.get().requested == 5
    engine.drain()
    assert effects == ["a"]


def test_request_during_the_run_makes_it_run_once_more(effects):
    enqueue("test", "a")
    first = engine.claim()
    enqueue("test", "a")
    assert engine.claim() is None, "the key is busy: the second waits for the first"
    engine._settle(first, lambda: effects.append("first"))
    engine.drain()
    assert effects == ["first", "a"]


def test_rolled_back_change_promises_nothing(effects):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("test", "a")
        raise RuntimeError
    assert not Job.objects.exists()


def test_two_workers_never_get_the_same_job(effects):
    enqueue("test", "a")
    assert engine.claim() is not None
    assert engine.claim() is None


def test_silent_worker_loses_the_job_and_its_effect(effects):
    job = enqueue("test", "a")
    dead = engine.claim()
    silent(job)
    engine.drain()
    assert effects == ["a"]
    with pytest.raises(LostLease):
        engine._settle(dead, lambda: effects.append("doubled"))
    with pytest.raises(LostLease):
        dead.progress(1, 2)
    assert effects == ["a"]


def test_doubled_message_does_the_work_once(effects):
    job = enqueue("test", "a")
    assert [engine.work_one(job.pk) for _ in range(5)] == [True, False, False, False, False]
    assert effects == ["a"]


def test_failing_effect_leaves_nothing_and_three_tries_quarantine(monkeypatch, everything):
    emden = MunicipalityFactory()

    def handler(run):
        def finish():
            emden.portrait = "halb"
            emden.save()
            raise ValueError("geheimer Inhalt")

        return finish

    monkeypatch.setitem(KINDS, "test", Kind("test", "Test", handler, True))
    job = enqueue("test", "a")
    for _ in range(3):
        Job.objects.update(not_before=None)
        engine.drain()
    job.refresh_from_db()
    emden.refresh_from_db()
    assert job.state == JobState.QUARANTINED
    assert job.tries == 3
    assert emden.portrait == ""
    assert "geheim" not in job.error, "errors name the kind of fault, never contents"


def test_poisoned_job_does_not_hold_up_the_others(effects, monkeypatch):
    monkeypatch.setitem(KINDS, "gift", Kind("gift", "Gift", lambda run: 1 / 0, True))
    enqueue("gift", "x")
    enqueue("test", "a")
    engine.drain()
    assert effects == ["a"]


def test_unknown_kind_is_quarantined_not_retried(everything):
    job = enqueue("gibt-es-nicht", "a")
    engine.drain()
    job.refresh_from_db()
    assert job.state == JobState.QUARANTINED


def test_broker_down_disturbs_nobody(effects, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    from dkbm.celery import app

    service._bell["silent_until"] = 0
    old, app.conf.broker_url = app.conf.broker_url, settings.CELERY_BROKER_URL
    try:
        enqueue("test", "a")
        assert service.ring(Job.objects.get().pk) is False
    finally:
        app.conf.broker_url = old
        service._bell["silent_until"] = 0
    assert engine.drain() == 1
    assert effects == ["a"]


def test_progress_is_seen_while_the_job_runs(effects):
    job = enqueue("test", "a")
    run = engine.claim()
    run.progress(3, 4, "Es geht voran.")
    job.refresh_from_db()
    assert (job.percent, job.progress_text) == (75, "Es geht voran.")


def test_job_reads_with_the_eyes_of_its_municipality(monkeypatch, everything):
    from dkbm.access.scope import current_scope

    seen = []
    monkeypatch.setitem(KINDS, "test", Kind("test", "Test", lambda run: seen.append(current_scope()), False))
    emden = MunicipalityFactory()
    enqueue("test", "a", municipality=emden, by=member(emden))
    engine.drain()
    assert seen[0].own == frozenset({emden.pk})
    assert not seen[0].everything


def test_status_page_is_for_the_municipality_and_the_starter_only(client_of, effects):
    emden, verden = MunicipalityFactory(), MunicipalityFactory()
    job = enqueue("test", "a", municipality=emden, by=member(emden))
    url = f"/rechenauftraege/{job.pk}/"
    assert client_of(member(emden)).get(url).json()["state"] == "queued"
    foreign = client_of(member(verden))
    assert foreign.get(url).status_code == 404
