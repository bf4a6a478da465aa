"""Databases that many tests begin with: migrated, and with demo content; made once for a state of the tree.

Running all migrations costs most of a minute, loading the demo content as much again, and every worker, portal, drill
and benchmark would pay it. What they see is still what the migrations and `load_demo` make, for the copy is taken from
a database that they made, from this code and on this day. A SQLite copy lies in var/, one on PostgreSQL is called
dkbm_prepared_…; the suite makes them while it checks (`python -m dkbm.tests.migrated sqlite`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
SERVER = os.environ.get("DKBM_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
PASSWORD = "Ein Satz für die Demo"
APPS = ("dkbm", "governance", "projects", "monitoring")
WITH_MIGRATIONS = ("Django", "django-allauth")
PREFIX = "dkbm_prepared_"
KEPT_DAYS = 3  # databases of earlier states of the tree; another checkout may still use them


def migrated_file() -> Path:
    """A SQLite file with all migrations applied and nothing else in it."""
    return _file("", _fingerprint(_migrations()), _migrate)


def demo_file() -> Path:
    """A SQLite file with the demo content: copy it, never write to it."""
    return _file("demo_", _fingerprint(_code(), _today()), _load_demo, migrated_file)


def migrated_postgres(url: str = SERVER) -> str:
    """The name of a migrated PostgreSQL database on the server of `url`."""
    return _database(url, "", _fingerprint(_migrations()), _migrate)


def demo_postgres(url: str = SERVER) -> str:
    """The name of a PostgreSQL database with the demo content: a template, never written to."""
    return _database(url, "demo_", _fingerprint(_code(), _today()), _load_demo, migrated_postgres)


# --- from what they are made --------------------------------------------------------------------


def _migrations() -> list[Path]:
    return [path for app in APPS for path in (ROOT / app / "migrations").glob("*.py")]


def _code() -> list[Path]:
    """All on which the demo content can depend."""
    own = (path for app in APPS for path in (ROOT / app).rglob("*"))
    # in __pycache__ files come and go while others run
    made = (path for path in own if not {"tests", "__pycache__"} & set(path.relative_to(ROOT).parts))
    return [*(path for path in made if path.is_file()), ROOT / "requirements.txt"]


def _today() -> str:
    """The demo content tells of dates before and after the day on which it is loaded."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date().isoformat()


def _fingerprint(files: list[Path], *more: str) -> str:
    """Changes with every one of the files and every version of a package that brings migrations."""
    found = hashlib.sha256(" ".join([*more, *(version(name) for name in WITH_MIGRATIONS)]).encode())
    for path in sorted(files):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(url: str) -> None:
    _manage(url, "migrate", "--verbosity=0")


def _load_demo(url: str) -> None:
    _manage(url, "load_demo")


def _manage(url: str, *command: str) -> None:
    mode = "test" if command[0] == "migrate" else "embedded"
    own = {"DKBM_MODE": mode, "DATABASE_URL": url, "DKBM_DEMO_PASSWORD": PASSWORD, "REDIS_URL": ""}
    environment = {**os.environ, "DKBM_SECRET_KEY": "nur-fuer-die-pruefung" * 3, **own}
    program = [sys.executable, "manage.py", *command]
    subprocess.run(program, cwd=ROOT, env=environment, check=True, timeout=900, stdout=subprocess.DEVNULL)


# --- made once ----------------------------------------------------------------------------------


def _file(kind: str, mark: str, fill: Callable[[str], None], begin: Callable[[], Path] | None = None) -> Path:
    wanted = VAR / f"{PREFIX}{kind}{mark}.sqlite3"
    start = begin() if begin else None
    with _alone(f"{kind}sqlite"):
        if not wanted.exists():
            for old in VAR.glob(f"{PREFIX}{kind}{'[0-9a-f]' * 16}.sqlite3"):
                old.unlink()
            made = wanted.with_suffix(".tmp")
            for left in VAR.glob(
                f"{made.name}-*"
            ):  # the log of a maker that was ended would be read into this one
                left.unlink()
            made.write_bytes(start.read_bytes() if start else b"")
            fill(f"sqlite:///{made}")
            with closing(sqlite3.connect(made)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # all in one file
            made.rename(wanted)
    return wanted


def _database(
    url: str, kind: str, mark: str, fill: Callable[[str], None], begin: Callable[[str], str] | None = None
) -> str:
    wanted = f"{PREFIX}{kind}{mark}"
    start = begin(url) if begin else "template0 ENCODING 'UTF8'"
    with _alone(f"{kind}postgres"), closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        if wanted not in _databases(cursor):
            making = f"{wanted}_making"
            cursor.execute(f"DROP DATABASE IF EXISTS {making}")
            cursor.execute(f"CREATE DATABASE {making} TEMPLATE {start}")
            fill(urlsplit(url)._replace(path=f"/{making}").geturl())
            cursor.execute(f"ALTER DATABASE {making} RENAME TO {wanted}")
            cursor.execute(f"COMMENT ON DATABASE {wanted} IS %s", [_today()])
            _drop_old(cursor)
    return wanted


def _databases(cursor: psycopg2.extensions.cursor) -> dict[str, str | None]:
    """Prepared databases on the server and the day on which each was made."""
    cursor.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s",
        [f"{PREFIX}%"],
    )
    return dict(cursor.fetchall())


def _drop_old(cursor: psycopg2.extensions.cursor) -> None:
    oldest = date.fromisoformat(_today()) - timedelta(days=KEPT_DAYS)
    for name, day in _databases(cursor).items():
        if day and date.fromisoformat(day) < oldest:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time makes it; the others wait and take it."""
    VAR.mkdir(exist_ok=True)
    with (VAR / f"{PREFIX}{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    {"sqlite": demo_file, "postgres": demo_postgres}[sys.argv[1]]()
