"""Charts frozen with the answer to an assignment: what an indicator said on the day of the answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from governance.models.base import ReachedThroughMany
from monitoring.models.catalogue import IndicatorVersion


class FrozenChart(ReachedThroughMany, ScopedModel):
    """An indicator's released values as they were at `frozen_at`, hung on an assignment's answer.

    `content`: {"lines": [{"name", "role", "code", "rows": [kept released rows]}], "marks": [{"period",
    "text", "kind"}]}; it never changes, whatever is imported, corrected or published later. `stand` and
    `source` are those of that day. `audience`: figures over a municipality's own counts stay internal, as
    the indicator itself does; official ones are as public as the assignment.
    """

    assignment = models.ForeignKey(
        "governance.Assignment", verbose_name=_("Auftrag"), on_delete=models.CASCADE, related_name="+"
    )
    indicator_version = models.ForeignKey(
        IndicatorVersion, verbose_name=_("Kennzahl"), on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField(_("festgehalten am"))
    stand = models.CharField(_("Stand der Quelle"), max_length=30, blank=True)
    source = models.CharField(_("Quelle"), max_length=400, blank=True)
    audience = models.PositiveSmallIntegerField(choices=Audience, default=Audience.INTERNAL, editable=False)
    content = models.JSONField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    tenant_path = "assignment__municipality"
    shared_from = Sharing.ALL
    audience_paths = (
        "audience",
        "assignment__audience",
        "assignment__body__audience",
        "assignment__unit__audience",
    )
    objects = ScopedManager()
    history = scoped_history(
        app="monitoring", tenant_path="assignment__municipality", excluded_fields=["content"]
    )

    class Meta:
        verbose_name = _("festgehaltene Kennzahl")
        verbose_name_plural = _("festgehaltene Kennzahlen")
        ordering = ("assignment", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("assignment", "indicator_version"),
                name="frozen_chart_once",
                violation_error_message=_("Diese Kennzahl hängt schon an der Antwort."),
            ),
            models.CheckConstraint(
                name="frozen_chart_audience_known", condition=Q(audience__in=[int(a) for a in Audience])
            ),
        )

    def __str__(self) -> str:
        return str(self.indicator_version_id)
