"""Fills the database of `bench serve` and prints the session to ask with: `python -m bench.serve_data TOWNS`."""

from __future__ import annotations

import json
import os
import sys

from bench.level import CHARTS, Level, seed

LEVELS = {"full": Level(400, CHARTS, 15), "tiny": Level(32, CHARTS, 6)}


def regions_of(code: str) -> list[str]:
    """The Kreis, its Land and Deutschland."""
    return [code, code[:2], "DG"]


def fill(level: Level, towns: int) -> dict[str, object]:
    """Everything computed, the peer's table of values, some municipalities, a person who is logged in."""
    from django.db import connection
    from django.test import Client

    from dkbm.access.scope import system_scope
    from dkbm.jobs import engine
    from dkbm.models import Municipality, Region, User
    from monitoring.models import Snapshot
    from monitoring.queries_results import blocks_of
    from monitoring.services.recompute import latest_versions, request_recompute

    with system_scope("the benchmark fills its database"):
        seed(level)
        for version in latest_versions():
            request_recompute(version.indicator)
        engine.drain()
        rows = [
            (snapshot.indicator_version.indicator.code, result.region, period, result.value)
            for snapshot, period, block in blocks_of(
                Snapshot.objects.filter(is_current=True).select_related("indicator_version__indicator")
            )
            for result in block.values.results(period)
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bench_value (id bigserial PRIMARY KEY, indicator text, region text,"
                " period text, value double precision)"
            )
            cursor.executemany(
                "INSERT INTO bench_value (indicator, region, period, value) VALUES (%s, %s, %s, %s)", rows
            )
            cursor.execute("CREATE INDEX ON bench_value (indicator, region, period)")
            cursor.execute("ANALYZE")
        codes = level.codes[:: max(1, len(level.codes) // towns)][:towns]
        for code in codes:
            Municipality.objects.create(region=Region.objects.get(ags=code), slug=f"kreis-{code}")
        person = User.objects.create_user("messung@example.org", name="Messung")
        client = Client()
        client.force_login(person)
    return {"codes": codes, "cookie": f"sessionid={client.cookies['sessionid'].value}"}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
    import django

    django.setup()
    print(json.dumps(fill(LEVELS[sys.argv[1]], int(sys.argv[2]))))
