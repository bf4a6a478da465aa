"""A fact sheet ready for paper: drawings as SVG from the very figures that the page shows."""

from __future__ import annotations

from typing import Any

from dkbm.access.audiences import Audience
from monitoring.figures import PaperFigure
from monitoring.models import FactSheet
from monitoring.models.factsheets import SHEET_AUDIENCES
from monitoring.queries_factsheets import Content

PAPER = "monitoring/faktenblatt_blatt.html"
STYLES = ("css/faktenblatt.css",)
WORDS = {"intern": Audience.INTERNAL, "agentur": Audience.AGENCY, "oeffentlich": Audience.PUBLIC}


def shown_audience(sheet: FactSheet, asked: str) -> Audience:
    """The audience with whose eyes the sheet is shown: the asked one, else its own."""
    found = WORDS.get(asked, Audience(sheet.audience))
    return found if found in SHEET_AUDIENCES else Audience(sheet.audience)


def paper_context(content: Content) -> dict[str, Any]:
    """What the paper template takes."""
    return {
        "content": content,
        "sheet": content.sheet,
        "surveys": [PaperFigure(figure) for figure in content.surveys],
        "course": PaperFigure(content.course.figure) if content.course else None,
    }
