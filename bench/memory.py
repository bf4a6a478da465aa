"""Peak memory of a process and all its children, as the kernel counts it in /proc (Linux)."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Self

PAUSE_SECONDS = 0.02
PROC = Path("/proc")


class PeakMemory:
    """`with PeakMemory(pid) as peak: …` then `peak.megabytes`: the largest sum of resident memory seen.

    Pages that two processes share count twice, so the figure is an upper bound.
    """

    def __init__(self, pid: int) -> None:
        self.pid, self.kilobytes = pid, 0
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    @property
    def megabytes(self) -> float:
        return self.kilobytes / 1024

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._over.wait(PAUSE_SECONDS):
            self.kilobytes = max(self.kilobytes, sum(map(resident_kilobytes, family(self.pid))))


def family(pid: int) -> list[int]:
    """The process and all that descend from it, without those that are just being started.

    Until such a child becomes its own program it shows its parent's memory and name, which would count twice.
    """
    children = [int(child) for task in _tasks(pid) for child in _text(task / "children").split()]
    started = [child for child in children if _command(child) != _command(pid)]
    return [pid, *(member for child in started for member in family(child))]


def resident_kilobytes(pid: int) -> int:
    """Memory of one process, 0 when it is gone."""
    lines = _text(PROC / str(pid) / "status").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def _command(pid: int) -> str:
    return _text(PROC / str(pid) / "cmdline")


def _tasks(pid: int) -> list[Path]:
    try:
        return list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
