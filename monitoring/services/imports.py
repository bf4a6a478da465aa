"""What a person does with an import: upload, leave out rows, commit, undo, discard. The work is jobs'."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.jobs import enqueue
from dkbm.models import Municipality, User
from dkbm.services import require
from monitoring.models import Exclusion, ImportRun, ImportState, Upload
from monitoring.readers.celltable import unpack
from monitoring.services.protection import may_hold_protected, protected_among

STAGE, COMMIT, UNDO = "monitoring.stage", "monitoring.commit", "monitoring.undo"
OPERATOR_COMMIT = "monitoring.operator-commit"


class ImportRefused(Exception):  # noqa: N818 - an answer to the user, not a fault
    """The deed is not possible in this state; the German message says why."""


@transaction.atomic
def upload_file(*, content: bytes, file_name: str, municipality: Municipality, by: User) -> ImportRun:
    """Keep an uploaded file and promise to read it. The web process never parses it."""
    require(by, Permission.IMPORT, municipality)
    if not content:
        raise ImportRefused(_("Die Datei ist leer. Bitte laden Sie die Tabelle noch einmal herunter."))
    run = ImportRun.objects.create(
        municipality=municipality,
        file_name=_clean_name(file_name),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    Upload.objects.create(run=run, content=content)
    return _promise(run, STAGE, by)


@transaction.atomic
def exclude_row(*, run: ImportRun, row: int, reason: str, by: User) -> None:
    """Leave one row of the file out, with a reason; the check runs again."""
    require(by, Permission.COMMIT_IMPORT, run.municipality_id)
    run = _in_state(run, ImportState.STAGED)
    if not reason.strip():
        raise ImportRefused(_("Bitte nennen Sie den Grund, warum die Zeile ausgelassen wird."))
    complained = {complaint["row"] for complaint in run.header.get("complaints", [])}
    if row not in complained:
        raise ImportRefused(_("Auslassen lassen sich nur Zeilen, die beanstandet sind."))
    Exclusion.objects.update_or_create(
        run=run, row=row, defaults={"reason": reason.strip()[:300], "by": by, "at": clock.now()}
    )
    run.state = ImportState.UPLOADED
    _promise(run, STAGE, by)


@transaction.atomic
def request_commit(*, run: ImportRun, by: User) -> ImportRun:
    """Promise to take the checked rows over. Open complaints block it."""
    require(by, Permission.COMMIT_IMPORT, run.municipality_id)
    run = _in_state(run, ImportState.STAGED)
    if run.preview.get("open_complaints"):
        raise ImportRefused(
            _("Es gibt noch Beanstandungen. Berichtigen Sie die Datei oder lassen Sie Zeilen aus.")
        )
    _refuse_protected(run)
    run.state, run.committed_by = ImportState.COMMITTING, by
    return _promise(run, COMMIT, by)


def _refuse_protected(run: ImportRun) -> None:
    """Own small numbers come in only where somebody may hold them."""
    if run.owner_id is None or run.staged is None or may_hold_protected(run.owner_id):
        return
    number = protected_among(run.owner_id, run.header["table"], unpack(run.staged).values())
    if number:
        raise ImportRefused(
            _(
                "Die Datei enthält geschützte kleine Zahlen (%(number)s), und Ihre Kommune hat keine "
                "Statistikstelle. Lesen Sie eine Datei mit geschützten Zellen ein, oder lassen Sie das "
                "Bildungsmanagement unter „Veröffentlichungen“ bestätigen, wer solche Zahlen aufbewahren darf."
            )
            % {"number": number}
        )


def permission_to_undo(run: ImportRun) -> Permission:
    """The official stock is everybody's, so taking it back needs its own permission."""
    return Permission.OFFICIAL_STOCK if run.owner_id is None else Permission.COMMIT_IMPORT


@transaction.atomic
def request_undo(*, run: ImportRun, by: User) -> ImportRun:
    """Promise to take an import back. For the official stock this needs its own permission."""
    require(by, permission_to_undo(run), run.municipality_id)
    run = _in_state(run, ImportState.COMMITTED)
    run.state, run.undone_by = ImportState.UNDOING, by
    return _promise(run, UNDO, by)


@transaction.atomic
def discard(*, run: ImportRun, by: User) -> None:
    """Throw a checked or unreadable import away; the stock was never touched."""
    require(by, Permission.IMPORT, run.municipality_id)
    run = _in_state(run, ImportState.STAGED, ImportState.UNREADABLE, ImportState.MAPPING)
    run.state, run.staged = ImportState.DISCARDED, None
    run.save()


def _in_state(run: ImportRun, *states: str) -> ImportRun:
    """Re-read the run inside the scope, locked, and refuse when it is in another state by now."""
    row = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if row is None:
        raise PermissionDenied
    if row.state not in states:
        raise ImportRefused(
            _("Das geht jetzt nicht: Der Import ist inzwischen „%(state)s“.")
            % {"state": row.get_state_display()}
        )
    return row


def _promise(run: ImportRun, kind: str, by: Any) -> ImportRun:
    run.job = enqueue(kind, str(run.pk), payload={"run": run.pk}, municipality=run.municipality, by=by)
    run.save()
    return run


def _clean_name(name: str) -> str:
    """The last part of the name without control characters; it is shown, never used as a path."""
    tail = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in tail if c.isprintable())[:200] or "datei"
