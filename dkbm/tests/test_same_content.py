"""SQLite and PostgreSQL hold the same content to the last byte: demo, import, computed numbers."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from dkbm.tests.migrated import demo_postgres
from monitoring.tests.samples import ROWS, classic

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("DKBM_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
pytestmark = [pytest.mark.anydb, pytest.mark.postgres]


@pytest.fixture
def postgres_url():
    """A PostgreSQL database of its own with the demo content."""
    parts = urlsplit(SERVER)
    name = f"dkbm_gleich_{os.getpid()}"
    try:
        connection = psycopg2.connect(SERVER)
    except psycopg2.OperationalError:
        pytest.skip("postgres is missing (Debian package: postgresql)")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE {demo_postgres(SERVER)}")
    yield parts._replace(path=f"/{name}").geturl()
    cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def _manage(url, *arguments):
    environment = {**os.environ, "DATABASE_URL": url, "DKBM_MODE": "embedded", "DKBM_SECRET_KEY": "x" * 50}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.timeout(600)  # two whole databases; minutes on a machine with other work
def test_demo_and_import_give_the_same_hash(tmp_path, postgres_url, demo_database):
    file = tmp_path / "21111-02-06-4.csv"
    file.write_bytes(classic(*ROWS))
    copied = shutil.copyfile(demo_database, tmp_path / "eins.sqlite3")
    hashes = []
    for url in (f"sqlite:///{copied}", postgres_url):
        _manage(url, "import_statistics", str(file))
        hashes.append(json.loads(_manage(url, "state_hash", "--json")))
    assert hashes[0] == hashes[1]
    assert "monitoring" in json.dumps(hashes[0])
