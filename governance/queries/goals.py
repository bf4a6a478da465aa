"""The goals of a municipality with all that hangs on them: cascade, completeness, Zielstandsübersicht."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from dkbm import registries
from dkbm.models import Municipality
from governance.models import (
    ActorGroup,
    Assignment,
    Body,
    Consultation,
    Event,
    Goal,
    GoalResolution,
    Involvement,
    Need,
    Resolution,
    Unit,
)
from governance.models.goal_words import GoalLevel, level_word
from governance.queries.bodies import attach


@dataclass(frozen=True)
class Part:
    """„x von y“; `whole` 0 = there is nothing to count yet."""

    number: int
    whole: int


@dataclass(frozen=True)
class GoalWorld:
    """All goals of a municipality that one may see, each with what hangs on it as `…_seen`.

    `children_seen`, `parent_seen`, `body_seen`, `unit_seen`, `event_seen`, `assignment_seen`, `needs_seen`,
    `resolutions_seen`, `groups_seen`, and from the floors above `measures` and `figures`.
    """

    municipality: Municipality
    goals: list[Goal]

    def on(self, level: int) -> list[Goal]:
        """Goals of one level by name."""
        return [goal for goal in self.goals if goal.level == level]

    def one(self, pk: int) -> Goal | None:
        """The goal with this key, None when it is not of this world."""
        return next((goal for goal in self.goals if goal.pk == pk), None)

    @property
    def roots(self) -> list[Goal]:
        """Goals without a parent that one may see."""
        return [goal for goal in self.goals if goal.parent_seen is None]

    @property
    def complete(self) -> Part:
        """N-Z1: strategic goals with Mittlerziele that all have a measure, of all strategic goals."""
        strategic = self.on(GoalLevel.STRATEGIC)
        return Part(sum(_is_complete(goal) for goal in strategic), len(strategic))

    @property
    def measurable(self) -> Part:
        """N-Z2: Mittlerziele with indicator, Ausgangswert, target and due date, of all Mittlerziele."""
        middle = self.on(GoalLevel.INTERMEDIATE)
        return Part(sum(any(f.is_measurable for f in goal.figures) for goal in middle), len(middle))

    @property
    def with_body(self) -> Part:
        """Goals that name the body that set them, of all goals."""
        return Part(sum(goal.body_id is not None for goal in self.goals), len(self.goals))


def goal_world(municipality: Municipality) -> GoalWorld:
    """The goals of a municipality; a fixed number of queries."""
    rows = Goal.objects.filter(municipality=municipality).order_by("level", "search_key", "pk")
    goals = attach(rows, body=Body, unit=Unit, event=Event, assignment=Assignment)
    by_id = {goal.pk: goal for goal in goals}
    for goal in goals:
        goal.municipality = municipality
        goal.word = level_word(goal.level, municipality.labels)
        goal.parent_seen = by_id.get(goal.parent_id)
        goal.children_seen, goal.measures, goal.figures = [], [], []
        if goal.parent_seen is not None:
            goal.parent_seen.children_seen.append(goal)
    _add_needs(by_id)
    _add_resolutions(by_id)
    _add_groups(by_id)
    for source in registries.goal_measures:
        for pk, measures in source.find(list(by_id)).items():
            by_id[pk].measures.extend(measures)
    for find in registries.goal_figures:
        for pk, figures in find(goals).items():
            by_id[pk].figures.extend(figures)
    return GoalWorld(municipality, goals)


def municipalities_with_goals() -> list[Municipality]:
    """Municipalities in flyer order with `goal_count`, as far as one may see goals."""
    counted = Goal.objects.order_by().values("municipality").annotate(number=Count("pk"))
    numbers = {row["municipality"]: row["number"] for row in counted}
    rows = list(Municipality.objects.select_related("region").in_flyer_order().filter(pk__in=numbers))
    for row in rows:
        row.goal_count = numbers[row.pk]
    return rows


def needs_of(municipality: Municipality) -> list[Need]:
    """Handlungsbedarfe by name, with body, question and strategic goal as one may see them."""
    rows = Need.objects.filter(municipality=municipality).order_by("search_key", "pk")
    return attach(rows, body=Body, assignment=Assignment, goal=Goal)


def measures_below(goal: Goal) -> list[registries.GoalMeasure]:
    """Measures of a goal of a `GoalWorld` and of all goals below it."""
    found = list(goal.measures)
    for child in goal.children_seen:
        found += measures_below(child)
    return found


def measure_page(goal: Goal) -> str:
    """Address of the form for a new measure of this goal, '' while nobody offers one."""
    return next((source.add_url(goal) for source in registries.goal_measures), "")


def _is_complete(goal: Goal) -> bool:
    middle = goal.children_seen
    return bool(middle) and all(measures_below(child) for child in middle)


def _grouped(rows: Sequence[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _add_needs(by_id: dict[int, Goal]) -> None:
    rows = attach(Need.objects.filter(goal__in=by_id).order_by("pk"), assignment=Assignment, body=Body)
    needs = _grouped(rows, "goal_id")
    for goal in by_id.values():
        goal.needs_seen = needs[goal.pk]


def _add_resolutions(by_id: dict[int, Goal]) -> None:
    """Links with the resolution and `held`, the period key of its deciding step."""
    rows = attach(GoalResolution.objects.filter(goal__in=by_id).order_by("pk"), resolution=Resolution)
    rows = [row for row in rows if row.resolution_seen is not None]
    deciding = Consultation.objects.filter(
        resolution__in={row.resolution_id for row in rows}, is_deciding=True
    )
    held = dict(deciding.values_list("resolution", "held"))
    for row in rows:
        row.held = held.get(row.resolution_id, "")
    links = _grouped(rows, "goal_id")
    for goal in by_id.values():
        goal.resolutions_seen = links[goal.pk]


def _add_groups(by_id: dict[int, Goal]) -> None:
    rows = attach(Involvement.objects.filter(goal__in=by_id).order_by("pk"), group=ActorGroup)
    groups = _grouped([row for row in rows if row.group_seen is not None], "goal_id")
    for goal in by_id.values():
        goal.groups_seen = groups[goal.pk]


def goals_of(municipality: Municipality, **owner: Body | Unit) -> list[Goal]:
    """Goals that a body set (`body=`) or a unit is responsible for (`unit=`), from the top down, with `word`."""
    rows = list(Goal.objects.filter(**owner).order_by("level", "search_key", "pk"))
    for goal in rows:
        goal.word = level_word(goal.level, municipality.labels)
    return rows
