"""Read cells packed into one column of the import, so that checking and committing see the same."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter

import orjson

from monitoring.readers.cells import Cell

NAMES = [f.name for f in fields(Cell)]
VALUE_AT = NAMES.index("value")
QUICK = 1  # lines repeat their labels: the better levels cost three times the time for little
_parts = attrgetter(*NAMES)


def pack(cells: Iterable[Cell]) -> bytes:
    """Cells as compressed JSON lines."""
    packer = zlib.compressobj(QUICK)
    parts = [packer.compress(_line(cell)) for cell in cells]
    return b"".join([*parts, packer.flush()])


def unpack(blob: bytes | memoryview) -> Iterator[Cell]:
    """The cells again, one by one."""
    unpacker = zlib.decompressobj()
    rest = b""
    texts: dict[str, str] = {}
    view = memoryview(blob)
    for start in range(0, len(view), 65536):
        rest += unpacker.decompress(view[start : start + 65536])
        *lines, rest = rest.split(b"\n")
        yield from (_cell(line, texts) for line in lines)
    yield from (_cell(line, texts) for line in filter(None, (rest + unpacker.flush()).split(b"\n")))


def _line(cell: Cell) -> bytes:
    return orjson.dumps(_parts(cell), default=str, option=orjson.OPT_APPEND_NEWLINE)


def _cell(line: bytes, texts: dict[str, str]) -> Cell:
    """Read one line; equal texts become one object, for labels repeat in every row."""
    parts = [texts.setdefault(part, part) if isinstance(part, str) else part for part in orjson.loads(line)]
    if parts[VALUE_AT] is not None:
        parts[VALUE_AT] = Decimal(parts[VALUE_AT])
    return Cell(*parts)
