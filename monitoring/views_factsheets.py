"""HTTP of fact sheets: list, the sheet on screen and on paper, writing and removing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from dkbm.access.audiences import Audience
from dkbm.context import municipality_in_view
from dkbm.models import Agency, Municipality
from dkbm.services import Conflict
from dkbm.ui.pdf import page_count, pdf_or_print_page
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring.factsheet_page import PAPER, STYLES, paper_context, shown_audience
from monitoring.forms_factsheets import FactSheetForm
from monitoring.models import FactSheet
from monitoring.queries_factsheets import content_of
from monitoring.services.factsheets import may_edit, may_edit_sheet, remove_sheet, write_sheet
from projects.conflicts import compared


def _rows() -> Any:
    return FactSheet.objects.select_related("municipality__region", "agency")


def _home(request: HttpRequest) -> Municipality | Agency | None:
    """For whom this person writes sheets: the municipality in view, else the agency; None for nobody."""
    here = municipality_in_view(request)
    if here is not None and may_edit(request.user, municipality=here):
        return here
    agencies = request.user.current_agencies() if request.user.is_authenticated else []
    return next((row.agency for row in agencies if may_edit(request.user, agency=row.agency)), None)


class SheetList(TakeAway, TemplateView):
    """All fact sheets one may see."""

    template_name = "monitoring/faktenblaetter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(_rows().order_by("topic", "pk"))
        return super().get_context_data(rows=rows, home=_home(self.request), **kwargs)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.fact_sheets(context)


class SheetPage(View):
    """The sheet on the screen, as its audience sees it; writers may look with other eyes before publishing."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet = get_object_or_404(_rows(), pk=pk)
        writes = may_edit_sheet(request.user, sheet)
        audience = shown_audience(sheet, request.GET.get("augen", "") if writes else "")
        context = {
            "content": content_of(sheet, audience),
            "sheet": sheet,
            "may_edit": writes,
            "is_preview": audience != sheet.audience,
            "as_public": Audience.PUBLIC,
        }
        return render(request, "monitoring/faktenblatt.html", context)


class SheetPdf(View):
    """The sheet on one A4 page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet = get_object_or_404(_rows(), pk=pk)
        context = paper_context(content_of(sheet, Audience(sheet.audience)))
        return pdf_or_print_page(request, PAPER, context, name=f"faktenblatt-{pk}", styles=STYLES)


class _Writing(LoginRequiredMixin, View):
    """What making and changing a sheet share."""

    sheet: FactSheet | None = None
    home: Municipality | Agency

    def page(self, form: FactSheetForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "sheet": self.sheet, "home": self.home}
        return render(self.request, "monitoring/faktenblatt_formular.html", context, status=status)

    def write(self, form: FactSheetForm) -> HttpResponse:
        if not form.is_valid():
            return self.page(form, 422)
        values = dict(form.cleaned_data)
        version = values.pop("version", None)
        pk = self.sheet.pk if self.sheet else None
        try:
            row = write_sheet(owner=self.home, by=self.request.user, pk=pk, version=version, **values)
        except Conflict as conflict:
            return self.conflict(form, conflict.current)
        except ValidationError as error:
            for text in error.messages:
                form.add_error(None, text)
            return self.page(form, 422)
        self._say(row)
        return redirect(row)

    def _say(self, row: FactSheet) -> None:
        pages = page_count(PAPER, paper_context(content_of(row, Audience(row.audience))), styles=STYLES)
        messages.success(self.request, _("Gespeichert."))
        if pages is not None and pages > 1:
            words = _("Das Blatt braucht %(n)s Seiten. Kürzen Sie, bis es auf eine passt.") % {"n": pages}
            messages.warning(self.request, words)

    def conflict(self, form: FactSheetForm, current: FactSheet) -> HttpResponse:
        rows = compared(form, current)
        data = form.data.copy()
        data["version"] = current.version
        again = FactSheetForm(data, instance=current, municipality=self.home)
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)


class SheetCreate(_Writing):
    """Write a new sheet for the municipality in view, or for one's agency."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        home = _home(request)
        if home is None:
            raise PermissionDenied
        self.home = home
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FactSheetForm(municipality=self.home))

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.write(FactSheetForm(request.POST, municipality=self.home))


class SheetEdit(_Writing):
    """Change or remove a sheet: foreign = 404, own but not allowed = 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.sheet = get_object_or_404(_own_rows(request.user), pk=kwargs["pk"])
        if not may_edit_sheet(request.user, self.sheet):
            raise PermissionDenied
        self.home = self.sheet.municipality or self.sheet.agency
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(FactSheetForm(instance=self.sheet, municipality=self.home))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = FactSheetForm(request.POST, instance=self.sheet, municipality=self.home)
        if "loeschen" not in request.POST:
            return self.write(form)
        version = request.POST.get("version", "")
        try:
            remove_sheet(sheet=self.sheet, by=request.user, version=int(version) if version.isdigit() else 0)
        except Conflict as conflict:
            return self.conflict(form, conflict.current)
        messages.success(request, _("Entfernt."))
        return redirect("factsheets:list")


def _own_rows(user: Any) -> Any:
    """Sheets of one's own municipalities and agencies: a public one of others is not there to be changed."""
    own = [row.municipality_id for row in user.current_memberships()]
    agencies = [row.agency_id for row in user.current_agencies()]
    return _rows().filter(municipality__in=own) | _rows().filter(agency__in=agencies)
