"""A small file as it stands: every visible sheet as rows of text, for forms that people fill in elsewhere."""

from __future__ import annotations

from typing import Any

from monitoring.readers.cells import Unreadable
from monitoring.readers.grid import open_grid

MAX_ROWS = 500
MAX_COLUMNS = 40
MAX_CHARACTERS = 500
_TOO_LONG = f"Die Datei hat mehr als {MAX_ROWS} Zeilen in einem Blatt. Bitte verwenden Sie die Vorlage."


def tables_of(data: bytes) -> list[list[Any]]:
    """[sheet name ("" for a CSV), [[row number, [texts]], …]] of each sheet. Raises Unreadable."""
    first = open_grid(data)
    grids = [(first.sheet, first)]
    grids += [(name, open_grid(data, sheet=name)) for name in first.sheets if name != first.sheet]
    found = []
    for name, grid in grids:
        if len(grid.rows) > MAX_ROWS:
            raise Unreadable(_TOO_LONG)
        rows = [[number, [text[:MAX_CHARACTERS] for text in row[:MAX_COLUMNS]]] for number, row in grid.rows]
        found.append([name, rows])
    return found
