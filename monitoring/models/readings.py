"""What was read of Verstetigung at a key date, kept for good, and the thresholds a municipality set itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Sharing
from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models.municipality import MunicipalModel
from projects.models.plan import WrittenOnce


class Occasion(models.TextChoices):
    """Why it was taken: at the end of a quarter by itself, because somebody asked, or looking back."""

    QUARTER = "quartal", _("Quartalsende")
    ASKED = "anlass", _("festgehalten")
    LOOKING_BACK = "rueckblick", _("im Rückblick berechnet")


class KeptLight(models.TextChoices):
    """Lights as `monitoring.sustainability.reading.Light` names them."""

    GREEN = "gruen", _("Stabil")
    YELLOW = "gelb", _("Beobachten")
    RED = "rot", _("Handeln")
    GREY = "grau", _("Nicht berechenbar")


class Assessment(WrittenOnce, ScopedModel):
    """All readings of a municipality at a key date, as they came out then; never changed.

    `degree` 0..100 (None: no data) and `coverage` in per cent are rounded to four places, for lists; exact
    texts stand in `scores` (by dimension) and `readings` (by code: state, value, rated, light). `capped_by`:
    codes that cap the light. Records and reasons stand in `AssessmentDetail`, which stays at home.
    """

    municipality = models.ForeignKey(
        "dkbm.Municipality", verbose_name=_("Kommune"), on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(_("Stichtag"))
    occasion = models.CharField(_("Anlass"), max_length=10, choices=Occasion)
    made_at = models.DateTimeField(_("berechnet am"))
    rule_version = models.CharField(_("Fassung der Regeln"), max_length=20)
    fingerprint = models.CharField(max_length=64)
    degree = models.DecimalField(
        _("Verstetigungsgrad"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    coverage = models.DecimalField(_("Abdeckung in %"), max_digits=7, decimal_places=4)
    light = models.CharField(_("Ampel"), max_length=5, choices=KeptLight)
    capped_by = models.JSONField(default=list)
    scores = models.JSONField(default=dict)
    readings = models.JSONField(default=dict)

    shared_from = Sharing.KEY_FACTS
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Stand der Verstetigung")
        verbose_name_plural = _("Stände der Verstetigung")
        ordering = ("municipality", "-day", "-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="assessment_of_a_quarter_once",
                fields=("municipality", "day"),
                condition=~Q(occasion="anlass"),
            ),
        )
        indexes = (models.Index(fields=("municipality", "day")),)

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class AssessmentDetail(WrittenOnce, ScopedModel):
    """By code: parts of the number, records by key and label, gaps, threshold. Seen by the own people only."""

    assessment = models.OneToOneField(
        Assessment, verbose_name=_("Stand"), on_delete=models.CASCADE, related_name="detail"
    )
    content = models.JSONField(default=dict)

    tenant_path = "assessment__municipality"
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Begründung eines Stands")
        verbose_name_plural = _("Begründungen von Ständen")

    def __str__(self) -> str:
        return str(self.assessment_id)


class IndicatorThreshold(WrittenOnce, MunicipalModel):
    """A municipality's own threshold for an indicator of Verstetigung; a change is a row with a new number.

    Equality counts for the better light. A corridor has upper bounds too. All bounds empty: the proposal of
    the catalogue counts again.
    """

    code = models.CharField(_("Kennzahl"), max_length=10)
    number = models.PositiveSmallIntegerField(_("Fassung"))
    green = models.DecimalField(_("stabil ab"), max_digits=9, decimal_places=2, null=True, blank=True)
    yellow = models.DecimalField(_("beobachten ab"), max_digits=9, decimal_places=2, null=True, blank=True)
    green_top = models.DecimalField(_("stabil bis"), max_digits=9, decimal_places=2, null=True, blank=True)
    yellow_top = models.DecimalField(
        _("beobachten bis"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField(_("Begründung"), max_length=300)
    made_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("festgelegt am"), editable=False)

    shared_from = Sharing.KEY_FACTS
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Schwelle")
        verbose_name_plural = _("Schwellen")
        ordering = ("municipality", "code", "-number")
        constraints = (
            models.UniqueConstraint(name="threshold_number_once", fields=("municipality", "code", "number")),
            models.CheckConstraint(
                name="threshold_whole_or_none",
                condition=Q(
                    green__isnull=True, yellow__isnull=True, green_top__isnull=True, yellow_top__isnull=True
                )
                | Q(
                    green__isnull=False, yellow__isnull=False, green_top__isnull=True, yellow_top__isnull=True
                )
                | Q(
                    green__gte=F("yellow"),
                    yellow__isnull=False,
                    green_top__lte=F("yellow_top"),
                    green_top__gte=F("green"),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.number}"
