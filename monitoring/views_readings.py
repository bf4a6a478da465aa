"""HTTP of Verstetigung: the overview, the „Warum?“ of each indicator, its thresholds, what was kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from dkbm.views import OwnMunicipality
from monitoring import lists
from monitoring import sustainability_page as pages
from monitoring.forms_readings import ThresholdForm
from monitoring.models import IndicatorThreshold
from monitoring.queries_readings import course_of, own_thresholds, picture_of
from monitoring.record_links import Links
from monitoring.services import readings
from monitoring.sustainability import words
from monitoring.sustainability.catalogue import BY_CODE


class Sustainability(OwnMunicipality, TakeAway, TemplateView):
    """Would it survive the end of the programme, why, and what to do next."""

    needs = Permission.READ
    template_name = "monitoring/verstetigung.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picture = picture_of(self.municipality, clock.today())
        kept = [row for row in course_of(self.municipality) if row.day < picture.day]
        links = Links(self.municipality, self.request.user)
        steps = pages.steps(picture, links)
        stock, shrunk = pages.stock_words(picture)
        return super().get_context_data(
            municipality=self.municipality,
            whole=picture.whole,
            day=picture.day,
            light=words.LIGHT_KEYS[picture.whole.light],
            answer=words.answer(picture.whole),
            degree=words.degree_words(picture.whole),
            caps=words.cap_words(picture.whole),
            coverage=words.share_text(picture.whole.coverage),
            computable=words.computable_words(picture.rows),
            stock=stock,
            shrunk=shrunk,
            families=pages.families(picture),
            radar=pages.radar_figure(picture, kept[-1] if kept else None),
            steps=steps[: pages.FIRST_STEPS],
            more_steps=steps[pages.FIRST_STEPS :],
            missing=pages.missing_rows(picture, links),
            may_keep=may(self.request.user, Permission.EDIT_RESOURCES, self.municipality),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.readings(context)


class Why(OwnMunicipality, TakeAway, TemplateView):
    """One indicator: formula with the municipality's own numbers, the very records, what is missing, the course."""

    needs = Permission.READ
    template_name = "monitoring/verstetigung_warum.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = kwargs["code"]
        if code not in BY_CODE:
            raise Http404
        picture = picture_of(self.municipality, clock.today())
        links = Links(self.municipality, self.request.user)
        return super().get_context_data(
            municipality=self.municipality,
            day=picture.day,
            **pages.why(picture, code, links),
            course=pages.course_figure(picture, code, course_of(self.municipality)),
            steps=pages.steps(picture, links, code)[: pages.FIRST_STEPS],
            may_set=may(self.request.user, Permission.EDIT_TARGETS, self.municipality),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.why(context)


class Course(OwnMunicipality, TakeAway, TemplateView):
    """All that was kept, newest first."""

    needs = Permission.READ
    template_name = "monitoring/verstetigung_verlauf.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = course_of(self.municipality)
        return super().get_context_data(
            municipality=self.municipality,
            figure=pages.degree_figure(kept),
            may_keep=may(self.request.user, Permission.EDIT_RESOURCES, self.municipality),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.course(context)


class KeepReadings(OwnMunicipality, View):
    """Keep today's readings, for whoever may change the records behind them."""

    needs = Permission.EDIT_RESOURCES
    http_method_names = ("post",)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        readings.request_assessment(municipality=self.municipality, by=request.user)
        messages.success(request, _("Der heutige Stand wird festgehalten und steht gleich im Verlauf."))
        return redirect("monitoring:course", slug)


class Thresholds(OwnMunicipality, View):
    """Set thresholds of one's own for an indicator, or go back to the proposal."""

    needs = Permission.EDIT_TARGETS

    def get(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        return self._page(self._form(code))

    def post(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        form = self._form(code, request.POST)
        giving_up = "vorschlag" in request.POST
        if giving_up:
            for name in readings.BOUNDS:
                form.fields.pop(name, None)
        if not form.is_valid():
            return self._page(form, status=422)
        given: dict[str, Decimal | None] = {n: form.cleaned_data.get(n) for n in readings.BOUNDS}
        try:
            readings.set_threshold(
                municipality=self.municipality,
                code=code,
                bounds=given,
                reason=form.cleaned_data["reason"],
                number=form.cleaned_data["number"],
                by=request.user,
            )
        except Conflict as conflict:
            return self._overtaken(form, conflict.current)
        except ValidationError as error:
            _put(form, error)
            return self._page(form, status=422)
        messages.success(
            request, _("Gespeichert. Die Ampel rechnet ab jetzt damit; der Verlauf bleibt, wie er war.")
        )
        return redirect("monitoring:why", slug, code)

    def _form(self, code: str, data: Any = None) -> ThresholdForm:
        definition = BY_CODE.get(code)
        if definition is None or definition.threshold is None:
            raise Http404
        self.definition = definition
        held = IndicatorThreshold.objects.filter(municipality=self.municipality, code=code).first()
        current = dict(own_thresholds(self.municipality)).get(code, definition.threshold)
        initial: dict[str, Any] = {"number": held.number if held else 0}
        for name in readings.BOUNDS:
            bound = getattr(current, name)
            initial[name] = None if bound is None else Decimal(str(round(float(bound), 2)))
        return ThresholdForm(data, definition=definition, initial=initial)

    def _overtaken(self, form: ThresholdForm, current: Any) -> HttpResponse:
        """Somebody set them meanwhile: what was typed stays, the next save is about the version of now."""
        data = form.data.copy()
        data["number"] = current.number if current else 0
        again = self._form(self.definition.code, data)
        again.is_valid()
        again.add_error(
            None, _("Inzwischen hat jemand anderes die Schwellen geändert. Ihre Eingabe steht noch hier.")
        )
        return self._page(again, status=409)

    def _page(self, form: ThresholdForm, status: int = 200) -> HttpResponse:
        proposal = words.threshold_words(self.definition, self.definition.threshold)
        own = dict(own_thresholds(self.municipality)).get(self.definition.code)
        context = {
            "municipality": self.municipality,
            "definition": self.definition,
            "form": form,
            "proposal": proposal,
            "has_own": own is not None,
            "own": words.threshold_words(self.definition, own) if own else "",
        }
        return render(self.request, "monitoring/verstetigung_schwellen.html", context, status=status)


def _put(form: ThresholdForm, error: ValidationError) -> None:
    """Errors at their fields, those of fields the form does not show above it."""
    for name, found in error.message_dict.items():
        form.add_error(name if name in form.fields else None, found)
