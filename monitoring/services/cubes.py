"""Cubes beside the rows: written in the transaction that changes rows, rebuilt from them, compared with them.

Whoever writes, ends or restores observations calls `lock_cubes` first and one of the others after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import BigIntegerField, Case, F, Max, QuerySet, When
from django.db.models.functions import Cast, Round

from dkbm import clock
from dkbm.models import Region
from monitoring.calculation.blobs import NONE
from monitoring.calculation.cube import (
    CODES,
    MICRO,
    MOST_MICRO,
    PLACES,
    Cells,
    Cube,
    cube_from,
    is_whole_cube,
    patched,
    squeezed_cube,
)
from monitoring.models import CubeBlob, Observation, Series, Source

SURE = 2**53 // MICRO  # from here on SQLite's numbers are no longer exact after multiplying
CHUNK = 5000
Row = tuple[str, int, int, int | None, str, int]


def lock_cubes(*source_ids: int) -> None:
    """Keep other writers of these tables' cubes waiting until the transaction ends; sorted, so none waits twice."""
    list(Source.objects.select_for_update().filter(pk__in=source_ids).order_by("pk").values_list("pk"))


def put_rows(source_id: int, owner_id: int | None, rows: QuerySet) -> None:
    """Take these observations, which are current now, over into the cubes of their table."""
    _patch(source_id, owner_id, _cells(rows, gone=False))


def put_cells(source_id: int, owner_id: int | None, groups: Iterable[tuple[str, Cells]]) -> None:
    """Take rows over that have just been written and need not be read again: (period, cells)."""
    _patch(source_id, owner_id, groups)


def take_out_rows(source_id: int, owner_id: int | None, rows: QuerySet) -> None:
    """Take these observations, which have just ended, out of the cubes of their table."""
    _patch(source_id, owner_id, _cells(rows, gone=True))


def rebuild_cubes(source: Source, owner_id: int | None = None) -> None:
    """Write all cubes of a table anew from its rows."""
    with transaction.atomic():
        lock_cubes(source.pk)
        CubeBlob.objects.filter(source=source, owner_id=owner_id).delete()
        put_rows(source.pk, owner_id, _current(source.pk, owner_id))


def rebuild_all_cubes() -> int:
    """The same for every table and owner. Returns how many cubes there are then."""
    with transaction.atomic():
        for source_id, owner_id in _held():
            rebuild_cubes(Source.objects.get(pk=source_id), owner_id)
    return CubeBlob.objects.count()


def differing_cubes() -> Iterator[str]:
    """German sentences about cubes that are not what their rows say."""
    for source_id, owner_id in _held():
        kept = {blob.period: blob for blob in CubeBlob.objects.filter(source_id=source_id, owner_id=owner_id)}
        table = Source.objects.get(pk=source_id).table
        found = {
            period: squeezed_cube(patched(Cube(), cells))[0]
            for period, cells in _cells(_current(source_id, owner_id), gone=False)
        }
        for period in sorted({*kept, *found}):
            blob = kept.get(period)
            if blob is None:
                yield f"Tabelle {table}, {period}: Der Würfel fehlt."
            elif found.get(period) != blob.sha256:
                yield f"Tabelle {table}, {period}: Der Würfel sagt anderes als die Zeilen."
            elif not is_whole_cube(blob.content, blob.sha256):
                yield f"Tabelle {table}, {period}: Der Würfel ist beschädigt."


def _held() -> list[tuple[int, int | None]]:
    """Tables and owners that have rows or cubes, sorted."""
    rows = Observation.objects.filter(known_from__isnull=False, known_until__isnull=True)
    found = set(rows.order_by().values_list("series__source_id", "owner_id").distinct())
    found |= set(CubeBlob.objects.order_by().values_list("source_id", "owner_id").distinct())
    return sorted(found, key=lambda pair: (pair[0], pair[1] or 0))


def _current(source_id: int, owner_id: int | None) -> QuerySet:
    return Observation.objects.filter(
        series__source_id=source_id, owner_id=owner_id, known_from__isnull=False, known_until__isnull=True
    )


def _cells(rows: QuerySet, *, gone: bool) -> Iterator[tuple[str, Cells]]:
    """(period, cells) of these rows; values become whole millionths in the database already."""
    micro = Case(
        When(value__gt=-SURE, value__lt=SURE, then=Cast(Round(F("value") * MICRO), BigIntegerField())),
        default=None,
        output_field=BigIntegerField(),
    )
    found = rows.order_by("period").annotate(micro=micro)
    large = dict(found.filter(value__isnull=False, micro__isnull=True).values_list("pk", "value"))
    names = _Names()
    period, group = None, []
    for row in found.values_list("period", "region_id", "series_id", "micro", "status", "pk").iterator(CHUNK):
        if row[0] != period and group:
            yield period, names.cells(group, large, gone=gone)
            group = []
        period = row[0]
        group.append(row)
    if group:
        yield period, names.cells(group, large, gone=gone)


class _Names:
    """Codes of regions and names of series by id, asked once."""

    def __init__(self) -> None:
        self.regions = dict(Region.objects.values_list("pk", "ags"))
        self.series = {
            pk: f"{measure}|{breakdown}"
            for pk, measure, breakdown in Series.objects.values_list("pk", "measure", "breakdown")
        }

    def cells(self, rows: list[Row], large: dict[int, Any], *, gone: bool) -> Cells:
        """The rows of one period as columns."""
        micro = np.fromiter((NONE if row[3] is None else row[3] for row in rows), np.int64, len(rows))
        statuses = np.zeros(len(rows), np.uint8)
        big = {}
        if not gone:
            statuses[:] = np.fromiter((CODES[row[4]] for row in rows), np.uint8, len(rows))
            for index, row in enumerate(rows) if large else ():
                if row[5] in large:
                    number = int(large[row[5]].scaleb(PLACES))
                    if abs(number) < MOST_MICRO:
                        micro[index] = number
                    else:
                        big[index] = large[row[5]]
        else:
            micro[:] = NONE
        regions = [self.regions[row[1]] for row in rows]
        return Cells(regions, [self.series[row[2]] for row in rows], micro, statuses, big)


def _patch(source_id: int, owner_id: int | None, groups: Iterable[tuple[str, Cells]]) -> None:
    """Put the cells into the cubes of their periods; a cube without rows goes."""
    held = dict(CubeBlob.objects.filter(source_id=source_id, owner_id=owner_id).values_list("period", "pk"))
    now = clock.now()
    gone, made = [], []
    for period, cells in groups:
        kept = cube_from(CubeBlob.objects.get(pk=held[period]).content) if period in held else Cube()
        cube = patched(kept, cells)
        if period in held:
            gone.append(held[period])
        if not cube.is_empty:
            sha256, content = squeezed_cube(cube)
            made.append(
                CubeBlob(
                    source_id=source_id,
                    owner_id=owner_id,
                    period=period,
                    sha256=sha256,
                    content=content,
                    changed_at=now,
                )
            )
    CubeBlob.objects.filter(pk__in=gone).delete()
    CubeBlob.objects.bulk_create(made, batch_size=100)


def newest_change(blobs: QuerySet) -> Any:
    """When one of these cubes was last written, None without any."""
    return blobs.aggregate(Max("changed_at"))["changed_at__max"]
