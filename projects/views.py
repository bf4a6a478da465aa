"""Pages of this floor: portfolio, project, editing of projects and milestones."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, ListView, UpdateView

from dkbm import clock
from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.context import municipality_in_view
from dkbm.models import Municipality
from dkbm.numbers import written_number
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from projects import lists, queries, rules, services
from projects.conflicts import compared
from projects.effectiveness import cycle_of, schools_of
from projects.figures import portfolio_timeline, timeline_figure
from projects.forms import BaselineForm, MilestoneForm, ProjectForm
from projects.forms_portfolio import PortfolioFilter
from projects.models import Baseline, Milestone, Origin, Project, ProjectKind


class ProjectList(TakeAway, ListView):
    """Portfolio of the municipality in view, of `?kommune=slug`, or of all one may see."""

    template_name = "projects/liste.html"
    context_object_name = "projects"
    paginate_by = 48
    page_kwarg = "seite"
    names = ("seite", "kommune")
    former = MappingProxyType({"stand": "status"})

    def get_queryset(self) -> Any:
        self.municipality = self._municipality()
        self.choices = queries.municipalities_with_projects()
        self.filter = PortfolioFilter(self.request.GET, self.municipality, self.choices)
        return queries.portfolio(self.municipality).filter(**self.filter.columns)

    def _municipality(self) -> Municipality | None:
        slug = self.request.GET.get("kommune")
        if slug is None:
            return municipality_in_view(self.request)
        if slug == "":
            return None
        return get_object_or_404(Municipality.objects.select_related("region"), slug=slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.municipality
        context = super().get_context_data(
            here=here,
            choices=self.choices,
            may_edit=here is not None and rules.may_edit(self.request.user, here),
            filter=self.filter,
            is_filtered=bool(self.filter.columns),
            **kwargs,
        )
        if self.filter.view == "zeit":
            context["portfolio"] = portfolio_timeline(list(context["projects"]), clock.today())
        return context

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.portfolio(context)


class ProjectDetail(DetailView):
    """One project: aims, timeline with list twin, steps, links, benefits."""

    template_name = "projects/projekt.html"
    context_object_name = "project"

    def get_queryset(self) -> Any:
        rows = Project.objects.select_related("municipality__region")
        return rows.prefetch_related("aims", "team", "benefits", "links", "reviews", "participations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        page = queries.project_page(self.object, today)
        lanes = [(section, timeline_figure(self.object, section)) for section in page.sections]
        may_edit = rules.may_edit(self.request.user, self.object.municipality_id)
        is_member = may(self.request.user, Permission.READ, self.object.municipality_id)
        has_figure = any(figure for _section, figure in lanes)
        return super().get_context_data(
            page=page,
            cycle=cycle_of(self.object, today),
            schools=schools_of(self.object, today),
            lanes=lanes,
            has_figure=has_figure,
            may_edit=may_edit,
            is_member=is_member,
            **kwargs,
        )


class EditingPage(LoginRequiredMixin):
    """A form that saves by a service; foreign is 404, own but not allowed 403, overtaken 409."""

    template_name = "projects/formular.html"
    saved_text = ""

    def save(self, values: dict[str, Any]) -> Any:
        """Call the service with the cleaned values; return the saved row."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            saved = self.save(dict(form.cleaned_data))
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, self.saved_text)
        return redirect(saved)

    def _conflict(self, form: Any, current: Any) -> HttpResponse:
        """The page with both texts; what was typed stays and can be saved over the newer version."""
        rows = compared(form, current)
        data = form.data.copy()
        data["version"] = current.version
        self.object = current
        retry = self.form_class(**{**self.get_form_kwargs(), "data": data, "instance": current})
        return render(self.request, "konflikt.html", {"form": retry, "rows": rows}, status=409)


def _way_back(pk: int) -> dict[str, str]:
    """Address and saved title of the project, whatever is typed in the form."""
    project = get_object_or_404(Project, pk=pk)
    return {"url": project.get_absolute_url(), "title": project.title}


