"""Look for rows that contradict each other."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dkbm.verifying import complaints


class Command(BaseCommand):
    """Exit code 1 and a list when a rule across rows is broken."""

    help = "Prüft die Regeln, die über einzelne Zeilen hinausgehen. Endet mit 1, wenn etwas nicht stimmt."

    def handle(self, *args: Any, **options: Any) -> None:
        found = complaints()
        if not found:
            self.stdout.write("Alles stimmt.")
            return
        for name, sentence in found:
            self.stdout.write(f"{name}: {sentence}")
        raise CommandError(f"{len(found)} Beanstandungen." if len(found) > 1 else "1 Beanstandung.")
