"""The agency's own records under /transfer/: for people of the agency only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from dkbm.services import Conflict
from dkbm.ui.downloads import xlsx_response
from dkbm.ui.sheets import Sheet, TakeAway
from governance import agency_sheet, lists
from governance.forms import agency as forms
from governance.models import AgencyAward, AgencyModule, AgencyRecord
from governance.queries import agency as queries
from governance.services import agency as services
from governance.views.editing import EditPage


def _crumbs(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Unterlagen zu Kommunen"), reverse("transfer:list")), *steps]


class Records(LoginRequiredMixin, TakeAway, TemplateView):
    """All records of the agency by name."""

    template_name = "governance/transfer/liste.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agency = services.agency_of(self.request.user)
        return super().get_context_data(agency=agency, rows=queries.records(), **kwargs)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.agency_records(context)


class Export(LoginRequiredMixin, View):
    """The same as a workbook, which can be read in again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        services.agency_of(request.user)
        columns = [(key, str(label), "text") for key, label in agency_sheet.COLUMNS.items()]
        rows = agency_sheet.rows_of(queries.records())
        return xlsx_response(columns, rows, name="unterlagen-agentur", title="Unterlagen")


class RecordPage(LoginRequiredMixin, View):
    """One record."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = queries.record(pk)
        if row is None:
            raise Http404
        services.agency_of(request.user)
        context = {"row": row, "breadcrumbs": _crumbs((row.name, ""))}
        return render(request, "governance/transfer/unterlage.html", context)


class RecordEdit(EditPage):
    """The facts of a record."""

    form_class = forms.AgencyRecordForm
    heading = gettext_lazy("Unterlage bearbeiten")
    template_name = "governance/formular.html"

    def find(self) -> Any:
        return get_object_or_404(self.form_class._meta.model, pk=self.kwargs["pk"])

    def home(self, row: Any) -> Any:
        return None if isinstance(row, AgencyRecord) else row.record

    def keep(self, form: Any, row: Any) -> Any:
        version = form.cleaned_data["edited_version"]
        if row.pk is not None and version is None:
            raise Conflict(self.find())
        values = self.typed(form)
        if self.home(row) is not None:
            values["record"] = self.home(row)
        return services.keep_agency_row(
            model=type(row), pk=row.pk, version=row.pk and version, values=values, by=self.request.user
        )

    def back_to(self, kept: Any) -> Any:
        return self.home(kept) or kept

    def page(self, row: Any, form: Any) -> HttpResponse:
        back = self.back_to(row)
        address = back.get_absolute_url() if back.pk else reverse("transfer:list")
        steps = [(back.name, address)] if back.pk else []
        context = {"form": form, "heading": self.heading, "back_url": address}
        return render(
            self.request, self.template_name, {**context, "breadcrumbs": _crumbs(*steps, (self.heading, ""))}
        )


class RecordAdd(RecordEdit):
    """A new record about any Kreis."""

    form_class = forms.NewAgencyRecordForm
    heading = gettext_lazy("Kommune aufnehmen")

    def find(self) -> Any:
        return AgencyRecord(agency=services.agency_of(self.request.user))


class ModuleEdit(RecordEdit):
    """A module that exists."""

    form_class = forms.AgencyModuleForm
    heading = gettext_lazy("Modul bearbeiten")


class AwardEdit(RecordEdit):
    """An award that exists."""

    form_class = forms.AgencyAwardForm
    heading = gettext_lazy("Auszeichnung bearbeiten")


class PartAdd(RecordEdit):
    """A new part of the record in the address."""

    def find(self) -> Any:
        record = get_object_or_404(AgencyRecord.objects.select_related("region"), pk=self.kwargs["pk"])
        return self.form_class._meta.model(record=record)


class ModuleAdd(PartAdd):
    """A new module."""

    form_class = forms.AgencyModuleForm
    heading = gettext_lazy("Modul eintragen")


class AwardAdd(PartAdd):
    """A new award."""

    form_class = forms.AgencyAwardForm
    heading = gettext_lazy("Auszeichnung eintragen")


class PartRemove(LoginRequiredMixin, View):
    """One click takes a module or an award away."""

    http_method_names = ("post",)
    model: type

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(self.model.objects.select_related("record"), pk=pk)
        services.remove_agency_row(row=row, by=request.user)
        messages.success(request, _("Entfernt."))
        return redirect(row.record)


class ModuleRemove(PartRemove):
    """A module."""

    model = AgencyModule


class AwardRemove(PartRemove):
    """An award."""

    model = AgencyAward


class Import(LoginRequiredMixin, View):
    """Step one shows what a workbook says, step two takes over exactly what was shown."""

    def get(self, request: HttpRequest) -> HttpResponse:
        services.agency_of(request.user)
        return self.page(forms.WorkbookForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        services.agency_of(request.user)
        if "vorschau" in request.POST:
            return self.take_over(request)
        form = forms.WorkbookForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        preview = forms.sealed(form.lines, request.user.pk) if form.lines else ""
        return self.page(form, lines=form.lines, complaints=form.complaints, preview=preview)

    def take_over(self, request: HttpRequest) -> HttpResponse:
        """Keep what the preview showed."""
        try:
            lines = forms.opened(request.POST["vorschau"], request.user.pk)
            saved = services.take_over_lines(lines=lines, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except ValueError:
            words = _("Die Vorschau ist abgelaufen. Bitte laden Sie die Datei noch einmal hoch.")
            messages.error(request, words)
        else:
            messages.success(request, _("%(n)s Einträge gespeichert.") % {"n": saved})
            return redirect("transfer:list")
        return redirect("transfer:import")

    def page(self, form: Any, **more: Any) -> HttpResponse:
        context = {"form": form, "breadcrumbs": _crumbs((_("Datei einlesen"), "")), **more}
        return render(self.request, "governance/transfer/einlesen.html", context)
