"""Deeds on a report while it is written: beginning, choosing indicators, ordering, texts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import locked, require
from monitoring.models import Indicator, Report, ReportChapter, ReportEdition
from monitoring.report_content import chapters_of, content_of, standing_of, values_of

FIELDS = ("name", "edition", "publisher", "introduction", "peers", "meant_for")
MOST_CHAPTERS = 80


class FiguresMoved(Exception):
    """The figures that the author saw while writing are others by now."""


@transaction.atomic
def begin_report(*, municipality: Municipality, by: Any, **fields: Any) -> Report:
    """Begin an edition. Raises PermissionDenied, ValidationError (by field)."""
    require(by, Permission.WRITE_REPORTS, municipality)
    return _kept(Report(municipality=municipality), by, fields)


@transaction.atomic
def change_report(*, report: Report, version: int, by: Any, **fields: Any) -> Report:
    """Change title, introduction, peers. Raises PermissionDenied, Conflict, ValidationError (by field, or published)."""
    require(by, Permission.WRITE_REPORTS, report.municipality_id)
    return _kept(_open(report.pk, version), by, fields)


@transaction.atomic
def remove_report(*, report: Report, version: int, by: Any) -> None:
    """Throw a draft away; its history stays. Raises PermissionDenied, Conflict."""
    require(by, Permission.WRITE_REPORTS, report.municipality_id)
    row = _open(report.pk, version)
    row._history_user = by
    row.delete()


def known_codes(codes: Collection[str]) -> list[str]:
    """Those of the codes that name an indicator, in the given order."""
    known = set(Indicator.objects.filter(code__in=codes).values_list("code", flat=True))
    return [code for code in codes if code in known]


@transaction.atomic
def choose_indicators(*, report: Report, codes: Collection[str], version: int, by: Any) -> Report:
    """Let the report speak of exactly these indicators; those that stay keep their place and text.

    Raises PermissionDenied, Conflict, ValidationError (unknown, too many).
    """
    require(by, Permission.WRITE_REPORTS, report.municipality_id)
    row = _open(report.pk, version)
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > MOST_CHAPTERS:
        raise ValidationError(
            _("Mehr als %(most)s Kennzahlen trägt ein Bericht nicht.") % {"most": MOST_CHAPTERS}
        )
    known = {one.code: one for one in Indicator.objects.filter(code__in=wanted)}
    if len(known) < len(wanted):
        raise ValidationError(_("Eine dieser Kennzahlen gibt es nicht mehr. Bitte wählen Sie neu."))
    chapters = {one.indicator.code: one for one in chapters_of(row)}
    for code, chapter in chapters.items():
        if code not in known:
            chapter._history_user = by
            chapter.delete()
    last = max((one.order for one in chapters.values()), default=0)
    for place, code in enumerate([one for one in wanted if one not in chapters], start=last + 1):
        made = ReportChapter(report=row, indicator=known[code], order=place)
        made._history_user = by
        made.save()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def move_chapter(*, chapter: ReportChapter, up: bool, by: Any) -> None:
    """Let a chapter change places with its neighbour of the same theme; at the edge nothing happens."""
    require(by, Permission.WRITE_REPORTS, _municipality_of(chapter))
    report = _open(chapter.report_id, None)
    report._history_user = by
    report.save()
    theme = chapter.indicator.theme
    rows = [one for one in chapters_of(report) if one.indicator.theme == theme]
    here = next(place for place, one in enumerate(rows) if one.pk == chapter.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, one in enumerate(rows, start=1):
        if one.order != place:
            one.order = place
            one._history_user = by
            one.save()


@transaction.atomic
def write_text(
    *, chapter: ReportChapter, comment: str, seen: dict[str, str], version: int, by: Any
) -> ReportChapter:
    """Keep the text of a chapter together with the figures it was written for.

    seen: the printed values that the author saw, as `values_of` gives them. Raises PermissionDenied, Conflict,
    FiguresMoved (they are others by now), ValidationError.
    """
    require(by, Permission.WRITE_REPORTS, _municipality_of(chapter))
    row = locked(ReportChapter, chapter.pk, version)
    report = Report.objects.select_related("municipality__region").get(pk=row.report_id)
    refuse_published(report)
    (said,) = content_of(report, [row])["chapters"]
    if values_of(said) != seen:
        raise FiguresMoved
    row.comment = comment.strip()
    row.written = standing_of(said) if row.comment else {}
    row.full_clean()
    row._history_user = by
    row.save()
    return row


def is_published(report: Report) -> bool:
    """Whether there is an edition of it, which never changes."""
    return ReportEdition.objects.filter(report=report.pk).exists()


def refuse_published(report: Report) -> None:
    """Raise ValidationError for a report that is out."""
    if is_published(report):
        raise ValidationError(_("Diese Ausgabe ist veröffentlicht und ändert sich nicht mehr."))


def _open(pk: int, version: int | None) -> Report:
    """The draft, locked; a published one is refused."""
    row = locked(Report, pk, version)
    refuse_published(row)
    return row


def _municipality_of(chapter: ReportChapter) -> int:
    return Report.objects.get(pk=chapter.report_id).municipality_id


def _kept(row: Report, by: Any, fields: dict[str, Any]) -> Report:
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.full_clean()
    row._history_user = by
    row.save()
    return row
