"""Taking over master data from sheets: all rows or none, each by the same deed as typing.

A preview is the very taking over, undone at the end: what it shows is what would happen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.models import Municipality, User
from dkbm.services import require
from governance.models import ContactPoint, Seat
from governance.queries.masterdata import text_of
from governance.services.cells import value_of
from governance.services.records import keep_record
from governance.sheets import BY_SLUG, SHEETS, Line, Sheet

NEW, CHANGED, SAME, REFUSED = "neu", "geändert", "unverändert", "fehlerhaft"


@dataclass
class Outcome:
    """What became (or would become) of one line. `errors` by heading, `changes` are (heading, before, after)."""

    sheet: Sheet
    number: int
    name: str
    word: str = SAME
    version: int = 0
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


def rehearse(*, municipality: Municipality, lines: dict[str, list[Line]], by: User) -> list[Outcome]:
    """What taking over would do; nothing is kept."""
    with transaction.atomic():
        outcomes = _take_over(municipality, lines, by)
        transaction.set_rollback(True)
    return outcomes


@transaction.atomic
def take_over(
    *, municipality: Municipality, lines: dict[str, list[Line]], shown: str, by: User
) -> list[Outcome]:
    """Keep all lines, or none when one is refused or the outcome is not the one that was `shown`."""
    outcomes = _take_over(municipality, lines, by)
    if fingerprint(outcomes) != shown or any(row.word == REFUSED for row in outcomes):
        transaction.set_rollback(True)
    return outcomes


def fingerprint(outcomes: Iterable[Outcome]) -> str:
    """A short text that changes with every outcome, also when somebody saved a record meanwhile."""
    rows = [(o.sheet.slug, o.number, o.name, o.word, o.version, o.changes) for o in outcomes]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:24]


def _take_over(municipality: Municipality, lines: dict[str, list[Line]], by: User) -> list[Outcome]:
    require(by, Permission.EDIT_BODIES, municipality)
    require(by, Permission.EDIT_CONTACTS, municipality)
    return [_one(sheet, line, municipality, by) for sheet in SHEETS for line in lines.get(sheet.slug, ())]


def _one(sheet: Sheet, line: Line, municipality: Municipality, by: User) -> Outcome:
    outcome = Outcome(sheet, line.number, _name(sheet, line))
    values: dict[str, Any] = {}
    for column in sheet.columns:
        if column.name in line.texts:
            try:
                values[column.name] = value_of(
                    sheet.model, column.name, line.texts[column.name], municipality
                )
            except ValidationError as error:
                outcome.errors.append((column.label, " ".join(error.messages)))
    if not outcome.errors:
        _keep(outcome, values, municipality, by)
    if outcome.errors:
        outcome.word = REFUSED
    return outcome


def _keep(outcome: Outcome, values: dict[str, Any], municipality: Municipality, by: User) -> None:
    try:
        row = _found(outcome.sheet, values, municipality)
        if row is not None:
            outcome.version = row.version
            values.pop("place", None)
            outcome.changes = _changes(outcome.sheet, row, values)
        if row is not None and not outcome.changes:
            return
        outcome.word = NEW if row is None else CHANGED
        if outcome.sheet.model is ContactPoint:
            outcome.hints = _same_elsewhere(values, row, municipality)
        _save(outcome.sheet, row, values, municipality, by)
    except ValidationError as error:
        outcome.errors += _by_heading(outcome.sheet, error)


def _save(sheet: Sheet, row: Any, values: dict[str, Any], municipality: Municipality, by: User) -> None:
    if row is None:
        if sheet.model is not Seat:
            values = {**values, "municipality": municipality}
        elif not values.get("place"):
            values.pop("place", None)
    with transaction.atomic():
        keep_record(
            model=sheet.model,
            pk=row.pk if row else None,
            version=row.version if row else None,
            values=values,
            by=by,
        )


def _found(sheet: Sheet, values: dict[str, Any], municipality: Municipality) -> Any:
    """The record of this line, None for a new one. Raises ValidationError when several could be meant."""
    wanted = {name: values[name] for name in _key(sheet, values)}
    filled = {name: value for name, value in wanted.items() if value is not None}
    empty = {f"{name}__isnull": True for name, value in wanted.items() if value is None}
    rows = sheet.model.objects.filter(**filled, **empty, **{sheet.model.tenant_path: municipality})
    found = list(rows.order_by("pk")[:2])
    if len(found) > 1:
        raise ValidationError(
            _("Mehrere Einträge passen auf diese Zeile. Bitte ändern Sie den richtigen auf seiner Seite.")
        )
    return found[0] if found else None


def _key(sheet: Sheet, values: dict[str, Any]) -> list[str]:
    """Fields by which the line is found again; what a key names and the line does not is empty."""
    if sheet.model is not Seat:
        values.update({name: values.get(name) for name in sheet.key})
        return list(sheet.key)
    # a numbered line is the term of that seat from that day; without a number the function says which
    known = "place" if values.get("place") else "function"
    values.setdefault("since", None)
    return ["body", known, "since"]


def _changes(sheet: Sheet, row: Any, values: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Headings with the texts before and after; the row given is used up."""
    labels = {column.name: column.label for column in sheet.columns}
    before = {name: text_of(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    after = {name: text_of(row, name) for name in values}
    return [(labels[n], before[n] or "–", after[n] or "–") for n in values if before[n] != after[n]]


def _same_elsewhere(values: dict[str, Any], row: Any, municipality: Municipality) -> list[str]:
    """Who else is reached the same way: perhaps the line is there already."""
    rows = ContactPoint.objects.filter(
        municipality=municipality, kind=values["kind"], value__iexact=values["value"]
    )
    others = rows.exclude(pk=row.pk if row else None).select_related("unit", "body", "person")
    return [_("Dieselbe Angabe steht schon bei: %(owner)s") % {"owner": other.owner.name} for other in others]


def _by_heading(sheet: Sheet, error: ValidationError) -> list[tuple[str, str]]:
    labels = {column.name: column.label for column in sheet.columns}
    if not hasattr(error, "error_dict"):
        return [("", " ".join(error.messages))]
    return [(labels.get(name, ""), " ".join(texts)) for name, texts in error.message_dict.items()]


def _name(sheet: Sheet, line: Line) -> str:
    words = [line.texts.get(name, "") for name in sheet.key]
    return ", ".join(word for word in words if word) or str(BY_SLUG[sheet.slug].title)
