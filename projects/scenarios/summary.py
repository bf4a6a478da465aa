"""Key figures of scenarios side by side, as texts: what remains, what it costs, until when to decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from projects.resources.words import fte_words, money_words
from projects.scenarios.figure import Course
from projects.scenarios.outcome import Outcome

NONE = "keine"
BESIDE = "gegenüber der ersten Spalte"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One line: what, and its text for each scenario."""

    label: str
    values: tuple[str, ...]


def key_figures(courses: Sequence[Course], today: date) -> tuple[KeyFigure, ...]:
    """The lines of the comparison; the first course is what the others are held against."""
    base = courses[0].outcome
    lines: tuple[tuple[str, Callable[[Outcome], str]], ...] = (
        ("Stellen zu Beginn", lambda found: fte_words(found.months[0].approved)),
        ("Stellen nach 36 Monaten", lambda found: fte_words(found.months[-1].approved)),
        ("Spätester Tag der Entscheidung", lambda found: _decide(found, today)),
        ("Eigene Mittel in 36 Monaten", lambda found: money_words(found.own_funds)),
        (BESIDE, lambda found: _difference(found, base)),
        ("Ohne Zuständigkeit am Ende", lambda found: _names(found.months[-1].uncovered)),
        ("Projekte, die bis dahin enden", lambda found: _names(found.months[-1].over)),
        ("Beschlüsse, die dann noch gelten", lambda found: str(found.months[-1].mandates)),
    )
    if len(courses) == 1:
        lines = tuple(line for line in lines if line[0] != BESIDE)
    return tuple(
        KeyFigure(label, tuple(words(course.outcome) for course in courses)) for label, words in lines
    )


def _decide(outcome: Outcome, today: date) -> str:
    day = outcome.decide_by
    if day is None:
        return "nichts fällt weg"
    return f"{day:%d.%m.%Y}" + (" (vorbei)" if day < today else "")


def _difference(outcome: Outcome, base: Outcome) -> str:
    if outcome is base:
        return "–"
    cents = outcome.own_funds - base.own_funds
    if cents == 0:
        return "gleich viel"
    return f"{money_words(abs(cents))} {'mehr' if cents > 0 else 'weniger'}"


def _names(names: Sequence[str]) -> str:
    return "; ".join(names) or NONE
