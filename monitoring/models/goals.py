"""By which indicator a goal is measured. Ausgangswert, target and due date are those of the `Target`."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from monitoring.models.catalogue import Indicator


class GoalIndicator(ScopedModel):
    """An indicator of the catalogue, or one in words that is not in it yet, measures a goal.

    The way is that of the municipality's `Target` for the indicator: there is one, and it is kept there.
    """

    goal = models.ForeignKey(
        "governance.Goal", verbose_name=_("Ziel"), on_delete=models.CASCADE, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("Kennzahl"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    name = models.CharField(
        _("oder in Worten"),
        max_length=200,
        blank=True,
        help_text=_("Wenn die Kennzahl noch nicht im Katalog steht."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    tenant_path = "goal__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_path = "goal__audience"
    objects = ScopedManager()
    history = scoped_history(app="monitoring", tenant_path="goal__municipality")

    class Meta:
        verbose_name = _("Kennzahl eines Ziels")
        verbose_name_plural = _("Kennzahlen von Zielen")
        ordering = ("goal", "pk")
        constraints = (
            models.CheckConstraint(
                name="goal_indicator_one_of_two",
                condition=Q(indicator__isnull=False, name="") | Q(indicator__isnull=True) & ~Q(name=""),
            ),
            models.UniqueConstraint(
                fields=("goal", "indicator"),
                condition=Q(indicator__isnull=False),
                name="goal_indicator_once",
                violation_error_message=_("Diese Kennzahl ist mit dem Ziel schon verknüpft."),
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.indicator_id)

    def clean(self) -> None:
        if bool(self.indicator_id) == bool(self.name):
            raise ValidationError({"indicator": _("Wählen Sie eine Kennzahl oder nennen Sie sie in Worten.")})
