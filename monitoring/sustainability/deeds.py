"""Every single change that a municipality could make, each as the facts that would then hold.

A deed is one decision of one body or person: make a post permanent, hold the missing meeting, name a deputy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import Any, TypeVar

from monitoring.sustainability.facts import (
    AgendaItem,
    Agreement,
    BudgetLine,
    Event,
    Facts,
    Goal,
    KeyProcess,
    Meeting,
    Report,
    Resolution,
    Seat,
)
from monitoring.sustainability.money import PLAN_YEARS
from monitoring.sustainability.posts import WINDOW
from monitoring.sustainability.steering import GRACE
from monitoring.sustainability.stock import approved, expenses, is_filled
from monitoring.sustainability.structures import SOON
from monitoring.sustainability.windows import months_on, valid_on, whole_months, within

COUNCIL = 4
CONFIRM_AFTER = 48
NEW = "neu"
Row = TypeVar("Row")


class Effort(IntEnum):
    """How much it takes: a week's work of one person; several offices; money or a decision of the council."""

    SMALL = 1
    MEDIUM = 2
    LARGE = 3


@dataclass(frozen=True, slots=True)
class Deed:
    """One change: `kind` and `key` name it, `words` say it in German, `facts` hold after it."""

    kind: str
    key: str
    words: str
    effort: Effort
    facts: Facts


def all_deeds(facts: Facts, day: date, components: tuple[str, ...] = ()) -> list[Deed]:
    """All admissible single changes at a key date. components: the seven core components (keys)."""
    found: list[Deed] = []
    for make in (
        _posts,
        _processes,
        _mandate,
        _projects,
        _bodies,
        _units,
        _promises,
        _goals,
        _money,
        _public,
    ):
        found += make(facts, day)
    return found + list(_anchoring(facts, components))


def _posts(facts: Facts, day: date) -> Iterator[Deed]:
    for post in approved(facts.posts, day):

        def with_post(kind: str, words: str, effort: Effort, post: Any = post, **values: Any) -> Deed:
            posts = _swapped(facts.posts, post, replace(post, **values))
            return Deed(kind, post.key, f"{post.label} {words}", effort, replace(facts, posts=posts))

        if post.limited:
            yield with_post("entfristen", "entfristen", Effort.LARGE, limited=False, limited_until=None)
        if post.occupancy_known and not is_filled(post, day):
            yield with_post("besetzen", "besetzen", Effort.MEDIUM, filled_from=day, filled_to=None)
        if post.in_plan is False:
            yield with_post("stellenplan", "in den Stellenplan aufnehmen", Effort.MEDIUM, in_plan=True)
        if post.own_share is not None and post.own_share < 1:
            yield with_post(
                "eigenmittel", "ganz aus Eigenmitteln zahlen", Effort.LARGE, own_share=Fraction(1)
            )


def _processes(facts: Facts, day: date) -> Iterator[Deed]:
    for process in facts.processes:
        fresh = process.reviewed_on is not None and months_on(day, -WINDOW) <= process.reviewed_on <= day
        steps = [
            words
            for lacks, words in (
                (not process.owner, "Zuständigkeit klären"),
                (not process.deputy, "Vertretung benennen"),
                (not fresh, "Handbuch prüfen"),
            )
            if lacks
        ]
        if steps:
            safe = KeyProcess(process.key, process.label, owner=True, deputy=True, reviewed_on=day)
            processes = _swapped(facts.processes, process, safe)
            words = f"{process.label} absichern: {', '.join(steps)}"
            yield Deed("absichern", process.key, words, Effort.SMALL, replace(facts, processes=processes))


