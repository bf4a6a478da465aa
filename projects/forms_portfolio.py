"""The filter bar of the portfolio; everything stands in the address, so that a view can be passed on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.models.vocabulary import CoreComponent
from projects.models import ProjectKind, ProjectState, TransferStatus

ALL = ("", _("alle"))
NOT_SAID = "ohne"
VIEWS = (("karten", _("Karten")), ("tabelle", _("Tabelle")), ("zeit", _("Zeitplan")))
COLUMNS = {
    "art": "kind",
    "stand": "state",
    "verbleib": "transfer_status",
    "komponente": "component",
}


def _choices(vocabulary: Any) -> list[tuple[str, Any]]:
    """All, every word, and „nicht angegeben“ for what nobody has said."""
    words = [(value, label) for value, label in vocabulary.choices if value]
    return [ALL, *words, (NOT_SAID, _("nicht angegeben"))]


class PortfolioFilter(forms.Form):
    """What is shown and how; a word that does not exist filters nothing."""

    art = forms.ChoiceField(label=_("Art"), choices=[ALL, *ProjectKind.choices], required=False)
    stand = forms.ChoiceField(label=_("Stand"), choices=_choices(ProjectState), required=False)
    verbleib = forms.ChoiceField(label=_("Überführung"), choices=_choices(TransferStatus), required=False)
    komponente = forms.ChoiceField(label=_("Kernkomponente"), choices=_choices(CoreComponent), required=False)
    ansicht = forms.ChoiceField(choices=VIEWS, required=False)

    @property
    def view(self) -> str:
        """„karten“, „tabelle“ or „zeit“."""
        return self._said("ansicht") or VIEWS[0][0]

    @property
    def columns(self) -> dict[str, str]:
        """Column and value to filter by."""
        said = {column: self._said(name) for name, column in COLUMNS.items()}
        return {column: "" if value == NOT_SAID else value for column, value in said.items() if value}

    def _said(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name, "")
