"""Results of surveys that others made: one question, one value, one year; never a series."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.periods import FIRST_YEAR

ALL = Decimal(100)
TWICE = _("Dieses Ergebnis steht für das Jahr schon da. Bitte ändern Sie es.")


class SurveyResult(ScopedModel):
    """What a survey found: `value` per cent of those asked gave the answers of `answer`.

    `municipality` None: shared knowledge of all. `base` None: how many were asked is not known.
    """

    municipality = models.ForeignKey(
        "dkbm.Municipality",
        verbose_name=_("Kommune"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    question = models.CharField(_("Frage"), max_length=300)
    answer = models.CharField(
        _("Antwort"),
        max_length=100,
        help_text=_("Welche Antworten der Wert zählt: „relevant oder sehr relevant“."),
    )
    value = models.DecimalField(_("Anteil in %"), max_digits=5, decimal_places=2)
    base = models.PositiveIntegerField(
        _("Wie viele wurden befragt?"), null=True, blank=True, help_text=_("Leer: nicht bekannt.")
    )
    respondents = models.CharField(
        _("Wer wurde befragt?"),
        max_length=200,
        blank=True,
        help_text=_("Zum Beispiel „teilnehmende Kommunen“."),
    )
    year = models.PositiveSmallIntegerField(_("Jahr"))
    surveyed_by = models.CharField(_("Befragt durch"), max_length=200, blank=True)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )
    source = models.CharField(_("Quelle"), max_length=300)
    version = models.PositiveIntegerField(default=1, editable=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    official_null = True
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Umfrageergebnis")
        verbose_name_plural = _("Umfrageergebnisse")
        ordering = ("-year", "question", "pk")
        constraints = (
            models.CheckConstraint(name="survey_value_is_percent", condition=Q(value__gte=0, value__lte=100)),
            models.UniqueConstraint(
                name="own_survey_result_once",
                fields=("municipality", "question", "answer", "year"),
                condition=Q(municipality__isnull=False),
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                name="shared_survey_result_once",
                fields=("question", "answer", "year"),
                condition=Q(municipality__isnull=True),
                violation_error_message=TWICE,
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} ({self.year})"

    def clean(self) -> None:
        errors = {}
        if self.value is not None and not 0 <= self.value <= ALL:
            errors["value"] = _("Ein Anteil liegt zwischen 0 und 100 %.")
        if self.year is not None and not FIRST_YEAR <= self.year <= clock.today().year:
            errors["year"] = _("Nennen Sie das Jahr der Befragung, zum Beispiel 2021.")
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self) -> str:
        return reverse("surveys:edit", args=[self.pk])

    @property
    def rest(self) -> Decimal:
        """Per cent of those who answered otherwise or not."""
        return ALL - self.value