def _mandate(facts: Facts, day: date) -> Iterator[Deed]:
    valid = [r for r in facts.resolutions if valid_on(day, r.day, r.until)]
    top = max((r.level for r in valid), default=0)
    newest = max((r.day for r in valid if r.day), default=None)
    if top < COUNCIL:
        words = "Beschluss von Rat oder Kreistag zum Bildungsmanagement herbeiführen"
        yield _resolved("beschliessen", words, Effort.LARGE, COUNCIL, facts, day)
    if newest and whole_months(newest, day) > CONFIRM_AFTER:
        words = "geltenden Beschluss bestätigen lassen"
        yield _resolved("bestaetigen", words, Effort.MEDIUM, top, facts, day)


def _resolved(kind: str, words: str, effort: Effort, level: int, facts: Facts, day: date) -> Deed:
    made = Resolution(NEW, words, level, day)
    return Deed(kind, NEW, words, effort, replace(facts, resolutions=(*facts.resolutions, made)))


def _projects(facts: Facts, day: date) -> Iterator[Deed]:
    horizon = months_on(day, SOON)
    for project in facts.projects:
        if (
            project.ends
            and day <= project.ends <= horizon
            and not (project.transferred or project.planned_end)
        ):
            planned = replace(project, target_unit=True, responsible=True, planned_resolution=True)
            if planned != project:
                words = f"Überführung planen: {project.label}"
                projects = _swapped(facts.projects, project, planned)
                yield Deed(
                    "ueberfuehrung", project.key, words, Effort.MEDIUM, replace(facts, projects=projects)
                )
        running = project.is_measure and valid_on(day, project.starts, project.ends)
        if running and not any(within(on, day, WINDOW) for on in project.reviewed_on):
            reviewed = replace(project, reviewed_on=(*project.reviewed_on, day))
            words = f"Wirksamkeit prüfen: {project.label}"
            projects = _swapped(facts.projects, project, reviewed)
            yield Deed("pruefen", project.key, words, Effort.SMALL, replace(facts, projects=projects))


def _bodies(facts: Facts, day: date) -> Iterator[Deed]:
    for body in facts.bodies:
        held = sum(m.body == body.key and within(m.day, day, 12) for m in facts.meetings)
        if body.target and held < body.target:
            meetings = (*facts.meetings, Meeting(NEW, body.key, day))
            words = f"fehlende Sitzung abhalten: {body.label}"
            yield Deed("sitzung", body.key, words, Effort.SMALL, replace(facts, meetings=meetings))
    if facts.political_bodies:
        words = "im Fachausschuss oder Rat oder Kreistag berichten"
        agenda = (*facts.agenda, AgendaItem(NEW, words, day))
        yield Deed("rueckkopplung", NEW, words, Effort.SMALL, replace(facts, agenda=agenda))


def _units(facts: Facts, day: date) -> Iterator[Deed]:
    steering = [body for body in facts.bodies if body.kind == "steuerungsgruppe"]
    sending = {
        s.unit for s in facts.seats if valid_on(day, s.since, s.until) and s.body in {b.key for b in steering}
    }
    covered = frozenset[str]().union(*(a.units for a in facts.agreements if valid_on(day, a.since, a.until)))
    for unit in facts.units:
        if unit.education and unit.key not in covered:
            words = f"Kooperationsvereinbarung schließen mit: {unit.label}"
            agreements = (*facts.agreements, Agreement(NEW, words, frozenset({unit.key}), day))
            yield Deed("vereinbarung", unit.key, words, Effort.MEDIUM, replace(facts, agreements=agreements))
        if unit.education and steering and unit.key not in sending:
            words = f"in die Steuerungsgruppe holen: {unit.label}"
            seats = (*facts.seats, Seat(NEW, words, steering[0].key, unit.key))
            yield Deed("sitz", unit.key, words, Effort.SMALL, replace(facts, seats=seats))


