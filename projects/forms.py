"""Typed input of this floor: projects and milestones; months are typed as people write them."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import portal_helper
from dkbm.models import Municipality
from dkbm.periods import from_key, parse_period
from governance.models import Agreement, Body, Goal, Meeting, Resolution, Unit
from projects.models import (
    Baseline,
    ChecklistNote,
    Dependency,
    Grant,
    Milestone,
    Process,
    Project,
    ResolutionPart,
)

MOST_VERSION = 2_000_000_000
PERIOD_HELP = _("So genau wie bekannt: 06–09/2020, 09/2021, 2018. Leer lassen = ohne Datum.")
FUNCTION_HELP = _("Eine Funktion oder Stelle, kein Personenname.")
SOURCE_HELP = _("Woher wissen Sie das? Zum Beispiel ein Beschluss, eine Internetseite, ein Gespräch.")


class PeriodField(forms.CharField):
    """A period as people write it („06–09/2020“); cleaned to the key of a period, '' for none."""

    longest_text = 60

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)  # the column holds the short key, people write longer
        kwargs.setdefault("help_text", PERIOD_HELP)
        super().__init__(max_length=self.longest_text, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return parse_period(text).key
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault

    def prepare_value(self, value: Any) -> Any:
        """Stored keys are shown as people write them; what was typed stays as typed."""
        try:
            return from_key(value).label if value else value
        except ValueError:
            return value


class VersionedForm(forms.ModelForm):
    """One row of a municipality; carries the version that was read, so that nobody overwrites anybody."""

    submit_label = _("Speichern")
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=MOST_VERSION, required=False
    )

    def __init__(self, *args: Any, municipality: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        if self.instance.pk is None and isinstance(municipality, Municipality):
            self._settle(municipality)
        self.helper = portal_helper(self.submit_label)
        if self.instance.pk is None:
            del self.fields["version"]
        else:
            self.fields["version"].required = True
            self.fields["version"].initial = self.instance.version

    def _settle(self, municipality: Municipality) -> None:
        """A new row belongs here from the start, so that its links can be checked."""
        if hasattr(type(self.instance), "municipality"):
            self.instance.municipality = municipality

    def _narrow(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows
        self.fields[name].empty_label = _("keine Angabe")


def _lines_field(label: Any, help_text: Any) -> forms.CharField:
    """Short texts, one a line."""
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=False, max_length=4000, widget=widget, help_text=help_text)


def _records_field(model: Any, label: Any, help_text: Any) -> forms.ModelMultipleChoiceField:
    """Records of the municipality to tick; which ones is said when the form is made."""
    return forms.ModelMultipleChoiceField(
        queryset=model.objects,
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


PROJECT_GROUPS = (
    (_("Worum es geht"), ("title", "kind", "summary", "aims", "goals", "component", "part_of")),
    (_("Wer daran arbeitet"), ("responsible_unit", "team", "body")),
    (_("Zeit und Stand"), ("begins", "ends", "state", "programme", "grant")),
    (
        _("Was danach bleibt"),
        (
            *("transfer_status", "transferred_in", "target_unit", "planned", "taken"),
            *("carries_alone", "risks"),
        ),
    ),
    (
        _("Bedarf und Auswertung"),
        ("need_confirmed_in", "need", "review_months", "evaluated_in", "evaluation"),
    ),
    (_("Sichtbarkeit und Herkunft"), ("audience", "source")),
)


class ProjectForm(VersionedForm):
    """A project; aims and functions of the team one per line, goals and resolutions to tick."""

    submit_label = _("Projekt speichern")
    aims = _lines_field(_("Ziele"), _("Ein Ziel je Zeile."))
    team = _lines_field(_("Projektteam"), _("Eine Funktion je Zeile, keine Personennamen."))
    goals = _records_field(
        Goal, _("dient diesen Zielen"), _("Das Projekt steht dann im Roten Faden dieser Ziele.")
    )
    planned = _records_field(
        Resolution, _("vorgesehene Beschlüsse"), _("Was noch beschlossen werden soll, damit es bleibt.")
    )
    taken = _records_field(Resolution, _("gefasste Beschlüsse"), _("Was dazu schon beschlossen ist."))

    class Meta:
        model = Project
        fields = (
            *("title", "kind", "summary", "component", "part_of", "responsible_unit", "body"),
            *("begins", "ends", "state", "programme", "grant", "transfer_status", "transferred_in"),
            *("target_unit", "carries_alone", "risks", "need_confirmed_in", "need", "evaluated_in"),
            *("evaluation", "review_months", "audience", "source"),
        )
        field_classes = dict.fromkeys(
            ("begins", "ends", "transferred_in", "need_confirmed_in", "evaluated_in"), PeriodField
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "risks": forms.Textarea(attrs={"rows": 3}),
            "evaluation": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "transfer_status": _("Zählt in die Überführungsquote (N-R1)."),
            "transferred_in": _("Nur bei „überführt“, zum Beispiel 09/2021."),
            "target_unit": _("Die Stelle, die es auf Dauer trägt oder tragen soll."),
            "carries_alone": _("Ginge es weiter, wenn die Förderung heute endete?"),
            "review_months": _("Zum Beispiel 12. Daraus folgt, wann die nächste Prüfung fällig ist."),
            "need": _("Zum Beispiel Rückmeldungen, Zahlen, ein Auftrag aus einem Gremium."),
            "source": SOURCE_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {"municipality": self.municipality}
        self._narrow("part_of", Project.objects.filter(**here).exclude(pk=self.instance.pk))
        self._narrow("grant", Grant.objects.filter(**here))
        for name in ("responsible_unit", "target_unit"):
            self._narrow(name, Unit.objects.filter(**here))
        self._narrow("body", Body.objects.filter(**here))
        self.fields["goals"].queryset = Goal.objects.filter(**here).order_by("level", "search_key", "pk")
        for name in ("planned", "taken"):
            self.fields[name].queryset = Resolution.objects.filter(**here)
        self._leave_out_empty()
        if self.instance.pk is not None:
            self._fill_parts()
        self.helper.layout = self._layout()

    def _leave_out_empty(self) -> None:
        """Nothing to tick: no question."""
        for name in ("goals", "planned", "taken"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]

    def _fill_parts(self) -> None:
        row = self.instance
        for name, rows in (("aims", row.aims), ("team", row.team)):
            self.fields[name].initial = "\n".join(part.text for part in rows.all())
        links = {"goals": [link.goal_id for link in row.goal_links.all()]}
        for name, part in (("planned", ResolutionPart.PLANNED), ("taken", ResolutionPart.TAKEN)):
            links[name] = [link.resolution_id for link in row.resolution_links.all() if link.part == part]
        for name, ids in links.items():
            if name in self.fields:
                self.fields[name].initial = ids

    def _layout(self) -> Layout:
        groups = []
        for title, names in PROJECT_GROUPS:
            groups.append(Fieldset(title, *(name for name in names if name in self.fields)))
        return Layout(*groups, *(["version"] if "version" in self.fields else []))

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        same = Project.objects.filter(municipality=self.municipality, title=title).exclude(
            pk=self.instance.pk
        )
        if same.exists():
            raise forms.ValidationError(_("Ein Projekt mit diesem Titel gibt es hier schon."))
        return title

    def clean_aims(self) -> list[str]:
        return _short_lines(
            self.cleaned_data["aims"], 500, _("Ein Ziel darf höchstens 500 Zeichen lang sein.")
        )

    def clean_team(self) -> list[str]:
        message = _("Eine Funktion darf höchstens 200 Zeichen lang sein.")
        return _short_lines(self.cleaned_data["team"], 200, message)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        both = set(data.get("planned") or ()) & set(data.get("taken") or ())
        if both:
            self.add_error("planned", _("Ein Beschluss ist vorgesehen oder gefasst, nicht beides."))
        return data


def _short_lines(text: str, longest: int, message: Any) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(len(line) > longest for line in lines):
        raise forms.ValidationError(message)
    return lines


class MilestoneForm(VersionedForm):
    """A milestone or step of a project."""

    submit_label = _("Meilenstein speichern")
    needs = _records_field(
        Milestone, _("braucht vorher"), _("Diese Schritte müssen erledigt sein, bevor er beginnen kann.")
    )

    class Meta:
        model = Milestone
        fields = (
            "title",
            "period",
            "nature",
            "origin",
            "process",
            "state",
            "done_in",
            "body",
            "meeting",
            "resolution",
            "agreement",
            "participants",
            "responsible",
            "description",
            "source",
            "order",
        )
        field_classes = {"period": PeriodField, "done_in": PeriodField}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "meeting": _("Wenn der Schritt in einer Sitzung geschieht, die schon im Portal steht."),
            "agreement": _("Wenn er zu einer Vereinbarung führt, die schon im Portal steht."),
            "resolution": _("Wenn er zu einem Beschluss führt, der schon im Portal steht."),
            "done_in": _("Nur bei „erledigt“, zum Beispiel 09/2021."),
            "responsible": FUNCTION_HELP,
            "participants": _("Stellen, Gremien oder Einrichtungen, keine Personennamen."),
            "nature": _("Ein Beschluss wird im Zeitplan hervorgehoben."),
            "order": _("Ordnet Schritte mit gleichem Zeitraum und Schritte ohne Datum."),
            "source": SOURCE_HELP,
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, municipality=project.municipality_id, **kwargs)
        self.project = self.instance.project = project
        self._narrow("process", Process.objects.filter(project=project))
        self._narrow("body", Body.objects.filter(municipality=project.municipality_id))
        self._offer_records()
        if self.instance.pk is None:
            self.fields["order"].required = False
            self.fields["order"].initial = None

    def _offer_records(self) -> None:
        here = self.project.municipality_id
        meetings = Meeting.objects.filter(body__municipality=here).select_related("body")
        self._narrow("meeting", meetings)
        self.fields["meeting"].label_from_instance = lambda row: f"{row.body.name}, {row.when_label}"
        self._narrow("resolution", Resolution.objects.filter(municipality=here))
        self._narrow("agreement", Agreement.objects.filter(municipality=here))
        others = Milestone.objects.filter(project=self.project).exclude(pk=self.instance.pk)
        self.fields["needs"].queryset = others
        self.fields["needs"].label_from_instance = lambda row: f"{row.title} ({row.label})"
        if not others.exists():
            del self.fields["needs"]
        elif self.instance.pk is not None:
            rows = Dependency.objects.filter(milestone=self.instance)
            self.fields["needs"].initial = list(rows.values_list("needs", flat=True))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("done_in") and data.get("state") != "erledigt":
            self.add_error("done_in", _("Das gehört nur zu einem erledigten Meilenstein."))
        return data


class BaselineForm(forms.ModelForm):
    """A name for the plan of today."""

    class Meta:
        model = Baseline
        fields = ("name",)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = self.instance.project = project
        self.helper = portal_helper(_("Plan festhalten"))
        if not Baseline.objects.filter(project=project).exists():
            self.fields["name"].initial = _("Ursprungsplan")

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Baseline.objects.filter(project=self.project, name=name).exists():
            raise forms.ValidationError(
                _(
                    "Einen Plan mit diesem Namen gibt es schon; er bleibt, wie er ist. Wählen Sie einen anderen."
                )
            )
        return name


class NoteForm(forms.ModelForm):
    """A dated note on a point of the checklist."""

    class Meta:
        model = ChecklistNote
        fields = ("text", "function", "is_fulfilled")
        help_texts = {"function": FUNCTION_HELP, "text": _("Was ist geschehen, und woran sieht man es?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(_("Notiz speichern"))
