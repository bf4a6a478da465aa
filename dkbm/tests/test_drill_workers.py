"""Workers that are killed at any moment lose nothing and double nothing."""

import os

import pytest
import redis

from dkbm.tests.drills.workers import BROKER, CELERY_DRILL, EMBEDDED_DRILL, SqliteStore

FULL = os.environ.get("DKBM_DRILL") == "full"
SEED = int(os.environ.get("DKBM_DRILL_SEED", "20261101"))
pytestmark = [
    pytest.mark.anydb,
    pytest.mark.drill,
    pytest.mark.timeout(3600 if FULL else 420),
]


@pytest.fixture
def broker():
    """Redis, or a skip that names it."""
    try:
        redis.Redis.from_url(BROKER, socket_connect_timeout=3).ping()
    except redis.RedisError:
        pytest.skip("redis is missing (Debian package: redis-server)")


def compared(drill, folder, start, kills):
    """Run the drill, print its figures, and hold the disturbed run against the calm one."""
    disturbed, calm = drill.compare(folder, start, kills=kills, seed=SEED)
    print(
        f"\nseed {SEED}: {disturbed.kills} kills in {disturbed.waves} waves, {disturbed.halves} half commits, {disturbed.hits} jobs hit while "
        f"running, {disturbed.counts['jobs']} jobs, {disturbed.counts['observations']} observations; "
        f"{disturbed.seconds:.0f} s against {calm.seconds:.0f} s undisturbed"
    )
    for outcome in (disturbed, calm):
        counts = outcome.counts
        assert counts["jobs not done"] == 0
        assert counts["pending observations"] == counts["pending snapshots"] == 0
        assert counts["indicators with several current snapshots"] == 0
        assert counts["current snapshots"] == counts["indicators"]
    assert disturbed.kills >= kills
    assert disturbed.hits > 0, "no kill hit a job at work: the drill proves nothing"
    assert calm.hits == disturbed.halves == 0
    for name in ("observations", "snapshots", "results"):
        assert disturbed.counts[name] == calm.counts[name], name
    assert disturbed.state_hash == calm.state_hash


@pytest.mark.postgres
@pytest.mark.redis
def test_killed_celery_workers_lose_and_double_nothing(tmp_path, demo_postgres, broker):
    compared(CELERY_DRILL, tmp_path, demo_postgres, kills=50 if FULL else 5)


def test_killed_embedded_worker_loses_and_doubles_nothing(tmp_path, demo_database):
    start = SqliteStore("demo", demo_database.parent)
    start.path = demo_database
    compared(EMBEDDED_DRILL, tmp_path, start, kills=50 if FULL else 4)
