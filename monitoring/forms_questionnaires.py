"""Typed input of surveys of one's own: the survey, a question, a wave, and the answer of somebody invited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from monitoring.models import Scale, Survey, SurveyQuestion, SurveyWave
from monitoring.questionnaire_page import LABELS
from monitoring.services.questionnaires import LONGEST_TEXT, MOST_LINKS
from projects.forms import VersionedForm


class SurveyForm(VersionedForm):
    """Kind (only at the beginning), words, anonymity."""

    submit_label = _("Befragung speichern")

    class Meta:
        model = Survey
        fields = ("kind", "title", "introduction", "anonymous")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["kind"]


class QuestionForm(VersionedForm):
    """One question."""

    submit_label = _("Frage speichern")

    class Meta:
        model = SurveyQuestion
        fields = ("text", "scale", "order")


class WaveForm(PortalForm):
    """A new wave and for how many people."""

    submit_label = _("Welle eröffnen")
    name = SurveyWave._meta.get_field("name").formfield()
    links = forms.IntegerField(
        label=_("Wie viele laden Sie ein?"),
        min_value=1,
        max_value=MOST_LINKS,
        help_text=_("Jede Einladung gilt für eine Antwort. Die Adressen sehen Sie nur einmal."),
    )


class AnswerForm(PortalForm):
    """All questions of a wave; each may be left out."""

    submit_label = _("Antworten absenden")

    def __init__(self, *args: Any, wave: SurveyWave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in wave.questions:
            self.fields[question["key"]] = _field(question)
        if not wave.anonymous:
            self.fields["respondent"] = forms.CharField(
                label=_("Ihre Funktion (diese Befragung ist nicht anonym)"), max_length=100, required=False
            )
        self.scales = {question["key"]: question["scale"] for question in wave.questions}

    def parts(self) -> tuple[dict[str, int], dict[str, str], str]:
        """Numbers, texts and the respondent's function."""
        values, texts = {}, {}
        for key, scale in self.scales.items():
            given = self.cleaned_data.get(key)
            if scale == Scale.TEXT:
                texts[key] = given or ""
            elif given not in (None, ""):
                values[key] = int(given)
        return values, texts, self.cleaned_data.get("respondent", "")


def _field(question: dict[str, str]) -> forms.Field:
    if question["scale"] == Scale.TEXT:
        widget = forms.Textarea(attrs={"rows": 3})
        help_text = _("Bitte keine Namen. Jemand liest den Text, bevor andere ihn sehen.")
        return forms.CharField(
            label=question["text"],
            required=False,
            max_length=LONGEST_TEXT,
            widget=widget,
            help_text=help_text,
        )
    choices = [(str(value), label) for value, label in LABELS[question["scale"]].items()]
    choices.append(("", _("keine Angabe")))
    return forms.ChoiceField(
        label=question["text"], choices=choices, required=False, widget=forms.RadioSelect, initial=""
    )
