"""Publishing own statistics: the rule of a source, publications, what they print, who looked behind it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models import Municipality
from dkbm.models.municipality import MunicipalModel
from monitoring.disclosure import Kind, Method, Rule, Zeros
from monitoring.models.catalogue import Source


class ProtectionRule(MunicipalModel):
    """How a municipality protects small counts of one source; without a row the default rule holds.

    `unit_dimension` names the breakdown whose members are the reporting units (schools, providers); with it
    a value is protected in which the `dominance_units` largest hold more than `dominance_share` per cent.
    """

    source = models.ForeignKey(Source, verbose_name=_("Quelle"), on_delete=models.PROTECT, related_name="+")
    threshold = models.PositiveSmallIntegerField(_("kleinste gezeigte Anzahl"), default=3)
    zeros = models.CharField(
        _("Null"),
        max_length=10,
        choices=[(Zeros.SHOWN.value, _("wird gezeigt")), (Zeros.SENSITIVE.value, _("wird geschützt"))],
        default=Zeros.SHOWN.value,
    )
    method = models.CharField(
        _("Verfahren"),
        max_length=10,
        choices=[
            (Method.SUPPRESS.value, _("Zellen geheim halten")),
            (Method.ROUND.value, _("auf Vielfache von 5 runden")),
        ],
        default=Method.SUPPRESS.value,
    )
    unit_dimension = models.CharField(_("Gliederung nach Einrichtungen"), max_length=100, blank=True)
    dominance_units = models.PositiveSmallIntegerField(_("Anzahl der größten Einrichtungen"), default=2)
    dominance_share = models.PositiveSmallIntegerField(_("höchster Anteil in Prozent"), default=85)
    history = scoped_history(app="monitoring")

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Schutzregel")
        verbose_name_plural = _("Schutzregeln")
        ordering = ("municipality", "source")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "source"), name="protection_rule_once"),
            models.CheckConstraint(name="protection_threshold", condition=Q(threshold__gte=1)),
            models.CheckConstraint(
                name="protection_dominance",
                condition=Q(dominance_units__gte=1, dominance_share__gte=1, dominance_share__lte=100),
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id}: {self.threshold}"

    @property
    def rule(self) -> Rule:
        """The rule as the disclosure room reads it."""
        dominance = (self.dominance_units, self.dominance_share) if self.unit_dimension else None
        return Rule(
            threshold=self.threshold,
            zeros=Zeros(self.zeros),
            method=Method(self.method),
            dominance=dominance,
        )


class PublicationState(models.TextChoices):
    """Life of a publication."""

    CHECKING = "checking", _("wird geprüft")
    READY = "ready", _("geprüft, noch nicht veröffentlicht")
    PUBLISHED = "published", _("veröffentlicht")
    REFUSED = "refused", _("abgelehnt")


class Publication(ScopedModel):
    """Own statistics that went out together, or were refused with the reason.

    `as_preview`: the check ends in READY, and a person decides; what is ready is checked again before it goes
    out. `meant_for` is who may see the printed cells then; `audience` stays internal until it is published.
    `content`: the checked publication as `disclosure.register.packed`, true values included; it is raw and
    read only by the check of later publications and by those who may see raw values. `reason` is refused
    publications' text and names cells, never their values; `kind` what the refusal is about, "" without one.
    """

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Kommune"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("Name"), max_length=120)
    sources = models.ManyToManyField(Source, verbose_name=_("Quellen"), related_name="+")
    state = models.CharField(
        _("Zustand"), max_length=10, choices=PublicationState, default=PublicationState.CHECKING
    )
    as_preview = models.BooleanField(default=False)
    meant_for = models.PositiveSmallIntegerField(_("sichtbar für"), choices=Audience, default=Audience.PUBLIC)
    audience = models.PositiveSmallIntegerField(choices=Audience, default=Audience.INTERNAL, editable=False)
    content = models.JSONField(null=True, blank=True)
    reason = models.TextField(_("Grund"), blank=True)
    kind = models.CharField(
        _("Art der Ablehnung"), max_length=20, choices=[(one.value, one.value) for one in Kind], blank=True
    )
    requested_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(_("angefordert am"))
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True)
    job = models.ForeignKey("dkbm.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Veröffentlichung")
        verbose_name_plural = _("Veröffentlichungen")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="publication_result",
                condition=Q(state="checking")
                | Q(state="ready", content__isnull=False)
                | Q(state="published", content__isnull=False, published_at__isnull=False)
                | Q(state="refused") & ~Q(reason=""),
            ),
            # what is not published is nobody else's
            models.CheckConstraint(
                name="publication_audience",
                condition=Q(audience=int(Audience.INTERNAL)) | Q(state="published"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class PublishedCell(ScopedModel):
    """The register: what a publication prints at a place, a value or the reason in its place."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="cells")
    series = models.CharField(_("Reihe"), max_length=600)
    region = models.CharField(_("Gebiet"), max_length=12)
    period = models.CharField(_("Zeit"), max_length=30)
    breakdown = models.CharField(_("Gliederung"), max_length=300, blank=True)
    value = models.DecimalField(_("Wert"), max_digits=24, decimal_places=6, null=True, blank=True)
    status = models.CharField(_("Zustand"), max_length=16)
    reason = models.CharField(_("Grund"), max_length=200, blank=True)
    note = models.CharField(_("Hinweis"), max_length=200, blank=True)

    tenant_path = "publication__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_path = "publication__audience"
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Veröffentlichter Wert")
        verbose_name_plural = _("Veröffentlichte Werte")
        ordering = ("publication", "series", "region", "period", "breakdown")
        constraints = (
            models.UniqueConstraint(
                fields=("publication", "series", "region", "period", "breakdown"), name="published_cell_once"
            ),
            models.CheckConstraint(
                name="published_value_or_reason", condition=Q(value__isnull=False) | ~Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.region} {self.period} {self.breakdown}".strip()


class RawLook(ScopedModel):
    """Somebody looked at protected values: who, when, at which publication. Never changed."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey("dkbm.User", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("am"))

    tenant_path = "publication__municipality"
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Einsicht in geschützte Werte")
        verbose_name_plural = _("Einsichten in geschützte Werte")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.publication_id} {self.at:%Y-%m-%d %H:%M}"


class RawHolding(MunicipalModel):
    """A municipality without a Statistikstelle confirms who may hold protected small numbers."""

    holders = models.CharField(
        _("Wer darf geschützte kleine Zahlen aufbewahren?"),
        max_length=300,
        help_text=_(
            "Eine Stelle oder Funktion, zum Beispiel „Jugendhilfeplanung, mit Abschottung nach Dienstanweisung“."
        ),
    )
    confirmed_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("bestätigt am"))

    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Bestätigung zur Aufbewahrung")
        verbose_name_plural = _("Bestätigungen zur Aufbewahrung")
        ordering = ("municipality",)
        constraints = (models.UniqueConstraint(fields=("municipality",), name="raw_holding_once"),)

    def __str__(self) -> str:
        return self.holders
