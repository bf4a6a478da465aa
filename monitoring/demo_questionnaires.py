"""Demo content: an invented Selbstbild of Emden's steering group, closed, with seven answers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from dkbm import clock
from dkbm.models import Municipality
from monitoring.models import Scale, Survey, SurveyAnswer, SurveyKind, SurveyQuestion, SurveyWave
from monitoring.sustainability.components import NAMES

WHO = 1
"""Number in the flyer."""
TITLE = "Selbstbild der Steuergruppe (Beispiel, erfunden)"
MEANT = (3, 2, 3, 1, 2, 1, 1)
"""About where the answers lie, by component."""
PEOPLE = 7


def load(log: Callable[[str], None]) -> None:
    """Put the survey in place; a second run changes nothing."""
    for municipality in Municipality.objects.filter(flyer_number=WHO):
        survey, made = Survey.objects.get_or_create(
            municipality=municipality, title=TITLE, defaults={"kind": SurveyKind.SELF_IMAGE}
        )
        if made:
            _fill(survey)
    log("Befragungen: ein erfundenes Selbstbild.")


def _fill(survey: Survey) -> None:
    questions = [
        SurveyQuestion.objects.create(
            survey=survey,
            order=order,
            text=f"{name}: Wie weit sind wir?",
            scale=Scale.MATURITY,
            component=component,
        )
        for order, (component, name) in enumerate(NAMES.items(), 1)
    ]
    asked = [
        {"key": f"f{q.pk}", "text": q.text, "scale": q.scale, "component": q.component} for q in questions
    ]
    today = clock.today()
    wave = SurveyWave.objects.create(
        survey=survey, name="Erste Runde", questions=asked, opened_on=today, closed_on=today
    )
    for person in range(PEOPLE):
        values = {
            part["key"]: max(0, min(4, meant + (person + place) % 3 - 1))
            for place, (part, meant) in enumerate(zip(asked, MEANT, strict=True))
        }
        SurveyAnswer.objects.create(pk=UUID(int=person + 1, version=4), wave=wave, values=values)
