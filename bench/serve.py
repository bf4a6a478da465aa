"""A dashboard of twelve charts for a logged-in person: finished bytes against plain Django, and against nothing.

Real gunicorn on this machine, PostgreSQL, a database of its own. Exit status 1 when a median misses its
target at full size.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

import brotli

from bench.portal import ROOT
from bench.recompute import own_database, portal_environment

PORTAL = "bench._serve_portal", "dkbm.wsgi:application"
PLAIN = "bench._serve_plain", "django.core.wsgi:get_wsgi_application()"
TARGETS = {"figures": 8.0, "dicts": 4.0, "floor": 1.6}
TOWNS = 16
CLIENTS = (1, 8)
START_SECONDS = 60


@dataclass
class Side:
    """One address pattern of one server, and how often it is asked in a round."""

    name: str
    port: int
    path: str
    share: float
    rates: dict[int, list[float]] = field(default_factory=lambda: {count: [] for count in CLIENTS})
    middle: dict[int, list[float]] = field(default_factory=lambda: {count: [] for count in CLIENTS})


def main(arguments: list[str]) -> int:
    """Fill, start both servers, compare what they say, ask in turn."""
    given = _command_line(arguments)
    parts = [part for part in ("peer", "floor") if getattr(given, part)] or ["peer", "floor"]
    with own_database() as url:
        environment = portal_environment(url)
        said = json.loads(
            subprocess.run(
                [sys.executable, "-m", "bench.serve_data", given.level, str(TOWNS)],
                cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
            ).stdout
        )  # fmt: skip
        with server(*PORTAL, environment) as portal, server(*PLAIN, environment) as plain:
            asking = Asking(said["codes"], said["cookie"], given.requests)
            sides = _sides(portal, plain, parts)
            _print_head(given)
            print(f"  gleich: {asking.compare(sides)} Kurven von zwölf Bildern", flush=True)
            for number in range(1, given.rounds + 1):
                asking.round(number, sides)
    return _judge(sides, parts, full=given.level == "full")


def _command_line(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench serve")
    parser.add_argument("--peer", choices=["plain-django"], help="go.Figure, and dicts with orjson")
    parser.add_argument("--floor", action="store_true", help="an empty page that asks for the login")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--requests", type=int, default=400, help="of our side in a round; of slow ones fewer"
    )
    parser.add_argument("--level", choices=["full", "tiny"], default="full")
    return parser.parse_args(arguments)


def _sides(portal: int, plain: int, parts: list[str]) -> dict[str, Side]:
    sides = {"ours": Side("fertige Bytes", portal, "/monitoring/kommune/kreis-{}/kennzahlen.json", 1)}
    if "peer" in parts:
        sides["figures"] = Side("go.Figure", plain, "/figuren/{}/", 0.1)
        sides["dicts"] = Side("dicts + orjson", plain, "/dicts/{}/", 0.25)
    if "floor" in parts:
        sides["floor"] = Side("leere Seite", portal, "/leer/", 1)
        sides["bare"] = Side("leere Seite, schlichtes Django", plain, "/leer/", 1)
    return sides


class Asking:
    """One person's browser: keeps its connection, takes brotli, asks for one municipality after the other."""

    def __init__(self, codes: list[str], cookie: str, requests: int) -> None:
        self.codes, self.requests = codes, requests
        self.headers = {"Cookie": cookie, "Accept-Encoding": "br"}

    def ask(self, connection: http.client.HTTPConnection, side: Side, number: int) -> bytes:
        """The body of one answer. Raises SystemExit for any other status than 200."""
        connection.request(
            "GET", side.path.format(self.codes[number % len(self.codes)]), headers=self.headers
        )
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise SystemExit(f"{side.name}: {answer.status}")
        return brotli.decompress(content) if answer.headers.get("Content-Encoding") == "br" else content

    def compare(self, sides: dict[str, Side]) -> int:
        """Every side's curves for every municipality, twice; raises SystemExit where they differ.

        The side of dicts has to say the very same drawings, for wide and narrow screens.
        """
        count = 0
        for number in [*range(len(self.codes))] * 2:
            said = {
                name: json.loads(self.ask(_connection(side), side, number), parse_int=float)
                for name, side in sides.items()
                if name in {"ours", "figures", "dicts"}
            }
            found = [_curves(content) for content in said.values()]
            if any(curves != found[0] for curves in found):
                raise SystemExit(f"{self.codes[number]}: the sides draw different curves")
            if _drawings(said.get("dicts", said["ours"])) != _drawings(said["ours"]):
                raise SystemExit(f"{self.codes[number]}: the side of dicts draws something else")
            count = len(found[0])
        return count

    def round(self, number: int, sides: dict[str, Side]) -> None:
        """Every side at one client, then every side at eight; the same connections are kept."""
        for clients in CLIENTS:
            for side in sides.values():
                self._measure(side, clients)
            said = "; ".join(
                f"{side.name} {side.middle[clients][-1]:.2f} ms, {side.rates[clients][-1]:.0f}/s"
                for side in sides.values()
            )
            print(f"  Runde {number}, {clients} zugleich: {said}", flush=True)

    def _measure(self, side: Side, clients: int) -> None:
        each = max(2, math.ceil(self.requests * side.share / clients))
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            times = [
                t for part in pool.map(lambda _: self._one_client(side, each), range(clients)) for t in part
            ]
        side.rates[clients].append(each * clients / (time.perf_counter() - began))
        side.middle[clients].append(statistics.median(times) * 1000)

    def _one_client(self, side: Side, count: int) -> list[float]:
        connection, times = _connection(side), []
        for number in range(count):
            began = time.perf_counter()
            self.ask(connection, side, number)
            times.append(time.perf_counter() - began)
        connection.close()
        return times


