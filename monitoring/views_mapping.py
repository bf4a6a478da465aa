"""HTTP of the step „Zuordnen“: the first rows, what was found, and which column says what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from dkbm.access.roles import Permission, may
from monitoring import services
from monitoring.forms_mapping import MappingForm
from monitoring.models import ImportRun, ImportState


class ImportMapping(LoginRequiredMixin, View):
    """Map the columns of a file of unknown layout; the reading itself is a job's."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        runs = ImportRun.objects.select_related("municipality__region").defer("staged")
        self.run = get_object_or_404(runs, pk=kwargs["pk"])
        if not may(request.user, Permission.IMPORT, self.run.municipality_id):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.run.state != ImportState.MAPPING:
            return redirect("monitoring:import", pk)
        return self._page(self._form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """„Neu ansehen“, „Zuordnung ändern“ or the mapping itself."""
        if self.run.state != ImportState.MAPPING:
            return self._done(services.look_again, options={})
        form = self._form(request.POST)
        if "ansehen" in request.POST:
            return self._done(services.look_again, options=form.options())
        if not form.is_valid():
            return self._page(form, status=422)
        return self._done(services.map_columns, mapping=form.mapping)

    def _form(self, data: Any = None) -> MappingForm:
        return MappingForm(data, look=self.run.preview["look"], municipality=self.run.municipality)

    def _page(self, form: MappingForm, status: int = 200) -> HttpResponse:
        parts = {"form": form, "look": form.look, "columns": form.columns(), "groups": form.groups()}
        context = {"run": self.run, **parts}
        return render(self.request, "monitoring/zuordnen.html", context, status=status)

    def _done(self, deed: Any, **facts: Any) -> HttpResponse:
        try:
            deed(run=self.run, by=self.request.user, **facts)
        except services.ImportRefused as refused:
            messages.error(self.request, str(refused))
        return redirect("monitoring:import", self.run.pk)
