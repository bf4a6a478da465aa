"""Reading for reports: drafts, what can be chosen for one."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from dkbm.models import Municipality
from monitoring.models import Report


def drafts_of(municipality: Municipality) -> QuerySet[Report]:
    """Reports that are being written, with how many chapters and texts they have; the newest edition first."""
    return (
        Report.objects.filter(municipality=municipality)
        .annotate(
            chapter_count=Count("chapters"), text_count=Count("chapters", filter=~Q(chapters__comment=""))
        )
        .order_by("name", "-edition", "pk")
    )
