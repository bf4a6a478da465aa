"""Deeds that let a report go out: looking for what speaks against it, publishing, beginning the next edition."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Permission
from dkbm.periods import KeyDate
from dkbm.services import locked, require
from governance.services import enter_report
from monitoring.models import ProtectionRule, Report, ReportChapter, ReportEdition, ReportFile
from monitoring.models.reports import seal_of
from monitoring.queries_reports import printed_for_fewer
from monitoring.report_content import Content, chapters_of, content_of, has_number, lasting
from monitoring.services.report_files import promise_files
from monitoring.services.reports import is_published, refuse_published

# a whole number that stands alone: no part of a date, a decimal, a rate
SMALL = re.compile(r"(?<![\d.,/:–-])(\d{1,2})(?![\d.,/:–-]*\d|\s?%)")


class Refused(Exception):
    """The report does not go out; `reasons` are German sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass
class Findings:
    """What speaks against publishing, and what somebody must have looked at before."""

    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def findings_of(report: Report, content: Content) -> Findings:
    """Check an edition before it goes out: nothing may show more than what the register prints for its readers."""
    found = Findings()
    if not content["chapters"]:
        found.refusals.append(_("Der Bericht hat noch kein Kapitel."))
    if not content["publisher"]:
        found.refusals.append(
            _("Der Herausgeber fehlt. Tragen Sie ihn unter „Titel, Einleitung, Vergleichsgruppe“ ein.")
        )
    found.refusals += _own_counts(report, content)
    found.warnings += _stale(content) + _without_number(content) + _small_numbers(report, content)
    return found


def _own_counts(report: Report, content: Content) -> list[str]:
    """Own counts that are printed for fewer readers than the report has."""
    own = {one["code"]: one["name"] for one in content["chapters"] if one["own"] and has_number(one)}
    return [
        _(
            "„%(name)s“ beruht auf eigenen Zählungen, die in „%(publication)s“ nur für „%(audience)s“ veröffentlicht "
            "sind. Veröffentlichen Sie sie zuerst für „%(meant)s“ oder nehmen Sie das Kapitel heraus."
        )
        % {
            "name": own[code],
            "publication": publication.name,
            "audience": publication.get_audience_display(),
            "meant": report.get_meant_for_display(),
        }
        for code, publication in printed_for_fewer(report.municipality, own, report.meant_for)
    ]


def _stale(content: Content) -> list[str]:
    count = sum(bool(one["stale"]) for one in content["chapters"])
    words = ngettext(
        "Ein Text ist für andere Zahlen geschrieben, als heute dastehen.",
        "%(count)s Texte sind für andere Zahlen geschrieben, als heute dastehen.",
        count,
    )
    return [words % {"count": count}] if count else []


def _without_number(content: Content) -> list[str]:
    names = [one["name"] for one in content["chapters"] if not has_number(one)]
    return (
        [_("Ohne Zahl, mit dem Grund an ihrer Stelle: %(names)s.") % {"names": "; ".join(names)}]
        if names
        else []
    )


def _small_numbers(report: Report, content: Content) -> list[str]:
    """Texts beside own counts that name a number small enough to be protected; which one is not said."""
    own = [one for one in content["chapters"] if one["own"]]
    if not own:
        return []
    rules = ProtectionRule.objects.filter(municipality=report.municipality)
    most = max([rule.threshold for rule in rules] + [ProtectionRule().threshold])
    texts = [(one["name"], one["comment"]) for one in own] + [(_("Einleitung"), content["introduction"])]
    named = [name for name, text in texts if any(int(found) < most for found in SMALL.findall(text))]
    return [
        _("„%(name)s“: Der Text nennt eine kleine Anzahl. Prüfen Sie, ob er jemanden erkennen lässt.")
        % {"name": name}
        for name in named
    ]


@transaction.atomic
def publish_report(*, report: Report, version: int, is_checked: bool, link: str, by: Any) -> ReportEdition:
    """Let the report go out as it reads now, and enter it in the register of publications.

    is_checked: somebody has looked at the warnings. link: whole address of the edition's page.
    Raises PermissionDenied, Conflict, Refused, ValidationError.
    """
    require(by, Permission.WRITE_REPORTS, report.municipality_id)
    row = locked(Report, report.pk, version)
    refuse_published(row)
    content = content_of(row)
    found = findings_of(row, content)
    if found.refusals:
        raise Refused(found.refusals)
    if found.warnings and not is_checked:
        raise Refused([_("Bitte bestätigen Sie, dass Sie die Hinweise geprüft haben.")])
    row._history_user = by
    row.save()
    content = lasting(content)
    edition = ReportEdition(
        report=row,
        municipality=row.municipality,
        name=row.name,
        edition=row.edition,
        publisher=row.publisher,
        content=content,
        seal=seal_of(content),
        audience=row.meant_for,
    )
    edition.publication = enter_report(
        municipality=row.municipality,
        name=str(row)[:200],
        published_in=KeyDate(clock.today()).key,
        publisher=row.publisher,
        link=link if row.meant_for == Audience.PUBLIC else "",
        audience=row.meant_for,
        by=by,
    )
    edition.save()
    ReportFile.objects.filter(report=row).delete()  # they show the draft
    promise_files(row, by)
    return edition


@transaction.atomic
def begin_next(*, report: Report, edition: str, by: Any) -> Report:
    """Begin the next edition with structure and texts of a published one; its figures are those of now.

    Raises PermissionDenied, ValidationError (not published, edition there already).
    """
    require(by, Permission.WRITE_REPORTS, report.municipality_id)
    row = locked(Report, report.pk, None)
    if not is_published(row):
        raise ValidationError(_("Diese Ausgabe ist noch nicht veröffentlicht."))
    made = Report(municipality=row.municipality, previous=row, edition=edition)
    for name in ("name", "publisher", "introduction", "peers", "meant_for"):
        setattr(made, name, getattr(row, name))
    made.full_clean()
    made._history_user = by
    made.save()
    for chapter in chapters_of(row):
        copy = ReportChapter(
            report=made,
            indicator=chapter.indicator,
            order=chapter.order,
            comment=chapter.comment,
            written=chapter.written,
        )
        copy._history_user = by
        copy.save()
    return made
