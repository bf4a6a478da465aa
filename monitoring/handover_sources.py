"""What somebody who takes over must know about the figures: tables to fetch and own sheets to fill."""

from __future__ import annotations

from django.urls import reverse

from dkbm.models import Municipality
from dkbm.registries import DataSource
from monitoring.queries_own import SheetRow, sheet_rows
from monitoring.queries_sources import OVERDUE, SourceRow, register

FETCH = "abrufen und unter „Daten einlesen“ hochladen"
ENTER = "in der Erfassung eintragen"


def sources_of(municipality: Municipality) -> list[DataSource]:
    """Own sheets and official tables that are held, what is due first; tables nobody has read in are left out."""
    tables = [_table(row) for row in register() if row.due.newest is not None]
    sheets = [_sheet(row) for row in sheet_rows(municipality)]
    return sorted([*sheets, *tables], key=lambda row: not row.overdue)


def _sheet(row: SheetRow) -> DataSource:
    """An own sheet without a link: not everybody who reads a handover may open it."""
    kept = [state.period.label for state in row.periods if state.filled and not state.is_due]
    due = [state.period.label for state in row.due]
    return DataSource(
        title=row.data_set.name,
        newest=kept[-1] if kept else "",
        following=", ".join(due),
        overdue=bool(due),
        how=ENTER,
        url="",
    )


def _table(row: SourceRow) -> DataSource:
    title = row.source.title
    return DataSource(
        title=row.source.table if title in ("", row.source.table) else f"{row.source.table}, {title}",
        newest=row.due.newest.label if row.due.newest else "",
        following=", ".join(period.label for period in row.due.missing)
        or (f"ab {row.due.next_from.label}" if row.due.next_from else ""),
        overdue=row.state == OVERDUE,
        how=FETCH,
        url=f"{reverse('monitoring:sources')}#quelle-{row.source.pk}",
    )
