"""Deeds about registers: who takes part in what, whether a link still works."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.models import Municipality, User
from dkbm.services import locked, require
from governance.models import ActorGroup, Body, Goal, Involvement, Publication
from governance.models.event import ONLY_WEB, LinkState, PublicationKind
from governance.rules import NEEDED
from governance.services.records import keep_record, remove_record


@transaction.atomic
def involve(*, group: ActorGroup, target: Goal | Body, part: str, by: User) -> Involvement | None:
    """Say how a group takes part in a goal or body; '' = not at all, then the row goes. Idempotent.

    Raises PermissionDenied, DoesNotExist (foreign or missing), ValidationError.
    """
    require(by, NEEDED[ActorGroup], ActorGroup.objects.get(pk=group.pk).municipality_id)
    locked(ActorGroup, group.pk, None)
    place = {target._meta.model_name: target}
    held = Involvement.objects.filter(group=group, **place).first()
    if not part:
        if held is not None:
            remove_record(row=held, by=by)
        return None
    if held is not None and held.part == part:
        return held
    values: dict[str, Any] = {"part": part} if held else {"group": group, "part": part, **place}
    return keep_record(
        model=Involvement, pk=held and held.pk, version=held and held.version, values=values, by=by
    )


@transaction.atomic
def confirm_link(*, publication: Publication, state: str, by: User) -> Publication:
    """Note today what somebody found who opened the link by hand. Raises ValidationError without a link."""
    require(by, NEEDED[Publication], Publication.objects.get(pk=publication.pk).municipality_id)
    row = locked(Publication, publication.pk, None)
    if not row.link or state not in {LinkState.WORKS, LinkState.DEAD}:
        raise ValidationError(_("Hier gibt es keinen Link zu prüfen."))
    row.link_state, row.link_checked_on = state, clock.today()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def enter_report(
    *,
    municipality: Municipality,
    name: str,
    published_in: str,
    publisher: str,
    link: str,
    audience: int,
    by: User,
) -> Publication:
    """The row of a Bildungsbericht in the register; one that was entered by hand before stays as it is.

    An address that no link may have (a host without a dot) is left out. Asks nobody: for deeds of upper floors
    that have asked for a right of their own. Raises ValidationError.
    """
    held = Publication.objects.filter(
        municipality=municipality, name=name, kind=PublicationKind.REPORT
    ).first()
    if held is not None:
        return held
    row = Publication(
        municipality=municipality,
        name=name,
        kind=PublicationKind.REPORT,
        published_in=published_in,
        publisher=publisher,
        link=link if _may_be_linked(link) else "",
        audience=audience,
    )
    row.full_clean()
    row._history_user = by
    row.save()
    return row


def _may_be_linked(link: str) -> bool:
    try:
        ONLY_WEB(link)
    except ValidationError:
        return False
    return True
