"""A first look at a file that no reader knows: what was found, the first rows, and a proposal to confirm."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from monitoring.readers.cells import Unreadable
from monitoring.readers.columns import letters
from monitoring.readers.grid import Grid, open_grid
from monitoring.readers.heads import find_head, headings
from monitoring.readers.mapping import DECIMALS, ENCODINGS, SEPARATORS
from monitoring.readers.proposal import Column, columns_of, find_decimal, propose
from monitoring.readers.values import shorten

SHOWN_ROWS = 20
SHOWN_COLUMNS = 40
MAPPABLE_COLUMNS = 200
_SHOWN_CHARACTERS = 60
_EXAMPLES = 3
_LABEL = 60


@dataclass(frozen=True, slots=True)
class Options:
    """What a person changed before looking again; "" and 0 = find out."""

    sheet: str = ""
    separator: str = ""
    encoding: str = ""
    decimal: str = ""
    header_from: int = 0
    data_from: int = 0


def options_from(stored: object) -> Options:
    """Return the options of plain values; what is not understood is found out anew."""
    given = stored if isinstance(stored, dict) else {}
    sheet, separator, encoding, decimal = (
        str(given.get(name) or "") for name in ("sheet", "separator", "encoding", "decimal")
    )
    return Options(
        sheet=sheet[:200],
        separator=separator if separator in SEPARATORS else "",
        encoding=encoding if encoding in ENCODINGS else "",
        decimal=decimal if decimal in DECIMALS else "",
        header_from=_number(given.get("header_from")),
        data_from=_number(given.get("data_from")),
    )


def fingerprint(data: bytes) -> str:
    """Return a hash of the file's shape (kind, sheet, separator, headings), the same for next year's file.

    Years and days are part of the headings: a file whose headings moved on is asked about again.
    """
    grid = open_grid(data)
    head = headings(grid.rows, *find_head(grid.rows))
    shape = [grid.kind, grid.sheet, grid.separator, [head[column] for column in sorted(head)]]
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()


def look(data: bytes, filename: str, options: Options | None = None) -> dict[str, Any]:
    """Return what a person needs to map the columns, as plain values.

    kind, sheets, fingerprint; rows: [{row, fields}] as printed (shortened); columns: [{index, letter,
    heading, examples}]; found: German sentences; proposal: a mapping, perhaps incomplete.
    Raises Unreadable where there is no table.
    """
    options = options or Options()
    grid = open_grid(data, sheet=options.sheet, separator=options.separator, encoding=options.encoding)
    if not grid.rows:
        message = "Die Datei enthält keine Zeile mit Inhalt."
        raise Unreadable(message)
    header_from, data_from = _head(grid, options)
    columns = columns_of(grid, header_from, data_from)
    decimal, certain = find_decimal(columns)
    decimal, certain = (options.decimal, True) if options.decimal else (decimal, certain)
    if grid.kind != "csv" and decimal != ",":
        grid = open_grid(data, sheet=grid.sheet, decimal=decimal)
        columns = columns_of(grid, header_from, data_from)
    return {
        "kind": grid.kind,
        "sheets": grid.sheets,
        "fingerprint": fingerprint(data),
        "rows": [{"row": number, "fields": _shown(fields)} for number, fields in grid.rows[:SHOWN_ROWS]],
        "width": grid.width,
        "columns": [_described(column) for column in columns[:MAPPABLE_COLUMNS]],
        "found": _found(grid, decimal, certain=certain),
        "certain": certain,
        "proposal": {
            "table": shorten(PurePath(filename).stem, _LABEL),
            "sheet": grid.sheet,
            "separator": grid.separator,
            "encoding": grid.encoding,
            "decimal": decimal,
            "header_from": header_from,
            "data_from": data_from,
            **propose(grid, columns[:MAPPABLE_COLUMNS], header_from, decimal),
        },
    }


def _head(grid: Grid, options: Options) -> tuple[int, int]:
    header_from, data_from = find_head(grid.rows)
    header_from = options.header_from or header_from
    data_from = options.data_from or data_from
    return header_from, max(data_from, header_from + 1)


def _found(grid: Grid, decimal: str, *, certain: bool) -> list[str]:
    found = []
    if grid.kind == "csv":
        found += [
            f"Textdatei, Spalten getrennt durch {SEPARATORS.get(grid.separator, grid.separator)}",
            f"Zeichensatz {ENCODINGS.get(grid.encoding, grid.encoding)}",
        ]
    else:
        found.append(f"Arbeitsmappe ({grid.kind.upper()}), Blatt „{grid.sheet}“ von {len(grid.sheets)}")
    if grid.hidden_sheets:
        found.append(f"{grid.hidden_sheets} ausgeblendete Blätter werden nicht gelesen")
    if grid.warning:
        found.append(grid.warning)
    sign = "Komma" if decimal == "," else "Punkt"
    sure = "" if certain else " – nicht sicher, bitte prüfen: Zahlen wie „1.234“ lassen beides zu"
    return [*found, f"Dezimalzeichen {sign}{sure}"]


def _shown(fields: list[str]) -> list[str]:
    return [shorten(text, _SHOWN_CHARACTERS) for text in fields[:SHOWN_COLUMNS]]


def _described(column: Column) -> dict[str, Any]:
    examples = [shorten(text, _SHOWN_CHARACTERS) for text in dict.fromkeys(column.texts)][:_EXAMPLES]
    return {
        "index": column.index,
        "letter": letters(column.index),
        "heading": column.heading,
        "examples": examples,
    }


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
