"""Typed input: which indicator is hung on an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm.forms import PortalForm
from dkbm.models import Municipality
from monitoring.queries import indicator_views, region_codes
from monitoring.services.answers import NO_NUMBER, has_number


class FrozenChartForm(PortalForm):
    """An indicator of the catalogue or of one's own that has a number here."""

    submit_label = gettext_lazy("Mit heutigem Stand anhängen")
    code = forms.ChoiceField(
        label=gettext_lazy("Kennzahl"),
        error_messages={"invalid_choice": NO_NUMBER},
        help_text=gettext_lazy(
            "Bild, Satz und Tabelle bleiben bei der Antwort, wie sie heute sind, auch wenn sich die Zahlen später ändern."
        ),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        views = indicator_views(region_codes(municipality.region))
        known = [
            (view.version.indicator.code, view.version.name)
            for view in views
            if view.version.indicator.owner_id in (None, municipality.pk)
            and has_number(view, municipality.region)
        ]
        self.fields["code"].choices = sorted(known, key=lambda pair: pair[1])
        if not known:
            self.fields["code"].help_text = _(
                "Noch hat hier keine Kennzahl einen Wert. Lesen Sie zuerst Daten ein."
            )
