"""HTTP of reports while they are written: overview, what they are called, indicators, texts, preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from dkbm import registries
from dkbm.access.roles import Permission, may
from dkbm.context import municipality_in_view
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring import queries_reports as queries
from monitoring.forms_reports import ChapterForm, ReportForm, ReportVersionForm, codes_of, mark_of
from monitoring.models import Report, ReportChapter, ReportEdition
from monitoring.queries_catalogue import themes
from monitoring.report_content import Content, chapters_of, content_of, has_number, values_of
from monitoring.report_page import Chapter, ReportPage
from monitoring.services import reports
from monitoring.services.report_files import fingerprint_of, open_job
from projects.conflicts import compared

UNSAVED, CHANGED = 422, 409
A_PAGE = 30


class Home(TakeAway, TemplateView):
    """All that leaves the house: reports, and what other pages put here."""

    template_name = "berichte/start.html"
    names = ("seite",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, here = self.request.user, municipality_in_view(self.request)
        return super().get_context_data(
            here=here,
            drafts=list(queries.drafts_of(here)) if here else [],
            editions=Paginator(queries.editions(), A_PAGE).get_page(self.request.GET.get("seite")),
            may_write=may(user, Permission.WRITE_REPORTS, here),
            may_import=may(user, Permission.IMPORT, here),
            blocks=blocks_of(here, user),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.reports({**context, "editions": queries.editions()})


def blocks_of(here: Any, user: Any) -> list[dict[str, Any]]:
    """What others show on the page of reports, in order."""
    shown = []
    for panel in sorted(registries.report_blocks, key=lambda one: one.order):
        values = panel.context(here, user)
        if values is not None:
            shown.append({"template": panel.template, "values": values})
    return shown


def files_context(report_pk: int, job: Any, content: Content | None = None) -> dict[str, Any]:
    """What the part about files shows. content: what a draft says now, to tell whether its files are older."""
    files = list(queries.files_of(report_pk))
    are_old = bool(content and files) and files[0].fingerprint != fingerprint_of(content)
    return {"report_pk": report_pk, "files": files, "files_are_old": are_old, "job": job}


class ReportAdd(LoginRequiredMixin, View):
    """Begin an edition for the municipality in view."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.municipality = municipality_in_view(request)
        if not may(request.user, Permission.WRITE_REPORTS, self.municipality):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ReportForm(municipality=self.municipality))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReportForm(request.POST, municipality=self.municipality)
        if not form.is_valid():
            return self._page(form, UNSAVED)
        made = reports.begin_report(municipality=self.municipality, by=request.user, **form.cleaned_data)
        return redirect("reports:indicators", made.pk)

    def _page(self, form: ReportForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.municipality}
        return render(self.request, "berichte/angaben.html", context, status=status)


