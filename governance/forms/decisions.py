"""Typed input: resolutions with their chain, assignments and requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.forms.records import PageForm, PeriodField
from governance.models import Assignment, Body, Consultation, Resolution, Unit

FACTS = (
    "name",
    "kind",
    "state",
    "level",
    "text",
    "valid_from",
    "valid_until",
    "unlimited",
    "paper_reference",
    "paper_link",
    "audience",
    "source",
)
STEP_FIELDS = ("body", "unit", "held", "votes_for", "votes_against", "votes_abstained")
FOUR_LINES = forms.Textarea(attrs={"rows": 4})


def _votes(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=1000)


class ResolutionForm(PageForm):
    """The facts of a resolution."""

    class Meta(PageForm.Meta):
        model = Resolution
        fields = FACTS
        widgets = {"text": FOUR_LINES}


class NewResolutionForm(ResolutionForm):
    """A resolution together with who decided it, when and how; further steps come on its page."""

    body = forms.ModelChoiceField(
        label=_("beschließendes Gremium"),
        queryset=Body.objects.all(),
        required=False,
        help_text=_("Die Beratungen davor tragen Sie danach auf der Seite des Beschlusses ein."),
    )
    unit = forms.ModelChoiceField(
        label=_("oder beschließende Stelle"),
        queryset=Unit.objects.all(),
        required=False,
        help_text=_("Wenn ein Fachdienst oder Amt allein entschieden hat."),
    )
    held = PeriodField(label=_("beschlossen am oder im"), required=False)
    votes_for = _votes(_("Ja-Stimmen"))
    votes_against = _votes(_("Nein-Stimmen"))
    votes_abstained = _votes(_("Enthaltungen"))

    field_order = ("name", "kind", "state", *STEP_FIELDS, *FACTS[3:])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("body") and cleaned.get("unit"):
            self.add_error("unit", _("Genau ein Gremium oder eine Stelle."))
        return cleaned

    @property
    def step(self) -> dict[str, Any]:
        """What was typed about the deciding step."""
        return {name: self.cleaned_data[name] for name in STEP_FIELDS}


class StepForm(PageForm):
    """One step of the chain of a resolution."""

    class Meta(PageForm.Meta):
        model = Consultation
        fields = (
            "position",
            "body",
            "unit",
            "meeting",
            "held",
            "recommendation",
            "is_deciding",
            "votes_for",
            "votes_against",
            "votes_abstained",
            "source",
        )


class AssignmentForm(PageForm):
    """The facts of an assignment or a request."""

    class Meta(PageForm.Meta):
        model = Assignment
        fields = (
            "title",
            "question",
            "origin",
            "body",
            "asked_by",
            "meeting",
            "unit",
            "received_on",
            "due_on",
            "audience",
            "source",
        )
        widgets = {"question": FOUR_LINES}


class AnswerForm(PageForm):
    """How far it is, and the answer."""

    class Meta(PageForm.Meta):
        model = Assignment
        fields = ("state", "answer", "done_on")
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"done_on": _("Leer: heute.")}
