"""HTTP of documents beside values of own statistics."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from dkbm.ui.downloads import attachment
from monitoring.forms_own import EvidenceForm
from monitoring.models import DataEvidence
from monitoring.services.own import EntryRefused
from monitoring.services.own_evidence import add_evidence, remove_evidence
from monitoring.services.own_findings import Place
from monitoring.views_own import OwnSheet


class EvidenceAdd(OwnSheet, View):
    """Keep a document beside a cell."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int, line: int, region: int, period: int) -> HttpResponse:
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            facts = {"content": file.read(), "file_name": file.name, "note": form.cleaned_data["note"]}
            try:
                add_evidence(
                    data_set=self.data_set, place=Place(line, region, period), by=request.user, **facts
                )
                messages.success(request, _("Der Beleg ist hinzugefügt."))
            except EntryRefused as refused:
                messages.error(request, str(refused))
        else:
            messages.error(request, _("Bitte wählen Sie eine Datei aus."))
        return redirect("monitoring:entry-cell", pk, line, region, period)


class EvidenceFile(OwnSheet, View):
    """Download a document, or remove it."""

    writes = True

    def _row(self) -> DataEvidence:
        rows = DataEvidence.objects.select_related("cell__line__data_set")
        return get_object_or_404(rows, pk=self.kwargs["evidence"], cell__line__data_set=self.data_set)

    def get(self, request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
        row = self._row()
        return attachment(bytes(row.content), name=row.name, content_type="application/octet-stream")

    def post(self, request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
        row = self._row()
        cell = row.cell
        remove_evidence(evidence=row, by=request.user)
        messages.success(request, _("Der Beleg ist entfernt."))
        return redirect("monitoring:entry-cell", pk, cell.line_id, cell.region_id, cell.period_id)
