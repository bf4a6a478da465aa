"""Scenarios as figures with their tables, for the figure component."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dkbm.ui.figures import Figure
from projects.resources.figure import Drawing
from projects.resources.words import fte_words, money_words
from projects.scenarios.figure import Course, fte_drawing, own_drawing


def scenario_figures(courses: Sequence[Course], stand: str) -> list[Figure]:
    """VZÄ and own funds by month of these courses; a figure without anything to show is left out."""
    found = []
    months = [month for course in courses for month in course.outcome.months]
    if any(month.approved for month in months):
        note = _("Bewilligte VZÄ am ersten Tag des Monats.")
        if any(course.band for course in courses):
            note += " " + _("Die Fläche zeigt, wo die besetzten VZÄ in 80 % der Läufe liegen.")
        found.append(
            _figure("stellen", _("Stellen nach Monaten"), _fte(courses), note, fte_drawing(courses), stand)
        )
    if any(month.money.expense for month in months):
        note = _("Aufwand minus Fördergeld, Jahresbeträge gleichmäßig auf die Monate verteilt.")
        found.append(
            _figure(
                "eigenmittel",
                _("Eigene Mittel nach Monaten"),
                _own(courses),
                note,
                own_drawing(courses),
                stand,
            )
        )
    return found


def _figure(key: str, title: str, summary: str, note: str, drawing: Drawing, stand: str) -> Figure:
    return Figure(
        id=key,
        title=title,
        summary=summary,
        unit_note=note,
        data=drawing.data,
        layout=drawing.layout,
        narrow_layout=drawing.narrow_layout,
        columns=drawing.columns,
        rows=drawing.rows,
        source=_("Stellen, Haushalt und Förderungen der Kommune"),
        stand=stand,
    )


def _fte(courses: Sequence[Course]) -> str:
    ends = [f"{c.name}: {fte_words(c.outcome.months[-1].approved)}" for c in courses]
    return _("Nach 36 Monaten: ") + "; ".join(ends) + "."


def _own(courses: Sequence[Course]) -> str:
    sums = [f"{c.name}: {money_words(c.outcome.own_funds)}" for c in courses]
    return _("In 36 Monaten zusammen: ") + "; ".join(sums) + "."
