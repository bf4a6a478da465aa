"""Typed input of the target form: numbers and periods as people write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.numbers import format_german, parse_german
from monitoring.models import Target
from projects.forms import PeriodField, VersionedForm


class GermanNumberField(forms.DecimalField):
    """A number in German spelling („9,8“)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{**kwargs, "widget": forms.TextInput(attrs={"inputmode": "decimal", "class": "number"})}
        )

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_german(str(value))
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault

    def prepare_value(self, value: Any) -> Any:
        """Stored numbers are shown in German; what was typed stays as typed."""
        return value if isinstance(value, str) or value is None else format_german(value.normalize() + 0)


class TargetForm(VersionedForm):
    """Ausgangswert and target of an indicator."""

    submit_label = _("Ziel speichern")

    class Meta:
        model = Target
        fields = ("baseline_period", "baseline", "target_period", "value", "reason", "audience")
        field_classes = {
            "baseline_period": PeriodField,
            "target_period": PeriodField,
            "baseline": GermanNumberField,
            "value": GermanNumberField,
        }
        help_texts = {
            "baseline_period": _("Zum Beispiel 2023. Vorgeschlagen ist der neueste Wert."),
            "target_period": _("Wann soll der Zielwert erreicht sein? Zum Beispiel 2028."),
            "value": _("Ob der Wert steigen oder sinken soll, ergibt sich aus Ausgangswert und Ziel."),
            "reason": _("Zum Beispiel ein Beschluss mit Datum."),
        }
