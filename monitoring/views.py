"""HTTP of this floor: dashboards, comparison, provenance, downloads, the import wizard."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView, View

from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.context import municipality_in_view
from dkbm.models import Municipality, Region
from dkbm.ui.downloads import csv_response, xlsx_response
from dkbm.ui.pdf import pdf_or_print_page
from dkbm.ui.precomputed import precomputed_response
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists, queries, services
from monitoring.dashboard_page import dashboard_bytes, dashboard_html, dashboard_json, land_name
from monitoring.figures import (
    PaperFigure,
    comparison_figure,
    comparison_sheet,
    own_figure,
    source_line,
    stand_line,
)
from monitoring.forms import ExclusionForm, UploadForm
from monitoring.knowledge import PARAMETER, asked_day
from monitoring.models import ImportRun
from monitoring.queries_released import open_rows, shown_statistic
from monitoring.queries_results import statistic_at


class Home(View):
    """„Meine Kommune“ for people with one, else the choice of municipalities."""

    def get(self, request: HttpRequest) -> HttpResponse:
        municipality = municipality_in_view(request)
        if municipality is not None:
            return redirect("monitoring:dashboard", municipality.slug)
        if may_anywhere(request.user, Permission.COMPARE):
            return redirect("monitoring:comparison")
        return redirect("dkbm:municipalities")


class Dashboard(TakeAway, DetailView):
    """„Meine Kommune“: official figures of one municipality against Land and Bund. Public."""

    template_name = "monitoring/dashboard.html"
    context_object_name = "municipality"
    names = (PARAMETER,)

    def get_queryset(self) -> Any:
        return Municipality.objects.select_related("region")

    def sheet(self, context: dict[str, Any]) -> Sheet:
        land, day = land_name(self.object), context["known_on"]
        views = queries.dashboard(self.object, day)
        figures = [own_figure(view, self.object, land) for view in views]
        return lists.dashboard(self.object, [*figures, *context["own"]], day)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known_on = asked_day(self.request.GET)
        land = land_name(self.object)
        own = [own_figure(view, self.object, land) for view in queries.own_views(self.object, known_on)]
        return super().get_context_data(
            # every word in it is escaped by the templates it was made with
            made=mark_safe(dashboard_html(self.object, known_on)),  # noqa: S308
            own=own,
            may_import=may(self.request.user, Permission.IMPORT, self.object),
            is_own=may(self.request.user, Permission.READ, self.object),
            known_on=known_on,
            **kwargs,
        )


class DashboardJson(View):
    """The same figures for programs, as finished bytes. Public like the page."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        known_on = asked_day(request.GET)
        if known_on is not None:
            municipality = get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
            return HttpResponse(dashboard_bytes(municipality, known_on), content_type="application/json")
        made = dashboard_json(slug)
        if made is None:
            raise Http404
        return precomputed_response(request, made, content_type="application/json")


class DashboardPdf(View):
    """The dashboard on paper; without Pango the print page, which says why."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        municipality = get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
        land = land_name(municipality)
        views = queries.dashboard(municipality, asked_day(request.GET))
        figures = [own_figure(view, municipality, land) for view in views]
        shown = [PaperFigure(figure) for figure in figures if figure.data]
        context = {
            "municipality": municipality,
            "figures": shown,
            "total": len(figures),
            "demo": settings.DEMO,
        }
        return pdf_or_print_page(request, "monitoring/bericht.html", context, name=f"{slug}-zahlen")


class FigureCsv(View):
    """The table of one figure as CSV, from the same released rows."""

    def get(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        municipality = get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
        codes = queries.region_codes(municipality.region)
        views = queries.indicator_views(codes, code, known_on=asked_day(request.GET))
        if not views:
            raise Http404
        figure = own_figure(views[0], municipality, land_name(municipality))
        source = f"Quelle: {source_line(views[0])}. Stand {stand_line(views[0]) or 'unbekannt'}."
        return csv_response(
            figure.columns, [*figure.rows, {"region": source}], name=f"{municipality.slug}-{code}"
        )


class Comparison(LoginRequiredMixin, TakeAway, TemplateView):
    """„Kommunen im Vergleich“ for transfer managers: alphabetical, never ranked."""

    template_name = "monitoring/vergleich.html"
    names = (PARAMETER,)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.side_by_side(context)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not may_anywhere(request.user, Permission.COMPARE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agencies = [m.agency_id for m in self.request.user.current_agencies()]
        accompanied = sorted(
            Municipality.objects.filter(agency__in=agencies).select_related("region"),
            key=lambda m: (m.region.name, m.pk),
        )
        known_on = asked_day(self.request.GET)
        views = queries.side_by_side(accompanied, known_on)
        codes = {m.region.ags[:2] for m in accompanied}
        land_names = dict(Region.objects.filter(ags__in=codes).values_list("ags", "name"))
        figures = [comparison_figure(view, accompanied, land_names) for view in views]
        return super().get_context_data(
            accompanied=accompanied,
            figures=[f for f in figures if f.data],
            total=len(figures),
            views=views,
            known_on=known_on,
            **kwargs,
        )


class ComparisonXlsx(Comparison):
    """The comparison as one wide sheet: a row per municipality, a column per indicator."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        columns, rows = comparison_sheet(context["views"], context["accompanied"])
        return xlsx_response(columns, rows, name="kommunen-im-vergleich", title="Kommunen im Vergleich")


