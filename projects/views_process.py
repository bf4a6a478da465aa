"""Pages of a Verstetigung: its checklist, read from records, and notes where no record can show a point."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView

from dkbm import clock
from dkbm.access.roles import Permission
from projects import rules, services
from projects.checklist import checklist
from projects.forms import NoteForm
from projects.models import ChecklistNote, NotedPoint, Process
from projects.views import EditingPage


def _process(pk: int) -> Process:
    return get_object_or_404(
        Process.objects.select_related("project__municipality__region", "project__target_unit"), pk=pk
    )


class ProcessPage(LoginRequiredMixin, DetailView):
    """The 24 points of a process, for the own municipality."""

    template_name = "projects/verstetigung.html"
    context_object_name = "process"

    def get_object(self, queryset: Any = None) -> Process:
        process = _process(self.kwargs["pk"])
        rules.check_editing(self.request.user, process.project.municipality_id, Permission.READ)
        return process

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = rules.may_edit(self.request.user, self.object.project.municipality_id)
        found = checklist(self.object, clock.today())
        return super().get_context_data(checklist=found, may_edit=may_edit, **kwargs)


class NoteCreate(EditingPage, CreateView):
    """A dated note on a point that no record can show."""

    model = ChecklistNote
    form_class = NoteForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.process = _process(kwargs["pk"])
            rules.check_editing(request.user, self.process.project.municipality_id)
            if kwargs["point"] not in NotedPoint.values:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"url": self.process.get_absolute_url(), "title": self.process.title}
        heading = NotedPoint(self.kwargs["point"]).label
        return super().get_context_data(heading=heading, back=back, **kwargs)

    def save(self, values: dict[str, Any]) -> Process:
        self.saved_text = _("Die Notiz ist gespeichert.")
        point = self.kwargs["point"]
        services.note_point(process=self.process, point=point, by=self.request.user, **values)
        return self.process
