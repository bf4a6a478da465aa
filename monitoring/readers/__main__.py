"""`python -m monitoring.readers PATH [NAME [REQUEST]]`: reads one file under its own limits and prints JSON lines."""

from __future__ import annotations

import gc
import io
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.readers import limits
from monitoring.readers.cells import Unreadable
from monitoring.readers.door import answer
from monitoring.readers.wire import as_line, lines_of

if TYPE_CHECKING:
    from types import FrameType

_USAGE = "Aufruf: python -m monitoring.readers DATEI [NAME [AUFTRAG]]"
_NO_FILE = "Die Datei ist nicht da oder darf nicht gelesen werden."
_UNEXPECTED = (
    "Die Datei konnte nicht gelesen werden. Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert."
)


def main(arguments: list[str]) -> int:
    """Print header and cells and return 0; else print {"error": …} as the last line and return 1."""
    limit_resources()
    gc.disable()  # short life, no cycles: collecting among millions of cells doubles the time
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        _print_reading(arguments)
    except Unreadable as refusal:
        error = refusal.message
    except MemoryError:
        error = limits.NOT_ENOUGH_MEMORY
    except Exception:  # noqa: BLE001 - the last door: whatever a hostile file provokes ends as a German sentence
        error = _UNEXPECTED
    else:
        return 0
    print(as_line({"error": error}))  # noqa: T201 - stdout is the answer
    return 1


def _print_reading(arguments: list[str]) -> None:
    if len(arguments) not in {1, 2, 3}:
        raise Unreadable(_USAGE)
    path = Path(arguments[0])
    try:
        too_large = path.stat().st_size > limits.MAX_FILE_BYTES
        data = b"" if too_large else path.read_bytes()
    except (OSError, ValueError):
        raise Unreadable(_NO_FILE) from None
    if too_large:
        raise Unreadable(limits.TOO_LARGE)
    given = answer(data, *(arguments[1:] or [path.name]))
    for line in lines_of(given.reading, given.extra):
        sys.stdout.write(f"{line}\n")


def limit_resources() -> None:
    """Limit memory, processor time and output of this process where the system knows such limits."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for kind, soft, hard in (
        (resource.RLIMIT_AS, limits.CHILD_MEMORY_BYTES, limits.CHILD_MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CHILD_CPU_SECONDS, limits.CHILD_CPU_SECONDS + 5),
        (resource.RLIMIT_FSIZE, limits.CHILD_OUTPUT_BYTES, limits.CHILD_OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)  # noqa: PLW2901
        resource.setrlimit(kind, (soft, hard))
    signal.signal(signal.SIGXCPU, _refuse_slow)


def _refuse_slow(_signal: int, _frame: FrameType | None) -> None:
    raise Unreadable(limits.TOO_SLOW)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
