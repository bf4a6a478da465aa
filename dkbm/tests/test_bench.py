"""The benchmarks still run: the generator, the measuring and one small round; no time is judged here."""

import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from bench.__main__ import benchmarks, run
from bench.flat_file import FILE_NAME, FULL_ROWS, TABLE, flat_file
from bench.import_flat import Round, main
from bench.memory import PeakMemory
from bench.portal import ROOT
from bench.recompute import SERVER
from monitoring.readers import read_bytes

pytestmark = pytest.mark.anydb
ALLOCATE = "import time; held = bytearray(80 * 1024 * 1024); time.sleep(1)"
LINUX = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="memory of children is read from /proc"
)


def test_every_benchmark_is_found_by_its_name_and_says_what_it_is(capsys):
    assert {"import", "import_flat", "recompute", "serve"} <= set(benchmarks())
    assert run([]) == run(["gibt-es-nicht"]) == 2
    assert "import_flat    A flat file of 44,100 rows" in capsys.readouterr().out


def test_the_file_is_one_of_the_official_shape_and_always_the_same():
    content = flat_file(60)
    reading = read_bytes(content, FILE_NAME)
    assert (reading.format, reading.table, reading.rows) == ("genesis-flat", TABLE, 60)
    assert (reading.complaints, reading.summary()["signs"]) == ([], {"-": 5, ".": 1})
    assert reading.cells[0].region == "03402"
    assert flat_file(60) == content
    assert flat_file(90)[: len(content)] == content


def test_the_full_file_is_as_large_as_the_real_one():
    content = flat_file()
    assert content.count(b"\n") == FULL_ROWS + 1
    assert len(set(content.splitlines())) == FULL_ROWS + 1
    assert 14.5e6 < len(content) < 15.5e6


def test_a_scenario_is_measured_beside_its_band(capsys):
    assert run(["scenario", "--rounds=1", "--posts=4", "--lines=8"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"Runde 1: Szenario [\d.]+ ms, Band [\d.]+ ms", printed)
    assert re.search(r"Median: .* Verhältnis [\d.]+", printed)


@LINUX
def test_peak_memory_counts_the_children():
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ALLOCATE!r}])"
    with subprocess.Popen([sys.executable, "-c", program]) as process, PeakMemory(process.pid) as peak:
        process.wait()
    assert 80 < peak.megabytes < 200


@pytest.fixture
def small_bench():
    """Runs a benchmark on its smallest size; what it printed."""
    try:
        psycopg2.connect(SERVER, connect_timeout=3).close()
    except psycopg2.OperationalError:
        pytest.skip("postgres is missing (Debian package: postgresql)")

    def run_small(*arguments):
        command = [sys.executable, "-m", "bench", *arguments, "--rounds=1"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run_small


@pytest.mark.postgres
def test_serving_is_measured_on_real_servers_that_draw_the_same_curves(small_bench):
    said = small_bench("serve", "--level=tiny", "--requests=8")
    assert "gleich: 36 Kurven von zwölf Bildern" in said
    for side in ("fertige Bytes", "go.Figure", "dicts + orjson", "leere Seite"):
        assert re.search(rf"{re.escape(side)} \d+\.\d\d ms, \d+/s", said)
    assert len(re.findall("Median, 1 zugleich", said)) == 3


@pytest.mark.postgres
def test_every_page_across_municipalities_is_measured_on_a_real_server(small_bench):
    said = small_bench("board", "--kreise=12", "--quarters=3", "--requests=2")
    for page in ("Start", "Tafel", "Kernkomponenten", "Verlauf", "Wegfall", "Vergleich", "Gespräch"):
        assert re.search(rf"{page}: p50 \d+ ms, p95 \d+ ms", said)


@pytest.mark.postgres
def test_importing_is_measured_against_copy_and_bulk_create(small_bench):
    said = small_bench("import", "--rows=800")
    assert re.search(
        r"Runde 1, 800 Werte, 0.0 MB: new [\d.]+ s, equal [\d.]+ s, limit [\d.]+ s, bulk [\d.]+ s", said
    )
    assert len(re.findall(r"Median: ", said)) == 3


@pytest.mark.postgres
@LINUX
def test_recomputation_is_measured_and_all_sides_give_the_same(small_bench):
    said = small_bench("recompute", "--level=tiny")
    for side in ("peer:", "limit:", "incremental:", "workers:"):
        assert side in said
    assert re.search(r"gleich: \d{4} Ergebnisse mit Trend und Perzentil", said)
    assert "stückweise und auf einmal dieselben Ergebnisse" in said


@LINUX
def test_a_small_round_runs_from_upload_to_recomputing(capsys):
    assert main(["--rows=60", "--rounds=1"]) == 0
    said = capsys.readouterr().out
    for side in ("60 Zeilen, 0.0 MB", "create", "bulk", "Median: Portal"):
        assert side in said
    measured = re.search(r"berechnet ([\d.]+) s, (\d+) MB, 60 Zeilen, (\d+) Fortschritte", said)
    assert float(measured[1]) > 0
    assert 50 < int(measured[2]) < 1000
    assert int(measured[3]) >= 1
    assert len(re.findall(r"[\d.]+ s, 60 Zeilen", said)) == 2


def test_a_round_that_misses_a_target_says_which():
    def measured(rows=FULL_ROWS, seconds=10.0, megabytes=200.0, steps=20):
        return Round({"rows": rows, "recomputed": seconds, "progress": list(range(steps))}, megabytes, {})

    assert measured().misses == []
    assert measured(seconds=60).misses == ["60 s"]
    assert measured(megabytes=300).misses == ["300 MB"]
    assert measured(steps=4).misses == ["5 Fortschritte"]
    assert measured(rows=60, seconds=60).misses == []
