"""Bytes to records: finds the encoding, then streams lines and fields without a copy of the whole text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitoring.readers import limits
from monitoring.readers.cells import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

FOOTER_RULE = "____"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UTF8_READ_AS_CP1252 = re.compile(rb"\xc3[\x84\x96\x9c\x9f\xa4\xb6\xbc]")
_CHUNK = 1024 * 1024
_NO_TEXT = "Die Datei ist keine lesbare Textdatei. Bitte laden Sie die Tabelle als CSV-Datei herunter."
_NO_MARK = (
    "Die Datei ist als UTF-16 („Unicode“) gespeichert, ohne das zu kennzeichnen."
    " Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert oder speichern Sie sie als „CSV UTF-8“."
)
_LOOKED_AT = 2000
_MOSTLY = 0.8

Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one text file with their encoding; every call of lines() or records() starts anew."""

    data: bytes
    encoding: str

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends; raises Unreadable for what cannot be text or is far too long."""
        stream = io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, newline="")
        number = 0
        try:
            while line := stream.readline(limits.MAX_LINE_CHARACTERS):
                number += 1
                self._check(line, number)
                yield line
        except UnicodeError:
            raise Unreadable(_NO_TEXT) from None

    def records(self) -> Iterator[Record]:
        """Yield (1-based line where the record begins, fields); quoted fields may run over several lines."""
        reader = csv.reader(self.lines(), delimiter=";")
        begins = 1
        try:
            for fields in reader:
                if len(fields) > limits.MAX_COLUMNS:
                    raise Unreadable(limits.TOO_MANY_COLUMNS)
                if not _is_separator_line(begins, fields):
                    yield begins, fields
                begins = reader.line_num + 1
        except csv.Error:
            message = f"Ab Zeile {begins} ist ein Feld nicht lesbar. Bitte prüfen Sie die Anführungszeichen."
            raise Unreadable(message) from None

    def is_mixed(self) -> bool:
        """Say whether a cp1252 file also holds umlauts written as UTF-8 (two files pasted together)."""
        return self.encoding == "cp1252" and bool(_UTF8_READ_AS_CP1252.search(self.data))

    @staticmethod
    def _check(line: str, number: int) -> None:
        if len(line) >= limits.MAX_LINE_CHARACTERS:
            message = f"Zeile {number} ist länger als eine Million Zeichen. {_NO_TEXT}"
            raise Unreadable(message)
        if _CONTROL.search(line):
            message = f"Zeile {number} enthält Nullbytes oder Steuerzeichen. {_NO_TEXT}"
            raise Unreadable(message)


def _is_separator_line(row: int, fields: list[str]) -> bool:
    """Say whether this is the line "sep=;" that some offices print for spreadsheet programs."""
    return row == 1 and fields[:1] == ["sep="]


def open_source(data: bytes) -> Source:
    """Find the encoding: UTF-8 or UTF-16 by byte order mark, else strict UTF-8, else Windows-1252."""
    csv.field_size_limit(limits.MAX_FIELD_CHARACTERS)
    if data.startswith(codecs.BOM_UTF8):
        return Source(data, "utf-8-sig")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Source(data, "utf-16")
    _refuse_utf16_without_mark(data)
    for encoding in ("utf-8", "cp1252"):
        if _decodes(data, encoding):
            return Source(data, encoding)
    raise Unreadable(_NO_TEXT)


def _refuse_utf16_without_mark(data: bytes) -> None:
    """Raise Unreadable where every other byte of the beginning is NUL: such a file reads as UTF-8, wrongly."""
    start = data[:_LOOKED_AT]
    for half in (start[0::2], start[1::2]):
        if len(half) > 1 and half.count(0) > len(half) * _MOSTLY:
            raise Unreadable(_NO_MARK)


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
