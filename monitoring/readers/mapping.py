"""What a person decided about the columns of a file: plain, checked, and kept for files of the same shape."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from dkbm.periods import Open, Undated, parse_period
from monitoring.readers import limits
from monitoring.readers.columns import letters
from monitoring.readers.regions import official_code

SEPARATORS = {";": "Semikolon", ",": "Komma", "\t": "Tabulator", "|": "senkrechter Strich"}
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}
DECIMALS = {",": "Komma (1.234,5)", ".": "Punkt (1,234.5)"}
MAX_TEXT = 300
MAX_ROW = 1_000_000
_TABLE_LENGTH = 60


class MappingError(ValueError):
    """The mapping cannot be used; the message says why in German, `field` which entry is meant."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the name of the entry beside the sentence."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """One column of values. column: 0-based. period: key or "" where the file has a column of periods."""

    column: int
    label: str
    unit: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column says what. Columns are 0-based, rows 1-based, None = the file has no such column.

    table: name under which the values are kept. region, period: fixed for the whole file ("" = a column
    says it). breakdowns: columns whose text splits the values ("insgesamt" is the total).
    omit_column, omit_texts: rows with one of these texts there are left out. successors: counts of
    dissolved Kreise are added up for their successors. own: a municipality's own statistics, not official.
    """

    table: str
    values: tuple[ValueColumn, ...]
    data_from: int
    header_from: int = 1
    sheet: str = ""
    separator: str = ""
    encoding: str = ""
    decimal: str = ","
    region_column: int | None = None
    region: str = ""
    name_column: int | None = None
    period_column: int | None = None
    period: str = ""
    breakdowns: tuple[int, ...] = ()
    omit_column: int | None = None
    omit_texts: tuple[str, ...] = ()
    successors: bool = False
    own: bool = False
    publisher: str = ""
    licence: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)

    @property
    def fixed_time(self) -> bool:
        """Whether the time was typed by a person: it holds for one file, not for the next of its shape."""
        return self.period_column is None


_COLUMNS = ("region_column", "name_column", "period_column", "omit_column")
_TEXTS = ("sheet", "separator", "encoding", "decimal", "region", "period", "publisher", "licence")
_KNOWN = frozenset(field.name for field in fields(Mapping))


def mapping_from(stored: object) -> Mapping:
    """Check plain values and return the mapping; raises MappingError (German) for whatever does not fit."""
    if not isinstance(stored, dict):
        raise MappingError("", "Die Zuordnung ist kein JSON-Objekt.")
    unknown = sorted(str(name) for name in set(stored) - _KNOWN)
    if unknown:
        raise MappingError(unknown[0], f"Die Zuordnung enthält eine unbekannte Angabe: „{unknown[0]}“.")
    facts: dict[str, Any] = {name: _text(stored, name) for name in _TEXTS if name in stored}
    facts |= {name: _column(stored[name], name) for name in _COLUMNS if name in stored}
    facts |= {name: stored[name] is True for name in ("successors", "own") if name in stored}
    mapping = Mapping(
        table=_text(stored, "table").replace("|", "/"),
        values=_values(stored.get("values")),
        data_from=_row(stored, "data_from", 2),
        header_from=_row(stored, "header_from", 1),
        breakdowns=tuple(_needed(c, "breakdowns") for c in _items(stored, "breakdowns")),
        omit_texts=tuple(str(text).strip()[:MAX_TEXT] for text in _items(stored, "omit_texts")),
        **facts,
    )
    return _checked(mapping)


def _checked(mapping: Mapping) -> Mapping:
    if not mapping.table or len(mapping.table) > _TABLE_LENGTH:
        raise MappingError("table", f"Bitte nennen Sie die Tabelle (höchstens {_TABLE_LENGTH} Zeichen).")
    if mapping.data_from <= mapping.header_from:
        raise MappingError("data_from", "Die Werte müssen unter der Kopfzeile beginnen.")
    if not mapping.values:
        raise MappingError("values", "Bitte wählen Sie mindestens eine Spalte mit Werten.")
    for name, allowed in (("separator", SEPARATORS), ("encoding", ENCODINGS), ("decimal", DECIMALS)):
        if (chosen := getattr(mapping, name)) and chosen not in allowed:
            raise MappingError(name, f"„{chosen}“ wird hier nicht verstanden.")
    _check_place(mapping)
    _check_time(mapping)
    _check_columns(mapping)
    return mapping


def _check_place(mapping: Mapping) -> None:
    if mapping.region_column is None and not mapping.region:
        message = "Bitte wählen Sie die Spalte mit dem Regionalschlüssel oder geben Sie einen Schlüssel für alle an."
        raise MappingError("region", message)
    if mapping.region_column is None:
        try:
            official_code(mapping.region)
        except ValueError as error:
            raise MappingError("region", str(error)) from None


def _check_time(mapping: Mapping) -> None:
    missing = mapping.period_column is None and any(not column.period for column in mapping.values)
    if missing and not mapping.period:
        message = "Bitte wählen Sie die Spalte mit der Zeit oder geben Sie eine Zeit für alle Werte an."
        raise MappingError("period", message)
    for period in {mapping.period, *(column.period for column in mapping.values)} - {""}:
        try:
            if isinstance(parse_period(period), Open | Undated):
                raise MappingError("period", f"„{period}“ ist kein abgeschlossener Zeitraum.")
        except ValueError as error:
            raise MappingError("period", str(error)) from None


def _check_columns(mapping: Mapping) -> None:
    """Refuse a column with two meanings, and two value columns that could not be told apart."""
    used: dict[int, str] = {}
    single = [mapping.region_column, mapping.name_column, mapping.period_column]
    for column in [*single, *mapping.breakdowns, *(value.column for value in mapping.values)]:
        if column is not None and used.setdefault(column, "") == "x":
            message = f"Die Spalte {letters(column)} hat zwei Bedeutungen. Bitte wählen Sie eine."
            raise MappingError("values", message)
        if column is not None:
            used[column] = "x"
    seen: set[tuple[str, str, str]] = set()
    for value in mapping.values:
        key = (value.label, value.unit, value.period)
        if key in seen or not value.label:
            message = (
                f"Die Spalte {letters(value.column)} braucht eine eigene Bezeichnung;"
                f" „{value.label}“ ist leer oder schon vergeben."
            )
            raise MappingError("values", message)
        seen.add(key)


def _values(stored: object) -> tuple[ValueColumn, ...]:
    if not isinstance(stored, list | tuple) or len(stored) > limits.MAX_COLUMNS:
        raise MappingError("values", "Bitte wählen Sie mindestens eine Spalte mit Werten.")
    found: list[ValueColumn] = []
    for item in stored:
        if not isinstance(item, dict):
            raise MappingError("values", "Eine Spalte mit Werten ist nicht verständlich beschrieben.")
        label, unit, period = (_text(item, name) for name in ("label", "unit", "period"))
        found.append(ValueColumn(_needed(item.get("column"), "values"), label, unit[:60], period))
    return tuple(found)


def _needed(value: object, name: str) -> int:
    column = _column(value, name)
    if column is None:
        raise MappingError(name, "Es fehlt die Nummer einer Spalte.")
    return column


def _column(value: object, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < limits.MAX_COLUMNS:
        raise MappingError(name, "Eine Spalte wird durch ihre Nummer ab 0 benannt.")
    return value


def _row(stored: dict[str, Any], name: str, default: int) -> int:
    value = stored.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_ROW:
        raise MappingError(name, "Eine Zeile wird durch ihre Nummer ab 1 benannt.")
    return value


def _text(stored: dict[str, Any], name: str) -> str:
    value = stored.get(name, "")
    if not isinstance(value, str):
        raise MappingError(name, "Hier wird ein Text erwartet.")
    if name == "separator":
        return value
    return " ".join(value.split())[:MAX_TEXT]


def _items(stored: dict[str, Any], name: str) -> list[Any]:
    value = stored.get(name, [])
    if not isinstance(value, list | tuple) or len(value) > limits.MAX_COLUMNS:
        raise MappingError(name, "Hier wird eine Liste erwartet.")
    return list(value)
