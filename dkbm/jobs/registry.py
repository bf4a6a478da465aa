"""Which kinds of jobs exist. Upper floors register theirs in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from dkbm.access.scope import system_scope
from dkbm.models.job import Job, JobState

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
Finish = Callable[[], None]


class LostLease(RuntimeError):
    """Another worker holds the job now; what this one has is thrown away."""


@dataclass
class Run:
    """A claimed job, as its handler sees it.

    noted: (done, total) that the final transaction has come to; settling: it runs now. along: jobs of the same
    kind that were claimed to be done together with it, under the same token (`engine.take_along`).
    """

    job: Job
    token: str
    along: list[Job] = field(default_factory=list)
    noted: tuple[int, int] | None = None
    settling: bool = False

    @property
    def payload(self) -> dict[str, Any]:
        return self.job.payload

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Tell how far the work is, and keep the lease. Raises LostLease when somebody else took over."""
        fields = {"progress": done, "progress_total": total, "lease_until": timezone.now() + LEASE}
        if text:
            fields["progress_text"] = text[:200]
        with system_scope("the job's own row"):
            if self.held().update(**fields) != self.count:
                raise LostLease(str(self.job))

    @property
    def count(self) -> int:
        """How many jobs are done together."""
        return 1 + len(self.along)

    def held(self) -> QuerySet[Job]:
        """Their rows as far as they are still ours."""
        return Job.objects.filter(token=self.token, state=JobState.RUNNING)

    def note(self, done: int, total: int) -> None:
        """Say how far the final transaction is. What it writes is not seen before its end, so the heartbeat tells it."""
        self.noted = (done, total)


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
