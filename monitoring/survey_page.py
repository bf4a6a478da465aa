"""Results of surveys as pages show them: each one alone, with who was asked, when and by whom."""

from __future__ import annotations

from dkbm.numbers import print_german
from dkbm.ui.figures import Figure
from monitoring.charts.shares import printed, shares
from monitoring.models import SurveyResult


def result_figure(row: SurveyResult) -> Figure:
    """One result; what is not known of it is said."""
    base = print_german(row.base) if row.base is not None else "unbekannt"
    asked = row.respondents[:1].upper() + row.respondents[1:] or "Befragte"
    by = f", befragt durch {row.surveyed_by}" if row.surveyed_by else ""
    return Figure(
        id=f"umfrage-{row.pk}",
        title=row.question,
        summary=f"{row.year} antworteten {printed(row.value)} „{row.answer}“.",
        unit_note=f"{asked}, n = {base}{by}. Eine einzelne Befragung, keine Zeitreihe.",
        columns=(("answer", "Antwort", "text"), ("value", "Anteil in %", "number")),
        rows=(
            {"answer": row.answer, "value": row.value.normalize() + 0},
            {"answer": "andere Antwort oder keine", "value": row.rest.normalize() + 0},
        ),
        source=row.source,
        stand=str(row.year),
        **shares(row.value, row.answer),
    )
