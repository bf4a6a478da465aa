"""Programmes, which are shared knowledge, and the grants a municipality has from them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.history import scoped_history
from dkbm.models.municipality import MunicipalModel
from projects.models.dated import DerivedDays, refuse_backwards, validate_has_ends
from projects.models.fields import PeriodKeyField, period_label
from projects.resources.days import extension_deadline, first_day, last_day, printed


class Programme(models.Model):
    """A funding programme, the same for all municipalities. `valid`: period key, '' = not known.

    Rows come from `projects.programmes` (domain.md 4.1), never from a form.
    """

    code = models.SlugField(_("Kurzname"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    funder = models.CharField(_("Mittelgeber"), max_length=200, blank=True)
    valid = PeriodKeyField(_("Laufzeit"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Förderprogramm")
        verbose_name_plural = _("Förderprogramme")
        ordering = ("position", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def valid_label(self) -> str:
        """„2009–2014“, '' when not known."""
        return period_label(self.valid)


class FactKind(models.TextChoices):
    """What a fact about a programme is about."""

    RULE = "grundlage", _("Grundlage")
    DURATION = "dauer", _("Dauer")
    POSTS = "stellen", _("Geförderte Stellen")
    RATE = "satz", _("Fördersatz")
    DUTY = "pflicht", _("Pflichten")
    OTHER = "anderes", _("Weiteres")


class ProgrammeFact(models.Model):
    """One fact about a programme with its source."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("Förderprogramm"), on_delete=models.CASCADE, related_name="facts"
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    kind = models.CharField(_("Worum es geht"), max_length=12, choices=FactKind, default=FactKind.OTHER)
    text = models.CharField(_("Aussage"), max_length=500)
    source = models.CharField(_("Quelle"), max_length=300)

    class Meta:
        verbose_name = _("Aussage zu einem Programm")
        verbose_name_plural = _("Aussagen zu Programmen")
        ordering = ("programme", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "position"), name="programme_fact_position_once"),
        )

    def __str__(self) -> str:
        return self.text


class Grant(DerivedDays, MunicipalModel):
    """A Zuwendungsbescheid. `begins`, `ends`: period keys of the Bewilligungszeitraum, both inclusive.

    `amount_cents` over the whole time, None = not known. `extension_due` overrules the derived day.
    """

    audience_path = "audience"
    derived_days = (("begins", "begins_on", first_day), ("ends", "ends_on", last_day))

    title = models.CharField(
        _("Bezeichnung"),
        max_length=200,
        help_text=_("Wie Sie die Förderung nennen, zum Beispiel das Projekt."),
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("Förderprogramm"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    number = models.CharField(_("Nummer des Bescheids"), max_length=100, blank=True)
    begins = PeriodKeyField(_("bewilligt ab"), validators=[validate_has_ends])
    ends = PeriodKeyField(_("bewilligt bis"), validators=[validate_has_ends])
    begins_on = models.DateField(null=True, editable=False)
    ends_on = models.DateField(null=True, editable=False)
    amount_cents = models.BigIntegerField(_("Betrag insgesamt"), null=True, blank=True)
    share_pct = models.DecimalField(
        _("Fördersatz in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    report_due = models.DateField(_("Verwendungsnachweis fällig am"), null=True, blank=True)
    extension_due = models.DateField(
        _("Verlängerung beantragen bis"),
        null=True,
        blank=True,
        help_text=_("Leer lassen = sechs Monate vor dem Ende."),
    )
    note = models.TextField(_("Notiz"), blank=True, max_length=2000)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects")

    class Meta:
        verbose_name = _("Zuwendungsbescheid")
        verbose_name_plural = _("Zuwendungsbescheide")
        ordering = (F("ends_on").asc(nulls_last=True), "title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "title"),
                name="grant_title_once",
                violation_error_message=_("Eine Förderung mit dieser Bezeichnung gibt es hier schon."),
            ),
            models.CheckConstraint(
                name="grant_ends_after_begin",
                condition=Q(begins_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("begins_on")),
            ),
            models.CheckConstraint(
                name="grant_amount_not_negative",
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gte=0),
                violation_error_message=_("Ein bewilligter Betrag ist nicht negativ."),
            ),
            models.CheckConstraint(
                name="grant_share_is_percent",
                condition=Q(share_pct__isnull=True) | Q(share_pct__gte=0, share_pct__lte=100),
                violation_error_message=_("Ein Fördersatz liegt zwischen 0 und 100 %%."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        refuse_backwards(self, "begins", "ends")

    def get_absolute_url(self) -> str:
        return reverse("resources:grant-edit", args=[self.pk])

    @property
    def period_label(self) -> str:
        """„06/2023 bis 31.12.2026“, „bis 06/2027“, '' when nothing is known."""
        begins, ends = printed(self.begins), printed(self.ends)
        if begins and ends:
            return f"{begins} bis {ends}"
        return f"ab {begins}" if begins else f"bis {ends}" if ends else ""

    @property
    def extension_deadline(self) -> date | None:
        """Until when an extension must be asked for; None while the end is not known."""
        if self.extension_due or self.ends_on is None:
            return self.extension_due
        return extension_deadline(self.ends_on)
