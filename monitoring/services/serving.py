"""Finished bytes of a view: found under their fingerprint, else made, kept and given. Rights come before."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.ui.precomputed import Packed, packed
from monitoring.models import ServedBytes

OFFICIAL = "official"
MOST_REMEMBERED = 128  # of some ten kB each


@dataclass(frozen=True, slots=True)
class Asked:
    """Which bytes: of which view, for whom, of which release, made of what. `owner_id` None: official stock."""

    view: str
    fingerprint: str
    audience: Audience = Audience.PUBLIC
    release: str = OFFICIAL
    owner_id: int | None = None


_lock = threading.Lock()
_remembered: OrderedDict[tuple[str, Asked], Packed] = OrderedDict()


def served(asked: Asked, make: Callable[[], bytes]) -> Packed:
    """The bytes that were asked for, from this process, the database, or made now.

    Whoever calls has checked the rights: the key says for whom the bytes are, not who asks. `make` is called
    only when nobody made bytes of this fingerprint yet.
    """
    key = (str(connection.settings_dict["NAME"]), asked)
    with _lock:
        found = _remembered.get(key)
    if found is None:
        found = _stored(asked)
        if found is None:
            found = packed(make())
            _keep(asked, found)
        with _lock:
            _remembered[key] = found
            while len(_remembered) > MOST_REMEMBERED:
                _remembered.popitem(last=False)
    return found


def forget() -> None:
    """Empty this process's memory; the database keeps its rows."""
    with _lock:
        _remembered.clear()


def _stored(asked: Asked) -> Packed | None:
    row = (
        ServedBytes.objects.filter(**_key(asked), fingerprint=asked.fingerprint)
        .values_list("name", "br", "gz")
        .first()
    )
    return row and Packed(row[0], bytes(row[1]), bytes(row[2]))


def _keep(asked: Asked, made: Packed) -> None:
    """Store the bytes in place of older ones. Who cannot write now serves them all the same."""
    fields = {"fingerprint": asked.fingerprint, "name": made.name, "br": made.br, "gz": made.gz}
    try:
        with transaction.atomic():
            ServedBytes.objects.update_or_create(**_key(asked), defaults={**fields, "made_at": clock.now()})
    except DatabaseError:  # another request was faster, or the file is busy: nothing is lost
        return


def _key(asked: Asked) -> dict[str, object]:
    return {
        "owner_id": asked.owner_id,
        "view": asked.view,
        "audience": asked.audience,
        "release": asked.release,
    }
