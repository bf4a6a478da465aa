"""Numbers as Germans write them: read without guessing, printed without float, money in whole cents.

Two ways to print: `format_german` for form fields ('1.234,5'), `print_german` for pages and paper
('1 234,5' with a no-break space and a true minus). What either prints, `parse_german` reads back.
Pure module: no Django.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
CENTS_PER_EURO = 100

_LONGEST = 60
_LONGEST_WRITTEN = 18  # fits a column of eight bytes
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
_BLANKS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_SIGN = f"(?P<sign>[-+{MINUS}]?)[{_BLANKS}]?"
_GROUPED = rf"[1-9][0-9]{{0,2}}(?:(?P<separator>[.{_BLANKS}])[0-9]{{3}}(?:(?P=separator)[0-9]{{3}})*)"
_NUMBER = re.compile(rf"{_SIGN}(?P<whole>[0-9]+|{_GROUPED})(?:,(?P<part>[0-9]+))?")
_QUESTIONABLE_GROUPS = 2
_QUESTIONABLE = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_EURO = re.compile(rf"[{_BLANKS}]*(?:€|EUR|Euro)$", re.IGNORECASE)


class AmbiguousNumber(ValueError):  # noqa: N818 - it is a question to the person, not a fault
    """A text like '1.234': a point that may group thousands or, in foreign files, mark decimals.

    `text` is what was written, `readings` are both meanings, thousands first. `str()` is a German
    question that says how to write each of them.
    """

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        """Keep what was written and what it may mean."""
        super().__init__(text, readings)
        self.text = text
        self.readings = readings

    def __str__(self) -> str:
        """Ask, in German."""
        thousands, decimals = (format_german(reading) for reading in self.readings)
        return f"„{self.text}“ ist nicht eindeutig. Bitte schreiben Sie „{thousands}“ oder „{decimals}“."


def parse_german(text: str, unit: str = "") -> Decimal:
    """Return the number a German text means, exactly.

    A comma marks decimals; points or blanks (also no-break, narrow, thin) group thousands; '-' and the
    true minus are the same. With `unit`, one such unit may follow the number ('12 Tsd. EUR').
    Raises AmbiguousNumber for a single point before three digits, else ValueError with a German message.
    """
    number = text.strip()
    if unit and number.endswith(unit):
        number = number.removesuffix(unit).rstrip()
    match = _NUMBER.fullmatch(number) if len(number) <= _LONGEST else None
    if match is None:
        raise ValueError(_refusal(text))
    sign = "-" if match["sign"] in ("-", MINUS) and match["sign"] else ""
    whole = re.sub(r"[^0-9]", "", match["whole"])
    if _QUESTIONABLE.fullmatch(match["whole"]) and match["part"] is None:
        readings = (Decimal(sign + whole), Decimal(sign + match["whole"]))
        raise AmbiguousNumber(text.strip(), readings)
    return Decimal(f"{sign}{whole}.{match['part']}" if match["part"] else sign + whole)


def written_number(text: str | None) -> int | None:
    """A key, position or version as an address or a hidden field carries it: plain digits that a column can hold.

    None for anything else, however it came there: signs, other digits than 0-9, thousands of digits.
    """
    if not text or len(text) > _LONGEST_WRITTEN or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)


def _refusal(text: str) -> str:
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    if not text.strip():
        return "Hier fehlt eine Zahl, zum Beispiel 1234,5."
    return (
        f"„{shown}“ ist keine Zahl in deutscher Schreibweise. Möglich sind zum Beispiel: 1234,5 oder 1.234,5 "
        f"oder 1{NBSP}234,5; das Dezimalzeichen ist das Komma."
    )


def parse_percent(text: str) -> Decimal:
    """Return the number before an optional '%': '12,5 %' gives 12.5, not 0.125. Errors as `parse_german`."""
    return parse_german(text, unit="%")


def parse_euro(text: str) -> int:
    """Return an amount of money in cents; '€', 'EUR' or 'Euro' may follow.

    '1.234' is 1234 euros here: money has at most two decimals, so only one reading remains.
    Raises ValueError with a German message for all that is not an amount in euros and whole cents.
    """
    try:
        euros = parse_german(_EURO.sub("", text.strip()))
    except AmbiguousNumber as question:
        euros = question.readings[0]
    cents = _EXACT.multiply(euros, Decimal(CENTS_PER_EURO))
    if cents != cents.to_integral_value():
        message = f"„{text}“ hat mehr als zwei Nachkommastellen. Bitte geben Sie Euro und Cent an: 1.234,56."
        raise ValueError(message)
    return int(cents)


def rounded(value: Decimal | int, decimals: int) -> Decimal:
    """Round half up, away from zero (2.5 becomes 3, -2.5 becomes -3); never yields a negative zero."""
    with localcontext(_EXACT):
        result = _finite(value).quantize(Decimal(1).scaleb(-decimals))
        return result or abs(result)


def _finite(value: Decimal | int) -> Decimal:
    if isinstance(value, float) or not isinstance(value, (Decimal, int)):
        message = f"numbers are Decimal or int, never {type(value).__name__}"
        raise TypeError(message)
    number = Decimal(value)
    if not number.is_finite():
        message = "Nur endliche Zahlen lassen sich darstellen."
        raise ValueError(message)
    return number


def format_german(value: Decimal | int, decimals: int | None = None, unit: str = "") -> str:
    """Return the number for a form field: '1.234,5', '-5', '1.234.567'.

    `unit` follows after a no-break space. `decimals` rounds half up; None keeps the value's own decimals.
    A whole number of four to six digits stays ungrouped ('1234'), because '1.234' would be a question
    when the form comes back.
    """
    sign, whole, part = _parts(value, decimals)
    groups = _groups(whole)
    questionable = not part and len(groups) == _QUESTIONABLE_GROUPS
    separator = "" if questionable else "."
    return _joined("-" if sign else "", separator.join(groups), part, unit)


def print_german(value: Decimal | int, decimals: int | None = None, unit: str = "") -> str:
    """Return the number for pages and paper: groups of three and `unit` after no-break spaces, true minus.

    `decimals` rounds half up; None keeps the value's own decimals.
    """
    sign, whole, part = _parts(value, decimals)
    return _joined(MINUS if sign else "", NBSP.join(_groups(whole)), part, unit)


def _parts(value: Decimal | int, decimals: int | None) -> tuple[bool, str, str]:
    number = _finite(value) if decimals is None else rounded(value, decimals)
    whole, _, part = format(number.copy_abs(), "f").partition(".")
    return number < 0, whole, part


def _groups(whole: str) -> list[str]:
    head = len(whole) % 3
    return [whole[:head]] * bool(head) + [whole[i : i + 3] for i in range(head, len(whole), 3)]


def _joined(sign: str, whole: str, part: str, unit: str) -> str:
    number = f"{sign}{whole},{part}" if part else f"{sign}{whole}"
    return f"{number}{NBSP}{unit}" if unit else number


def format_euro(cents: int, *, with_cents: bool = True) -> str:
    """Return an amount for pages and paper, '1 234,56 €', or in whole euros, rounded half up."""
    euros = _EXACT.divide(_finite(cents), Decimal(CENTS_PER_EURO))
    return print_german(euros, decimals=2 if with_cents else 0, unit="€")


def rate(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """Return numerator per hundred of the denominator, unrounded (to 28 digits), for further arithmetic.

    None where either is missing or the denominator is 0: not computable, which is not the same as 0.
    """
    if numerator is None or denominator is None or _finite(denominator) == 0:
        return None
    with localcontext(Context(prec=28, rounding=ROUND_HALF_UP)):
        return _finite(numerator) * 100 / _finite(denominator)


def percent(
    numerator: Decimal | int | None, denominator: Decimal | int | None, decimals: int = 1
) -> Decimal | None:
    """Return the rate in percent, rounded half up from the exact quotient; None as for `rate`."""
    if numerator is None or denominator is None or _finite(denominator) == 0:
        return None
    # Rounding `rate` would round twice; fractions are exact until the one rounding here.
    scaled = Fraction(_finite(numerator)) * 100 * 10**decimals / Fraction(_finite(denominator))
    steps = (abs(scaled) + Fraction(1, 2)).__floor__()
    return Decimal(steps if scaled >= 0 else -steps).scaleb(-decimals, context=_EXACT)
