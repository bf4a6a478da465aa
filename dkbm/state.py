"""The content of the whole portal as one hash: the ground floor's rows here, the upper floors' by registry.

Left out are primary keys, clocks, tokens, tries, versions, sessions, password hashes, histories and jobs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from dkbm import registries
from dkbm.access.scope import system_scope
from dkbm.hashing import PartHash, Row, part_hash, total_hash
from dkbm.models import (
    Agency,
    AgencyMembership,
    DigestChoice,
    Feedback,
    Invitation,
    Membership,
    Municipality,
    Region,
    User,
)

REGION_FIELDS = (
    "ars", "nuts3", "name", "designation", "kind", "population", "population_on", "area_ha", "latitude",
    "longitude", "valid_from", "valid_until", "source",
)  # fmt: skip
MUNICIPALITY_FIELDS = (
    "slug", "flyer_number", "sharing", "labels", "budget_calendar", "portrait", "portrait_source",
    "is_example",
)  # fmt: skip
CHUNK = 2000


def state_hash() -> tuple[str, list[PartHash]]:
    """The hash of all content and those of its parts, ground floor first."""
    with snapshot(), system_scope("the hash covers all content"):
        own = part_hash("dkbm", ground_rows())
        parts = [own, *(part_hash(part.name, part.rows()) for part in registries.hash_parts)]
    return total_hash(parts), parts


def ground_rows() -> Iterator[Row]:
    """Regions, municipalities, agencies, people and what they are where, invitations, feedback."""
    yield from _regions()
    yield from _municipalities()
    yield from _people()
    yield from _letters()


@contextmanager
def snapshot() -> Iterator[None]:
    """One transaction in which everything is read as of one moment, without keeping writers waiting.

    Inside an open transaction it is that one: nothing can be promised about isolation then.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()  # connecting sets the mode anew
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


def _regions() -> Iterator[Row]:
    successors: dict[str, list[str]] = {}
    pairs = Region.successors.through.objects.values_list("from_region__ags", "to_region__ags")
    for before, after in pairs:
        successors.setdefault(before, []).append(after)
    for ags, parent, *values in (
        Region.objects.order_by("ags").values_list("ags", "parent__ags", *REGION_FIELDS).iterator(CHUNK)
    ):
        content = dict(zip(REGION_FIELDS, values, strict=True))
        yield "region", ags, content | {"parent": parent, "successors": sorted(successors.get(ags, []))}


def _municipalities() -> Iterator[Row]:
    for slug, name in Agency.objects.values_list("slug", "name"):
        yield "agency", slug, {"name": name}
    names = ("agency__slug", *MUNICIPALITY_FIELDS)
    for ags, *values in Municipality.objects.values_list("region__ags", *names):
        yield "municipality", ags, dict(zip(names, values, strict=True))


def _people() -> Iterator[Row]:
    yield from _keyed("user", User, ("email",), ("name", "is_active", "is_superuser", "is_demo"))
    yield from _keyed("digest_choice", DigestChoice, ("user__email",), ("wanted",))
    key = ("user__email", "municipality__region__ags", "role")
    yield from _keyed("membership", Membership, key, ("since", "until"))
    yield from _keyed(
        "agency_membership", AgencyMembership, ("user__email", "agency__slug"), ("since", "until")
    )


def _letters() -> Iterator[Row]:
    for *key, accepted in Invitation.objects.values_list(
        "email", "municipality__region__ags", "role", "invited_by__email", "accepted_at"
    ):
        yield "invitation", key, {"accepted": accepted is not None}
    yield from _keyed("feedback", Feedback, ("municipality__region__ags", "page", "text"), ("reply_to",))


def _keyed(table: str, model: Any, key: tuple[str, ...], fields: tuple[str, ...]) -> Iterator[Row]:
    """Rows of a model by the columns that name them."""
    for values in model.objects.order_by("pk").values_list(*key, *fields).iterator(CHUNK):
        yield table, values[: len(key)], dict(zip(fields, values[len(key) :], strict=True))
