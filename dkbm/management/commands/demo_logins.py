"""Print the demo accounts again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dkbm.demo.ground import login_lines


class Command(BaseCommand):
    """One line per account with its role."""

    help = "Zeigt die Demo-Zugänge mit Rolle, E-Mail und Kennwort."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Die Demo ist ausgeschaltet (DKBM_DEMO).")
        lines = login_lines()
        if not lines:
            raise CommandError("Es gibt noch keine Demo-Zugänge. Sie entstehen mit „manage.py load_demo“.")
        for line in lines:
            self.stdout.write(line)
