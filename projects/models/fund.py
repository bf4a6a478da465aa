"""Funds (Bildungsfonds) and who contributes how much in which year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedModel
from dkbm.models.municipality import MunicipalModel
from dkbm.periods import FIRST_YEAR, LAST_YEAR


class ContributorKind(models.TextChoices):
    """Who contributes: the municipality itself, or a partner (N-F5 counts partners)."""

    OWN = "kommune", _("Kommune")
    SCHOOL = "schule", _("Schule")
    PARTNER = "partner", _("anderer Partner")


class Fund(MunicipalModel):
    """A fund to which several contribute."""

    audience_path = "audience"

    name = models.CharField(_("Name"), max_length=200)
    purpose = models.CharField(_("Wofür"), max_length=500, blank=True)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects")

    class Meta:
        verbose_name = _("Fonds")
        verbose_name_plural = _("Fonds")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "name"),
                name="fund_name_once",
                violation_error_message=_("Einen Fonds mit diesem Namen gibt es hier schon."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:fund", args=[self.pk])


class FundContribution(ScopedModel):
    """What one contributor gives in one year, in euro cents."""

    tenant_path = "fund__municipality"
    audience_path = "fund__audience"

    fund = models.ForeignKey(
        Fund, verbose_name=_("Fonds"), on_delete=models.CASCADE, related_name="contributions"
    )
    contributor = models.CharField(
        _("Wer beiträgt"), max_length=200, help_text=_("Eine Einrichtung, kein Personenname.")
    )
    kind = models.CharField(_("Art"), max_length=8, choices=ContributorKind, default=ContributorKind.SCHOOL)
    year = models.PositiveSmallIntegerField(_("Jahr"))
    amount_cents = models.BigIntegerField(_("Betrag"))
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = scoped_history("projects", "fund__municipality")

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        ordering = ("-year", "contributor", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("fund", "contributor", "year"),
                name="fund_contribution_once",
                violation_error_message=_(
                    "Für dieses Jahr steht der Beitrag schon da. Bitte ändern Sie ihn."
                ),
            ),
            models.CheckConstraint(
                name="fund_contribution_year_in_range",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
            ),
            models.CheckConstraint(
                name="fund_contribution_not_negative",
                condition=Q(amount_cents__gte=0),
                violation_error_message=_("Ein Beitrag ist nicht negativ."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.contributor} {self.year}"

    def get_absolute_url(self) -> str:
        return self.fund.get_absolute_url()
