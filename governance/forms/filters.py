"""Filters of the lists of this floor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.ui.filters import ALL, FilterForm, day_field, search_field
from governance.models.vocabulary import MandateLevel, ResolutionKind

PAST = "vergangen"


class OverviewFilter(FilterForm):
    """Bodies and units: a text, and the day on which seats are counted."""

    suche = search_field(_("Suchen, auch nach früheren Namen"))
    stichtag = day_field(_("Sitze am Stichtag"))


class EverywhereFilter(FilterForm):
    """Bodies and units of all municipalities; seats are counted for one at a time."""

    suche = search_field(_("Suchen, auch nach früheren Namen"))


class AnsweredFilter(FilterForm):
    """„Schon beantwortet?“"""

    suche = search_field(_("Schon beantwortet? Frage, Antwort und Absender durchsuchen"))


class RegisterFilter(FilterForm):
    """What the register of resolutions is narrowed to."""

    suche = search_field()
    art = forms.ChoiceField(label=_("Art"), choices=[ALL, *ResolutionKind.choices])
    ebene = forms.TypedChoiceField(
        label=_("Ebene"), coerce=int, empty_value=None, choices=[ALL, *MandateLevel.choices]
    )


class CalendarFilter(FilterForm):
    """Meetings ahead, or those that have been."""

    zeit = forms.ChoiceField(label=_("Zeit"), choices=[("", _("kommende")), (PAST, _("vergangene"))])
