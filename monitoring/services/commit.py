"""Jobs: take a checked import over into the stock, or take it back. All or nothing, repeatable.

Rows are prepared in chunks (`known_from` empty: no page sees them), then become current together in the
final short transaction of the job. A killed worker leaves prepared rows only; the next try removes them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.jobs.engine import JobRefused
from dkbm.jobs.registry import Run
from dkbm.models import Region
from monitoring.models import ImportRun, ImportState, Observation
from monitoring.readers.cells import Cell
from monitoring.services.copying import write_values
from monitoring.services.cubes import lock_cubes, put_rows, take_out_rows
from monitoring.services.packing import unpack
from monitoring.services.recompute import recompute_touched, request_outdated
from monitoring.services.stock import (
    Held,
    canonical_series,
    compare,
    current_stock,
    ensure_regions,
    ensure_series,
    ensure_source,
    refresh_retrieved,
)

CHUNK = 2000
NOT_YET_KNOWN = (None, None, None)  # restored by, known from, known until
Finish = Callable[[], None]
OVERTAKEN = "Ein neuerer Import hat Werte dieses Imports ersetzt. Nehmen Sie zuerst den neueren zurück."


def commit(run: Run, *, operator: bool = False) -> Finish | None:
    """Handler of `monitoring.commit`; an operator's import from the shell has no person to ask rights of."""
    imported = _claimed(run, ImportState.COMMITTING)
    if imported is None:
        return None
    Observation.objects.filter(run=imported, known_from__isnull=True).delete()
    cells = list(unpack(imported.staged))
    header = imported.header
    table = header["table"]
    known = set(Region.objects.filter(ags__in={cell.region for cell in cells}).values_list("ags", flat=True))
    comparison = compare(table, cells, current_stock(table, imported.owner_id, header["periods"]), known)
    work: list[tuple[Cell, Held | None]] = [(cell, None) for cell in comparison.new]
    work += comparison.changed
    with transaction.atomic():
        source = ensure_source(table, header)
        series = ensure_series(source, (cell for cell, _old in work))
        regions = ensure_regions((cell for cell, _old in work), f"Tabelle {table}")
    _prepare(run, imported, work, series, regions, table)
    return lambda: _switch(imported.pk, source.pk, operator=operator)


def _claimed(run: Run, state: str) -> ImportRun | None:
    return ImportRun.objects.filter(pk=run.payload["run"], state=state).first()


def _prepare(
    run: Run,
    imported: ImportRun,
    work: list[tuple[Cell, Held | None]],
    series: dict[tuple[str, str], int],
    regions: dict[str, int],
    table: str,
) -> None:
    """Write the rows in chunks, each in its own short transaction with its progress."""
    done = 0
    for start in range(0, len(work), CHUNK):
        chunk = work[start : start + CHUNK]
        rows = [
            (
                series[canonical_series(table, cell)],
                regions[cell.region],
                cell.period,
                imported.owner_id,
                cell.value,
                cell.status,
                cell.sign,
                cell.flags,
                imported.pk,
                cell.row,
                cell.column[:200],
                old.pk if old else None,
                *NOT_YET_KNOWN,
            )
            for cell, old in chunk
        ]
        done += len(chunk)
        with transaction.atomic():
            # under the job's row: who lost the lease writes nothing that the next try would not remove
            run.progress(done, len(work), "Die Werte werden übernommen.")
            write_values(Observation, rows)


def _switch(run_id: int, source_id: int, *, operator: bool) -> None:
    """Make the prepared rows current together; refused when the stock moved on meanwhile (then: again)."""
    imported = ImportRun.objects.select_for_update().get(pk=run_id)
    if not operator:
        _still_allowed(imported.committed_by, Permission.COMMIT_IMPORT, imported)
    lock_cubes(source_id)
    now = clock.now()
    prepared = Observation.objects.filter(run=imported, known_from__isnull=True)
    if prepared.filter(replaces__known_until__isnull=False).exists():
        raise StockMoved
    Observation.objects.filter(pk__in=prepared.filter(replaces__isnull=False).values("replaces")).update(
        known_until=now
    )
    prepared.update(known_from=now)
    put_rows(source_id, imported.owner_id, Observation.objects.filter(run=imported, known_from=now))
    imported.state, imported.committed_at, imported.source_id = ImportState.COMMITTED, now, source_id
    imported.staged = None
    imported.save()
    refresh_retrieved(imported.source)
    recompute_touched(imported.source, owner=imported.owner)
    request_outdated()  # the file may have brought Kreise that no register held


class StockMoved(RuntimeError):
    """Another import changed the same values between comparing and switching; the job tries again."""


def undo(run: Run) -> Finish | None:
    """Handler of `monitoring.undo`: everything in the final transaction."""
    imported = _claimed(run, ImportState.UNDOING)
    if imported is None:
        return None
    return lambda: _take_back(imported.pk)


def _take_back(run_id: int) -> None:
    """End this import's rows and set counter-versions of what they replaced."""
    imported = ImportRun.objects.select_for_update().get(pk=run_id)
    needed = Permission.OFFICIAL_STOCK if imported.owner_id is None else Permission.COMMIT_IMPORT
    _still_allowed(imported.undone_by, needed, imported)
    rows = Observation.objects.filter(run=imported, known_from__isnull=False, restored_by__isnull=True)
    if rows.filter(known_until__isnull=False).exists():
        imported.state, imported.message = ImportState.COMMITTED, OVERTAKEN
        imported.undone_by = None
        imported.save()
        return
    lock_cubes(imported.source_id)
    now = clock.now()
    replaced = list(rows.filter(replaces__isnull=False).values_list("pk", "replaces"))
    rows.update(known_until=now)
    _restore(imported, replaced, now)
    ended = Observation.objects.filter(run=imported, known_until=now)
    take_out_rows(imported.source_id, imported.owner_id, ended)
    restored = Observation.objects.filter(restored_by=imported, known_from=now)
    put_rows(imported.source_id, imported.owner_id, restored)
    imported.state, imported.undone_at, imported.message = ImportState.UNDONE, now, ""
    imported.save()
    refresh_retrieved(imported.source)
    recompute_touched(imported.source, owner=imported.owner)


def _restore(imported: ImportRun, replaced: list[tuple[int, int]], now: Any) -> None:
    """Current copies of the replaced rows, with their own provenance and a note who brought them back."""
    for start in range(0, len(replaced), CHUNK):
        chunk = replaced[start : start + CHUNK]
        ended_by = {old: new for new, old in chunk}
        copies = []
        for row in Observation.objects.filter(pk__in=ended_by):
            row.replaces_id, row.restored_by = ended_by[row.pk], imported
            row.pk, row.known_from, row.known_until = None, now, None
            row._state.adding = True
            copies.append(row)
        Observation.objects.bulk_create(copies, batch_size=500)


def _still_allowed(user: Any, permission: Permission, imported: ImportRun) -> None:
    """Rights count at the end of the work too: who lost them meanwhile changes nothing."""
    if user is None or not user.is_active or not may(user, permission, imported.municipality_id):
        raise JobRefused("Die Berechtigung ist inzwischen entzogen.") from PermissionDenied()
