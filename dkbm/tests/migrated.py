"""One migrated database for every test run: made once for a state of the migrations, copied for each worker.

Running all migrations costs most of a minute, and every worker, drill and benchmark would pay it. What they see is
still what the migrations make, for the copy is taken from a database that they made. A SQLite copy lies in var/,
one on PostgreSQL is called dkbm_prepared_….
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
APPS = ("dkbm", "governance", "projects", "monitoring")
WITH_MIGRATIONS = ("Django", "django-allauth")
PREFIX = "dkbm_prepared_"


def fingerprint() -> str:
    """Changes with every migration of ours and every version of a package that brings some."""
    found = hashlib.sha256(" ".join(version(name) for name in WITH_MIGRATIONS).encode())
    for path in sorted(path for app in APPS for path in (ROOT / app / "migrations").glob("*.py")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def migrated_file() -> Path:
    """A SQLite file with all migrations applied and nothing else in it; made when it is not there."""
    wanted = VAR / f"{PREFIX}{fingerprint()}.sqlite3"
    with _alone("sqlite"):
        if not wanted.exists():
            for old in VAR.glob(f"{PREFIX}*.sqlite3"):
                old.unlink()
            made = wanted.with_suffix(".tmp")
            made.unlink(missing_ok=True)
            _migrate(f"sqlite:///{made}")
            with closing(sqlite3.connect(made)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # all in one file
            made.rename(wanted)
    return wanted


def migrated_postgres(url: str) -> str:
    """The name of a migrated PostgreSQL database on the server of `url`; made when it is not there."""
    wanted = PREFIX + fingerprint()
    with _alone("postgres"), closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        known = {name for (name,) in cursor.fetchall()}
        if wanted not in known:
            making = f"{wanted}_making"
            cursor.execute(f"DROP DATABASE IF EXISTS {making}")
            cursor.execute(f"CREATE DATABASE {making} TEMPLATE template0 ENCODING 'UTF8'")
            _migrate(urlsplit(url)._replace(path=f"/{making}").geturl())
            cursor.execute(f"ALTER DATABASE {making} RENAME TO {wanted}")
    return wanted


def _migrate(url: str) -> None:
    environment = {**os.environ, "DKBM_MODE": "test", "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=900)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time makes it; the others wait and take it."""
    VAR.mkdir(exist_ok=True)
    with (VAR / f"{PREFIX}{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
