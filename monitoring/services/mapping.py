"""Files of unknown layout: recognise a mapping made before, wait for one, keep the one a person makes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.models import Municipality, Region, User
from dkbm.services import require
from monitoring.models import ColumnMapping, ImportRun, ImportState, Upload
from monitoring.readers.celltable import CellTable
from monitoring.readers.mapping import Mapping
from monitoring.readers.sandbox import read_in_child
from monitoring.services.imports import STAGE, ImportRefused, _in_state, _promise

TABLE_LENGTH = 60


class WaitsForMapping(Exception):
    """Nobody has said yet what the columns of this file mean; `header` carries the look at it."""

    def __init__(self, header: dict[str, Any]) -> None:
        super().__init__("the file waits for its mapping")
        self.header = header


def open_upload(imported: ImportRun) -> tuple[dict[str, Any], CellTable]:
    """Read the upload in the child, by the mapping of this import or of an earlier file of its shape.

    Raises Unreadable, or WaitsForMapping with what was seen.
    """
    content = bytes(Upload.objects.get(run=imported).content)
    asked = {name: imported.header[name] for name in ("mapping", "look") if imported.header.get(name)}
    header, cells = _read(content, imported, asked)
    if "look" in header and not asked:
        known = _known_mapping(imported, header["fingerprint"])
        header["look"]["known"] = known
        if known and known.get("period_column") is not None:
            header, cells = _read(content, imported, {"mapping": known})
    if "look" in header:
        raise WaitsForMapping(header)
    _take_ownership(imported, header)
    return header, cells


def _read(content: bytes, imported: ImportRun, asked: dict[str, Any]) -> tuple[dict[str, Any], CellTable]:
    request = {**asked, "successors": successors_of_dissolved()}
    return read_in_child(content, imported.file_name, request=request)


def successors_of_dissolved() -> dict[str, list[str]]:
    """Codes of the register's dissolved regions with the codes of those that followed."""
    found: dict[str, list[str]] = {}
    pairs = Region.successors.through.objects.values_list("from_region__ags", "to_region__ags")
    for before, after in sorted(pairs):
        found.setdefault(before, []).append(after)
    return found


def own_table(municipality: Municipality, name: str) -> str:
    """Name of a municipality's own table; it can never be taken for an official one or a neighbour's."""
    return f"{municipality.slug}: {name}"[:TABLE_LENGTH]


def wait_for_mapping(run_id: int, header: dict[str, Any]) -> None:
    """Final step of the job: the import shows what was seen and waits for a person."""
    ImportRun.objects.filter(pk=run_id, state=ImportState.UPLOADED).update(
        state=ImportState.MAPPING,
        header={},
        preview={"look": header["look"]},
        staged=None,
        staged_at=clock.now(),
        message="",
    )


@transaction.atomic
def map_columns(*, run: ImportRun, mapping: Mapping, by: User) -> ImportRun:
    """Keep the mapping for this shape of file and promise to read the file by it."""
    require(by, Permission.IMPORT, run.municipality_id)
    run = _in_state(run, ImportState.MAPPING)
    look = run.preview["look"]
    ColumnMapping.objects.update_or_create(
        municipality=run.municipality,
        fingerprint=look["fingerprint"],
        defaults={
            "name": mapping.table,
            "definition": mapping.as_dict(),
            "made_by": by,
            "made_at": clock.now(),
        },
    )
    run.header = {"mapping": mapping.as_dict()}
    run.state = ImportState.UPLOADED
    return _promise(run, STAGE, by)


@transaction.atomic
def look_again(*, run: ImportRun, options: dict[str, Any], by: User) -> ImportRun:
    """Promise to look at the file with other settings, or to ask again although its shape is known."""
    require(by, Permission.IMPORT, run.municipality_id)
    run = _in_state(run, ImportState.MAPPING, ImportState.STAGED, ImportState.UNREADABLE)
    if run.state == ImportState.STAGED and "mapping" not in run.header:
        raise ImportRefused(_("Diese Datei hat eine bekannte Form; ihre Spalten brauchen keine Zuordnung."))
    run.header = {"look": {**options, "asked": True}}
    run.preview, run.staged, run.state = {}, None, ImportState.UPLOADED
    run.message = ""
    run.exclusions.all().delete()
    return _promise(run, STAGE, by)


def _known_mapping(imported: ImportRun, fingerprint: str) -> dict[str, Any] | None:
    row = ColumnMapping.objects.filter(
        municipality_id=imported.municipality_id, fingerprint=fingerprint
    ).first()
    return row.definition if row else None


def _take_ownership(imported: ImportRun, header: dict[str, Any]) -> None:
    """A municipality's own statistics belong to it and carry its name; the official stock has no owner."""
    own = bool(header.get("own")) and imported.municipality is not None
    if own:
        header["table"] = own_table(imported.municipality, header["table"])
    imported.owner = imported.municipality if own else None
    ImportRun.objects.filter(pk=imported.pk, state=ImportState.UPLOADED).update(owner=imported.owner)
