"""The Roter Faden and the steering cycle of goals, read from what is recorded anyway."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.models import Assignment, Goal
from governance.models.goal_words import GoalLevel, ResolutionRole, level_word
from governance.models.vocabulary import AssignmentState
from governance.queries.goals import GoalWorld, measure_page, measures_below
from governance.thread import Phase, Record, Station, Thread, Turn, earliest


def thread_of(goal: Goal, world: GoalWorld) -> Thread:
    """The thread that runs through this goal; what is missing can be made by the address of its station."""
    strategic, middle = _strategic(goal), _middle(goal)
    labels = world.municipality.labels
    root = strategic or goal
    # the list, for whoever reads the thread may not open the form of a need
    needs = _address("goals:needs", kommune=world.municipality.slug)
    lower = middle[0] if middle else root
    questions = _questions(root)
    return Thread(
        (
            Station(
                "bedarf",
                _("Handlungsbedarf"),
                tuple(Record(n.name, needs, n.raised_in) for n in root.needs_seen),
                _address("goals:need_add", ziel=root.pk),
                _("Bedarf eintragen"),
            ),
            Station(
                "frage",
                _("Auftrag oder Frage"),
                tuple(Record(q.title, _page(q), _day(q.received_on)) for q in questions),
                reverse("goals:question", args=[root.pk]),
                _("Frage stellen"),
            ),
            _answer_station(root, questions),
            _goal_station("strategisch", GoalLevel.STRATEGIC, [strategic] if strategic else [], root, labels),
            _goal_station("mittlerziel", GoalLevel.INTERMEDIATE, middle, root, labels),
            *_lower_stations(root, middle, lower),
        )
    )


def turn_of(goal: Goal, world: GoalWorld) -> Turn:
    """The turn of the steering cycle of a strategic goal: eight phases, each with its earliest record."""
    stations = {station.key: station for station in thread_of(goal, world).stations}
    unit = next((m.unit_seen for m in goal.children_seen if m.unit_seen), goal.unit_seen)
    steering = next((m.body_seen for m in goal.children_seen if m.body_seen), None)
    need_body = next((n.body_seen for n in goal.needs_seen if n.body_seen), None)
    reviews, measures = stations["wirkung"], stations["massnahme"]
    rows = (
        (_("Handlungsbedarf"), stations["bedarf"], need_body),
        (_("Datenanalyse"), stations["antwort"], unit),
        (stations["strategisch"].word, stations["strategisch"], goal.body_seen),
        (stations["mittlerziel"].word, stations["mittlerziel"], steering),
        (_("Maßnahmenplanung"), measures, unit),
        (_("Umsetzung"), measures, unit),
        (_("Wirkungsprüfung"), reviews, unit),
        (_("Rückkopplung und Beschluss"), stations["rueckkopplung"], None),
    )
    phases = [
        Phase(
            number=number,
            word=word,
            # that a measure is planned is told by its row, that it runs by its beginning
            record=None if number == PLANNING else earliest(station.records),
            by=str(carrier or ""),
            is_there=bool(station.records) and (number != RUNNING or earliest(station.records) is not None),
        )
        for number, (word, station, carrier) in enumerate(rows, start=1)
    ]
    return Turn(goal.name, goal.get_absolute_url(), tuple(phases))


PLANNING, RUNNING = 5, 6


def _lower_stations(root: Goal, middle: list[Goal], lower: Goal) -> tuple[Station, ...]:
    measures = [measure for goal in middle or [root] for measure in measures_below(goal)]
    reviews = [review for measure in measures for review in measure.reviews]
    feedback = [
        Record(link.resolution_seen.name, _page(link.resolution_seen), link.held)
        for goal in (root, *middle)
        for link in goal.resolutions_seen
        if link.role == ResolutionRole.FEEDBACK
    ]
    return (
        Station(
            "massnahme",
            _("Maßnahme"),
            tuple(Record(measure.title, measure.url, measure.begins) for measure in measures),
            measure_page(lower),
            _("Maßnahme anlegen"),
        ),
        Station(
            "wirkung",
            _("Wirkungsprüfung"),
            tuple(Record(review.label, review.url, review.held) for review in reviews),
            measures[0].url if measures else "",
            _("Prüfung bei der Maßnahme eintragen"),
        ),
        Station(
            "rueckkopplung",
            _("Rückkopplung oder Beschluss"),
            tuple(feedback),
            f"{reverse('goals:resolution', args=[root.pk])}?bedeutung={ResolutionRole.FEEDBACK.value}",
            _("Beschluss verknüpfen"),
        ),
    )


def _answer_station(root: Goal, questions: list[Assignment]) -> Station:
    answered = [q for q in questions if q.state == AssignmentState.ANSWERED]
    open_one = next((q for q in questions if q not in answered), None)
    return Station(
        "antwort",
        _("Antwort mit Daten"),
        tuple(Record(q.title, _page(q), _day(q.done_on)) for q in answered),
        _page(open_one) if open_one else reverse("goals:question", args=[root.pk]),
        _("Frage beantworten") if open_one else _("Frage stellen"),
    )


def _goal_station(key: str, level: int, goals: list[Goal], root: Goal, labels: dict[str, Any]) -> Station:
    under = root.pk if root.level == level - 1 else None
    return Station(
        key,
        level_word(level, labels),
        tuple(Record(goal.name, goal.get_absolute_url(), goal.set_in) for goal in goals),
        _address("goals:add", ebene=level, **({"unter": under} if under else {})),
        _("Ziel anlegen"),
    )


def _strategic(goal: Goal) -> Goal | None:
    """The strategic goal at or above a goal; below a Leitbild its first one."""
    here: Goal | None = goal
    while here is not None and here.level > GoalLevel.STRATEGIC:
        here = here.parent_seen
    if here is not None and here.level == GoalLevel.MISSION:
        return next(iter(here.children_seen), None)
    return here


def _middle(goal: Goal) -> list[Goal]:
    """The Mittlerziel at or above a goal, or all below a strategic one."""
    here: Goal | None = goal
    while here is not None and here.level > GoalLevel.INTERMEDIATE:
        here = here.parent_seen
    if here is None or here.level == GoalLevel.INTERMEDIATE:
        return [here] if here else []
    strategic = _strategic(here)
    return list(strategic.children_seen) if strategic else []


def _questions(goal: Goal) -> list[Assignment]:
    """Questions of the goal and of its needs, each once."""
    found = [goal.assignment_seen, *(need.assignment_seen for need in goal.needs_seen)]
    return list({q.pk: q for q in found if q is not None}.values())


def _address(name: str, **query: Any) -> str:
    return f"{reverse(name)}?" + "&".join(f"{key}={value}" for key, value in query.items())


def _page(row: Any) -> str:
    return str(row.get_absolute_url())


def _day(day: Any) -> str:
    """The period key of a day."""
    return day.isoformat() if day else ""
