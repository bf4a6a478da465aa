"""Typed input: which indicator is hung on an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dkbm.forms import PortalForm
from dkbm.models import Municipality
from monitoring.services.recompute import latest_versions


class FrozenChartForm(PortalForm):
    """An indicator of the catalogue or of one's own."""

    submit_label = gettext_lazy("Mit heutigem Stand anhängen")
    code = forms.ChoiceField(
        label=gettext_lazy("Kennzahl"),
        help_text=gettext_lazy(
            "Bild, Satz und Tabelle bleiben bei der Antwort, wie sie heute sind, auch wenn sich die Zahlen später ändern."
        ),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [
            (version.indicator.code, version.name)
            for version in latest_versions()
            if version.indicator.owner_id in (None, municipality.pk) and version.is_computable
        ]
        self.fields["code"].choices = sorted(known, key=lambda pair: pair[1])
