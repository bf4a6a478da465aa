"""The words of goals: levels, who may set which, the five SMART questions."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from governance.models.vocabulary import POLITICAL_KINDS, BodyKind


class GoalLevel(IntegerChoices):
    """From the Leitbild down; measures hang below as projects of the floor above."""

    MISSION = 1, _("Leitbild")
    STRATEGIC = 2, _("strategisches Ziel")
    INTERMEDIATE = 3, _("Mittlerziel")
    OPERATIVE = 4, _("Handlungsziel")


LABEL_KEYS = {
    GoalLevel.MISSION: "mission",
    GoalLevel.STRATEGIC: "strategic",
    GoalLevel.INTERMEDIATE: "intermediate",
    GoalLevel.OPERATIVE: "operative",
}
"""Keys in `Municipality.labels` under which a municipality calls a level its own way."""

MAY_STAND_ALONE = frozenset({GoalLevel.MISSION, GoalLevel.STRATEGIC})

_STEERING_KINDS = frozenset({BodyKind.STEERING, BodyKind.PLANNING, BodyKind.LENKUNG, BodyKind.COORDINATION})
SETTING_KINDS: dict[int, frozenset[str]] = {
    GoalLevel.MISSION: POLITICAL_KINDS | {BodyKind.ADVISORY, BodyKind.BOARD, BodyKind.CONFERENCE},
    GoalLevel.STRATEGIC: POLITICAL_KINDS | {BodyKind.ADVISORY},
    GoalLevel.INTERMEDIATE: _STEERING_KINDS,
    GoalLevel.OPERATIVE: _STEERING_KINDS | {BodyKind.NETWORK, BodyKind.FOUNDATIONS, BodyKind.OTHER},
}
"""Which kinds of body may set a goal of which level."""

SMART = (
    ("specific", _("spezifisch"), _("Ist klar, was genau für wen erreicht werden soll?")),
    ("measurable", _("messbar"), _("Ist festgelegt, woran man den Erfolg erkennt?")),
    ("accepted", _("akzeptiert"), _("Tragen es die mit, die es umsetzen?")),
    ("realistic", _("realistisch"), _("Reichen Zeit, Geld und Stellen dafür?")),
    ("timed", _("terminiert"), _("Steht ein Zeitpunkt fest, zu dem es erreicht ist?")),
)
"""(field, letter word, question) of the five answers every Handlungsziel gives."""


class ResolutionRole(TextChoices):
    """What a resolution is for a goal."""

    SETS = "setzt", _("beschließt das Ziel")
    FEEDBACK = "rueckkopplung", _("Rückkopplung: Ergebnis vorgestellt oder beschlossen")


def level_word(level: int, labels: dict[str, Any] | None = None) -> str:
    """What a level is called: the municipality's own label, else the common word."""
    own = (labels or {}).get(LABEL_KEYS[GoalLevel(level)])
    return str(own or GoalLevel(level).label)
