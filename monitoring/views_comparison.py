"""HTTP of the comparison page, of saved views and of one's own list of Kreise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.context import municipality_in_view
from dkbm.models import Municipality
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring.comparison import MOST
from monitoring.comparison_page import TABS, ComparisonPage, comparison_page
from monitoring.forms_events import SavedViewForm
from monitoring.knowledge import PARAMETER
from monitoring.models import SavedView
from monitoring.models.views import LONGEST_QUERY
from monitoring.picker import picked, picker
from monitoring.saved_view_page import made_of
from monitoring.services.saved_views import NameTaken, change_view, keep_peers, remove_view, save_view
from monitoring.views import Comparison
from projects.conflicts import compared

FORMER = "gebiet"


def place_of(request: HttpRequest, query: QueryDict) -> Municipality:
    """The municipality that is asked for, else the own one, else the first; 404 for an unknown one.

    Views that were saved in former days name it by its AGS.
    """
    rows = Municipality.objects.select_related("region")
    if query.get("kommune"):
        return get_object_or_404(rows, slug=query["kommune"])
    if query.get(FORMER):
        return get_object_or_404(rows, region__ags=query[FORMER])
    found = municipality_in_view(request) or rows.in_flyer_order().first()
    if found is None:
        raise Http404
    return found


class Compare(TakeAway, TemplateView):
    """„Kennzahlen vergleichen“. Public; without a question transfer managers see whom they accompany."""

    template_name = "monitoring/kennzahlen_vergleichen.html"
    names = ("kennzahlen", "vergleich", "zeit", "ansicht", "suche", PARAMETER)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asks = request.GET.keys() - {"als", PARAMETER}
        if not asks and may_anywhere(request.user, Permission.COMPARE):
            return Comparison.as_view()(request)
        self.here = place_of(request, request.GET)
        self.page = comparison_page(self.here, request.GET)
        if FORMER in request.GET and self.page.pages:
            return redirect(request.path + self.page.address(), permanent=True)
        if not self.page.pages:
            return render(request, "monitoring/ohne_kennzahlen.html", {"here": self.here})
        if len(request.GET.getlist("vergleich")) > 1 or len(request.GET.getlist("kennzahlen")) > 1:
            return redirect(request.path + picked(self.page.first, request, self.page.address))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, user = self.page, self.request.user
        return super().get_context_data(
            **shown(page, self.request),
            here=self.here,
            may_save=may(user, Permission.READ, self.here),
            places=Municipality.objects.select_related("region"),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.comparison(self.page)


def shown(page: ComparisonPage, request: HttpRequest) -> dict[str, Any]:
    """What the template of the comparison needs."""
    kept = [("kommune", page.municipality.slug), ("kennzahlen", ",".join(page.codes))]
    if page.years:
        kept.append(("zeit", "-".join(map(str, page.years))))
    if page.known_on:
        kept.append((PARAMETER, f"{page.known_on:%Y-%m-%d}"))
    return {
        "comparison": page,
        "page": page.first,
        "kept": kept,
        "known_on": page.known_on,
        "picker": picker(page.first, request, page.address),
        "tabs": [(name, page.address(ansicht=key if key != "verlauf" else ""), key) for key, name in TABS],
    }


class KeepPeers(LoginRequiredMixin, View):
    """Make the chosen Kreise one's own list."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        here = get_object_or_404(Municipality, slug=slug)
        keep_peers(municipality=here, by=request.user, codes=request.POST.getlist("kreis")[:MOST])
        messages.success(request, _("Gemerkt. „Meine Liste“ steht jetzt bei jeder Kennzahl zur Wahl."))
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        return redirect(target if safe else "monitoring:home")


class SavedViews(LoginRequiredMixin, TakeAway, TemplateView):
    """One's own saved views and those shared within the municipality in view."""

    template_name = "monitoring/ansichten.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here, user = municipality_in_view(self.request), self.request.user
        if here is None:
            raise PermissionDenied
        rows = SavedView.objects.filter(Q(owner=user) | Q(shared=True), municipality=here)
        return super().get_context_data(
            here=here, rows=rows.select_related("owner").order_by("name", "pk"), **kwargs
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.saved_views(context)


class SaveView(LoginRequiredMixin, View):
    """Save the comparison that the address shows."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.here = place_of(request, request.GET)
        if not may(request.user, Permission.READ, self.here):
            raise PermissionDenied
        self.query = comparison_page(self.here, request.GET).query[:LONGEST_QUERY]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(SavedViewForm(municipality=self.here))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SavedViewForm(request.POST, municipality=self.here)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            save_view(municipality=self.here, by=request.user, query=self.query, **form.cleaned_data)
        except NameTaken as taken:
            form.add_error("name", str(taken))
            return self._page(form, 422)
        messages.success(request, _("Gespeichert. Die Ansicht rechnet immer mit den neuesten Zahlen."))
        return redirect("monitoring:views")

    def _page(self, form: SavedViewForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.here, "query": self.query, "view": None}
        return render(self.request, "monitoring/ansicht.html", context, status=status)


class ViewPage(LoginRequiredMixin, View):
    """A saved view: one's own or shared within the own municipality; else 404."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = SavedView.objects.filter(Q(owner=request.user) | Q(shared=True))
        view = get_object_or_404(rows.select_related("municipality__region"), pk=pk)
        made, stand = made_of(view)
        context = {"view": view, "made": made, "stand": stand}
        return render(request, "monitoring/gespeicherte_ansicht.html", context)


class ViewEdit(LoginRequiredMixin, View):
    """Rename, share or remove one's own view; foreign = 404, another's in the own municipality = 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        rows = SavedView.objects.filter(Q(owner=request.user) | Q(shared=True))
        self.view = get_object_or_404(rows.select_related("municipality__region"), pk=kwargs["pk"])
        if self.view.owner_id != request.user.pk:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            if "loeschen" in request.POST:
                remove_view(view=self.view, by=request.user, version=form.cleaned_data["version"])
            else:
                change_view(view=self.view, by=request.user, **form.cleaned_data)
        except NameTaken as taken:
            form.add_error("name", str(taken))
            return self._page(form, 422)
        except Conflict as conflict:
            rows = compared(form, conflict.current)
            data = form.data.copy()
            data["version"] = conflict.current.version
            again = SavedViewForm(data, instance=conflict.current, municipality=self.view.municipality)
            return render(request, "konflikt.html", {"form": again, "rows": rows}, status=409)
        messages.success(request, _("Entfernt.") if "loeschen" in request.POST else _("Gespeichert."))
        return redirect("monitoring:views")

    def _form(self, data: Any = None) -> SavedViewForm:
        return SavedViewForm(data, instance=self.view, municipality=self.view.municipality)

    def _page(self, form: SavedViewForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.view.municipality, "query": self.view.query, "view": self.view}
        return render(self.request, "monitoring/ansicht.html", context, status=status)
