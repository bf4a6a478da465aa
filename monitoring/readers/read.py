"""The one door: bytes and a file name in, a Reading out, or Unreadable with a German sentence."""

from __future__ import annotations

import re

from monitoring.readers import limits
from monitoring.readers.cells import Complaint, Reading, Unreadable
from monitoring.readers.classic import is_first_line, read_classic
from monitoring.readers.containers import is_zip, refuse_foreign, unpack_single
from monitoring.readers.decode import Source, open_source
from monitoring.readers.flat import is_new_header, is_old_header, read_flat
from monitoring.readers.service_answers import looks_like_json, refuse_answer

_EMPTY = "Die Datei ist leer. Bitte laden Sie die Tabelle noch einmal herunter."
_UNKNOWN = (
    "Die Datei hat keine der bekannten Formen der GENESIS-Datenbanken"
    " (erste Zeile „Tabelle: …“, „statistics_code;…“ oder „Statistik_Code;…“)."
    " Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert."
)
_OTHER_SEPARATOR = (
    "Die Spalten sind nicht durch Semikolon getrennt."
    " Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert oder"
    " speichern Sie sie mit Semikolon als Trennzeichen."
)
_KNOWN_WITH_OTHER_SEPARATOR = re.compile(r"\"?statisti(?:cs|k)_code\"?[,\t|]", re.IGNORECASE)
_MIXED = (
    "Die Datei mischt zwei Zeichenkodierungen; Umlaute sind dadurch unleserlich."
    " Bitte verwenden Sie die heruntergeladene Datei unverändert."
)


class UnknownForm(Unreadable):
    """Readable text in none of the known layouts: a mapping may help."""


def read_bytes(data: bytes, filename: str) -> Reading:
    """Read one file of official statistics.

    data: the bytes as uploaded. filename: used for the table code and in messages, never opened.
    Raises Unreadable, and nothing else, for whatever cannot be read.
    """
    if len(data) > limits.MAX_FILE_BYTES:
        raise Unreadable(limits.TOO_LARGE)
    if is_zip(data):
        data, member = unpack_single(data, filename)
        filename = member if "flat" in member.lower() else filename
        if is_zip(data):
            message = "Das ZIP-Archiv enthält wieder ein Archiv. Bitte entpacken Sie es zuerst."
            raise Unreadable(message)
    if looks_like_json(data):
        refuse_answer(data)
    refuse_foreign(data)
    return _read_text(data, filename)


def _read_text(data: bytes, filename: str) -> Reading:
    source = open_source(data)
    first = _first_record(source)
    reading = _read_layout(source, first, filename)
    _refuse_long_table(reading)
    if source.is_mixed():
        reading.complaints.append(Complaint(0, "", _MIXED))
    return reading


def _read_layout(source: Source, first: list[str], filename: str) -> Reading:
    if is_new_header(first):
        if source.data.count(b"\n") > limits.MAX_CELLS + limits.MAX_HEAD_ROWS:
            raise Unreadable(limits.TOO_MANY_CELLS)
        return read_flat(source, filename)
    if is_old_header(first):
        return read_flat(source, filename)
    if is_first_line(first):
        return read_classic(source)
    if _KNOWN_WITH_OTHER_SEPARATOR.match(first[0]):
        raise Unreadable(_OTHER_SEPARATOR)
    raise UnknownForm(_UNKNOWN)


def _refuse_long_table(reading: Reading) -> None:
    if len(reading.table) > limits.MAX_TABLE_CHARACTERS:
        raise Unreadable(limits.LABEL_TOO_LONG)


def _first_record(source: Source) -> list[str]:
    for _, fields in source.records():
        if any(field.strip() for field in fields):
            return fields
    raise Unreadable(_EMPTY)
