"""Printing of stored keys and values in templates."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from django import template
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dkbm.numbers import print_german
from dkbm.periods import from_key
from dkbm.templatetags.dkbm_ui import LIGHTS, light
from monitoring.models import ImportRun, ImportState
from monitoring.models.observation import Status
from monitoring.queries_marks import in_words
from monitoring.readers.values import read_value

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
def sign_words(sign: str) -> str:
    """What a sign in the place of a number means: „unbekannt oder geheim“."""
    return Status(read_value(sign).status).label if sign else ""


@register.simple_tag
def import_sentence(run: ImportRun) -> str:
    """What a checked import says, in one sentence: how many values are new, how many figures change."""
    said, number = run.preview, partial(print_german, decimals=0)
    parts = [
        _("%s Werte sind neu") % number(said["new"]) if said["new"] != 1 else _("1 Wert ist neu"),
        _("%s ändern sich") % number(said["changed"]) if said["changed"] != 1 else _("1 ändert sich"),
        _("%s sind schon vorhanden") % number(said["same"])
        if said["same"] != 1
        else _("1 ist schon vorhanden"),
    ]
    figures = len({entry["code"] for entry in said.get("effect", ())})
    place = run.municipality.name if run.municipality_id else ""
    words = f"{', '.join(parts)}."
    if not place or run.state not in (ImportState.STAGED, ImportState.COMMITTING):
        return words
    return (
        words
        + " "
        + (
            ngettext(
                "Für %(place)s ändert sich %(n)s Kennzahl.",
                "Für %(place)s ändern sich %(n)s Kennzahlen.",
                figures,
            )
            % {"place": place, "n": figures}
            if figures
            else _("Für %(place)s ändert sich keine Kennzahl.") % {"place": place}
        )
    )


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
