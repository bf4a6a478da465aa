"""The doorbell. Messages may be lost, late or doubled: only the rows count."""

from celery import shared_task
from django.utils import timezone

from dkbm import registries
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.jobs.service import ring
from dkbm.models.job import Job


@shared_task(name="dkbm.jobs.run")
def run_job(job_id: int) -> bool:
    """Run the named job if nobody has it."""
    return engine.work_one(job_id)


@shared_task(name="dkbm.jobs.sweep")
def sweep() -> int:
    """Ring again for every job that waits or whose worker went silent."""
    with system_scope("the sweeper looks for forgotten jobs"):
        ready = list(Job.objects.filter(engine.claimable(timezone.now())).values_list("pk", flat=True)[:500])
    for job_id in ready:
        ring(job_id)
    return len(ready)


@shared_task(name="dkbm.digest.ring")
def ring_digest() -> None:
    """See whether this week's digest is still to be promised."""
    from dkbm.digest import ring_weekly  # noqa: PLC0415 - the digest stands on the jobs

    ring_weekly()


@shared_task(name="dkbm.bells.ring")
def ring_bells() -> None:
    """Let every floor see whether something has come due by the calendar."""
    for bell in registries.bells:
        bell()
