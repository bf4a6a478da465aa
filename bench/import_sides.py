"""What the import benchmark compares, each run inside a portal: `python -m bench.import_sides SIDE FILE`.

Both sides print one line of JSON. `portal` goes the way of a person in the browser: upload, wait for the
preview, take over, wait until everything is recomputed. `create` and `bulk` are the straight way: read the
file with csv.DictReader and write a row per line, without check, preview, provenance of changes or recomputing.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

PERSON = "monitoring.emden@example.org"
LOOK_SECONDS = 0.1
WAIT_SECONDS = 600
SIGNS = {"-": "dash", ".": "suppressed"}


def through_the_portal(file: Path) -> dict[str, Any]:
    """Seconds until the preview, until all is recomputed, and the progress that a person sees meanwhile."""
    from dkbm.access.scope import system_scope
    from dkbm.models import Municipality, User
    from monitoring import services
    from monitoring.models import ImportState, Observation

    seen: list[tuple[str, int, int]] = []
    with system_scope("the benchmark looks on"):
        before = Observation.objects.count()
        person = User.objects.get(email=PERSON)
        here = Municipality.objects.get(region__ags="03402")
        content = file.read_bytes()
        began = time.monotonic()
        run = services.upload_file(content=content, file_name=file.name, municipality=here, by=person)
        _wait(lambda: _state(run) != ImportState.UPLOADED, seen)
        preview = time.monotonic() - began
        services.request_commit(run=run, by=person)
        _wait(lambda: _state(run) != ImportState.COMMITTING, seen)
        committed = time.monotonic() - began
        _wait(lambda: not _work_is_left(), seen)
        return {
            "preview": preview,
            "committed": committed,
            "recomputed": time.monotonic() - began,
            "state": _state(run),
            "rows": Observation.objects.count() - before,
            "progress": sorted(set(seen)),
        }


def _state(run: Any) -> str:
    return str(type(run).objects.values_list("state", flat=True).get(pk=run.pk))


def _work_is_left() -> bool:
    from dkbm.models import Job
    from dkbm.models.job import JobState

    return Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists()


def _wait(done: Callable[[], bool], seen: list[tuple[str, int, int]]) -> None:
    """Look at the job as the waiting page does, until it is done."""
    from dkbm.models import Job
    from dkbm.models.job import JobState

    end = time.monotonic() + WAIT_SECONDS
    while not done():
        if time.monotonic() > end:
            raise SystemExit("the import does not end")
        running = Job.objects.filter(state=JobState.RUNNING)
        seen.extend(running.values_list("progress_text", "progress", "progress_total"))
        time.sleep(LOOK_SECONDS)


def one_by_one(file: Path) -> dict[str, Any]:
    """`Observation.objects.create` for every line."""
    from monitoring.models import Observation

    def write(rows: Iterator[dict[str, Any]]) -> None:
        for row in rows:
            Observation.objects.create(**row)

    return _straight(file, write)


def in_bulk(file: Path) -> dict[str, Any]:
    """One `bulk_create` of everything."""
    from monitoring.models import Observation

    return _straight(
        file, lambda rows: Observation.objects.bulk_create([Observation(**row) for row in rows], 500)
    )


def _straight(file: Path, write: Callable[[Iterator[dict[str, Any]]], object]) -> dict[str, Any]:
    from django.db import transaction

    from dkbm.access.scope import system_scope
    from monitoring.models import Observation

    with system_scope("the straight way of the benchmark"):
        before = Observation.objects.count()
        began = time.monotonic()
        with transaction.atomic():
            write(_straight_rows(file))
        seconds = time.monotonic() - began
        return {"committed": seconds, "rows": Observation.objects.count() - before}


def _straight_rows(file: Path) -> Iterator[dict[str, Any]]:
    """Fields of one observation per line; series and regions are looked up once each."""
    from dkbm import clock
    from dkbm.models import Region
    from monitoring.models import ImportRun, Series, Source

    source = Source.objects.create(table="ohne-pruefung", title="Messung")
    run = ImportRun.objects.create(file_name=file.name, sha256="", uploaded_at=clock.now())
    regions: dict[str, Any] = {}
    series: dict[str, Any] = {}
    text = io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")
    for number, line in enumerate(csv.DictReader(text, delimiter=";"), start=2):
        code, key = line["1_variable_attribute_code"], "/".join(_attributes(line))
        if code not in regions:
            named = {"name": line["1_variable_attribute_label"], "kind": "kreis"}
            regions[code] = Region.objects.get_or_create(ags=code, defaults=named)[0]
        if key not in series:
            series[key] = Series.objects.create(source=source, measure="BIL002", breakdown=key, label=key)
        sign = SIGNS.get(line["value"], "")
        yield {
            "series": series[key],
            "region": regions[code],
            "period": line["time"],
            "value": None if sign else Decimal(line["value"]),
            "status": sign or "value",
            "sign": line["value"] if sign else "",
            "run": run,
            "row": number,
            "known_from": clock.now(),
        }


def _attributes(line: dict[str, str]) -> list[str]:
    return [line[f"{number}_variable_attribute_code"] for number in (2, 3, 4)]


SIDES = {"portal": through_the_portal, "create": one_by_one, "bulk": in_bulk}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
    import django

    django.setup()
    print(json.dumps(SIDES[sys.argv[1]](Path(sys.argv[2]))))
