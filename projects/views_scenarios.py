"""What-if pages: suppose something, see what comes of it, keep it, compare two."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm import clock
from dkbm.access.roles import Permission, may_anywhere
from dkbm.context import municipality_in_view, role_label
from dkbm.numbers import format_german
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from projects import lists, rules, services_scenarios
from projects import queries_scenarios as queries
from projects.figures_scenarios import scenario_figures
from projects.forms_scenarios import Draft, KeepForm, draft_of
from projects.models import Scenario
from projects.scenarios import Outcome, work_out
from projects.scenarios.figure import Course
from projects.scenarios.summary import key_figures
from projects.scenarios.words import NOTHING
from projects.services_scenarios import WorkedOut
from projects.views_resources import ResourcePage

BASE = gettext_lazy("Ohne Entscheidung")
UNSAVED, CHANGED = 422, 409


def shown(courses: list[Course], today: Any, stand: str = "") -> dict[str, Any]:
    """Key figures, drawings and cliffs of courses that stand side by side."""
    return {
        "courses": courses,
        "lines": key_figures(courses, today),
        "figures": scenario_figures(courses, stand),
    }


class ScenarioList(TakeAway, ResourcePage):
    """The kept scenarios of a municipality, to quote and to compare."""

    template_name = "projects/szenarien.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=list(queries.kept_scenarios(self.here)), **kwargs)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.scenarios(context)


class OwnPage(ResourcePage):
    """A page that works with all records of a municipality: for its own people only."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            here = municipality_in_view(request)
            if here is None:
                if may_anywhere(request.user, Permission.COMPARE):
                    raise PermissionDenied
                raise Http404
            self.here = here
        return LoginRequiredMixin.dispatch(self, request, *args, **kwargs)


class ScenarioDraft(OwnPage):
    """Assumptions in the address, the result below them; sent, it is kept."""

    template_name = "projects/szenario_neu.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(request.GET)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rules.check_editing(request.user, self.here.pk, Permission.EDIT_RESOURCES)
        keep = KeepForm(request.POST)
        typed = QueryDict(request.POST.get("query", "")[:4000])
        today = clock.today()
        draft = draft_of(typed, queries.stock_of(self.here, today))
        if not (keep.is_valid() and draft.is_valid):
            return self._page(typed, keep, status=UNSAVED)
        values = {**keep.cleaned_data, "token": str(keep.cleaned_data["token"]), "query": draft.query}
        try:
            kept = services_scenarios.keep_scenario(
                municipality=self.here,
                overrides=draft.overrides,
                assumption=draft.turnover.assumption,
                today=today,
                by=request.user,
                **values,
            )
        except Conflict:
            return self._page(typed, keep, status=CHANGED, is_changed=True)
        except ValidationError as error:
            keep.add_error(None, error.messages)
            return self._page(typed, keep, status=UNSAVED)
        return redirect(kept)

    def _page(self, typed: Any, keep: KeepForm | None = None, status: int = 200, **more: Any) -> HttpResponse:
        today = clock.today()
        stock = queries.stock_of(self.here, today)
        draft = draft_of(typed, stock)
        context = {
            "draft": draft,
            "is_empty": not (stock.posts or stock.grants or stock.lines),
            "own_turnover": self._turnover(stock.posts, today),
            **more,
        }
        if draft.is_valid:
            found = services_scenarios.worked_out(stock, draft.overrides, draft.turnover.assumption, today)
            context |= {"found": found, **shown(self._courses(draft, found), today)}
            context["keep"] = self._keep_form(keep, draft, queries.fingerprint(stock, today))
        answer = self.render_to_response(self.get_context_data(**context))
        answer.status_code = status
        return answer

    def _courses(self, draft: Draft, found: WorkedOut) -> list[Course]:
        base = Course(str(BASE), found.base, () if draft.overrides else found.band)
        supposed = [Course(_("Mit diesen Annahmen"), found.outcome, found.band)] if draft.overrides else []
        return [base, *supposed]

    def _turnover(self, posts: Any, today: Any) -> str:
        share = queries.own_turnover(self.here, posts, today)
        return "" if share is None else format_german(share * 100, 1)

    def _keep_form(self, sent: KeepForm | None, draft: Draft, seen: str) -> KeepForm | None:
        """The form with what was typed; what it saw is what the page shows now."""
        if not rules.may_edit_resources(self.request.user, self.here):
            return None
        if sent is not None:
            data = sent.data.copy()
            data["seen"] = seen
            again = KeepForm(data)
            again.is_valid()
            return again
        start = {"query": draft.query, "token": uuid4(), "seen": seen}
        return KeepForm(
            initial={**start, "function": role_label(self.request.user, self.here), "audience": 0}
        )


class ScenarioPage(ResourcePage):
    """One kept scenario, as it was."""

    template_name = "projects/szenario.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            rows = Scenario.objects.select_related("municipality__region")
            self.scenario = get_object_or_404(rows, pk=kwargs["pk"])
            self.here = self.scenario.municipality
        return LoginRequiredMixin.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.scenario
        kept = Course(row.title, row.outcome, row.band)
        courses = [kept] if row.base == kept.outcome else [Course(str(BASE), row.base), kept]
        return super().get_context_data(
            row=row, **shown(courses, row.kept_on, f"{row.kept_on:%d.%m.%Y}"), **kwargs
        )


class ScenarioComparison(OwnPage):
    """Two scenarios side by side: `?links=3&rechts=5`; without a number, the records of today."""

    template_name = "projects/szenarien_vergleich.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        chosen = {side: self.request.GET.get(side, "") for side in ("links", "rechts")}
        try:
            pair = queries.pair_of(self.here, chosen["links"], chosen["rechts"])
        except Scenario.DoesNotExist as missing:
            raise Http404 from missing
        rows = list(queries.kept_scenarios(self.here))
        context = {"rows": rows, "pair": pair, "chosen": chosen}
        if pair.left or pair.right:
            courses = [_course(row, self._today_outcome) for row in (pair.left, pair.right)]
            context |= {"both": list(map(_side, courses, (pair.left, pair.right))), **shown(courses, today)}
        return super().get_context_data(**context, **kwargs)

    def _today_outcome(self) -> Outcome:
        today = clock.today()
        return work_out(queries.stock_of(self.here, today), (), today)


def _course(row: Scenario | None, today_outcome: Any) -> Course:
    if row is None:
        return Course(_("Heute, ohne Entscheidung"), today_outcome())
    return Course(str(row), row.outcome, row.band)


def _side(course: Course, row: Scenario | None) -> dict[str, Any]:
    """What stands above the results: the name, the scenario and what it supposes."""
    return {"name": course.name, "scenario": row, "sentences": row.content["sentences"] if row else [NOTHING]}
