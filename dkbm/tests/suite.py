"""`python3 start.py test` and `drill`: all checks and tests, and at the end in plain words what could not run."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes.util import find_library
from pathlib import Path
from shutil import which

import psycopg2

from dkbm.tests.browser.portal import chromium

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
SQLITE = f"sqlite:///{ROOT / 'var' / 'dkbm.sqlite3'}"
POSTGRES = os.environ.get("DKBM_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))
PYTEST = [sys.executable, "-m", "pytest"]
PARALLEL = [*PYTEST, "-n", "2", "--dist", "loadscope"]
LINT_IMPORTS = "import sys, importlinter.cli as cli; sys.exit(cli.lint_imports_command())"
CHECKS = {
    "Stil (ruff check)": [sys.executable, "-m", "ruff", "check", "."],
    "Form (ruff format)": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "Vorlagen (djade)": [str(BIN / "djade"), "--check", "--target-version=5.2", *TEMPLATES],
    "Stockwerke (import-linter)": [sys.executable, "-c", LINT_IMPORTS],
    "Typen (mypy)": [sys.executable, "-m", "mypy"],
    "Django (check)": [sys.executable, "manage.py", "check"],
    "Migrationen (makemigrations)": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main(arguments: list[str]) -> int:
    """`test [pytest arguments]` or `drill`. Returns the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    (ROOT / "var").mkdir(exist_ok=True)
    try:
        if arguments[:1] == ["drill"]:
            return drill(arguments[1:])
        given = arguments[1:]
        return stage("Tests (SQLite)", [*PYTEST, *given], SQLITE)[0] if given else everything()
    except KeyboardInterrupt:
        print("\nAbgebrochen.")
        return 130


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def everything() -> int:
    """All checks, then the tests on PostgreSQL and on SQLite.

    What has no test database of its own (marks browser and anydb) runs once, with SQLite. That run
    comes last, so that the closing line of the whole suite is the last line of all. The databases that many tests
    begin with are made beside the checks.
    """
    lacking = missing()
    kinds = ["sqlite"] if "postgres" in lacking else ["postgres", "sqlite"]
    with beside([[sys.executable, "-m", "dkbm.tests.migrated", kind] for kind in kinds]):
        results = {name: stage(name, command, SQLITE) for name, command in CHECKS.items()}
        if "postgres" not in lacking:
            command = [*PARALLEL, "-m", "not browser and not anydb"]
            results["Tests (PostgreSQL)"] = stage("Tests (PostgreSQL)", command, POSTGRES)
        results["Tests (SQLite)"] = stage("Tests (SQLite)", PARALLEL, SQLITE)
    return report(results, lacking)


@contextmanager
def beside(commands: list[list[str]]) -> Iterator[None]:
    """Run programs meanwhile; whichever still runs at the end is ended with all that it started itself.

    How they end does not matter: whoever needs a database that is not there makes it, and says what is wrong.
    """
    running = [subprocess.Popen(command, cwd=ROOT, start_new_session=True) for command in commands]
    try:
        yield
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def drill(arguments: list[str]) -> int:
    """The long drills, with their full figures, on PostgreSQL and Redis."""
    lacking = [words for name, words in missing().items() if name in ("postgres", "redis")]
    if lacking:
        print("Die Übungen brauchen mehr, als hier läuft:", *lacking, sep="\n")
        return 1
    command = [*PYTEST, "-m", "drill", "-s", "--timeout=3600", *arguments]
    return stage("Übungen", command, POSTGRES, DKBM_DRILL="full")[0]


def stage(name: str, command: list[str], database: str, **more: str) -> tuple[int, str]:
    """Run one stage and pass its output on. Returns its exit status and the last line it printed."""
    print(f"\n== {name}", flush=True)
    environment = {**os.environ, "DKBM_MODE": "test", "DATABASE_URL": database, **more}
    # compiled once for the hundreds of programs that tests start
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if "pytest" in command and sys.stdout.isatty():
        command = [*command, "--color=yes"]
    last = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            for raw in process.stdout:
                line = raw.decode(errors="replace")
                print(line, end="", flush=True)
                last = line.strip() or last
        except KeyboardInterrupt:
            process.terminate()
            raise
    return process.returncode, last


def missing() -> dict[str, str]:
    """What cannot run on this machine, by name: words with the Debian package that would allow it."""
    pango = find_library("pango-1.0") and find_library("pangoft2-1.0")
    rows = (
        (
            "postgres",
            _postgres_lets_in(),
            "Tests auf PostgreSQL (Paket postgresql; Adresse: DKBM_TEST_DATABASE_URL)",
        ),
        ("redis", _answers(6379), "Tests mit Redis auf Port 6379 (Paket redis-server)"),
        ("chromium", chromium(), "Tests im Browser (Paket chromium)"),
        ("pango", pango, "Tests der PDF-Dateien (Pakete libpango-1.0-0 und libpangoft2-1.0-0)"),
        ("pdfinfo", which("pdfinfo"), "Tests der Struktur von PDF-Dateien (Paket poppler-utils)"),
        (
            "soffice",
            which("soffice"),
            "Tests von Word-Dateien in LibreOffice (Paket libreoffice-writer-nogui)",
        ),
    )
    return {name: words for name, there, words in rows if not there}


def _postgres_lets_in() -> bool:
    try:
        psycopg2.connect(POSTGRES, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def report(results: dict[str, tuple[int, str]], lacking: dict[str, str]) -> int:
    """Print what ran, what failed and what could not run; DKBM_REQUIRE makes the last a failure."""
    required = set(filter(None, os.environ.get("DKBM_REQUIRE", "").split(",")))
    failed = [name for name, (status, _) in results.items() if status] + sorted(required & set(lacking))
    print("\n== Ergebnis")
    for name, (status, last) in results.items():
        print(f"{'GESCHEITERT' if status else 'in Ordnung ':<12} {name}: {last}")
    for name, words in lacking.items():
        print(f"{'FEHLT' if name in required else 'lief nicht':<12} {words}")
    print(f"Gescheitert: {', '.join(failed)}" if failed else "Alles, was hier laufen kann, ist in Ordnung.")
    print(results["Tests (SQLite)"][1])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