class Provenance(TemplateView):
    """„Woher kommt diese Zahl?“: file, row, import, definition, computation."""

    template_name = "monitoring/herkunft.html"

    def get_context_data(self, place: str, **kwargs: Any) -> dict[str, Any]:
        statistic = statistic_at(place)
        if statistic is None:
            raise Http404
        observations = queries.provenance(statistic)
        return super().get_context_data(
            statistic=shown_statistic(statistic),
            observations=observations,
            open_rows=open_rows(observations, self.request.user),
            parts=queries.parts_of_sum(statistic) if statistic.summed else [],
            # who read a file in, and its page, only where the import is one's own
            own_runs=queries.visible_runs(observations),
            noted_runs=queries.noted_runs(observations),
            **kwargs,
        )


class ImportAllowed(LoginRequiredMixin):
    """Pages of the import wizard: for people who may import in the municipality in view."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.municipality = municipality_in_view(request)
        if self.municipality is None or not may(request.user, Permission.IMPORT, self.municipality):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ImportList(ImportAllowed, ListView):
    """Imports of the municipality in view, with the upload."""

    template_name = "monitoring/importe.html"
    context_object_name = "runs"
    paginate_by = 20

    def get_queryset(self) -> Any:
        return queries.imports_of(self.municipality)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", UploadForm())
        return super().get_context_data(here=self.municipality, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                run = services.upload_file(
                    content=file.read(), file_name=file.name, municipality=self.municipality, by=request.user
                )
            except services.ImportRefused as refused:
                form.add_error("file", str(refused))
            else:
                return redirect("monitoring:import", run.pk)
        self.object_list = self.get_queryset()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ImportDetail(LoginRequiredMixin, DetailView):
    """One import: progress, what is in the file, what it would change, what can be done."""

    template_name = "monitoring/import.html"
    context_object_name = "run"

    def get_queryset(self) -> Any:
        return ImportRun.objects.select_related("municipality__region", "uploaded_by", "job").defer("staged")

    def get_object(self, queryset: Any = None) -> ImportRun:
        run = super().get_object(queryset)
        if not may(self.request.user, Permission.IMPORT, run.municipality_id):
            raise PermissionDenied
        return run

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, user = self.object, self.request.user
        excluded = {e.row: e for e in run.exclusions.all()}
        complaints = [
            {**c, "excluded": excluded.get(c["row"])} for c in run.header.get("complaints", [])[:200]
        ]
        may_commit = may(user, Permission.COMMIT_IMPORT, run.municipality_id)
        return super().get_context_data(
            may_commit=may_commit,
            # own counts before disclosure control: for those who enter them, of one's own file what stands in it
            sees_stock=may_commit or run.owner_id is None,
            sees_file=may_commit or run.owner_id is None or run.uploaded_by_id == user.pk,
            may_undo=may(user, services.permission_to_undo(run), run.municipality_id),
            complaints=complaints,
            **kwargs,
        )


class ImportDeed(LoginRequiredMixin, View):
    """The deeds on an import; each is one service call."""

    http_method_names = ("post",)
    deed = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(ImportRun.objects.defer("staged"), pk=pk)
        try:
            getattr(self, self.deed)(run, request)
        except services.ImportRefused as refused:
            messages.error(request, str(refused))
        return redirect(
            "monitoring:imports" if self.deed == "discard" else "monitoring:import",
            *(() if self.deed == "discard" else (run.pk,)),
        )

    def commit(self, run: ImportRun, request: HttpRequest) -> None:
        services.request_commit(run=run, by=request.user)

    def undo(self, run: ImportRun, request: HttpRequest) -> None:
        services.request_undo(run=run, by=request.user)

    def discard(self, run: ImportRun, request: HttpRequest) -> None:
        services.discard(run=run, by=request.user)
        messages.success(request, _("Der Import ist verworfen. Der Bestand blieb unberührt."))

    def exclude(self, run: ImportRun, request: HttpRequest) -> None:
        form = ExclusionForm(request.POST)
        values = form.cleaned_data if form.is_valid() else {"row": 0, "reason": ""}
        services.exclude_row(run=run, by=request.user, **values)
