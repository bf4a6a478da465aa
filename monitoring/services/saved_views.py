"""Deeds on saved views and on the list of Kreise that a person compares with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.models import Municipality, Region
from dkbm.models.region import RegionKind
from dkbm.services import locked, require
from monitoring.models import PeerList, SavedView


class NameTaken(Exception):  # noqa: N818 - an answer to the user, not a fault
    """The person has a view of this name; the German message says so."""


@transaction.atomic
def save_view(*, municipality: Municipality, by: Any, name: str, query: str, shared: bool) -> SavedView:
    """Keep the state of the comparison page under a name. Raises PermissionDenied, NameTaken."""
    require(by, Permission.READ, municipality)
    return _kept(SavedView(municipality=municipality, owner=by, query=query), by, name, shared)


@transaction.atomic
def change_view(*, view: SavedView, by: Any, name: str, shared: bool, version: int) -> SavedView:
    """Rename one's own view, share it or not. Raises PermissionDenied, Conflict, NameTaken."""
    _own(view, by)
    return _kept(locked(SavedView, view.pk, version), by, name, shared)


@transaction.atomic
def remove_view(*, view: SavedView, by: Any, version: int) -> None:
    """Remove one's own view. Raises PermissionDenied, Conflict."""
    _own(view, by)
    row = locked(SavedView, view.pk, version)
    row._history_user = by
    row.delete()


@transaction.atomic
def keep_peers(*, municipality: Municipality, by: Any, codes: Sequence[str]) -> None:
    """Make these Kreise the person's own list; none empties it, what is no Kreis is left out.

    Raises PermissionDenied.
    """
    require(by, Permission.READ, municipality)
    kreise = Region.objects.filter(kind=RegionKind.KREIS, ags__in=codes).values_list("ags", flat=True)
    known = sorted(set(kreise))
    PeerList.objects.update_or_create(municipality=municipality, owner=by, defaults={"codes": known})


def _own(view: SavedView, by: Any) -> None:
    require(by, Permission.READ, view.municipality_id)
    if view.owner_id != by.pk:
        raise PermissionDenied


def _kept(row: SavedView, by: Any, name: str, shared: bool) -> SavedView:
    row.name, row.shared, row._history_user = name.strip(), shared, by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken(_("Sie haben schon eine Ansicht mit diesem Namen.")) from None
    return row
