"""Load the official register of regions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dkbm.register import RegisterError, read_register
from dkbm.register_service import load_register


class Command(BaseCommand):
    """All Länder, Regierungsbezirke, Kreise and Gemeinden from a GV100AD file."""

    help = "Liest das amtliche Gemeindeverzeichnis (GV100AD von Destatis) ein. Wiederholbar."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("datei", type=Path, help="die Datei GV100AD_TTMMJJ.txt")
        parser.add_argument(
            "--bevoelkerung-am",
            type=date.fromisoformat,
            metavar="JJJJ-MM-TT",
            help="Tag der Bevölkerungszahlen; ohne Angabe der 31.12. vor dem Jahr des Gebietsstands",
        )

    def handle(self, *args: Any, datei: Path, bevoelkerung_am: date | None, **options: Any) -> None:
        try:
            register = read_register(datei.read_bytes())
        except OSError as error:
            raise CommandError(f"Die Datei {datei} lässt sich nicht lesen: {error.strerror}.") from error
        except RegisterError as error:
            raise CommandError(f"{datei.name}: {error}") from error
        counts = load_register(register, bevoelkerung_am)
        day = bevoelkerung_am or register.population_on
        self.stdout.write(f"Gebietsstand {register.status_on:%d.%m.%Y}, Bevölkerung am {day:%d.%m.%Y}.")
        self.stdout.write(f"neu {counts.new}, geändert {counts.changed}, unverändert {counts.unchanged}")
        if counts.absent:
            self.stdout.write(
                f"{counts.absent} Regionen stehen nicht in der Datei und bleiben, wie sie sind."
            )
