"""Load the demo content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from dkbm import registries
from dkbm.access.scope import system_scope
from dkbm.demo import ground
from dkbm.registries import DemoPart


class Command(BaseCommand):
    """The ground floor first, then the parts of the other floors in their order; repeatable."""

    help = "Lädt den Demo-Inhalt. Wiederholbar; im Produktivbetrieb abgelehnt."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Die Demo ist ausgeschaltet (DKBM_DEMO). Es wurde nichts geladen.")
        parts = [
            DemoPart("dkbm", ground.load, 0),
            *sorted(registries.demo_parts, key=lambda p: (p.order, p.name)),
        ]
        with system_scope("demo content is written for several municipalities"):
            for part in parts:
                self._load(part)
            lines = ground.login_lines()
        self.stdout.write("\nDemo-Zugänge (nur für diese Demo):")
        for line in lines:
            self.stdout.write(f"  {line}")

    def _load(self, part: DemoPart) -> None:
        """One part, whole or not at all."""
        try:
            with transaction.atomic():
                part.load(self.stdout.write)
        except ground.DemoRefused as error:
            raise CommandError(f"Demo-Inhalt „{part.name}“: {error}") from error
