"""The step „Zuordnen“: one select per column, and what the file itself does not say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.models import Municipality
from monitoring.readers.mapping import DECIMALS, ENCODINGS, SEPARATORS, Mapping, MappingError, mapping_from

SKIP, REGION, NAME, PERIOD, VALUE, SPLIT = "", "region", "name", "zeit", "wert", "gliederung"
ROLES = [
    (SKIP, _("nicht lesen")),
    (REGION, _("Regionalschlüssel")),
    (NAME, _("Name des Gebiets")),
    (PERIOD, _("Zeit")),
    (VALUE, _("Wert")),
    (SPLIT, _("Gliederung")),
]
_SINGLE = {REGION: "region_column", NAME: "name_column", PERIOD: "period_column"}
_GROUPS = {
    "reading": ("sheet", "separator", "encoding", "decimal", "header_from", "data_from"),
    "content": ("region", "period", "omit_column", "omit_texts", "successors"),
    "origin": ("table", "own", "publisher", "licence"),
}
_LOOKING = _GROUPS["reading"]


class MappingForm(forms.Form):
    """Which column says what. The proposal stands in the fields; what is typed is kept when it is refused."""

    table = forms.CharField(label=_("Name der Tabelle"), max_length=60)
    own = forms.TypedChoiceField(
        label=_("Wem gehören die Zahlen?"),
        choices=[
            ("eigen", _("eigene Statistik der Kommune")),
            ("amtlich", _("amtliche Statistik, für alle")),
        ],
        coerce=lambda value: value == "eigen",
        widget=forms.RadioSelect,
    )
    publisher = forms.CharField(
        label=_("Herausgeber"), max_length=200, required=False, help_text=_("Steht unter jeder Abbildung.")
    )
    licence = forms.CharField(label=_("Lizenz"), max_length=60, required=False)
    region = forms.CharField(
        label=_("Gebiet, wenn keine Spalte es sagt"),
        max_length=20,
        required=False,
        help_text=_("Amtlicher Schlüssel, zum Beispiel 03402."),
    )
    period = forms.CharField(
        label=_("Zeit, wenn keine Spalte sie sagt"),
        max_length=60,
        required=False,
        help_text=_("Zum Beispiel 2023, 2023/24 oder 31.12.2023."),
    )
    sheet = forms.ChoiceField(label=_("Tabellenblatt"), required=False)
    separator = forms.ChoiceField(label=_("Trennzeichen"), choices=list(SEPARATORS.items()), required=False)
    encoding = forms.ChoiceField(label=_("Zeichensatz"), choices=list(ENCODINGS.items()), required=False)
    decimal = forms.ChoiceField(label=_("Dezimalzeichen"), choices=list(DECIMALS.items()))
    header_from = forms.IntegerField(label=_("Überschriften ab Zeile"), min_value=1, max_value=999_999)
    data_from = forms.IntegerField(label=_("Werte ab Zeile"), min_value=2, max_value=1_000_000)
    omit_column = forms.TypedChoiceField(
        label=_("Zeilen auslassen, wenn in Spalte"), required=False, coerce=int, empty_value=None
    )
    omit_texts = forms.CharField(
        label=_("einer dieser Texte steht"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ein Text je Zeile, genau wie in der Datei."),
    )
    successors = forms.BooleanField(
        label=_("Anzahlen aufgelöster Kreise zu ihren Nachfolgern zählen"), required=False
    )

    def __init__(self, *args: Any, look: dict[str, Any], municipality: Municipality, **kwargs: Any) -> None:
        self.look = look
        kwargs["initial"] = _initial(look, municipality)
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in look["sheets"]]
        for name in ("separator", "encoding") if look["sheets"] else ("sheet",):
            del self.fields[name]
        names = [(c["index"], f"{c['letter']}: {c['heading'] or '…'}") for c in look["columns"]]
        self.fields["omit_column"].choices = [("", _("keine auslassen")), *names]
        for column in look["columns"]:
            self._add_column(column)

    def _add_column(self, column: dict[str, Any]) -> None:
        """Three fields: what the column says, its label, its unit; their names are said to screen readers."""
        place, letter = column["index"], column["letter"]
        labels = {"role": _("Bedeutung"), "label": _("Bezeichnung"), "unit": _("Einheit")}
        for part, label in labels.items():
            said = {"aria-label": f"{label}, Spalte {letter}"}
            if part == "role":
                field = forms.ChoiceField(
                    choices=ROLES, required=False, label=label, widget=forms.Select(attrs=said)
                )
            else:
                field = forms.CharField(
                    max_length=300 if part == "label" else 60,
                    required=False,
                    label=label,
                    widget=forms.TextInput(attrs=said),
                )
            field.widget.attrs["class"] = "form-select" if part == "role" else "form-control"
            self.fields[f"{part}_{place}"] = field

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.errors:
            return values
        try:
            self.mapping: Mapping = mapping_from(self._stored(values))
        except MappingError as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return values

    def options(self) -> dict[str, Any]:
        """What „Neu ansehen“ needs: settings of the reading that are understood, whatever else is refused."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in _LOOKING if self.cleaned_data.get(name)}

    def groups(self) -> dict[str, list[forms.BoundField]]:
        """The fields beside the columns, in the groups of the page; only those this kind of file has."""
        return {
            group: [self[name] for name in names if name in self.fields] for group, names in _GROUPS.items()
        }

    def columns(self) -> list[dict[str, Any]]:
        """Rows of the table: the column with its three bound fields."""
        return [
            column | {part: self[f"{part}_{column['index']}"] for part in ("role", "label", "unit")}
            for column in self.look["columns"]
        ]

    def _stored(self, values: dict[str, Any]) -> dict[str, Any]:
        proposed = self.look["proposal"]
        by_role: dict[str, list[int]] = {}
        for column in self.look["columns"]:
            by_role.setdefault(values[f"role_{column['index']}"], []).append(column["index"])
        for role, name in (
            (REGION, _("Regionalschlüssel")),
            (NAME, _("Name des Gebiets")),
            (PERIOD, _("Zeit")),
        ):
            if len(by_role.get(role, [])) > 1:
                raise MappingError("", f"Nur eine Spalte kann „{name}“ sein.")
        single = {name: by_role.get(role, [None])[0] for role, name in _SINGLE.items()}
        texts = [line.strip() for line in values["omit_texts"].splitlines() if line.strip()]
        periods = {value["column"]: value.get("period", "") for value in proposed["values"]}
        kept = (
            "table",
            "own",
            "publisher",
            "licence",
            "region",
            "period",
            "decimal",
            "header_from",
            "data_from",
        )
        return {
            **{name: values[name] for name in kept},
            **{name: values.get(name, "") for name in ("sheet", "separator", "encoding")},
            **single,
            "values": [_value(values, column, periods) for column in by_role.get(VALUE, [])],
            "breakdowns": by_role.get(SPLIT, []),
            "omit_column": values["omit_column"] if texts else None,
            "omit_texts": texts,
            "successors": values["successors"],
        }


