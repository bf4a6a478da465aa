"""Opens the scope of the person for the request; asks for the second factor where it is obligatory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission, may_anywhere
from dkbm.access.scope import PUBLIC, Scope, acting_as, acting_within, current_scope

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from dkbm.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


def scope_of(user: User | AnonymousUser) -> Scope:
    """What this person sees, from memberships valid today. The URL never widens it."""
    if not user.is_authenticated:
        return PUBLIC
    own = frozenset(m.municipality_id for m in user.current_memberships())
    agencies = [m.agency_id for m in user.current_agencies()]
    accompanied: frozenset[int] = frozenset()
    if agencies:
        from dkbm.models import Municipality  # noqa: PLC0415 - models import this package

        accompanied = frozenset(Municipality.objects.filter(agency__in=agencies).values_list("pk", flat=True))
    return Scope(
        own=own, accompanied=accompanied, agencies=frozenset(agencies), user_id=user.pk, reason="request"
    )


class OpenScope:
    """Everything inside the view reads with the person's eyes; streamed answers keep them.

    Memberships are read when the first scoped row is: finished public bytes need none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user  # who asks now, whatever the view does to the session
        with acting_as(lambda: scope_of(user)):
            response = self.get_response(request)
            if response.streaming and not response.is_async:
                response.streaming_content = within(current_scope(), response.streaming_content)
            return response


def within(scope: Scope | None, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a streamed answer, each produced inside the scope it was asked in."""
    iterator = iter(chunks)
    while True:
        with acting_within(scope or PUBLIC):
            try:
                chunk = next(iterator)
            except StopIteration:
                return
        yield chunk


class RequireMfa:
    """Admins and transfer managers use a second factor in production; the demo is exempt and marked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MFA_OBLIGATORY and self._must_set_up(request):
            messages.warning(
                request, _("Für Ihre Rolle ist ein zweiter Faktor Pflicht. Richten Sie ihn hier ein.")
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or not needs_second_factor(user):
            return False
        if request.path.startswith((reverse("account_login").removesuffix("login/"), settings.STATIC_URL)):
            return False
        from allauth.mfa.models import Authenticator  # noqa: PLC0415 - needs the app registry
        from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415 - needs the app registry

        # left-over recovery codes are no second factor: allauth does not ask for them at the login
        return not is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


def needs_second_factor(user: User) -> bool:
    """Admins, transfer managers and operators."""
    return user.is_staff or may_anywhere(user, Permission.COMPARE)
