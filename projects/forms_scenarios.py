"""Typed assumptions of a scenario: what, when, how much, a row each; an empty row says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.forms import portal_helper
from projects.forms import FUNCTION_HELP
from projects.forms_resources import DayField, GermanDecimalField
from projects.resources.days import last_day
from projects.scenarios import (
    Assumption,
    BudgetCut,
    GrantEnds,
    HolderLeaves,
    MadePermanent,
    MandateExpires,
    Override,
    ProjectTransferred,
    Stock,
)

MOST_ROWS, FEWEST_ROWS = 12, 3
MOST_MONTHS = 36
VACANCY_MONTHS = 6
SEED = 2021
FIELDS = ("was", "wann", "zahl")
NEEDS_DAY = {
    "foerderung": _("Wann endet die Förderung? Zum Beispiel 30.06.2028."),
    "frei": _("Ab wann ist die Stelle frei? Zum Beispiel 01.04.2027."),
    "kuerzung": _("Ab wann wird gekürzt? Zum Beispiel 01.01.2027."),
    "beschluss": _("Bis wann gilt der Beschluss? Zum Beispiel 31.12.2026."),
}


class AssumptionForm(forms.Form):
    """One row; `override` is what it supposes, None for an empty row."""

    was = forms.ChoiceField(label=_("Was"), required=False)
    wann = DayField(label=_("Wann"), required=False, help_text="")
    zahl = GermanDecimalField(label=_("Wie viel"), required=False, decimals=2, most=100)

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["was"].choices = choices
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "was" else "form-control"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind = data.get("was", "").partition("-")[0]
        if not kind and (data.get("wann") or data.get("zahl") is not None):
            self.add_error("was", _("Was soll sich ändern?"))
        if kind in NEEDS_DAY and not data.get("wann") and "wann" not in self.errors:
            self.add_error("wann", NEEDS_DAY[kind])
        number = data.get("zahl")
        if kind == "kuerzung" and number is None and "zahl" not in self.errors:
            self.add_error("zahl", _("Um wie viel Prozent? Zum Beispiel 10."))
        if kind == "frei" and number is not None and (number % 1 or number > MOST_MONTHS):
            self.add_error("zahl", _("Ganze Monate, höchstens 36. Leer = wird nicht wieder besetzt."))
        return data

    @property
    def override(self) -> Override | None:
        """What the row supposes. Only for a valid row."""
        kind, _sign, key = self.cleaned_data["was"].partition("-")
        day, number = _day_of(self.cleaned_data["wann"]), self.cleaned_data["zahl"]
        return OVERRIDES[kind](key, day, number) if kind else None


def _day_of(key: str) -> date | None:
    return last_day(key) if key else None


def _left(key: str, day: Any, months: Decimal | None) -> HolderLeaves:
    """„frei ab“ a day: the day before it is the holder's last one."""
    return HolderLeaves(
        int(key), date.fromordinal(day.toordinal() - 1), None if months is None else int(months)
    )


OVERRIDES: dict[str, Any] = {
    "foerderung": lambda key, day, _number: GrantEnds(int(key), day),
    "dauerhaft": lambda key, _day, _number: MadePermanent(int(key)),
    "frei": _left,
    "kuerzung": lambda _key, day, number: BudgetCut(number, day),
    "beschluss": lambda key, day, _number: MandateExpires(key, day),
    "uebergang": lambda key, _day, _number: ProjectTransferred(key),
}


def choices_of(stock: Stock) -> list[Any]:
    """Everything that can be supposed about these records, in groups; only what the records allow."""
    groups = (
        (_("Förderung endet am"), [(f"foerderung-{row.key}", row.title) for row in stock.grants]),
        (
            _("Stelle wird unbefristet"),
            [(f"dauerhaft-{p.key}", p.function) for p in stock.posts if p.limited],
        ),
        (_("Stelle wird frei ab"), [(f"frei-{post.key}", post.function) for post in stock.posts]),
        (_("Geld"), [("kuerzung", _("Eigene Mittel werden gekürzt (%)"))] if stock.lines else []),
        (_("Beschluss gilt nur bis"), [(f"beschluss-{row.key}", row.label) for row in stock.mandates]),
        (
            _("Projekt geht in die Regelstruktur über"),
            [(f"uebergang-{row.key}", row.label) for row in stock.projects if not row.transferred],
        ),
    )
    worded = [(title, [(key, f"{title}: {words}") for key, words in rows]) for title, rows in groups if rows]
    return [("", _("nichts")), *worded]


