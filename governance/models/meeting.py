"""Meetings of bodies, dated to the day or as honestly as known."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.periods import from_key
from governance.models.base import (
    PartModel,
    ReachedThroughMany,
    audience_field,
    audience_is_known,
    first_day,
    last_day,
    period_field,
    period_label,
)
from governance.models.body import Body
from governance.models.vocabulary import MeetingState


def _new_uid() -> str:
    """A name no other calendar entry has."""
    return str(uuid.uuid4())


class Meeting(ReachedThroughMany, PartModel):
    """A meeting on a day or in a period: exactly one of both is known.

    `begins` and `ends` are derived for order and selection only and never shown.
    """

    body = models.ForeignKey(
        Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="meetings"
    )
    day = models.DateField(_("Tag"), null=True, blank=True)
    period = period_field(
        _("oder Zeitraum"), help_text=_("Wenn der Tag noch nicht feststeht: 03/2027, 2027 …")
    )
    begins = models.DateField(editable=False)
    ends = models.DateField(editable=False)
    state = models.CharField(_("Stand"), max_length=15, choices=MeetingState, default=MeetingState.PLANNED)
    begin_time = models.TimeField(_("Beginn"), null=True, blank=True)
    end_time = models.TimeField(_("Ende"), null=True, blank=True)
    subject = models.CharField(_("Thema"), max_length=200, blank=True)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    link = models.CharField(
        _("Link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text=_("Diese Sitzung im Ratsinformationssystem oder die Videokonferenz."),
    )
    note = models.TextField(_("Notiz (nur intern)"), blank=True)
    invited_on = models.DateField(_("eingeladen am"), null=True, blank=True, editable=False)
    minutes_text = models.TextField(_("Protokoll"), blank=True)
    minutes_link = models.CharField(
        _("Link zum Protokoll"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])]
    )
    minutes_approved_on = models.DateField(_("Protokoll genehmigt am"), null=True, blank=True)
    uid = models.CharField(
        max_length=200,
        editable=False,
        default=_new_uid,
        help_text="RFC 5545: who the entry is in calendars; of an import, the one of its source",
    )
    imported_from = models.CharField(_("übernommen aus"), max_length=200, blank=True, editable=False)
    changed_at = models.DateTimeField(editable=False, default=clock.now)
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    tenant_path = "body__municipality"
    shared_from = Sharing.ALL
    audience_paths = ("audience", "body__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path="body__municipality")

    class Meta:
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")
        ordering = ("-begins", "-pk")
        indexes = (models.Index(fields=("ends", "state")),)
        constraints = (
            models.CheckConstraint(
                name="meeting_day_or_period",
                condition=Q(day__isnull=True) & ~Q(period="") | Q(day__isnull=False, period=""),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_begin", condition=Q(ends__gte=models.F("begins"))
            ),
            models.UniqueConstraint(fields=("body", "uid"), name="meeting_uid_once_a_body"),
            models.CheckConstraint(
                name="meeting_times_of_a_day",
                condition=Q(begin_time__isnull=True, end_time__isnull=True)
                | Q(day__isnull=False, begin_time__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_began",
                condition=Q(end_time__isnull=True) | Q(end_time__gt=models.F("begin_time")),
            ),
            audience_is_known("meeting_audience_known"),
        )

    def __str__(self) -> str:
        return self.when_label

    def save(self, *args: object, **kwargs: object) -> None:
        self.begins, self.ends = self._edges()
        self.changed_at = clock.now()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if bool(self.day) == bool(self.period):
            raise ValidationError({"day": _("Geben Sie entweder einen Tag oder einen Zeitraum an.")})
        if self.period and self._period_is_open():
            raise ValidationError({"period": _("Der Zeitraum braucht Anfang und Ende.")})
        self._clean_times()
        first = self.day or self._edges()[0]
        if self.state == MeetingState.HELD and first > clock.today():
            raise ValidationError(
                {"state": _("Eine Sitzung in der Zukunft kann noch nicht stattgefunden haben.")}
            )

        if self.minutes_approved_on and self.minutes_approved_on < first:
            raise ValidationError(
                {"minutes_approved_on": _("Vor der Sitzung kann ihr Protokoll nicht genehmigt sein.")}
            )

    def get_absolute_url(self) -> str:
        return reverse("governance:meeting", args=[self.pk])

    @property
    def when_label(self) -> str:
        """„30.01.2020“ or „03/2027“."""
        return f"{self.day:%d.%m.%Y}" if self.day else period_label(self.period)

    @property
    def when_key(self) -> str:
        """The day or period as the key of `dkbm.periods`."""
        return self.day.isoformat() if self.day else self.period

    @property
    def name(self) -> str:
        """What pages call it: „Sitzung 30.01.2020“."""
        return str(_("Sitzung %(when)s") % {"when": self.when_label})

    @property
    def time_label(self) -> str:
        """„17:00–19:00 Uhr“, „17:00 Uhr“, '' when not known."""
        if self.begin_time is None:
            return ""
        end = f"–{self.end_time:%H:%M}" if self.end_time else ""
        return str(_("%(begin)s%(end)s Uhr") % {"begin": f"{self.begin_time:%H:%M}", "end": end})

    @property
    def was_invited(self) -> bool:
        """Whether an invitation with an agenda went out."""
        return self.invited_on is not None

    @property
    def is_open(self) -> bool:
        """Planned or invited: neither held nor cancelled."""
        return self.state in (MeetingState.PLANNED, MeetingState.INVITED)

    @property
    def is_ahead(self) -> bool:
        """Begins on a later day, so there is nothing to report on yet."""
        return bool(self.begins and self.begins > clock.today())

    def _clean_times(self) -> None:
        if (self.begin_time or self.end_time) and not self.day:
            raise ValidationError({"begin_time": _("Eine Uhrzeit braucht einen Tag.")})
        if self.end_time and not self.begin_time:
            raise ValidationError({"begin_time": _("Wann beginnt die Sitzung?")})
        if self.begin_time and self.end_time and self.end_time <= self.begin_time:
            raise ValidationError({"end_time": _("Das Ende liegt nicht nach dem Beginn.")})

    def _period_is_open(self) -> bool:
        period = from_key(self.period)
        return period.first_month is None or period.last_month is None

    def _edges(self) -> tuple[date, date]:
        if self.day:
            return self.day, self.day
        first, last = first_day(self.period), last_day(self.period)
        if first is None or last is None:
            raise ValueError("a meeting needs a period with a beginning and an end")
        return first, last
