"""HTTP of the catalogue: search, definitions with their versions, own indicators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from dkbm.access.roles import Permission, may
from dkbm.context import municipality_asked, municipality_in_view
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring import queries_catalogue as catalogue
from monitoring.catalogue import THEMES
from monitoring.forms_catalogue import DefinitionForm, IndicatorForm, initial_of, printed_field
from monitoring.forms_filters import CatalogueFilter
from monitoring.knowledge import PARAMETER, asked_day
from monitoring.models import Indicator
from monitoring.services.own_indicators import IndicatorRefused, change_definition, create_indicator
from monitoring.views import ImportAllowed


class Catalogue(TakeAway, TemplateView):
    """„Kennzahlen“: what can be measured and what there are numbers for. Public."""

    template_name = "monitoring/katalog.html"
    names = (PARAMETER,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = municipality_asked(self.request)
        form = CatalogueFilter(self.request.GET)
        asked = {name: form.said.get(name, "") for name in form.fields}
        known_on = asked_day(self.request.GET)
        found = catalogue.themes(
            here, search=asked["suche"], letter=asked["thema"], data=asked["daten"], known_on=known_on
        )
        return super().get_context_data(
            here=here,
            known_on=known_on,
            found=found,
            total=sum(len(theme.entries) for theme in found),
            with_data=sum(entry.has_data for theme in found for entry in theme.entries),
            filter=form,
            may_write=may(self.request.user, Permission.COMMIT_IMPORT, here),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.catalogue(context)


class Definition(TemplateView):
    """The definition of an indicator with all its versions. Public, own ones for their municipality."""

    template_name = "monitoring/definition.html"

    def get_context_data(self, code: str, **kwargs: Any) -> dict[str, Any]:
        indicator = get_object_or_404(Indicator.objects.select_related("owner"), code=code)
        stages = catalogue.stages_of(indicator)
        if not stages:
            raise Http404
        version = stages[0].version
        return super().get_context_data(
            here=municipality_in_view(self.request),
            indicator=indicator,
            version=version,
            stages=stages,
            theme=THEMES.get(indicator.theme, ""),
            dimensions=catalogue.dimensions_of(version),
            numerator=[catalogue.readable(term) for term in version.numerator],
            denominator=[catalogue.readable(term) for term in version.denominator],
            may_write=may(self.request.user, Permission.COMMIT_IMPORT, indicator.owner_id),
            **kwargs,
        )


class IndicatorWriting(ImportAllowed):
    """Pages for people who may define indicators in the municipality in view."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = municipality_in_view(request)
        if request.user.is_authenticated and not may(request.user, Permission.COMMIT_IMPORT, here):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class IndicatorCreate(IndicatorWriting, FormView):
    """A municipality's own indicator."""

    template_name = "monitoring/kennzahl_neu.html"
    form_class = IndicatorForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "municipality": self.municipality}

    def form_valid(self, form: IndicatorForm) -> HttpResponse:
        try:
            indicator = create_indicator(
                municipality=self.municipality, by=self.request.user, **form.cleaned_data
            )
        except IndicatorRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("Die Kennzahl ist angelegt und wird gerade berechnet."))
        return redirect("monitoring:definition", indicator.code)

    def form_invalid(self, form: IndicatorForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DefinitionChange(LoginRequiredMixin, FormView):
    """A new version of an own indicator's definition."""

    template_name = "monitoring/kennzahl_neu.html"
    form_class = DefinitionForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        rows = Indicator.objects.select_related("owner__region")
        self.indicator = get_object_or_404(rows, code=kwargs["code"])
        if not may(request.user, Permission.COMMIT_IMPORT, self.indicator.owner_id):
            raise PermissionDenied
        self.version = self.indicator.versions.order_by("-number").first()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "municipality": self.indicator.owner}

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.version, self.indicator.owner)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(indicator=self.indicator, version=self.version, **kwargs)

    def form_valid(self, form: DefinitionForm) -> HttpResponse:
        try:
            change_definition(indicator=self.indicator, by=self.request.user, **form.cleaned_data)
        except IndicatorRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(
            self.request, _("Die neue Fassung gilt. Die bisherige bleibt mit ihren Werten stehen.")
        )
        return redirect("monitoring:definition", self.indicator.code)

    def form_invalid(self, form: DefinitionForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _conflict(self, form: DefinitionForm, current: Any) -> HttpResponse:
        theirs = DefinitionForm(
            initial=initial_of(current, self.indicator.owner), municipality=self.indicator.owner
        )
        data = form.data.copy()
        data["number"] = current.number
        again = DefinitionForm(data, municipality=self.indicator.owner)
        return render(
            self.request, "konflikt.html", {"form": again, "rows": differing(form, theirs)}, status=409
        )


def differing(form: DefinitionForm, theirs: DefinitionForm) -> list[tuple[Any, str, str]]:
    """(label, yours, saved now) of every field that differs."""
    rows = [
        (field.label, printed_field(field), printed_field(theirs[field.name]))
        for field in form
        if not field.is_hidden
    ]
    return [row for row in rows if row[1] != row[2]]
