"""Results of own surveys: only of closed waves and only from five answers on; waves beside each other by wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count

from dkbm import clock
from dkbm.numbers import print_german
from monitoring.models import Scale, Survey, SurveyAnswer, SurveyText, SurveyWave, TextState
from monitoring.queries_readings import picture_of
from monitoring.services.questionnaires import VALUES
from monitoring.sustainability.components import NAMES, component_lights
from monitoring.sustainability.degree import STABLE, WATCH
from monitoring.sustainability.reading import Light, for_display
from monitoring.sustainability.words import LIGHT_KEYS, LIGHT_WORDS

FEWEST = 5
"""So many answers a wave, and each question, needs before anything of it is shown."""
TOP = 4
LABELS: Mapping[str, Mapping[int, str]] = {
    Scale.AGREEMENT: {
        1: "stimme gar nicht zu",
        2: "stimme eher nicht zu",
        3: "teils, teils",
        4: "stimme eher zu",
        5: "stimme voll zu",
    },
    Scale.MATURITY: {
        0: "noch nicht begonnen",
        1: "erste Ansätze",
        2: "teilweise umgesetzt",
        3: "weitgehend umgesetzt",
        4: "fest verankert",
    },
    Scale.YES_NO: {0: "nein", 1: "ja"},
}
ORDER = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2}


@dataclass(frozen=True)
class QuestionResult:
    """One question of a closed wave. `few`: fewer than five answered it, so nothing else is filled."""

    text: str
    scale: str
    component: str
    n: int
    few: bool
    mean: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    exact: Fraction | None = None


@dataclass(frozen=True)
class WaveResult:
    """What may be seen of a wave. `why`: why there are no results yet, '' when there are."""

    wave: SurveyWave
    answers: int
    why: str
    questions: tuple[QuestionResult, ...] = ()
    texts: tuple[str, ...] = ()


def wave_result(wave: SurveyWave) -> WaveResult:
    """The results of a wave as far as they may be seen; three queries."""
    number = SurveyAnswer.objects.filter(wave=wave).count()
    why = _why_not(wave, number)
    if why:
        return WaveResult(wave, number, why)
    given = list(SurveyAnswer.objects.filter(wave=wave).order_by("pk").values_list("values", flat=True))
    shown = SurveyText.objects.filter(wave=wave, state=TextState.SHOWN).order_by("pk")
    return WaveResult(
        wave,
        number,
        "",
        tuple(_question(q, given) for q in wave.questions if q["scale"] != Scale.TEXT),
        tuple(shown.values_list("text", flat=True)),
    )


def _why_not(wave: SurveyWave, number: int) -> str:
    if wave.closed_on is None:
        return "Ergebnisse erscheinen, wenn die Welle geschlossen ist: Sonst ließe sich die letzte Antwort erraten."
    if number < FEWEST:
        return f"Es haben weniger als {FEWEST} geantwortet. Zum Schutz der Befragten bleibt alles verborgen."
    return ""


def _question(question: Mapping[str, Any], given: Sequence[Mapping[str, int]]) -> QuestionResult:
    values = [row[question["key"]] for row in given if question["key"] in row]
    facts = {name: question[name] for name in ("text", "scale", "component")}
    if len(values) < FEWEST:
        return QuestionResult(**facts, n=len(values), few=True)
    number, labels = Counter(values), LABELS[question["scale"]]
    mean = Fraction(sum(values), len(values))
    return QuestionResult(
        **facts,
        n=len(values),
        few=False,
        mean=_mean(mean, question["scale"]),
        counts=tuple((labels[value], number[value]) for value in VALUES[question["scale"]]),
        exact=mean,
    )


def _mean(mean: Fraction, scale: str) -> str:
    if scale == Scale.YES_NO:
        return f"{print_german(for_display(mean * 100, 0), 0, '%')} ja"
    top = VALUES[scale][-1]
    return f"{print_german(for_display(mean), 1)} von {top}"


def comparison(results: Sequence[WaveResult]) -> list[dict[str, Any]]:
    """Questions over closed waves with results: a mean only where wording and scale are the same, letter by letter."""
    shown = [result for result in results if not result.why]
    if len(shown) < 2:
        return []
    newest = shown[-1].questions
    rows = []
    for question in newest:
        cells = [_same(question, result) for result in shown]
        rows.append(
            {"text": question.text, "cells": list(zip([r.wave.name for r in shown], cells, strict=True))}
        )
    return rows


def _same(question: QuestionResult, result: WaveResult) -> str:
    for other in result.questions:
        if (other.text, other.scale) == (question.text, question.scale):
            return f"weniger als {FEWEST}" if other.few else other.mean
    return "anderer Wortlaut, nicht vergleichbar"


def self_image(survey: Survey, result: WaveResult) -> list[dict[str, Any]]:
    """The seven components: how they are seen, beside the lights derived from today's records."""
    picture = picture_of(survey.municipality, clock.today())
    derived = component_lights({row.definition.code: row.light for row in picture.rows})
    seen = {question.component: question for question in result.questions if question.component}
    return [_beside(row.component, row.light, seen.get(row.component)) for row in derived]


def _beside(component: str, derived: Light, seen: QuestionResult | None) -> dict[str, Any]:
    known = seen is not None and seen.exact is not None
    own = _light(seen.exact) if known and seen is not None and seen.exact is not None else Light.GREY
    return {
        "name": NAMES[component],
        "mean": seen.mean if seen and known else f"weniger als {FEWEST} Antworten",
        "own": LIGHT_KEYS[own],
        "derived": LIGHT_KEYS[derived],
        "word": _difference(own, derived),
        "agenda": _agenda(NAMES[component], own, derived),
    }


def _light(mean: Fraction) -> Light:
    share = mean * 100 / TOP
    return Light.GREEN if share >= STABLE else Light.YELLOW if share >= WATCH else Light.RED


def _difference(own: Light, derived: Light) -> str:
    if own not in ORDER or derived not in ORDER:
        return "nicht vergleichbar"
    if own is derived:
        return "gleich"
    return (
        "wird besser gesehen, als die Einträge zeigen"
        if ORDER[own] > ORDER[derived]
        else "wird schlechter gesehen"
    )


def _agenda(name: str, own: Light, derived: Light) -> str:
    """What to talk about in the next meeting; '' where both agree."""
    if own is derived or own not in ORDER:
        return ""
    if derived not in ORDER:
        return f"{name}: Woran machen wir „{LIGHT_WORDS[own]}“ fest? In den Einträgen fehlt der Beleg."
    return (
        f"{name}: Wir sehen „{LIGHT_WORDS[own]}“, die Einträge zeigen „{LIGHT_WORDS[derived]}“. Was stimmt?"
    )


def waves_of(survey: Survey) -> list[WaveResult]:
    """All waves of a survey, oldest first."""
    return [
        wave_result(wave) for wave in SurveyWave.objects.filter(survey=survey).order_by("opened_on", "pk")
    ]


def surveys_of(municipality: Any) -> Any:
    """The surveys of a municipality with the number of their waves."""
    return Survey.objects.filter(municipality=municipality).annotate(number=Count("waves"))
