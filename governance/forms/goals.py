"""Typed input about goals: one level at a time, the five SMART answers, needs, resolutions, questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import rules
from governance.forms.records import PageForm
from governance.models import Assignment, Goal, GoalResolution, Need
from governance.models.goal_words import SETTING_KINDS, SMART, GoalLevel, level_word

SHARED = ("name", "parent", "text", "body", "unit", "component", "set_in", "due")
ORIGIN = ("event", "assignment", "audience", "source")
ANSWERS = tuple(part for name, _word, _question in SMART for part in (name, f"{name}_text"))


class YesNoField(forms.TypedChoiceField):
    """An explicit answer; None only where none is required."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=(("True", _("ja")), ("False", _("nein"))),
            coerce=lambda answer: answer == "True",
            empty_value=None,
            widget=forms.RadioSelect,
            **options,
        )


class OwnChoicesForm(PageForm):
    """A page form whose choices are all of the record's own municipality."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = rules.owner_id(self.instance)
        for field in self.fields.values():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if getattr(model, "tenant_path", "") == "municipality":
                field.queryset = model.objects.filter(municipality=owner)
                field.empty_label = _("keine Angabe")


class GoalForm(OwnChoicesForm):
    """A goal of the level its instance already has."""

    class Meta(PageForm.Meta):
        model = Goal
        fields = (*SHARED, *ANSWERS, *ORIGIN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level, labels = self.instance.level, self.instance.municipality.labels
        self._offer_parents(level, labels)
        self.fields["body"].queryset = self.fields["body"].queryset.filter(kind__in=SETTING_KINDS[level])
        for name, word, question in SMART:
            if level != GoalLevel.OPERATIVE:
                del self.fields[name], self.fields[f"{name}_text"]
                continue
            initial = getattr(self.instance, name)
            self.fields[name] = YesNoField(label=f"{str(word).capitalize()}: {question}", initial=initial)
            self.fields[f"{name}_text"].label = _("In Worten (freiwillig)")

    def _offer_parents(self, level: int, labels: dict[str, Any]) -> None:
        if level == GoalLevel.MISSION:
            del self.fields["parent"]
            return
        field, above = self.fields["parent"], level_word(level - 1, labels)
        field.queryset = field.queryset.filter(level=level - 1)
        field.label = _("gehört zu (%(above)s)") % {"above": above}
        if level > GoalLevel.STRATEGIC:
            field.error_messages["required"] = _(
                "Wählen Sie das Ziel der Ebene „%(above)s“, zu dem es gehört."
            ) % {"above": above}
            field.required = True

    @property
    def lacks_parents(self) -> bool:
        """Whether a parent is needed and there is none to choose."""
        field = self.fields.get("parent")
        return bool(field and field.required and not field.queryset.exists())


class NeedForm(OwnChoicesForm):
    """A Handlungsbedarf and what became of it."""

    class Meta(PageForm.Meta):
        model = Need
        fields = ("name", "text", "body", "raised_in", "assignment", "goal", "audience", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = self.fields["goal"].queryset.filter(level=GoalLevel.STRATEGIC)


class GoalResolutionForm(OwnChoicesForm):
    """A resolution that sets a goal or brings results back into politics."""

    class Meta(PageForm.Meta):
        model = GoalResolution
        fields = ("resolution", "role")


class QuestionForm(OwnChoicesForm):
    """A question or assignment about a goal, as short as it can be."""

    class Meta(PageForm.Meta):
        model = Assignment
        fields = ("title", "question", "origin", "body", "unit", "received_on", "due_on")
