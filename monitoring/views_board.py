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
from monitoring import board_file
from monitoring.board_figures import cliffs, multiples
from monitoring.board_page import board, heat
from monitoring.board_pair import pair
from monitoring.charts.multiples import HEIGHT, WIDTH, height_of
from monitoring.queries_board import Place, places
from monitoring.sustainability.catalogue import Dimension
from monitoring.sustainability.degree import STABLE, WATCH
from monitoring.talk_page import talk

A_PAGE = 40
FAMILIES = {
    "personal": Dimension.POSTS,
    "finanzen": Dimension.MONEY,
    "regelstruktur": Dimension.STRUCTURES,
    "legitimation": Dimension.MANDATE,
    "steuerung": Dimension.STEERING,
    "diskurs": Dimension.DISCOURSE,
}
SIDES = 2


class OfAgency(LoginRequiredMixin):
    """Pages for people of an agency."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not may_anywhere(request.user, Permission.COMPARE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Listed(OfAgency, TemplateView):
    """A page over all municipalities, or those that the search finds, some at a time."""

    tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = self.request.GET.get("suche", "").strip()[:100]
        everybody = places()
        found = everybody if not search else places(search)
        page = Paginator(found, A_PAGE).get_page(self.request.GET.get("seite"))
        return super().get_context_data(
            tab=self.tab,
            search=search,
            page=page,
            number=len(everybody),
            sharing=sum(place.shares for place in everybody),
            **self.values(list(page), everybody),
            **kwargs,
        )

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        """What the page says of the municipalities shown."""
        raise NotImplementedError


class Board(Listed):
    """Module, topic, agreement, contact; light, next date and changes of those who share."""

    template_name = "monitoring/board/tafel.html"
    tab = "list"

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        return {"rows": board(shown)}


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


class Courses(Listed):
    """The course of one family in small drawings."""

    template_name = "monitoring/board/verlauf.html"
    tab = "courses"

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        chosen = self.request.GET.get("bereich", "")
        chosen = chosen if chosen in FAMILIES else next(iter(FAMILIES))
        return {
            "chosen": chosen,
            "family": FAMILIES[chosen].value,
            "families": [(key, family.value) for key, family in FAMILIES.items()],
            "multiples": multiples(shown, FAMILIES[chosen]),
            "size": (WIDTH, HEIGHT),
            "lines": [height_of(int(STABLE)), height_of(int(WATCH))],
        }


class CliffTable(Listed):
    """What falls away where and when."""

    template_name = "monitoring/board/wegfall.html"
    tab = "cliffs"

    def values(self, shown: list[Place], everybody: list[Place]) -> dict[str, Any]:
        return {"cliffs": cliffs(shown, everybody, clock.today())}


class PairPage(OfAgency, TemplateView):
    """Any two municipalities side by side; the choice stands in the address."""

    template_name = "monitoring/board/vergleich.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = {place.municipality.slug: place for place in places() if place.municipality}
        asked = [self.request.GET.get(name, "") for name in ("a", "b")]
        chosen = [choices[slug] for slug in asked if slug in choices]
        same = len(chosen) == SIDES and chosen[0] is chosen[1]
        return super().get_context_data(
            tab="pair",
            choices=choices,
            asked=asked,
            same=same,
            unknown=any(slug and slug not in choices for slug in asked),
            pair=pair(chosen) if len(chosen) == SIDES and not same else None,
            **kwargs,
        )


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
