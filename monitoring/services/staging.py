"""Job: read an uploaded file in a limited child process, compare it with the stock, keep the preview."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from dkbm import clock
from dkbm.jobs.engine import TRIES
from dkbm.jobs.registry import Run
from dkbm.models import Region
from monitoring.models import ImportRun, ImportState, Source
from monitoring.readers.cells import DASH, Cell, Unreadable
from monitoring.services.effect import effect_on_figures
from monitoring.services.mapping import WaitsForMapping, open_upload, wait_for_mapping
from monitoring.services.packing import pack, unpack
from monitoring.services.stock import Held, Key, compare, current_stock, key_of

log = logging.getLogger("monitoring.imports")
SHOWN = 200
CHUNK = 5000
OWN_CELLS = 20_000
NOT_CHECKED = (
    "Die Datei ließ sich nicht prüfen. Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert"
    " oder wenden Sie sich an die Verwaltung des Portals; der Fehler steht im Protokoll."
)
Finish = Callable[[], None]


@dataclass
class _Found:
    """What one pass over the cells shows about their regions. `own`: code of the own region, "" for none."""

    own: str = ""
    regions: set[str] = field(default_factory=set)
    with_data: set[str] = field(default_factory=set)
    about_own: list[Cell] = field(default_factory=list)


@dataclass
class _Tally:
    """What committing would do, counted chunk by chunk; of the cells only the first ones stay."""

    new: int = 0
    same: int = 0
    changed: int = 0
    unknown: set[str] = field(default_factory=set)
    changes: list[tuple[Cell, Held]] = field(default_factory=list)
    own: list[Cell] = field(default_factory=list)


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
    """Read, pack and compare; the cells pass by and never stand in memory together."""
    run.progress(0, 0, "Die Datei wird gelesen.")
    header, stream = open_upload(imported)
    excluded = set(imported.exclusions.values_list("row", flat=True))
    own = imported.municipality.region.ags if imported.municipality_id else ""
    found, total = _Found(own), header["cells"]
    told = _telling(stream, run, total, "Die Datei wird gelesen.")
    packed = pack(_noted((cell for cell in told if cell.row not in excluded), found))
    again = _telling(unpack(packed), run, total, "Der Inhalt wird mit dem Bestand verglichen.")
    preview = _preview(header, again, found, imported, excluded)
    return lambda: _keep(imported.pk, header, preview, packed)


def _telling(cells: Iterable[Cell], run: Run, total: int, text: str) -> Iterator[Cell]:
    """Pass the cells on and tell how many have passed."""
    for number, cell in enumerate(cells):
        if number % CHUNK == 0:
            run.progress(number, total, text)
        yield cell
    run.progress(total, total, text)


def _noted(cells: Iterable[Cell], found: _Found) -> Iterator[Cell]:
    """Pass the cells on and note their regions."""
    for cell in cells:
        found.regions.add(cell.region)
        if cell.status != DASH:
            found.with_data.add(cell.region)
        if cell.region == found.own and len(found.about_own) < OWN_CELLS:
            found.about_own.append(cell)
        yield cell


def _preview(
    header: dict[str, Any], cells: Iterator[Cell], found: _Found, imported: ImportRun, excluded: set[int]
) -> dict[str, Any]:
    """Counts and the first changes; complaints of excluded rows do not count any more.

    `removed`: statements the stock has for these periods and the file does not repeat. They stay.
    """
    table = header["table"]
    held = current_stock(table, imported.owner_id, header["periods"])
    known = set(Region.objects.filter(ags__in=found.regions).values_list("ags", flat=True))
    missed = set(held)
    tally = _Tally()
    while chunk := list(islice(cells, CHUNK)):
        missed.difference_update(key_of(table, cell) for cell in chunk)
        _count(tally, table, chunk, held, known | found.with_data, found.own)
    still_open = [c for c in header["complaints"] if c["row"] not in excluded]
    return {
        "new": tally.new,
        "changed": tally.changed,
        "same": tally.same,
        "unknown_regions": len(tally.unknown),
        "excluded": sorted(excluded),
        "open_complaints": len(still_open),
        "changes": [_change(cell, old) for cell, old in tally.changes],
        "sample": [_sample(cell) for cell in tally.own],
        "removed": len(missed),
        "effect": effect_on_figures(table, found.about_own, imported.owner_id),
    }


def _count(  # noqa: PLR0913, PLR0917 - a chunk, what it is compared with, and where it is counted
    tally: _Tally, table: str, chunk: list[Cell], held: dict[Key, Held], counted: set[str], own: str
) -> None:
    """Add a chunk to the tally. `counted`: regions of the register and those with data anywhere in the file."""
    comparison = compare(table, chunk, held, counted)
    tally.new += len(comparison.new)
    tally.same += comparison.same
    tally.changed += len(comparison.changed)
    tally.unknown |= comparison.unknown
    tally.changes += comparison.changed[: SHOWN - len(tally.changes)]
    own_new = (cell for cell in comparison.new if cell.region == own)
    tally.own += islice(own_new, SHOWN - len(tally.own))


def _change(cell: Cell, old: Held) -> dict[str, Any]:
    return {
        "row": cell.row,
        "region": cell.region_name,
        "label": _label(cell),
        "period": cell.period,
        "old": None if old.value is None else str(old.value.normalize()),
        "old_sign": old.sign,
        "new": None if cell.value is None else str(cell.value),
        "new_sign": cell.sign,
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
