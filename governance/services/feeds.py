"""The secret calendar address of a person: made anew, taken back, resolved."""

from __future__ import annotations

from django.db import transaction

from dkbm import clock
from dkbm.access.tokens import hash_of, new_token
from dkbm.models import User
from governance.models import CalendarFeed


@transaction.atomic
def make_feed(*, by: User) -> str:
    """Give the person a new secret; an earlier one is worth nothing from now on. It is kept nowhere."""
    token = new_token()
    values = {"token_hash": hash_of(token), "made_at": clock.now()}
    CalendarFeed.objects.update_or_create(user=by, defaults=values)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """Take the address back at once."""
    CalendarFeed.objects.filter(user=by).delete()


def reader_of_feed(token: str) -> User | None:
    """Whose address this is; None for unknown and revoked ones and for people who left."""
    row = CalendarFeed.objects.select_related("user").filter(token_hash=hash_of(token)).first()
    return row.user if row is not None and row.user.is_active else None
