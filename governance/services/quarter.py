"""Deeds of the Quartals-Check: „Stimmt noch“ for the records of a block as they were shown."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from dkbm import clock
from dkbm.models import Municipality, User
from dkbm.services import require
from governance.models import Confirmation, ContactPoint
from governance.queries.quarter import KINDS
from governance.rules import NEEDED
from governance.services.records import confirm_contact


@transaction.atomic
def confirm_block(
    *, municipality: Municipality, kind: str, shown: Mapping[int, int], by: User
) -> tuple[int, int]:
    """Confirm the records of a kind (a key of `quarter.KINDS`) that are still as they were shown.

    `shown`: version by record id. Returns how many were confirmed and how many somebody changed, removed or
    never had. Foreign ids count as the latter. Raises PermissionDenied, KeyError (no such kind).
    """
    model = KINDS[kind].model
    require(by, NEEDED[model], municipality)
    rows = KINDS[kind].rows(municipality).filter(pk__in=list(shown)).select_for_update(of=("self",))
    same = [row for row in rows.order_by("pk") if row.version == shown[row.pk]]
    for row in same:
        if isinstance(row, ContactPoint):
            confirm_contact(contact=row, by=by)
        else:
            _note(municipality, kind, row.pk, by)
    return len(same), len(shown) - len(same)


def _note(municipality: Municipality, kind: str, pk: int, by: User) -> None:
    row, made = Confirmation.objects.get_or_create(
        kind=kind, record=pk, defaults={"municipality": municipality, "confirmed_on": clock.today()}
    )
    if not made:
        Confirmation.objects.filter(pk=row.pk).update(version=F("version") + 1)
        row.refresh_from_db()
        row.confirmed_on = clock.today()
        row._history_user = by
        row.save()
