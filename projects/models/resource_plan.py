"""Posts and budget as they once were: named, dated, never changed („Ursprungsplan“ of the resources)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.models.municipality import MunicipalModel
from projects.models.plan import WrittenOnce
from projects.models.scenario import seal_of


class ResourcePlan(WrittenOnce, MunicipalModel):
    """A kept state of all posts and budget lines; seen by the own municipality only.

    `content`: rows of posts and lines as plain values without keys, `seal` its hash, which `verify` compares.
    """

    shared_from = None

    name = models.CharField(
        _("Name"), max_length=100, help_text=_("Zum Beispiel „Haushalt 2027 beschlossen“.")
    )
    function = models.CharField(_("festgehalten von (Funktion)"), max_length=200)
    kept_on = models.DateField(_("festgehalten am"), default=clock.today)
    content = models.JSONField()
    seal = models.CharField(max_length=64)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    class Meta:
        verbose_name = _("festgehaltener Stand der Ressourcen")
        verbose_name_plural = _("festgehaltene Stände der Ressourcen")
        ordering = ("municipality", "-kept_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "name"),
                name="resource_plan_name_once",
                violation_error_message=_("Einen Stand mit diesem Namen gibt es schon."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:plan", args=[self.pk])

    @property
    def is_unbroken(self) -> bool:
        """Whether the content is the one that was kept."""
        return self.seal == seal_of(self.content)
