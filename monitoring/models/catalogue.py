"""Sources, the series they hold, and the indicators that are computed from them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models import Municipality
from monitoring.calculation.formulas import series_of_term


class Source(models.Model):
    """An official table: who publishes it, under which licence, with which attribution.

    `notes`: what official files say below their numbers, as printed in the newest one that says something. `edition` grows with every import
    that is committed or taken back: what is made of more than values (marks, notes) is made anew then.
    """

    table = models.CharField(_("Tabelle"), max_length=60, unique=True)
    title = models.CharField(_("Titel"), max_length=300)
    publisher = models.CharField(_("Herausgeber"), max_length=200, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=60, blank=True)
    attribution = models.CharField(_("Quellenangabe"), max_length=300, blank=True)
    retrieved = models.CharField(_("Stand"), max_length=30, blank=True)
    period_rule = models.CharField(_("Bedeutung der Zeitangabe"), max_length=200, blank=True)
    notes = models.TextField(_("Anmerkungen der Quelle"), blank=True)
    edition = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Quelle")
        verbose_name_plural = _("Quellen")
        ordering = ("table",)

    def __str__(self) -> str:
        return self.table


class Series(models.Model):
    """One measure of a table in one breakdown: what a column (classic) or a row group (flat) holds.

    `measure` is the official code where the table is known, else the printed heading; `breakdown` is ""
    for the total, else e.g. "GES=GESW".
    """

    source = models.ForeignKey(
        Source, verbose_name=_("Quelle"), on_delete=models.PROTECT, related_name="series"
    )
    measure = models.CharField(_("Merkmal"), max_length=500)
    breakdown = models.CharField(_("Gliederung"), max_length=300, blank=True)
    label = models.CharField(_("Bezeichnung"), max_length=600)
    unit = models.CharField(_("Einheit"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Reihe")
        verbose_name_plural = _("Reihen")
        ordering = ("source__table", "measure", "breakdown")
        constraints = (
            models.UniqueConstraint(fields=("source", "measure", "breakdown"), name="series_once"),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """„table|measure|breakdown“: how formulas name a series."""
        return f"{self.source.table}|{self.measure}|{self.breakdown}"


class Indicator(ScopedModel):
    """An indicator by its own stable code; what it means stands in its versions.

    `owner` None: the shared catalogue, seen by everyone. Else a municipality's own indicator.
    `default_chart`: shown for every Kreis without anybody choosing it.
    """

    code = models.CharField(_("Kennzeichen"), max_length=12, unique=True)
    theme = models.CharField(_("Thema"), max_length=1)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=100)
    default_chart = models.BooleanField(_("in der Grundausstattung"), default=False)
    owner = models.ForeignKey(
        Municipality,
        verbose_name=_("gehört"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    tenant_path = "owner"
    shared_from = None
    official_null = True
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Indikator")
        verbose_name_plural = _("Indikatoren")
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.code


class Formula(models.TextChoices):
    """How a value comes about."""

    COUNT = "count", _("Summe von Zahlen")
    RATE = "rate", _("Zähler durch Nenner")
    PUBLISHED = "published", _("wie veröffentlicht")


class Direction(models.TextChoices):
    """What is better. Most context indicators have no direction."""

    NONE = "", _("ohne Richtung")
    UP = "up", _("höher ist besser")
    DOWN = "down", _("niedriger ist besser")


class Stage(models.TextChoices):
    """Where in the education process the indicator looks (KIPO)."""

    CONTEXT = "Kontext", _("Kontext")
    INPUT = "Input", _("Input")
    PROCESS = "Prozess", _("Prozess")
    OUTPUT = "Output", _("Output")
    OUTCOME = "Outcome", _("Outcome")


class IndicatorVersion(ScopedModel):
    """A definition. A changed definition is a new version, never an overwrite.

    `numerator`/`denominator`: terms „table|measure|breakdown“, with „@-5“ behind it for five years earlier and
    „minus “ before it to be subtracted; no numerator: not computable yet. `denominator_lag`: None = the very
    period of the numerator, else looked up by year, so many years earlier. `valid_from`: key of the first period it holds for ("" = all, also earlier ones);
    earlier periods keep the version before. `al_code` is printed as official only where `al_verified`.
    `breaks`: [{"period", "text"}]. `uses_own`: reads a municipality's own counts, so that disclosure applies.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("Fassung"), default=1)
    name = models.CharField(_("Name"), max_length=200)
    name_en = models.CharField(_("Name (englisch)"), max_length=200, blank=True)
    definition = models.TextField(_("Definition"))
    formula = models.CharField(_("Rechenweg"), max_length=10, choices=Formula)
    numerator = models.JSONField(_("Zähler"), default=list, blank=True)
    denominator = models.JSONField(_("Nenner"), default=list, blank=True)
    denominator_lag = models.PositiveSmallIntegerField(
        _("Nenner so viele Jahre früher"), null=True, blank=True
    )
    numerator_text = models.CharField(_("Zähler in Worten"), max_length=200, blank=True)
    denominator_text = models.CharField(_("Nenner in Worten"), max_length=200, blank=True)
    factor = models.PositiveIntegerField(_("Faktor"), default=1)
    unit = models.CharField(_("Einheit"), max_length=40)
    decimals = models.PositiveSmallIntegerField(_("Nachkommastellen"), default=0)
    dash_means_zero = models.BooleanField(_("„-“ heißt genau null"), default=False)
    uses_own = models.BooleanField(_("rechnet mit eigenen Zählungen"), default=False)
    notes = models.JSONField(_("Was man wissen sollte"), default=list, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    al_code = models.CharField(_("Kennzeichen im Anwendungsleitfaden"), max_length=12, blank=True)
    al_edition = models.CharField(_("Ausgabe des Anwendungsleitfadens"), max_length=60, blank=True)
    al_verified = models.BooleanField(_("Kennzeichen belegt"), default=False)
    group = models.PositiveSmallIntegerField(_("Gruppe"), null=True, blank=True)
    stage = models.CharField(_("Prozessstufe"), max_length=10, choices=Stage, blank=True)
    direction = models.CharField(_("Richtung"), max_length=4, choices=Direction, blank=True, default="")
    breakdowns = models.JSONField(_("Gliederungen"), default=list, blank=True)
    region_depth = models.CharField(_("Gebietstiefe"), max_length=60, blank=True)
    periodicity = models.CharField(_("Turnus"), max_length=60, blank=True)
    key_date_rule = models.CharField(_("Stichtag"), max_length=120, blank=True)
    publication_lag = models.PositiveSmallIntegerField(
        _("Monate bis zur Veröffentlichung"), null=True, blank=True
    )
    variables = models.CharField(_("Merkmale der Quelle"), max_length=200, blank=True)
    licence_text = models.CharField(_("Lizenz und Quellenangabe"), max_length=300, blank=True)
    suppression = models.CharField(_("Geheimhaltung"), max_length=300, blank=True)
    comparability = models.CharField(_("Vergleichbarkeit"), max_length=400, blank=True)
    breaks = models.JSONField(_("Brüche der Zeitreihe"), default=list, blank=True)
    valid_from = models.CharField(_("gilt ab"), max_length=30, blank=True)
    responsible = models.CharField(_("verantwortlich"), max_length=120, blank=True)
    reason = models.CharField(_("Grund der Änderung"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("festgelegt am"), null=True, blank=True)

    tenant_path = "indicator__owner"
    shared_from = None
    official_null = True
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Fassung eines Indikators")
        verbose_name_plural = _("Fassungen von Indikatoren")
        ordering = ("indicator__order", "indicator__code", "number")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "number"), name="indicator_version_once"),
            models.CheckConstraint(
                name="indicator_version_lag_needs_rate",
                condition=Q(denominator_lag__isnull=True) | Q(formula="rate"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.name}"

    @property
    def series_keys(self) -> list[str]:
        """Every series the definition reads, each once."""
        terms = (*self.numerator, *self.denominator)
        return list(dict.fromkeys(series_of_term(term) for term in terms))

    @property
    def is_computable(self) -> bool:
        """Whether the base counts are named; else the definition stands in words only."""
        return bool(self.numerator)

    @property
    def official_code(self) -> str:
        """The code of the Anwendungsleitfaden where it is verified, else ""."""
        return self.al_code if self.al_verified else ""

    def same_as(self, values: dict[str, Any]) -> bool:
        """Whether nothing of these fields would change."""
        return all(getattr(self, name) == value for name, value in values.items())
