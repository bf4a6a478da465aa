"""Typed input of events in time series and of saved views."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.models import SavedView, TimelineEvent
from monitoring.services.recompute import latest_versions
from projects.forms import PeriodField, VersionedForm


class EventForm(VersionedForm):
    """Something that happened and shows in the figures."""

    submit_label = _("Ereignis speichern")

    class Meta:
        model = TimelineEvent
        fields = ("title", "begins", "ends", "indicator", "theme", "source", "audience")
        field_classes = {"begins": PeriodField, "ends": PeriodField}
        help_texts = {
            "begins": _("So genau wie bekannt: 08/2021, 2021, Schuljahr 2021/22."),
            "ends": _("Nur, wenn es über eine Zeit ging. Leer lassen = ein Zeitpunkt."),
            "source": _("Zum Beispiel ein Beschluss oder eine Bekanntmachung mit Datum."),
            "audience": _("Öffentliche Kennzahlen zeigen das Ereignis allen, die es sehen dürfen."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = latest_versions()
        names = {version.indicator_id: version.name for version in versions}
        indicator = self.fields["indicator"]
        indicator.empty_label = _("alle Kennzahlen")
        indicator.queryset = indicator.queryset.filter(pk__in=names)
        indicator.label_from_instance = lambda row: f"{row.code} {names[row.pk]}"
        themes = sorted({version.indicator.theme for version in versions})
        self.fields["theme"] = forms.ChoiceField(
            label=self.fields["theme"].label,
            required=False,
            choices=[("", _("alle Themen")), *((theme, theme) for theme in themes)],
        )


class SavedViewForm(VersionedForm):
    """Name of a saved view, and who finds it."""

    submit_label = _("Ansicht speichern")

    class Meta:
        model = SavedView
        fields = ("name", "shared")
        help_texts = {"name": _("Zum Beispiel „Übergänge im Vergleich mit den Nachbarn“.")}
