"""By which indicators a goal is measured: linking and letting go."""

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
from governance.models import Goal
from monitoring.forms_goals import GoalIndicatorForm
from monitoring.goal_figures import links_of
from monitoring.models.goals import GoalIndicator
from monitoring.services.goals import measure_goal, stop_measuring_goal


class GoalIndicators(LoginRequiredMixin, View):
    """The indicators of one goal."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        goal = self._goal(pk)
        return self._page(goal, GoalIndicatorForm(municipality=goal.municipality))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        goal = self._goal(pk)
        if "loesen" in request.POST:
            return self._let_go(goal, request.POST["loesen"])
        form = GoalIndicatorForm(request.POST, municipality=goal.municipality)
        if not form.is_valid():
            return self._page(goal, form)
        version = form.versions.get(form.cleaned_data["code"])
        try:
            measure_goal(
                goal=goal,
                indicator=version.indicator if version else None,
                name=form.cleaned_data["name"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error("code", error.messages)
            return self._page(goal, form)
        messages.success(request, _("Verknüpft."))
        return redirect(goal)

    def _let_go(self, goal: Goal, text: str) -> HttpResponse:
        key = written_number(text)
        link = get_object_or_404(GoalIndicator, goal=goal, pk=key)
        stop_measuring_goal(link=link, by=self.request.user)
        messages.success(self.request, _("Die Verknüpfung ist gelöst; der Zielwert bleibt bei der Kennzahl."))
        return redirect(goal)

    def _goal(self, pk: int) -> Goal:
        goal = get_object_or_404(Goal.objects.select_related("municipality__region"), pk=pk)
        if goal.municipality_id not in {m.pk for m in own_municipalities(self.request.user)}:
            raise Http404
        if not may(self.request.user, Permission.EDIT_TARGETS, goal.municipality_id):
            raise PermissionDenied
        return goal

    def _page(self, goal: Goal, form: GoalIndicatorForm) -> HttpResponse:
        context = {
            "goal": goal,
            "form": form,
            "links": [(link, _name(link, form)) for link in links_of(goal)],
            "breadcrumbs": [(goal.name, goal.get_absolute_url()), (_("Kennzahlen"), "")],
        }
        return render(self.request, "monitoring/ziel_kennzahl.html", context)


def _name(link: GoalIndicator, form: GoalIndicatorForm) -> str:
    if link.indicator is None:
        return link.name
    version = form.versions.get(link.indicator.code)
    return version.name if version else link.indicator.code
