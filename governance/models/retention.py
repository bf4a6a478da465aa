"""What the retention run did, without saying about whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel


class RetentionRun(MunicipalModel):
    """One run for one municipality: when, by which rule, how many. Evidence without personal data."""

    ran_at = models.DateTimeField(_("gelaufen am"))
    rule = models.CharField(_("Regel"), max_length=200)
    people = models.PositiveIntegerField(_("Personen gelöscht"), default=0)
    contacts = models.PositiveIntegerField(_("abgelaufene Kontakte gelöscht"), default=0)

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Löschlauf")
        verbose_name_plural = _("Löschläufe")
        ordering = ("-ran_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What tells the run from others of its municipality: when it ran."""
        return self.ran_at.isoformat()
