"""Deeds on cells of own statistics: saving what was typed, checking, returning, and taking values over.

A value counts (becomes an `Observation`) as soon as nothing stands against it: no error, a reason for every
warning, and, with Vier-Augen, a second person who has looked at it. Until then it waits in its cell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.models import Region
from monitoring.calculation.validation import Severity
from monitoring.models import (
    CellState,
    DataCell,
    DataLine,
    DataPeriod,
    DataSet,
    ImportRun,
    ImportState,
    Observation,
)
from monitoring.readers.typed import Typed, as_typed, read_typed
from monitoring.services.cubes import lock_cubes, put_rows, take_out_rows
from monitoring.services.own import EntryRefused, held
from monitoring.services.own_findings import Place, Sheet, Standing, sheet_of
from monitoring.services.recompute import recompute_touched

NOTES = ("reason", "comment", "evidence", "follow_up")
LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Change:
    """What a person typed into a cell. token: state of the cell that they saw (`Standing.token`)."""

    place: Place
    text: str
    token: str


@dataclass(slots=True)
class Outcome:
    """What became of a change: "saved", "unchanged", "invalid", "conflict" or "locked".

    theirs: text that is saved now, in a conflict. typed: what the person wrote, never lost.
    """

    place: Place
    result: str
    typed: str
    message: str = ""
    theirs: str = ""
    readings: tuple[str, ...] = ()


@dataclass(slots=True)
class Saved:
    """Outcomes by place and the sheet as it stands afterwards."""

    outcomes: dict[Place, Outcome] = field(default_factory=dict)
    sheet: Sheet | None = None

    @property
    def refused(self) -> list[Outcome]:
        """Changes that were not saved."""
        return [o for o in self.outcomes.values() if o.result not in ("saved", "unchanged")]


@transaction.atomic
def save_cells(
    *, data_set: DataSet, changes: Sequence[Change], by: Any, all_or_nothing: bool = False
) -> Saved:
    """Save what fits; what does not is handed back as typed. Raises PermissionDenied, EntryRefused."""
    data_set = held(data_set, by)
    sheet = sheet_of(data_set)
    saved = Saved({change.place: _weighed(sheet, change) for change in changes})
    if all_or_nothing and saved.refused:
        saved.sheet = sheet
        return saved
    for change in changes:
        if saved.outcomes[change.place].result == "saved":
            _keep(sheet, change.place, read_typed(change.text), by)
    _take_over(data_set, sheet, by)
    saved.sheet = sheet
    return saved


def _weighed(sheet: Sheet, change: Change) -> Outcome:
    """What will become of the change."""
    standing = sheet.standing(change.place)
    if standing is None:
        raise PermissionDenied
    typed = read_typed(change.text)
    if typed.problem:
        return Outcome(change.place, "invalid", change.text, typed.problem, readings=typed.readings)
    same = (typed.value, typed.status, typed.sign) == (standing.value, standing.status, standing.sign)
    if same and not standing.is_returned:
        return Outcome(change.place, "unchanged", change.text)
    if sheet.periods[change.place.period].is_locked:
        return Outcome(change.place, LOCKED, change.text, _("Der Zeitraum ist gesperrt."))
    if standing.token != change.token:
        theirs = as_typed(standing.value, standing.sign)
        message = _("Jemand hat den Wert inzwischen geändert. Gespeichert ist jetzt: %(theirs)s.") % {
            "theirs": theirs or _("leer")
        }
        return Outcome(change.place, "conflict", change.text, message, theirs)
    return Outcome(change.place, "saved", change.text)


def _keep(sheet: Sheet, place: Place, typed: Typed, by: Any) -> None:
    """Put the typed value into its cell, waiting."""
    cell = _cell(sheet, place)
    cell.pending = {
        "value": None if typed.value is None else str(typed.value),
        "status": typed.status,
        "sign": typed.sign,
        "replaces": place in sheet.stock,
    }
    cell.state, cell.returned_because, cell.checked_by = CellState.ENTERED, "", None
    cell.changed_by, cell.changed_at = by, clock.now()
    _write(sheet, cell, by)


def _cell(sheet: Sheet, place: Place) -> DataCell:
    row = sheet.cells.get(place)
    if row is not None:
        return row
    return DataCell(line_id=place.line, region_id=place.region, period_id=place.period, version=0)


def _write(sheet: Sheet, cell: DataCell, by: Any) -> None:
    cell.version += 1
    cell._history_user = by
    cell.save()
    sheet.cells[Place(cell.line_id, cell.region_id, cell.period_id)] = cell


def _take_over(data_set: DataSet, sheet: Sheet, by: Any) -> None:
    """Let every waiting value count that nothing stands against any more."""
    ready = []
    for place, cell in sheet.cells.items():
        if cell.pending is None or cell.state == CellState.RETURNED:
            continue
        against = [f for f in sheet.findings(place) if f.severity != Severity.HINT]
        errors = any(f.severity == Severity.ERROR for f in against)
        if errors or (against and not cell.reason) or (data_set.four_eyes and cell.checked_by_id is None):
            continue
        ready.append(place)
    if not ready:
        return
    _into_stock(data_set, sheet, ready, by)
    for place in ready:
        cell = sheet.cells[place]
        cell.pending, cell.state = None, CellState.CHECKED
        cell.checked_by = cell.checked_by or by
        cell._history_user = by
        cell.save()
    recompute_touched(data_set.source, owner=data_set.municipality)


def _into_stock(data_set: DataSet, sheet: Sheet, places: Iterable[Place], by: Any) -> None:
    """New versions of observations; an emptied cell only ends its old one."""
    lock_cubes(data_set.source_id)
    run, now = _run(data_set, by), clock.now()
    fresh, ended = [], []
    for place in places:
        pending = sheet.cells[place].pending
        old = sheet.stock.pop(place, None)
        if old is not None:
            ended.append(old.pk)
        if pending["status"]:
            fresh.append(_observation(data_set, sheet, place, pending, old, run, now))
    Observation.objects.filter(pk__in=ended).update(known_until=now)
    take_out_rows(data_set.source_id, data_set.municipality_id, Observation.objects.filter(pk__in=ended))
    made = Observation.objects.bulk_create(fresh)
    put_rows(
        data_set.source_id,
        data_set.municipality_id,
        Observation.objects.filter(pk__in=[row.pk for row in made]),
    )
    for row in made:
        sheet.note_stock(row)


def _observation(  # noqa: PLR0917 - a row and all that it says
    data_set: DataSet, sheet: Sheet, place: Place, pending: dict[str, Any], old: Any, run: ImportRun, now: Any
) -> Observation:
    line, period = sheet.lines[place.line], sheet.periods[place.period]
    return Observation(
        series_id=line.series_id,
        region_id=place.region,
        period=period.period,
        owner_id=data_set.municipality_id,
        # a number, not the text kept as JSON: the rules look at this row before it is read again
        value=None if pending["value"] is None else Decimal(pending["value"]),
        status=pending["status"],
        sign=pending["sign"],
        run=run,
        row=line.order,
        column=f"{sheet.regions[place.region].full_name}, {period.label}"[:200],
        replaces=old,
        known_from=now,
    )


def _run(data_set: DataSet, by: Any) -> ImportRun:
    """What this person enters into this sheet today, as one import without a file."""
    now = clock.now()
    name = _("Erfassung „%(name)s“ am %(day)s") % {
        "name": data_set.name,
        "day": clock.today().strftime("%d.%m.%Y"),
    }
    key = hashlib.sha256(f"entry:{data_set.pk}:{by.pk}:{clock.today()}".encode()).hexdigest()
    facts = {"municipality": data_set.municipality, "owner": data_set.municipality, "source": data_set.source}
    found = ImportRun.objects.filter(sha256=key, state=ImportState.ENTERED, **facts).first()
    return found or ImportRun.objects.create(
        file_name=name[:200],
        sha256=key,
        state=ImportState.ENTERED,
        uploaded_by=by,
        uploaded_at=now,
        committed_by=by,
        committed_at=now,
        header={"kind": "entry", "data_set": data_set.pk},
        **facts,
    )


@transaction.atomic
def note_cell(*, data_set: DataSet, place: Place, token: str, by: Any, **notes: str) -> Standing:
    """Keep reason, comment, evidence and follow-up mark; a given reason may let the value count."""
    data_set = held(data_set, by)
    sheet, standing = _at(data_set, place, token)
    if sheet.periods[place.period].is_locked and notes.get("reason"):
        notes.pop("reason")
    cell = _cell(sheet, place)
    for name in NOTES:
        if name in notes:
            setattr(cell, name, notes[name].strip()[: DataCell._meta.get_field(name).max_length])
    if not standing.cell:
        cell.state = CellState.CHECKED
    _write(sheet, cell, by)
    _take_over(data_set, sheet, by)
    return sheet.standing(place)


@transaction.atomic
def check_cells(*, data_set: DataSet, period: DataPeriod, by: Any) -> int:
    """A second person has looked at the waiting values of a period; returns how many count now."""
    data_set = held(data_set, by)
    sheet = sheet_of(data_set)
    if sheet.periods[period.pk].is_locked:
        raise EntryRefused(_("Der Zeitraum ist gesperrt."))
    waiting = [cell for cell in sheet.cells.values() if cell.pending and cell.state == CellState.ENTERED]
    others = [cell for cell in waiting if cell.changed_by_id != by.pk]
    if waiting and not others:
        raise EntryRefused(_("Eigene Eingaben prüft eine zweite Person."))
    for cell in others:
        cell.checked_by = by
        _write(sheet, cell, by)
    _take_over(data_set, sheet, by)
    return sum(cell.pending is None for cell in others)


@transaction.atomic
def return_cell(*, data_set: DataSet, place: Place, token: str, reason: str, by: Any) -> Standing:
    """Give one value back to the person who entered it, with the reason. All others stay as they are."""
    data_set = held(data_set, by)
    sheet, standing = _at(data_set, place, token)
    if not reason.strip():
        raise EntryRefused(_("Bitte nennen Sie den Grund der Rückgabe."))
    if sheet.periods[place.period].is_locked:
        raise EntryRefused(_("Der Zeitraum ist gesperrt."))
    if not standing.status:
        raise EntryRefused(_("Eine leere Zelle lässt sich nicht zurückgeben."))
    cell = _cell(sheet, place)
    cell.state, cell.returned_because, cell.checked_by = CellState.RETURNED, reason.strip()[:300], None
    _write(sheet, cell, by)
    return sheet.standing(place)


def _at(data_set: DataSet, place: Place, token: str) -> tuple[Sheet, Standing]:
    """The sheet and the cell as the person saw it; EntryRefused where it has changed meanwhile."""
    require_known(data_set, place)
    sheet = sheet_of(data_set)
    standing = sheet.standing(place)
    if standing.token != token:
        raise EntryRefused(_("Jemand hat die Zelle inzwischen geändert. Bitte sehen Sie den neuen Stand an."))
    return sheet, standing


def require_known(data_set: DataSet, place: Place) -> None:
    """Raise PermissionDenied for a place that is none of this sheet."""
    known = (
        DataLine.objects.filter(pk=place.line, data_set=data_set).exists()
        and DataPeriod.objects.filter(pk=place.period, data_set=data_set).exists()
        and Region.objects.filter(pk=place.region, pk__in=data_set.regions.values("pk")).exists()
    )
    if not known:
        raise PermissionDenied
