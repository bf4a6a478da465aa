"""Promising work: the row is written in the transaction of the change that needs it."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from dkbm.access.scope import system_scope
from dkbm.models.job import Job, JobState

log = logging.getLogger("dkbm.jobs")
BELL_PAUSE_SECONDS = 10
_bell = {"silent_until": 0.0}


def enqueue(
    kind: str, key: str, *, payload: dict[str, Any] | None = None, municipality: Any = None, by: Any = None
) -> Job:
    """Promise a job; requests for the same kind and key that still wait become one.

    Must run inside the transaction of the change. Returns the row; the bell rings after commit.
    """
    with system_scope("a promised job is written whoever asks"), transaction.atomic():
        waiting = Job.objects.select_for_update().filter(kind=kind, key=key, state=JobState.QUEUED).first()
        if waiting is None:
            waiting = _create(kind, key, payload or {}, municipality, by)
        else:
            waiting.requested += 1
            waiting.payload = payload or {}
            waiting.save(update_fields=["requested", "payload"])
    transaction.on_commit(lambda: ring(waiting.pk))
    return waiting


def _create(kind: str, key: str, payload: dict[str, Any], municipality: Any, by: Any) -> Job:
    """Write the row; when another transaction was faster, fold into its row."""
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                key=key,
                payload=payload,
                municipality=municipality,
                started_by=by if by is not None and by.pk else None,
                created_at=timezone.now(),
            )
    except IntegrityError:
        row = Job.objects.select_for_update().get(kind=kind, key=key, state=JobState.QUEUED)
        row.requested += 1
        row.save(update_fields=["requested"])
        return row


def ring(job_id: int) -> bool:
    """Tell the workers through the broker. False when there is none or it is down: the sweeper comes."""
    if not settings.CELERY_BROKER_URL or time.monotonic() < _bell["silent_until"]:
        return False
    from dkbm.jobs.tasks import run_job  # noqa: PLC0415 - Celery is not loaded where it is not used

    try:
        run_job.apply_async(args=[job_id], retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, no user is disturbed
        _bell["silent_until"] = time.monotonic() + BELL_PAUSE_SECONDS
        log.warning("the bell does not ring: %s", type(error).__name__)
        return False
    return True
