"""Printing of stored keys and values in templates."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.template.loader import render_to_string

from dkbm.numbers import print_german
from dkbm.periods import from_key
from dkbm.templatetags.dkbm_ui import LIGHTS, light
from monitoring.queries_marks import in_words

register = template.Library()


@register.filter
def period_label(key: str) -> str:
    """German label of a period key; a key of unknown form is shown as it is."""
    try:
        return from_key(key).label
    except ValueError:
        return key


@register.filter
def german(value: Decimal | str) -> str:
    """A number with as many decimals as it has, in German print."""
    number = Decimal(value)
    exponent = number.normalize().as_tuple().exponent
    return print_german(number, max(0, -exponent) if isinstance(exponent, int) else None)


@register.filter
def readable_label(label: str) -> str:
    """A heading path of a file as words: „ohne Hauptschulabschluss, weiblich“."""
    return label.replace(" | ", ", ")


@register.filter
def mark_words(flags: str) -> str:
    """Marks of a source as words: „vorläufig, geschätzt“."""
    return in_words(flags or "")


@register.filter
def german_day(stamp: str) -> str:
    """The day of an ISO stamp as DD.MM.YYYY, '' when there is none."""
    parts = (stamp or "")[:10].split("-")
    return ".".join(reversed(parts)) if len(parts) == 3 else ""


@register.simple_tag
def lights() -> dict[str, str]:
    """The four lights as finished HTML by key, for tables with hundreds of them."""
    return {key: render_to_string("components/light.html", light(key)) for key in LIGHTS}


@register.filter
def get(rows: Mapping[str, str], key: str) -> str:
    """The entry of this key, '' without one."""
    return rows.get(key, "")
