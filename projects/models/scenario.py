"""Scenarios that were kept: what was supposed and what came out, frozen, so that a paper can quote them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.hashing import row_digest
from dkbm.models.municipality import MunicipalModel
from projects.models.plan import WrittenOnce
from projects.scenarios import BandMonth, Outcome
from projects.scenarios.frozen import thawed, thawed_band


class Scenario(WrittenOnce, MunicipalModel):
    """A what-if result as it was on a day; it never changes, whatever becomes of the records.

    `content`: sentences, result, result without any decision, band, what it rests on. `seal` is its hash, which
    `verify` compares. `query`: the typed assumptions, to begin a new one with. `token`: one form sent twice keeps
    one scenario. `function`: who kept it, no name.
    """

    audience_path = "audience"

    number = models.PositiveIntegerField(_("Nummer"))
    title = models.CharField(_("Titel"), max_length=200)
    function = models.CharField(_("festgehalten von (Funktion)"), max_length=200)
    kept_on = models.DateField(_("festgehalten am"), default=clock.today)
    query = models.TextField(blank=True)
    content = models.JSONField()
    seal = models.CharField(max_length=64)
    token = models.CharField(max_length=36)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )
    is_example = models.BooleanField(_("Beispiel"), default=False)

    class Meta:
        verbose_name = _("Szenario")
        verbose_name_plural = _("Szenarien")
        ordering = ("municipality", "-number")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="scenario_number_once"),
            models.UniqueConstraint(fields=("municipality", "token"), name="scenario_sent_once"),
        )

    def __str__(self) -> str:
        return f"Szenario {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("scenarios:scenario", args=[self.pk])

    @property
    def citation(self) -> str:
        """How a paper quotes it: „Szenario 3 „…“, festgehalten am 25.11.2026 (Bildungsmanagement)“."""
        when = f"{self.kept_on:%d.%m.%Y}"
        return f"Szenario {self.number} „{self.title}“, festgehalten am {when} ({self.function})"

    @property
    def outcome(self) -> Outcome:
        """The result as it was kept."""
        return thawed(self.content["outcome"])

    @property
    def base(self) -> Outcome:
        """What would have come without any decision, as the records were on that day."""
        return thawed(self.content["base"])

    @property
    def band(self) -> tuple[BandMonth, ...]:
        """The turnover band, () when none was drawn."""
        return thawed_band(self.content["band"])

    @property
    def is_unbroken(self) -> bool:
        """Whether the content is the one that was kept."""
        return self.seal == seal_of(self.content)


def seal_of(content: dict[str, Any]) -> str:
    """The hash of a content."""
    return row_digest(("scenario", "", content)).hex()
