"""The ground floor as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db.models.signals import post_migrate


class DkbmConfig(AppConfig):
    """Regions, municipalities, people, access, jobs, the look."""

    name = "dkbm"
    verbose_name = "Grundlagen"

    def ready(self) -> None:
        from dkbm import checks, digest  # noqa: F401, PLC0415 - registers the system checks and jobs
        from dkbm.access.accounts import vouch_for_address  # noqa: PLC0415 - needs the app registry

        post_migrate.connect(make_cache_table, sender=self)
        user_logged_in.connect(vouch_for_address)


def make_cache_table(using: str, **kwargs: Any) -> None:
    """The cache lives in the database, yet no migration makes its table; whoever migrates gets it."""
    call_command("createcachetable", database=using, verbosity=0)
