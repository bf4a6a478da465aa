"""Taking over budget lines and posts from a file: all rows or none, each by the same deed as typing.

A preview is the very taking over, undone at the end: what it shows is what would happen.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import require
from projects.models import BudgetLine, Grant, MoneyOrigin, Post, Side, Stage
from projects.resources.days import printed
from projects.resources.words import fte_words, money_words
from projects.services_resources import add_resource, change_resource
from projects.sheets_resources import LINES, SHEETS, Line, Lines, Sheet, SumCells

NEW, CHANGED, SAME, REFUSED = "neu", "geändert", "unverändert", "fehlerhaft"
Group = tuple[int, str, str]


@dataclass
class Outcome:
    """What became (or would become) of one row. `errors` by heading, `changes` are (heading, before, after)."""

    sheet: Sheet
    number: int
    name: str
    word: str = SAME
    version: int = 0
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Total:
    """A sum of the file beside the portal's before and after; `rest` = what only the portal has."""

    label: str
    rows: int
    file: str
    before: str
    after: str
    rest: str


@dataclass(frozen=True)
class Result:
    """All rows and the totals they come to."""

    outcomes: list[Outcome]
    totals: list[Total]

    @property
    def is_refused(self) -> bool:
        return any(row.word == REFUSED for row in self.outcomes)

    @property
    def fingerprint(self) -> str:
        """Changes with every outcome, also when somebody saved a record meanwhile."""
        rows = [(o.sheet.slug, o.number, o.name, o.word, o.version, o.changes) for o in self.outcomes]
        return hashlib.sha256(repr((rows, self.totals)).encode()).hexdigest()[:24]


def rehearse_rows(*, municipality: Municipality, lines: Lines, by: Any) -> Result:
    """What taking over would do; nothing is kept."""
    with transaction.atomic():
        result = _take_over(municipality, lines, by)
        transaction.set_rollback(True)
    return result


@transaction.atomic
def take_over_rows(*, municipality: Municipality, lines: Lines, shown: str, by: Any) -> Result:
    """Keep all rows, or none when one is refused or the outcome is not the one that was `shown`."""
    result = _take_over(municipality, lines, by)
    if result.is_refused or result.fingerprint != shown:
        transaction.set_rollback(True)
    return result


def _take_over(municipality: Municipality, lines: Lines, by: Any) -> Result:
    require(by, Permission.EDIT_RESOURCES, municipality)
    before = _money(municipality), _fte(municipality)
    grants = {row.title: row for row in Grant.objects.filter(municipality=municipality)}
    outcomes, taken = [], []
    for sheet in SHEETS:
        known = _known(sheet, municipality)
        for line in (line for line in lines.get(sheet.slug, ()) if not line.is_sum):
            outcome, row = _one(sheet, line, known, grants, municipality, by)
            outcomes.append(outcome)
            taken += [row] if row is not None else []
    outcomes += [_sum(line, taken) for line in lines.get(LINES.slug, ()) if line.is_sum]
    return Result(outcomes, _totals(taken, before, (_money(municipality), _fte(municipality))))


def _known(sheet: Sheet, municipality: Municipality) -> dict[tuple[Any, ...], list[Any]]:
    """Rows by key, the oldest last, so that the first of the file meets the first that was made."""
    found = defaultdict(list)
    for row in sheet.model.objects.filter(municipality=municipality).order_by("-pk"):
        found[tuple(getattr(row, name) for name in sheet.key)].append(row)
    return found


def _one(
    sheet: Sheet,
    line: Line,
    known: dict[tuple[Any, ...], list[Any]],
    grants: Any,
    here: Municipality,
    by: Any,
) -> tuple[Outcome, Any]:
    """Keep one row in a savepoint of its own; gives what became of it and the row, None when refused."""
    outcome = Outcome(sheet, line.number, line.texts.get(sheet.key[-1], ""))
    try:
        values = _values(sheet, line, grants)
        rows = known.get(tuple(values[name] for name in sheet.key), [])
        row = rows.pop() if rows else None
        if row is not None:
            outcome.version, outcome.changes = row.version, _changes(sheet, row, values)
            if not outcome.changes:
                return outcome, row
        outcome.word = NEW if row is None else CHANGED
        with transaction.atomic():
            if row is None:
                return outcome, add_resource(model=sheet.model, home=here, by=by, **values)
            return outcome, change_resource(row=row, version=None, by=by, **values)
    except ValidationError as error:
        outcome.word, outcome.errors, outcome.changes = REFUSED, _by_heading(sheet, error), []
        return outcome, None


