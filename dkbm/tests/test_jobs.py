"""Jobs: promised once, done once, lost never."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dkbm.access.scope import system_scope
from dkbm.jobs import engine, enqueue, service
from dkbm.jobs.registry import KINDS, Kind, LostLease
from dkbm.models import Job, Municipality
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


def test_the_final_transaction_keeps_its_lease_and_tells_how_far_it_is(monkeypatch, everything):
    """What it writes is seen at its end only, so the heartbeat tells it; on SQLite nobody else can write meanwhile."""
    monkeypatch.setattr(engine, "TELL_SECONDS", 0.01)
    seen = []

    def others_see(run):
        """What somebody else reads of the job while the final transaction is open."""
        with ThreadPoolExecutor(1) as other:
            return other.submit(_row_of, run.job.pk).result()

    def handler(run):
        def finish():
            MunicipalityFactory()
            run.note(3, 4)
            for _ in range(500 if connection.vendor == "postgresql" else 0):
                seen.append(others_see(run))
                if seen[-1]["progress"] == 3:
                    break
                time.sleep(0.01)

        return finish

    monkeypatch.setitem(KINDS, "test", Kind("test", "Test", handler, True))
    job = enqueue("test", "a")
    run = engine.claim()
    before = run.job.lease_until
    engine._perform(run)
    if connection.vendor == "postgresql":
        assert (seen[-1]["progress"], seen[-1]["progress_total"], seen[-1]["state"]) == (3, 4, "running")
        assert seen[-1]["lease_until"] > before
    job.refresh_from_db()
    assert (job.state, job.progress, job.progress_total) == (JobState.DONE, 3, 4)


def _row_of(pk):
    try:
        with system_scope("another worker looks"):
            return Job.objects.values("state", "progress", "progress_total", "lease_until").get(pk=pk)
    finally:
        connection.close()


def test_a_worker_that_loses_the_job_during_its_final_transaction_leaves_nothing(monkeypatch, everything):
    """Another worker has claimed the job although this one still writes: its token is no longer the row's."""

    def handler(run):
        def finish():
            MunicipalityFactory(slug="halb")
            Job.objects.filter(pk=run.job.pk).update(token="einer anderen")

        return finish

    monkeypatch.setitem(KINDS, "test", Kind("test", "Test", handler, True))
    enqueue("test", "a")
    with pytest.raises(LostLease):
        engine._perform(engine.claim())
    assert not Municipality.objects.filter(slug="halb").exists()


@pytest.fixture
def together(monkeypatch, everything):
    """A kind whose jobs take all waiting ones along; keeps what each run did at its end, „gift“ fails."""
    runs = []

    def handler(run):
        engine.take_along(run, 5)
        keys = [run.job.key, *(job.key for job in run.along)]

        def finish():
            if "gift" in keys:
                raise ValueError(keys)
            runs.append(keys)

        return finish

    monkeypatch.setitem(KINDS, "test", Kind("test", "Test", handler, True))
    return runs


def test_no_more_jobs_are_taken_along_than_asked_for(together):
    for key in "abcd":
        enqueue("test", key)
    run = engine.claim()
    assert [job.key for job in engine.take_along(run, 2)] == ["b", "c"]
    assert engine.take_along(run, 0) == []
    assert set(Job.objects.filter(token=run.token).values_list("key", "state")) == {
        (key, "running") for key in "abc"
    }


def test_jobs_taken_along_end_with_the_one_that_took_them(together, effects_of_another_kind):
    for key in "abc":
        enqueue("test", key)
    enqueue("test", "d", municipality=MunicipalityFactory())
    enqueue("anders", "e")
    assert engine.work_one()
    assert together == [["a", "b", "c"]], "others of the kind and municipality, no more"
    assert set(Job.objects.filter(state=JobState.DONE).values_list("key", flat=True)) == set("abc")
    engine.drain()
    assert (together[1:], effects_of_another_kind) == ([["d"]], ["e"])


@pytest.fixture
def effects_of_another_kind(monkeypatch, everything):
    """A kind „anders“ that works alone."""
    lines = []
    kind = Kind("anders", "Anders", lambda run: lambda: lines.append(run.job.key), True)
    monkeypatch.setitem(KINDS, "anders", kind)
    return lines


def test_who_fails_together_is_tried_alone_and_only_the_poisoned_one_stays(together):
    for key in ("a", "gift", "b"):
        enqueue("test", key)
    engine.drain()
    assert together == []
    assert set(Job.objects.values_list("state", "tries")) == {(JobState.QUEUED, 1)}
    for _ in range(3):
        Job.objects.filter(state=JobState.QUEUED).update(not_before=None)
        engine.drain()
    assert sorted(together) == [["a"], ["b"]]
    assert Job.objects.get(state=JobState.QUARANTINED).key == "gift"


def test_who_loses_one_of_several_jobs_leaves_nothing(together):
    first, second = enqueue("test", "a"), enqueue("test", "b")
    run = engine.claim()
    finish = KINDS["test"].handler(run)
    silent(second)
    other = engine.claim(second.pk)
    assert other is not None
    with pytest.raises(LostLease):
        engine._settle(run, finish)
    with pytest.raises(LostLease):
        run.progress(1, 2)
    assert together == []
    first.refresh_from_db()
    assert first.state == JobState.RUNNING, "its lease runs out, then somebody else does it"


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
