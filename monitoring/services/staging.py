"""Job: read an uploaded file in a limited child process, compare it with the stock, keep the preview."""

from __future__ import annotations

import logging
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from dkbm import clock
from dkbm.jobs.engine import TRIES
from dkbm.jobs.registry import Run
from monitoring.models import ImportRun, ImportState, Source
from monitoring.readers.cells import Cell, Unreadable
from monitoring.readers.celltable import CellTable, pack
from monitoring.services.comparing import NOWHERE, Comparison, Said, compare
from monitoring.services.effect import effect_on_figures, overtaken_publications
from monitoring.services.mapping import WaitsForMapping, open_upload, wait_for_mapping

log = logging.getLogger("monitoring.imports")
SHOWN = 200
OWN_CELLS = 20_000
NOT_CHECKED = (
    "Die Datei ließ sich nicht prüfen. Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert"
    " oder wenden Sie sich an die Verwaltung des Portals; der Fehler steht im Protokoll."
)
Finish = Callable[[], None]


def stage(run: Run) -> Finish | None:
    """Handler of `monitoring.stage`."""
    imported = ImportRun.objects.filter(pk=run.payload["run"], state=ImportState.UPLOADED).first()
    if imported is None:
        return None
    try:
        return _checked(run, imported)
    except WaitsForMapping as waits:
        return partial(wait_for_mapping, imported.pk, waits.header)
    except Unreadable as unreadable:
        return partial(_refuse, imported.pk, unreadable.message)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        if run.job.tries + 1 < TRIES:
            raise
        log.exception("import %s cannot be checked", imported.pk)
        return partial(_refuse, imported.pk, NOT_CHECKED)


def _checked(run: Run, imported: ImportRun) -> Finish:
    """Read, compare and pack."""
    run.progress(0, 0, "Die Datei wird gelesen.")
    header, cells = open_upload(imported)
    excluded = set(imported.exclusions.values_list("row", flat=True))
    kept = cells.without_rows(excluded)
    run.progress(0, len(kept), f"{len(kept)} Werte werden mit dem Bestand verglichen.")
    found = compare(header["table"], kept, imported.owner_id, header["periods"])
    run.progress(len(kept), len(kept), "Die Wirkung auf die Kennzahlen wird berechnet.")
    preview = _preview(header, kept, found, imported, excluded)
    packed = pack(kept)
    return lambda: _keep(imported.pk, header, preview, packed)


def _preview(
    header: dict[str, Any], cells: CellTable, found: Comparison, imported: ImportRun, excluded: set[int]
) -> dict[str, Any]:
    """Counts and the first changes; complaints of excluded rows do not count any more."""
    own = _own_region(imported, found)
    about_own = np.flatnonzero(found.file.region_of == own)[:OWN_CELLS]
    new_of_own = found.new[found.file.region_of[found.new] == own][:SHOWN]
    changed = cells.cells(found.changed[:SHOWN])
    of_owner = cells.cells(np.arange(min(len(cells), OWN_CELLS))) if imported.owner_id else []
    still_open = [c for c in header["complaints"] if c["row"] not in excluded]
    return {
        "new": int(found.new.size),
        "changed": int(found.changed.size),
        "same": found.same,
        "unknown_regions": len(found.unknown),
        "excluded": sorted(excluded),
        "open_complaints": len(still_open),
        "changes": [_change(cell, found.old(position)) for position, cell in enumerate(changed)],
        "sample": [_sample(cell) for cell in cells.cells(new_of_own)],
        "removed": found.removed,
        "effect": effect_on_figures(header["table"], cells.cells(about_own), imported.owner_id),
        "overtaken": overtaken_publications(header["table"], of_owner, imported.owner_id),
    }


def _own_region(imported: ImportRun, found: Comparison) -> int:
    """Index of the own region in the file, one that no cell has where it does not occur."""
    code = imported.municipality.region.ags if imported.municipality_id else ""
    return found.file.regions.index(code) if code in found.file.regions else NOWHERE


def _change(cell: Cell, old: Said) -> dict[str, Any]:
    value, _status, sign, flags = old
    return {
        "row": cell.row,
        "region": cell.region_name,
        "label": _label(cell),
        "period": cell.period,
        "old": None if value is None else str(Decimal(value).normalize()),
        "old_sign": sign,
        "new": None if cell.value is None else str(cell.value),
        "new_sign": cell.sign,
        "old_flags": flags,
        "new_flags": cell.flags,
    }


def _sample(cell: Cell) -> dict[str, Any]:
    """A new value of one's own region, so that one recognises it."""
    return {
        "row": cell.row,
        "label": _label(cell),
        "period": cell.period,
        "value": None if cell.value is None else str(cell.value),
        "sign": cell.sign,
        "unit": cell.unit,
    }


def _label(cell: Cell) -> str:
    return cell.measure_label + (f", {cell.breakdown_label}" if cell.breakdown_label else "")


def _refuse(run_id: int, message: str) -> None:
    ImportRun.objects.filter(pk=run_id, state=ImportState.UPLOADED).update(
        state=ImportState.UNREADABLE, message=message[:500], staged=None, staged_at=clock.now()
    )


def _keep(run_id: int, header: dict[str, Any], preview: dict[str, Any], packed: bytes) -> None:
    ImportRun.objects.filter(pk=run_id, state=ImportState.UPLOADED).update(
        state=ImportState.STAGED,
        header=header,
        preview=preview,
        staged=packed,
        staged_at=clock.now(),
        source=Source.objects.filter(table=header["table"]).first(),
        message="",
    )
