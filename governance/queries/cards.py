"""Whose contacts the cards of an address book are: known units and people of the own municipality."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from dkbm.models import Municipality
from governance.models import Person, Unit
from governance.models.vocabulary import ContactKind
from governance.search_text import stored_key
from governance.sheets import Line
from governance.vcards import Card

SOURCE = "Adresskarte"


def lines_of_cards(
    cards: list[Card], municipality: Municipality, *, otherwise: Unit | None, take_names: bool
) -> tuple[dict[str, list[Line]], list[str]]:
    """Lines by sheet, and what stays outside and why.

    A contact belongs to the person of that name if there is one, else to the unit of that name (former
    names too), else to `otherwise`. `take_names` makes people of cards that name nobody known.
    """
    lines: dict[str, list[Line]] = {"personen": [], "kontakte": []}
    left_out = []
    for card in cards:
        owner = _owner(card, municipality, otherwise, take_names=take_names)
        if owner is None:
            left_out.append(
                _("Karte %(n)s: keine Stelle dieses Namens; wählen Sie oben eine.") % {"n": card.number}
            )
            continue
        if owner["person"] and take_names:
            lines["personen"].append(Line(card.number, {"name": card.name, "function": card.function}))
        lines["kontakte"] += [
            Line(card.number, {**owner, **_texts(card, kind, value)}) for kind, value in card.ways
        ]
        if not card.ways:
            left_out.append(
                _("Karte %(n)s: keine E-Mail, Telefonnummer oder Internetseite.") % {"n": card.number}
            )
    return lines, left_out


def _texts(card: Card, kind: str, value: str) -> dict[str, str]:
    return {"kind": str(ContactKind(kind).label), "value": value, "purpose": card.function, "source": SOURCE}


def _owner(
    card: Card, municipality: Municipality, otherwise: Unit | None, *, take_names: bool
) -> dict[str, str] | None:
    nobody = {"unit": "", "body": "", "person": ""}
    known = Person.objects.filter(municipality=municipality, name=card.name).exists()
    if card.name and (known or take_names):
        return {**nobody, "person": card.name}
    for name in [*reversed(card.organisations), card.name]:
        unit = _unit_called(name, municipality)
        if unit is not None:
            return {**nobody, "unit": unit.name}
    return {**nobody, "unit": otherwise.name} if otherwise else None


def _unit_called(name: str, municipality: Municipality) -> Unit | None:
    key = stored_key(name)
    if not key:
        return None
    rows = Unit.objects.filter(Q(search_key=key) | Q(names__search_key=key), municipality=municipality)
    return rows.order_by("pk").first()
