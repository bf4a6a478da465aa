"""Reading in a limited child process."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from monitoring.readers import Unreadable, limits, read_bytes, sandbox
from monitoring.readers.celltable import joined
from monitoring.readers.sandbox import read_in_child
from monitoring.tests.readers.samples import FLAT_HEADER, REAL, classic, flat, flat_row, needs_real_data, real

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator would."""
    return subprocess.run(
        [sys.executable, "-m", "monitoring.readers", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_command_prints_header_and_cells(tmp_path: Path) -> None:
    path = tmp_path / "99411-01-01-4_de_flat.csv"
    path.write_bytes(flat(flat_row("53,9"), flat_row(".", sex="GESW")))
    run = command(str(path))
    header, *batches = map(json.loads, run.stdout.splitlines())
    assert (run.returncode, run.stderr) == (0, "")
    assert header["table"] == "99411-01-01-4"
    assert set(header) == {
        *("format", "table", "measures", "rows", "numbers", "signs", "regions", "periods", "complaints"),
        *("encoding", "title", "footer", "licence", "retrieved", "notices", "cells"),
    }
    cells = list(joined(batches))
    assert [(cell.row, cell.column, cell.region) for cell in cells] == [
        (2, "value", "03402"),
        (3, "value", "03402"),
    ]
    assert [cell.value for cell in cells] == [Decimal("53.9"), None]


@pytest.mark.parametrize("arguments", [[], ["/nicht/da.csv"], ["a", "b", "c"], ["."]])
def test_command_refuses_politely(arguments: list[str]) -> None:
    run = command(*arguments)
    assert (run.returncode, run.stderr) == (1, "")
    assert json.loads(run.stdout)["error"]


def test_child_gives_the_same_as_reading_here(tmp_path: Path) -> None:
    data = classic()
    path = tmp_path / "hochgeladen.bin"
    path.write_bytes(data)
    here = read_bytes(data, "tabelle.csv")
    for source in (data, path):
        header, cells = read_in_child(source, "tabelle.csv")
        assert list(cells) == here.cells
        assert {key: header[key] for key in here.summary()} == here.summary()
        assert (header["title"], header["footer"], header["cells"]) == (
            here.title,
            here.footer,
            len(here.cells),
        )


def test_child_knows_the_name_of_the_upload() -> None:
    header, cells = read_in_child(flat(flat_row("5")), "-x/../99411-01-01-4_de_flat.csv\n\0;")
    assert len(list(cells)) == 1
    assert header["table"] == "99411-01-01-4"


def test_child_hands_on_the_sentence() -> None:
    with pytest.raises(Unreadable, match="PDF"):
        read_in_child(b"%PDF-1.4", "bericht.csv")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="nicht da"):
        read_in_child(tmp_path / "fehlt.csv", "fehlt.csv")


def test_time_out_ends_the_child() -> None:
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="zu lange gedauert"):
        read_in_child(flat(flat_row("5")), "a.csv", timeout=0.001)
    assert time.monotonic() - begun < 5


def line_of_cells(texts: str, digits: str) -> str:
    """A program that prints one cell; its numbers as hexadecimal digits."""
    numbers = base64.b64encode(bytes.fromhex(digits)).decode()
    line = f'{{"texts": {texts}, "numbers": "{numbers}"}}'
    return f"print('{{\"cells\": 1}}'); print('{line}')"


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "raise SystemExit(3)",
        "print('kein JSON')",
        "print('{\"cells\": 1}')",
        "print('{\"cells\": 1}'); print('[1, 2]')",
        line_of_cells('["a"]', "0" * 8),
        line_of_cells("[]", "0" * 120),
        line_of_cells('["a"]', "f" * 120),
        line_of_cells('["a"]', "0" * 112),
        line_of_cells('["a"]', "0" * 240),
        line_of_cells('["a"]', "0" * 120).replace("AAAA", "AAA"),
        "print('{}')",
        "print('[]')",
        "import sys; print('{\"error\": 5'); sys.exit(1)",
    ],
)
def test_every_death_of_the_child_is_a_sentence(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = subprocess.run

    def other(command: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:  # noqa: ANN401
        return run([command[0], "-c", program], **how)

    monkeypatch.setattr(subprocess, "run", other)
    with pytest.raises(Unreadable, match="abgebrochen"):
        list(read_in_child(b"", "a.csv")[1])


def test_no_python_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nicht/da/python")
    with pytest.raises(Unreadable, match="nicht gestartet"):
        read_in_child(b"", "a.csv")


def test_child_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "geheim")
    assert "DATABASE_URL" not in sandbox._environment()  # noqa: SLF001 - the promise is made there


def test_memory_limit_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(classic())
    program = (
        "import sys; from monitoring.readers import limits, __main__ as door;"
        "door.answer = lambda data, name: bytearray(4 * 1024**3); sys.exit(door.main(sys.argv[1:]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, json.loads(run.stdout)["error"]) == (1, limits.NOT_ENOUGH_MEMORY)


def test_processor_limit_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(classic())
    program = (
        "import sys; from monitoring.readers import limits; limits.CHILD_CPU_SECONDS = 1;"
        "from monitoring.readers import __main__ as door\n"
        "def spin(data, name):\n    while True: pass\n"
        "door.answer = spin\nsys.exit(door.main(sys.argv[1:]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, json.loads(run.stdout)["error"]) == (1, limits.TOO_SLOW)


def large_file() -> bytes:
    """Return a flat file of 44,100 rows and about 15 MB, like students by subject, sex and nationality."""
    label = "x" * 180
    rows = (
        f"21311;{label};SEMEST;Semester;2023-10P6M;KREISE;Kreise;"
        f"{1001 + number % 490:05d};Kreis {number % 490};"
        f"FACH;Fach;F{number // 490};Fach {number // 490};{number};Anzahl;BIL002;Studierende"
        for number in range(44_100)
    )
    return "\n".join([FLAT_HEADER, *rows]).encode("utf-8-sig")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Peak memory is read from /proc.")
def test_a_large_file_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "21311-01-01-4-B_de_flat.csv"
    path.write_bytes(large_file())
    assert path.stat().st_size > 12 * MEGABYTE
    program = (
        "import re, sys; from monitoring.readers.__main__ import main; code = main(sys.argv[1:]);"
        "status = open('/proc/self/status').read();"
        "print(re.search('VmHWM:[^0-9]*([0-9]+)', status)[1], file=sys.stderr);"
        "sys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    lines = run.stdout.splitlines()
    assert (run.returncode, len(lines), json.loads(lines[0])["complaints"]) == (0, 1 + 9, [])
    *_before, last = joined(map(json.loads, lines[1:]))
    assert (last.row, last.text) == (44_101, "44099")
    assert int(run.stderr) / 1024 < 150


@needs_real_data
def test_a_real_file_through_the_child() -> None:
    name = "21111-02-06-4.csv"
    header, cells = read_in_child(REAL / "genesis_classic" / name, name)
    assert header["signs"] == {"-": 1955, ".": 102, "x": 114}
    assert list(cells) == real(f"genesis_classic/{name}").cells


def test_reading_loads_neither_django_nor_data_frames() -> None:
    program = (
        "import sys; from monitoring.readers import sandbox, __main__;"
        "names = {name.split('.')[0] for name in sys.modules};"
        "print(sorted(names & {'django', 'pandas', 'numpy', 'openpyxl'}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert run.stdout.strip() == "[]"
