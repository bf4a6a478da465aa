"""Blobs: a small header and arrays of whole numbers as one piece of bytes, the same on every machine.

The hash of a blob is taken over its bytes before compression, so it does not depend on the library that
compresses. Whole numbers are written as 32 or 64 bits, little endian; `NONE` stands where there is none.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
import zstandard
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Codes = NDArray[np.uint8]
NONE = int(np.iinfo(np.int64).min)
_NONE_NARROW = int(np.iinfo(np.int32).min)
_LENGTH_BYTES = 4
_LEVEL = 1
_here = threading.local()


def pack(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Header (JSON) and arrays (int64 or uint8, any shape) as bytes; equal content gives equal bytes."""
    written = {name: _narrow(array) for name, array in arrays.items()}
    shapes = [[name, array.dtype.str, list(array.shape)] for name, array in written.items()]
    head = orjson.dumps({**header, "arrays": shapes}, option=orjson.OPT_SORT_KEYS)
    parts = [len(head).to_bytes(_LENGTH_BYTES, "little"), head, *(a.tobytes() for a in written.values())]
    return b"".join(parts)


def unpack(raw: bytes, only: int | None = None) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What `pack` was given; the arrays may be read-only. Raises ValueError for bytes it did not make.

    only: this row of every array alone.
    """
    start = _LENGTH_BYTES + int.from_bytes(raw[:_LENGTH_BYTES], "little")
    header: dict[str, Any] = orjson.loads(raw[_LENGTH_BYTES:start])
    arrays = {}
    for name, kind, shape in header.pop("arrays"):
        count = int(np.prod(shape, dtype=np.int64))
        array: NDArray[Any] = np.frombuffer(raw, kind, count, start).reshape(shape)
        start += array.nbytes
        arrays[name] = _widen(array if only is None else array[only])
    return header, arrays


def squeeze(raw: bytes) -> bytes:
    """Compress."""
    if not hasattr(_here, "compressor"):
        _here.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return bytes(_here.compressor.compress(raw))


def expand(squeezed: bytes | memoryview) -> bytes:
    """The bytes before `squeeze`."""
    if not hasattr(_here, "expander"):
        _here.expander = zstandard.ZstdDecompressor()
    return bytes(_here.expander.decompress(squeezed))


def digest(raw: bytes) -> str:
    """Hexadecimal sha256 of the bytes before compression."""
    return hashlib.sha256(raw).hexdigest()


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    """Half the width where every number fits; the choice depends on the content alone."""
    if array.dtype == np.uint8:
        return array
    none = array == NONE
    known = np.where(none, 0, array)
    # the narrow sign for NONE belongs to NONE alone
    if array.size and not _NONE_NARROW < known.min() <= known.max() <= -(_NONE_NARROW + 1):
        return array.astype("<i8")
    narrow = known.astype("<i4")
    np.copyto(narrow, _NONE_NARROW, where=none)
    return narrow


def _widen(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype != np.dtype("<i4"):
        return array
    wide = array.astype(np.int64)
    wide[array == _NONE_NARROW] = NONE
    return wide
