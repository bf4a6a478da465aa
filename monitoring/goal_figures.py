"""What the pages of goals show of this floor: indicator, Ausgangswert, target, today's value, the light."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from dkbm.access.roles import Permission, may
from dkbm.numbers import print_german, rounded
from dkbm.periods import from_key
from dkbm.registries import GoalFigure, Panel
from governance.models import Goal
from monitoring.charts import path
from monitoring.hashing import Row
from monitoring.models import Target
from monitoring.models.goals import GoalIndicator
from monitoring.queries import IndicatorView, indicator_views


def figures_of(goals: Sequence[Goal]) -> Mapping[int, Sequence[GoalFigure]]:
    """Figures by goal id, for goals of one municipality; a fixed number of queries."""
    links = list(GoalIndicator.objects.filter(goal__in=[goal.pk for goal in goals]).order_by("pk"))
    if not links:
        return {}
    municipality = goals[0].municipality
    views = {v.version.indicator_id: v for v in indicator_views([municipality.region.ags])}
    targets = {t.indicator_id: t for t in Target.objects.filter(municipality=municipality)}
    found: dict[int, list[GoalFigure]] = defaultdict(list)
    for link in links:
        view = views.get(link.indicator_id)
        found[link.goal_id].append(
            _figure(view, targets.get(link.indicator_id), municipality) if view else _in_words(link)
        )
    return found


def links_of(goal: Goal) -> list[GoalIndicator]:
    """Links of a goal, in the order they were made."""
    return list(GoalIndicator.objects.filter(goal=goal).select_related("indicator").order_by("pk"))


def panel(goal: Goal, user: Any) -> dict[str, Any] | None:
    """The figures of a goal on its page; None when there are none and nothing may be added."""
    may_edit = may(user, Permission.EDIT_TARGETS, goal.municipality_id)
    if not goal.figures and not may_edit:
        return None
    return {"goal": goal, "figures": goal.figures, "may_edit": may_edit}


def rows() -> Iterator[Row]:
    """Links by natural keys, for the hash of all content."""
    links = GoalIndicator.objects.select_related("goal__municipality", "indicator").order_by("pk")
    for link in links.iterator(chunk_size=500):
        code = link.indicator.code if link.indicator else ""
        key = (link.goal.municipality.slug, link.goal.level, link.goal.name, code, link.name)
        yield "goal_indicator", key, {}


def _figure(view: IndicatorView, target: Target | None, municipality: Any) -> GoalFigure:
    version = view.version
    newest = view.newest(municipality.region.ags)
    value = None if newest is None or newest.value is None else rounded(newest.value, version.decimals)
    light = None
    if target is not None:
        way = path.Target(target.baseline_period, target.baseline, target.target_period, target.value)
        light = path.light(way, newest.period if newest else target.baseline_period, value)

    def shown(number: Any, period: str) -> str:
        return f"{print_german(number, version.decimals, version.unit)} ({from_key(period).label})"

    address = reverse("monitoring:indicator", args=[municipality.slug, version.indicator.code])
    return GoalFigure(
        name=version.name,
        url=address,
        baseline=shown(target.baseline, target.baseline_period) if target else "",
        target=shown(target.value, target.target_period) if target else "",
        due=from_key(target.target_period).label if target else "",
        actual=shown(value, newest.period) if newest is not None and value is not None else "",
        path=print_german(rounded(light.percent, 0), 0, "%") if light and light.percent is not None else "",
        state=light.state if light else path.GREY,
        word=light.word if light else "Ziel nicht beziffert",
    )


def _in_words(link: GoalIndicator) -> GoalFigure:
    return GoalFigure(str(link), "", "", "", "", "", "", path.GREY, "Noch nicht im Katalog")


PANEL = Panel("kennzahlen", "monitoring/ziel_kennzahlen.html", panel, 10)
