"""Reads a file in a fresh, limited child process: what a hostile file breaks there stays whole here."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import orjson

from monitoring.readers import limits
from monitoring.readers.cells import Unreadable
from monitoring.readers.wire import MAX_REQUEST_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitoring.readers.celltable import CellTable

_ROOT = Path(__file__).resolve().parents[2]
_DIED = (
    "Das Lesen der Datei ist abgebrochen; sie ist beschädigt oder zu groß."
    " Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert oder einen kleineren Auszug."
)
_NOT_STARTED = "Das Lesen der Datei konnte nicht gestartet werden. Bitte versuchen Sie es später noch einmal."
_UNSAFE_IN_NAME = re.compile(r"[^\w .()+,&-]")
_LAST_LINE_BYTES = 64 * 1024


def read_in_child(
    source: Path | bytes, filename: str, timeout: float = 90, request: dict[str, Any] | None = None
) -> tuple[dict[str, Any], CellTable]:
    """Read a file in a child process and return its header and its cells.

    source: path of the stored upload, or its bytes. filename: its name as uploaded. timeout: seconds of real
    time. request: {"mapping": …} or {"look": options}, see `door`; a file of unknown layout is answered by a
    header with a "look" and no cells. The header holds the summary plus encoding, title, footer, licence,
    retrieved, notices and cells (their number).
    The child has ended well before this returns, so no cell of a failed reading is ever seen.
    Raises Unreadable with a German sentence for every failure.
    """
    with _as_path(source) as path:
        answer = _run(path, [_plain_name(filename), *_as_text(request)], timeout)
    try:
        header = json.loads(answer.readline())
        expected = int(header["cells"])
    except (ValueError, TypeError, LookupError):
        answer.close()
        raise Unreadable(_DIED) from None
    return header, _table(answer, expected)


def _as_text(request: dict[str, Any] | None) -> list[str]:
    """Return the request as the child's last argument; raises Unreadable where it would be cut off."""
    if request is None:
        return []
    text = json.dumps(request, ensure_ascii=True, separators=(",", ":"))
    if len(text) > MAX_REQUEST_CHARACTERS:
        message = "Die Zuordnung nennt zu viele Spalten. Bitte wählen Sie weniger Spalten mit Werten."
        raise Unreadable(message)
    return [text]


def _run(path: Path, arguments: list[str], timeout: float) -> IO[bytes]:
    """Return the child's whole answer, rewound; the file behind it has no name and vanishes when closed."""
    answer = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - handed on to _table
    try:
        code = subprocess.run(  # noqa: S603 - fixed command, no shell
            [sys.executable, "-s", "-E", "-X", "utf8", "-m", "monitoring.readers", str(path), *arguments],
            cwd=_ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
            start_new_session=True,
        ).returncode
    except subprocess.TimeoutExpired:
        answer.close()
        raise Unreadable(limits.TOO_SLOW) from None
    except (OSError, ValueError):
        answer.close()
        raise Unreadable(_NOT_STARTED) from None
    if code != 0:
        with answer:
            raise Unreadable(_error_in(answer))
    answer.seek(0)
    return answer


def _environment() -> dict[str, str]:
    """Return what starting Python needs and nothing of ours: no settings, no secrets."""
    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}


def _error_in(answer: IO[bytes]) -> str:
    """Return the German sentence of the last line, or a general one where the child died without a word."""
    size = answer.seek(0, os.SEEK_END)
    answer.seek(max(0, size - _LAST_LINE_BYTES))
    try:
        return str(json.loads(answer.read().splitlines()[-1])["error"])
    except (ValueError, LookupError, TypeError):
        return _DIED


def _table(answer: IO[bytes], expected: int) -> CellTable:
    from monitoring.readers.celltable import joined  # noqa: PLC0415 - it loads NumPy, which few need

    with answer:
        try:
            table = joined(map(orjson.loads, answer))
        except (ValueError, TypeError, LookupError, ArithmeticError):
            raise Unreadable(_DIED) from None
    if len(table) != expected:
        raise Unreadable(_DIED)
    return table


@contextmanager
def _as_path(source: Path | bytes) -> Iterator[Path]:
    if isinstance(source, Path):
        yield source.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="lesen-") as folder:
        path = Path(folder) / "datei"
        path.write_bytes(source)
        yield path


def _plain_name(filename: str) -> str:
    """Keep what names need; a name is data of the person who uploads."""
    return _UNSAFE_IN_NAME.sub("_", filename)[-200:] or "datei"
