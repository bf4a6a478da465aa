"""Every page across municipalities for a transfer manager: 400 municipalities x 36 indicators x 20 quarters.

Real gunicorn on this machine, PostgreSQL, a database of its own. Exit status 1 when the p95 of a page misses
300 ms at full size.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from bench.portal import ROOT
from bench.recompute import own_database, portal_environment
from bench.serve import PORTAL, server

TARGET_MS = 300
KREISE, QUARTERS = 400, 20
FIRST, LAST = 1, 10
FILES = 2
"""How often a round asks for the whole file."""
BOARD = "/transfer/kommunen/"
PAGES = {
    "Start": "/",
    "Tafel": f"{BOARD}?seite={{page}}",
    "Suche": f"{BOARD}?suche=kreis+{{page}}",
    "Kernkomponenten": f"{BOARD}kernkomponenten/?seite={{page}}",
    "Verlauf": f"{BOARD}verlauf/?bereich={{family}}&seite={{page}}",
    "Wegfall": f"{BOARD}wegfall/?seite={{page}}",
    "Vergleich": f"{BOARD}vergleich/?links={{one}}&rechts={{other}}",
    "Gespräch": f"{BOARD}{{one}}/gespraech/",
    "CSV (nicht bewertet)": f"{BOARD}tafel.csv",
}
FAMILIES = ("personal", "finanzen", "regelstruktur", "legitimation", "steuerung", "diskurs")


@dataclass
class Times:
    """What one page took, in milliseconds, over all rounds."""

    name: str
    taken: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The time under which this share of the requests stayed."""
        ordered = sorted(self.taken)
        return ordered[max(0, math.ceil(len(ordered) * share) - 1)]

    @property
    def judged(self) -> bool:
        return "nicht bewertet" not in self.name


def main(arguments: list[str]) -> int:
    """Fill, start the server, ask for every page in turn, print p50 and p95 and the load of the machine."""
    parser = argparse.ArgumentParser(prog="python -m bench board")
    parser.add_argument("--kreise", type=int, default=KREISE)
    parser.add_argument("--quarters", type=int, default=QUARTERS)
    parser.add_argument("--requests", type=int, default=40, help="of each page in a round")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    pages = [Times(name) for name in PAGES]
    with own_database() as url:
        environment = portal_environment(url)
        said = _filled(environment, given)
        with server(*PORTAL, environment) as port:
            for number in range(given.rounds):
                for times in pages:
                    count = given.requests if times.judged else FILES
                    times.taken += _asked(port, said, times.name, count)
                print(f"Runde {number + 1}: Last {os.getloadavg()[0]:.1f}", flush=True)
    return _judge(pages, full=(given.kreise, given.quarters) == (KREISE, QUARTERS))


def _filled(environment: dict[str, str], given: argparse.Namespace) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "bench.board_data", str(given.kreise), str(given.quarters)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _asked(port: int, said: dict[str, list[str]], name: str, count: int) -> list[float]:
    """So many requests for a page, each for another part of it; raises SystemExit for a refusal."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": str(said["cookie"]), "Accept-Encoding": "br"}
    slugs, taken = said["slugs"], []
    for number in range(count):
        path = PAGES[name].format(
            page=FIRST + number % LAST,
            family=FAMILIES[number % len(FAMILIES)],
            one=slugs[number % len(slugs)],
            other=slugs[(number + 1) % len(slugs)],
        )
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != http.HTTPStatus.OK:
            raise SystemExit(f"{path}: {answer.status}")
    connection.close()
    return taken


def _judge(pages: list[Times], *, full: bool) -> int:
    missed = False
    for times in pages:
        p95 = times.percentile(0.95)
        fails = full and times.judged and p95 >= TARGET_MS
        missed |= fails
        print(
            f"  {times.name}: p50 {times.percentile(0.5):.0f} ms, p95 {p95:.0f} ms"
            + (" - verfehlt" if fails else "")
        )
    return int(missed)
