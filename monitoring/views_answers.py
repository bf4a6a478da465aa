"""Charts at an answer: hanging on, taking off, the table of one as CSV."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from dkbm.access.roles import Permission, may
from dkbm.context import own_municipalities
from dkbm.numbers import written_number
from dkbm.ui.downloads import csv_response
from dkbm.ui.figures import in_berlin
from governance.models import Assignment
from monitoring.answer_figures import charts_of, figure_of
from monitoring.forms_answers import FrozenChartForm
from monitoring.models import FrozenChart
from monitoring.services.answers import freeze_chart, take_chart_off


class AnswerCharts(LoginRequiredMixin, View):
    """The frozen charts of one assignment's answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        assignment = self._assignment(pk)
        return self._page(assignment, FrozenChartForm(municipality=assignment.municipality))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        assignment = self._assignment(pk)
        if "loesen" in request.POST:
            return self._take_off(assignment, request.POST["loesen"])
        form = FrozenChartForm(request.POST, municipality=assignment.municipality)
        if not form.is_valid():
            return self._page(assignment, form)
        try:
            freeze_chart(assignment=assignment, code=form.cleaned_data["code"], by=request.user)
        except ValidationError as error:
            form.add_error("code", error.messages)
            return self._page(assignment, form)
        messages.success(request, _("Angehängt. Bild und Zahlen bleiben, wie sie heute sind."))
        return redirect(assignment)

    def _take_off(self, assignment: Assignment, text: str) -> HttpResponse:
        key = written_number(text)
        chart = get_object_or_404(FrozenChart, assignment=assignment, pk=key)
        take_chart_off(chart=chart, by=self.request.user)
        messages.success(self.request, _("Die Kennzahl hängt nicht mehr an der Antwort."))
        return redirect("monitoring:answer", assignment.pk)

    def _assignment(self, pk: int) -> Assignment:
        row = get_object_or_404(Assignment.objects.select_related("municipality__region"), pk=pk)
        if row.municipality_id not in {m.pk for m in own_municipalities(self.request.user)}:
            raise Http404
        if not may(self.request.user, Permission.ATTACH_CHARTS, row.municipality_id):
            raise PermissionDenied
        return row

    def _page(self, assignment: Assignment, form: FrozenChartForm) -> HttpResponse:
        context = {
            "assignment": assignment,
            "form": form,
            "charts": charts_of(assignment),
            "breadcrumbs": [(assignment.title, assignment.get_absolute_url()), (_("Kennzahlen"), "")],
        }
        return render(self.request, "monitoring/antwort_kennzahl.html", context)


class FrozenFile(View):
    """The table of a frozen chart as CSV; whoever sees the answer may have it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = FrozenChart.objects.select_related(
            "assignment__municipality__region", "indicator_version__indicator", "indicator_version__source"
        )
        chart = get_object_or_404(rows, pk=pk)
        figure = figure_of(chart, chart.assignment)
        source = _("Quelle: %(source)s. Stand %(stand)s, festgehalten am %(day)s.") % {
            "source": chart.source,
            "stand": chart.stand or _("unbekannt"),
            "day": f"{in_berlin(chart.frozen_at):%d.%m.%Y}",
        }
        code = chart.indicator_version.indicator.code
        return csv_response(
            figure.columns, [*figure.rows, {"region": source}], name=f"antwort-{chart.assignment_id}-{code}"
        )
