"""Typed input about the parts of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms import SOURCE_HELP, PeriodField, VersionedForm
from projects.forms_resources import EuroField
from projects.models import Benefit, Participation, Process, Project, ProjectLink, Review


class PartForm(VersionedForm):
    """A row of a project."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, municipality=project.municipality_id, **kwargs)
        self.project = project
        if self.instance.pk is None:
            self.instance.project = project


class BenefitForm(PartForm):
    """A benefit."""

    submit_label = _("Mehrwert speichern")
    amount_cents = EuroField(label=_("Betrag im Jahr"), required=False)

    class Meta:
        model = Benefit
        fields = ("kind", "text", "amount_cents", "source")
        help_texts = {"source": SOURCE_HELP}


class LinkForm(PartForm):
    """A link, and whether it belongs to this project."""

    submit_label = _("Link speichern")
    url = forms.URLField(
        label=_("Adresse"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Öffnen Sie die Adresse einmal und sehen Sie nach, wovon die Seite handelt."),
    )

    class Meta:
        model = ProjectLink
        fields = ("url", "title", "project", "assignment_confirmed", "source")
        labels = {"project": _("gehört zu")}
        help_texts = {
            "source": SOURCE_HELP,
            "assignment_confirmed": _("Erst ankreuzen, wenn jemand nachgesehen hat."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Project.objects.filter(municipality=self.project.municipality_id)
        self.fields["project"].queryset = rows.order_by("title", "pk")
        self.fields["project"].empty_label = None
        self.fields["project"].initial = self.project


class ReviewForm(PartForm):
    """A review of whether a measure works."""

    submit_label = _("Prüfung speichern")

    class Meta:
        model = Review
        fields = ("held_in", "result", "adaptation", "source")
        field_classes = {"held_in": PeriodField}
        widgets = {
            "result": forms.Textarea(attrs={"rows": 4}),
            "adaptation": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "held_in": _("So genau wie bekannt: 03/2026 oder 12.03.2026."),
            "result": _("Was hat gewirkt, was nicht, und woran sieht man es?"),
            "adaptation": _("Leer lassen, wenn nichts zu ändern war."),
            "source": SOURCE_HELP,
        }


class ParticipationForm(PartForm):
    """How many schools take part."""

    submit_label = _("Beteiligung speichern")

    class Meta:
        model = Participation
        fields = ("as_of", "taking_part", "eligible", "source")
        field_classes = {"as_of": PeriodField}
        help_texts = {
            "as_of": _("So genau wie bekannt: 09/2026, Schuljahr 2026/27."),
            "eligible": _(
                "Alle Schulen, an die sich das Projekt richtet. Zählt in die Schulbeteiligung (N-K1)."
            ),
            "source": SOURCE_HELP,
        }


class ProcessForm(PartForm):
    """A process and its way; its steps have forms of their own."""

    submit_label = _("Prozess speichern")

    class Meta:
        model = Process
        fields = ("title", "kind", "path", "is_finished", "result", "source")
        widgets = {"result": forms.Textarea(attrs={"rows": 3}), "path": forms.RadioSelect}
        help_texts = {
            "kind": _("Nur eine Verstetigung hat eine Checkliste mit 24 Punkten."),
            "result": _("Was am Ende steht, zum Beispiel der Beschluss."),
            "source": SOURCE_HELP,
        }
