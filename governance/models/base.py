"""What the tables of this floor share: names that are found, honest periods, who sees joined rows."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.scope import Scope, ScopedManager, ScopedModel
from dkbm.periods import MAX_KEY_LENGTH as MAX_PERIOD_LENGTH
from dkbm.periods import KeyDate, Period, from_key
from governance.search_text import MAX_KEY_LENGTH, stored_key


def check_period_key(value: str) -> None:
    """Raise ValidationError unless the text is the key of a period (`dkbm.periods`)."""
    try:
        from_key(value)
    except ValueError as error:
        raise ValidationError(_("„%(value)s“ ist kein Zeitraum."), params={"value": value}) from error


def period_field(label: Any, **options: Any) -> models.CharField:
    """A column for the key of a period; empty = not known."""
    return models.CharField(
        label, max_length=MAX_PERIOD_LENGTH, blank=True, validators=[check_period_key], **options
    )


def period_label(key: str) -> str:
    """The German label of a stored key, '' for none."""
    return from_key(key).label if key else ""


def moment_label(key: str) -> str:
    """As `period_label`, but a day is a plain day („30.01.2020“), not a „Stichtag“."""
    period = from_key(key) if key else None
    return period.printed_day if isinstance(period, KeyDate) else period_label(key)


def first_day(key: str) -> date | None:
    """The first day of a stored period; None when it is open at its beginning."""
    period = from_key(key)
    if isinstance(period, KeyDate):
        return period.day
    month = period.first_month
    return None if month is None else date(month.year, month.month, 1)


def last_day(key: str) -> date | None:
    """The last day of a stored period; None when it is open at its end."""
    period = from_key(key)
    if isinstance(period, KeyDate):
        return period.day
    month = period.last_month
    if month is None:
        return None
    return date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


def ends_before(until: str, since: str) -> bool:
    """Whether a span of two stored keys runs backwards; unknown ends never do."""
    if not since or not until:
        return False
    start: Period = from_key(since)
    end: Period = from_key(until)
    if start.first_month is None or end.last_month is None:
        return False
    return end.last_month < start.first_month


class Named(models.Model):
    """A row with a name that a search finds with and without umlauts."""

    name = models.CharField(_("Name"), max_length=200)
    search_key = models.CharField(max_length=MAX_KEY_LENGTH, editable=False, default="", db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = stored_key(self.name)
        super().save(*args, **kwargs)


class PartModel(ScopedModel):
    """A row that belongs to a body or unit, with its own version against lost updates."""

    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedManager()

    class Meta:
        abstract = True


class ReachedThroughMany:
    """Scope of a row whose visibility for others hangs on several audiences: the narrowest one counts.

    `audience_paths` are lookups of `Audience` fields; a path whose record is absent does not narrow.
    Others = the accompanying agency (from `shared_from` on) and everybody.
    """

    audience_paths: tuple[str, ...] = ()

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        prefix = f"{cls.tenant_path}__"
        rows = Q(**{f"{prefix}pk__in": scope.own}) | cls._meant_for(Audience.PUBLIC)
        if scope.accompanied and cls.shared_from is not None:
            shared = Q(**{f"{prefix}pk__in": scope.accompanied, f"{prefix}sharing__gte": cls.shared_from})
            rows |= shared & cls._meant_for(Audience.AGENCY)
        return rows

    @classmethod
    def _meant_for(cls, audience: Audience) -> Q:
        rows = cls._for_others()
        for path in cls.audience_paths:
            wide_enough = Q(**{f"{path}__gte": audience})
            owner = path.rpartition("__")[0]
            rows &= wide_enough | Q(**{f"{owner}__isnull": True}) if owner else wide_enough
        return rows

    @classmethod
    def _for_others(cls) -> Q:
        """Further conditions under which others see rows at all."""
        return Q()


def audience_field(default: Audience) -> models.PositiveSmallIntegerField:
    """Who the record is meant for."""
    return models.PositiveSmallIntegerField(
        _("sichtbar für"),
        choices=Audience,
        default=default,
        help_text=_(
            "„öffentlich“ sehen alle, „Agentur“ sieht die begleitende Transferagentur, wenn Sie teilen."
        ),
    )


def audience_is_known(name: str) -> models.CheckConstraint:
    """No row carries an audience that is not in the vocabulary."""
    return models.CheckConstraint(name=name, condition=Q(audience__in=[int(a) for a in Audience]))
