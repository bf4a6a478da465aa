"""Kills workers with SIGKILL while they work, and compares what is left with an undisturbed run.

Everything is real: databases of their own, cloned from one prepared with the demo content; on PostgreSQL
Celery workers and a beat over Redis, on SQLite the embedded worker. The times of the kills come from a seed.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import redis

from dkbm.tests.migrated import migrated_file, migrated_postgres

ROOT = Path(__file__).resolve().parents[3]
SERVER = os.environ.get("DKBM_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
BROKER = os.environ.get("DKBM_DRILL_REDIS", "redis://127.0.0.1:6379/9")
BELLS = ("celery", "unacked", "unacked_index", "unacked_mutex", "_kombu.binding.celery")
LATEST_BLOW = 0.12  # jobs are short
WAVE_SECONDS = 400
BLOWS_A_WAVE = 15  # each one costs a lease: more, and the wave gives up waiting before its work is done
CELERY = (sys.executable, "-m", "celery", "-A", "dkbm.celery")
WORKER = (*CELERY, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=ERROR")
EMBEDDED = (sys.executable, "manage.py", "work", "--pause=0.05")
COUNTS = {
    "pending observations": "SELECT count(*) FROM monitoring_observation WHERE known_from IS NULL",
    "pending snapshots": "SELECT count(*) FROM monitoring_snapshot"
    " WHERE is_current = false AND inputs_until IS NULL",
    "observations": "SELECT count(*) FROM monitoring_observation",
    "snapshots": "SELECT count(*) FROM monitoring_snapshot",
    "results": "SELECT count(*) FROM monitoring_resultblob",
    "indicators": "SELECT count(DISTINCT i.id) FROM monitoring_indicatorversion v"
    " JOIN monitoring_indicator i ON i.id = v.indicator_id"
    " WHERE i.owner_id IS NULL AND CAST(v.numerator AS TEXT) <> '[]'",
    "current snapshots": "SELECT count(*) FROM monitoring_snapshot"
    " WHERE is_current = true AND owner_id IS NULL",
    "indicators with several current snapshots": "SELECT count(*) FROM (SELECT v.indicator_id"
    " FROM monitoring_snapshot s JOIN monitoring_indicatorversion v ON v.id = s.indicator_version_id"
    " WHERE s.is_current = true GROUP BY v.indicator_id, s.owner_id HAVING count(*) > 1) doubled",
    "jobs not done": "SELECT count(*) FROM dkbm_job WHERE state <> 'done'",
    "jobs": "SELECT count(*) FROM dkbm_job",
}
# an import is whole or not there: rows of it that are current before it is committed, or waiting after it
HALF_COMMITS = (
    "SELECT count(*) FROM monitoring_observation o JOIN monitoring_importrun r ON r.id = o.run_id"
    " WHERE (r.state = 'committed' AND o.known_from IS NULL)"
    " OR (r.state IN ('staged', 'committing') AND o.known_from IS NOT NULL)"
)
RUNNING = "SELECT token FROM dkbm_job WHERE state = 'running'"
CRASHES = "SELECT coalesce(sum(crashes), 0) FROM dkbm_job"


@dataclass
class Outcome:
    """What a run leaves behind."""

    waves: int
    kills: int
    hits: int
    halves: int
    seconds: float
    state_hash: str
    counts: dict[str, int]


class PostgresStore:
    """Databases on the server, made from a template."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = f"dkbm_drill_{os.getpid()}_{name}"
        self.url = urlsplit(SERVER)._replace(path=f"/{self.name}").geturl()

    def create(self, template: PostgresStore | None = None) -> None:
        """Without a template: migrated, with no content."""
        source = template.name if template else migrated_postgres(SERVER)
        self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._on_server(f"CREATE DATABASE {self.name} TEMPLATE {source}")

    def drop(self) -> None:
        self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def column(self, query: str) -> list[Any]:
        """The first column of what the query finds."""
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return [row[0] for row in cursor.fetchall()]

    @staticmethod
    def _on_server(statement: str) -> None:
        with closing(psycopg2.connect(SERVER)) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)


class SqliteStore:
    """Files in the folder of the drill."""

    def __init__(self, name: str, folder: Path) -> None:
        self.path = folder / f"{name}.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def create(self, template: SqliteStore | None = None) -> None:
        """Without a template: migrated, with no content."""
        shutil.copyfile(template.path if template else migrated_file(), self.path)

    def drop(self) -> None:
        """The folder goes with the test."""

    def column(self, query: str) -> list[Any]:
        """The first column of what the query finds."""
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return [row[0] for row in connection.execute(query)]