def _values(sheet: Sheet, line: Line, grants: dict[str, Grant]) -> dict[str, Any]:
    """Checked values of the columns that are there. Raises ValidationError by field."""
    cells = sheet.cells(line.texts)
    if not cells.is_valid():
        raise ValidationError({name: list(texts) for name, texts in cells.errors.items()})
    values = {name: cells.cleaned_data[name] for name in line.texts}
    title = values.pop("grant", None)
    if title is not None:
        if title and title not in grants:
            raise ValidationError({"grant": _("Eine Förderung mit dieser Bezeichnung gibt es hier nicht.")})
        values["grant"] = grants.get(title)
    if sheet is LINES and not values.get("origin"):
        values["origin"] = MoneyOrigin.PROGRAMME if values.get("grant") else MoneyOrigin.OWN
    return values


def _changes(sheet: Sheet, row: Any, values: dict[str, Any]) -> list[tuple[str, str, str]]:
    labels = {name: str(cell.label) for name, cell in sheet.cells().fields.items()}
    return [
        (labels[name], _text(row, name, getattr(row, name)), _text(row, name, value))
        for name, value in values.items()
        if getattr(row, name) != value
    ]


def _text(row: Any, name: str, value: Any) -> str:
    """A value as people read it, „–“ for none."""
    if name == "amount_cents":
        return money_words(value)
    if isinstance(value, Decimal):
        return fte_words(value, unit=False)
    column = row._meta.get_field(name)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value)) or "–"
    periods = {source for source, _target, _of in row.derived_days}
    return (printed(value) if name in periods else str("" if value is None else value)) or "–"


def _by_heading(sheet: Sheet, error: ValidationError) -> list[tuple[str, str]]:
    labels = {name: str(cell.label) for name, cell in sheet.cells().fields.items()}
    if not hasattr(error, "error_dict"):
        return [("", text) for text in error.messages]
    return [(labels.get(name, ""), text) for name, texts in error.message_dict.items() for text in texts]


def _sum(line: Line, taken: list[Any]) -> Outcome:
    """Whether a row of sums is what its lines come to, to the cent."""
    outcome = Outcome(LINES, line.number, line.texts["title"])
    cells = SumCells(line.texts)
    if not cells.is_valid():
        errors = ValidationError({name: list(texts) for name, texts in cells.errors.items()})
        outcome.word, outcome.errors = REFUSED, _by_heading(LINES, errors)
        return outcome
    wanted = {
        name: cells.cleaned_data[name] for name in ("year", "side", "stage") if cells.cleaned_data[name]
    }
    rows = [row for row in taken if isinstance(row, BudgetLine)]
    summed = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    cents = sum(row.amount_cents for row in summed)
    if cents != cells.cleaned_data["amount_cents"]:
        said = {"said": money_words(cells.cleaned_data["amount_cents"]), "are": money_words(cents)}
        words = _("Die Summe sagt %(said)s, die Zeilen ergeben %(are)s.")
        outcome.word, outcome.errors = REFUSED, [("Betrag in Euro", words % said)]
    return outcome


def _money(municipality: Municipality) -> dict[Group, int]:
    found: dict[Group, int] = defaultdict(int)
    for row in BudgetLine.objects.filter(municipality=municipality):
        found[row.year, row.stage, row.side] += row.amount_cents
    return found


def _fte(municipality: Municipality) -> Decimal:
    return sum((row.fte for row in Post.objects.filter(municipality=municipality)), Decimal(0))


def _totals(taken: Iterable[Any], before: tuple[Any, Any], after: tuple[Any, Any]) -> list[Total]:
    """A line for each year, Ansatz or Ergebnis, Aufwand or Ertrag of the file, and one for its posts."""
    groups: dict[Group, list[BudgetLine]] = defaultdict(list)
    posts = [row for row in taken if isinstance(row, Post)]
    for row in taken:
        if isinstance(row, BudgetLine):
            groups[row.year, row.stage, row.side].append(row)
    found = []
    if posts:
        fte = sum((row.fte for row in posts), Decimal(0))
        sums = (fte, before[1], after[1], after[1] - fte)
        found.append(Total(_("Stellen"), len(posts), *map(fte_words, sums)))
    for key, rows in sorted(groups.items()):
        cents = sum(row.amount_cents for row in rows)
        sums = (cents, before[0].get(key, 0), after[0].get(key, 0), after[0].get(key, 0) - cents)
        label = f"{key[0]}, {Stage(key[1]).label}, {Side(key[2]).label}"
        found.append(Total(label, len(rows), *map(money_words, sums)))
    return found
