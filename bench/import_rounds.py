"""The rounds of `python -m bench import`, inside the portal that it made: `python -m bench.import_rounds`."""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

HEAD = "GENESIS-Tabelle: 99111-01-01-4\nMessung des Einlesens;;;\nWerte (Anzahl);;;\n"
FOOT = "__________\n© Statistisches Amt, 2025.\nDatenlizenz Deutschland - Namensnennung - Version 2.0.\nStand: 13.03.2025 / 16:40:08\n"
COLUMNS, LAST_YEAR, PER_LAND, LAENDER = 50, 2024, 25, 16
TARGETS = {"new": 3.0, "equal": 2.5, "bulk": 8.0}
PLACES = LAENDER * PER_LAND
DASH_EVERY = 97


def table(rows: int) -> bytes:
    """A table in the classic layout with about so many values: 400 Kreise, up to 50 columns, years as needed."""
    columns = max(1, min(COLUMNS, rows // PLACES))
    years = range(LAST_YEAR, LAST_YEAR - -(-rows // (PLACES * columns)), -1)
    names = ";".join(f"Merkmal {number}" for number in range(columns))
    codes = [f"{1 + number // PER_LAND:02d}{501 + number % PER_LAND}" for number in range(PLACES)]
    lines = [
        f"{year};{code};      Musterkreis {code}, Landkreis;{_values(year, place, columns)}"
        for year in years
        for place, code in enumerate(codes)
    ]
    return f"{HEAD};;;{names}\n{chr(10).join(lines)}\n{FOOT}".encode("cp1252")


def _values(year: int, place: int, columns: int) -> str:
    first = year * 7919 + place * 104_729
    return ";".join(
        "-" if (first + column) % DASH_EVERY == 0 else str((first + column * 31) % 9973 + 1)
        for column in range(columns)
    )


def through_the_portal(content: bytes, person: Any, here: Any) -> str:
    """Upload, read in the child, check, preview, commit with its rows, cubes and promises; the state it ends in."""
    from dkbm.jobs import engine
    from monitoring import services

    run = services.upload_file(content=content, file_name="messung.csv", municipality=here, by=person)
    engine.drain()
    run.refresh_from_db()
    services.request_commit(run=run, by=person)
    engine.drain()
    run.refresh_from_db()
    return str(run.state)


def clear() -> None:
    """No observations, no imports, no jobs; regions and series stay."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE monitoring_observation, monitoring_cubeblob, monitoring_importrun, dkbm_job CASCADE"
        )


def kept_rows() -> bytes:
    """What the import has written, as PostgreSQL's own bytes, sorted by primary key, and the import beside it."""
    from django.db import connection

    content = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY (SELECT * FROM monitoring_observation ORDER BY id) TO STDOUT (FORMAT binary)", content
        )
    return content.getvalue()


def sorted_copy(rows: bytes) -> None:
    """The limit: the same rows into the emptied table with all its indexes and checks, in one transaction."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert("COPY monitoring_observation FROM STDIN (FORMAT binary)", io.BytesIO(rows))


def empty_table() -> None:
    """No observations; the import that they name stays."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE monitoring_observation CASCADE")


def in_bulk(rows: list[dict[str, Any]]) -> None:
    """The peer: Django's bulk_create of rows that are in memory already, nothing checked."""
    from django.db import transaction

    from monitoring.models import Observation

    with transaction.atomic():
        Observation.objects.bulk_create([Observation(**row) for row in rows], batch_size=500)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it took and what came out."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def measure(rows: int, rounds: int) -> bool:
    """Print every round and the medians; whether a target was missed."""
    from dkbm.models import Municipality, User
    from monitoring.models import Observation

    content = table(rows)
    person, here = (
        User.objects.get(email="monitoring.emden@example.org"),
        Municipality.objects.get(slug="emden"),
    )
    times: dict[str, list[float]] = {name: [] for name in ("new", "equal", "limit", "bulk")}
    for number in range(1, rounds + 1):
        clear()
        for name in ("new", "equal"):
            taken, state = seconds(lambda: through_the_portal(content, person, here))
            if state != "committed":
                raise SystemExit(f"the import ended as {state}")
            times[name].append(taken)
        count = Observation.objects.count()
        kept, fields = (
            kept_rows(),
            [f.attname for f in Observation._meta.concrete_fields if not f.primary_key],
        )
        dicts = list(Observation.objects.order_by("pk").values(*fields))
        empty_table()
        times["limit"].append(seconds(lambda kept=kept: sorted_copy(kept))[0])
        if Observation.objects.count() != count:
            raise SystemExit("the limit wrote other rows")
        empty_table()
        times["bulk"].append(seconds(lambda dicts=dicts: in_bulk(dicts))[0])
        said = ", ".join(f"{name} {found[-1]:.2f} s" for name, found in times.items())
        print(f"  Runde {number}, {count} Werte, {len(content) / 1e6:.1f} MB: {said}", flush=True)
    middle = {name: statistics.median(found) for name, found in times.items()}
    missed = [
        _said("neu", middle["new"] / middle["limit"], at_most=TARGETS["new"], of="des sortierten COPY"),
        _said(
            "gleich", middle["equal"] / middle["limit"], at_most=TARGETS["equal"], of="des sortierten COPY"
        ),
        _said("bulk_create", middle["bulk"] / middle["new"], at_least=TARGETS["bulk"], of="des Portals"),
    ]
    return any(missed)


def _said(name: str, ratio: float, *, of: str, at_most: float = float("inf"), at_least: float = 0) -> bool:
    missed = not at_least <= ratio <= at_most
    print(f"  Median: {name} braucht das {ratio:.2f}-Fache {of}" + (" - verfehlt" if missed else ""))
    return missed


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
    import django

    django.setup()
    from dkbm.access.scope import system_scope

    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    given = parser.parse_args()
    with system_scope("the benchmark imports"):
        sys.exit(measure(given.rows, given.rounds) and given.rows >= 1_000_000)
