"""Deeds: documents beside a value of own statistics. What was added and removed stays in the cell's history."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.services import require
from dkbm.ui.downloads import without_control
from monitoring.models import CellState, DataCell, DataEvidence, DataSet
from monitoring.services.own import EntryRefused, held
from monitoring.services.own_cells import require_known
from monitoring.services.own_findings import Place

MOST_DOCUMENTS = 10
LARGEST_DOCUMENT = 5 * 1024 * 1024


@transaction.atomic
def add_evidence(
    *, data_set: DataSet, place: Place, content: bytes, file_name: str, note: str = "", by: Any
) -> DataEvidence:
    """Keep a document beside a cell. Raises PermissionDenied, EntryRefused (empty, too large, too many)."""
    data_set = held(data_set, by)
    require_known(data_set, place)
    if not content:
        raise EntryRefused(_("Die Datei ist leer."))
    if len(content) > LARGEST_DOCUMENT:
        raise EntryRefused(_("Ein Beleg ist höchstens 5 MB groß."))
    cell, _made = DataCell.objects.get_or_create(
        line_id=place.line,
        region_id=place.region,
        period_id=place.period,
        defaults={"state": CellState.CHECKED, "version": 1},
    )
    if cell.documents.count() >= MOST_DOCUMENTS:
        raise EntryRefused(_("Ein Wert hat höchstens %d Belege.") % MOST_DOCUMENTS)
    made = DataEvidence.objects.create(
        cell=cell,
        name=_plain_name(file_name),
        note=note.strip()[:200],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        added_by=by,
        added_at=clock.now(),
    )
    _noted(cell, _("Beleg „%s“ hinzugefügt") % made.name, by)
    return made


@transaction.atomic
def remove_evidence(*, evidence: DataEvidence, by: Any) -> None:
    """Delete a document; that it was there stays in the cell's history. Raises PermissionDenied."""
    data_set = evidence.cell.line.data_set
    require(by, Permission.COMMIT_IMPORT, data_set.municipality_id)
    held(data_set, by)
    row = DataEvidence.objects.select_related("cell").get(pk=evidence.pk)
    _noted(row.cell, _("Beleg „%s“ entfernt") % row.name, by)
    row.delete()


def _noted(cell: DataCell, words: str, by: Any) -> None:
    cell._history_user, cell._change_reason = by, words[:100]
    cell.save()


def _plain_name(text: str) -> str:
    """The last part of a path, without control characters."""
    name = without_control(text).replace("\\", "/").rpartition("/")[2].strip()
    return name[:200] or _("Beleg")
