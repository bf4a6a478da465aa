"""HTTP across municipalities: for people of an agency only, and only what each municipality shares."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.generic import TemplateView, View

from dkbm import clock
from dkbm.access.roles import Permission, may_anywhere
from dkbm.ui.downloads import CSV_TYPE
from dkbm.ui.filters import FilterForm
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import board_file, lists
from monitoring.board_figures import cliffs, multiples
from monitoring.board_page import board, heat
from monitoring.board_pair import pair
from monitoring.charts.multiples import HEIGHT, WIDTH, height_of
from monitoring.forms_filters import FAMILIES, BoardFilter, CourseFilter
from monitoring.queries_board import Place, places
from monitoring.sustainability.degree import STABLE, WATCH
from monitoring.talk_page import talk

A_PAGE = 40
SIDES = ("links", "rechts")


class OfAgency(LoginRequiredMixin):
    """Pages for people of an agency."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not may_anywhere(request.user, Permission.COMPARE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Listed(OfAgency, TakeAway, TemplateView):
    """A page over all municipalities, or those that the search finds, some at a time; in files all of them."""

    tab = ""
    names = ("seite",)
    form_class: type[FilterForm] = BoardFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.filter = self.form_class(self.request.GET)
        search = self.filter.said.get("suche", "")
        everybody = places()
        found = everybody if not search else places(search)
        page = Paginator(found, A_PAGE).get_page(self.request.GET.get("seite"))
        return super().get_context_data(
            tab=self.tab,
            filter=self.filter,
            search=search,
            found=found,
            everybody=everybody,
            page=page,
            number=len(everybody),
            sharing=sum(place.shares for place in everybody),
            **self.values(list(page), everybody),
            **kwargs,
        )

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        """What the page says of the municipalities shown."""
        raise NotImplementedError

    def whole(self, context: dict[str, Any]) -> dict[str, Any]:
        """The context with what the page would say of all municipalities found, as „whole“."""
        return {**context, "whole": self.values(context["found"], context["everybody"])}


class Board(Listed):
    """Module, topic, agreement, contact; light, next date and changes of those who share."""

    template_name = "monitoring/board/tafel.html"
    tab = "list"

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        return {"rows": board(shown)}

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.board(context)


class BoardFile(OfAgency, View):
    """The same as a file, read part by part while it is sent."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        search = request.GET.get("suche", "").strip()[:100]
        answer = StreamingHttpResponse(board_file.parts(request.user, search), content_type=CSV_TYPE)
        answer["Content-Disposition"] = f'attachment; filename="kommunen-{clock.today():%Y-%m-%d}.csv"'
        return answer


class HeatTable(Listed):
    """Municipalities x the seven core components."""

    template_name = "monitoring/board/kernkomponenten.html"
    tab = "heat"

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        return {"heat": heat(shown, everybody)}

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.heat(self.whole(context))


class Courses(Listed):
    """The course of one family in small drawings."""

    template_name = "monitoring/board/verlauf.html"
    tab = "courses"
    form_class = CourseFilter

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        chosen = self.filter.said.get("bereich", next(iter(FAMILIES)))
        return {
            "chosen": chosen,
            "family": FAMILIES[chosen].value,
            "families": [(key, family.value) for key, family in FAMILIES.items()],
            "multiples": multiples(shown, FAMILIES[chosen]),
            "size": (WIDTH, HEIGHT),
            "lines": [height_of(int(STABLE)), height_of(int(WATCH))],
        }

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.board_courses(self.whole(context))


class CliffTable(Listed):
    """What falls away where and when."""

    template_name = "monitoring/board/wegfall.html"
    tab = "cliffs"

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        return {"cliffs": cliffs(shown, everybody, clock.today())}

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.cliffs(self.whole(context))


class PairPage(OfAgency, TakeAway, TemplateView):
    """Any two municipalities side by side; the choice stands in the address."""

    template_name = "monitoring/board/vergleich.html"
    names = SIDES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = {place.municipality.slug: place for place in places() if place.municipality}
        asked = [self.request.GET.get(name, "") for name in SIDES]
        chosen = [choices[slug] for slug in asked if slug in choices]
        same = len(chosen) == len(SIDES) and chosen[0] is chosen[1]
        return super().get_context_data(
            tab="pair",
            choices=choices,
            asked=asked,
            same=same,
            unknown=any(slug and slug not in choices for slug in asked),
            pair=pair(chosen) if len(chosen) == len(SIDES) and not same else None,
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.pair(context) if context["pair"] else None


class TalkPage(OfAgency, TemplateView):
    """Gesprächsvorbereitung: one municipality on one page, to be printed."""

    template_name = "monitoring/board/gespraech.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = (p for p in places() if p.municipality and p.municipality.slug == kwargs["slug"])
        place = next(found, None)
        if place is None or place.municipality is None:
            raise Http404
        address = f"/kommunen/{place.municipality.slug}/freigabe/"
        return super().get_context_data(
            place=place,
            today=clock.today(),
            talk=talk(place, clock.today(), self.request.user),
            sharing_url=self.request.build_absolute_uri(address),
            **kwargs,
        )
