"""HTTP of own statistics: sheets, grid, one cell, periods, changes, workbook and printable sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from dkbm.access.roles import Permission, may
from dkbm.numbers import written_number
from dkbm.services import Conflict, require
from dkbm.ui.downloads import XLSX_TYPE, attachment
from monitoring import queries_own as queries
from monitoring.entry_page import ALL, STATES, Grid, cell_page, grid_of, period_of, place_of
from monitoring.forms_own import (
    DataSetForm,
    EvidenceForm,
    NotesForm,
    PeriodsForm,
    SettingsForm,
    SheetForm,
    typed_day,
)
from monitoring.models import DataPeriod, DataSet, DataSheet
from monitoring.own_files import workbook_of
from monitoring.services import own, own_cells, own_sheets
from monitoring.services.own import EntryRefused
from monitoring.services.own_cells import Change, save_cells
from monitoring.services.own_findings import Place, sheet_of
from monitoring.views import ImportAllowed


class EntryList(ImportAllowed, TemplateView):
    """The sheets of the municipality in view, with what is due."""

    template_name = "monitoring/erfassung.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_write = may(self.request.user, Permission.COMMIT_IMPORT, self.municipality)
        rows = queries.sheet_rows(self.municipality)
        return super().get_context_data(here=self.municipality, rows=rows, may_write=may_write, **kwargs)


class EntryCreate(ImportAllowed, View):
    """Set up a sheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(request.user, Permission.COMMIT_IMPORT, self.municipality)
        return self._page(DataSetForm(municipality=self.municipality))

    def post(self, request: HttpRequest) -> HttpResponse:
        require(request.user, Permission.COMMIT_IMPORT, self.municipality)
        form = DataSetForm(request.POST, municipality=self.municipality)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            made = own.create_data_set(municipality=self.municipality, by=request.user, **form.cleaned_data)
        except EntryRefused as refused:
            form.add_error(None, str(refused))
            return self._page(form, 422)
        messages.success(request, _("Das Datenblatt ist angelegt."))
        return redirect("monitoring:entry-sheet", made.pk)

    def _page(self, form: DataSetForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.municipality}
        return render(self.request, "monitoring/erfassung_neu.html", context, status=status)


