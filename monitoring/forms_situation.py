"""Typed input for handing the page on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.forms import PortalForm

USUAL_DAYS = 30


class ReadingLinkForm(PortalForm):
    """For whom, until when."""

    submit_label = _("Leselink erstellen")
    purpose = forms.CharField(
        label=_("Für wen?"),
        max_length=120,
        help_text=_("Funktion oder Gremium, kein Name: „Fraktionsspitzen“."),
    )
    expires_on = forms.DateField(
        label=_("gilt bis"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Danach ist die Seite nicht mehr da. Höchstens sechs Monate."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"expires_on": clock.today() + timedelta(days=USUAL_DAYS)})
        super().__init__(*args, **kwargs)


class ReaderForm(PortalForm):
    """Who gets the quarterly mail."""

    submit_label = _("Adresse aufnehmen")
    purpose = forms.CharField(
        label=_("Funktion"),
        max_length=120,
        help_text=_("Funktion oder Gremium, kein Name: „Büro der Landrätin“."),
    )
    email = forms.EmailField(
        label=_("E-Mail"), max_length=254, help_text=_("Am besten eine Funktionsadresse.")
    )
