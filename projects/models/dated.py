"""Rows whose days are derived from honest periods on every save, so that the database can compare them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from dkbm.periods import from_key


def validate_has_ends(value: str) -> None:
    """Refuse a period without beginning or without end („seit 2018“): one day must follow from it."""
    with suppress(ValueError):  # what is no period is told by the field's other validator
        period = from_key(value)
        if value and (period.first_month is None or period.last_month is None):
            raise ValidationError(_("Hier wird ein Tag, Monat oder Jahr gebraucht, zum Beispiel 06/2027."))


class DerivedDays(models.Model):
    """`derived_days` names (column of the period key, column of the day, function from key to day)."""

    derived_days: ClassVar[tuple[tuple[str, str, Callable[[str], date | None]], ...]] = ()

    class Meta:
        abstract = True

    def derive_days(self) -> None:
        """Set the days of all periods."""
        for source, target, day_of in self.derived_days:
            setattr(self, target, day_of(getattr(self, source)))

    def clean(self) -> None:
        super().clean()
        with suppress(ValueError):  # the field itself complains about what is no period
            self.derive_days()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive_days()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, *(t for s, t, _of in self.derived_days if s in fields)}
        super().save(*args, **kwargs)


def refuse_backwards(row: Any, first: str, last: str) -> None:
    """Raise ValidationError at the period `last` when its day lies before that of `first`."""
    days = {source: getattr(row, target) for source, target, _of in row.derived_days}
    if days[first] is not None and days[last] is not None and days[last] < days[first]:
        raise ValidationError({last: _("Das Ende liegt vor dem Beginn.")})
