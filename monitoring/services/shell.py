"""An operator's import: the same staging, commit and recomputation as in the browser, worked off at once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from dkbm import clock
from dkbm.jobs import engine, enqueue
from monitoring.models import ImportRun, ImportState
from monitoring.readers.celltable import CellTable, pack
from monitoring.services.comparing import compare
from monitoring.services.imports import OPERATOR_COMMIT


def import_file(header: dict[str, Any], cells: CellTable, file: Path) -> dict[str, Any]:
    """Take a read file over into the official stock. Returns what was new, changed and the same.

    Raises CommandError when the file has complaints: an operator mends the file first.
    """
    if header["complaints"]:
        raise CommandError(
            "Die Datei hat Beanstandungen; nichts wurde übernommen. Sehen Sie sie mit --dry-run an."
        )
    comparison = compare(header["table"], cells, None, header["periods"])
    run = ImportRun.objects.create(
        file_name=file.name,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        header=header,
        staged=pack(cells),
        state=ImportState.COMMITTING,
        uploaded_at=clock.now(),
        staged_at=clock.now(),
    )
    run.job = enqueue(OPERATOR_COMMIT, str(run.pk), payload={"run": run.pk})
    run.save()
    engine.drain()
    run.refresh_from_db()
    if run.state != ImportState.COMMITTED:
        raise CommandError("Die Übernahme ist noch nicht fertig; der Rechenprozess führt sie zu Ende.")
    return {"new": comparison.new.size, "changed": comparison.changed.size, "same": comparison.same}
