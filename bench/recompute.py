"""Recomputing 150 indicators of 400 Kreise and 15 years on PostgreSQL: against pandas, the bare limit, parts of it.

It works in a database of its own, which is gone afterwards. Exit status 1 when a median misses its target at
the full level M; smaller levels prove nothing about times.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2

from bench.level import LEVELS
from bench.portal import ROOT
from dkbm.tests.migrated import migrated_postgres

SERVER = os.environ.get("DKBM_BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
PARTS = ("peer", "limit", "incremental", "workers")


def main(arguments: list[str]) -> int:
    """Run the asked parts, all of them when none is named."""
    given = _command_line(arguments)
    parts = [part for part in PARTS if getattr(given, part)] or list(PARTS)
    with own_database() as url:
        environment = portal_environment(url)
        command = [
            "-m", "bench.recompute_rounds", f"--level={given.level}", f"--rounds={given.rounds}",
            f"--workers={given.workers or 2}", *parts,
        ]  # fmt: skip
        return run_portal(environment, *command, check=False)


def _command_line(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench recompute")
    parser.add_argument("--peer", choices=["pandas"], help="the same results by pandas, in memory")
    parser.add_argument(
        "--limit", action="store_true", help="read the cubes, sort once, write the same bytes"
    )
    parser.add_argument("--incremental", action="store_true", help="newest year; twelve indicators")
    parser.add_argument("--workers", type=int, help="so many worker processes against one")
    parser.add_argument("--level", choices=LEVELS, default="M")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args(arguments)


@contextmanager
def own_database(prepared: Callable[[str], str] = migrated_postgres) -> Iterator[str]:
    """A database on the server, copied from a prepared one: with all tables and no content, unless told otherwise."""
    name = f"dkbm_bench_{os.getpid()}"
    _on_server(f"CREATE DATABASE {name} TEMPLATE {prepared(SERVER)}")
    try:
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    finally:
        _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _on_server(statement: str) -> None:
    with closing(psycopg2.connect(SERVER)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def portal_environment(url: str) -> dict[str, str]:
    own = {
        "DKBM_MODE": "embedded",
        "DKBM_SECRET_KEY": "nur-fuer-die-messung" * 3,
        "DATABASE_URL": url,
        "REDIS_URL": "",
    }
    return {**os.environ, **own}


def run_portal(environment: dict[str, str], *arguments: str, check: bool = True) -> int:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=check).returncode
