"""What a milestone needs before it, and plans as they once were: named, dated, never changed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedModel
from projects.models.fields import PeriodKeyField, ProjectPart, period_label
from projects.models.milestone import Milestone
from projects.models.project import Project


class Dependency(ScopedModel):
    """`milestone` can only begin when `needs` is done (finish-start), both of one project.

    That dependencies form no circle is held by the service that sets them and by `verify`.
    """

    tenant_path = "milestone__project__municipality"
    audience_path = "milestone__project__audience"

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(
        Milestone, verbose_name=_("braucht vorher"), on_delete=models.CASCADE, related_name="followers"
    )

    history = scoped_history("projects", "milestone__project__municipality")

    class Meta:
        verbose_name = _("Abhängigkeit")
        verbose_name_plural = _("Abhängigkeiten")
        ordering = ("milestone", "pk")
        constraints = (
            models.UniqueConstraint(fields=("milestone", "needs"), name="dependency_once"),
            models.CheckConstraint(name="dependency_not_on_itself", condition=~Q(milestone=F("needs"))),
        )

    def __str__(self) -> str:
        return f"{self.milestone} ← {self.needs}"

    def clean(self) -> None:
        if self.milestone.project_id != self.needs.project_id:
            raise ValidationError({"needs": _("Dieser Meilenstein gehört zu einem anderen Projekt.")})


class WrittenOnce(models.Model):
    """A row that is written once and never changed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for a row that is stored already."""
        if not self._state.adding:
            raise TypeError("a plan that was kept is never changed")
        super().save(*args, **kwargs)


class Baseline(WrittenOnce, ProjectPart):
    """A plan as it was on a day („Ursprungsplan“)."""

    project = models.ForeignKey(
        Project, verbose_name=_("Projekt"), on_delete=models.CASCADE, related_name="baselines"
    )
    name = models.CharField(
        _("Name"), max_length=100, help_text=_("Zum Beispiel „Ursprungsplan“ oder „nach der Kürzung“.")
    )
    taken_on = models.DateField(_("festgehalten am"), default=clock.today)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    class Meta:
        verbose_name = _("festgehaltener Plan")
        verbose_name_plural = _("festgehaltene Pläne")
        ordering = ("project", "taken_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"),
                name="baseline_name_once",
                violation_error_message=_("Einen Plan mit diesem Namen gibt es zu diesem Projekt schon."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class BaselineEntry(WrittenOnce, ScopedModel):
    """What a kept plan says of one milestone; it stays when the milestone is removed."""

    tenant_path = "baseline__project__municipality"
    audience_path = "baseline__project__audience"

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="entries")
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("Titel"), max_length=200)
    period = PeriodKeyField(_("Zeitraum"))

    class Meta:
        verbose_name = _("Zeile eines Plans")
        verbose_name_plural = _("Zeilen eines Plans")
        ordering = ("baseline", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("baseline", "milestone"),
                condition=Q(milestone__isnull=False),
                name="baseline_entry_once",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """„06–09/2020“, „ohne Datum“."""
        return period_label(self.period, unknown="ohne Datum")
