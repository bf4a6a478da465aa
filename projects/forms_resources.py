"""Typed input about posts and money: German numbers, months as people write them, euros that become cents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.numbers import format_euro, format_german, parse_euro, parse_german
from dkbm.periods import FIRST_YEAR, LAST_YEAR, KeyDate, from_key
from governance.models import Person, Resolution, Unit
from projects.forms import FUNCTION_HELP, SOURCE_HELP, PeriodField, VersionedForm
from projects.models import BudgetLine, Fund, FundContribution, Grant, Post, Project
from projects.models.post import MOST_FTE

DAY_HELP = _("So genau wie bekannt: 30.06.2027, 06/2027, 2027. Der letzte Tag zählt mit.")
MOST_CENTS = 10**15
DECIMAL_WIDGET = {"inputmode": "decimal", "autocomplete": "off"}


class DayField(PeriodField):
    """A day, month or year („30.06.2027“, „06/2027“); shown without the word „Stichtag“."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", DAY_HELP)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        try:
            period = from_key(value) if value else None
        except ValueError:
            return value
        return period.printed_day if isinstance(period, KeyDate) else super().prepare_value(value)


class GermanDecimalField(forms.CharField):
    """A number as Germans write it („0,75“), cleaned to a Decimal; None when empty."""

    def __init__(self, *, decimals: int, least: int = 0, most: int, unit: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=DECIMAL_WIDGET))
        super().__init__(max_length=40, **kwargs)
        self.decimals, self.unit = decimals, unit
        self.limits = (MinValueValidator(Decimal(least)), MaxValueValidator(Decimal(most)))

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_german(text, self.unit)
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault
        if -int(number.as_tuple().exponent) > self.decimals:
            raise forms.ValidationError(
                _("Höchstens %(count)s Nachkommastellen."), params={"count": self.decimals}
            )
        for check in self.limits:
            check(number)
        return number

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            shown = value.normalize()
            return format_german(shown if shown.as_tuple().exponent <= 0 else shown.quantize(Decimal(1)))
        return value


class EuroField(forms.CharField):
    """An amount of money („1.234,50 €“), cleaned to cents; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=DECIMAL_WIDGET))
        kwargs.setdefault("help_text", _("In Euro, zum Beispiel 48.000 oder 1.234,50."))
        kwargs.pop("max_length", None)
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = parse_euro(text)
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault
        if abs(cents) > MOST_CENTS:
            raise forms.ValidationError(
                _("So viel Geld passt in keinen Haushalt. Bitte prüfen Sie die Zahl.")
            )
        return cents

    def prepare_value(self, value: Any) -> Any:
        """Cents are shown as „48.000“ or „1.234,50“; what was typed stays as typed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return euro_text(value)
        return value


def euro_text(cents: int) -> str:
    """An amount for a form field, which `parse_euro` reads back: „48.000,00“."""
    return format_german(Decimal(cents).scaleb(-2), 2)


def money(cents: int | None) -> str:
    """An amount for a page, in whole euros where it is whole; '' for None."""
    return "" if cents is None else format_euro(cents, with_cents=cents % 100 != 0)


class YearField(forms.IntegerField):
    """A year of the budget."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class PostForm(VersionedForm):
    """A post."""

    submit_label = _("Stelle speichern")
    fte = GermanDecimalField(
        label=_("VZÄ"), decimals=3, most=MOST_FTE, help_text=_("Anteil einer vollen Stelle: 1 oder 0,75.")
    )
    own_share_pct = GermanDecimalField(
        label=_("Eigenanteil in %"),
        decimals=2,
        most=100,
        unit="%",
        required=False,
        help_text=_("Wie viel die Kommune selbst zahlt. Leer lassen, wenn es nicht bekannt ist."),
    )

    class Meta:
        model = Post
        fields = (
            *("function", "fte", "term", "limited_until", "own_share_pct", "grant", "in_plan", "filled"),
            *("filled_from", "filled_to", "deputy_function", "pay_grade", "unit", "project", "holder"),
            *("resolution", "since", "abolished", "audience", "source"),
        )
        field_classes = dict.fromkeys(
            ("limited_until", "filled_from", "filled_to", "since", "abolished"), DayField
        )
        help_texts = {
            "function": FUNCTION_HELP,
            "limited_until": DAY_HELP,
            "deputy_function": FUNCTION_HELP,
            "grant": _("Nur wenn ein Zuwendungsbescheid diese Stelle mitbezahlt."),
            "holder": _("Nur mit Einverständnis. Ohne Namen rechnet das Portal genauso."),
            "resolution": _("Der Beschluss, auf dem diese Stelle steht; er nennt sie auf seiner Seite."),
            "filled_to": _("Der letzte Tag, wenn die Stelle frei wird. Eine neue Besetzung beginnt danach."),
            "pay_grade": _("Freiwillig, zum Beispiel E 11."),
            "source": SOURCE_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {"municipality": self.municipality}
        self._narrow("grant", Grant.objects.filter(**here))
        self._narrow("project", Project.objects.filter(**here))
        self._narrow("unit", Unit.objects.filter(**here))
        self._narrow("resolution", Resolution.objects.filter(**here))
        self._narrow("holder", Person.objects.filter(**here))


class GrantForm(VersionedForm):
    """A Zuwendungsbescheid."""

    submit_label = _("Förderung speichern")
    amount_cents = EuroField(label=_("Betrag insgesamt"), required=False)
    share_pct = GermanDecimalField(label=_("Fördersatz in %"), decimals=2, most=100, unit="%", required=False)

    class Meta:
        model = Grant
        fields = (
            *("title", "programme", "number", "begins", "ends", "amount_cents", "share_pct"),
            *("extension_due", "report_due", "note", "audience", "source"),
        )
        field_classes = {"begins": DayField, "ends": DayField}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "programme": _(
                "Fehlt Ihr Programm, lassen Sie das Feld leer und nennen Sie es in der Bezeichnung."
            ),
            "report_due": _("Zum Beispiel 31.12.2027."),
            "source": SOURCE_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].empty_label = _("anderes Programm")


class LineForm(VersionedForm):
    """A budget line."""

    submit_label = _("Haushaltszeile speichern")
    year = YearField(label=_("Haushaltsjahr"))
    amount_cents = EuroField(label=_("Betrag"))

    class Meta:
        model = BudgetLine
        fields = (
            *("year", "title", "side", "stage", "amount_cents", "origin", "grant", "until"),
            *("product", "account", "audience", "source"),
        )
        field_classes = {"until": DayField}
        help_texts = {
            "grant": _("Nur bei Geld aus einem Förderprogramm; dann gilt das Ende der Förderung."),
            "until": _("Nur wenn das Geld früher endet als die Förderung."),
            "source": SOURCE_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._narrow("grant", Grant.objects.filter(municipality=self.municipality))
        if self.instance.pk is None:
            self.fields["year"].initial = clock.today().year


class FundForm(VersionedForm):
    """A fund."""

    submit_label = _("Fonds speichern")

    class Meta:
        model = Fund
        fields = ("name", "purpose", "audience", "source")
        help_texts = {"source": SOURCE_HELP}


class ContributionForm(VersionedForm):
    """What one contributor gives to a fund in one year."""

    submit_label = _("Beitrag speichern")
    year = YearField(label=_("Jahr"))
    amount_cents = EuroField(label=_("Betrag"))

    class Meta:
        model = FundContribution
        fields = ("contributor", "kind", "year", "amount_cents", "source")
        help_texts = {"source": SOURCE_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["year"].initial = clock.today().year
