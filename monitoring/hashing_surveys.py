"""What of own surveys counts as content for `state_hash`, and what `manage.py verify` asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitoring.models import Survey, SurveyAnswer, SurveyQuestion, SurveyText, SurveyWave


def rows() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Surveys, questions, waves with their wording, answers and texts; secrets of links are none."""
    for survey in Survey.objects.select_related("municipality").order_by("pk"):
        said = {name: getattr(survey, name) for name in ("kind", "introduction", "anonymous")}
        yield "own survey", (survey.municipality.slug, survey.title), said
    for question in SurveyQuestion.objects.select_related("survey__municipality").order_by("pk"):
        key = (question.survey.municipality.slug, question.survey.title, question.order, question.text)
        yield "survey question", key, {"scale": question.scale, "component": question.component}
    for wave in SurveyWave.objects.select_related("survey__municipality").order_by("pk"):
        words = [{k: v for k, v in asked.items() if k != "key"} for asked in wave.questions]
        said = {"questions": words, "anonymous": wave.anonymous, "closed": wave.closed_on}
        yield "survey wave", (wave.survey.municipality.slug, wave.survey.title, wave.name), said
    for answer in SurveyAnswer.objects.select_related("wave").order_by("pk"):
        places = {asked["key"]: place for place, asked in enumerate(answer.wave.questions)}
        values = {str(places.get(key, key)): value for key, value in answer.values.items()}
        yield "survey answer", str(answer.pk), {"values": values, "respondent": answer.respondent}
    for text in SurveyText.objects.order_by("pk"):
        yield "survey text", str(text.pk), {"text": text.text, "state": text.state}


def complaints() -> list[str]:
    """Answers of anonymous waves that name somebody, and answers beyond their wave."""
    named = SurveyAnswer.objects.filter(wave__anonymous=True).exclude(respondent="").count()
    found = [f"{named} anonyme Antworten tragen eine Funktion."] if named else []
    answers = SurveyAnswer.objects.select_related("wave").order_by("pk").iterator(chunk_size=500)
    strange = {
        row.wave_id for row in answers if not {q["key"] for q in row.wave.questions}.issuperset(row.values)
    }
    return found + [f"Antworten der Welle {pk} gehören zu keiner ihrer Fragen." for pk in sorted(strange)]
