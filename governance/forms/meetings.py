"""Typed input: agenda items, the minutes, and the report after a meeting as one form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.forms.records import PageForm
from governance.models import AgendaItem, Meeting, Seat, Unit
from governance.models.vocabulary import AgendaState, Presence, ResolutionKind
from governance.services import Report

BLANK_ROWS = 3
MOST_ROWS = 20
TOOK_PLACE = (("ja", _("hat stattgefunden")), ("nein", _("ist ausgefallen")))
NOTHING_KNOWN = ("", _("keine Angabe"))


class AgendaItemForm(PageForm):
    """One item of the agenda."""

    class Meta(PageForm.Meta):
        model = AgendaItem
        fields = ("position", "title", "is_public", "state", "result", "paper_reference", "paper_link")
        widgets = {"result": forms.Textarea(attrs={"rows": 3})}


class MinutesForm(PageForm):
    """The minutes: text or link, and since when they are approved."""

    class Meta(PageForm.Meta):
        model = Meeting
        fields = ("minutes_text", "minutes_link", "minutes_approved_on")
        widgets = {"minutes_text": forms.Textarea(attrs={"rows": 10})}


class ReportForm(PageForm):
    """The report after a meeting; resolutions and assignments come as rows beside it.

    Fields `seat_<id>`, `result_<id>` and `state_<id>` are made for the seats and agenda items given.
    """

    took_place = forms.ChoiceField(label=_("Die Sitzung"), choices=TOOK_PLACE, widget=forms.RadioSelect)
    next_day = forms.DateField(
        label=_("Nächster Termin"),
        required=False,
        help_text=_("Wird als geplante Sitzung dieses Gremiums eingetragen."),
    )

    class Meta(PageForm.Meta):
        model = Meeting
        fields = ("minutes_text", "minutes_link")
        widgets = {"minutes_text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, seats: list[Seat], items: list[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats, self.items = seats, items
        self.fields["took_place"].initial = "ja"
        for seat in seats:
            self.fields[f"seat_{seat.pk}"] = forms.ChoiceField(
                label=seat.function,
                choices=[NOTHING_KNOWN, *Presence.choices],
                required=False,
                initial=seat.presence,
            )
        for item in items:
            self.fields[f"state_{item.pk}"] = forms.ChoiceField(
                label=_("Stand"), choices=AgendaState.choices, initial=item.state
            )
            self.fields[f"result_{item.pk}"] = forms.CharField(
                label=_("Ergebnis"),
                required=False,
                initial=item.result,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def seat_fields(self) -> list[Any]:
        """Bound fields of the seats."""
        return [self[f"seat_{seat.pk}"] for seat in self.seats]

    @property
    def item_fields(self) -> list[tuple[AgendaItem, Any, Any]]:
        """Each agenda item with its two bound fields."""
        return [(item, self[f"state_{item.pk}"], self[f"result_{item.pk}"]) for item in self.items]

    def report(self, resolutions: Any, assignments: Any) -> Report:
        """What was typed, the rows of both formsets included."""
        typed = self.cleaned_data
        return Report(
            took_place=typed["took_place"] == "ja",
            facts={name: typed[name] for name in self._meta.fields},
            presence={seat.pk: typed[f"seat_{seat.pk}"] for seat in self.seats},
            items={
                item.pk: {"state": typed[f"state_{item.pk}"], "result": typed[f"result_{item.pk}"]}
                for item in self.items
            },
            resolutions=[dict(row) for row in resolutions.cleaned_data if row.get("name")],
            assignments=[dict(row) for row in assignments.cleaned_data if row.get("title")],
            next_day=typed["next_day"],
        )


class OptionalRow(forms.Form):
    """One row of a list: empty, or with the words in `named_by`."""

    named_by = ""
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.has_changed() and not cleaned.get(self.named_by) and self.named_by not in self.errors:
            self.add_error(self.named_by, _("Wie heißt er? Oder die ganze Zeile leeren."))
        return cleaned


class DecisionRow(OptionalRow):
    """A resolution of this meeting in one line."""

    named_by = "name"
    name = forms.CharField(label=_("Beschluss"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=_("Art"), choices=ResolutionKind.choices, initial=ResolutionKind.OTHER, required=False
    )
    votes_for = forms.IntegerField(label=_("ja"), required=False, min_value=0, max_value=1000)
    votes_against = forms.IntegerField(label=_("nein"), required=False, min_value=0, max_value=1000)
    votes_abstained = forms.IntegerField(label=_("enthalten"), required=False, min_value=0, max_value=1000)


class TaskRow(OptionalRow):
    """An assignment of this meeting in one line: what, who, by when."""

    named_by = "title"
    title = forms.CharField(label=_("Auftrag"), max_length=200, required=False)
    unit = forms.ModelChoiceField(label=_("Wer"), queryset=Unit.objects.all(), required=False)
    due_on = forms.DateField(label=_("bis wann"), required=False)

    def __init__(self, *args: Any, municipality: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(municipality=municipality)


DecisionRows = forms.formset_factory(DecisionRow, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
TaskRows = forms.formset_factory(TaskRow, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
