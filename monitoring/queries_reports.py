"""Reading for reports: drafts, editions, what of own counts is printed for fewer readers."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from dkbm.models import Municipality
from monitoring.models import (
    Publication,
    PublicationState,
    PublishedCell,
    Report,
    ReportEdition,
    ReportFile,
)
from monitoring.queries_released import place_in_register
from monitoring.report_content import Turn, turns
from monitoring.services.recompute import versions_in_force


def drafts_of(municipality: Municipality) -> QuerySet[Report]:
    """Reports that are still being written, with how many chapters and texts they have; the newest edition first."""
    return (
        Report.objects.filter(municipality=municipality, published__isnull=True)
        .annotate(
            chapter_count=Count("chapters"), text_count=Count("chapters", filter=~Q(chapters__comment=""))
        )
        .order_by("name", "-edition", "pk")
    )


def editions() -> QuerySet[ReportEdition]:
    """Published reports that the reader may see, by municipality, the newest first; without their contents."""
    rows = ReportEdition.objects.defer("content").select_related("municipality__region")
    return rows.order_by("municipality__region__name", "-published_on", "-pk")


def files_of(report_pk: int) -> QuerySet[ReportFile]:
    """Finished files that the reader may take along, without their bytes."""
    return ReportFile.objects.filter(report=report_pk).defer("content").order_by("kind")


def turns_of(report: Report, content: dict) -> list[Turn]:
    """Statements that turned round since the edition this one follows; [] for the first."""
    if report.previous_id is None:
        return []
    before = ReportEdition.objects.filter(report=report.previous_id).first()
    return turns(before.content, content) if before else []


def printed_for_fewer(
    municipality: Municipality, codes: Collection[str], audience: int
) -> list[tuple[str, Publication]]:
    """Of these indicators those whose own counts the register prints for fewer readers than `audience`.

    The newest print of a place counts. Two queries.
    """
    if not codes:
        return []
    places: dict[tuple[str, str], set[str]] = {}
    for version in versions_in_force():
        if version.indicator.code in codes:
            for key in version.series_keys:
                places.setdefault(place_in_register(key), set()).add(version.indicator.code)
    cells = PublishedCell.objects.filter(
        publication__municipality=municipality,
        publication__state=PublicationState.PUBLISHED,
        series__in={series for series, _breakdown in places},
    ).select_related("publication")
    newest = {
        (cell.series, cell.breakdown, cell.region, cell.period): cell
        for cell in cells.order_by("publication__published_at", "publication_id", "pk")
    }
    found: dict[str, Publication] = {}
    for (series, breakdown, _region, _period), cell in newest.items():
        if cell.value is not None and cell.publication.audience < audience:
            for code in places.get((series, breakdown), ()):
                found[code] = cell.publication
    return sorted(found.items())
