"""Deeds on uploaded sheets: keep the file, read it in a job and a limited child process, take all over or nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.clock import now
from dkbm.jobs import enqueue
from dkbm.jobs.registry import Run
from dkbm.numbers import written_number
from dkbm.services import require
from monitoring.models import DataSet, DataSheet, Observation, SheetState
from monitoring.readers.cells import Cell, Unreadable
from monitoring.readers.sandbox import read_in_child
from monitoring.readers.typed import as_typed
from monitoring.services.own import EntryRefused
from monitoring.services.own_cells import Change, Saved, save_cells
from monitoring.services.own_findings import Place, Sheet, Standing, sheet_of

READ = "monitoring.entry-sheet"
MAPPING = {
    "table": "Datenblatt",
    "values": [{"column": 9, "label": "Wert"}],
    "data_from": 2,
    "header_from": 1,
    "sheet": "Datenblatt",
    "region_column": 0,
    "name_column": 6,
    "period_column": 3,
    "breakdowns": [1, 2],
    "decimal": ",",
    "own": True,
}
NOT_OURS = (
    "Das ist kein heruntergeladenes Datenblatt, oder seine verborgenen Spalten fehlen."
    " Bitte laden Sie das Blatt neu herunter und tragen Sie die Werte dort ein."
)
MOST_SHOWN = 500
Finish = Callable[[], None]


@transaction.atomic
def upload_sheet(*, data_set: DataSet, content: bytes, file_name: str, by: Any) -> DataSheet:
    """Keep an uploaded sheet and promise to read it."""
    require(by, Permission.COMMIT_IMPORT, data_set.municipality_id)
    if not content:
        raise EntryRefused(_("Die Datei ist leer."))
    sheet = DataSheet.objects.create(
        data_set=data_set, file_name=_plain(file_name), content=content, uploaded_by=by, uploaded_at=now()
    )
    sheet.job = enqueue(
        READ, str(sheet.pk), payload={"sheet": sheet.pk}, municipality=data_set.municipality, by=by
    )
    sheet.save(update_fields=["job"])
    return sheet


def read_sheet(run: Run) -> Finish | None:
    """Handler of `monitoring.entry-sheet`: what the file would change, and what stands against it."""
    uploaded = DataSheet.objects.filter(pk=run.payload["sheet"], state=SheetState.READING).first()
    if uploaded is None:
        return None
    run.progress(0, 0, "Das Datenblatt wird gelesen.")
    try:
        header, cells = read_in_child(
            bytes(uploaded.content), uploaded.file_name, request={"mapping": MAPPING}
        )
    except Unreadable as unreadable:
        return partial(_refuse, uploaded.pk, unreadable.message)
    compared = _Compared(sheet_of(uploaded.data_set))
    for cell in cells:
        compared.take(cell)
    if len(cells) and not compared.known:
        return partial(_refuse, uploaded.pk, NOT_OURS)
    said = [f"Zeile {c['row']}: {c['message']}" for c in header["complaints"]]
    return partial(_keep, uploaded.pk, compared.changes, (said + compared.complaints)[:MOST_SHOWN])


class _Compared:
    """The rows of the file against the sheet as it is now."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.changes: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        self.known = 0
        self._regions = {region.ags: region.pk for region in sheet.regions.values()}
        self._periods = {row.period: row.pk for row in sheet.periods.values()}

    def take(self, cell: Cell) -> None:
        """One row: unchanged, a change, or a complaint."""
        keys = dict(part.split("=", 1) for part in cell.breakdown.split(";") if "=" in part)
        place = self._place(cell, keys.get("Reihe", ""))
        standing = self.sheet.standing(place) if place else None
        if place is None or standing is None:
            self.complaints.append(f"Zeile {cell.row}: Diese Zelle gehört nicht zu diesem Datenblatt.")
            return
        self.known += 1
        if (cell.value, cell.sign) == (standing.value, standing.sign):
            return
        line, period = self.sheet.lines[place.line], self.sheet.periods[place.period]
        token = keys.get("Stand", "").replace("-", ".")
        if token != standing.token:
            if not _untouched(cell, token):
                self.complaints.append(
                    f"Zeile {cell.row}: {line.label}, {period.label} wurde inzwischen im Portal geändert."
                )
            return
        if period.is_locked:
            self.complaints.append(f"Zeile {cell.row}: {period.label} ist gesperrt.")
            return
        self.changes.append(self._change(cell, place, standing))

    def _place(self, cell: Cell, key: str) -> Place | None:
        line = written_number(key[1:])
        region, period = self._regions.get(cell.region), self._periods.get(cell.period)
        if line is None or region is None or period is None:
            return None
        return Place(line, region, period)

    def _change(self, cell: Cell, place: Place, standing: Standing) -> dict[str, Any]:
        return {
            "row": cell.row,
            **place._asdict(),
            "token": standing.token,
            "text": as_typed(cell.value, cell.sign),
            "old": as_typed(standing.value, standing.sign),
            "label": self.sheet.lines[place.line].label,
            "region_name": self.sheet.regions[place.region].full_name,
            "period_label": self.sheet.periods[place.period].label,
        }


def _untouched(cell: Cell, token: str) -> bool:
    """The file still says what was downloaded: only the portal has moved on, so there is nothing to take."""
    key = written_number(token.rpartition(".")[2])
    if not key:
        return False
    old = Observation.objects.filter(pk=key).values_list("value", "sign").first()
    return old is not None and (_plainly(old[0]), old[1]) == (_plainly(cell.value), cell.sign)


def _plainly(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize()


@transaction.atomic
def take_sheet(*, sheet: DataSheet, by: Any) -> Saved:
    """Save every change of a checked sheet, or none. Raises EntryRefused where something stands against it."""
    require(by, Permission.COMMIT_IMPORT, sheet.data_set.municipality_id)
    row = DataSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if row.state != SheetState.CHECKED or row.complaints:
        raise EntryRefused(_("Dieses Datenblatt lässt sich nicht übernehmen."))
    changes = [Change(Place(c["line"], c["region"], c["period"]), c["text"], c["token"]) for c in row.changes]
    saved = save_cells(data_set=row.data_set, changes=changes, by=by, all_or_nothing=True)
    if saved.refused:
        raise EntryRefused(
            _("Inzwischen wurden Werte im Portal geändert. Es ist nichts übernommen: %(first)s")
            % {"first": saved.refused[0].message}
        )
    row.state = SheetState.TAKEN
    row.save(update_fields=["state"])
    return saved


@transaction.atomic
def discard_sheet(*, sheet: DataSheet, by: Any) -> None:
    """Throw an uploaded sheet away."""
    require(by, Permission.COMMIT_IMPORT, sheet.data_set.municipality_id)
    DataSheet.objects.filter(pk=sheet.pk).exclude(state=SheetState.TAKEN).update(state=SheetState.DISCARDED)


def _refuse(pk: int, message: str) -> None:
    DataSheet.objects.filter(pk=pk, state=SheetState.READING).update(
        state=SheetState.UNREADABLE, message=message[:500]
    )


def _keep(pk: int, changes: list[dict[str, Any]], complaints: list[str]) -> None:
    DataSheet.objects.filter(pk=pk, state=SheetState.READING).update(
        state=SheetState.CHECKED, changes=changes, complaints=complaints
    )


def _plain(name: str) -> str:
    """The last part of the name without control characters."""
    tail = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in tail if c.isprintable())[:200] or "datenblatt.xlsx"
