"""Which kinds of jobs exist. Upper floors register theirs in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from dkbm.access.scope import system_scope
from dkbm.models.job import Job, JobState

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
Finish = Callable[[], None]


class LostLease(RuntimeError):
    """Another worker holds the job now; what this one has is thrown away."""


@dataclass
class Run:
    """A claimed job, as its handler sees it."""

    job: Job
    token: str

    @property
    def payload(self) -> dict[str, Any]:
        return self.job.payload

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Tell how far the work is, and keep the lease. Raises LostLease when somebody else took over."""
        fields = {"progress": done, "progress_total": total, "lease_until": timezone.now() + LEASE}
        if text:
            fields["progress_text"] = text[:200]
        with system_scope("the job's own row"):
            held = Job.objects.filter(pk=self.job.pk, token=self.token, state=JobState.RUNNING)
            if not held.update(**fields):
                raise LostLease(str(self.job))


Handler = Callable[[Run], "Finish | None"]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its handler, its German label and whether it may read across municipalities."""

    name: str
    label: Any
    handler: Handler
    system: bool = False


KINDS: dict[str, Kind] = {}


def job_kind(name: str, label: Any, *, system: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler. It computes outside transactions and returns what is to be done at the end.

    The returned callable runs in one short transaction together with „done“, guarded by the token, so
    a job that was killed, doubled or overtaken leaves no half of its effect.
    """

    def register(handler: Handler) -> Handler:
        KINDS[name] = Kind(name, label, handler, system)
        return handler

    return register