def _curves(said: dict[str, list[dict[str, Any]]]) -> list[list[tuple[int, float]]]:
    """Year and value of every curve, rounded as printed: what all sides have to say alike."""
    figures = [figure["bild"] for figure in said["kennzahlen"] if figure["zeilen"]]
    drawn = [
        sorted(
            (int(x), round(float(y), 1)) for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None
        )
        for figure in figures
        for trace in figure["data"]
    ]
    return sorted(curve for curve in drawn if curve)


def _drawings(said: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Everything drawn, in an order of its own: the plain side numbers its figures in another one."""
    parts = ("data", "layout", "narrow")
    return sorted(
        json.dumps([figure["bild"][part] for part in parts], sort_keys=True) for figure in said["kennzahlen"]
    )


def _connection(side: Side) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", side.port, timeout=60)


@contextmanager
def server(settings: str, application: str, environment: dict[str, str]) -> Iterator[int]:
    """A gunicorn with two workers of four threads on a free port; gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", application, f"--bind=127.0.0.1:{port}", "--workers=2",
        "--threads=4", "--no-control-socket", "--log-level=error",
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, env={**environment, "DJANGO_SETTINGS_MODULE": settings}
    ) as process:
        try:
            _wait_until_open(port)
            yield port
        finally:
            process.terminate()


def _wait_until_open(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not start")


def _print_head(given: argparse.Namespace) -> None:
    cores = len(os.sched_getaffinity(0))
    print(
        f"{date.today().isoformat()}, {cores} Kerne, Python {platform.python_version()},"  # noqa: DTZ011
        f" Django {version('django')}, plotly {version('plotly')}, gunicorn 2 x 4 Fäden;"
        f" {given.requests} Anfragen je Runde"
    )


def _judge(sides: dict[str, Side], parts: list[str], *, full: bool) -> int:
    """Print the medians of the ratios; 1 when one of a single client misses its target."""
    missed = False
    wanted = [name for name in ("figures", "dicts", "floor") if name in sides]
    for name in wanted:
        for clients in CLIENTS:
            ours = statistics.median(sides["ours"].middle[clients])
            ratio = statistics.median(sides[name].middle[clients]) / ours
            if name == "floor":
                ratio = 1 / ratio
            good = ratio <= TARGETS[name] if name == "floor" else ratio >= TARGETS[name]
            fails = full and clients == 1 and not good
            missed |= fails
            said = (
                f"wir brauchen das {ratio:.2f}-Fache von"
                if name == "floor"
                else f"das {ratio:.1f}-Fache braucht"
            )
            print(
                f"  Median, {clients} zugleich: {said} {sides[name].name}" + (" - verfehlt" if fails else "")
            )
    return int(missed)
