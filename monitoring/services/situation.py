"""Deeds on reading links: making, revoking, opening one without login."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.access.scope import system_scope
from dkbm.access.tokens import hash_of, new_token
from dkbm.models import Municipality
from dkbm.services import require
from monitoring.models import ReadingLink
from monitoring.situation import situation_of

LONGEST_DAYS = 184


@transaction.atomic
def make_link(
    *, municipality: Municipality, purpose: str, expires_on: date, by: Any
) -> tuple[ReadingLink, str]:
    """Keep today's page for readers without login. Returns the row and its secret, which is kept nowhere.

    Raises PermissionDenied, ValidationError (by field).
    """
    require(by, Permission.SHARE, municipality)
    today = clock.today()
    if not today <= expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise ValidationError(
            {"expires_on": _("Wählen Sie einen Tag ab heute, höchstens sechs Monate voraus.")}
        )
    token = new_token()
    row = ReadingLink(
        municipality=municipality,
        purpose=purpose,
        expires_on=expires_on,
        content=situation_of(municipality, today),
        token_hash=hash_of(token),
        made_at=clock.now(),
        made_by=by,
    )
    row.full_clean()
    row.save()
    return row, token


@transaction.atomic
def revoke_link(*, link: ReadingLink, by: Any) -> None:
    """Take the link back at once; a second call changes nothing. Raises PermissionDenied."""
    require(by, Permission.SHARE, link.municipality_id)
    ReadingLink.objects.filter(pk=link.pk, revoked_at=None).update(
        revoked_at=clock.now(), version=F("version") + 1
    )


@transaction.atomic
def read_link(token: str) -> ReadingLink | None:
    """The page behind a secret, counted as read; None for unknown, expired and revoked ones alike."""
    today = clock.today()
    with system_scope("a reading link is found by its secret alone"):
        rows = ReadingLink.objects.filter(token_hash=hash_of(token), revoked_at=None, expires_on__gte=today)
        if not rows.update(opened=F("opened") + 1, last_opened_on=today):
            return None
        return rows.select_related("municipality__region").get()
