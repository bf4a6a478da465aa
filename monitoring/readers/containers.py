"""What a file is before it is text: archive, workbook, PDF or web page. Nothing is unpacked unseen."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from monitoring.readers import limits
from monitoring.readers.cells import Unreadable
from monitoring.readers.values import shorten

_WANTED = "Bitte laden Sie die Tabelle als CSV-Datei herunter."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"Die Datei ist ein PDF-Dokument und keine Tabelle. {_WANTED}"),
    (
        b"\xd0\xcf\x11\xe0",
        f"Die Datei ist eine alte oder verschlüsselte Office-Datei und wird nicht gelesen. {_WANTED}",
    ),
    (b"\x1f\x8b", "Die Datei ist mit gzip gepackt. Bitte entpacken Sie sie zuerst."),
    (b"7z\xbc\xaf", "Die Datei ist ein 7z-Archiv. Bitte entpacken Sie sie zuerst."),
    (b"Rar!", "Die Datei ist ein RAR-Archiv. Bitte entpacken Sie sie zuerst."),
    (b"\x89PNG", f"Die Datei ist ein Bild und keine Tabelle. {_WANTED}"),
    (b"\xff\xd8\xff", f"Die Datei ist ein Bild und keine Tabelle. {_WANTED}"),
)
_HTML = re.compile(rb"<!doctype html|<html|<head|<body", re.IGNORECASE)
_WORKBOOK_MEMBERS = re.compile(r"\[Content_Types\]\.xml|xl/.*|content\.xml|mimetype")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb'"(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})"')
_LAST_USUAL_ROW = 200_000
_SHEET_BYTES_LOOKED_AT = 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = "Das ZIP-Archiv ist beschädigt. Bitte laden Sie die Datei noch einmal herunter."
_UNPACKED = "Bitte entpacken Sie es und laden Sie die CSV-Datei selbst hoch."
_BOMB = (
    "Das ZIP-Archiv ist ungewöhnlich stark gepackt oder entpackt zu groß und wird nicht geöffnet."
    f" {_UNPACKED}"
)
_FAILURES = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError, LookupError, OverflowError),
)


def is_zip(data: bytes) -> bool:
    """Say whether the file begins as a zip archive does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def refuse_foreign(data: bytes) -> None:
    """Raise Unreadable for files whose first bytes show that they are no text table."""
    for magic, message in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(message)
    start = data[:500].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _HTML.match(start):
        message = (
            f"Die Datei ist eine Internetseite (vielleicht eine Fehlerseite) und keine Tabelle. {_WANTED}"
        )
        raise Unreadable(message)
    if start.startswith(b"<"):
        message = f"Die Datei enthält XML und keine Tabelle. {_WANTED}"
        raise Unreadable(message)


def unpack_single(data: bytes, file_name: str) -> tuple[bytes, str]:
    """Return bytes and name of the only file of an archive; raises Unreadable before much is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_directory(members, len(data))
            if any(_WORKBOOK_MEMBERS.fullmatch(member.filename) for member in members):
                raise Unreadable(_workbook_message(archive, members, file_name))
            member = _only(members)
            with archive.open(member) as stream:
                content = stream.read(limits.MAX_FILE_BYTES + 1)
    except _FAILURES:
        raise Unreadable(_BROKEN) from None
    if len(content) > limits.MAX_FILE_BYTES:
        raise Unreadable(_BOMB)
    return content, member.filename


def _check_directory(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.MAX_FILE_BYTES or unpacked > limits.MAX_ZIP_RATIO * max(packed, 1):
        raise Unreadable(_BOMB)
    if any(member.flag_bits & 1 for member in members):
        message = "Das ZIP-Archiv ist mit einem Kennwort geschützt. Bitte speichern Sie es ohne Kennwort."
        raise Unreadable(message)


def _only(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(members) > limits.MAX_ZIP_MEMBERS:
        message = (
            f"Das ZIP-Archiv enthält mehr als {limits.MAX_ZIP_MEMBERS} Dateien statt einer CSV-Datei."
            f" {_UNPACKED}"
        )
        raise Unreadable(message)
    for member in members:
        if "/" in member.filename or "\\" in member.filename or member.filename.startswith("."):
            message = (
                "Das ZIP-Archiv enthält Ordner oder Pfade; erwartet wird genau eine CSV-Datei ohne Ordner."
                f" {_UNPACKED}"
            )
            raise Unreadable(message)
    if len(members) != 1:
        message = (
            f"Das ZIP-Archiv enthält {len(members)} Dateien; erwartet wird genau eine CSV-Datei. {_UNPACKED}"
        )
        raise Unreadable(message)
    if members[0].compress_type not in _METHODS:
        message = "Das ZIP-Archiv ist mit einem unüblichen Verfahren gepackt. Bitte packen Sie es neu."
        raise Unreadable(message)
    return members[0]


def _workbook_message(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], file_name: str) -> str:
    shown = shorten(file_name)
    if any("vbaproject" in member.filename.lower() for member in members):
        return f"Die Arbeitsmappe „{shown}“ enthält Makros und wird nicht geöffnet. {_WANTED}"
    sheets = [member for member in members if _SHEET.fullmatch(member.filename)][: limits.MAX_ZIP_MEMBERS]
    if any(_has_far_cell(archive, member) for member in sheets):
        return (
            f"Die Arbeitsmappe „{shown}“ hat Zellen weit außerhalb jeder üblichen Tabelle"
            " und wird nicht geöffnet. Bitte kopieren Sie die Werte in eine neue Mappe."
        )
    return (
        "Excel-Tabellen werden über eine Spaltenzuordnung gelesen;"
        f" diese Datei („{shown}“) passt zu keiner der bekannten GENESIS-Formen. {_WANTED}"
    )


def _has_far_cell(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Look for a cell beyond column ZZ or row 200,000 at the beginning of a sheet, without parsing it."""
    if member.compress_type not in _METHODS:
        return False
    with archive.open(member) as stream:
        beginning = stream.read(_SHEET_BYTES_LOOKED_AT)
    return any(len(column) > 2 or int(row) > _LAST_USUAL_ROW for column, row in _CELL.findall(beginning))  # noqa: PLR2004
