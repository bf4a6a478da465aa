"""The rounds of `python -m bench recompute`, inside the portal that it made: `python -m bench.recompute_rounds`."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from importlib.metadata import version

from bench.level import LEVELS, Level, seed
from bench.memory import PeakMemory
from bench.portal import ROOT

FEW = 12
TARGETS = {"peer": 3.0, "limit": 5.0, "newest": 0.25, "few": 1 / 6, "workers": 1.5, "memory": 600}
WAIT_SECONDS = 600


class Rounds:
    """Times of several sides, taken in turn and printed as they come."""

    def __init__(self, level: str, rounds: int) -> None:
        self.name, self.level, self.count = level, LEVELS[level], rounds
        self.missed = False

    def peer(self) -> None:
        """The portal from the database into the database; pandas the same way, and from memory to memory.

        Judged is the same output, results in the database, and memory alone against a portal that uses both cores,
        as its jobs are cut to do and pandas cannot.
        """
        from bench import recompute_sides as sides

        rows = sides.long_rows(self.level)
        sides.store_rows(rows)
        full, both, whole, long, wide = [], [], [], [], []
        for number in range(1, self.count + 1):
            full.append(worked_seconds(1)[0])  # a process of its own, as always: not one full of frames
            both.append(worked_seconds(2)[0])
            reading, read = sides.timed(sides.read_rows)
            del read  # equal to the rows that are held: computed from them below
            pivot, frame = sides.timed(lambda: sides.wide_rows(rows))
            seconds, found = sides.timed(lambda frame=frame: sides.with_pandas(frame, self.level))
            writing, _none = sides.timed(lambda found=found: sides.write_results(found))
            long.append(pivot + seconds)
            wide.append(seconds)
            whole.append(reading + pivot + seconds + writing)
            if number == 1:
                print(
                    f"  gleich: {sides.check_against(self.level, found)} Ergebnisse mit Trend und Perzentil"
                )
            print(
                f"  Runde {number}: Portal {full[-1]:.2f} s, in zwei Prozessen {both[-1]:.2f} s, pandas {whole[-1]:.2f} s (lesen {reading:.2f} s,"
                f" rechnen {long[-1]:.2f} s, davon nach dem Umformen {wide[-1]:.2f} s, schreiben {writing:.2f} s)",
                flush=True,
            )
            del frame, found
        same, least = (
            "pandas, aus der Datenbank in die Datenbank wie das Portal, braucht das",
            TARGETS["peer"],
        )
        self._ratio(same, whole, full, at_least=least)
        self._ratio("pandas, nur im Speicher, gegen zwei Prozesse das", long, both, at_least=least)
        self._ratio("pandas, nur im Speicher, gegen einen Prozess das", long, full)
        self._ratio("pandas, nur im Speicher und schon umgeformt, das", wide, full)

    def limit(self) -> None:
        """Read every cube, one argsort, write the same bytes."""
        from bench import recompute_sides as sides

        full, bare = [full_seconds()], []
        kept = sides.Kept.of_now()
        full.clear()
        for number in range(1, self.count + 1):
            sides.clear()
            bare.append(sides.timed(lambda: sides.limit(kept))[0])
            full.append(full_seconds())
            print(f"  Runde {number}: Portal {full[-1]:.2f} s, Grenze {bare[-1]:.2f} s")
        self._ratio("Portal braucht das", full, bare, at_most=TARGETS["limit"])

    def incremental(self) -> None:
        """Changed cubes only; afterwards everything at once must give the same results."""
        from bench import recompute_sides as sides

        level, every = self.level, list(range(self.level.indicators))
        # indicators of one table stand side by side in the catalogue; scattered ones are the worst case
        few, scattered = every[:FEW], every[:: max(1, level.indicators // FEW)][:FEW]
        changes = {
            "neuestes Jahr": (every, level.periods[-1:]),
            "mittleres Jahr": (every, [level.periods[level.years // 2]]),
            f"{FEW} Indikatoren": (few, level.periods),
            "verstreut": (scattered, level.periods),
        }
        full: list[float] = []
        parts: dict[str, list[float]] = {name: [] for name in changes}
        for number in range(1, self.count + 1):
            full.append(full_seconds())
            for name, (indicators, periods) in changes.items():
                sides.change_cubes(level, number, indicators, periods)
                sides.promise(indicators)
                parts[name].append(sides.timed(sides.work_off)[0])
            said = ", ".join(f"{name} {seconds[-1]:.2f} s" for name, seconds in parts.items())
            print(f"  Runde {number}: alles {full[-1]:.2f} s, {said}")
        piecewise = sides.results_hash()
        full_seconds()
        if sides.results_hash() != piecewise:
            raise SystemExit("piece by piece and at once differ")
        print("  gleich: stückweise und auf einmal dieselben Ergebnisse")
        newest, middle, some, apart = parts.values()
        self._ratio("das neueste Jahr braucht das", newest, full, at_most=TARGETS["newest"])
        self._ratio("ein mittleres Jahr das", middle, full)
        self._ratio(f"{FEW} Indikatoren brauchen das", some, full, at_most=TARGETS["few"])
        self._ratio(f"{FEW} verstreute das", apart, full)

    def workers(self, most: int) -> None:
        """Worker processes as `start.py` runs them, on the same rows."""
        one, several, megabytes = [], [], []
        for number in range(1, self.count + 1):
            for count, seconds in ((1, one), (most, several)):
                taken, peak = worked_seconds(count)
                seconds.append(taken)
                megabytes.append(peak)
            print(
                f"  Runde {number}: ein Rechenprozess {one[-1]:.2f} s, {most} {several[-1]:.2f} s,"
                f" höchstens {max(megabytes):.0f} MiB je Prozess"
            )
        self._ratio("ein Rechenprozess braucht das", one, several, at_least=TARGETS["workers"])
        self.missed |= self.name == "M" and max(megabytes) > TARGETS["memory"]

    def _ratio(
        self,
        text: str,
        top: list[float],
        bottom: list[float],
        *,
        at_least: float = 0,
        at_most: float = float("inf"),
    ) -> None:
        ratio = statistics.median(top) / statistics.median(bottom)
        missed = self.name == "M" and not at_least <= ratio <= at_most
        self.missed |= missed
        print(f"  Median: {text} {ratio:.2f}-Fache" + (" - verfehlt" if missed else ""))


def full_seconds() -> float:
    """Everything anew, by this process."""
    from bench import recompute_sides as sides

    sides.clear()
    sides.promise()
    return sides.timed(sides.work_off)[0]


def worked_seconds(count: int) -> tuple[float, float]:
    """Everything anew by worker processes that are warm already: seconds, and MiB of the largest of them."""
    from bench import recompute_sides as sides

    with ExitStack() as stack:
        peaks = [stack.enter_context(worker()) for _ in range(count)]
        for _warm_then_measured in range(2):
            sides.clear()
            sides.promise()
            seconds = sides.timed(_all_done)[0]
    return seconds, max(peak.megabytes for peak in peaks)


@contextmanager
def worker() -> Iterator[PeakMemory]:
    """A `manage.py work` beside us."""
    command = [sys.executable, "manage.py", "work", "--pause=0.02"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            with PeakMemory(process.pid) as peak:
                yield peak
        finally:
            process.terminate()


def _all_done() -> None:
    from dkbm.models import Job

    end = time.monotonic() + WAIT_SECONDS
    while Job.objects.exclude(state="done").exists():
        if time.monotonic() > end:
            raise SystemExit("the jobs do not end")
        time.sleep(0.01)


def _print_head(name: str, level: Level) -> None:
    from django.db import connection

    cores = len(os.sched_getaffinity(0))
    print(
        f"Stufe {name}: {level.kreise} Kreise, {level.indicators} Indikatoren, {level.years} Jahre, {level.cells} Zellen"
    )
    print(
        f"{date.today().isoformat()}, {cores} Kerne, Python {platform.python_version()},"  # noqa: DTZ011
        f" Django {version('django')}, numpy {version('numpy')}, pandas {version('pandas')},"
        f" PostgreSQL {connection.pg_version // 10000}"
    )


def run(arguments: list[str]) -> int:
    """Fill the database, run the parts."""
    from dkbm.access.scope import system_scope

    parser = argparse.ArgumentParser()
    parser.add_argument("--level", default="M")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("parts", nargs="+")
    given = parser.parse_args(arguments)
    rounds = Rounds(given.level, given.rounds)
    with system_scope("the benchmark recomputes"):
        _print_head(given.level, rounds.level)
        seed(rounds.level)
        for part in given.parts:
            print(f"{part}:", flush=True)
            getattr(rounds, part)(*([given.workers] if part == "workers" else []))
            sys.stdout.flush()
    return int(rounds.missed)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
    import django

    django.setup()
    sys.exit(run(sys.argv[1:]))
