"""One printed value cell: a number, a number with marks, or a sign of official statistics.

Source of the signs: legend of the GENESIS databases and the symbols of LSN since 2024 ("0 k t u g x").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from monitoring.readers import cells, limits

_SIGNS = {
    "": cells.MISSING,
    "null": cells.MISSING,
    "-": cells.DASH,
    "–": cells.DASH,
    "—": cells.DASH,
    "−": cells.DASH,
    "n": cells.DASH,
    ".": cells.SUPPRESSED,
    "g": cells.SUPPRESSED,
    "...": cells.NOT_YET,
    "…": cells.NOT_YET,
    "t": cells.NOT_YET,
    "/": cells.UNRELIABLE,
    "u": cells.UNRELIABLE,
    "x": cells.NOT_MEANINGFUL,
    "X": cells.NOT_MEANINGFUL,
    "k": cells.ROUNDED_ZERO,
}
MARKS = "prseuf"
_GAPS = " \u00a0\u2009\u202f"
_PLAIN = re.compile(r"[1-9][0-9]{0,17}")
_MARKED = re.compile(rf"(?P<body>.*?[0-9)])[{_GAPS}]*(?P<marks>[{MARKS}]+)")
_BRACKETED = re.compile(r"\((?P<body>[^()]*)\)")
_GERMAN = re.compile(rf"-?(?:[0-9]+|[0-9]{{1,3}}(?:[{_GAPS}][0-9]{{3}})+)(?:,[0-9]+)?")
_GERMAN_POINTS = re.compile(r"-?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|\.[0-9]{3},[0-9]+)")
_ENGLISH = re.compile(rf"-?(?:[0-9]+|[0-9]{{1,3}}(?:[{_GAPS}][0-9]{{3}})+)(?:\.[0-9]+)?")
_WITH_POINT = re.compile(r"-?[0-9]+\.[0-9]+")
_EXPONENT = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_MAX_CHARACTERS = 40
_CHECK = "Bitte prüfen Sie die Zelle."


@dataclass(frozen=True, slots=True)
class Printed:
    """What a value cell says; `problem` is a German sentence where it says nothing that can be read."""

    value: Decimal | None
    status: str
    sign: str = ""
    flags: str = ""
    problem: str = ""


@lru_cache(maxsize=65_536)
def read_value(text: str, *, decimal_point: bool = False) -> Printed:
    """Read one value cell; German notation unless `decimal_point` (English files).

    Never raises and never guesses: "1.234" in a German file is a problem, "1.234,5" and "1 234" are numbers.
    """
    trimmed = text.strip(_GAPS + "\t\r\n")
    if _PLAIN.fullmatch(trimmed):
        return Printed(Decimal(trimmed), cells.VALUE)
    status = _SIGNS.get(trimmed)
    if status is not None:
        rounded = Decimal(0) if status == cells.ROUNDED_ZERO else None
        return Printed(rounded, status, trimmed)
    body, flags = _split_marks(trimmed)
    number = _number(body, decimal_point=decimal_point)
    if number is None:
        return Printed(None, cells.MISSING, problem=_problem(trimmed, decimal_point=decimal_point))
    return Printed(number, cells.VALUE if number else cells.ZERO, flags=flags)


def _split_marks(text: str) -> tuple[str, str]:
    """Take the marks off a number; brackets mean limited reliability, as the mark u does."""
    marked = _MARKED.fullmatch(text)
    body, flags = (marked["body"], marked["marks"]) if marked else (text, "")
    bracketed = _BRACKETED.fullmatch(body)
    if bracketed:
        body, flags = bracketed["body"].strip(_GAPS), flags + "u"
    return body, "".join(dict.fromkeys(flags))


def _number(body: str, *, decimal_point: bool) -> Decimal | None:
    if len(body) > _MAX_CHARACTERS:
        return None
    plain = re.sub(r"^[–−]", "-", body)
    if decimal_point:
        if not _ENGLISH.fullmatch(plain):
            return None
    elif _GERMAN_POINTS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _GERMAN.fullmatch(plain):
        plain = plain.replace(",", ".")
    else:
        return None
    number = Decimal(plain.translate({ord(gap): None for gap in _GAPS}))
    if number.adjusted() >= limits.MAX_INTEGER_DIGITS:
        return None
    return number or abs(number)


def _problem(text: str, *, decimal_point: bool) -> str:
    shown = shorten(text)
    if _EXPONENT.fullmatch(text):
        return (
            f"„{shown}“ ist von einem Tabellenprogramm gekürzt worden. Bitte verwenden Sie die Originaldatei."
        )
    if text.endswith("%"):
        return f"„{shown}“: Bitte geben Sie die Zahl ohne Prozentzeichen an."
    if sum(character.isdigit() for character in text) > limits.MAX_INTEGER_DIGITS:
        return f"„{shown}“ hat mehr Stellen, als eine Zahl der Statistik haben kann. {_CHECK}"
    if decimal_point:
        return f"„{shown}“ ist weder eine Zahl mit Dezimalpunkt noch ein bekanntes Zeichen. {_CHECK}"
    if _WITH_POINT.fullmatch(text):
        return (
            f"„{shown}“ ist nicht eindeutig: Der Punkt kann Tausender trennen oder ein Komma meinen."
            " Bitte schreiben Sie die Zahl ohne Tausenderpunkt und mit Dezimalkomma."
        )
    return f"„{shown}“ ist weder eine Zahl noch ein bekanntes Zeichen. {_CHECK}"


def shorten(text: str, most: int = 40) -> str:
    """Return the text for a message: one line, at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
