"""Deeds on a sheet of own statistics: setting it up, another period, switches, locking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.models import Municipality, Region
from dkbm.services import locked, require
from monitoring.models import DataLine, DataPeriod, DataSet, Series, Source
from monitoring.services.own_findings import open_cells

MOST_LINES, MOST_PERIODS, MOST_REGIONS = 40, 60, 60
LONGEST_EXCEPTION = 31
TOTAL = "insgesamt"
OWN_TABLE = re.compile(r"E[0-9]{2,12}-[0-9]+")  # as `_next_table` names them


class EntryRefused(Exception):
    """The deed is not possible; the German message says why."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a new sheet. part_of: name of the measure that holds the whole, "" for none."""

    name: str
    unit: str
    part_of: str = ""


@transaction.atomic
def create_data_set(
    *,
    municipality: Municipality,
    name: str,
    measures: Sequence[Measure],
    members: Sequence[str],
    breakdown: str,
    periods: Iterable[str],
    regions: Iterable[Region],
    by: Any,
) -> DataSet:
    """Set up a sheet: every measure as a total and, with `members`, once per member.

    periods: keys of `dkbm.periods`. Raises PermissionDenied, EntryRefused.
    """
    require(by, Permission.COMMIT_IMPORT, municipality)
    municipality = Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    regions, periods = own_regions(municipality, regions), list(dict.fromkeys(periods))
    _fits(len(measures) * (len(members) + 1), len(periods), len(regions))
    source = Source.objects.create(
        table=_next_table(municipality),
        title=name,
        publisher=municipality.name,
        attribution=_("%(who)s, eigene Statistik") % {"who": municipality.name},
    )
    try:
        with transaction.atomic():
            made = DataSet(municipality=municipality, name=name, source=source)
            made._history_user = by
            made.save()
    except IntegrityError:
        raise EntryRefused(_("Ein Datenblatt mit diesem Namen gibt es schon.")) from None
    made.regions.set(regions)
    _make_lines(made, measures, members, breakdown)
    DataPeriod.objects.bulk_create([DataPeriod(data_set=made, period=period) for period in periods])
    return made


@transaction.atomic
def add_periods(*, data_set: DataSet, periods: Iterable[str], by: Any) -> int:
    """Add periods that the sheet does not have yet; returns how many."""
    data_set = held(data_set, by)
    there = set(data_set.periods.values_list("period", flat=True))
    fresh = [period for period in dict.fromkeys(periods) if period not in there]
    _fits(1, len(there) + len(fresh), 1)
    DataPeriod.objects.bulk_create([DataPeriod(data_set=data_set, period=period) for period in fresh])
    return len(fresh)


@transaction.atomic
def change_settings(*, data_set: DataSet, name: str, four_eyes: bool, version: int, by: Any) -> DataSet:
    """Rename the sheet, switch the check by a second person. Raises Conflict for an overtaken version."""
    require(by, Permission.COMMIT_IMPORT, data_set.municipality_id)
    row = locked(DataSet, data_set.pk, version)
    row.name, row.four_eyes = name, four_eyes
    row._history_user = by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise EntryRefused(_("Ein Datenblatt mit diesem Namen gibt es schon.")) from None
    Source.objects.filter(pk=row.source_id).update(title=name)
    return row


@transaction.atomic
def set_complete(*, period: DataPeriod, complete: bool, by: Any) -> None:
    """Say that empty cells of this period are meant so, or take that back."""
    held(period.data_set, by)
    row = DataPeriod.objects.get(pk=period.pk)
    if row.is_locked:
        raise EntryRefused(_("Der Zeitraum ist gesperrt."))
    row.complete, row._history_user = complete, by
    row.save()


@transaction.atomic
def lock_period(*, period: DataPeriod, by: Any) -> None:
    """Let nothing of this period change any more. Refused while a value is open, returned or in error."""
    data_set = held(period.data_set, by)
    row = DataPeriod.objects.get(pk=period.pk)
    waiting = open_cells(data_set, row)
    if waiting:
        raise EntryRefused(
            _(
                "Der Zeitraum lässt sich noch nicht sperren: %(number)s Werte sind fehlerhaft oder nicht geprüft."
            )
            % {"number": waiting}
        )
    row.locked_at = row.last_locked_at = clock.now()
    row.locked_by, row.reason, row.open_until, row._history_user = by, "", None, by
    row.save()


