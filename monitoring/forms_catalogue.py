"""Typed input of the catalogue: an own indicator, and a new version of its definition."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from dkbm.models import Municipality
from monitoring.catalogue import THEMES
from monitoring.models import IndicatorVersion, Series
from monitoring.models.catalogue import Direction, Formula
from monitoring.queries_catalogue import usable_series
from projects.forms import PeriodField

MOST_TERMS = 20
LAGS = (("", _("gleicher Zeitraum")), ("0", _("gleiches Jahr")), ("1", _("ein Jahr früher")))


class SeriesField(forms.MultipleChoiceField):
    """Series of a municipality, grouped by table; cleaned to `Series` in the order of the list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.SelectMultiple(attrs={"size": 8}), **kwargs)
        self.known: dict[str, Series] = {}

    def offer(self, rows: list[Series]) -> None:
        """Take over what may be chosen."""
        self.known = {str(row.pk): row for row in rows}
        self.choices = [
            (f"{source.table}: {source.title}", [(str(row.pk), _label(row)) for row in group])
            for source, group in groupby(rows, key=lambda row: row.source)
        ]

    def clean(self, value: Any) -> list[Series]:
        chosen = super().clean(value)
        if len(chosen) > MOST_TERMS:
            raise forms.ValidationError(_("Bitte wählen Sie höchstens %d Zahlen.") % MOST_TERMS)
        return [self.known[key] for key in self.known if key in set(chosen)]


def _label(row: Series) -> str:
    words = row.label.replace(" | ", ", ")
    return f"{words} ({row.unit})" if row.unit else words


class IndicatorForm(PortalForm):
    """An own indicator."""

    submit_label = _("Kennzahl anlegen")
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("Was gemessen wird, zum Beispiel „Kitaplätze je Kind“.")
    )
    theme = forms.ChoiceField(
        label=_("Thema"), choices=[(key, f"{key} {name}") for key, name in THEMES.items()]
    )
    definition = forms.CharField(
        label=_("Definition"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ein oder zwei Sätze: Wer oder was zählt, zu welchem Zeitpunkt, an welchem Ort?"),
    )
    formula = forms.ChoiceField(label=_("Rechenweg"), choices=Formula.choices, initial=Formula.RATE)
    numerator = SeriesField(
        label=_("Zähler"),
        help_text=_("Mehrere Zahlen werden addiert. Zur Wahl steht, was eingelesen oder erfasst ist."),
    )
    numerator_text = forms.CharField(label=_("Zähler in Worten"), max_length=200, required=False)
    denominator = SeriesField(
        label=_("Nenner"), required=False, help_text=_("Nur bei „Zähler durch Nenner“.")
    )
    denominator_text = forms.CharField(label=_("Nenner in Worten"), max_length=200, required=False)
    denominator_lag = forms.TypedChoiceField(
        label=_("Zeit des Nenners"),
        choices=LAGS,
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "„Ein Jahr früher“, wenn zum Beispiel Kinder am 1. März an der Bevölkerung vom 31. Dezember davor gemessen werden."
        ),
    )
    factor = forms.TypedChoiceField(
        label=_("Gezeigt als"),
        choices=((1, _("Zahl")), (100, _("je 100 oder Prozent")), (1000, _("je 1 000"))),
        coerce=int,
        initial=100,
    )
    unit = forms.CharField(label=_("Einheit"), max_length=40, initial="%")
    decimals = forms.IntegerField(label=_("Nachkommastellen"), min_value=0, max_value=3, initial=1)
    direction = forms.ChoiceField(label=_("Richtung"), choices=Direction.choices, required=False)
    dash_means_zero = forms.BooleanField(label=_("„-“ in der Quelle heißt genau null"), required=False)
    comparability = forms.CharField(label=_("Zur Vergleichbarkeit"), max_length=400, required=False)
    responsible = forms.CharField(
        label=_("Verantwortlich"),
        max_length=120,
        required=False,
        help_text=_("Eine Stelle oder Funktion, kein Name."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(usable_series(municipality))
        for name in ("numerator", "denominator"):
            self.fields[name].offer(rows)
        self.has_series = bool(rows)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            data.get("formula") == Formula.RATE
            and not data.get("denominator")
            and "denominator" not in self.errors
        ):
            self.add_error("denominator", _("Bitte wählen Sie mindestens eine Zahl für den Nenner."))
        return data


class DefinitionForm(IndicatorForm):
    """A new version of an own indicator, with the reason and from when on it holds."""

    submit_label = _("Neue Fassung festlegen")
    valid_from = PeriodField(
        label=_("Gilt ab"),
        required=False,
        help_text=_(
            "Zum Beispiel 2024. Frühere Zeiträume behalten die bisherige Definition. Leer: Alle Zeiträume werden neu gerechnet."
        ),
    )
    reason = forms.CharField(
        label=_("Grund der Änderung"), max_length=300, help_text=_("Steht am Strich in der Zeitreihe.")
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["theme"]


def initial_of(version: IndicatorVersion, municipality: Municipality) -> dict[str, Any]:
    """The form's values as the version has them."""
    names = [name for name in IndicatorForm.base_fields if name not in ("theme", "numerator", "denominator")]
    by_key = {row.key: str(row.pk) for row in usable_series(municipality)}
    return {
        **{name: getattr(version, name) for name in names},
        "denominator_lag": "" if version.denominator_lag is None else str(version.denominator_lag),
        "numerator": [by_key[key] for key in version.numerator if key in by_key],
        "denominator": [by_key[key] for key in version.denominator if key in by_key],
        "number": version.number,
    }


def printed_field(bound: Any) -> str:
    """The value of a field as people read it: labels of what was chosen."""
    value = bound.value()
    if isinstance(bound.field, SeriesField):
        known = bound.field.known
        return ", ".join(_label(known[key]) for key in map(str, value or ()) if key in known)
    choices = getattr(bound.field, "choices", ())
    labels = {str(key): str(label) for key, label in choices}
    return labels.get(str(value), "" if value is None else str(value))
