"""Whether others may learn from a municipality's ways to permanence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel


class LearningChoice(models.TextChoices):
    """What others may see of the processes that are not internal."""

    NO = "nein", _("Nein, nichts")
    UNNAMED = "ohne_namen", _("Ja, ohne den Namen der Kommune")
    NAMED = "mit_namen", _("Ja, mit dem Namen der Kommune")


class LearningConsent(MunicipalModel):
    """The decision of a municipality; no row is a no."""

    choice = models.CharField(
        _("Dürfen andere aus Ihren Prozessen lernen?"),
        max_length=10,
        choices=LearningChoice,
        default=LearningChoice.NO,
    )

    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Zustimmung zum Prozesslernen")
        verbose_name_plural = _("Zustimmungen zum Prozesslernen")
        constraints = (models.UniqueConstraint(fields=("municipality",), name="learning_consent_once"),)

    def __str__(self) -> str:
        return str(self.get_choice_display())
