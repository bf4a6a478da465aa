"""The Schnellstart: one page (or one workbook) after which all lead indicators have their records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from dkbm import clock
from dkbm.access.roles import Permission, may_anywhere
from dkbm.context import municipality_in_view
from dkbm.ui.downloads import XLSX_TYPE, attachment
from projects import quickstart_page as pages
from projects import rules, sheets_quickstart
from projects.services_quickstart import Refused, save_quickstart

UNSAVED = 422


class Quickstart(LoginRequiredMixin, View):
    """The page; sent with a file it is filled from the file and nothing is saved yet."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.here = municipality_in_view(request)
            if self.here is None:
                if may_anywhere(request.user, Permission.COMPARE):
                    raise PermissionDenied
                raise Http404
            rules.check_editing(request.user, self.here.pk, Permission.EDIT_RESOURCES)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(pages.parts_of(self.here, clock.today()))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "hochladen" in request.POST:
            return self._from_file(request.FILES.get("datei"))
        parts = pages.typed_parts(request.POST)
        if not pages.are_valid(parts):
            return self._page(parts, status=UNSAVED)
        if request.POST.get("kommune", self.here.slug) != self.here.slug:
            return self._page(parts, status=409, switched=True)
        try:
            saved = save_quickstart(municipality=self.here, rows=pages.rows_of(parts), by=request.user)
        except Refused as refused:
            pages.note(parts, refused.faults)
            return self._page(parts, status=409 if any(f.version for f in refused.faults) else UNSAVED)
        words = _("Gespeichert: %(new)d neue Einträge, %(changed)d geändert.")
        messages.success(request, words % {"new": saved.new, "changed": saved.changed})
        return redirect("resources:quickstart")

    def _from_file(self, upload: Any) -> HttpResponse:
        """The page as the file says, to be looked at; what the file does not hold stays as it is."""
        today = clock.today()
        try:
            sheets = sheets_quickstart.read(upload)
        except sheets_quickstart.NotReadable as fault:
            return self._page(pages.parts_of(self.here, today), file_fault=str(fault), status=UNSAVED)
        parts = pages.sheet_parts(sheets, self.here, today)
        pages.are_valid([part for part in parts if part.formset.is_bound])
        return self._page(parts, preview=upload.name)

    def _page(self, parts: list[pages.Part], status: int = 200, **more: Any) -> HttpResponse:
        complaints = pages.complaints(parts)
        if more.get("switched"):
            words = _(
                "Sie haben inzwischen zu „%s“ gewechselt. Gespeichert ist nichts; wechseln Sie zurück oder prüfen Sie die Zeilen."
            )
            complaints.insert(0, {"label": "", "url": "", "text": words % self.here.name})
        context = {"here": self.here, "parts": parts, "complaints": complaints, **more}
        context |= {"query": "", "may_edit": True}
        return render(self.request, "projects/schnellstart.html", context, status=status)


class QuickstartFile(Quickstart):
    """The same page as a workbook, with what is there already."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        content = sheets_quickstart.workbook(pages.parts_of(self.here, clock.today()))
        return attachment(content, name=f"schnellstart-{self.here.slug}.xlsx", content_type=XLSX_TYPE)
