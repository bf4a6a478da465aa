"""How allauth behaves here: no self-registration, invitation links, only known people by OIDC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

    from dkbm.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only (`dkbm.services.accept_invitation`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """OIDC logs in people who have an account; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect to the account with the provider's verified address; refuse everybody else."""
        if sociallogin.is_existing:
            return
        from dkbm.models import User  # noqa: PLC0415 - needs the app registry

        verified = [a.email.lower() for a in sociallogin.email_addresses if a.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None:
            messages.error(
                request, _("Für diese Anmeldung gibt es hier keinen Zugang. Bitten Sie um eine Einladung.")
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)


def vouch_for_address(sender: object, user: User, **kwargs: object) -> None:
    """The address a person was invited with counts as confirmed: somebody vouched for it.

    Without this allauth would let anybody move to an address that nobody confirmed.
    """
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - needs the app registry

    rows = EmailAddress.objects.filter(user=user)
    if not rows.filter(verified=True).exists():
        rows.update(primary=False)
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


class GuessableValidator:
    """Refuses passwords made of this portal's own words, of a row of keys or of few characters (ASVS 6.2.11)."""

    WORDS = (
        "dkbm", "portal", "passwort", "password", "kennwort", "geheim", "anmelden", "willkommen",
        "bildungs", "bildung", "monitoring", "management", "kommune", "landkreis", "kreis", "stadt", "hallo",
    )  # fmt: skip
    ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertzuiopasdfghjklyxcvbnm")
    FEWEST = 5

    def validate(self, password: str, user: object = None) -> None:
        """Raise when no letter is left after taking out the words. Digits alone are no fault: length counts."""
        letters = re.sub(r"[\W\d_]", "", password.lower())
        rest = re.sub("|".join(self.WORDS), "", letters)
        in_a_row = any(password.lower() in row or password.lower() in row[::-1] for row in self.ROWS)
        if in_a_row or len(set(password)) < self.FEWEST or (letters and not rest):
            raise ValidationError(_("Dieses Passwort ist leicht zu erraten."), code="password_guessable")

    def get_help_text(self) -> str:
        return _("Das Passwort darf nicht nur aus naheliegenden Wörtern und Ziffern bestehen.")
