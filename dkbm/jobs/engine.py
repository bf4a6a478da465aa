"""Claiming and running jobs. The same code serves `manage.py work` and the Celery worker."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from dkbm.access.scope import Scope, acting_within, system_scope
from dkbm.callstack import with_roomy_stack
from dkbm.jobs.registry import KINDS, LEASE, LostLease, Run
from dkbm.models.job import Job, JobState

log = logging.getLogger("dkbm.jobs")
TRIES = 3
CRASHES = 20
BACKOFF = (timedelta(seconds=1), timedelta(seconds=10))
BEATS_PER_LEASE = 3
TELL_SECONDS = 1.0


class JobRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """The job cannot be done and trying again would not help; the message is for the user."""


def claim(job_id: int | None = None) -> Run | None:
    """Take the oldest job that waits (or the named one), or None. Two workers never get the same one."""
    now = timezone.now()
    with system_scope("the worker looks for work"), transaction.atomic():
        job = _ready(now, Q() if job_id is None else Q(pk=job_id)).first()
        if job is None:
            return None
        if job.state == JobState.RUNNING:
            job.crashes += 1
        if job.crashes <= CRASHES:
            job.state, job.token, job.lease_until = JobState.RUNNING, secrets.token_hex(16), now + LEASE
            job.error = ""
            job.save(update_fields=["state", "token", "lease_until", "crashes", "error"])
            return Run(job, job.token)
        _quarantine(job, "Der Auftrag hat den Rechenprozess wiederholt beendet.")
    return claim(job_id)  # another one waits perhaps


def take_along(run: Run, most: int) -> list[Job]:
    """Claim waiting jobs of the kind and municipality, to be done together with this one; at most so many.

    They share token, heartbeat and final transaction. Who has failed before works alone: it must not fail others.
    """
    if most < 1 or run.job.tries or run.job.crashes:
        return []
    now = timezone.now()
    alike = Q(kind=run.job.kind, municipality=run.job.municipality_id, state=JobState.QUEUED)
    with system_scope("the worker looks for work"), transaction.atomic():
        jobs = list(_ready(now, alike & Q(tries=0, crashes=0))[:most])
        claimed = {"state": JobState.RUNNING, "token": run.token, "lease_until": now + LEASE, "error": ""}
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(**claimed)
    run.along += jobs
    return jobs


def _ready(now, which: Q) -> QuerySet:  # noqa: ANN001
    """Those of these jobs that may be claimed now, the oldest first; nobody else gets them until the transaction ends."""
    ready = Job.objects.filter(which, claimable(now)).exclude(_key_is_busy(now))
    return ready.select_for_update(skip_locked=True, of=("self",)).order_by("created_at", "pk")


def claimable(now) -> Q:  # noqa: ANN001
    """Rows that a worker may take at `now`: waiting ones, and running ones whose lease has passed."""
    waits = Q(state=JobState.QUEUED) & (Q(not_before__isnull=True) | Q(not_before__lte=now))
    return waits | Q(state=JobState.RUNNING, lease_until__lt=now)


def _key_is_busy(now) -> Q:  # noqa: ANN001
    """Another row of the same kind and key is being worked on: they go one after the other."""
    running = Job.objects.filter(
        kind=OuterRef("kind"), key=OuterRef("key"), state=JobState.RUNNING, lease_until__gte=now
    ).exclude(pk=OuterRef("pk"))
    return Q(Exists(running))


@with_roomy_stack
def work_one(job_id: int | None = None) -> bool:
    """Claim and run one job. True when there was one, however it ended."""
    run = claim(job_id)
    if run is None:
        return False
    with system_scope("the job's own row"), translation.override("de"):
        try:
            _perform(run)
        except LostLease:
            log.warning("job %s was taken over by another worker", run.job.pk)
        except JobRefused as refusal:
            _give_up(run, refusal)
        except Exception as error:
            log.exception("job %s (%s) failed", run.job.pk, run.job.kind)
            _try_again(run, error)
    return True


def drain(limit: int = 1000) -> int:
    """Run jobs until none waits. Returns how many ran."""
    count = 0
    while count < limit and work_one():
        count += 1
    return count


def _perform(run: Run) -> None:
    kind = KINDS.get(run.job.kind)
    if kind is None:
        raise JobRefused(f"Die Auftragsart „{run.job.kind}“ ist unbekannt.")
    with _scope_of(run.job, system=kind.system), _heartbeat(run):
        finish = kind.handler(run)
        _settle(run, finish)


@contextmanager
def _heartbeat(run: Run) -> Iterator[None]:
    """Keep the lease while the handler works, also through long steps that tell no progress."""
    over = threading.Event()
    beating = threading.Thread(target=_beat, args=(run, over), name=f"job-{run.job.pk}", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _beat(run: Run, over: threading.Event) -> None:
    """Push the lease on until the work is over, or has taken so long that the worker must be stuck.

    In between it tells what the final transaction notes.
    """
    pause = LEASE.total_seconds() / BEATS_PER_LEASE
    began = beaten = time.monotonic()
    told = None
    while (
        not over.wait(min(TELL_SECONDS, pause)) and time.monotonic() - began < settings.CELERY_TASK_TIME_LIMIT
    ):
        noted = run.noted
        if noted == told and time.monotonic() - beaten < pause:
            continue
        if _is_alone(run):
            continue
        told, beaten = noted, time.monotonic()
        _tell(run, noted)


def _is_alone(run: Run) -> bool:
    """On SQLite nobody else writes while the final transaction does: nobody could take the job, and we cannot tell."""
    return run.settling and connection.vendor == "sqlite"


def _tell(run: Run, noted: tuple[int, int] | None) -> None:
    """Push the lease on from this thread's own connection, with what the final transaction has noted."""
    fields = dict(zip(("progress", "progress_total"), noted or (), strict=False))
    try:
        with system_scope("the job's own row"):
            run.held().update(lease_until=timezone.now() + LEASE, **fields)
    except DatabaseError as error:
        log.warning("job %s: heartbeat missed (%s)", run.job.pk, type(error).__name__)
    finally:
        connection.close()