class OneReport(LoginRequiredMixin):
    """Pages of one draft: foreign = 404; `writes`: they need the right to write reports.

    `needs_draft`: what is published is shown as its edition instead.
    """

    writes = True
    needs_draft = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        rows = Report.objects.select_related("municipality__region")
        self.report = get_object_or_404(rows, pk=kwargs["pk"])
        self.municipality = self.report.municipality
        needed = Permission.WRITE_REPORTS if self.writes else Permission.READ
        if not may(request.user, needed, self.municipality):
            raise PermissionDenied
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        edition = ReportEdition.objects.filter(report=self.report).defer("content").first()
        if edition is not None and self.needs_draft:
            return redirect(edition)
        return super().dispatch(request, *args, **kwargs)

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of a draft knows."""
        may_write = may(self.request.user, Permission.WRITE_REPORTS, self.municipality)
        return {"report": self.report, "here": self.municipality, "may_write": may_write, **more}


class DraftPage(OneReport, View):
    """What the edition is made of, what is still to be written, which texts are older than their figures."""

    writes = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = ReportPage(content_of(self.report))
        texts = sum(bool(chapter.content["comment"]) for chapter in page.chapters)
        empty = [chapter for chapter in page.chapters if not has_number(chapter.content)]
        turns = queries.turns_of(self.report, page.content)
        files = files_context(pk, open_job(self.report), page.content)
        context = self.context(page=page, texts=texts, empty=empty, turns=turns, **files)
        return render(request, "berichte/entwurf.html", context)


class Preview(OneReport, View):
    """The edition as readers will see it."""

    writes = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = ReportPage(content_of(self.report))
        return render(request, "berichte/vorschau.html", self.context(page=page))


class ReportEdit(OneReport, View):
    """Title, introduction, peers; or the draft thrown away."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(ReportForm(instance=self.report, municipality=self.municipality))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "loeschen" in request.POST:
            return self._remove()
        form = ReportForm(request.POST, instance=self.report, municipality=self.municipality)
        if not form.is_valid():
            return self._page(form, UNSAVED)
        try:
            reports.change_report(report=self.report, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(request, _("Gespeichert."))
        return redirect(self.report)

    def _remove(self) -> HttpResponse:
        form = ReportVersionForm(self.request.POST)
        if not form.is_valid():
            return self._page(ReportForm(instance=self.report, municipality=self.municipality), UNSAVED)
        try:
            reports.remove_report(report=self.report, by=self.request.user, **form.cleaned_data)
        except Conflict:
            messages.warning(
                self.request,
                _("Nicht gelöscht: Jemand hat den Bericht inzwischen geändert. Bitte sehen Sie nach."),
            )
            return redirect(self.report)
        messages.success(self.request, _("Der Entwurf ist gelöscht."))
        return redirect("reports:home")

    def _conflict(self, form: ReportForm, current: Report) -> HttpResponse:
        data = form.data.copy()
        data["version"] = current.version
        again = ReportForm(data, instance=current, municipality=self.municipality)
        context = {"form": again, "rows": compared(form, current)}
        return render(self.request, "konflikt.html", context, status=CHANGED)

    def _page(self, form: ReportForm, status: int = 200) -> HttpResponse:
        return render(self.request, "berichte/angaben.html", self.context(form=form), status=status)


class Indicators(OneReport, View):
    """Tick the indicators of the report, theme by theme; those with numbers first."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page({one.indicator.code for one in chapters_of(self.report)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        codes, form = codes_of(request.POST), ReportVersionForm(request.POST)
        if not codes or not form.is_valid():
            return self._page(set(codes), UNSAVED, _("Bitte wählen Sie mindestens eine Kennzahl."))
        try:
            reports.choose_indicators(report=self.report, codes=codes, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            self.report = conflict.current
            reason = _(
                "Jemand hat den Bericht inzwischen geändert. Prüfen Sie Ihre Auswahl und speichern Sie noch einmal."
            )
            return self._page(set(codes), CHANGED, reason)
        except ValidationError as error:
            return self._page(set(codes), UNSAVED, error.messages[0])
        messages.success(request, _("Die Auswahl ist gespeichert."))
        return redirect(self.report)

    def _page(self, chosen: set[str], status: int = 200, error: str = "") -> HttpResponse:
        context = self.context(themes=themes(self.municipality), chosen=chosen, error=error)
        return render(self.request, "berichte/kennzahlen.html", context, status=status)


class OneChapter(OneReport):
    """Pages of one chapter of a draft."""

    @property
    def chapter(self) -> ReportChapter:
        """The chapter, as it is stored now."""
        rows = ReportChapter.objects.select_related("indicator")
        return get_object_or_404(rows, pk=self.kwargs["chapter"], report=self.report)


class ChapterText(OneChapter, View):
    """The figure and beside it one's own text."""

    def get(self, request: HttpRequest, pk: int, chapter: int) -> HttpResponse:
        return self._page(self.chapter)

    def post(self, request: HttpRequest, pk: int, chapter: int) -> HttpResponse:
        row = self.chapter
        said = self._said(row)
        form = ChapterForm(request.POST, instance=row, municipality=self.municipality)
        values = values_of(said.content)
        if not form.is_valid():
            return self._page(row, form, UNSAVED)
        if form.cleaned_data["seen"] != mark_of(values):
            return self._moved(row, form)
        try:
            reports.write_text(
                chapter=row,
                comment=form.cleaned_data["comment"],
                seen=values,
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except reports.FiguresMoved:
            return self._moved(row, form)
        except Conflict as conflict:
            return self._conflict(form, conflict.current, values)
        messages.success(request, _("Gespeichert. Der Text gilt für die Zahlen von heute."))
        return redirect(f"{self.report.get_absolute_url()}#{said.anchor}")

    def _moved(self, row: ReportChapter, form: ChapterForm) -> HttpResponse:
        form.add_error(
            "comment",
            _(
                "Die Zahlen haben sich geändert, während Sie schrieben. Prüfen Sie den Text und speichern Sie noch einmal."
            ),
        )
        return self._page(row, form, UNSAVED)

    def _said(self, row: ReportChapter) -> Chapter:
        (content,) = content_of(self.report, [row])["chapters"]
        return Chapter(content, 1)

    def _conflict(self, form: ChapterForm, current: ReportChapter, values: dict[str, str]) -> HttpResponse:
        data = form.data.copy()
        data["version"], data["seen"] = current.version, mark_of(values)
        again = ChapterForm(data, instance=current, municipality=self.municipality)
        rows = [row for row in compared(form, current) if row[0] == form.fields["comment"].label]
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=CHANGED)

    def _page(self, row: ReportChapter, form: ChapterForm | None = None, status: int = 200) -> HttpResponse:
        stored = ReportChapter.objects.select_related("indicator").get(pk=row.pk)
        said = self._said(stored)
        mark = mark_of(values_of(said.content))
        if form is None:
            form = ChapterForm(instance=stored, municipality=self.municipality, initial={"seen": mark})
        else:
            # what is typed stays; the figures beside it are those of now
            form.data = form.data.copy()
            form.data["seen"] = mark
        address = reverse("monitoring:indicator", args=[self.municipality.slug, said.content["code"]])
        context = self.context(form=form, chapter=said, address=address)
        return render(self.request, "berichte/kapitel.html", context, status=status)


class ChapterMove(OneChapter, View):
    """A chapter up or down within its theme."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int, chapter: int) -> HttpResponse:
        row = self.chapter
        reports.move_chapter(chapter=row, up=request.POST.get("wohin") == "hoch", by=request.user)
        return redirect(f"{self.report.get_absolute_url()}#kapitel-{row.indicator.code.lower()}")
