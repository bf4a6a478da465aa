"""Pages under /ziele/: cascade, Zielstandsübersicht, one goal, Roter Faden, steering cycle, needs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from dkbm import clock, registries
from dkbm.models import Municipality
from dkbm.periods import Month
from dkbm.ui.pdf import pdf_or_print_page
from dkbm.ui.sheets import Sheet, TakeAway
from governance import lists, rules
from governance.models import Goal
from governance.models.goal_words import GoalLevel, level_word
from governance.queries import goals as queries
from governance.queries.threads import thread_of, turn_of
from governance.views.municipal import RegisterPage


class Cascade(TakeAway, RegisterPage):
    """The goals of a municipality as a tree, with what is complete."""

    template_name = "governance/ziele/kaskade.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        world = queries.goal_world(here)
        return {
            "world": world,
            "words": {level.name.lower(): level_word(level, here.labels) for level in GoalLevel},
        }

    def choice(self) -> list[Municipality]:
        return queries.municipalities_with_goals()

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.cascade(context) if context["here"] else None


class Standing(TakeAway, RegisterPage):
    """Zielstandsübersicht: every goal below the Leitbild in one table."""

    template_name = "governance/ziele/stand.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        world = queries.goal_world(here)
        return {"world": world, "goals": [g for g in world.goals if g.level != GoalLevel.MISSION]}

    def choice(self) -> list[Municipality]:
        return queries.municipalities_with_goals()

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.standing(context) if context["here"] else None


class Threads(TakeAway, RegisterPage):
    """The Roter Faden of every strategic goal, one line each."""

    template_name = "governance/ziele/faeden.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        world = queries.goal_world(here)
        return {"lines": [(goal, thread_of(goal, world)) for goal in world.on(GoalLevel.STRATEGIC)]}

    def choice(self) -> list[Municipality]:
        return queries.municipalities_with_goals()

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.threads(context) if context["here"] else None


class SteeringCycle(TakeAway, RegisterPage):
    """The turns of the steering cycle, derived from dated records."""

    template_name = "governance/ziele/kreislauf.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        world, today = queries.goal_world(here), Month.of(clock.today())
        turns = [turn_of(goal, world) for goal in world.on(GoalLevel.STRATEGIC)]
        return {"turns": [(turn, turn.months(today)) for turn in turns]}

    def choice(self) -> list[Municipality]:
        return queries.municipalities_with_goals()

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.turns(context) if context["here"] else None


class Needs(TakeAway, RegisterPage):
    """Handlungsbedarfe and the goals they led to."""

    template_name = "governance/ziele/bedarfe.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        return {"needs": queries.needs_of(here)}

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.needs(context) if context["here"] else None


class GoalPage(DetailView):
    """One goal: who set it, what hangs below, its thread, its figures."""

    template_name = "governance/ziele/ziel.html"

    def get_queryset(self) -> Any:
        return Goal.objects.select_related("municipality__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        world, goal = _in_its_world(self.object)
        user = self.request.user
        return super().get_context_data(
            goal=goal,
            below=level_word(goal.level + 1, goal.municipality.labels)
            if goal.level < GoalLevel.OPERATIVE
            else "",
            thread=None if goal.level == GoalLevel.MISSION else thread_of(goal, world),
            panels=_panels(goal, user),
            may_edit=rules.may_edit(user, goal),
            breadcrumbs=[(_("Ziele"), _list_of(goal)), (goal.name, "")],
            **kwargs,
        )


class ThreadPaper(View):
    """The thread of one goal on one page of paper."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        goal = get_object_or_404(Goal.objects.select_related("municipality__region"), pk=pk)
        world, goal = _in_its_world(goal)
        context = {"goal": goal, "thread": thread_of(goal, world), "today": clock.today()}
        return pdf_or_print_page(
            request, "governance/ziele/faden_blatt.html", context, name=f"roter-faden-{goal.pk}"
        )


def _in_its_world(goal: Goal) -> tuple[queries.GoalWorld, Goal]:
    """The goals of its municipality, and this one among them with all that hangs on it."""
    world = queries.goal_world(goal.municipality)
    found = world.one(goal.pk)
    if found is None:
        raise Http404
    return world, found


def _panels(goal: Goal, user: Any) -> list[dict[str, Any]]:
    """What the floors above show of this goal."""
    panels = sorted(registries.goal_panels, key=lambda panel: panel.order)
    shown = [(panel.template, panel.context(goal, user)) for panel in panels]
    return [{"template": template, "values": values} for template, values in shown if values is not None]


def _list_of(goal: Goal) -> str:
    return f"{reverse('goals:list')}?kommune={goal.municipality.slug}"
