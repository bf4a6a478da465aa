"""Two probes: is the process alive, and is it ready to serve. Neither tells anything secret."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from dkbm.access.scope import system_scope
from dkbm.models.job import Job, JobState


def livez(request: HttpRequest) -> JsonResponse:
    """The process answers. No database is asked."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, broker, oldest waiting job. A broker that is down degrades, it does not kill."""
    try:
        parts = {"database": "ok", "migrations": _migrations(), "jobs": _jobs()}
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    parts["broker"] = _broker()
    ready = parts["migrations"] == "ok"
    status = (
        "down"
        if not ready
        else "ok"
        if parts["broker"] in ("ok", "none") and parts["jobs"] == "ok"
        else "degraded"
    )
    return JsonResponse({"status": status, **parts}, status=200 if ready else 503)


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _jobs() -> str:
    late = timezone.now() - timedelta(minutes=10)
    with system_scope("the readiness probe counts late jobs"):
        return "late" if Job.objects.filter(state=JobState.QUEUED, created_at__lt=late).exists() else "ok"


def _broker() -> str:
    if not settings.CELERY_BROKER_URL:
        return "none"
    import redis  # noqa: PLC0415 - only where a broker is used

    client = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=0.5, socket_timeout=0.5)
    try:
        return "ok" if client.ping() else "down"
    except redis.RedisError:
        return "down"
    finally:
        client.close()
