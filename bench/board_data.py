"""Fills the database of `bench board` and prints the session to ask with: `python -m bench.board_data KREISE QUARTERS`.

Stands are written directly with the readings of all indicators at chance, not computed from records: what is
measured is reading across municipalities.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

SEED = 20261101
LIGHTS = ("gruen", "gelb", "rot", "grau")
POSTS, GRANTS, YEARS = 5, 2, 3
RESTING = 10
"""Every tenth municipality shares nothing."""


def quarter_ends(today: date, count: int) -> list[date]:
    """The last quarter ends before today, oldest first."""
    from monitoring.services.readings import last_quarter_end

    days = [last_quarter_end(today)]
    while len(days) < count:
        days.append(last_quarter_end(days[-1]))
    return days[::-1]


def fill(kreise: int, quarters: int) -> dict[str, object]:
    """Municipalities of one agency with all they share, and a transfer manager who is logged in."""
    from django.db import connection, transaction
    from django.test import Client

    from dkbm import clock
    from dkbm.access.scope import system_scope
    from dkbm.models import Agency, AgencyMembership, Municipality, Region, User

    chance = random.Random(SEED)  # noqa: S311 - measured, not secret
    today = clock.today()
    with system_scope("the benchmark fills its database"), transaction.atomic():
        agency = Agency.objects.create(name="Messung", slug="messung")
        regions = Region.objects.bulk_create(
            [
                Region(ags=f"{1 + n % 16:02d}{1 + n // 16:03d}", name=f"Kreis {n:03d}", kind="kreis")
                for n in range(kreise)
            ]
        )
        places = Municipality.objects.bulk_create(
            [
                Municipality(region=r, slug=f"kreis-{n}", agency=agency, sharing=20 if n % RESTING else 0)
                for n, r in enumerate(regions)
            ]
        )
        _records(agency, regions, today)
        _stands(places, quarter_ends(today, quarters), chance)
        _resources(places, today, chance)
        _meetings(places, today)
        person = User.objects.create_user("messung@example.org", name="Messung")
        AgencyMembership.objects.create(user=person, agency=agency)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(person)
    slugs = [place.slug for place in places if place.sharing]
    return {"slugs": slugs, "cookie": f"sessionid={client.cookies['sessionid'].value}"}


def _records(agency: Any, regions: list[Any], today: date) -> None:
    from governance.models import AgencyModule, AgencyRecord

    rows = AgencyRecord.objects.bulk_create(
        [AgencyRecord(agency=agency, region=r, last_contact_on=today - timedelta(days=200)) for r in regions]
    )
    AgencyModule.objects.bulk_create(
        [
            AgencyModule(record=row, number=1 + n % 4, topic="Thema", agreed_in="2025-03")
            for n, row in enumerate(rows)
        ]
    )


def _stands(places: list[Any], days: list[date], chance: random.Random) -> None:
    from monitoring.models import Assessment

    rows = (_stand(place, day, chance) for place in places for day in days)
    Assessment.objects.bulk_create(rows, batch_size=500)


def _stand(place: Any, day: date, chance: random.Random) -> Any:
    from dkbm import clock
    from monitoring.models import Assessment
    from monitoring.sustainability.catalogue import DEFINITIONS, WEIGHTS

    readings = {
        d.code: {"state": "berechnet", "value": text, "rated": text, "light": chance.choice(LIGHTS)}
        for d in DEFINITIONS
        for text in ("3" if d.unit == "Stufe" else f"{chance.randrange(1000)}/{chance.randrange(1, 30)}",)
    }
    return Assessment(
        municipality=place, day=day, occasion="quartal", made_at=clock.now(), rule_version="Messung",
        fingerprint="0" * 64, degree=chance.randrange(100), coverage=chance.randrange(60, 100),
        light=chance.choice(LIGHTS), scores={d.value: str(chance.randrange(100)) for d in WEIGHTS},
        readings=readings,
    )  # fmt: skip


def _resources(places: list[Any], today: date, chance: random.Random) -> None:
    from dkbm.access.audiences import Audience
    from projects.models import BudgetLine, Grant, Post

    shared = {"audience": Audience.AGENCY}
    ends = [today + timedelta(days=90 * n) for n in range(1, 12)]
    grants = Grant.objects.bulk_create(
        [
            Grant(municipality=p, title=f"Programm {n}", ends=str(end), ends_on=end, **shared)
            for p in places
            for n in range(GRANTS)
            for end in (chance.choice(ends),)
        ]
    )
    BudgetLine.objects.bulk_create(
        [
            BudgetLine(municipality=g.municipality, grant=g, year=today.year + n, title=f"{g.title}, Zuwendung",
                       side="ertrag", origin="programm", amount_cents=4_800_000, **shared)
            for g in grants
            for n in range(YEARS)
        ]
    )  # fmt: skip
    Post.objects.bulk_create(_posts(places, ends, chance))


def _posts(places: list[Any], ends: list[date], chance: random.Random) -> Iterator[Any]:
    from dkbm.access.audiences import Audience
    from projects.models import Post

    for place in places:
        for number in range(POSTS):
            end = chance.choice(ends)
            limit = {"term": "befristet", "limited_until": str(end), "limited_until_on": end}
            more = limit if number % 2 else {"term": "unbefristet"}
            yield Post(
                municipality=place, function=f"Stelle {number}", fte=1, audience=Audience.AGENCY, **more
            )


def _meetings(places: list[Any], today: date) -> None:
    from dkbm.access.audiences import Audience
    from governance.models import Body, Meeting

    shared = {"audience": Audience.AGENCY}
    bodies = Body.objects.bulk_create(
        [Body(municipality=p, name="Beirat", kind="bildungsbeirat", level=1, **shared) for p in places]
    )
    days = [today + timedelta(days=n) for n in (-90, 30, 120)]
    Meeting.objects.bulk_create(
        [Meeting(body=b, period=str(day), begins=day, ends=day, **shared) for b in bodies for day in days]
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
    import django

    django.setup()
    print(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