def _scope_of(job: Job, *, system: bool) -> AbstractContextManager[Scope]:
    """The eyes of the job: its municipality's, or everything for kinds that are registered as system."""
    if system:
        return system_scope(f"job of kind {job.kind}")
    own = frozenset({job.municipality_id}) if job.municipality_id else frozenset()
    return acting_within(Scope(own=own, user_id=job.started_by_id, reason=f"job {job.pk}"))


def _settle(run: Run, finish) -> None:  # noqa: ANN001
    """The final switch and „done“ in one transaction, only while the token is still ours.

    The job's row is written last: until then the heartbeat can push the lease on, however long the switch takes.
    """
    with transaction.atomic():
        if finish is not None:
            with system_scope("the job's own row"):
                if run.held().count() != run.count:
                    raise LostLease(str(run.job))
            run.settling = True
            finish()
        done = {"state": JobState.DONE, "lease_until": None, "finished_at": timezone.now(), "error": ""}
        done |= dict(zip(("progress", "progress_total"), run.noted or (), strict=False))
        with system_scope("the job's own row"):
            if run.held().update(**done) != run.count:
                raise LostLease(str(run.job))


def _try_again(run: Run, error: Exception) -> None:
    """Three tries with growing pauses, then quarantine. Locks of the database do not count as tries.

    Jobs done together all count it: the next time each works alone, and only who is to blame fails again.
    """
    with transaction.atomic():
        for job in run.held().select_for_update().order_by("pk"):
            _once_more(job, error)


def _once_more(job: Job, error: Exception) -> None:
    if not isinstance(error, OperationalError):
        job.tries += 1
    newer = Job.objects.filter(kind=job.kind, key=job.key, state=JobState.QUEUED).exists()
    if newer:
        job.state, job.finished_at, job.error = (
            JobState.DONE,
            timezone.now(),
            "durch neueren Auftrag ersetzt",
        )
        job.save()
    elif job.tries >= TRIES:
        _quarantine(job, f"Nach {TRIES} Versuchen zurückgestellt: {type(error).__name__}")
    else:
        job.state, job.token, job.lease_until = JobState.QUEUED, "", None
        job.not_before = timezone.now() + BACKOFF[min(job.tries, len(BACKOFF)) - 1]
        job.error = type(error).__name__
        job.save()


def _give_up(run: Run, refusal: JobRefused) -> None:
    """What cannot be done is put aside with the reason; of several done together nobody knows yet which it is."""
    if run.along:
        _try_again(run, refusal)
        return
    with transaction.atomic():
        job = run.held().select_for_update().first()
        if job is not None:
            _quarantine(job, str(refusal))


def _quarantine(job: Job, message: str) -> None:
    job.state, job.token, job.lease_until = JobState.QUARANTINED, "", None
    job.finished_at, job.error = timezone.now(), message[:500]
    job.save()
