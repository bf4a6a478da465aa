"""„Lage auf einen Blick“ handed on: reading links without login."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel


class ReadingLink(MunicipalModel):
    """A page as it was on one day, read by whoever has its address until `expires_on` (inclusive).

    The secret itself is kept nowhere, only its hash. `content`: what `monitoring.situation` said that day.
    `opened` counts how often it was read, never by whom.
    """

    purpose = models.CharField(
        _("Für wen?"), max_length=120, help_text=_("Funktion oder Gremium, kein Name: „Fraktionsspitzen“.")
    )
    content = models.JSONField(editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("erstellt am"), editable=False)
    made_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    expires_on = models.DateField(_("gilt bis"))
    revoked_at = models.DateTimeField(_("widerrufen am"), null=True, blank=True, editable=False)
    opened = models.PositiveIntegerField(_("Aufrufe"), default=0, editable=False)
    last_opened_on = models.DateField(_("zuletzt gelesen am"), null=True, blank=True, editable=False)

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Leselink")
        verbose_name_plural = _("Leselinks")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be read."""
        return self.revoked_at is None and self.expires_on >= clock.today()
