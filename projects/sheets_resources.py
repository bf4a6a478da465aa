"""Budget lines and posts as sheets: the columns of the downloads, read in again with every cell checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm import registries
from projects.forms_resources import DayField, EuroField, GermanDecimalField, YearField
from projects.models import BudgetLine, Filled, InPlan, MoneyOrigin, Post, Side, Stage, Term
from projects.models.post import MOST_FTE
from projects.quickstart_rows import ChoiceField

MOST_BYTES = 2_000_000
MOST_ROWS = 500
SUM_WORDS = frozenset({"summe", "gesamt", "gesamtsumme"})


class NotReadable(ValueError):
    """The file is no list of budget lines or posts; the message says in German what is expected."""


class LineCells(forms.Form):
    """The cells of a budget line; labels are the headings."""

    year = YearField(label="Haushaltsjahr")
    title = forms.CharField(label="Bezeichnung", max_length=200)
    side = ChoiceField(label="Aufwand oder Ertrag", choices=Side.choices)
    stage = ChoiceField(label="Ansatz oder Ergebnis", choices=Stage.choices)
    amount_cents = EuroField(label="Betrag in Euro")
    origin = ChoiceField(label="Herkunft", choices=MoneyOrigin.choices, required=False)
    grant = forms.CharField(label="Förderung", max_length=200, required=False)
    until = DayField(label="fließt bis", required=False)
    product = forms.CharField(label="Produkt", max_length=60, required=False)
    account = forms.CharField(label="Konto", max_length=60, required=False)
    source = forms.CharField(label="Quelle", max_length=300, required=False)


class SumCells(LineCells):
    """The cells of a row of sums: what stands beside the amount says what it sums."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("year", "side", "stage"):
            self.fields[name].required = False


class PostCells(forms.Form):
    """The cells of a post."""

    function = forms.CharField(label="Funktion", max_length=200)
    fte = GermanDecimalField(label="VZÄ", decimals=3, most=MOST_FTE)
    term = ChoiceField(label="Befristung", choices=Term.choices, required=False)
    limited_until = DayField(label="befristet bis", required=False)
    own_share_pct = GermanDecimalField(
        label="Eigenanteil in %", decimals=2, most=100, unit="%", required=False
    )
    in_plan = ChoiceField(label="im Stellenplan", choices=InPlan.choices, required=False)
    filled = ChoiceField(label="Besetzung", choices=Filled.choices, required=False)
    filled_from = DayField(label="besetzt seit", required=False)
    filled_to = DayField(label="besetzt bis", required=False)
    deputy_function = forms.CharField(label="vertreten durch", max_length=200, required=False)
    grant = forms.CharField(label="gefördert durch", max_length=200, required=False)
    pay_grade = forms.CharField(label="Entgelt- oder Besoldungsgruppe", max_length=20, required=False)
    source = forms.CharField(label="Quelle", max_length=300, required=False)


@dataclass(frozen=True)
class Sheet:
    """One kind of row. `key`: fields by which a row is found again; several with the same key count in their order."""

    slug: str
    title: Any
    model: Any
    cells: type[forms.Form]
    key: tuple[str, ...]


LINES = Sheet("haushalt", gettext_lazy("Haushalt"), BudgetLine, LineCells, ("year", "stage", "side", "title"))
POSTS = Sheet("stellen", gettext_lazy("Stellen"), Post, PostCells, ("function",))
SHEETS = (POSTS, LINES)
BY_SLUG = {sheet.slug: sheet for sheet in SHEETS}


@dataclass(frozen=True)
class Line:
    """One row: its number in the file and its texts by field; columns that are not there are not named."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def is_sum(self) -> bool:
        """Whether it says what the others should add up to."""
        return self.texts.get("title", "").casefold() in SUM_WORDS


Lines = dict[str, list[Line]]


def read(upload: Any) -> Lines:
    """Rows by kind of every sheet with the headings of one. Raises NotReadable."""
    if upload is None:
        raise NotReadable(_("Bitte wählen Sie eine Datei."))
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NotReadable(_("Die Datei ist zu groß (höchstens 2 Megabyte)."))
    (reader,) = registries.sheet_readers
    try:
        sheets = reader(content, upload.name)
    except ValueError as fault:
        raise NotReadable(str(fault)) from fault
    found: Lines = {}
    for _name, rows in sheets:
        sheet, places = _recognised(rows)
        if sheet is not None:
            found.setdefault(sheet.slug, []).extend(_lines(rows[1:], places))
    if not any(found.values()):
        raise NotReadable(
            _("Kein Blatt hat die erwarteten Überschriften und Zeilen. Nehmen Sie den Export als Vorlage.")
        )
    if sum(map(len, found.values())) > MOST_ROWS:
        raise NotReadable(_("Die Datei hat mehr als 500 Zeilen. Bitte teilen Sie sie."))
    return found


def _recognised(rows: list[tuple[int, list[str]]]) -> tuple[Sheet | None, dict[int, str]]:
    """The kind whose needed headings stand in the first row, and which column is which field."""
    headings = rows[0][1] if rows else []
    words = [" ".join(text.casefold().split()) for text in headings]
    for sheet in SHEETS:
        fields = sheet.cells().fields
        labels = {str(cell.label).casefold(): name for name, cell in fields.items()}
        places = {place: labels[word] for place, word in enumerate(words) if word in labels}
        if {name for name, cell in fields.items() if cell.required} <= set(places.values()):
            return sheet, places
    return None, {}


def _lines(rows: list[tuple[int, list[str]]], places: dict[int, str]) -> list[Line]:
    found = [
        Line(number, {name: texts[at].strip() if at < len(texts) else "" for at, name in places.items()})
        for number, texts in rows
    ]
    return [line for line in found if any(line.texts.values())]
