"""Erase personal data whose time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dkbm.access.scope import system_scope
from dkbm.erasing import fold_log
from dkbm.models import Municipality
from governance.services import run_retention


class Command(BaseCommand):
    """For every municipality; run it once a week. Prints numbers, never names."""

    help = "Löscht Personen 24 Monate nach ihrer letzten Funktion und abgelaufene Kontakte, mit Protokoll."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zählen, nichts löschen")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        with system_scope("the retention run looks after all municipalities"):
            for municipality in Municipality.objects.select_related("region").in_flyer_order():
                run = run_retention(municipality=municipality, rehearsal=dry_run)
                done = "zu löschen" if dry_run else "gelöscht"
                self.stdout.write(f"{municipality}: {run.people} Personen, {run.contacts} Kontakte {done}.")
        fold_log()
