"""Target: what a municipality wants to reach for an indicator, from which Ausgangswert."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from dkbm.periods import MAX_KEY_LENGTH, from_key
from monitoring.models.catalogue import Indicator


class Target(MunicipalModel):
    """One target of a municipality for an indicator. Periods are keys of `dkbm.periods`."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("Kennzahl"), on_delete=models.PROTECT, related_name="targets"
    )
    baseline_period = models.CharField(_("Zeit des Ausgangswerts"), max_length=MAX_KEY_LENGTH)
    baseline = models.DecimalField(_("Ausgangswert"), max_digits=18, decimal_places=4)
    target_period = models.CharField(_("Zeit des Zielwerts"), max_length=MAX_KEY_LENGTH)
    value = models.DecimalField(_("Zielwert"), max_digits=18, decimal_places=4)
    reason = models.CharField(_("Beschluss oder Begründung"), max_length=300, blank=True)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )

    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Zielwert")
        verbose_name_plural = _("Zielwerte")
        ordering = ("municipality", "indicator")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "indicator"), name="target_once"),
            models.CheckConstraint(
                name="target_audience_known", condition=Q(audience__in=[int(a) for a in Audience])
            ),
            models.CheckConstraint(name="target_is_a_way", condition=~Q(baseline=F("value"))),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.target_period}"

    def clean(self) -> None:
        """Periods must be of one kind and run forward; a way needs two different values."""
        start, end = (
            _known("baseline_period", self.baseline_period),
            _known("target_period", self.target_period),
        )
        if start.last_month is None or end.last_month is None or end.last_month <= start.last_month:
            raise ValidationError({"target_period": _("Das Ziel muss nach dem Ausgangswert liegen.")})
        if self.baseline is not None and self.baseline == self.value:
            raise ValidationError({"value": _("Der Zielwert muss sich vom Ausgangswert unterscheiden.")})


def _known(field: str, key: str) -> Any:
    try:
        return from_key(key)
    except ValueError as error:
        raise ValidationError({field: _("Das ist kein Zeitraum.")}) from error
