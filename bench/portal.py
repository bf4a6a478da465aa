"""A portal of its own in a folder, run as `start.py` runs it: SQLite, demo content, one worker process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dkbm.tests.migrated import demo_file

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "dkbm.sqlite3"


class Portal:
    """The data folder of one portal; programs started by it see this data and no other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def set_up(self) -> None:
        """Tables and demo content."""
        shutil.copyfile(demo_file(), self.folder / DATABASE)

    def copy_to(self, folder: Path) -> Portal:
        """The same content in another folder; nobody may be writing."""
        copy = Portal(folder)
        for path in self.folder.glob(f"{DATABASE}*"):
            shutil.copyfile(path, folder / path.name)
        return copy

    def run(self, *arguments: str) -> str:
        """Run a Python program of the portal to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A Python program of the portal beside us; it ends with the block."""
        with subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()

    def _environment(self) -> dict[str, str]:
        own = {
            "DKBM_MODE": "embedded",
            "DKBM_DEMO": "1",
            "DKBM_SECRET_KEY": "nur-fuer-die-messung" * 3,
            "DKBM_DEMO_PASSWORD": "Ein Satz für die Messung",
            "DATABASE_URL": f"sqlite:///{self.folder / DATABASE}",
            "REDIS_URL": "",
        }
        return {**os.environ, **own}
