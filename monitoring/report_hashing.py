"""What of reports counts as content for `state_hash`: natural keys, no primary keys, no clocks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from monitoring.hashing import Row
from monitoring.models import Report, ReportChapter, ReportEdition, ReportFile

SAID = ("publisher", "introduction", "peers", "meant_for")


def rows() -> Iterator[Row]:
    """Reports, their chapters, what was published."""
    for report in Report.objects.select_related("municipality").order_by("pk"):
        key = (report.municipality.slug, report.name, report.edition)
        yield "report", key, {name: getattr(report, name) for name in SAID}
    chapters = ReportChapter.objects.select_related("report__municipality", "indicator")
    for row in chapters.order_by("pk").iterator(chunk_size=200):
        report = row.report
        key = (report.municipality.slug, report.name, report.edition, row.indicator.code)
        yield "chapter", key, {"order": row.order, "comment": row.comment, "written": row.written}
    for edition in (
        ReportEdition.objects.select_related("municipality").order_by("pk").iterator(chunk_size=50)
    ):
        key = (edition.municipality.slug, edition.name, edition.edition)
        said = {"content": edition.content, "seal": edition.seal, "audience": edition.audience}
        yield "edition", key, said


def complaints() -> list[str]:
    """For `verify`: editions whose content is not the one that was published, files that are damaged."""
    rows = ReportEdition.objects.select_related("municipality__region").order_by("pk")
    found = [
        f"Bericht „{row}“ ({row.municipality.name}): Inhalt und Siegel passen nicht zusammen."
        for row in rows.iterator(chunk_size=50)
        if not row.is_unbroken
    ]
    files = ReportFile.objects.select_related("report").order_by("pk")
    return found + [
        f"Bericht „{row.report}“: Die Datei {row.kind} ist beschädigt. „Dateien neu erstellen“ ersetzt sie."
        for row in files.iterator(chunk_size=5)
        if hashlib.sha256(bytes(row.content)).hexdigest() != row.sha256
    ]
