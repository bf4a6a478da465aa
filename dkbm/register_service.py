"""Loading the official register into `Region`: all or nothing, repeatable, never older figures over newer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from dkbm import registries
from dkbm.models import Region
from dkbm.register import DISSOLVED, Dissolved, Register, Territory, territories

FIELDS = (
    "ars", "name", "designation", "kind", "parent_id", "population", "population_on", "area_ha", "source"
)  # fmt: skip
BATCH = 2000


@dataclass
class Counts:
    """What a loading did. `absent`: current regions of the same levels that the file does not name."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0

    def note(self, before: Region | None, *, changed: bool) -> None:
        """Count one region."""
        if before is None:
            self.new += 1
        elif changed:
            self.changed += 1
        else:
            self.unchanged += 1


@transaction.atomic
def load_register(register: Register, population_on: date | None = None) -> Counts:
    """Write the register's territories and the dissolved Kreise known for certain.

    `population_on`: day of the file's population, else the last year's end before its status. A population
    of a later day that is already there stays. Regions that the file does not name stay as they are.
    """
    found = territories(register)
    day = population_on or register.population_on
    source = f"Destatis, Gemeindeverzeichnis GV100AD, Gebietsstand {register.status_on:%d.%m.%Y}"
    before = {region.ags: region for region in Region.objects.select_for_update().order_by("ags")}
    counts = Counts()
    for kind in dict.fromkeys(territory.kind for territory in found):
        _write_level([t for t in found if t.kind == kind], before, counts, day, source)
    keys, kinds = {t.ags for t in found}, {t.kind for t in found}
    gone = {row.ags for row in DISSOLVED}
    counts.absent = sum(
        r.kind in kinds and r.valid_until is None and r.ags not in keys | gone for r in before.values()
    )
    load_dissolved(DISSOLVED, counts)
    if counts.new or counts.changed:
        for hook in registries.register_loaded:
            hook()
    return counts


def _write_level(
    level: list[Territory], before: dict[str, Region], counts: Counts, day: date, source: str
) -> None:
    """Insert and update one level; its parents are written already."""
    parents = dict(Region.objects.filter(ags__in={t.parent for t in level}).values_list("ags", "pk"))
    rows = []
    for territory in level:
        old = before.get(territory.ags)
        wanted = _wanted(territory, parents, old, day, source)
        changed = old is None or any(getattr(old, name) != value for name, value in wanted.items())
        counts.note(old, changed=changed)
        if changed:
            rows.append(Region(ags=territory.ags, **wanted))
    updated = [name.removesuffix("_id") for name in FIELDS]
    Region.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["ags"], update_fields=updated
    )


def _wanted(
    territory: Territory, parents: dict[str, int], old: Region | None, day: date, source: str
) -> dict[str, Any]:
    """The values the register gives a region; a population of a later day keeps its day and source."""
    newer = old is not None and old.population_on is not None and old.population_on > day
    return {
        "ars": territory.ars,
        "name": territory.name,
        "designation": territory.designation,
        "kind": territory.kind,
        "parent_id": parents[territory.parent] if territory.parent else None,
        "population": old.population if newer else territory.population,
        "population_on": old.population_on if newer else day,
        "area_ha": territory.area_ha,
        "source": old.source if newer else source,
    }


@transaction.atomic
def load_dissolved(rows: Iterable[Dissolved], counts: Counts | None = None) -> Counts:
    """Write dissolved Kreise with their successors, as far as the successor is there."""
    counts = counts or Counts()
    rows = list(rows)
    keys = {row.successor for row in rows} | {row.ags for row in rows}
    known = {r.ags: r for r in Region.objects.filter(ags__in=keys).prefetch_related("successors")}
    for row in rows:
        successor = known.get(row.successor)
        if successor is not None:
            _write_dissolved(row, known.get(row.ags), successor, counts)
    return counts


def _write_dissolved(row: Dissolved, old: Region | None, successor: Region, counts: Counts) -> None:
    """One dissolved Kreis; its successor begins on the next day when it is a new one."""
    region = old or Region(ags=row.ags)
    wanted = {
        "ars": row.ags.ljust(12, "0"),
        "name": row.name,
        "designation": row.designation,
        "kind": successor.kind,
        "parent_id": successor.parent_id,
        "valid_until": row.until,
        "source": row.source,
    }
    changed = set_values(region, wanted)
    if row.successor_is_new:
        set_values(successor, {"valid_from": row.until + timedelta(days=1)})
    if old is None or [s.pk for s in region.successors.all()] != [successor.pk]:
        region.successors.set([successor])
        changed = True
    counts.note(old, changed=changed)


def set_values(region: Region, wanted: dict[str, Any]) -> bool:
    """Save the region when a value differs or it is new; True when it was written."""
    differs = {name for name, value in wanted.items() if getattr(region, name) != value}
    if not differs and region.pk is not None:
        return False
    for name, value in wanted.items():
        setattr(region, name, value)
    region.save()
    return True
