"""Typed input about what a project brings and where to read more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms import SOURCE_HELP, VersionedForm
from projects.forms_resources import EuroField
from projects.models import Benefit, Project, ProjectLink


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
