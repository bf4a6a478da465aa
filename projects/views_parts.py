"""Pages about the parts of a project: benefits, links (also those nobody has checked), reviews, schools, processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, UpdateView, View

from dkbm.numbers import written_number
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from projects import lists, queries, rules, services_parts
from projects.forms_parts import BenefitForm, LinkForm, ParticipationForm, ProcessForm, ReviewForm
from projects.models import Benefit, Participation, Process, Project, ProjectLink, Review
from projects.views import EditingPage
from projects.views_scenarios import OwnPage


@dataclass(frozen=True)
class Part:
    """What the pages of one kind of part share."""

    model: Any
    form: Any
    new: Any
    edit: Any
    saved: Any
    remove_url: str


BENEFITS = Part(
    Benefit,
    BenefitForm,
    gettext_lazy("Mehrwert eintragen"),
    gettext_lazy("Mehrwert bearbeiten"),
    gettext_lazy("Der Mehrwert ist gespeichert."),
    "projects:benefit-remove",
)
LINKS = Part(
    ProjectLink,
    LinkForm,
    gettext_lazy("Link eintragen"),
    gettext_lazy("Link bearbeiten"),
    gettext_lazy("Der Link ist gespeichert."),
    "projects:link-remove",
)

REVIEWS = Part(
    Review,
    ReviewForm,
    gettext_lazy("Wirkung prüfen"),
    gettext_lazy("Wirkungsprüfung bearbeiten"),
    gettext_lazy("Die Prüfung ist gespeichert."),
    "projects:review-remove",
)
PARTICIPATIONS = Part(
    Participation,
    ParticipationForm,
    gettext_lazy("Beteiligung der Schulen eintragen"),
    gettext_lazy("Beteiligung der Schulen bearbeiten"),
    gettext_lazy("Die Beteiligung ist gespeichert."),
    "projects:participation-remove",
)
PROCESSES = Part(
    Process,
    ProcessForm,
    gettext_lazy("Neuer Prozess"),
    gettext_lazy("Prozess bearbeiten"),
    gettext_lazy("Der Prozess ist gespeichert."),
    "",  # its steps would go with it: whatever is given up is finished, not removed
)


class PartPage(EditingPage):
    """The form of a part; saved, it leads to the project."""

    kind: Part = BENEFITS

    @property
    def form_class(self) -> Any:
        return self.kind.form

    @property
    def saved_text(self) -> Any:
        return self.kind.saved

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.project}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        saved = Project.objects.get(pk=self.project.pk)
        back = {"url": saved.get_absolute_url(), "title": saved.title}
        return super().get_context_data(back=back, **kwargs)


class PartCreate(PartPage, CreateView):
    """A new part of a project."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.project = get_object_or_404(Project, pk=kwargs["pk"])
            rules.check_editing(request.user, self.project.municipality_id)
        return super().dispatch(request, *args, **kwargs)

    @property
    def model(self) -> Any:
        return self.kind.model

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.kind.new, **kwargs)

    def save(self, values: dict[str, Any]) -> Project:
        home = values.pop("project", self.project)
        services_parts.add_part(model=self.kind.model, project=home, by=self.request.user, **values)
        return home


def editable_part(request: HttpRequest, kind: Part, pk: int) -> Any:
    """The row if the person may edit it; foreign = missing = 404, own but not allowed = 403."""
    row = get_object_or_404(kind.model.objects.select_related("project"), pk=pk)
    rules.check_editing(request.user, row.project.municipality_id)
    return row


class PartEdit(PartPage, UpdateView):
    """Edit a part."""

    def get_object(self, queryset: Any = None) -> Any:
        row = editable_part(self.request, self.kind, self.kwargs["pk"])
        self.project = row.project
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ways = {"remove_url": self.kind.remove_url, "row": self.object}
        return super().get_context_data(heading=self.kind.edit, **ways, **kwargs)

    def save(self, values: dict[str, Any]) -> Project:
        row = services_parts.change_part(row=self.object, by=self.request.user, **values)
        return row.project


class PartRemove(LoginRequiredMixin, View):
    """Ask, then remove a part that was typed by mistake."""

    kind: Part = BENEFITS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(editable_part(request, self.kind, pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = editable_part(request, self.kind, pk)
        version = written_number(request.POST.get("version")) or 0
        try:
            services_parts.remove_part(row=row, version=version, by=request.user)
        except Conflict as conflict:
            words = _("Der Eintrag wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an.")
            return self._page(conflict.current, words, 409)
        messages.success(request, _("Der Eintrag ist entfernt."))
        return redirect(row.project)

    def _page(self, row: Any, refusal: Any = "", status: int = 200) -> HttpResponse:
        context = {"row": row, "project": row.project, "refusal": refusal}
        return render(self.request, "projects/teil_entfernen.html", context, status=status)


class LinkList(TakeAway, OwnPage):
    """Links of all projects of the municipality in view, those nobody has checked first."""

    template_name = "projects/links.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(links=list(queries.links_of(self.here)), **kwargs)
        found["may_edit"] = rules.may_edit(self.request.user, self.here)
        found["unsure"] = sum(not link.assignment_confirmed for link in found["links"])
        return found

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.links(context)
