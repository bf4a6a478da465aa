"""Deeds of the ground floor: founding municipalities, giving roles, inviting, sharing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from dkbm import clock, registries
from dkbm.access.roles import Permission, Role, may
from dkbm.access.tokens import hash_of, new_token
from dkbm.models import Invitation, Membership, Municipality, Region, User

INVITATION_DAYS = 7


class Conflict(Exception):  # noqa: N818 - an answer to the user, not a fault
    """Somebody else saved the row meanwhile; `current` is what is saved now."""

    def __init__(self, current: Any) -> None:
        super().__init__(str(current))
        self.current = current


def require(user: User, permission: Permission, municipality: Municipality | int | None) -> None:
    """Raise PermissionDenied unless the person may do this in that municipality."""
    if not may(user, permission, municipality):
        raise PermissionDenied


def locked(model: Any, pk: int, version: int | None) -> Any:
    """Re-read a row by id inside the scope, locked, and refuse when it is not the version that was edited.

    Raises Model.DoesNotExist for foreign or missing rows and Conflict for overtaken ones.
    """
    # simple compare-and-set first: it takes the row lock on both databases before anything is read
    rows = model.objects.filter(pk=pk)
    if version is not None and not rows.filter(version=version).update(version=version + 1):
        raise Conflict(rows.get())
    row = rows.get()
    if version is None:
        row.version += 1
    return row


@transaction.atomic
def found_municipality(
    *, ags: str, agency: Any = None, flyer_number: int | None = None, by: User | None
) -> Municipality:
    """Make a municipality of the region with this AGS; upper floors prepare its charts (registry).

    Idempotent: a region that has one already gives it back. Raises Region.DoesNotExist.
    """
    region = Region.objects.select_for_update().get(ags=ags)
    existing = Municipality.objects.filter(region=region).first()
    if existing is not None:
        return existing
    base = slugify(region.name.replace("ß", "ss").translate(UMLAUTS)) or region.ags
    slug = base if not Municipality.objects.filter(slug=base).exists() else f"{base}-{region.ags}"
    municipality = Municipality.objects.create(
        region=region, slug=slug, agency=agency, flyer_number=flyer_number
    )
    for hook in registries.municipality_founded:
        hook(municipality, by)
    return municipality


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@transaction.atomic
def give_role(*, user: User, municipality: Municipality, role: str, by: User | None) -> Membership:
    """Give a person a role in a municipality from today; `by` None means the operator's command."""
    if by is not None:
        require(by, Permission.MANAGE_MEMBERS, municipality)
    membership, _made = Membership.objects.update_or_create(
        user=user, municipality=municipality, role=Role(role), defaults={"until": None}
    )
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: User) -> None:
    """Take a role away at once: it is not valid from today on, the next request notices."""
    require(by, Permission.MANAGE_MEMBERS, membership.municipality_id)
    yesterday = clock.today() - timedelta(days=1)
    membership.since = min(membership.since, yesterday) if membership.since else None
    membership.until = yesterday
    membership.save()


@transaction.atomic
def invite(*, email: str, municipality: Municipality, role: str, by: User) -> tuple[Invitation, str]:
    """Invite somebody; returns the row and the secret of the link, which is kept nowhere."""
    require(by, Permission.MANAGE_MEMBERS, municipality)
    token = new_token()
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        municipality=municipality,
        role=Role(role),
        token_hash=hash_of(token),
        invited_by=by,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
    )
    return invitation, token


def open_invitation(token: str) -> Invitation | None:
    """The invitation of this link while it is valid, else None."""
    rows = Invitation.objects.filter(
        token_hash=hash_of(token), accepted_at__isnull=True, expires_at__gt=clock.now()
    )
    return rows.select_related("municipality__region").first()


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str) -> User | None:
    """Make the account (or use the one with that address) and give the role; once only."""
    invitation = open_invitation(token)
    if invitation is None:
        return None
    claimed = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True)
    if not claimed.update(accepted_at=clock.now()):
        return None
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name)
    give_role(user=user, municipality=invitation.municipality, role=invitation.role, by=None)
    return user


@transaction.atomic
def decide_sharing(*, municipality: Municipality, sharing: int, version: int, by: User) -> Municipality:
    """Decide what the agency sees. Raises Conflict when somebody decided meanwhile."""
    require(by, Permission.SHARE, municipality)
    row = locked(Municipality, municipality.pk, version)
    row.sharing = sharing
    row.save()
    return row


@transaction.atomic
def change_settings(
    *,
    municipality: Municipality,
    labels: dict[str, str],
    budget_calendar: dict[str, str],
    version: int,
    by: User,
) -> Municipality:
    """Say what things are called here and when the budget is made. Raises Conflict when overtaken.

    `labels`: keys of `LABELS`, `budget_calendar`: keys of `BUDGET_STEPS` with „MM-TT“ of every year
    (both in `dkbm.models.municipality`). Other keys that are stored stay.
    """
    require(by, Permission.EDIT_BODIES, municipality)
    row = locked(Municipality, municipality.pk, version)
    row.labels = {k: v for k, v in {**row.labels, **labels}.items() if v}
    row.budget_calendar = {k: v for k, v in {**row.budget_calendar, **budget_calendar}.items() if v}
    row._history_user = by
    row.full_clean()
    row.save()
    return row