def _value(values: dict[str, Any], column: int, periods: dict[int, str]) -> dict[str, Any]:
    return {
        "column": column,
        "label": values[f"label_{column}"],
        "unit": values[f"unit_{column}"],
        "period": periods.get(column, ""),
    }


def _initial(look: dict[str, Any], municipality: Municipality) -> dict[str, Any]:
    """The mapping of an earlier file of this shape, else the proposal."""
    known, proposed = look.get("known"), look["proposal"]
    chosen = proposed | (known or {})
    if known:
        chosen |= {"period": proposed.get("period", "")}  # typed for another file: to be said anew
    keyless = chosen.get("region_column") is None
    initial = {
        **{name: chosen.get(name) for name in (*_LOOKING, "table", "publisher", "licence", "period")},
        "region": chosen.get("region") or (municipality.region.ags if keyless else ""),
        "own": "eigen" if chosen.get("own", keyless) else "amtlich",
        "successors": chosen.get("successors", False),
        "omit_column": chosen.get("omit_column"),
        "omit_texts": "\n".join(chosen.get("omit_texts", [])),
    }
    for role, name in _SINGLE.items():
        if chosen.get(name) is not None:
            initial[f"role_{chosen[name]}"] = role
    initial |= {f"role_{column}": SPLIT for column in chosen.get("breakdowns", [])}
    headings = {column["index"]: column["heading"] for column in look["columns"]}
    initial |= {f"label_{column}": heading for column, heading in headings.items()}
    for value in chosen.get("values", []):
        place = value["column"]
        initial |= {f"role_{place}": VALUE, f"label_{place}": value["label"], f"unit_{place}": value["unit"]}
    return initial