class Group:
    """A program with its children, in a session of its own so that one blow ends all of them."""

    def __init__(self, command: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to every process of the group; returns when none is left."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pid in self._survivors():
            os.kill(pid, signal.SIGKILL)

    def _survivors(self) -> list[int]:
        """Children that left the group but not the session."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdecimal() and os.getsid(int(entry.name)) == self.process.pid:
                    found.append(int(entry.name))
            except ProcessLookupError:
                continue
        return found


@dataclass
class Drill:
    """One kind of drill: which database, which workers, with or without a broker."""

    store: type
    broker: str
    worker: tuple[str, ...]
    nodes: int
    halves: int = 0

    def compare(self, folder: Path, start: Any, *, kills: int, seed: int) -> tuple[Outcome, Outcome]:
        """The disturbed run and the calm one with as many waves, from the same start: a store with demo content."""
        with ExitStack() as stack:
            disturbed, calm = (self.store(name, folder) for name in ("gestoert", "ruhig"))
            for store in (disturbed, calm):
                stack.callback(store.drop)
            disturbed.create(start)
            first = self.run(disturbed, folder / "gestoert", kills=kills, seed=seed)
            calm.create(start)
            return first, self.run(calm, folder / "ruhig", waves=first.waves)

    def run(self, store: Any, logs: Path, *, kills: int = 0, waves: int = 0, seed: int = 0) -> Outcome:
        """Waves of work until this many kills were done and this many waves are through."""
        logs.mkdir()
        began, done, chance, number = time.monotonic(), 0, random.Random(seed), 0
        self.halves = 0
        with self.workers(store, logs) as groups:
            while done < kills or number < waves:
                number += 1
                done += self._wave(store, number, groups, min(kills - done, BLOWS_A_WAVE), chance)
        seconds = time.monotonic() - began
        counts = {name: int(store.column(query)[0]) for name, query in COUNTS.items()}
        hits = int(store.column(CRASHES)[0])
        return Outcome(number, done, hits, self.halves, seconds, self.closed(store), counts)

    def closed(self, store: Any) -> str:
        """The state hash of a portal about which `verify` has no complaint."""
        with self.deed(store, "close") as program:
            out, said = program.communicate(timeout=300)
        if program.returncode:
            raise AssertionError(f"{out} {said[-2000:]}")
        return out.strip()

    def _wave(self, store: Any, number: int, groups: list[Group], most: int, chance: random.Random) -> int:
        """Run one wave and kill meanwhile; returns how many kills fell."""
        end, fallen, known = time.monotonic() + WAVE_SECONDS, 0, set()
        with self.deed(store, "wave", str(number)) as wave:
            while wave.poll() is None and time.monotonic() < end:
                begun = set(store.column(RUNNING)) - known
                if fallen < most and begun:
                    known |= begun  # what a dead worker left is no aim: only a job that began since
                    time.sleep(chance.uniform(0, LATEST_BLOW))
                    fallen += _blow(groups, chance)
                    self.halves += int(store.column(HALF_COMMITS)[0])
                time.sleep(0.02)
            wave.kill()
            said = wave.stderr.read()
        if wave.returncode:
            raise AssertionError(f"wave {number} failed: {said[-2000:]}")
        return fallen

    def deed(self, store: Any, *words: str) -> subprocess.Popen[str]:
        """A program of `deeds` beside us."""
        return subprocess.Popen(
            [sys.executable, "-m", "dkbm.tests.drills.deeds", *words],
            cwd=ROOT,
            env=self.environment(store),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def workers(self, store: Any, logs: Path) -> Iterator[list[Group]]:
        """The workers of this drill and, with a broker, a beat; all gone afterwards."""
        environment = self.environment(store)
        self._hush()
        groups = [
            Group(self._named(number), environment, logs / f"worker{number}.log")
            for number in range(self.nodes)
        ]
        others = []
        if self.broker:
            beat = (*CELERY, "beat", "--pidfile=", "--loglevel=ERROR", f"--schedule={logs / 'beat'}")
            others.append(Group(beat, environment, logs / "beat.log"))
        try:
            yield groups
        finally:
            for group in (*groups, *others):
                group.kill()
            self._hush()

    def _named(self, number: int) -> tuple[str, ...]:
        return (*self.worker, f"--hostname=drill{number}@%h") if self.broker else self.worker

    def _hush(self) -> None:
        """Bells of former runs ring for nobody."""
        if self.broker:
            redis.Redis.from_url(self.broker).delete(*BELLS)

    def environment(self, store: Any) -> dict[str, str]:
        own = {
            "DKBM_MODE": "embedded",
            "DKBM_SECRET_KEY": "nur-fuer-die-uebung" * 3,
            "DATABASE_URL": store.url,
            "REDIS_URL": self.broker,
            "DKBM_DEMO_PASSWORD": "Ein Satz für die Demo",
            "DKBM_SWEEP_SECONDS": "1",
            "DKBM_JOB_LEASE": "2",
        }
        return {**os.environ, **own}


def _blow(groups: list[Group], chance: random.Random) -> int:
    """Kill one group or all of them, start them anew; returns how many were killed."""
    hit = groups if chance.random() < 0.3 else [chance.choice(groups)]
    for group in hit:
        group.kill()
    for group in hit:
        group.start()
    return len(hit)


CELERY_DRILL = Drill(PostgresStore, BROKER, WORKER, nodes=2)
EMBEDDED_DRILL = Drill(SqliteStore, "", EMBEDDED, nodes=1)
PAIRS = {store: Drill(store, "", EMBEDDED, nodes=2) for store in (SqliteStore, PostgresStore)}
