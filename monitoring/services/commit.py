"""Jobs: take a checked import over into the stock, or take it back. All or nothing, repeatable.

What is to be written is worked out outside any transaction; the rows, the end of those they replace and the cubes
are written together in the job's final transaction, every row once. A killed worker leaves nothing behind.
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
from monitoring.models import ImportRun, ImportState, Observation, Series
from monitoring.readers.celltable import unpack
from monitoring.services.comparing import compare
from monitoring.services.copying import write_columns
from monitoring.services.cubes import lock_cubes, put_cells, put_rows, take_out_rows
from monitoring.services.recompute import recompute_touched, request_outdated
from monitoring.services.stock import are_held, ensure_source, refresh_retrieved
from monitoring.services.writing import Rows, rows_of

CHUNK = 2000
Finish = Callable[[], None]
OVERTAKEN = "Ein neuerer Import hat Werte dieses Imports ersetzt. Nehmen Sie zuerst den neueren zurück."


def commit(run: Run, *, operator: bool = False) -> Finish | None:
    """Handler of `monitoring.commit`; an operator's import from the shell has no person to ask rights of."""
    imported = _claimed(run, ImportState.COMMITTING)
    if imported is None:
        return None
    run.progress(0, 0, "Der Inhalt wird mit dem Bestand verglichen.")
    cells, header = unpack(imported.staged), imported.header
    found = compare(header["table"], cells, imported.owner_id, header["periods"])
    with transaction.atomic():
        source = ensure_source(header["table"], header)
        rows = rows_of(cells, found, source)
    number = len(rows)
    run.progress(0, number, f"Alle Werte werden zusammen geschrieben ({number}).")
    return lambda: _switch(run, imported.pk, source.pk, rows, operator=operator)


def _claimed(run: Run, state: str) -> ImportRun | None:
    return ImportRun.objects.filter(pk=run.payload["run"], state=state).first()


def _switch(run: Run, run_id: int, source_id: int, rows: Rows, *, operator: bool) -> None:
    """End what is replaced and write the rows, in one transaction; refused when the stock moved on meanwhile."""
    imported = ImportRun.objects.select_for_update().get(pk=run_id)
    if not operator:
        _still_allowed(imported.committed_by, Permission.COMMIT_IMPORT, imported)
    lock_cubes(source_id)
    if not (are_held(Series, rows.used_series) and are_held(Region, rows.used_regions)):
        raise StockMoved
    now = clock.now()
    _end(rows.replaced, now)
    write_columns(Observation, rows.columns(imported, now), tell=lambda done: run.note(done, len(rows)))
    if rows.are_exact:
        put_cells(source_id, imported.owner_id, rows.by_period())
    else:
        put_rows(source_id, imported.owner_id, Observation.objects.filter(run=imported))
    imported.state, imported.committed_at, imported.source_id = ImportState.COMMITTED, now, source_id
    imported.staged = None
    imported.save()
    refresh_retrieved(imported.source)
    recompute_touched(imported.source, owner=imported.owner)
    request_outdated()  # the file may have brought Kreise that no register held


def _end(replaced: list[int], now: Any) -> None:
    """The replaced rows are true until now; raises StockMoved where one has been replaced meanwhile."""
    for start in range(0, len(replaced), CHUNK):
        chunk = replaced[start : start + CHUNK]
        held = Observation.objects.filter(pk__in=chunk, known_until__isnull=True)
        if held.update(known_until=now) != len(chunk):
            raise StockMoved


class StockMoved(RuntimeError):
    """Somebody changed the same values, or what they are about, between comparing and switching; the job tries again."""


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
