"""Address cards (vCard 2.1 to 4.0): names, organisations and ways to reach them, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import vobject
from django.utils.translation import gettext as _

from governance.models.vocabulary import ContactKind

MOST_BYTES = 200_000
MOST_CARDS = 300
MOST_WAYS = 10
WAYS = (("email", ContactKind.EMAIL), ("tel", ContactKind.PHONE), ("url", ContactKind.WEB))


@dataclass
class Card:
    """One card. `organisations` from the whole to the part; `ways` are (kind, value)."""

    number: int
    name: str = ""
    organisations: list[str] = field(default_factory=list)
    function: str = ""
    ways: list[tuple[str, str]] = field(default_factory=list)


def read_cards(content: bytes) -> list[Card]:
    """The cards of a file. Raises ValueError with a German sentence."""
    if len(content) > MOST_BYTES:
        raise ValueError(_("Die Datei mit Adresskarten ist zu groß (höchstens 200 Kilobyte, ohne Bilder)."))
    cards = []
    try:
        for number, card in enumerate(
            vobject.readComponents(_decoded(content), ignoreUnreadable=True), start=1
        ):
            if number > MOST_CARDS:
                raise ValueError(_("Eine Datei hat höchstens %(most)s Adresskarten.") % {"most": MOST_CARDS})
            cards.append(_card(number, card))
    except (vobject.base.ParseError, UnicodeError, IndexError, KeyError, AttributeError) as fault:
        raise ValueError(_("Diese Datei enthält keine lesbaren Adresskarten (vCard).")) from fault
    if not cards:
        raise ValueError(_("In dieser Datei steht keine Adresskarte."))
    return cards


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _card(number: int, card: Any) -> Card:
    if card.name.upper() != "VCARD":
        raise ValueError(_("Diese Datei enthält keine lesbaren Adresskarten (vCard)."))
    ways = [
        (kind, value.removeprefix("tel:").removeprefix("mailto:"))
        for name, kind in WAYS
        for value in _texts(card, name)
    ]
    organisations = [text for line in card.contents.get("org", []) for text in _parts(line.value)]
    function = (_texts(card, "title") or _texts(card, "role") or [""])[0]
    name = (_texts(card, "fn") or [""])[0]
    return Card(number, name, organisations, function, ways[:MOST_WAYS])


def _texts(card: Any, name: str) -> list[str]:
    return [text for line in card.contents.get(name, []) if (text := str(line.value).strip())]


def _parts(value: Any) -> list[str]:
    parts = [value] if isinstance(value, str) else value
    return [text.strip() for text in parts if text.strip()]
