"""Print the hash of all content."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dkbm.state import state_hash


class Command(BaseCommand):
    """Equal content gives an equal hash, on SQLite and PostgreSQL."""

    help = "Gibt die Prüfsumme über alle Inhalte aus (ohne Schlüsselnummern, Uhrzeiten, Kennwörter)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="auch je Teil, als JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        total, parts = state_hash()
        if not options["json"]:
            self.stdout.write(total)
            return
        named = {part.name: asdict(part) for part in parts}
        for values in named.values():
            values.pop("name")
        self.stdout.write(json.dumps({"state_hash": total, "parts": named}, indent=2, ensure_ascii=False))
