"""`{% load projects_ui %}`: VZÄ, money and months as pages write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from projects.resources.days import printed
from projects.resources.words import fte_words, money_words, months_words

register = template.Library()


@register.filter
def fte(value: Decimal) -> str:
    """„2,0 VZÄ“."""
    return fte_words(value)


@register.filter
def fte_number(value: Decimal) -> str:
    """„2,0“."""
    return fte_words(value, unit=False)


@register.filter
def money(cents: int | None) -> str:
    """„48 000 €“, „nicht angegeben“ for None."""
    return "nicht angegeben" if cents is None else money_words(cents)


@register.filter
def months_left(months: int) -> str:
    """„in 7 Monaten“."""
    return months_words(months)


@register.filter
def day_of(key: str) -> str:
    """A stored period without the word „Stichtag“."""
    return printed(key)


@register.filter
def year_of_grant(loss: Any) -> str:
    """About how much a loss of money is in a year: „rund 48 000 € im Jahr“."""
    return f"rund {money_words(round(loss.cents * 12, -2))} im Jahr"


@register.filter
def beside(line: Any, courses: Any) -> list[tuple[str, Any]]:
    """The values of a key figure, each with the scenario it belongs to."""
    return list(zip(line.values, courses, strict=True))
