"""The Celery application: a doorbell. What is to be done stands in `Job` rows (docs/adr)."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
app = Celery("dkbm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["dkbm.jobs"], related_name="tasks")


@worker_init.connect
@beat_init.connect
def refuse_unsafe_start(**kwargs: object) -> None:
    """A production that is not safe starts no worker and no beat."""
    from dkbm import checks  # noqa: PLC0415 - needs the app registry

    try:
        checks.refuse_unsafe_start()
    except checks.UnsafeStart as refusal:
        # Celery swallows exceptions of signal handlers
        raise SystemExit(str(refusal)) from None
