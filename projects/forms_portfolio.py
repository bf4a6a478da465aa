"""Filters of the lists of this floor; everything stands in the address, so that a view can be passed on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dkbm.models import Municipality
from dkbm.ui.filters import ALL, FilterForm
from governance.models.vocabulary import CoreComponent
from projects.models import ProjectKind, ProjectState, TransferStatus

NOT_SAID = "ohne"
EARLIEST, LATEST = 1900, 2200
VIEWS = (("karten", _("Karten")), ("tabelle", _("Tabelle")), ("zeit", _("Zeitplan")))
COLUMNS = {
    "art": "kind",
    "status": "state",
    "verbleib": "transfer_status",
    "komponente": "component",
}


def _choices(vocabulary: Any) -> list[tuple[str, Any]]:
    """All, every word, and „nicht angegeben“ for what nobody has said."""
    words = [(value, label) for value, label in vocabulary.choices if value]
    return [ALL, *words, (NOT_SAID, _("nicht angegeben"))]


class PortfolioFilter(FilterForm):
    """What is shown and how; one of `places` can be chosen where there are several."""

    kommune = forms.ChoiceField(label=_("Kommune"))
    art = forms.ChoiceField(label=_("Art"), choices=[ALL, *ProjectKind.choices])
    status = forms.ChoiceField(label=_("Stand"), choices=_choices(ProjectState))
    verbleib = forms.ChoiceField(label=_("Überführung"), choices=_choices(TransferStatus))
    komponente = forms.ChoiceField(label=_("Kernkomponente"), choices=_choices(CoreComponent))
    ansicht = forms.ChoiceField(label=_("Ansicht"), choices=VIEWS)

    def __init__(self, asked: QueryDict, here: Municipality | None, places: Collection[Municipality]) -> None:
        said = asked.copy()
        if here is not None:
            said["kommune"] = here.slug
        super().__init__(said)
        choices = {place.slug: place.name for place in ([here] if here else []) + list(places)}
        if len(choices) > 1:
            self.fields["kommune"].choices = [ALL, *choices.items()]
        else:
            del self.fields["kommune"]

    @property
    def view(self) -> str:
        """„karten“, „tabelle“ or „zeit“."""
        return self.said.get("ansicht", VIEWS[0][0])

    @property
    def columns(self) -> dict[str, str]:
        """Column and value to filter by."""
        said = {column: self.said.get(name) for name, column in COLUMNS.items()}
        return {column: "" if value == NOT_SAID else value for column, value in said.items() if value}


class BudgetFilter(FilterForm):
    """The year whose budget is shown; a year without lines is no choice."""

    jahr = forms.IntegerField(min_value=EARLIEST, max_value=LATEST)

    def choose_from(self, years: Collection[int]) -> None:
        """Refuse a year that the budget does not have."""
        year = self.said.get("jahr")
        if year is not None and year not in years:
            self.add_error("jahr", _("Für dieses Jahr gibt es keine Zeile."))
