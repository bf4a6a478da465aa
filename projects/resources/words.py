"""How VZÄ and money are written on pages."""

from __future__ import annotations

from decimal import Decimal

from dkbm.numbers import format_euro, print_german

UNIT = "VZÄ"


def fte_words(value: Decimal, *, unit: bool = True) -> str:
    """„2,0 VZÄ“, „0,75 VZÄ“: at least one decimal, no zeros behind it."""
    exact = value.normalize() if value else Decimal(0)
    decimals = max(1, -int(exact.as_tuple().exponent))
    return print_german(value, decimals, UNIT if unit else "")


def money_words(cents: int) -> str:
    """„48 000 €“, with cents only where there are any."""
    return format_euro(cents, with_cents=cents % 100 != 0)


def months_words(months: int) -> str:
    """„in diesem Monat“, „in 7 Monaten“, „seit 3 Monaten vorbei“."""
    if months == 0:
        return "in diesem Monat"
    count = f"{abs(months)} Monat" + ("" if abs(months) == 1 else "en")
    return f"in {count}" if months > 0 else f"seit {count} vorbei"
