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
from monitoring import queries_reports as queries
from monitoring.forms_reports import NextForm, PublishForm
from monitoring.models import Report, ReportEdition
from monitoring.report_content import content_of
from monitoring.report_page import ReportPage
from monitoring.services.report_publishing import Findings, Refused, begin_next, findings_of, publish_report
from monitoring.views_reports import CHANGED, UNSAVED, OneReport


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
            "follower": Report.objects.filter(previous=edition.report_id).first(),
        }
        return render(request, "berichte/ausgabe.html", context)
