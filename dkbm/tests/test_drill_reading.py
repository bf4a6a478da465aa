"""Who reads while the portal recomputes sees one state; files that overlap are committed one after the other."""

import json
import os
from contextlib import ExitStack

import pytest

from dkbm.tests.drills.deeds import CODES, PLACES, YEARS, _base
from dkbm.tests.drills.workers import PAIRS, SqliteStore

FULL = os.environ.get("DKBM_DRILL") == "full"
READINGS, FEWEST_WAVES = (10_000, 5) if FULL else (150, 2)
pytestmark = [
    pytest.mark.anydb,
    pytest.mark.drill,
    pytest.mark.timeout(3600 if FULL else 420),
]


@pytest.fixture(scope="module", params=["sqlite", "postgres"] if FULL else ["postgres"])
def portal(request, tmp_path_factory):
    """A drill with two workers, and its database with the demo content."""
    folder = tmp_path_factory.mktemp("lesen")
    if request.param == "postgres":
        start = request.getfixturevalue("demo_postgres")
    else:
        start = SqliteStore("demo", folder)
        start.path = request.getfixturevalue("demo_database")
    drill, store = PAIRS[type(start)], type(start)("lesen", folder)
    store.create(start)
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
    assert drill.closed(store)
