"""HTTP of publishing own statistics: list, check, decision, files, protection rules, the public page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from dkbm.access.roles import Permission, may
from dkbm.models import Municipality
from dkbm.services import Conflict, require
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists, services
from monitoring import queries_publication as queries
from monitoring.forms_publication import HoldingForm, ProtectionRuleForm, PublicationForm
from monitoring.knowledge import asked_day, end_of
from monitoring.models import Publication, PublicationState, PublishedCell, RawHolding, Source
from monitoring.publication_page import FILES, entries_of, figures_of, in_words, what_to_do
from monitoring.queries import visible_runs
from monitoring.queries_released import open_rows
from monitoring.services.protection import may_hold_protected
from monitoring.views import ImportAllowed
from projects.conflicts import compared


def day(moment: Any) -> str:
    """„12.03.2026“, „“ for None."""
    return timezone.localtime(moment).strftime("%d.%m.%Y") if moment else ""


class PublicationList(ImportAllowed, TakeAway, TemplateView):
    """Publications of the municipality in view, the rule of each source, who may hold protected numbers."""

    template_name = "monitoring/veroeffentlichungen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here, user = self.municipality, self.request.user
        return super().get_context_data(
            here=here,
            rows=queries.publications_of(here)[:100],
            sources=queries.own_sources(here),
            holding=RawHolding.objects.filter(municipality=here).select_related("confirmed_by").first(),
            may_hold=may_hold_protected(here),
            may_publish=may(user, Permission.COMMIT_IMPORT, here),
            may_confirm=may(user, Permission.SHARE, here),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.publications(context)


class PublicationCreate(ImportAllowed, View):
    """Choose what goes out together; the check shows a preview, nothing is published yet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(PublicationForm(sources=self._sources()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PublicationForm(request.POST, sources=self._sources())
        if not form.is_valid():
            return self._page(form, 422)
        chosen = Source.objects.filter(pk__in=form.cleaned_data.pop("sources"))
        made = services.request_publication(
            **form.cleaned_data,
            sources=chosen,
            municipality=self.municipality,
            by=request.user,
            as_preview=True,
        )
        return redirect("monitoring:publication", made.pk)

    def _sources(self) -> list[queries.OwnSource]:
        require(self.request.user, Permission.COMMIT_IMPORT, self.municipality)
        return queries.own_sources(self.municipality)

    def _page(self, form: PublicationForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.municipality, "sources": self._sources()}
        return render(self.request, "monitoring/veroeffentlichung_neu.html", context, status=status)


class OnePublication(LoginRequiredMixin):
    """Pages of one publication: foreign = 404, `needs` the right."""

    needs = Permission.IMPORT

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        rows = Publication.objects.defer("content").select_related("municipality__region", "job")
        self.publication = get_object_or_404(rows, pk=kwargs["pk"])
        self.municipality = self.publication.municipality
        if not may(request.user, self.needs, self.municipality):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def cells(self) -> list[Any]:
        """Printed places of the publication."""
        return list(self.publication.cells.all())


class PublicationDetail(OnePublication, View):
    """What a publication prints or would print, why it was refused, and what can be done."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page()

    def page(self, secrets: Any = None) -> HttpResponse:
        row, user = self.publication, self.request.user
        entries = entries_of(self.cells(), secrets)
        context = {
            "publication": row,
            "here": self.municipality,
            "figures": figures_of(entries, self.municipality, day(row.published_at)),
            "printed": sum(e.row.value is not None for e in entries),
            "left_out": sum(e.row.value is None for e in entries),
            "secrets": None if secrets is None else [e for e in entries if e.secret is not None],
            "reason": in_words(row.reason, row),
            "steps": what_to_do(row.kind) if row.state == PublicationState.REFUSED else [],
            "looks": queries.looks_at(row),
            "files": list(FILES),
            "may_publish": may(user, Permission.COMMIT_IMPORT, self.municipality),
            "may_look": may(user, Permission.SEE_RAW, self.municipality) and row.state != "checking",
        }
        return render(self.request, "monitoring/veroeffentlichung.html", context)


class PublicationDeed(OnePublication, View):
    """Publish what was checked, or throw it away."""

    http_method_names = ("post",)
    needs = Permission.COMMIT_IMPORT
    deed = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            getattr(services, self.deed)(publication=self.publication, by=request.user)
        except services.NotNow:
            messages.error(request, _("Das geht jetzt nicht: Der Stand hat sich inzwischen geändert."))
        else:
            if self.deed == "drop_publication":
                messages.success(request, _("Verworfen. Es ist nichts hinausgegangen."))
                return redirect("monitoring:publications")
        return redirect("monitoring:publication", pk)


class PublicationSecrets(PublicationDetail):
    """The protected values, for the Statistikstelle; every look is on record."""

    http_method_names = ("post",)
    needs = Permission.SEE_RAW

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        response = self.page(services.look_behind(publication=self.publication, by=request.user))
        response["Cache-Control"] = "no-store"
        return response


class PublicationFile(OnePublication, View):
    """What a publication prints as CSV, XLSX or JSON."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, pk: int, file: str) -> HttpResponse:
        if file not in FILES:
            raise Http404
        stand = day(self.publication.published_at) or _("noch nicht veröffentlicht")
        return FILES[file](entries_of(self.cells()), self.municipality, stand)


class RulePage(ImportAllowed, View):
    """The protection rule of a source."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.source_pk = kwargs["source"]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, source: int) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, source: int) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            services.keep_rule(
                municipality=self.municipality, source=self.own.source, by=request.user, **form.cleaned_data
            )
        except Conflict as conflict:
            rows = compared(form, conflict.current)
            return render(request, "konflikt.html", {"form": self._again(conflict), "rows": rows}, status=409)
        messages.success(request, _("Gespeichert. Die Regel gilt ab der nächsten Veröffentlichung."))
        return redirect("monitoring:publications")

    def _form(self, data: Any = None, instance: Any = None) -> ProtectionRuleForm:
        require(self.request.user, Permission.COMMIT_IMPORT, self.municipality)
        sources = {own.source.pk: own for own in queries.own_sources(self.municipality)}
        if self.source_pk not in sources:
            raise Http404
        self.own = sources[self.source_pk]
        return ProtectionRuleForm(
            data,
            instance=instance or self.own.rule,
            municipality=self.municipality,
            dimensions=self.own.dimensions,
        )

    def _again(self, conflict: Conflict) -> ProtectionRuleForm:
        data = self.request.POST.copy()
        data["version"] = conflict.current.version
        return self._form(data, conflict.current)

    def _page(self, form: ProtectionRuleForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.municipality, "own": self.own}
        return render(self.request, "monitoring/schutzregel.html", context, status=status)


class HoldingPage(ImportAllowed, View):
    """Who may hold protected small numbers where there is no Statistikstelle."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            services.confirm_holding(municipality=self.municipality, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            rows = compared(form, conflict.current)
            data = request.POST.copy()
            data["version"] = conflict.current.version
            again = HoldingForm(data, instance=conflict.current, municipality=self.municipality)
            return render(request, "konflikt.html", {"form": again, "rows": rows}, status=409)
        messages.success(
            request, _("Bestätigt. Dateien mit geschützten kleinen Zahlen lassen sich übernehmen.")
        )
        return redirect("monitoring:publications")

    def _form(self, data: Any = None) -> HoldingForm:
        require(self.request.user, Permission.SHARE, self.municipality)
        row = RawHolding.objects.filter(municipality=self.municipality).first()
        row = row or RawHolding(municipality=self.municipality)
        return HoldingForm(data, instance=row, municipality=self.municipality)

    def _page(self, form: HoldingForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.municipality}
        return render(self.request, "monitoring/aufbewahrung.html", context, status=status)


class OwnFigures(TemplateView):
    """What a municipality published of its own statistics; readers see what is meant for them."""

    template_name = "monitoring/eigene_zahlen.html"

    def get_context_data(self, slug: str, **kwargs: Any) -> dict[str, Any]:
        here = get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
        known_on = asked_day(self.request.GET)
        moment = end_of(known_on)
        stand = day(queries.published_on(here, moment))
        entries = entries_of(queries.published_cells(here, moment))
        return super().get_context_data(
            here=here,
            figures=figures_of(entries, here, stand),
            stand=stand,
            files=list(FILES),
            known_on=known_on,
            **kwargs,
        )


class OwnFiguresFile(View):
    """The published own statistics as CSV, XLSX or JSON."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, slug: str, file: str) -> HttpResponse:
        here = get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
        if file not in FILES:
            raise Http404
        moment = end_of(asked_day(request.GET))
        stand = day(queries.published_on(here, moment)) or "unbekannt"
        return FILES[file](entries_of(queries.published_cells(here, moment)), here, stand)


class PublishedOrigin(TemplateView):
    """„Woher kommt diese Zahl?“ of a published own count: publication, sheet, person, earlier publications."""

    template_name = "monitoring/herkunft_eigen.html"

    def get_context_data(self, cell: int, **kwargs: Any) -> dict[str, Any]:
        rows = PublishedCell.objects.select_related("publication__municipality__region")
        row = get_object_or_404(rows, pk=cell)
        here, user = row.publication.municipality, self.request.user
        if row.publication.state != PublicationState.PUBLISHED and not may(user, Permission.IMPORT, here):
            raise PermissionDenied
        observations, again = queries.behind(row), queries.printed_again(row)
        return super().get_context_data(
            here=here,
            publication=row.publication,
            entry=entries_of([row])[0],
            # one place: its entries keep the order of the publications
            printed=list(zip(again, entries_of(again), strict=True)),
            observations=observations,
            open_rows=open_rows(observations, user),
            own_runs=visible_runs(observations),
            is_own=may(user, Permission.READ, here),
            may_import=may(user, Permission.IMPORT, here),
            **kwargs,
        )
