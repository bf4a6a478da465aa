"""Text keys for search and order that are equal on both databases. Pure: no Django."""

from __future__ import annotations

import re
import unicodedata

MAX_KEY_LENGTH = 450
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_WORD = re.compile(r"[^a-z0-9]+")


def spelled_out(text: str) -> str:
    """'Bildungsbüro & Kita' -> 'bildungsbuero kita': umlauts in two letters, other accents dropped."""
    composed = unicodedata.normalize("NFC", text).lower()
    return _plain(composed.translate(_SPELLED_OUT))


def stored_key(text: str, longest: int = MAX_KEY_LENGTH) -> str:
    """What is stored beside a name: both ways of writing umlauts, so that each finds the row.

    'Bildungsbüro' -> 'bildungsbuero bildungsburo'; without umlauts the text stands once.
    Cut to `longest` characters.
    """
    first = spelled_out(text)
    second = _plain(unicodedata.normalize("NFC", text).lower().replace("ß", "ss"))
    key = first if first == second else f"{first} {second}"
    return key[:longest]


def _plain(text: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NO_WORD.sub(" ", "".join(letters)).strip()
