"""All cells of one file as columns of numbers: some sixty bytes per cell, compared and written without an object each."""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from monitoring.readers.cells import Cell
from monitoring.readers.wire import NOTHING, TEXTS, batches_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]
    Chosen = NDArray[np.intp]

QUICK = 1  # columns repeat themselves: the better levels cost three times the time for little
CHUNK = 2**20
_VALUE = TEXTS.index("value")


@dataclass(frozen=True, slots=True)
class CellTable:
    """Cells in their order in the file.

    texts: every text once. rows[cell]: line in the file. codes[field, cell]: index into texts, the fields in the
    order of `wire.TEXTS`; `NOTHING` where a cell has no value.
    """

    texts: Sequence[str]
    rows: Numbers
    codes: Numbers

    def __len__(self) -> int:
        """Number of cells."""
        return int(self.rows.size)

    def __iter__(self) -> Iterator[Cell]:
        """The cells one by one."""
        return self.cells(range(len(self)))

    def column(self, name: str) -> Numbers:
        """Indexes into the texts, for one field of `Cell`."""
        found: Numbers = self.codes[TEXTS.index(name)]
        return found

    def cells(self, chosen: Iterable[int]) -> Iterator[Cell]:
        """These cells as objects."""
        return (self._cell(int(index)) for index in chosen)

    def values(self) -> Iterator[Decimal | None]:
        """Their values alone."""
        numbers: dict[int, Decimal | None] = {NOTHING: None}
        for code in self.codes[_VALUE].tolist():
            if code not in numbers:
                numbers[code] = Decimal(self.texts[code])
            yield numbers[code]

    def without_rows(self, rows: Collection[int]) -> CellTable:
        """The same without the cells of these lines of the file."""
        if not rows:
            return self
        kept = ~np.isin(self.rows, list(rows))
        return CellTable(self.texts, self.rows[kept], np.ascontiguousarray(self.codes[:, kept]))

    def _cell(self, index: int) -> Cell:
        texts: list[Any] = [
            None if code == NOTHING else self.texts[code] for code in self.codes[:, index].tolist()
        ]
        if texts[_VALUE] is not None:
            texts[_VALUE] = Decimal(texts[_VALUE])
        return Cell(int(self.rows[index]), *texts)


def table_of(cells: Sequence[Cell]) -> CellTable:
    """These cells as a table."""
    return joined(batches_of(cells))


def joined(batches: Iterable[Mapping[str, Any]]) -> CellTable:
    """The table that came in parts; raises ValueError, TypeError or LookupError where they do not fit together."""
    texts: list[str] = []
    parts = [np.empty((1 + len(TEXTS), 0), np.int32)]
    for batch in batches:
        texts += batch["texts"]
        numbers = batch["numbers"]
        content = numbers if isinstance(numbers, bytes) else b64decode(numbers, validate=True)
        # raises ValueError where the columns are not as long as the rows
        parts.append(np.frombuffer(content, "<i4").reshape(1 + len(TEXTS), -1))
        _refuse_unfit(texts, parts[-1][1:])
    whole = np.concatenate(parts, axis=1)
    return CellTable(texts, whole[0], whole[1:])


def _refuse_unfit(texts: Sequence[object], codes: Numbers) -> None:
    least = codes.min(axis=1, initial=0)
    if codes.size and (
        codes.max() >= len(texts) or least.min() < NOTHING or np.delete(least, _VALUE).min() < 0
    ):
        message = "a text that nobody named"
        raise ValueError(message)


def pack(table: CellTable) -> bytes:
    """The table as compressed bytes: its texts as JSON, then its numbers."""
    packer = zlib.compressobj(QUICK)
    texts = orjson.dumps(list(table.texts))
    head = orjson.dumps([len(texts), len(table)], option=orjson.OPT_APPEND_NEWLINE)
    numbers = (np.ascontiguousarray(part, "<i4").tobytes() for part in (table.rows, table.codes))
    parts = [packer.compress(part) for part in (head, texts, *numbers)]
    return b"".join([*parts, packer.flush()])


def unpack(blob: bytes | memoryview) -> CellTable:
    """The table again."""
    unpacker = zlib.decompressobj()
    content = bytearray()
    view = memoryview(blob)
    for start in range(0, len(view), CHUNK):
        content += unpacker.decompress(view[start : start + CHUNK])
    content += unpacker.flush()
    begins = content.index(b"\n") + 1
    length, count = orjson.loads(content[:begins])
    numbers = np.frombuffer(content, "<i4", offset=begins + length)
    codes = numbers[count:].reshape(len(TEXTS), count)
    return CellTable(orjson.loads(memoryview(content)[begins : begins + length]), numbers[:count], codes)
