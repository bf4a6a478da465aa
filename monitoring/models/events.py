"""What happened and shows in the figures: a school closed, districts were cut anew, a programme began."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from dkbm.periods import MAX_KEY_LENGTH, from_key
from monitoring.models.catalogue import Indicator


class TimelineEvent(MunicipalModel):
    """Something with a date that explains a figure of a municipality. Periods are keys of `dkbm.periods`.

    It shows in every figure of its scope: one indicator, else one theme, else all. It is placed by its date,
    so that more years never move it, and it never parts a series as a break does.
    """

    title = models.CharField(
        _("Was ist geschehen?"),
        max_length=120,
        help_text=_("In wenigen Worten, zum Beispiel „Hauptschule am Hafen geschlossen“."),
    )
    begins = models.CharField(_("Beginn"), max_length=MAX_KEY_LENGTH)
    ends = models.CharField(_("Ende"), max_length=MAX_KEY_LENGTH, blank=True)
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("nur bei dieser Kennzahl"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    theme = models.CharField(_("nur bei diesem Thema"), max_length=1, blank=True)
    source = models.CharField(_("Quelle"), max_length=200, blank=True)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )

    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Zeitreihenereignis")
        verbose_name_plural = _("Zeitreihenereignisse")
        ordering = ("municipality", "begins", "pk")
        constraints = (
            models.CheckConstraint(
                name="timeline_event_audience", condition=Q(audience__in=[int(a) for a in Audience])
            ),
            models.CheckConstraint(
                name="timeline_event_scope", condition=Q(indicator__isnull=True) | Q(theme="")
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Dates must be dates and run forward; the scope is one indicator or one theme."""
        start, end = _known("begins", self.begins), self.ends and _known("ends", self.ends)
        if start.first_month is None:
            raise ValidationError({"begins": _("Bitte nennen Sie, wann es geschah, zum Beispiel 08/2021.")})
        if end and (end.last_month is None or end.last_month < start.first_month):
            raise ValidationError({"ends": _("Das Ende muss nach dem Beginn liegen.")})
        if self.indicator_id and self.theme:
            raise ValidationError(
                {"theme": _("Bitte wählen Sie eine Kennzahl oder ein Thema, nicht beides.")}
            )

    @property
    def when(self) -> str:
        """„08/2021“ or „08/2021 bis 07/2023“."""
        start = from_key(self.begins).label
        return f"{start} bis {from_key(self.ends).label}" if self.ends else start

    @property
    def words(self) -> str:
        """What happened and until when, for the mark that stands at its beginning."""
        return f"{self.title} (bis {from_key(self.ends).label})" if self.ends else self.title

    def concerns(self, indicator: Indicator) -> bool:
        """Does it show in the figures of this indicator?"""
        if self.indicator_id:
            return bool(self.indicator_id == indicator.pk)
        return self.theme in ("", indicator.theme)

    def touches(self, period: str) -> bool:
        """Does a period share a month with the event? Without an end it is its beginning alone."""
        other, start = from_key(period), from_key(self.begins)
        end = from_key(self.ends) if self.ends else start
        if None in (other.first_month, other.last_month, start.first_month, end.last_month):
            return False
        return bool(other.first_month <= end.last_month and start.first_month <= other.last_month)


def _known(field: str, key: str) -> Any:
    try:
        return from_key(key)
    except ValueError as error:
        raise ValidationError({field: _("Das ist kein Zeitraum.")}) from error
