"""Restore a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dkbm.backup import RestoreRefused, restore


class Command(BaseCommand):
    """Whole or not at all; the hash of the content proves it."""

    help = "Spielt eine Sicherung ein. Die Datenbank muss migriert und leer sein (oder --replace)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("datei", type=Path, help="die Sicherung")
        parser.add_argument("--replace", action="store_true", help="den vorhandenen Inhalt ersetzen")

    def handle(self, *args: Any, datei: Path, replace: bool, **options: Any) -> None:
        try:
            restored = restore(datei, replace=replace)
        except RestoreRefused as refusal:
            raise CommandError(f"{refusal} Es wurde nichts geändert.") from refusal
        self.stdout.write(
            f"{restored.rows} Zeilen in {restored.tables} Tabellen, gesichert am {restored.created}."
        )
        self.stdout.write(f"Prüfsumme des Inhalts: {restored.state_hash} (stimmt mit der Sicherung überein)")
        self.stdout.write("Alle Sitzungen sind beendet.")
