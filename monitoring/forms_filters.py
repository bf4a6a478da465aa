"""Filters of the lists of this floor; everything stands in the address, so that a list can be passed on."""

from __future__ import annotations

from django import forms

from dkbm.ui.filters import ALL, FilterForm, search_field
from monitoring.catalogue import THEMES
from monitoring.queries_catalogue import WITH_DATA, WITHOUT
from monitoring.sustainability.catalogue import Dimension

FAMILIES = {
    "personal": Dimension.POSTS,
    "finanzen": Dimension.MONEY,
    "regelstruktur": Dimension.STRUCTURES,
    "legitimation": Dimension.MANDATE,
    "steuerung": Dimension.STEERING,
    "diskurs": Dimension.DISCOURSE,
}


class CatalogueFilter(FilterForm):
    """What can be measured: by text, theme, and whether there are numbers."""

    suche = search_field()
    thema = forms.ChoiceField(
        label="Thema", choices=[ALL, *((key, f"{key} {name}") for key, name in THEMES.items())]
    )
    daten = forms.ChoiceField(label="Daten", choices=[ALL, (WITH_DATA, "mit Daten"), (WITHOUT, "ohne Daten")])


class BoardFilter(FilterForm):
    """Municipalities of the agency, by name."""

    suche = search_field("Kommune suchen")


class CourseFilter(BoardFilter):
    """Municipalities of the agency, and the family whose course is shown; tabs choose it."""

    bereich = forms.ChoiceField(
        label="Bereich",
        widget=forms.HiddenInput,
        choices=[(key, family.value) for key, family in FAMILIES.items()],
    )
