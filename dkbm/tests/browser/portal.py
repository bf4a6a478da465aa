"""Starts the portal with demo content on a database of its own, as start.py would, and a browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dkbm.tests.migrated import PASSWORD

ROOT = Path(__file__).resolve().parents[3]
WAIT_SECONDS = 60
DATABASE = "portal.sqlite3"
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Path of the system's Chromium, None when there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Portal:
    """A running portal: where it is and who can log in."""

    url: str
    environment: dict[str, str]
    logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    sessions: dict[str, Any] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        """Run a management command on the portal's database and return what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        ).stdout


@contextmanager
def started(folder: Path, demo: Path, **environment: str) -> Iterator[Portal]:
    """A portal on a copy of the prepared database, one server and one worker; both ended afterwards."""
    from dkbm.demo import ground  # here, for the suite's runner asks this module without Django

    port = _free_port()
    portal = Portal(f"http://localhost:{port}", _environment(folder, environment))
    shutil.copyfile(demo, folder / DATABASE)
    portal.logins = {user.email: (user.email, PASSWORD) for user in ground.USERS}
    server = [
        sys.executable,
        "-m",
        "gunicorn",
        "dkbm.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads=8",
    ]
    processes = [_start(server, portal, folder / "server.log")]
    processes.append(
        _start([sys.executable, "manage.py", "work", "--pause=0.2"], portal, folder / "worker.log")
    )
    try:
        _wait_for(portal.url + "/readyz")
        yield portal
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=20)


def _environment(folder: Path, extra: dict[str, str]) -> dict[str, str]:
    own = {
        "DKBM_MODE": "embedded",
        "DKBM_SECRET_KEY": "nur-fuer-den-browsertest" * 3,
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "DKBM_DEMO_PASSWORD": PASSWORD,
        "REDIS_URL": "",
    }
    return {**os.environ, **own, **extra}


def _start(command: list[str], portal: Portal, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen(
            command, cwd=ROOT, env=portal.environment, stdout=out, stderr=subprocess.STDOUT
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                answer.read()
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