class OwnSheet(LoginRequiredMixin):
    """Pages of one sheet: foreign = 404; reading needs IMPORT, `writes` COMMIT_IMPORT."""

    writes = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.data_set = get_object_or_404(self.sheets(), pk=kwargs["pk"])
        here = self.data_set.municipality
        self.may_write = may(request.user, Permission.COMMIT_IMPORT, here)
        if not may(request.user, Permission.IMPORT, here) or (
            not self.may_write and self.must_write(request)
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def sheets(self) -> Any:
        return DataSet.objects.select_related("municipality__region", "source")

    def must_write(self, request: HttpRequest) -> bool:
        """Whether this request needs the right to write, for raw values are for those who enter them."""
        return self.writes or request.method == "POST"


class EntrySheet(OwnSheet, View):
    """Overview of a sheet: periods with their state, more periods, switches, workbook."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        forms: dict[str, Any] = {
            "zeit": (PeriodsForm(request.POST), self._periods),
            "einstellungen": (SettingsForm(request.POST), self._settings),
            "blatt": (SheetForm(request.POST, request.FILES), self._upload),
        }
        name = request.POST.get("was", "")
        form, deed = forms.get(name, (None, None))
        if form is None:
            raise Http404
        try:
            answer = deed(form) if form.is_valid() else None
        except EntryRefused as refused:
            form.add_error(None, str(refused))
            answer = None
        except Conflict:
            form.add_error(None, _("Jemand hat die Einstellungen inzwischen geändert."))
            answer = None
        return answer or self._page(422, **{name: form})

    def _periods(self, form: PeriodsForm) -> HttpResponse:
        number = own.add_periods(
            data_set=self.data_set, periods=form.cleaned_data["periods"], by=self.request.user
        )
        said = ngettext("%d Zeitraum ergänzt.", "%d Zeiträume ergänzt.", number)
        messages.success(self.request, said % number)
        return redirect("monitoring:entry-sheet", self.data_set.pk)

    def _settings(self, form: SettingsForm) -> HttpResponse:
        own.change_settings(data_set=self.data_set, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Die Einstellungen sind gespeichert."))
        return redirect("monitoring:entry-sheet", self.data_set.pk)

    def _upload(self, form: SheetForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        sheet = own_sheets.upload_sheet(
            data_set=self.data_set, content=file.read(), file_name=file.name, by=self.request.user
        )
        return redirect("monitoring:entry-upload", self.data_set.pk, sheet.pk)

    def _page(self, status: int = 200, **forms: Any) -> HttpResponse:
        row = self.data_set
        settings = {"name": row.name, "four_eyes": row.four_eyes, "version": row.version}
        context = {
            "data_set": row,
            "row": queries.sheet_rows(row.municipality, row.pk)[0],
            "uploads": queries.open_sheets(row),
            "may_write": self.may_write,
            "periods_form": forms.get("zeit") or PeriodsForm(),
            "settings_form": forms.get("einstellungen") or SettingsForm(initial=settings),
            "sheet_form": forms.get("blatt") or SheetForm(),
        }
        return render(self.request, "monitoring/erfassung_blatt.html", context, status=status)


class EntryGrid(OwnSheet, View):
    """The grid. One way to save: the fields of cells, all of them (plain form) or one (script)."""

    def get(self, request: HttpRequest, pk: int, word: str) -> HttpResponse:
        return self._page(self._grid(sheet_of(self.data_set)))

    def post(self, request: HttpRequest, pk: int, word: str) -> HttpResponse:
        saved = save_cells(data_set=self.data_set, changes=self._changes(), by=request.user)
        grid = self._grid(saved.sheet, saved.outcomes)
        if request.headers.get("Accept") == "application/json":
            cells = [cell.as_dict() for cell in grid.cells.values()]
            findings = [[str(f.severity), f.text, f.numbers] for f in grid.findings]
            return JsonResponse({"cells": cells, "findings": findings})
        if saved.refused:
            return self._page(grid, 409 if any(o.result == "conflict" for o in saved.refused) else 422)
        number = sum(outcome.result == "saved" for outcome in saved.outcomes.values())
        said = ngettext("%d Wert gespeichert.", "%d Werte gespeichert.", number)
        messages.success(request, said % number if number else _("Nichts geändert."))
        return redirect(request.get_full_path())

    def _changes(self) -> list[Change]:
        """Fields that say something else than they said when the page was read."""
        data = self.request.POST
        found = []
        for name, text in data.items():
            place = place_of(name)
            token, _colon, seen = data.get(f"t{name[1:]}", "").partition(":")
            if place is not None and (text.strip() != seen.strip() or "auch" in data):
                found.append(Change(place, text[:100], token))
        return found

    def _grid(self, sheet: Any, outcomes: Any = None) -> Grid:
        asked = self.request.GET
        page = written_number(asked.get("spalten")) or 0
        word, ags = self.kwargs["word"], asked.get("gebiet", "")
        grid = grid_of(sheet, word, ags=ags, page=page, shown=self.may_write, outcomes=outcomes)
        if grid is None:
            raise Http404
        return grid

    def _page(self, grid: Grid, status: int = 200) -> HttpResponse:
        sheet = grid.sheet
        context = {
            "grid": grid,
            "data_set": self.data_set,
            "may_write": self.may_write,
            "period": period_of(sheet, grid.word),
            "periods": sheet.periods.values(),
            "regions": list(sheet.regions.values()) if grid.word == ALL else [],
            "states": STATES,
            "log": queries.log_of(period_of(sheet, grid.word)),
        }
        return render(self.request, "monitoring/erfassung_raster.html", context, status=status)


class EntryCell(OwnSheet, View):
    """One cell: previous value, history, limits, findings, notes, returning. Also the side panel of the grid."""

    writes = True

    def get(self, request: HttpRequest, pk: int, line: int, region: int, period: int) -> HttpResponse:
        return self._page(Place(line, region, period))

    def post(self, request: HttpRequest, pk: int, line: int, region: int, period: int) -> HttpResponse:
        place = Place(line, region, period)
        form = NotesForm(request.POST)
        if cell_page(sheet_of(self.data_set), place) is None:
            raise Http404
        if not form.is_valid():
            return self._page(place, form, 422)
        try:
            self._deed(place, form.cleaned_data)
        except EntryRefused as refused:
            form.add_error(None, str(refused))
            return self._page(place, form, 422)
        if request.headers.get("X-Panel"):
            return self._page(place)
        messages.success(request, _("Gespeichert."))
        return redirect(request.path)

    def _deed(self, place: Place, values: dict[str, str]) -> None:
        facts = {
            "data_set": self.data_set,
            "place": place,
            "token": values.pop("token"),
            "by": self.request.user,
        }
        if "zurueckgeben" in self.request.POST:
            own_cells.return_cell(reason=self.request.POST.get("grund", ""), **facts)
        else:
            own_cells.note_cell(**facts, **values)

    def _page(self, place: Place, form: NotesForm | None = None, status: int = 200) -> HttpResponse:
        sheet = sheet_of(self.data_set)
        page = cell_page(sheet, place)
        if page is None:
            raise Http404
        cell = page.standing.cell
        initial = {name: getattr(cell, name, "") for name in own_cells.NOTES} | {"token": page.standing.token}
        context = {
            "page": page,
            "data_set": self.data_set,
            "form": form or NotesForm(initial=initial),
            "versions": queries.versions_of(sheet, place),
            "events": queries.events_of(cell),
            "documents": queries.documents_of(cell),
            "evidence_form": EvidenceForm(),
            "cell": cell,
            "grund": self.request.POST.get("grund", ""),
        }
        panel = bool(self.request.headers.get("X-Panel"))
        name = "monitoring/erfassung_zelle_inhalt.html" if panel else "monitoring/erfassung_zelle.html"
        return render(self.request, name, context, status=status)


class EntryPeriod(OwnSheet, View):
    """Deeds on a period: „vollständig“, lock, unlock with a reason, check what waits."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int, period: int) -> HttpResponse:
        row = get_object_or_404(DataPeriod, pk=period, data_set=self.data_set)
        try:
            said = self._deed(row, request)
        except EntryRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, said)
        return redirect("monitoring:entry-grid", pk, row.word)

    def _deed(self, row: DataPeriod, request: HttpRequest) -> str:
        data, by = request.POST, request.user
        if "sperren" in data:
            own.lock_period(period=row, by=by)
            return _("%s ist gesperrt.") % row.label
        if "entsperren" in data:
            own.unlock_period(
                period=row, reason=data.get("grund", ""), until=typed_day(data.get("bis", "")), by=by
            )
            return _("%s ist wieder offen.") % row.label
        if "pruefen" in data:
            number = own_cells.check_cells(data_set=self.data_set, period=row, by=by)
            said = ngettext("%d Wert geprüft; er gilt jetzt.", "%d Werte geprüft; sie gelten jetzt.", number)
            return said % number
        if "vollstaendig" not in data and "offen" not in data:
            raise EntryRefused(_("Bitte wählen Sie, was mit dem Zeitraum geschehen soll."))
        complete = "vollstaendig" in data
        own.set_complete(period=row, complete=complete, by=by)
        return _("Leere Zellen gelten als so gemeint.") if complete else _("Leere Zellen gelten als fehlend.")


