"""Demo content: by what the example goals are measured. Target values are invented and say so."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from dkbm.access.audiences import Audience
from governance.models import Goal
from monitoring.models import GoalIndicator, Indicator, Target

INVENTED = "Beispiel: Ausgangswert und Zielwert sind erdacht"
CODE = "D15"
WAYS = (
    ("03402", "Weniger Jugendliche verlassen die Schule ohne Abschluss", "11", "2027", "8"),
    ("03453", "Bis 2026 sinkt der Anteil der Abgänge ohne Ersten Schulabschluss", "9", "2026", "7"),
)
STRATEGIC = "03402"
IN_WORDS = (
    (
        "Das Bildungsangebot durch verlässliche Strukturen langfristig sichern",
        "Anteil unbefristeter Stellen im Bildungsmanagement",
    ),
    (
        "Kontinuität schaffen und Erfahrungswissen erhalten",
        "Anteil der Schlüsselprozesse mit Vertretung und aktueller Beschreibung",
    ),
)


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    indicator = Indicator.objects.filter(code=CODE).first()
    if indicator is None:
        return
    for ags, name, baseline, due, value in WAYS:
        goal = _goal(ags, name)
        if goal is not None:
            _aim(goal, indicator, baseline, due, value)
    for name, words in IN_WORDS:
        goal = _goal(STRATEGIC, name)
        if goal is not None:
            _link(goal, name=words)
    log("Ziele: Kennzahlen und Wege.")


def _aim(goal: Goal, indicator: Indicator, baseline: str, due: str, value: str) -> None:
    _link(goal, indicator=indicator)
    Target.objects.get_or_create(
        municipality=goal.municipality,
        indicator=indicator,
        defaults={
            "baseline_period": "2021",
            "baseline": Decimal(baseline),
            "target_period": due,
            "value": Decimal(value),
            "reason": INVENTED,
            "audience": Audience.PUBLIC,
        },
    )


def _goal(ags: str, name: str) -> Goal | None:
    return Goal.objects.filter(municipality__region__ags=ags, name=name).first()


def _link(goal: Goal, **what: Any) -> None:
    GoalIndicator.objects.get_or_create(goal=goal, **what)
