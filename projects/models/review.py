"""The effectiveness cycle: reviews of a measure, and how many schools take part."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.numbers import print_german
from projects.models.dated import DerivedDays, validate_has_ends
from projects.models.fields import PeriodKeyField, ProjectPart, period_label
from projects.models.project import Project
from projects.resources.days import first_day, last_day


class Review(DerivedDays, ProjectPart):
    """A look at whether a measure works: what was found and what was changed. `held_in`: period key.

    `held_on` is the first day of that period: earlier it cannot have been.
    """

    derived_days = (("held_in", "held_on", first_day),)

    project = models.ForeignKey(
        Project, verbose_name=_("Projekt"), on_delete=models.CASCADE, related_name="reviews"
    )
    held_in = PeriodKeyField(_("geprüft im"), blank=False, validators=[validate_has_ends])
    held_on = models.DateField(null=True, editable=False)
    result = models.TextField(_("Ergebnis"), max_length=2000)
    adaptation = models.TextField(_("Was angepasst wurde"), blank=True, max_length=2000)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Wirkungsprüfung")
        verbose_name_plural = _("Wirkungsprüfungen")
        ordering = ("project", "-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "held_in"),
                name="review_once_a_period",
                violation_error_message=_("Für diesen Zeitraum steht schon eine Prüfung da."),
            ),
        )

    def __str__(self) -> str:
        return self.held_label

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#pruefung-{self.pk}"

    @property
    def held_label(self) -> str:
        """„03/2026“."""
        return period_label(self.held_in)


class Participation(DerivedDays, ProjectPart):
    """How many schools take part in a project, of how many that could (F-48, N-K1). `as_of`: period key."""

    derived_days = (("as_of", "as_of_on", last_day),)

    project = models.ForeignKey(
        Project, verbose_name=_("Projekt"), on_delete=models.CASCADE, related_name="participations"
    )
    as_of = PeriodKeyField(_("Stand"), blank=False, validators=[validate_has_ends])
    as_of_on = models.DateField(null=True, editable=False)
    taking_part = models.PositiveSmallIntegerField(_("Schulen, die mitmachen"))
    eligible = models.PositiveSmallIntegerField(
        _("Schulen, die mitmachen könnten"), validators=[MinValueValidator(1)]
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Beteiligung von Schulen")
        verbose_name_plural = _("Beteiligung von Schulen")
        ordering = ("project", "-as_of_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="participation_is_a_part",
                condition=Q(eligible__gte=1, taking_part__lte=F("eligible")),
                violation_error_message=_("Mehr Schulen, als mitmachen könnten, können nicht mitmachen."),
            ),
            models.UniqueConstraint(
                fields=("project", "as_of"),
                name="participation_once_a_period",
                violation_error_message=_("Zu diesem Stand steht die Beteiligung schon da."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.taking_part} von {self.eligible}"

    def clean(self) -> None:
        super().clean()
        counted = (self.taking_part, self.eligible)
        if None not in counted and self.taking_part > self.eligible:
            words = _("Mehr Schulen, als mitmachen könnten, können nicht mitmachen.")
            raise ValidationError({"taking_part": words})

    @property
    def as_of_label(self) -> str:
        return period_label(self.as_of)

    @property
    def words(self) -> str:
        """„13 von 24 Schulen (54,2 %)“."""
        share = print_german(Decimal(100 * self.taking_part) / self.eligible, 1, "%")
        return str(
            _("%(n)s von %(all)s Schulen (%(share)s)")
            % {"n": self.taking_part, "all": self.eligible, "share": share}
        )