def _anchoring(facts: Facts, components: tuple[str, ...]) -> Iterator[Deed]:
    permanent = next((unit for unit in facts.units if unit.permanent), None)
    anchored = frozenset[str]().union(*(unit.tasks for unit in facts.units if unit.permanent))
    for component in components if permanent else ():
        if permanent and component not in anchored:
            unit = replace(permanent, tasks=permanent.tasks | {component})
            words = f"Aufgabe „{component}“ verankern bei: {permanent.label}"
            units = _swapped(facts.units, permanent, unit)
            yield Deed("verankern", component, words, Effort.MEDIUM, replace(facts, units=units))


def _promises(facts: Facts, day: date) -> Iterator[Deed]:
    """Only what can still be kept: due, not done, and not more than 30 days late."""
    for field, word in (("assignments", "Auftrag"), ("milestones", "Meilenstein")):
        rows = getattr(facts, field)
        for row in rows:
            if row.done is None and row.due <= day <= row.due + GRACE:
                changed: dict[str, Any] = {field: _swapped(rows, row, replace(row, done=day))}
                words = f"{word} abschließen: {row.label}"
                yield Deed("abschliessen", row.key, words, Effort.SMALL, replace(facts, **changed))


def _goals(facts: Facts, day: date) -> Iterator[Deed]:
    parents = {goal.parent for goal in facts.goals}
    for goal in facts.goals:
        if not goal.parent and goal.key not in parents:
            words = f"Mittlerziel mit Maßnahme festlegen zu: {goal.label}"
            made = Goal(NEW, words, goal.key, measures=1, measurable=True)
            yield Deed(
                "mittlerziel", goal.key, words, Effort.MEDIUM, replace(facts, goals=(*facts.goals, made))
            )
        if goal.parent and not goal.measures:
            goals = _swapped(facts.goals, goal, replace(goal, measures=1))
            words = f"Maßnahme festlegen zu: {goal.label}"
            yield Deed("massnahme", goal.key, words, Effort.SMALL, replace(facts, goals=goals))
        if goal.parent and not goal.measurable:
            goals = _swapped(facts.goals, goal, replace(goal, measurable=True))
            words = f"Kennzahl, Ausgangswert, Zielwert und Termin ergänzen: {goal.label}"
            yield Deed("messbar", goal.key, words, Effort.SMALL, replace(facts, goals=goals))


def _money(facts: Facts, day: date) -> Iterator[Deed]:
    spent = expenses(facts, day.year)
    for year in range(day.year + 1, day.year + 1 + PLAN_YEARS) if spent and spent > 0 else ():
        planned = expenses(facts, year)
        if planned is None and spent:
            words = f"Eigenmittel {year} in die mittelfristige Planung aufnehmen"
            line = BudgetLine(NEW, words, year, income=False, planned=int(spent))
            yield Deed("planung", str(year), words, Effort.LARGE, replace(facts, lines=(*facts.lines, line)))


def _public(facts: Facts, day: date) -> Iterator[Deed]:
    for indicator in facts.indicators:
        if not indicator.current:
            indicators = _swapped(facts.indicators, indicator, replace(indicator, current=True))
            words = f"neue Werte einlesen: {indicator.label}"
            yield Deed("einlesen", indicator.key, words, Effort.SMALL, replace(facts, indicators=indicators))
    words = "Bildungsbericht oder Analyse veröffentlichen"
    reports = (*facts.reports, Report(NEW, words, day))
    yield Deed("bericht", NEW, words, Effort.LARGE, replace(facts, reports=reports))
    words = "Bildungskonferenz abhalten"
    events = (*facts.events, Event(NEW, words, day))
    yield Deed("konferenz", NEW, words, Effort.MEDIUM, replace(facts, events=events))
    if facts.schools and facts.schools[0] < facts.schools[1]:
        taking_part, eligible = facts.schools
        words = "eine weitere Schule gewinnen"
        yield Deed("schule", NEW, words, Effort.MEDIUM, replace(facts, schools=(taking_part + 1, eligible)))


def _swapped(rows: tuple[Row, ...], old: Row, new: Row) -> tuple[Row, ...]:
    return tuple(new if row is old else row for row in rows)