class EntryChanges(OwnSheet, TemplateView):
    """What says something else than at the last publication or lock."""

    writes = True
    template_name = "monitoring/erfassung_aenderungen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        since = queries.last_release(self.data_set)
        rows = queries.differences(sheet_of(self.data_set), since)
        return super().get_context_data(data_set=self.data_set, since=since, rows=rows, **kwargs)


class EntryWorkbook(OwnSheet, View):
    """The sheet as a workbook that can be uploaded again."""

    writes = True
    http_method_names = ("get",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        content = workbook_of(sheet_of(self.data_set))
        return attachment(content, name=f"{self.data_set.name}.xlsx", content_type=XLSX_TYPE)


class EntryPaper(OwnSheet, View):
    """The empty sheet for paper, A4."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, pk: int, word: str) -> HttpResponse:
        grid = grid_of(sheet_of(self.data_set), word, ags=request.GET.get("gebiet", ""), shown=False)
        if grid is None:
            raise Http404
        return render(request, "monitoring/erfassung_druck.html", {"grid": grid, "data_set": self.data_set})


class EntryUpload(OwnSheet, View):
    """An uploaded sheet: what it would change; take all of it or throw it away."""

    writes = True

    def get(self, request: HttpRequest, pk: int, upload: int) -> HttpResponse:
        context = {"upload": self._upload(), "data_set": self.data_set}
        return render(request, "monitoring/erfassung_upload.html", context)

    def _upload(self) -> DataSheet:
        uploads = DataSheet.objects.defer("content").select_related("job", "uploaded_by")
        return get_object_or_404(uploads, pk=self.kwargs["upload"], data_set=self.data_set)

    def post(self, request: HttpRequest, pk: int, upload: int) -> HttpResponse:
        row = self._upload()
        try:
            if "verwerfen" in request.POST:
                own_sheets.discard_sheet(sheet=row, by=request.user)
                messages.success(request, _("Die Datei ist verworfen. Es wurde nichts geändert."))
            else:
                own_sheets.take_sheet(sheet=row, by=request.user)
                number = len(row.changes)
                messages.success(
                    request, ngettext("%d Wert übernommen.", "%d Werte übernommen.", number) % number
                )
        except EntryRefused as refused:
            messages.error(request, str(refused))
            return redirect("monitoring:entry-upload", pk, upload)
        return redirect("monitoring:entry-sheet", self.data_set.pk)
