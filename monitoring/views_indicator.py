"""HTTP of the indicator page, its downloads and the target form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.models import Municipality
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway, address_of
from dkbm.views import OwnMunicipality
from monitoring import indicator_words as words
from monitoring import lists
from monitoring.forms_targets import TargetForm
from monitoring.indicator_figures import comparison_figure, development_figure, map_figure, table_figure
from monitoring.indicator_files import FILES
from monitoring.indicator_page import POINTS, TABS, IndicatorPage, indicator_page
from monitoring.knowledge import PARAMETER
from monitoring.models import Indicator, Target
from monitoring.picker import picked, picker
from monitoring.queries_relations import goals_measured_by, reports_with
from monitoring.queries_released import entered_values
from monitoring.readers.footer import remarks_about
from monitoring.services.targets import keep_target, remove_target
from projects.conflicts import compared

FIGURES = {"verlauf": development_figure, "vergleich": comparison_figure, "tabelle": table_figure}


def page_or_404(request: HttpRequest, slug: str, code: str) -> IndicatorPage:
    """The page of this municipality and indicator as the query string asks for it."""
    municipality = get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
    page = indicator_page(municipality, code, request.GET)
    if page is None:
        raise Http404
    return page


def query_of(page: IndicatorPage, **changes: str) -> str:
    """„?ansicht=karte&vergleich=land“: the state of the page, only what differs from the default."""
    state = {
        "ansicht": page.tab if page.tab != "verlauf" else "",
        "vergleich": ",".join(page.choice.words) or "ohne",
        "karte": page.drawing if page.tab == "karte" else "",
        "zeit": page.wanted_period if page.wanted_period in page.periods else "",
        "stand": f"{page.view.known_on:%Y-%m-%d}" if page.view.known_on else "",
    } | changes
    if state["vergleich"] == "land,bund":
        state["vergleich"] = ""
    said = {key: value for key, value in state.items() if value}
    return f"?{urlencode(said, safe=',')}" if said else ""


class IndicatorDetail(TakeAway, TemplateView):
    """The indicator page in the binding order. Public: official figures are public everywhere."""

    template_name = "monitoring/indikator.html"
    names = ("ansicht", "vergleich", "karte", "zeit", "suche", PARAMETER)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.indicator(context["page"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(request.GET.getlist("vergleich")) > 1:
            page = page_or_404(request, kwargs["slug"], kwargs["code"])
            target = picked(page, request, lambda **changes: query_of(page, **changes))
            return redirect(request.path + target)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = page_or_404(self.request, kwargs["slug"], kwargs["code"])
        here = [page.municipality.slug, page.version.indicator.code]
        address = self.request.build_absolute_uri(reverse("monitoring:indicator", args=here))
        own_picture = (
            {"map": map_figure(page)} if page.tab == "karte" else {"figure": FIGURES[page.tab](page)}
        )
        return super().get_context_data(
            page=page,
            known_on=page.view.known_on,
            kept=[(PARAMETER, f"{page.view.known_on:%Y-%m-%d}")] if page.view.known_on else [],
            words=_words(page, address),
            tabs=[(name, query_of(page, ansicht=key if key != "verlauf" else ""), key) for key, name in TABS],
            files=_files(page),
            paper=address_of(self.request, form="pdf"),
            query=query_of(page),
            drawings=_drawings(page),
            entered=entered_values(page.version, page.view.snapshot, page.region.ags, self.request.user),
            remarks=remarks_about(page.version.source.notes, page.peers.land.name) if page.peers.land else [],
            goals=goals_measured_by(page.version.indicator, page.municipality),
            reports=reports_with(page.version.indicator, page.municipality),
            may_target=may(self.request.user, Permission.EDIT_TARGETS, page.municipality),
            picker=picker(page, self.request, lambda **changes: query_of(page, **changes)),
            **own_picture,
            **kwargs,
        )


def _drawings(page: IndicatorPage) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is shown) of the two ways to draw the map."""
    return [
        (_("Flächen"), query_of(page, karte=""), not page.drawing),
        (_("Punkte"), query_of(page, karte=POINTS), page.drawing == POINTS),
    ]


def _files(page: IndicatorPage) -> list[tuple[str, str]]:
    """Names and addresses of the downloads; no picture where there is nothing to draw."""
    here = [page.municipality.slug, page.version.indicator.code]
    names = [name for name in FILES if page.with_data or name != "bild.svg"]
    return [(name, reverse("monitoring:indicator-file", args=[*here, name])) for name in names]


def _words(page: IndicatorPage, address: str) -> dict[str, Any]:
    return {
        "title": words.title(page),
        "lead": words.lead(page),
        "facts": words.facts(page),
        "knowing": words.knowing(page),
        "reckoning": words.reckoning(page),
        "badges": words.badges(page),
        "citation": words.citation(page, address + query_of(page), clock.today().strftime("%d.%m.%Y")),
    }


class IndicatorFile(View):
    """One download of the page: CSV (tidy, wide), XLSX, JSON, SVG."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, slug: str, code: str, file: str) -> HttpResponse:
        if file not in FILES:
            raise Http404
        return FILES[file](page_or_404(request, slug, code))


class TargetPage(OwnMunicipality, FormView):
    """Ausgangswert and target of the own municipality for an indicator."""

    needs = Permission.EDIT_TARGETS
    template_name = "monitoring/zielwert.html"
    form_class = TargetForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.indicator = Indicator.objects.filter(code=kwargs["code"]).first()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.indicator is None:
            raise Http404
        row = Target.objects.filter(municipality=self.municipality, indicator=self.indicator).first()
        row = row or Target(municipality=self.municipality, indicator=self.indicator)
        page = page_or_404(self.request, self.municipality.slug, self.indicator.code)
        self.version = page.version
        initial = {} if row.pk or not page.points else dict(_baseline(page))
        return {
            **super().get_form_kwargs(),
            "instance": row,
            "municipality": self.municipality,
            "initial": initial,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            municipality=self.municipality, version=self.version, has_target=bool(form.instance.pk), **kwargs
        )

    def form_valid(self, form: TargetForm) -> HttpResponse:
        try:
            if "loeschen" in self.request.POST:
                remove_target(
                    target=form.instance, by=self.request.user, version=form.cleaned_data["version"]
                )
            else:
                keep_target(
                    municipality=self.municipality,
                    indicator=self.indicator,
                    by=self.request.user,
                    **form.cleaned_data,
                )
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(self.request, _("Gespeichert. Die Kennzahl zeigt den Weg zum Ziel."))
        return redirect("monitoring:indicator", self.municipality.slug, self.indicator.code)

    def _conflict(self, form: TargetForm, current: Target) -> HttpResponse:
        rows = compared(form, current)
        data = form.data.copy()
        data["version"] = current.version
        again = TargetForm(data, instance=current, municipality=self.municipality)
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)


def _baseline(page: IndicatorPage) -> tuple[tuple[str, Any], ...]:
    """The newest value as the proposed Ausgangswert."""
    period, value = page.points[-1]
    return (("baseline_period", period), ("baseline", round(value, page.version.decimals)))
