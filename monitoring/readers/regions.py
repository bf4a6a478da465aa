"""Official region codes as text, repaired where a tool has damaged or padded them.

Lengths: "DG", Land 2, Regierungsbezirk or statistical region 3, Kreis 5, Gemeinde 8. Hamburg and Berlin keep
the code the file prints ("02"/"11" or "02000"/"11000"); the register of regions knows both.
"""

from __future__ import annotations

import re

from monitoring.readers.values import shorten

GERMANY = "DG"
_DIGITS = re.compile(r"([0-9]{1,12})(?:[.,]0+)?")
_CODE_SHAPE = re.compile(r"(?:DG|[0-9]{1,12}(?:[.,]0+)?)", re.IGNORECASE)
_REGION_VARIABLE = re.compile(
    r"DINSG|DLAND[A-Z]*|REGBEZ[A-Z]*|F?KREIS[A-Z0-9]*|GEMEIN[A-Z0-9]*|GEO(?:DL|BL|RB|LK|VB|GM)[0-9]"
)
_BEHEADED_REGIERUNGSBEZIRK = re.compile(r"[35-9][1-9]")
_CITY_STATES = ("02000", "11000")
_LAST_LAND = 16


def looks_like_code(text: str) -> bool:
    """Say whether the text has the shape of a region code, damaged or not."""
    return bool(_CODE_SHAPE.fullmatch(text.strip()))


def is_region_variable(code: str) -> bool:
    """Say whether a GENESIS variable code names regions ("KREISE", "DLAND", "GEOLK1")."""
    return bool(_REGION_VARIABLE.fullmatch(code))


def official_code(printed: str) -> str:
    """Return the official code for a printed one ("3402", "3402.0", "034020000000" -> "03402").

    Raises ValueError with a German sentence where no code can be made without guessing.
    """
    text = printed.strip()
    if text.upper() == GERMANY:
        return GERMANY
    match = _DIGITS.fullmatch(text)
    if not match:
        message = f"„{shorten(text)}“ ist kein amtlicher Regionalschlüssel."
        raise ValueError(message)
    code = _reduced(_with_leading_zero(match[1]))
    if code != GERMANY and not 1 <= int(code[:2]) <= _LAST_LAND:
        message = f"„{shorten(text)}“: Ein Land mit der Nummer {code[:2]} gibt es nicht."
        raise ValueError(message)
    return code


def _with_leading_zero(digits: str) -> str:
    """Give back the zero that number cells lose; lengths that fit stay as they are."""
    lost = len(digits) in {1, 4, 7, 11} or bool(_BEHEADED_REGIERUNGSBEZIRK.fullmatch(digits))
    return f"0{digits}" if lost else digits


def _reduced(code: str) -> str:
    """Cut padding: 12 digits (ARS) and 8 digits to the level that they really name."""
    if not code.strip("0"):
        return GERMANY
    match len(code):
        case 2 | 3:
            return code
        case 5:
            return _higher_level(code)
        case 8:
            return _higher_level(code[:5]) if code.endswith("000") else code
        case 12 if code[9:] != "000":
            return code[:5] + code[9:]
        case 12 if code[5:] == "0000000":
            return _higher_level(code[:5])
    message = (
        f"„{code}“ hat {len(code)} Stellen; Land 2, Regierungsbezirk 3, Kreis 5 oder Gemeinde 8 sind möglich."
    )
    raise ValueError(message)


def _higher_level(kreis: str) -> str:
    if kreis in _CITY_STATES or not kreis.endswith("00"):
        return kreis
    return kreis[:2] if kreis.endswith("000") else kreis[:3]
