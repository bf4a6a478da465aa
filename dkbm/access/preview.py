"""„Vorschau als …“: look at one's own municipality with the eyes of somebody who sees less.

The person stays who they are; what is read, and what the page may do, follows the one looked as. A preview only
narrows: its scope is made of one municipality of the person's own, and nothing can be changed in it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm.access.middleware import within
from dkbm.access.roles import Role
from dkbm.access.scope import PUBLIC, Scope, acting_within

if TYPE_CHECKING:
    from dkbm.models import Municipality, User

SESSION_KEY = "dkbm_vorschau"
# who stands for the person, and what they see
StandIn = tuple[Any, Scope]
SAFE = ("GET", "HEAD", "OPTIONS")


class Eyes(TextChoices):
    """Whose eyes."""

    PUBLIC = "oeffentlich", gettext_lazy("Öffentlichkeit, ohne Anmeldung")
    AGENCY = "agentur", gettext_lazy("Transferagentur")
    READING = "lesen", gettext_lazy("Verwaltung und Politik mit Leserecht")


@dataclass(frozen=True)
class Preview:
    """Whose eyes look at which municipality, with the person and the scope that stand for them."""

    eyes: Eyes
    municipality: Municipality
    person: Any
    scope: Scope


def preview_of(user: User, slug: str, eyes: str) -> Preview | None:
    """The preview as it is today; None when the person no longer belongs there or nobody has such eyes."""
    place = next((m.municipality for m in user.current_memberships() if m.municipality.slug == slug), None)
    if place is None or eyes not in Eyes.values:
        return None
    stand_in = STAND_INS[eyes](user, place)
    return None if stand_in is None else Preview(Eyes(eyes), place, *stand_in)


def _public(_user: User, _place: Municipality) -> StandIn | None:
    return AnonymousUser(), PUBLIC


def _agency(user: User, place: Municipality) -> StandIn | None:
    """Somebody of the agency, who accompanies this municipality only and has no records of their own."""
    from dkbm.models import AgencyMembership  # noqa: PLC0415 - models import this package

    if place.agency_id is None:
        return None
    person = _without_rights(user)
    person._agencies = [AgencyMembership(user=person, agency=place.agency)]
    return person, Scope(accompanied=frozenset({place.pk}), reason="preview")


def _reading(user: User, place: Municipality) -> StandIn | None:
    from dkbm.models import Membership  # noqa: PLC0415 - models import this package

    person = _without_rights(user)
    person._memberships = [Membership(user=person, municipality=place, role=Role.READING)]
    return person, Scope(own=frozenset({place.pk}), reason="preview")


STAND_INS: dict[str, Callable[[User, Municipality], StandIn | None]] = {
    "oeffentlich": _public,
    "agentur": _agency,
    "lesen": _reading,
}


def _without_rights(user: User) -> User:
    """The person without any rights."""
    person = copy.copy(user)
    person.is_superuser = False
    person._memberships, person._agencies = [], []
    return person


class PreviewAs:
    """Puts the chosen eyes on; innermost of all, so that limits of sessions and second factors hold as ever."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        preview = self._chosen(request)
        if preview is None:
            return self.get_response(request)
        if request.method not in SAFE:
            messages.info(request, _("In der Vorschau lässt sich nichts ändern. Beenden Sie sie zuerst."))
            return redirect("dkbm:vorschau")
        request.preview = preview
        request.user = preview.person
        with acting_within(preview.scope):
            response = self.get_response(request)
            if response.streaming and not response.is_async:
                response.streaming_content = within(preview.scope, response.streaming_content)
            if _leads_to_login(response):
                response = render(request, "dkbm/vorschau_verborgen.html", status=403)
        response["Cache-Control"] = "no-store"
        return response

    def _chosen(self, request: HttpRequest) -> Preview | None:
        chosen = request.session.get(SESSION_KEY)
        if not chosen or not request.user.is_authenticated or _is_own_ground(request.path):
            return None
        from dkbm.models import User  # noqa: PLC0415 - models import this package

        preview = preview_of(User.objects.get(pk=request.user.pk), *chosen)
        if preview is None:
            del request.session[SESSION_KEY]
        return preview


def _is_own_ground(path: str) -> bool:
    """Pages on which one stays oneself: the preview's own and those of the account."""
    account = reverse("account_login").removesuffix("login/")
    return path.startswith((reverse("dkbm:vorschau"), account))


def _leads_to_login(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
