"""N-G1 to N-G5, N-Z1 to N-Z4: bodies that meet, goals that hang together, promises that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from monitoring.sustainability.facts import Due, Facts, Seat
from monitoring.sustainability.reading import Gap, Input, Reading, computed, counted, missing, share
from monitoring.sustainability.windows import months_on, valid_on, within

YEAR = 12
REVIEWED = 24
GRACE = timedelta(days=30)


def body_activity(facts: Facts, day: date) -> Reading:
    """N-G1: meetings held, at most the target of each body, of the targets; bodies with target 0 are left out."""
    bodies = [body for body in facts.bodies if body.target]
    if not bodies:
        gaps = [Gap(b.key, b.label, "Sitzungen im Jahr (Soll)") for b in facts.bodies if b.target is None]
        reason = "Für kein Gremium ist eine Zahl von Sitzungen im Jahr festgelegt."
        return missing("N-G1", reason, "Sitzungen im Jahr (Soll) eintragen", gaps)
    held = {b.key: sum(m.body == b.key and within(m.day, day, YEAR) for m in facts.meetings) for b in bodies}
    done = sum(min(held[b.key], b.target or 0) for b in bodies)
    inputs = [Input(b.key, b.label, Fraction(held[b.key])) for b in bodies]
    return share("N-G1", Fraction(done), Fraction(sum(b.target or 0 for b in bodies)), inputs)


def breadth(facts: Facts, day: date) -> Reading:
    """N-G2: education-relevant units with a member in the Steuerungsgruppe, of all such units."""
    units = [unit for unit in facts.units if unit.education]
    steering = {body.key for body in facts.bodies if body.kind == "steuerungsgruppe"}
    if not units:
        return missing("N-G2", "Kein Fachdienst und kein Amt ist erfasst.", "Fachdienste und Ämter erfassen")
    if not steering:
        return missing("N-G2", "Es ist keine Steuerungsgruppe erfasst.", "Steuerungsgruppe anlegen")
    sending = {seat.unit for seat in _held(facts, day) if seat.body in steering}
    return counted("N-G2", ((unit.key, unit.label, unit.key in sending) for unit in units))


def external_share(facts: Facts, day: date) -> Reading:
    """N-G3: members of the Bildungsbeirat who are not of the administration, of all members."""
    councils = {body.key for body in facts.bodies if body.kind == "beirat"}
    members = [seat for seat in _held(facts, day) if seat.body in councils]
    if not members:
        return missing(
            "N-G3", "Der Bildungsbeirat hat keine besetzten Sitze.", "Sitze des Bildungsbeirats erfassen"
        )
    return counted("N-G3", ((seat.key, seat.label, not seat.administration) for seat in members))


def political_feedback(facts: Facts, day: date) -> Reading:
    """N-G4: DKBM items on agendas of committees and council within twelve months."""
    if not facts.political_bodies:
        reason = "Kein Fachausschuss und kein Rat oder Kreistag ist erfasst."
        return missing("N-G4", reason, "Politische Gremien erfassen")
    items = [item for item in facts.agenda if within(item.day, day, YEAR)]
    return computed("N-G4", Fraction(len(items)), [Input(item.key, item.label) for item in items])


def assignments_in_time(facts: Facts, day: date) -> Reading:
    """N-G5: assignments due within twelve months and done at most 30 days late, of all due."""
    return _in_time("N-G5", facts.assignments, day, "Auftrag", "Aufträge mit Frist erfassen")


def complete_cascade(facts: Facts, day: date) -> Reading:
    """N-Z1: strategic goals with at least one Mittlerziel, each of which has a measure, of all strategic goals."""
    strategic = [goal for goal in facts.goals if not goal.parent]
    if not strategic:
        return missing("N-Z1", "Es ist kein strategisches Ziel erfasst.", "Strategisches Ziel erfassen")
    below = {goal.key: [g for g in facts.goals if g.parent == goal.key] for goal in strategic}
    rows = (
        (goal.key, goal.label, bool(below[goal.key]) and all(g.measures for g in below[goal.key]))
        for goal in strategic
    )
    return counted("N-Z1", rows)


def measurable_goals(facts: Facts, day: date) -> Reading:
    """N-Z2: Mittlerziele with indicator, Ausgangswert, target and due date, of all Mittlerziele."""
    middle = [goal for goal in facts.goals if goal.parent]
    if not middle:
        return missing("N-Z2", "Es ist kein Mittlerziel erfasst.", "Mittlerziel erfassen")
    return counted("N-Z2", ((goal.key, goal.label, goal.measurable) for goal in middle))


def milestones_in_time(facts: Facts, day: date) -> Reading:
    """N-Z3: milestones due within twelve months and done at most 30 days late, of all due."""
    return _in_time("N-Z3", facts.milestones, day, "Meilenstein", "Meilensteine mit Termin erfassen")


def effectiveness(facts: Facts, day: date) -> Reading:
    """N-Z4: measures running for more than twelve months with a review within 24, of all such measures."""
    long_running = [
        p
        for p in facts.projects
        if p.is_measure and p.starts and p.starts < months_on(day, -YEAR) and valid_on(day, p.starts, p.ends)
    ]
    if not long_running:
        reason = "Keine Maßnahme läuft länger als zwölf Monate."
        return missing("N-Z4", reason, "Maßnahmen mit Beginn erfassen")
    rows = ((p.key, p.label, any(within(on, day, REVIEWED) for on in p.reviewed_on)) for p in long_running)
    return counted("N-Z4", rows)


def _in_time(code: str, rows: Sequence[Due], day: date, word: str, action: str) -> Reading:
    due = [row for row in rows if within(row.due, day, YEAR)]
    if not due:
        return missing(code, f"In den letzten zwölf Monaten war kein {word} fällig.", action)
    return counted(code, ((row.key, row.label, _kept(row, day)) for row in due))


def _kept(row: Due, day: date) -> bool:
    return row.done is not None and row.done <= min(row.due + GRACE, day)


def _held(facts: Facts, day: date) -> list[Seat]:
    return [seat for seat in facts.seats if valid_on(day, seat.since, seat.until)]
