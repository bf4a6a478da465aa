"""Restoring a backup: checked before anything is touched, in one transaction, proved by its hash."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from dkbm.backup.tables import (
    CHUNK,
    EMPTIED,
    FORMAT,
    MANIFEST,
    applied_migrations,
    insert,
    row_reader,
    tables,
)
from dkbm.state import state_hash


class RestoreRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """Nothing was changed; the message is German and says why."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the backup's moment (ISO), tables, rows, hash of the content."""

    created: str
    tables: int
    rows: int
    state_hash: str


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Restore the file into this database, which must be empty unless `replace`. Raises RestoreRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked_manifest(archive)
            return _load(archive, manifest, replace=replace)
    except OSError as error:
        raise RestoreRefused(
            f"Die Datei {path} lässt sich nicht lesen: {error.strerror or error}."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise RestoreRefused(f"{path.name} ist keine Sicherung oder ist beschädigt.") from error


def _checked_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, after format, schema and every member's hash were found right."""
    try:
        manifest = json.loads(archive.read(MANIFEST))
        if manifest["app"] != "DKBM-Portal" or manifest["format"] != FORMAT:
            raise RestoreRefused("Die Sicherung hat ein Format, das diese Fassung des Portals nicht kennt.")
        _check_schema(set(manifest["migrations"]))
        _check_members(archive, manifest["members"])
    except (KeyError, TypeError, ValueError) as error:
        raise RestoreRefused("Das Verzeichnis der Sicherung fehlt oder ist beschädigt.") from error
    return manifest


def _check_schema(theirs: set[str]) -> None:
    ours = set(applied_migrations())
    for surplus, where in ((theirs - ours, "nur die Sicherung"), (ours - theirs, "nur diese Datenbank")):
        if surplus:
            raise RestoreRefused(
                f"Die Sicherung stammt aus einer anderen Fassung des Portals: {where} kennt "
                f"{', '.join(sorted(surplus)[:3])}. Spielen Sie sie mit der passenden Fassung ein."
            )


def _check_members(archive: zipfile.ZipFile, members: list[dict[str, Any]]) -> None:
    if {member["model"] for member in members} != {model._meta.label for model in tables()}:
        raise RestoreRefused("Die Sicherung enthält andere Tabellen als diese Fassung des Portals.")
    for member in members:
        digest = hashlib.sha256()
        with archive.open(member["name"]) as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != member["sha256"]:
            raise RestoreRefused(
                f"Die Prüfsumme von {member['name']} stimmt nicht. Die Sicherung ist beschädigt."
            )


def _load(archive: zipfile.ZipFile, manifest: dict[str, Any], *, replace: bool) -> Restored:
    """All rows in one transaction, taken back when the result is not what was backed up."""
    names = {member["model"]: member for member in manifest["members"]}
    try:
        with transaction.atomic():
            _make_room(replace=replace)
            for model in tables():
                _fill(archive, names[model._meta.label], model)
            _settle()
            found = state_hash()[0]
            if found != manifest["state_hash"]:
                raise RestoreRefused("Der eingespielte Inhalt hat eine andere Prüfsumme als der gesicherte.")
    except DatabaseError as error:
        raise RestoreRefused(f"Die Datenbank nimmt die Sicherung nicht an: {error}") from error
    rows = sum(member["rows"] for member in names.values())
    return Restored(manifest["created"], len(names), rows, found)


def _make_room(*, replace: bool) -> None:
    """Empty all tables when allowed; refuse when there is content and it is not. Sessions end always."""
    full = [model for model in tables() if model._base_manager.exists()]
    if full and not replace:
        raise RestoreRefused(
            "Die Datenbank ist nicht leer. Mit --replace wird ihr Inhalt durch den der Sicherung ersetzt."
        )
    emptied = [apps.get_model(label) for label in EMPTIED]
    for model in [*emptied, *reversed(full)]:
        model._base_manager.all()._raw_delete(connection.alias)


def _fill(archive: zipfile.ZipFile, member: dict[str, Any], model: type[models.Model]) -> None:
    read = row_reader(model)
    count = 0
    with archive.open(member["name"]) as stream:
        lines = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
        try:
            while chunk := [read(line) for line in islice(lines, CHUNK)]:
                insert(model, chunk)
                count += len(chunk)
        except (ValueError, KeyError, TypeError, ValidationError, ObjectDoesNotExist) as error:
            raise RestoreRefused(
                f"{member['name']}: Eine Zeile nach Nr. {count} ist nicht lesbar."
            ) from error
    if count != member["rows"]:
        raise RestoreRefused(f"{member['name']}: {count} statt {member['rows']} Zeilen.")


def _settle() -> None:
    """References must lead somewhere; new rows must get numbers after the restored ones."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