class TurnoverForm(forms.Form):
    """How far staff turnover may spread the result; empty: no band."""

    fluktuation = GermanDecimalField(
        label=_("Fluktuation in 24 Monaten in %"), required=False, decimals=2, most=100, unit="%"
    )
    vakanz = forms.IntegerField(
        label=_("Monate bis zur Neubesetzung"), required=False, min_value=0, max_value=MOST_MONTHS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    @property
    def assumption(self) -> Assumption | None:
        """What the seeded runs suppose; None without a turnover. Only for a valid form."""
        percent, months = self.cleaned_data["fluktuation"], self.cleaned_data["vakanz"]
        if percent is None:
            return None
        return Assumption(percent / 100, VACANCY_MONTHS if months is None else months, SEED)


class KeepForm(forms.Form):
    """What a scenario is kept under."""

    title = forms.CharField(
        label=_("Titel"), max_length=200, help_text=_("Zum Beispiel „Kreistag beschließt im März 2027“.")
    )
    function = forms.CharField(label=_("Festgehalten von"), max_length=200, help_text=FUNCTION_HELP)
    audience = forms.TypedChoiceField(
        label=_("Sichtbar für"),
        choices=Audience.choices,
        coerce=int,
        help_text=_("Wer es sieht, sieht auch die Summen der Stellen und des Haushalts."),
    )
    query = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "audience" else "form-control"


@dataclass(frozen=True)
class Draft:
    """The typed assumptions: rows, turnover, and as the query of an address that holds nothing else."""

    rows: list[AssumptionForm]
    turnover: TurnoverForm
    query: str

    @property
    def is_valid(self) -> bool:
        return all(form.is_valid() for form in [*self.rows, self.turnover])

    @property
    def overrides(self) -> tuple[Override, ...]:
        """What is supposed, in the order of the rows. Only for a valid draft."""
        return tuple(found for row in self.rows if (found := row.override) is not None)


def draft_of(data: Any, stock: Stock) -> Draft:
    """The draft that a query (a QueryDict) holds; rows nobody typed into are left out and offered anew."""
    typed = [
        dict(zip(FIELDS, values, strict=True))
        for values in zip(*(_column(data, name) for name in FIELDS), strict=True)
        if any(values)
    ]
    choices = choices_of(stock)
    shown = max(FEWEST_ROWS, min(len(typed) + 1, MOST_ROWS))
    rows = [
        AssumptionForm(row, choices=choices, auto_id=f"id_{number}_%s")
        for number, row in enumerate([*typed, *[{}] * (shown - len(typed))])
    ]
    turnover = {name: data.get(name, "").strip() for name in ("fluktuation", "vakanz")}
    return Draft(rows, TurnoverForm(turnover), _query(typed, turnover))


def _column(data: Any, name: str) -> list[str]:
    values = [value.strip()[:60] for value in data.getlist(name)[:MOST_ROWS]]
    return values + [""] * (MOST_ROWS - len(values))


def _query(rows: list[dict[str, str]], turnover: Mapping[str, str]) -> str:
    pairs = [(name, row[name]) for row in rows for name in FIELDS]
    return urlencode([*pairs, *((name, value) for name, value in turnover.items() if value)])


class PlanForm(forms.Form):
    """A name for the posts and the budget of today."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Zum Beispiel „Haushalt 2027 beschlossen“.")
    )
    function = forms.CharField(label=_("Festgehalten von"), max_length=200, help_text=FUNCTION_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(_("Stand festhalten"))
