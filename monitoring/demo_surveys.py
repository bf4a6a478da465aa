"""The two results of the flyer, shared knowledge of all. They come from different years and questions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dkbm.access.audiences import Audience
from monitoring.models import SurveyResult

RESULTS = (
    {
        "question": "Ist datenbasiertes kommunales Bildungsmanagement relevant als Anlass für die Kooperation unterschiedlicher Ressorts?",
        "answer": "relevant oder sehr relevant",
        "value": Decimal(86),
        "respondents": "teilnehmende Kommunen",
        "year": 2020,
        "surveyed_by": "Transferagentur Niedersachsen mit Ramboll",
        "source": "Flyer der Transferagentur Niedersachsen",
    },
    {
        "question": "Wie hoch ist das Potenzial, das Bildungsmanagement vor Ort zu verstetigen?",
        "answer": "hoch oder sehr hoch",
        "value": Decimal(50),
        "respondents": "Teilnehmende des Fachtags vom 27.05.2021",
        "year": 2021,
        "surveyed_by": "Transferagentur Niedersachsen",
        "source": "Flyer der Transferagentur Niedersachsen",
    },
)


def load(log: Callable[[str], None]) -> None:
    """Put both in place; a second run changes nothing."""
    for result in RESULTS:
        SurveyResult.objects.get_or_create(
            municipality=None,
            question=result["question"],
            year=result["year"],
            defaults={**result, "audience": Audience.PUBLIC},
        )
    log("Umfragen: zwei Ergebnisse.")