@transaction.atomic
def unlock_period(*, period: DataPeriod, reason: str, by: Any, until: date | None = None) -> None:
    """Open a locked period again, until the end of a day or for good; the reason stays on record.

    At the end of `until` the lock holds again by itself. Raises PermissionDenied, EntryRefused.
    """
    held(period.data_set, by)
    row = DataPeriod.objects.get(pk=period.pk)
    if not reason.strip():
        raise EntryRefused(_("Bitte nennen Sie den Grund, warum der Zeitraum wieder geöffnet wird."))
    if row.locked_at is None:
        raise EntryRefused(_("Der Zeitraum ist nicht gesperrt."))
    row.reason = reason.strip()[:300]
    if until is None:
        row.locked_at, row.locked_by, row.open_until = None, None, None
    else:
        row.open_until = _end_of_exception(until)
    row._history_user = by
    row.save()


def _end_of_exception(until: date) -> datetime:
    days = (until - clock.today()).days
    if not 0 <= days <= LONGEST_EXCEPTION:
        raise EntryRefused(
            _("Eine befristete Öffnung endet heute oder in den nächsten %d Tagen.") % LONGEST_EXCEPTION
        )
    return datetime.combine(until, time.max, clock.BERLIN)


def held(data_set: DataSet, by: Any) -> DataSet:
    """The sheet re-read inside the scope and locked: deeds on one sheet come one after the other."""
    require(by, Permission.COMMIT_IMPORT, data_set.municipality_id)
    rows = DataSet.objects.select_for_update(of=("self",)).select_related("source", "municipality__region")
    return rows.get(pk=data_set.pk)


def own_regions(municipality: Municipality, wanted: Iterable[Region]) -> list[Region]:
    """The own region and its parts among the wanted ones; raises EntryRefused for any other."""
    wanted = list(wanted)
    own = municipality.region.ags
    if not wanted or any(not region.ags.startswith(own) for region in wanted):
        raise EntryRefused(_("Ein Datenblatt gilt für das eigene Gebiet oder Teile davon."))
    return wanted


def _fits(lines: int, periods: int, regions: int) -> None:
    if not lines or lines > MOST_LINES:
        raise EntryRefused(
            _("Ein Datenblatt hat 1 bis %(most)s Zeilen. Bitte teilen Sie es auf.") % {"most": MOST_LINES}
        )
    if not periods or periods > MOST_PERIODS:
        raise EntryRefused(_("Ein Datenblatt hat 1 bis %(most)s Zeiträume.") % {"most": MOST_PERIODS})
    if regions > MOST_REGIONS:
        raise EntryRefused(_("Ein Datenblatt hat höchstens %(most)s Gebiete.") % {"most": MOST_REGIONS})


def _next_table(municipality: Municipality) -> str:
    """Name of the table under which the values are kept, free and the same wherever it is counted."""
    start = f"E{municipality.region.ags}-"
    number = Source.objects.filter(table__startswith=start).count() + 1
    while Source.objects.filter(table=f"{start}{number}").exists():
        number += 1
    return f"{start}{number}"


def _make_lines(
    data_set: DataSet, measures: Sequence[Measure], members: Sequence[str], breakdown: str
) -> None:
    """Totals first, members below; the key of a series is made of names, so that formulas can be read."""
    order, wholes = 0, {}
    for measure in measures:
        for member in ("", *members):
            order += 1
            series = Series.objects.create(
                source=data_set.source,
                measure=_key(measure.name),
                breakdown=f"{_key(breakdown)}={_key(member)}" if member else "",
                label=", ".join(filter(None, (measure.name, member))),
                unit=measure.unit,
            )
            wholes[measure.name, member] = DataLine.objects.create(
                data_set=data_set,
                series=series,
                order=order,
                measure=measure.name,
                member=member,
                unit=measure.unit,
                part_of=wholes.get((measure.part_of, member)),
            )


def _key(text: str) -> str:
    """Without the signs that part the keys of series."""
    return text.translate(str.maketrans({"|": "/", ";": ",", "=": "-"}))
