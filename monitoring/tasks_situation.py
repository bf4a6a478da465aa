"""The task of each quarter: look at the page and approve its mail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.models import Municipality
from dkbm.periods import Month
from dkbm.registries import Task
from monitoring.models import SituationEdition, SituationReader
from monitoring.situation import quarter_of


def of_quarter(municipality: Municipality, user: Any) -> list[Task]:
    """One task until the edition of this quarter is approved; none where nobody gets it."""
    if not may(user, Permission.SHARE, municipality):
        return []
    quarter = quarter_of(clock.today())
    if not SituationReader.objects.filter(municipality=municipality).exists():
        return []
    if SituationEdition.objects.filter(municipality=municipality, quarter=quarter.key).exists():
        return []
    following = Month.from_ordinal(quarter.last_month.ordinal + 1)
    last = date(following.year, following.month, 1) - timedelta(days=1)
    words = _("„Lage auf einen Blick“ für das %(quarter)s ansehen und zum Versand freigeben")
    return [
        Task(
            key=f"lage-{quarter.key}",
            sentence=str(words % {"quarter": quarter.label}),
            url=reverse("situation:mailing", args=[municipality.slug]),
            due=last.isoformat(),
        )
    ]
