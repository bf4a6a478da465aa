"""Read a file of official statistics from the shell: look at it, or take it over into the stock."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from dkbm.access.scope import system_scope
from monitoring.readers.cells import Unreadable
from monitoring.readers.sandbox import read_in_child
from monitoring.services.shell import import_file

KEYS = ("format", "table", "measures", "rows", "numbers", "signs", "regions", "periods", "complaints")
UNKNOWN = (
    "Die Datei hat keine der bekannten Formen. Ihre Spalten lassen sich mit --mapping DATEI.json zuordnen"
    " oder beim Hochladen im Browser."
)
OWN = "Eigene Statistik gehört einer Kommune und wird im Browser eingelesen; hier nur mit --dry-run."


def _request(mapping: Path | None) -> dict | None:
    """What the reader is asked for: nothing special, or to read by this mapping."""
    if mapping is None:
        return None
    try:
        return {"mapping": json.loads(mapping.read_text(encoding="utf-8"))}
    except (OSError, ValueError) as error:
        raise CommandError(f"Die Zuordnung {mapping.name} ist keine lesbare JSON-Datei.") from error


class Command(BaseCommand):
    """import_statistics FILE [--dry-run] [--json] [--mapping FILE.json]."""

    help = (
        "Liest eine Datei amtlicher Statistik; ohne --dry-run wird sie in den amtlichen Bestand übernommen."
    )

    def add_arguments(self, parser) -> None:  # noqa: ANN001
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="nur lesen, nichts übernehmen")
        parser.add_argument("--mapping", type=Path, help="JSON-Datei: welche Spalte was sagt")
        parser.add_argument("--json", action="store_true", help="ein JSON-Objekt ausgeben")

    def handle(self, *args, file: Path, dry_run: bool, json: bool, **options) -> None:  # noqa: ANN002, ANN003
        if not file.is_file():
            raise CommandError(f"Die Datei {file.name} gibt es nicht.")
        try:
            header, cells = read_in_child(file, file.name, request=_request(options.get("mapping")))
        except Unreadable as unreadable:
            raise CommandError(unreadable.message) from unreadable
        if "look" in header:
            raise CommandError(UNKNOWN + " Gefunden: " + "; ".join(header["look"]["found"]) + ".")
        if header.get("own") and not dry_run:
            raise CommandError(OWN)
        summary = {key: header[key] for key in KEYS}
        if not dry_run:
            with system_scope("an operator's import from the shell"):
                summary |= import_file(header, cells, file)
        self._print(summary, as_json=json)

    def _print(self, summary: dict, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, sort_keys=True))
            return
        self.stdout.write(f"{summary['format']}, Tabelle {summary['table']}: {summary['rows']} Zeilen")
        for key in ("numbers", "signs", "regions", "periods", "new", "changed", "same"):
            if key in summary:
                self.stdout.write(f"  {key}: {summary[key]}")
        for complaint in summary["complaints"]:
            self.stdout.write(f"  Zeile {complaint['row']}, {complaint['column']}: {complaint['message']}")
