"""Write a backup of all content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dkbm.backup import write_backup


class Command(BaseCommand):
    """One file, as of one moment, while the portal goes on working."""

    help = "Sichert alle Inhalte in eine Datei (ohne Sitzungen). Sie enthält personenbezogene Daten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("datei", type=Path, help="Name der Sicherung, z. B. dkbm-2026-11-23.zip")
        parser.add_argument("--overwrite", action="store_true", help="eine vorhandene Datei ersetzen")

    def handle(self, *args: Any, datei: Path, overwrite: bool, **options: Any) -> None:
        if datei.exists() and not overwrite:
            raise CommandError(f"Die Datei {datei} gibt es schon. Mit --overwrite wird sie ersetzt.")
        try:
            written = write_backup(datei)
        except OSError as error:
            raise CommandError(f"Die Datei {datei} lässt sich nicht schreiben: {error.strerror}.") from error
        self.stdout.write(
            f"{written.rows} Zeilen aus {written.tables} Tabellen, {written.size} Byte: {datei}"
        )
        self.stdout.write(f"Prüfsumme des Inhalts: {written.state_hash}")
        self.stdout.write("Die Datei enthält personenbezogene Daten und Zugänge. Nur Sie dürfen sie lesen.")
