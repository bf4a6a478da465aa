"""The secret calendar address of a person: made anew, taken back, resolved."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from dkbm import clock
from dkbm.models import User
from governance.models import CalendarFeed


@transaction.atomic
def make_feed(*, by: User) -> str:
    """Give the person a new secret; an earlier one is worth nothing from now on. It is kept nowhere."""
    token = secrets.token_urlsafe(32)
    values = {"token_hash": _hash(token), "made_at": clock.now()}
    CalendarFeed.objects.update_or_create(user=by, defaults=values)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """Take the address back at once."""
    CalendarFeed.objects.filter(user=by).delete()


def reader_of_feed(token: str) -> User | None:
    """Whose address this is; None for unknown and revoked ones and for people who left."""
    row = CalendarFeed.objects.select_related("user").filter(token_hash=_hash(token)).first()
    return row.user if row is not None and row.user.is_active else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
