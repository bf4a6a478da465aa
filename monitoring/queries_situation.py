"""Reading the quarterly mail of „Lage auf einen Blick“."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from dkbm.models import Municipality
from monitoring.models import SituationEdition, SituationReader
from monitoring.situation import quarter_of


@dataclass(frozen=True)
class MailingPage:
    """Who gets it, the label of this quarter, whether its edition is approved, all editions, newest first.

    Editions carry `all_mails` and `sent_mails`.
    """

    readers: list[SituationReader]
    quarter: str
    is_approved: bool
    editions: list[SituationEdition]


def mailing_of(municipality: Municipality, today: date) -> MailingPage:
    """Everything of the page in two queries."""
    quarter = quarter_of(today)
    counted = SituationEdition.objects.filter(municipality=municipality).defer("content")
    editions = list(
        counted.annotate(
            all_mails=Count("mails"), sent_mails=Count("mails", filter=Q(mails__sent_at__isnull=False))
        ).order_by("-quarter")
    )
    return MailingPage(
        readers=list(SituationReader.objects.filter(municipality=municipality)),
        quarter=quarter.label,
        is_approved=any(row.quarter == quarter.key for row in editions),
        editions=editions,
    )
