"""Budget lines: planned and actual money of a year, in whole cents."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.history import scoped_history
from dkbm.models.municipality import MunicipalModel
from dkbm.periods import FIRST_YEAR, LAST_YEAR
from projects.models.dated import DerivedDays, validate_has_ends
from projects.models.fields import PeriodKeyField, refuse_foreign
from projects.models.programme import Grant
from projects.resources import LineFact
from projects.resources.days import last_day


class Stage(models.TextChoices):
    """Planned or booked."""

    PLAN = "ansatz", _("Ansatz")
    RESULT = "ergebnis", _("Ergebnis")


class Side(models.TextChoices):
    """Money that goes out or comes in."""

    EXPENSE = "aufwand", _("Aufwand")
    INCOME = "ertrag", _("Ertrag")


class MoneyOrigin(models.TextChoices):
    """Whose money it is."""

    OWN = "eigen", _("Eigenmittel")
    PROGRAMME = "programm", _("Förderprogramm")


class BudgetLine(DerivedDays, MunicipalModel):
    """One line of the budget. `amount_cents` in euro cents; a negative one is a correction.

    `until`: period key of the last month the money flows, '' = as the grant says, else without end.
    """

    audience_path = "audience"
    derived_days = (("until", "until_on", last_day),)

    year = models.PositiveSmallIntegerField(_("Haushaltsjahr"))
    stage = models.CharField(_("Ansatz oder Ergebnis"), max_length=8, choices=Stage, default=Stage.PLAN)
    side = models.CharField(_("Aufwand oder Ertrag"), max_length=8, choices=Side, default=Side.EXPENSE)
    title = models.CharField(
        _("Bezeichnung"), max_length=200, help_text=_("Zum Beispiel „Personalkosten Bildungsbüro“.")
    )
    origin = models.CharField(_("Herkunft"), max_length=8, choices=MoneyOrigin, default=MoneyOrigin.OWN)
    grant = models.ForeignKey(
        Grant,
        verbose_name=_("Förderung"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="budget_lines",
    )
    until = PeriodKeyField(_("fließt bis"), validators=[validate_has_ends])
    until_on = models.DateField(null=True, editable=False)
    amount_cents = models.BigIntegerField(_("Betrag"))
    product = models.CharField(_("Produkt"), max_length=60, blank=True)
    account = models.CharField(_("Konto"), max_length=60, blank=True)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects")

    class Meta:
        verbose_name = _("Haushaltszeile")
        verbose_name_plural = _("Haushaltszeilen")
        ordering = ("-year", "side", "stage", "title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "year", "stage", "side", "title"),
                name="budget_line_once",
                violation_error_message=_(
                    "Diese Zeile gibt es in dem Jahr schon. Bitte ändern Sie die vorhandene."
                ),
            ),
            models.CheckConstraint(
                name="budget_year_in_range", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            ),
            models.CheckConstraint(
                name="budget_grant_needs_programme",
                condition=Q(grant__isnull=True) | Q(origin="programm"),
                violation_error_message=_("Eine Förderung gehört nur zu Geld aus einem Förderprogramm."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    def clean(self) -> None:
        super().clean()
        refuse_foreign(self, self.municipality_id, ("grant",))
        if self.grant_id and self.origin != MoneyOrigin.PROGRAMME:
            raise ValidationError({"grant": _("Eine Förderung gehört nur zu Geld aus einem Förderprogramm.")})

    def get_absolute_url(self) -> str:
        return reverse("resources:line-edit", args=[self.pk])

    @property
    def flows_until(self) -> date | None:
        """The last day on which the money flows: as typed, else as the grant says; None = no end known."""
        return self.until_on or (self.grant.ends_on if self.grant else None)

    def as_fact(self) -> LineFact:
        """What the pure room sums of it."""
        return LineFact(
            key=self.pk or 0,
            title=self.title,
            year=self.year,
            planned=self.stage == Stage.PLAN,
            income=self.side == Side.INCOME,
            programme=self.origin == MoneyOrigin.PROGRAMME,
            cents=self.amount_cents,
            grant=self.grant_id,
            until=self.flows_until,
        )
