"""The worker of the embedded mode: the same engine as under Celery, without a broker."""

import signal
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from dkbm import digest, registries
from dkbm.jobs import engine

RING_SECONDS = 60


class Command(BaseCommand):
    """Run waiting jobs, forever or until none is left."""

    help = "Arbeitet Aufträge ab (eingebetteter Betrieb). Mit --once endet es, wenn nichts mehr wartet."

    def add_arguments(self, parser) -> None:  # noqa: ANN001
        parser.add_argument("--once", action="store_true", help="beenden, wenn nichts mehr wartet")
        parser.add_argument("--pause", type=float, default=0.5, help="Sekunden zwischen zwei Blicken")

    def handle(self, *args, once: bool, pause: float, **options) -> None:  # noqa: ANN002, ANN003
        if once:
            self.stdout.write(f"{engine.drain()} Aufträge erledigt.")
            return
        self.going = True
        self.next_ring = 0.0
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while self.going:
            if not self._work():
                time.sleep(pause)

    def _work(self) -> bool:
        try:
            if time.monotonic() >= self.next_ring:
                self.next_ring = time.monotonic() + RING_SECONDS
                digest.ring_weekly()
                for bell in registries.bells:
                    bell()
            return engine.work_one()
        except OperationalError:
            close_old_connections()
            return False

    def _stop(self, *args: object) -> None:
        self.going = False
