"""`manage.py load_boundaries FILE`: real boundaries for the map, from GeoJSON or a shapefile."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from monitoring.readers.boundaries import BoundariesRefused, read_boundaries
from monitoring.services.boundaries import keep_boundaries

ATTRIBUTION = "© GeoBasis-DE / BKG, dl-de/by-2-0"


class Command(BaseCommand):
    """Loads boundaries; the map then shows outlines instead of tiles, and neighbours can be compared."""

    help = "Grenzen der Gebiete für die Karte laden (GeoJSON, .shp oder .zip)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--attribution",
            default=ATTRIBUTION,
            help="Quellenangabe unter der Karte, mit Jahr (Vorgabe: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outlines = read_boundaries(options["file"])
        except BoundariesRefused as refused:
            raise CommandError(str(refused)) from refused
        loaded = keep_boundaries(outlines=outlines, attribution=options["attribution"])
        self.stdout.write(f"{loaded.known} Gebiete haben jetzt eine Grenze.")
        if loaded.unknown:
            self.stdout.write(
                f"{len(loaded.unknown)} Schlüssel der Datei stehen nicht im Register: "
                f"{', '.join(loaded.unknown[:10])}{' …' if len(loaded.unknown) > 10 else ''}"
            )
