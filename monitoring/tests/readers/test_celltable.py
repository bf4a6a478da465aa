"""All cells of a file as columns: the same cells again, packed or not."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.readers import Cell, read_bytes
from monitoring.readers.cells import RowCells
from monitoring.readers.celltable import CellTable, joined, pack, table_of, unpack
from monitoring.readers.wire import CELLS_PER_LINE, TEXTS, batches_of
from monitoring.tests.readers.samples import classic

SAMPLE = list(read_bytes(classic(), "tabelle.csv").cells)


def cells_in(batch: dict[str, Any]) -> int:
    """How many cells a line holds."""
    return len(batch["numbers"]) // array("i").itemsize // (1 + len(TEXTS))


@given(
    st.lists(
        st.builds(
            lambda cell, row, text, value: replace(cell, row=row, column=text, value=value),
            st.sampled_from(SAMPLE),
            st.integers(1, 2_000_000),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            st.none()
            | st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=0, max_value=10**17),
        ),
        max_size=30,
    )
)
def test_packed_cells_are_the_same_again(cells: list[Cell]) -> None:
    table = table_of(cells)
    again = unpack(pack(table))
    assert list(table) == list(again) == cells
    assert list(again.values()) == [cell.value for cell in cells]


def test_lines_join_to_one_table() -> None:
    cells = [replace(SAMPLE[0], row=row, column=f"S{row % 7001}") for row in range(1, CELLS_PER_LINE * 2 + 2)]
    batches = list(batches_of(cells))
    assert [cells_in(batch) for batch in batches] == [CELLS_PER_LINE, CELLS_PER_LINE, 1]
    assert list(joined(batches)) == cells


def test_cells_of_left_out_rows_are_gone() -> None:
    table = table_of(SAMPLE)
    first = SAMPLE[0].row
    assert list(table.without_rows({first, 10_000_000})) == [cell for cell in SAMPLE if cell.row != first]
    assert list(table.without_rows(set())) == SAMPLE


@pytest.mark.parametrize(
    ("field", "code"), [("value", -2), ("region", -1), ("status", 10_000), ("value", 10_000)]
)
def test_a_text_that_nobody_named_is_refused(field: str, code: int) -> None:
    (batch,) = batches_of(SAMPLE)
    numbers = array("i", batch["numbers"])
    numbers[(1 + TEXTS.index(field)) * cells_in(batch)] = code
    batch["numbers"] = numbers.tobytes()
    with pytest.raises(ValueError, match="nobody named"):
        joined([batch])


def test_an_empty_file_is_an_empty_table() -> None:
    table = joined([])
    assert (len(table), list(unpack(pack(table)))) == (0, [])
    assert isinstance(table, CellTable)


def test_rows_taken_whole_travel_as_the_same_cells() -> None:
    whole = read_bytes(classic(), "tabelle.csv").cells
    assert isinstance(whole, RowCells)
    assert list(table_of(whole)) == list(table_of(SAMPLE)) == SAMPLE
    many = RowCells(list(whole.rows) * 2000, whole.said)
    assert len(list(batches_of(many))) > 2
    assert list(table_of(many)) == SAMPLE * 2000
