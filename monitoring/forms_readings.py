"""Typed input about readings: thresholds of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import portal_helper
from monitoring.forms_targets import GermanNumberField
from monitoring.sustainability.catalogue import Definition, Direction

MOST = 1_000_000


class ThresholdForm(forms.Form):
    """Where the light of an indicator changes; `number` is the version that was seen."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)
    green = GermanNumberField(label=_("Stabil ab"), max_digits=9, decimal_places=2)
    yellow = GermanNumberField(label=_("Beobachten ab"), max_digits=9, decimal_places=2)
    green_top = GermanNumberField(label=_("Stabil bis"), max_digits=9, decimal_places=2)
    yellow_top = GermanNumberField(label=_("Beobachten bis"), max_digits=9, decimal_places=2)
    reason = forms.CharField(
        label=_("Begründung"),
        max_length=300,
        help_text=_("Wer hat das wann festgelegt? Zum Beispiel „Steuerungsgruppe, 12.11.2026“."),
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(_("Schwellen speichern"))
        if definition.direction is not Direction.CORRIDOR:
            del self.fields["green_top"], self.fields["yellow_top"]
        if definition.direction is Direction.DOWN:
            self.fields["green"].label = _("Stabil bis")
            self.fields["yellow"].label = _("Beobachten bis")
        for name in ("green", "yellow"):
            self.fields[name].help_text = f"in {definition.unit}" if definition.unit != "Anzahl" else ""
