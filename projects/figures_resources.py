"""The look ahead as figures with their tables, for the figure component."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dkbm.ui.figures import Figure
from projects.resources.cliff import MONEY, POST, Cliff
from projects.resources.figure import Drawing, fte_drawing, money_drawing
from projects.resources.words import fte_words, money_words


def cliff_figures(cliff: Cliff) -> list[Figure]:
    """VZÄ and programme money by month; a figure without anything to show is left out."""
    found = []
    if any(month.fte for month in cliff.months):
        found.append(
            _figure("stellen-nach-monaten", _("Stellen nach Monaten"), _fte_words(cliff), fte_drawing(cliff))
        )
    if any(month.cents for month in cliff.months):
        found.append(
            _figure(
                "geld-nach-monaten", _("Fördergeld nach Monaten"), _money_words(cliff), money_drawing(cliff)
            )
        )
    return found


def _figure(key: str, title: str, summary: str, drawing: Drawing) -> Figure:
    return Figure(
        id=key,
        title=title,
        summary=summary,
        unit_note=_(
            "Wenn nichts entschieden wird, 36 Monate ab heute. Jahresbeträge sind gleichmäßig auf die Monate verteilt; Jahre ohne Ansatz sind mit dem letzten fortgeschrieben."
        ),
        data=drawing.data,
        layout=drawing.layout,
        narrow_layout=drawing.narrow_layout,
        columns=drawing.columns,
        rows=drawing.rows,
        source=_("Stellen, Haushalt und Förderungen der Kommune"),
    )


def _fte_words(cliff: Cliff) -> str:
    first, last = cliff.months[0], cliff.months[-1]
    if not any(loss.kind == POST for loss in cliff.losses):
        return f"{fte_words(first.fte)}; keine Stelle endet bis {last.label}."
    return f"Von {fte_words(first.fte)} bleiben bis {last.label} {fte_words(last.fte)}."


def _money_words(cliff: Cliff) -> str:
    first, last = cliff.months[0], cliff.months[-1]
    if not any(loss.kind == MONEY for loss in cliff.losses):
        return f"{money_words(first.cents)} im Monat; keine Förderung endet bis {last.label}."
    return f"Von {money_words(first.cents)} im Monat bleiben bis {last.label} {money_words(last.cents)}."
