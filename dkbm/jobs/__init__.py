"""Work that goes on after the answer: `Job` rows with lease and token; Celery only rings the bell."""

from dkbm.jobs.registry import Run, job_kind
from dkbm.jobs.service import enqueue

__all__ = ["Run", "enqueue", "job_kind"]
