"""Who reads while the portal recomputes sees one state; files that overlap are committed one after the other."""

import json
import os
from contextlib import ExitStack

import psycopg2
import pytest

from dkbm.tests.drills.deeds import CODES, PLACES, YEARS, _base
from dkbm.tests.drills.workers import PAIRS, SERVER, PostgresStore, SqliteStore

FULL = os.environ.get("DKBM_DRILL") == "full"
READINGS, FEWEST_WAVES = (10_000, 5) if FULL else (150, 2)
pytestmark = [pytest.mark.anydb, pytest.mark.drill, pytest.mark.timeout(3600 if FULL else 420)]


ON_POSTGRES = pytest.param(PostgresStore, marks=pytest.mark.postgres)


@pytest.fixture(scope="module", params=[SqliteStore, ON_POSTGRES] if FULL else [ON_POSTGRES])
def portal(request, tmp_path_factory):
    """A drill with two workers, and its prepared database."""
    if request.param is PostgresStore:
        try:
            psycopg2.connect(SERVER, connect_timeout=3).close()
        except psycopg2.OperationalError:
            pytest.skip("postgres is missing (Debian package: postgresql)")
    folder = tmp_path_factory.mktemp("lesen")
    drill, store = PAIRS[request.param], request.param("lesen", folder)
    drill.prepare(store)
    with drill.workers(store, folder):
        yield drill, store
    store.drop()


def said(program):
    """What a deed printed when it has ended well."""
    out, complaints = program.communicate(timeout=3000)
    assert program.returncode == 0, complaints[-2000:]
    return json.loads(out) if out.strip() else None


def test_no_reading_mixes_two_computations(portal):
    drill, store = portal
    said(drill.deed(store, "wave", "1"))
    with ExitStack() as stack:
        reader = stack.enter_context(drill.deed(store, "read", str(READINGS)))
        wave = 1
        while reader.poll() is None:
            wave += 1
            said(stack.enter_context(drill.deed(store, "wave", str(wave))))
        seen = said(reader)
    print(f"\n{store.name if hasattr(store, 'name') else 'SQLite'}: {seen}, {wave} waves")
    assert (seen["readings"], seen["mixed"]) == (READINGS, 0)
    assert len(seen["waves"]) >= FEWEST_WAVES, "no wave fell into the readings: the drill proves nothing"


def test_overlapping_imports_end_as_one_after_the_other(portal):
    drill, store = portal
    seen = said(drill.deed(store, "overlap"))
    assert seen["states"] == ["committed", "committed"]
    first, second = CODES[: PLACES * 2 // 3], CODES[PLACES // 3 :]
    orders = ([(100, first), (200, second)], [(200, second), (100, first)])
    serial = [
        {
            f"{code} {year}": _base(code) + number
            for number, codes in order
            for code in codes
            for year in YEARS
        }
        for order in orders
    ]
    assert serial[0] != serial[1]
    assert seen["held"] in serial
    drill.manage(store, "verify")
