"""HTTP of results of surveys: list, enter, change, remove."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from dkbm.access.roles import Permission, may
from dkbm.context import municipality_in_view
from dkbm.models import Municipality
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring.forms_surveys import SurveyResultForm
from monitoring.models import SurveyResult
from monitoring.services.surveys import add_result, change_result, remove_result
from monitoring.survey_page import result_figure
from projects.conflicts import compared


class SurveyList(TakeAway, TemplateView):
    """All results one may see, each in a figure of its own."""

    template_name = "monitoring/umfragen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = municipality_in_view(self.request)
        may_write = here is not None and may(self.request.user, Permission.EXPLAIN_SERIES, here)
        rows = list(SurveyResult.objects.select_related("municipality__region"))
        shown = [
            {
                "row": row,
                "figure": result_figure(row),
                "may_edit": row.municipality_id is not None
                and may(self.request.user, Permission.EXPLAIN_SERIES, row.municipality_id),
            }
            for row in rows
        ]
        return super().get_context_data(
            shown=shown, may_write=may_write, may_read_own=here is not None, **kwargs
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.survey_results(context)


class OwnSurveys(LoginRequiredMixin):
    """Forms about results of the own municipality."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.municipality = self.place(request, **kwargs)
        if self.municipality is None or not may(request.user, Permission.EXPLAIN_SERIES, self.municipality):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def place(self, request: HttpRequest, **kwargs: Any) -> Municipality | None:
        """The municipality the page is about."""
        return municipality_in_view(request)

    def _refused(self, form: SurveyResultForm, error: ValidationError) -> HttpResponse:
        """What only the row as a whole shows, as that it is there already; what was typed stays."""
        for text in error.messages:
            form.add_error(None, text)
        return self._page(form, 422)

    def _page(self, form: SurveyResultForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "result": form.instance if form.instance.pk else None}
        return render(self.request, "monitoring/umfrage.html", context, status=status)


class SurveyCreate(OwnSurveys, View):
    """Enter a result."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(SurveyResultForm(municipality=self.municipality))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SurveyResultForm(request.POST, municipality=self.municipality)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            add_result(municipality=self.municipality, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            return self._refused(form, error)
        messages.success(request, _("Gespeichert."))
        return redirect("surveys:list")


class SurveyEdit(OwnSurveys, View):
    """Change or remove a result; foreign = 404, shared knowledge too."""

    def place(self, request: HttpRequest, **kwargs: Any) -> Municipality | None:
        own = [m.municipality_id for m in request.user.current_memberships()]
        rows = SurveyResult.objects.select_related("municipality__region")
        self.result = get_object_or_404(rows, pk=kwargs["pk"], municipality__in=own)
        if self.result.municipality is None:
            raise Http404
        return self.result.municipality

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(SurveyResultForm(instance=self.result, municipality=self.municipality))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = SurveyResultForm(request.POST, instance=self.result, municipality=self.municipality)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            if "loeschen" in request.POST:
                remove_result(result=self.result, by=request.user, version=form.cleaned_data["version"])
            else:
                change_result(result=self.result, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        except ValidationError as error:
            return self._refused(form, error)
        messages.success(request, _("Entfernt.") if "loeschen" in request.POST else _("Gespeichert."))
        return redirect("surveys:list")

    def _conflict(self, form: SurveyResultForm, current: SurveyResult) -> HttpResponse:
        rows = compared(form, current)
        data = form.data.copy()
        data["version"] = current.version
        again = SurveyResultForm(data, instance=current, municipality=self.municipality)
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)
