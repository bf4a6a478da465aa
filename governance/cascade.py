"""The rules of the goal cascade: who hangs below whom, who may set what. Predicates and complaints, no writes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from governance.models import Goal, Need
from governance.models.goal_words import MAY_STAND_ALONE, SETTING_KINDS, SMART, GoalLevel, level_word
from governance.models.vocabulary import BodyKind


def misfits(row: Any) -> dict[str, str]:
    """What of a record contradicts the cascade, as German sentences by field; {} for other kinds of record.

    Names of linked records are not repeated: they may be foreign.
    """
    if isinstance(row, Goal) and row.level in GoalLevel.values:
        return {**_parent_misfit(row), **_body_misfit(row)}
    if isinstance(row, Need) and row.goal_id and row.goal.level != GoalLevel.STRATEGIC:
        word = level_word(GoalLevel.STRATEGIC, _labels(row))
        return {"goal": _("Ein Handlungsbedarf führt zu einem Ziel der Ebene „%(level)s“.") % {"level": word}}
    return {}


def _parent_misfit(goal: Goal) -> dict[str, str]:
    labels = _labels(goal)
    own = level_word(goal.level, labels)
    if goal.level == GoalLevel.MISSION:
        text = _("„%(own)s“ ist die oberste Ebene und gehört zu keinem anderen Ziel.") % {"own": own}
        return {"parent": text} if goal.parent_id else {}
    above = level_word(goal.level - 1, labels)
    if goal.parent_id is None:
        text = _(
            "Auf der Ebene „%(own)s“ gehört jedes Ziel zu einem der Ebene „%(above)s“. "
            "Wählen Sie eines aus oder legen Sie es zuerst an."
        )
        return {} if goal.level in MAY_STAND_ALONE else {"parent": text % {"own": own, "above": above}}
    if goal.parent.level != goal.level - 1:
        text = _(
            "Darüber muss ein Ziel der Ebene „%(above)s“ stehen; gewählt ist eines der Ebene „%(other)s“."
        )
        return {"parent": text % {"above": above, "other": level_word(goal.parent.level, labels)}}
    return {}


def _body_misfit(goal: Goal) -> dict[str, str]:
    allowed = SETTING_KINDS[goal.level]
    if goal.body_id is None or goal.body.kind in allowed:
        return {}
    words = ", ".join(str(kind.label) for kind in BodyKind if kind in allowed)
    text = _("Ziele der Ebene „%(own)s“ setzt ein Gremium dieser Art: %(kinds)s.")
    return {"body": text % {"own": level_word(goal.level, _labels(goal)), "kinds": words}}


def _labels(row: Any) -> dict[str, Any]:
    return row.municipality.labels if row.municipality_id else {}


def broken_cascades() -> list[str]:
    """Complaints about goals and needs that hang at the wrong place; needs a scope that sees all."""
    found = []
    goals = Goal.objects.select_related("parent", "body", "municipality__region").order_by("pk")
    for goal in goals.iterator(chunk_size=500):
        found += [f"{_('Ziel')} {goal.pk}: {text}" for text in misfits(goal).values()]
        if goal.parent_level != (goal.parent.level if goal.parent_id else None):
            found.append(_("Ziel %(row)s: Die Ebene darüber ist falsch vermerkt.") % {"row": goal.pk})
        if goal.level == GoalLevel.OPERATIVE and any(getattr(goal, name) is None for name, *_w in SMART):
            found.append(_("Ziel %(row)s: Nicht alle fünf Fragen sind beantwortet.") % {"row": goal.pk})
    needs = Need.objects.select_related("goal", "municipality__region").order_by("pk")
    for need in needs.iterator(chunk_size=500):
        found += [f"{_('Handlungsbedarf')} {need.pk}: {text}" for text in misfits(need).values()]
    return found
