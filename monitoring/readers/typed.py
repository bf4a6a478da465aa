"""What a person types into a cell: a German number, or a sign of official statistics."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dkbm.numbers import AmbiguousNumber, format_german, parse_german
from monitoring.readers import cells
from monitoring.readers.values import read_value

_MOST_DECIMALS = 6
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Typed:
    """status "" empties the cell. `problem`: German sentence where the text says nothing.

    readings: both meanings of an ambiguous text, as they should be written.
    """

    value: Decimal | None
    status: str
    sign: str = ""
    problem: str = ""
    readings: tuple[str, ...] = ()


def read_typed(text: str) -> Typed:
    """Read one cell; never raises and never guesses ("1.234" is asked about)."""
    trimmed = text.strip()
    if not trimmed:
        return Typed(None, "")
    sign = read_value(trimmed)
    if sign.sign:
        return Typed(sign.value, sign.status, sign.sign)
    try:
        number = parse_german(trimmed)
    except AmbiguousNumber as ambiguous:
        readings = tuple(format_german(reading) for reading in ambiguous.readings)
        return Typed(None, "", problem=str(ambiguous), readings=readings)
    except ValueError as refusal:
        return Typed(None, "", problem=f"{refusal} Zeichen sind: . - x / ...")
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _MOST_DIGITS or (isinstance(exponent, int) and -exponent > _MOST_DECIMALS):
        return Typed(
            None,
            "",
            problem=f"Eine Zahl hat höchstens {_MOST_DIGITS} Stellen und {_MOST_DECIMALS} Nachkommastellen.",
        )
    number = number or abs(number)
    return Typed(number, cells.VALUE if number else cells.ZERO)


def as_typed(value: Decimal | None, sign: str) -> str:
    """The text that `read_typed` reads as this value or sign; "" for an empty cell."""
    if sign:
        return sign
    return "" if value is None else format_german(value.normalize() + 0)
