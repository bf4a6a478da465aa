"""Editing under /ziele/: goals level by level, needs, resolutions and questions about a goal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm import clock
from dkbm.models import Municipality
from dkbm.numbers import written_number
from governance import services
from governance.forms import goals as forms
from governance.models import Assignment, Goal, GoalResolution
from governance.models.goal_words import GoalLevel, ResolutionRole, level_word
from governance.views.editing import own_or_404
from governance.views.municipal import MunicipalAdd, MunicipalEdit, editable_municipality

GOALS = gettext_lazy("Ziele")


class GoalEdit(MunicipalEdit):
    """A goal that exists."""

    form_class = forms.GoalForm
    heading = gettext_lazy("Ziel bearbeiten")
    list_name = "goals:list"
    list_label = GOALS

    def back_to(self, kept: Any) -> Any:
        return kept

    def back_url(self, row: Any) -> str:
        return row.get_absolute_url() if row.pk else reverse(self.list_name)


class GoalAdd(GoalEdit, MunicipalAdd):
    """A new goal; without a level in the address one chooses it first."""

    find = MunicipalAdd.find

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        here = editable_municipality(request)
        if self._level() is None:
            levels = [(level, level_word(level, here.labels)) for level in GoalLevel]
            return render(request, "governance/ziele/ebene.html", {"levels": levels, "here": here})
        return super().get(request, **kwargs)

    def prefilled(self, here: Municipality) -> dict[str, Any]:
        level = self._level()
        if level is None:
            raise Http404
        self.heading = _("%(level)s anlegen") % {"level": level_word(level, here.labels)}
        parent = _named(self.request.GET.get("unter", ""), Goal, self.request.user)
        return {"level": level, "parent": parent, "name": self.request.GET.get("name", "")[:200]}

    def typed(self, form: Any) -> dict[str, Any]:
        return {**super().typed(form), "level": form.instance.level}

    def _level(self) -> int | None:
        word = self.request.GET.get("ebene", "")
        return int(word) if word in {str(level.value) for level in GoalLevel} else None


class NeedEdit(MunicipalEdit):
    """A Handlungsbedarf that exists."""

    form_class = forms.NeedForm
    heading = gettext_lazy("Handlungsbedarf bearbeiten")
    list_name = "goals:needs"
    list_label = gettext_lazy("Handlungsbedarfe")


class NeedAdd(NeedEdit, MunicipalAdd):
    """A new Handlungsbedarf, perhaps of a goal in the address."""

    heading = gettext_lazy("Handlungsbedarf eintragen")
    find = MunicipalAdd.find

    def prefilled(self, here: Municipality) -> dict[str, Any]:
        return {"goal": _named(self.request.GET.get("ziel", ""), Goal, self.request.user)}


class OfGoal(MunicipalEdit):
    """A new record about the goal in the address."""

    list_name = "goals:list"
    list_label = GOALS

    @property
    def goal(self) -> Goal:
        """The goal, if the person may edit it."""
        return own_or_404(Goal, self.kwargs["pk"], self.request.user)

    def back_to(self, kept: Any) -> Any:
        return self.goal

    def back_url(self, row: Any) -> str:
        return self.goal.get_absolute_url()


class ResolutionOfGoal(OfGoal):
    """Links a resolution to the goal."""

    form_class = forms.GoalResolutionForm
    heading = gettext_lazy("Beschluss mit dem Ziel verknüpfen")
    template_name = "governance/ziele/beschluss.html"

    def find(self) -> GoalResolution:
        role = self.request.GET.get("bedeutung", "")
        chosen = ResolutionRole(role) if role in ResolutionRole.values else ResolutionRole.SETS
        return GoalResolution(goal=self.goal, role=chosen)

    def home(self, row: Any) -> Any:
        return row.goal


class QuestionAboutGoal(OfGoal):
    """Asks a question or gives an assignment about the goal, and links both."""

    form_class = forms.QuestionForm
    heading = gettext_lazy("Auftrag oder Frage zum Ziel")

    def find(self) -> Assignment:
        goal = self.goal
        title = _("Datenlage zu: %(goal)s") % {"goal": goal.name}
        return Assignment(municipality=goal.municipality, title=title[:200], received_on=clock.today())

    def keep(self, form: Any, row: Any) -> Any:
        return services.ask_about_goal(goal=self.goal, values=self.typed(form), by=self.request.user)


def _named(text: str, model: type, user: Any) -> Any:
    """The own record whose key the address names, None where it names none; 404 for a foreign one."""
    if not text:
        return None
    key = written_number(text)
    if key is None:
        raise Http404
    return own_or_404(model, key, user)
