"""Writing a backup: everything as of one moment, readable for the owner only, there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, models

import dkbm
from dkbm import clock
from dkbm.backup.tables import FORMAT, MANIFEST, applied_migrations, lines_of, tables
from dkbm.state import snapshot, state_hash


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds: tables, rows, hash of the content, size of the file in bytes."""

    tables: int
    rows: int
    state_hash: str
    size: int


def write_backup(path: Path) -> Written:
    """Write all content to the file, replacing one that is there only when the new one is whole.

    Raises OSError when the place cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            manifest = _fill(file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    members = manifest["members"]
    rows = sum(member["rows"] for member in members)
    return Written(len(members), rows, manifest["state_hash"], path.stat().st_size)


def _fill(file: Any) -> dict[str, Any]:
    """Write the zip into the open file; returns its manifest."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive, snapshot():
        members = [_member(archive, number, model) for number, model in enumerate(tables(), 1)]
        manifest = {
            "app": "DKBM-Portal",
            "format": FORMAT,
            "version": getattr(dkbm, "__version__", ""),
            "created": clock.now().isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": applied_migrations(),
            "state_hash": state_hash()[0],
            "members": members,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def _member(archive: zipfile.ZipFile, number: int, model: type[models.Model]) -> dict[str, Any]:
    """Write one table; returns its line of the manifest."""
    label, name = model._meta.label, f"data/{number:03d}_{model._meta.label_lower}.jsonl"
    digest, rows = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for line in lines_of(model):
            data = line.encode() + b"\n"
            digest.update(data)
            member.write(data)
            rows += 1
    return {"name": name, "model": label, "rows": rows, "sha256": digest.hexdigest()}
