"""Deeds about handovers: answering the five questions."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dkbm.access.roles import Permission
from dkbm.services import Conflict, locked, require
from projects.models import Handover
from projects.models.handover import QUESTIONS
from projects.queries_handover import handover_of
from projects.roles import Role


@transaction.atomic
def answer_handover(*, role: Role, version: int | None, by: Any, **answers: str) -> Handover:
    """Save the answers for a post or seat; `version` None when there were none yet.

    Raises Conflict when somebody wrote meanwhile, also when two began at once.
    """
    require(by, Permission.EDIT_RESOURCES, role.municipality)
    unknown = set(answers) - set(QUESTIONS)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    known = handover_of(role)
    if known is None:
        row = Handover(municipality=role.municipality, post=role.post, seat=role.seat)
    elif version is None:
        raise Conflict(known)
    else:
        row = locked(Handover, known.pk, version)
    for name, text in answers.items():
        setattr(row, name, text)
    row.full_clean()
    row._history_user = by
    row.save()
    return row
