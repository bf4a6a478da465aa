"""HTTP of published reports: publishing, reading, beginning the next edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from dkbm.access.roles import Permission, may
from dkbm.services import Conflict
from dkbm.ui.downloads import attachment, file_name
from monitoring import queries_reports as queries
from monitoring.forms_reports import NextForm, PublishForm
from monitoring.models import Report, ReportEdition, ReportFile, ReportFileKind
from monitoring.report_content import content_of
from monitoring.report_page import ReportPage
from monitoring.services.report_files import open_job, request_files
from monitoring.services.report_publishing import Findings, Refused, begin_next, findings_of, publish_report
from monitoring.views_reports import CHANGED, UNSAVED, OneReport, files_context

TYPES = {
    ReportFileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ReportFileKind.PDF: "application/pdf",
    ReportFileKind.ZIP: "application/zip",
}


class Publish(OneReport, View):
    """What speaks against publishing, what should be looked at, and the deed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PublishForm(request.POST)
        if not form.is_valid():
            return self._page(UNSAVED, [_("Bitte laden Sie die Seite neu.")])
        link = request.build_absolute_uri(reverse("reports:edition", args=[pk]))
        try:
            edition = publish_report(report=self.report, by=request.user, link=link, **form.cleaned_data)
        except Conflict:
            self.report.refresh_from_db()
            words = _("Jemand hat den Bericht inzwischen geändert. Prüfen Sie ihn noch einmal.")
            return self._page(CHANGED, [words])
        except Refused as refused:
            return self._page(UNSAVED, refused.reasons)
        messages.success(request, _("Veröffentlicht. Diese Ausgabe ändert sich nicht mehr."))
        return redirect(edition)

    def _page(self, status: int = 200, errors: list[str] | None = None) -> HttpResponse:
        content = content_of(self.report)
        found: Findings = findings_of(self.report, content)
        form = PublishForm(has_warnings=bool(found.warnings), initial={"version": self.report.version})
        context = self.context(
            found=found,
            form=form,
            errors=[one for one in errors or [] if one not in found.refusals],
            turns=queries.turns_of(self.report, content),
            chapters=len(content["chapters"]),
        )
        return render(self.request, "berichte/veroeffentlichen.html", context, status=status)


class NextEdition(OneReport, View):
    """The next edition, with structure and texts of this one."""

    needs_draft = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(NextForm(initial={"edition": _following(self.report.edition)}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = NextForm(request.POST)
        if not form.is_valid():
            return self._page(form, UNSAVED)
        try:
            made = begin_next(report=self.report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("edition", error.messages)
            return self._page(form, UNSAVED)
        messages.success(request, _("Kapitel und Texte sind übernommen, die Zahlen sind die von heute."))
        return redirect(made)

    def _page(self, form: NextForm, status: int = 200) -> HttpResponse:
        return render(self.request, "berichte/naechste.html", self.context(form=form), status=status)


def _following(edition: str) -> str:
    """„2027“ after „2026“, '' after anything else."""
    return str(int(edition) + 1) if edition.isascii() and edition.isdigit() and len(edition) == 4 else ""


class EditionPage(View):
    """A published report as it went out; whoever it is meant for reads it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = ReportEdition.objects.select_related("municipality__region", "publication")
        edition = get_object_or_404(rows, report=pk)
        context: dict[str, Any] = {
            "edition": edition,
            "here": edition.municipality,
            "page": ReportPage(edition.content),
            "may_write": may(request.user, Permission.WRITE_REPORTS, edition.municipality),
            **files_context(edition.report_id, job_of(request, edition)),
            "follower": Report.objects.filter(previous=edition.report_id).first(),
        }
        return render(request, "berichte/ausgabe.html", context)


def job_of(request: HttpRequest, edition: ReportEdition) -> Any:
    """The job that makes the files, for those who may ask about it."""
    return open_job(edition.report) if may(request.user, Permission.READ, edition.municipality) else None


class Files(OneReport, View):
    """Promise the files of a draft or an edition."""

    needs_draft = False
    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        request_files(report=self.report, by=request.user)
        messages.success(request, _("Die Dateien werden erstellt. Sie können die Seite verlassen."))
        return redirect(f"{self.report.get_absolute_url()}#dateien")


class OneFile(View):
    """A finished file; scope says who has it."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        row = get_object_or_404(ReportFile.objects.select_related("report"), report=pk, kind=kind)
        name = file_name(f"{row.report}.{kind}")
        return attachment(bytes(row.content), name=name, content_type=TYPES[kind])
