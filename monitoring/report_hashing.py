"""What of reports counts as content for `state_hash`: natural keys, no primary keys, no clocks."""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.hashing import Row
from monitoring.models import Report, ReportChapter

SAID = ("publisher", "introduction", "peers", "meant_for")


def rows() -> Iterator[Row]:
    """Reports and their chapters."""
    for report in Report.objects.select_related("municipality").order_by("pk"):
        key = (report.municipality.slug, report.name, report.edition)
        yield "report", key, {name: getattr(report, name) for name in SAID}
    chapters = ReportChapter.objects.select_related("report__municipality", "indicator")
    for row in chapters.order_by("pk").iterator(chunk_size=200):
        report = row.report
        key = (report.municipality.slug, report.name, report.edition, row.indicator.code)
        yield "chapter", key, {"order": row.order, "comment": row.comment, "written": row.written}
