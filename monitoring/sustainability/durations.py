"""How long it takes until a Verstetigung is resolved, learned from several cases; those still running count too.

A case that is still running has lasted at least so long. Leaving it out would make the typical duration too
short, so the share still unresolved is estimated with running cases censored (Kaplan and Meier 1958).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

FEWEST = 5
"""Below so many cases single durations are shown, never a typical one."""


@dataclass(frozen=True, slots=True)
class Case:
    """A process: months from its first step to the resolution, or so far when it is not `done`."""

    months: int
    done: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From this month on `share` of the cases (0..1) is still unresolved; `at_risk`, `resolved`: in this month."""

    months: int
    at_risk: int
    resolved: int
    share: Fraction


def survival(cases: Sequence[Case]) -> list[Step]:
    """The share still unresolved after every month in which something was resolved.

    A case that is running at a month still counts as at risk in it. Raises ValueError for negative months.
    """
    if any(case.months < 0 for case in cases):
        raise ValueError("a duration is not negative")
    share, steps = Fraction(1), []
    for month in sorted({case.months for case in cases if case.done}):
        at_risk = sum(case.months >= month for case in cases)
        resolved = sum(case.done and case.months == month for case in cases)
        share *= Fraction(at_risk - resolved, at_risk)
        steps.append(Step(month, at_risk, resolved, share))
    return steps


def median(cases: Sequence[Case]) -> int | None:
    """The first month after which at most half is unresolved; None while more than half is."""
    return next((step.months for step in survival(cases) if step.share <= Fraction(1, 2)), None)


def typical_words(cases: Sequence[Case]) -> str:
    """„bisher n = 1: 15 Monate“, „n = 7 (3 laufen noch): in der Mitte 20 Monate“; '' without a case."""
    if not cases:
        return ""
    running = sum(not case.done for case in cases)
    still = f" ({running} {'läuft' if running == 1 else 'laufen'} noch)" if running else ""
    if len(cases) < FEWEST:
        each = ", ".join(
            _months(case) for case in sorted(cases, key=lambda case: (case.months, not case.done))
        )
        return f"bisher n = {len(cases)}{still}: {each}"
    middle = median(cases)
    if middle is None:
        return f"n = {len(cases)}{still}: mehr als die Hälfte ist noch nicht beschlossen"
    return f"n = {len(cases)}{still}: in der Mitte {middle} Monate"


def _months(case: Case) -> str:
    if case.months == 1:
        return "1 Monat" if case.done else "seit 1 Monat"
    return f"{case.months} Monate" if case.done else f"seit {case.months} Monaten"
