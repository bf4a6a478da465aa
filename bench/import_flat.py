"""A flat file of 44,100 rows through upload, preview, commit and recomputing, beside the straight way.

Every round starts both sides from a copy of the same prepared portal, one after the other. Exit status 1
when a round misses the targets and the file is the full one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import statistics
import tempfile
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.flat_file import FILE_NAME, FULL_ROWS, flat_file
from bench.memory import PeakMemory
from bench.portal import Portal

MOST_SECONDS, MOST_MEGABYTES, FEWEST_STEPS = 60, 300, 5
STRAIGHT = ("create", "bulk")


@dataclass
class Round:
    """What one round measured; `portal` and `straight` as bench.import_sides prints them."""

    portal: dict[str, Any]
    megabytes: float
    straight: dict[str, dict[str, Any]]

    @property
    def steps(self) -> int:
        """Distinct states of progress that a waiting person could see."""
        return len(self.portal["progress"])

    @property
    def misses(self) -> list[str]:
        """Targets that this round did not reach; a small file proves nothing about them."""
        if self.portal["rows"] < FULL_ROWS:
            return []
        return [
            name
            for name, missed in (
                (f"{MOST_SECONDS} s", self.portal["recomputed"] >= MOST_SECONDS),
                (f"{MOST_MEGABYTES} MB", self.megabytes >= MOST_MEGABYTES),
                (f"{FEWEST_STEPS} Fortschritte", self.steps < FEWEST_STEPS),
            )
            if missed
        ]


def main(arguments: list[str]) -> int:
    """Run the rounds, print each, then the medians and the ratios."""
    given = _command_line(arguments)
    with tempfile.TemporaryDirectory(prefix="dkbm-bench-") as folder:
        file = Path(folder) / FILE_NAME
        file.write_bytes(flat_file(given.rows))
        prepared = Portal(Path(folder) / "vorbereitet")
        prepared.set_up()
        _print_head(given.rows, file.stat().st_size)
        rounds = []
        for number in range(1, given.rounds + 1):
            rounds.append(one_round(prepared, Path(folder) / f"runde-{number}", file))
            _print_round(number, rounds[-1])
    _print_summary(rounds)
    return 1 if any(each.misses for each in rounds) else 0


def _command_line(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench import_flat")
    parser.add_argument("--rows", type=int, default=FULL_ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)


def one_round(prepared: Portal, folder: Path, file: Path) -> Round:
    """The portal, then the straight ways, each with a database of its own."""
    portal, megabytes = _through_the_portal(prepared.copy_to(folder / "portal"), file)
    straight = {side: _side(prepared.copy_to(folder / side), side, file) for side in STRAIGHT}
    return Round(portal, megabytes, straight)


def _through_the_portal(portal: Portal, file: Path) -> tuple[dict[str, Any], float]:
    with portal.running("manage.py", "work") as worker, PeakMemory(worker.pid) as peak:
        said = _side(portal, "portal", file)
    if said["state"] != "committed":
        raise SystemExit(f"the import ended as {said['state']}")
    return said, peak.megabytes


def _side(portal: Portal, side: str, file: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(portal.run("-m", "bench.import_sides", side, str(file)))
    return said


def _print_head(rows: int, size: int) -> None:
    print(f"{rows} Zeilen, {size / 1e6:.1f} MB; {date.today().isoformat()}, {_cores()} Kerne,")  # noqa: DTZ011
    print(f"Python {platform.python_version()}, Django {version('django')}, SQLite {sqlite3.sqlite_version}")


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _print_round(number: int, measured: Round) -> None:
    portal = measured.portal
    print(
        f"Runde {number}: Portal Vorschau {portal['preview']:.1f} s, übernommen {portal['committed']:.1f} s,"
        f" berechnet {portal['recomputed']:.1f} s, {measured.megabytes:.0f} MB, {portal['rows']} Zeilen,"
        f" {measured.steps} Fortschritte"
    )
    for side, straight in measured.straight.items():
        print(f"         {side:<6} {straight['committed']:.1f} s, {straight['rows']} Zeilen")
    for miss in measured.misses:
        print(f"         verfehlt: {miss}")


def _print_summary(rounds: list[Round]) -> None:
    whole = statistics.median(each.portal["recomputed"] for each in rounds)
    print(f"Median: Portal {whole:.1f} s, {statistics.median(each.megabytes for each in rounds):.0f} MB")
    for side in STRAIGHT:
        straight = statistics.median(each.straight[side]["committed"] for each in rounds)
        print(f"        {side:<6} {straight:.1f} s; Portal braucht das {whole / straight:.2f}-Fache")
