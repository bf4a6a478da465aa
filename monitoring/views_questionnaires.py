"""HTTP of surveys of one's own: prepare, open a wave, invite by link, answer, close, read."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from dkbm import errors
from dkbm.access.roles import Permission, may
from dkbm.context import municipality_in_view
from dkbm.numbers import written_number
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring import questionnaire_page as pages
from monitoring.forms_questionnaires import AnswerForm, QuestionForm, SurveyForm, WaveForm
from monitoring.models import Survey, SurveyKind, SurveyQuestion, SurveyText, SurveyWave, TextState
from monitoring.services import questionnaires as services
from projects.conflicts import compared

EDIT = Permission.EXPLAIN_SERIES


class AtHome(LoginRequiredMixin, View):
    """About rows of a municipality of one's own: foreign = 404, own but not allowed = 403."""

    needs = Permission.READ

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.municipality = self.home(request, **kwargs)
        if self.municipality is None or not may(request.user, self.needs, self.municipality):
            raise PermissionDenied
        self.may_edit = may(request.user, EDIT, self.municipality)
        return super().dispatch(request, *args, **kwargs)

    def home(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The municipality the page is about."""
        return municipality_in_view(request)

    def own(self, model: Any, pk: int, path: str) -> Any:
        """A row of a municipality of one's own; `path` leads to it."""
        ids = [m.municipality_id for m in self.request.user.current_memberships()]
        return get_object_or_404(model.objects.filter(**{f"{path}__in": ids}), pk=pk)


class OwnSurveys(TakeAway, TemplateResponseMixin, AtHome):
    """All surveys of the municipality."""

    template_name = "monitoring/befragungen.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = pages.surveys_of(self.municipality)
        return self.render_to_response({"rows": rows, "may_edit": self.may_edit, "here": self.municipality})

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.own_surveys(context)


class OfSurvey(AtHome):
    """About one survey."""

    def home(self, request: HttpRequest, **kwargs: Any) -> Any:
        self.survey = self.own(Survey, kwargs["pk"], "municipality")
        return self.survey.municipality


class SurveyPage(OfSurvey):
    """Questions, waves, and what may be seen of them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        waves = pages.waves_of(self.survey)
        newest = next((w for w in reversed(waves) if not w.why), None)
        is_self_image = self.survey.kind == SurveyKind.SELF_IMAGE
        rows = pages.self_image(self.survey, newest) if newest and is_self_image else []
        context = {
            "survey": self.survey,
            "questions": self.survey.questions.all(),
            "waves": waves,
            "comparison": pages.comparison(waves),
            "self_image": rows,
            "agenda": [row["agenda"] for row in rows if row["agenda"]],
            "self_wave": newest.wave if newest else None,
            "may_edit": self.may_edit,
            "is_open": any(w.wave.closed_on is None for w in waves),
        }
        return render(request, "monitoring/befragung.html", context)


class FormPage:
    """One form; a wrong one comes back with what was typed, an overtaken one as a conflict."""

    heading: Any = ""
    back: str = ""

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        context = {"form": form, "heading": self.heading, "back_url": self.back, "row": form_row(form)}
        return render(self.request, "monitoring/befragung_formular.html", context, status=status)  # type: ignore[attr-defined]

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, texts in found.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
        return self.page(form, 422)

    def conflict(self, form: Any, current: Any) -> HttpResponse:
        rows = compared(form, current)
        data = form.data.copy()
        data["version"] = current.version
        again = type(form)(data, instance=current, municipality=form.municipality)
        context = {"form": again, "rows": rows}
        return render(self.request, "konflikt.html", context, status=409)  # type: ignore[attr-defined]


def form_row(form: Any) -> Any:
    """The saved row of a form, None for a new one."""
    row = getattr(form, "instance", None)
    return row if row is not None and row.pk else None


class SurveyCreate(FormPage, AtHome):
    """A new survey."""

    needs = EDIT
    heading = gettext_lazy("Neue Befragung")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.back = reverse("surveys:own-list")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = request.GET.get("art", "")
        initial = {"kind": kind} if kind in SurveyKind.values else {}
        return self.page(SurveyForm(municipality=self.municipality, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SurveyForm(request.POST, municipality=self.municipality)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            survey = services.create_survey(
                municipality=self.municipality, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            return self.refused(form, error)
        messages.success(request, _("Gespeichert. Eröffnen Sie eine Welle, wenn die Fragen stehen."))
        return redirect(survey)


class SurveyChange(FormPage, OfSurvey):
    """Words and anonymity."""

    needs = EDIT
    heading = gettext_lazy("Befragung ändern")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.back = self.survey.get_absolute_url()
        return self.page(SurveyForm(instance=self.survey, municipality=self.municipality))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.back = self.survey.get_absolute_url()
        form = SurveyForm(request.POST, instance=self.survey, municipality=self.municipality)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            services.change_survey(survey=self.survey, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return self.conflict(form, conflict.current)
        except ValidationError as error:
            return self.refused(form, error)
        messages.success(request, _("Gespeichert."))
        return redirect(self.survey)


class QuestionPage(FormPage, AtHome):
    """Add, change or remove a question of the next wave."""

    needs = EDIT
    heading = gettext_lazy("Frage")

    def home(self, request: HttpRequest, **kwargs: Any) -> Any:
        if "survey" in kwargs:
            survey = self.own(Survey, kwargs["survey"], "municipality")
            self.question = SurveyQuestion(survey=survey, order=survey.questions.count() + 1)
        else:
            self.question = self.own(SurveyQuestion, kwargs["pk"], "survey__municipality")
        self.back = self.question.survey.get_absolute_url()
        return self.question.survey.municipality

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(QuestionForm(instance=self.question, municipality=self.municipality))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = QuestionForm(request.POST, instance=self.question, municipality=self.municipality)
        if not form.is_valid():
            return self.page(form, 422)
        version = form.cleaned_data.pop("version", None)
        try:
            if "loeschen" in request.POST and self.question.pk:
                services.remove_question(question=self.question, by=request.user, version=version)
            else:
                services.keep_question(
                    question=self.question, by=request.user, version=version, **form.cleaned_data
                )
        except Conflict as conflict:
            return self.conflict(form, conflict.current)
        except ValidationError as error:
            return self.refused(form, error)
        messages.success(request, _("Gespeichert. Es gilt für die nächste Welle."))
        return redirect(self.back)


class WaveOpen(FormPage, OfSurvey):
    """Open a wave; the addresses are shown once."""

    needs = EDIT
    heading = gettext_lazy("Welle eröffnen")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.back = self.survey.get_absolute_url()
        return self.page(WaveForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.back = self.survey.get_absolute_url()
        form = WaveForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            wave, tokens = services.open_wave(survey=self.survey, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            return self.refused(form, error)
        links = [request.build_absolute_uri(reverse("surveys:answer", args=[token])) for token in tokens]
        answer = render(request, "monitoring/befragung_links.html", {"wave": wave, "links": links})
        answer["Cache-Control"] = "no-store"
        return answer


class WavePage(AtHome):
    """One wave: how many answered, results, texts to be read; closing it."""

    def home(self, request: HttpRequest, **kwargs: Any) -> Any:
        self.wave = self.own(SurveyWave, kwargs["pk"], "survey__municipality")
        return self.wave.survey.municipality

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        waiting = SurveyText.objects.filter(wave=self.wave, state=TextState.WAITING).order_by("pk")
        result = pages.wave_result(self.wave)
        context = {
            "wave": self.wave,
            "result": result,
            "fewest": pages.FEWEST,
            "may_edit": self.may_edit,
            "waiting": waiting if self.may_edit and not result.why else [],
        }
        return render(request, "monitoring/befragung_welle.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = written_number(request.POST.get("version")) or 0
        try:
            services.close_wave(wave=self.wave, by=request.user, version=version)
        except Conflict:
            messages.warning(
                request, _("Jemand hat die Welle inzwischen geändert. Sehen Sie noch einmal nach.")
            )
        else:
            messages.success(request, _("Die Welle ist geschlossen. Die Einladungen gelten nicht mehr."))
        return redirect(self.wave)


class TextDeed(AtHome):
    """Show or withhold one free text."""

    needs = EDIT
    http_method_names = ("post",)

    def home(self, request: HttpRequest, **kwargs: Any) -> Any:
        ids = [m.municipality_id for m in request.user.current_memberships()]
        rows = SurveyText.objects.select_related("wave__survey__municipality")
        self.text = get_object_or_404(rows, pk=kwargs["pk"], wave__survey__municipality__in=ids)
        return self.text.wave.survey.municipality

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        services.moderate(text=self.text, show="zeigen" in request.POST, by=request.user)
        return redirect(self.text.wave)


class Answer(View):
    """The page behind an invitation: without an account, and nothing of the reader is kept."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(request, action="survey"):
            return errors.too_many(request)
        wave = services.invited(kwargs["token"])
        if wave is None:
            raise Http404
        self.wave = wave
        answer = super().dispatch(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(AnswerForm(wave=self.wave))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = AnswerForm(request.POST, wave=self.wave)
        if not form.is_valid():
            return self._page(form, 422)
        values, texts, respondent = form.parts()
        if not (values or any(text.strip() for text in texts.values())):
            form.add_error(None, _("Bitte beantworten Sie mindestens eine Frage."))
            return self._page(form, 422)
        if not services.answer(token=token, values=values, texts=texts, respondent=respondent):
            raise Http404
        return render(request, "monitoring/befragung_danke.html", {"wave": self.wave})

    def _page(self, form: AnswerForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "wave": self.wave, "fewest": pages.FEWEST}
        return render(self.request, "monitoring/befragung_antwort.html", context, status=status)
