"""Work done inside the portal that is drilled: `python -m dkbm.tests.drills.deeds wave 3`.

`wave NUMBER` uploads a file that corrects every number of the last one, has it committed and all indicators
recomputed, and ends when no job is left; what it does depends on its number only. `close` prints the state hash
of a portal in which nothing contradicts itself. `read COUNT` reads an indicator and
the page's data so often and prints what it saw. `overlap` has two files with common places committed at once and
prints the numbers that hold then.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from typing import Any

PLACES, YEARS = 300, ("2019", "2020", "2021", "2022")
PER_LAND = 25
PERSON = "monitoring.emden@example.org"
WAIT_SECONDS = 150


def wave(number: int) -> None:
    """Upload, commit, recompute; returns when every job is finished."""
    from dkbm.access.scope import system_scope
    from dkbm.models import Municipality, User
    from monitoring import services
    from monitoring.models import ImportState
    from monitoring.services.recompute import latest_versions, request_recompute

    with system_scope("the drill"):
        person = User.objects.get(email=PERSON)
        here = Municipality.objects.get(region__ags="03402")
        run = services.upload_file(
            content=content(number), file_name=f"welle-{number}.csv", municipality=here, by=person
        )
        _wait(lambda: _state(run) != ImportState.UPLOADED)
        services.request_commit(run=run, by=person)
        _wait(lambda: _state(run) != ImportState.COMMITTING)
        if _state(run) != ImportState.COMMITTED:
            raise SystemExit(f"wave {number} ended as {_state(run)}")
        for version in latest_versions():
            request_recompute(version.indicator)
        _wait(_all_jobs_finished)


CODES = [f"{1 + i // PER_LAND:02d}{501 + i % PER_LAND}" for i in range(PLACES)]
READ = CODES[:: PLACES // 20]
TABLE, FIRST_COLUMN = "21111-02-06-4", "D (Insgesamt)"
TOTALS = "D15"  # the indicator whose denominator is the first number of every row
PAGE_EVERY = 10


def content(number: int, codes: list[str] = CODES) -> bytes:
    """A table of school leavers in which every number belongs to this wave."""
    from monitoring.tests.samples import classic

    return classic(*(_row(code, year, number) for year in YEARS for code in codes))


def read(count: int) -> dict[str, Any]:
    """Read so often; how many readings mixed two waves, and which waves were seen.

    Every reading takes twenty places and four years of an indicator; every tenth one also the finished bytes
    of a municipality's page. A reading is of one wave when all its numbers are.
    """
    from django.test import Client

    from dkbm.access.scope import system_scope
    from dkbm.models import Municipality, Region
    from monitoring.queries import indicator_views

    client, mixed, seen = Client(), 0, set()
    with system_scope("the drill"):
        slug = f"uebung-{READ[0]}"
        if not Municipality.objects.filter(slug=slug).exists():
            Municipality.objects.create(region=Region.objects.get(ags=READ[0]), slug=slug)
    for number in range(count):
        with system_scope("the drill"):
            rows = indicator_views(READ, TOTALS)[0].rows
        waves = {int(row.denominator) - _base(code) for code, found in rows.items() for row in found}
        places = {(code, row.period) for code, found in rows.items() for row in found}
        mixed += len(waves) > 1 or len(places) != len(READ) * len(YEARS)
        seen |= waves
        if number % PAGE_EVERY == 0:
            said = client.get(f"/monitoring/kommune/{slug}/kennzahlen.json").content.decode()
            found = {int(n) - _base(READ[0]) for n in re.findall(r'"denominator":(\d{4})[,}]', said)}
            mixed += len(found) > 1 or not found
            seen |= found
    return {"readings": count, "mixed": mixed, "waves": sorted(seen)}


def overlap() -> dict[str, Any]:
    """Two files with a third of their places in common, promised together; the first number of every place then."""
    from django.db import transaction

    from dkbm.access.scope import system_scope
    from dkbm.models import Municipality, User
    from monitoring import services
    from monitoring.models import ImportState, Observation

    with system_scope("the drill"):
        person = User.objects.get(email=PERSON)
        here = Municipality.objects.get(region__ags="03402")
        parts = {100: CODES[: PLACES * 2 // 3], 200: CODES[PLACES // 3 :]}
        runs = [
            services.upload_file(
                content=content(number, codes), file_name=f"{number}.csv", municipality=here, by=person
            )
            for number, codes in parts.items()
        ]
        _wait(lambda: all(_state(run) != ImportState.UPLOADED for run in runs))
        with transaction.atomic():
            for run in runs:
                services.request_commit(run=run, by=person)
        _wait(lambda: all(_state(run) != ImportState.COMMITTING for run in runs))
        _wait(_all_jobs_finished)
        rows = Observation.objects.filter(
            series__source__table=TABLE, region__ags__in=CODES, column=FIRST_COLUMN,
            known_from__isnull=False, known_until__isnull=True,
        )  # fmt: skip
        held = {
            f"{code} {period}": int(value)
            for code, period, value in rows.values_list("region__ags", "period", "value")
        }
        return {"states": [_state(run) for run in runs], "held": held}


def close() -> str:
    """The state hash; ends the program with what contradicts itself, if anything does."""
    from dkbm.state import state_hash
    from dkbm.verifying import complaints

    found = complaints()
    if found:
        raise SystemExit(f"verify complains: {found[:5]}")
    return state_hash()


def _row(code: str, year: str, number: int) -> str:
    total = _base(code) + number
    return f"{year};{code};      Ort {code}, Landkreis;{total};{total // 2};{total // 10};{total // 25}"


def _base(code: str) -> int:
    """The total of a place without its wave."""
    return 1000 + int(code) % 400


def _state(run) -> str:
    return type(run).objects.values_list("state", flat=True).get(pk=run.pk)


def _all_jobs_finished() -> bool:
    from dkbm.models import Job
    from dkbm.models.job import JobState

    return not Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists()


def _wait(done) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        if time.monotonic() > end:
            raise SystemExit("the wave does not end")
        time.sleep(0.1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
    import django

    django.setup()
    if sys.argv[1] == "wave":
        wave(int(sys.argv[2]))
    elif sys.argv[1] == "close":
        print(close())
    else:
        print(json.dumps(overlap() if sys.argv[1] == "overlap" else read(int(sys.argv[2]))))
