"""Write all cubes anew from the rows and promise all results anew: after a damage that `verify` has found."""

from django.core.management.base import BaseCommand

from dkbm.access.scope import system_scope
from monitoring.services.cubes import rebuild_all_cubes
from monitoring.services.recompute import request_all


class Command(BaseCommand):
    """rebuild_cubes."""

    help = "Baut die Würfel aus den Zeilen neu und lässt alle Ergebnisse neu berechnen."

    def handle(self, *args, **options) -> None:  # noqa: ANN002, ANN003
        with system_scope("cubes and results are rebuilt from all rows"):
            count = rebuild_all_cubes()
            promised = request_all()
        self.stdout.write(f"{count} Würfel geschrieben, {promised} Berechnungen angestoßen.")
