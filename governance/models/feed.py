"""The secret address under which a person's calendar program fetches the meetings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """At most one address a person; the secret itself is kept nowhere, only its hash.

    What it shows follows from the person's memberships at the moment of fetching, as in the browser.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Kalenderadresse")
        verbose_name_plural = _("Kalenderadressen")

    def __str__(self) -> str:
        return str(_("Kalenderadresse %(pk)s") % {"pk": self.pk})
