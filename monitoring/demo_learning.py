"""Demo content: Emden lets others learn from its process, by name."""

from __future__ import annotations

from collections.abc import Callable

from dkbm.models import Municipality
from monitoring.models import LearningChoice, LearningConsent

WHO = 1
"""Number in the flyer, which tells the whole process."""


def load(log: Callable[[str], None]) -> None:
    """Put the decision in place; a second run changes nothing."""
    for municipality in Municipality.objects.filter(flyer_number=WHO):
        LearningConsent.objects.get_or_create(
            municipality=municipality, defaults={"choice": LearningChoice.NAMED}
        )
    log("Prozesslernen: ein Prozess ist freigegeben.")