class ProjectCreate(EditingPage, CreateView):
    """A new project in the municipality in view."""

    model = Project
    form_class = ProjectForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.municipality = municipality_in_view(request)
            if self.municipality is None:
                if may_anywhere(request.user, Permission.COMPARE):
                    raise PermissionDenied
                raise Http404
            rules.check_editing(request.user, self.municipality.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        goal = written_number(self.request.GET.get("ziel"))
        return {} if goal is None else {"goals": [goal], "kind": ProjectKind.MEASURE}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "municipality": self.municipality}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("Neues Projekt"), **kwargs)

    def save(self, values: dict[str, Any]) -> Project:
        self.saved_text = _("Das Projekt ist angelegt.")
        return services.add_project(municipality=self.municipality, by=self.request.user, **values)


class ProjectEdit(EditingPage, UpdateView):
    """Edit a project."""

    form_class = ProjectForm

    def get_object(self, queryset: Any = None) -> Project:
        project = get_object_or_404(
            Project.objects.select_related("municipality__region"), pk=self.kwargs["pk"]
        )
        rules.check_editing(self.request.user, project.municipality_id)
        return project

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "municipality": self.object.municipality}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = _way_back(self.object.pk)
        return super().get_context_data(heading=_("Projekt bearbeiten"), back=back, **kwargs)

    def save(self, values: dict[str, Any]) -> Project:
        self.saved_text = _("Das Projekt ist gespeichert.")
        return services.change_project(project=self.object, by=self.request.user, **values)


class MilestoneCreate(EditingPage, CreateView):
    """A new milestone of a project."""

    model = Milestone
    form_class = MilestoneForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.project = get_object_or_404(Project, pk=kwargs["pk"])
            rules.check_editing(request.user, self.project.municipality_id)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        process = written_number(self.request.GET.get("prozess"))
        return {} if process is None else {"process": process, "origin": Origin.STEP}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.project}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = _way_back(self.project.pk)
        return super().get_context_data(heading=_("Neuer Meilenstein"), back=back, **kwargs)

    def save(self, values: dict[str, Any]) -> Milestone:
        self.saved_text = _("Der Meilenstein ist angelegt.")
        return services.add_milestone(project=self.project, by=self.request.user, **values)


class BaselineCreate(EditingPage, CreateView):
    """Keep the plan of a project as it is today, under a name."""

    model = Baseline
    form_class = BaselineForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.project = get_object_or_404(Project, pk=kwargs["pk"])
            rules.check_editing(request.user, self.project.municipality_id)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.project}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = _way_back(self.project.pk)
        lead = _("Alle Meilensteine werden mit ihrem Zeitraum von heute bewahrt und ändern sich nicht mehr.")
        return super().get_context_data(heading=_("Plan festhalten"), lead=lead, back=back, **kwargs)

    def save(self, values: dict[str, Any]) -> Project:
        self.saved_text = _("Der Plan ist festgehalten. Verschiebungen stehen ab jetzt bei jedem Schritt.")
        services.keep_plan(project=self.project, by=self.request.user, **values)
        return self.project


class MilestoneEdit(EditingPage, UpdateView):
    """Edit a milestone."""

    form_class = MilestoneForm

    def get_object(self, queryset: Any = None) -> Milestone:
        milestone = get_object_or_404(Milestone.objects.select_related("project"), pk=self.kwargs["pk"])
        rules.check_editing(self.request.user, milestone.project.municipality_id)
        return milestone

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.object.project}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = _way_back(self.object.project_id)
        return super().get_context_data(heading=_("Meilenstein bearbeiten"), back=back, **kwargs)

    def save(self, values: dict[str, Any]) -> Milestone:
        self.saved_text = _("Der Meilenstein ist gespeichert.")
        return services.change_milestone(milestone=self.object, by=self.request.user, **values)
