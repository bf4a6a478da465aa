"""N-R1 to N-R4 and N-L1 to N-L4: what became of projects, and on which mandate the work stands."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from monitoring.sustainability.facts import Facts, Project
from monitoring.sustainability.reading import (
    Gap,
    Input,
    Light,
    Reading,
    computed,
    counted,
    missing,
    no_case,
    share,
)
from monitoring.sustainability.windows import months_on, valid_on, whole_months, within

ENDED = 36
SOON = 24
CORE_COMPONENTS = 7
NO_PROJECTS = "Es ist kein Projekt erfasst."
ENTER_PROJECTS = "Projekte mit ihrem Ende und Verbleib erfassen"


def transferred(facts: Facts, day: date) -> Reading:
    """N-R1: transferred projects of all that ended within 36 months; „befristet geplant“ does not count."""
    ended = [p for p in _ended(facts, day) if not p.planned_end]
    if not ended:
        return _none_ended("N-R1", facts)
    lacking = [p for p in ended if not p.outcome_known]
    if lacking:
        return _outcome_missing("N-R1", lacking)
    return counted("N-R1", ((p.key, p.label, p.transferred) for p in ended))


def planned_transfer(facts: Facts, day: date) -> Reading:
    """N-R2: of running projects that end within 24 months, those with target unit, responsible and resolution.

    A project that carries without the programme needs no plan and counts as provided for.
    """
    horizon = months_on(day, SOON)
    ending = [
        p for p in facts.projects if _runs(p, day) and p.ends and p.ends <= horizon and not p.planned_end
    ]
    if not ending:
        reason = "In den nächsten 24 Monaten endet kein Projekt."
        return no_case("N-R2", reason) if facts.projects else missing("N-R2", NO_PROJECTS, ENTER_PROJECTS)
    return counted("N-R2", ((p.key, p.label, _provided_for(p)) for p in ending))


def time_to_permanence(facts: Facts, day: date) -> Reading:
    """N-R3: months from the first step to the resolution of the newest finished process; context, no light."""
    finished = [w for w in facts.ways if w.first_step and w.resolved and w.resolved <= day]
    if not finished:
        reason = "Noch kein Verstetigungsprozess ist bis zum Beschluss dokumentiert."
        return missing("N-R3", reason, "Schritte des Verstetigungsprozesses erfassen")
    newest = max(finished, key=lambda w: (w.resolved or day, w.key))
    months = Fraction(whole_months(newest.first_step or day, newest.resolved or day))
    return computed("N-R3", months, [Input(newest.key, newest.label, months)])


def lost_offers(facts: Facts, day: date) -> Reading:
    """N-R4: projects that ended without transfer although the need goes on, of all that ended."""
    ended = _ended(facts, day)
    if not ended:
        return _none_ended("N-R4", facts)
    lacking = [p for p in ended if not p.outcome_known]
    if lacking:
        return _outcome_missing("N-R4", lacking)
    return counted("N-R4", ((p.key, p.label, p.need_confirmed and not p.transferred) for p in ended))


def mandate_level(facts: Facts, day: date) -> Reading:
    """N-L1: the highest level of a valid resolution; 0 where all have run out or somebody stated that none is."""
    if not facts.resolutions and not facts.no_mandate:
        return missing("N-L1", "Es ist kein Beschluss erfasst.", "Beschluss zum Bildungsmanagement erfassen")
    valid = [r for r in facts.resolutions if valid_on(day, r.day, r.until)]
    top = max((r.level for r in valid), default=0)
    return computed(
        "N-L1", Fraction(top), [Input(r.key, r.label, Fraction(r.level), r.level == top) for r in valid]
    )


def mandate_age(facts: Facts, day: date) -> Reading:
    """N-L2: completed months since the newest valid mandate or confirmation; run out is red."""
    if not facts.resolutions and not facts.no_mandate:
        return missing("N-L2", "Es ist kein Beschluss erfasst.", "Beschluss zum Bildungsmanagement erfassen")
    valid = [r for r in facts.resolutions if valid_on(day, r.day, r.until)]
    if not valid:
        return no_case("N-L2", "Es gilt kein Beschluss mehr.", Light.RED)
    undated = [Gap(r.key, r.label, "Beginn der Geltung") for r in valid if r.day is None]
    if undated:
        names = ", ".join(gap.label for gap in undated)
        return missing(
            "N-L2", f"Beginn der Geltung fehlt: {names}.", "Datum des Beschlusses eintragen", undated
        )
    since, newest = max(((r.day, r) for r in valid if r.day), key=lambda pair: (pair[0], pair[1].key))
    months = Fraction(whole_months(since, day))
    return computed("N-L2", months, [Input(newest.key, newest.label, months)])


def internal_agreements(facts: Facts, day: date) -> Reading:
    """N-L3: education-relevant units covered by a valid internal agreement, of all such units."""
    units = [unit for unit in facts.units if unit.education]
    if not units:
        return missing("N-L3", "Kein Fachdienst und kein Amt ist erfasst.", "Fachdienste und Ämter erfassen")
    covered = frozenset[str]().union(*(a.units for a in facts.agreements if valid_on(day, a.since, a.until)))
    return counted("N-L3", ((unit.key, unit.label, unit.key in covered) for unit in units))


def task_anchoring(facts: Facts, day: date) -> Reading:
    """N-L4: core components that a permanent unit carries, of all seven."""
    if not any(unit.tasks for unit in facts.units):
        reason = "Keiner Stelle ist eine Kernkomponente zugeordnet."
        return missing("N-L4", reason, "Kernkomponenten den Stellen zuordnen")
    vague = [
        Gap(u.key, u.label, "ob auf Dauer eingerichtet")
        for u in facts.units
        if u.tasks and u.permanent is None
    ]
    if vague:
        names = ", ".join(gap.label for gap in vague)
        reason = f"Nicht angegeben, ob auf Dauer eingerichtet: {names}."
        return missing("N-L4", reason, "Bei den Stellen angeben, ob sie auf Dauer bestehen", vague)
    anchored = frozenset[str]().union(*(unit.tasks for unit in facts.units if unit.permanent))
    inputs = [
        Input(unit.key, unit.label, Fraction(len(unit.tasks)), bool(unit.permanent))
        for unit in facts.units
        if unit.tasks
    ]
    return share("N-L4", Fraction(len(anchored)), Fraction(CORE_COMPONENTS), inputs)


def _ended(facts: Facts, day: date) -> list[Project]:
    return [project for project in facts.projects if within(project.ends, day, ENDED)]


def _outcome_missing(code: str, lacking: list[Project]) -> Reading:
    gaps = [Gap(p.key, p.label, "Verbleib") for p in lacking]
    names = ", ".join(p.label for p in lacking)
    return missing(code, f"Verbleib fehlt: {names}.", "Verbleib der beendeten Projekte eintragen", gaps)


def _none_ended(code: str, facts: Facts) -> Reading:
    if not facts.projects:
        return missing(code, NO_PROJECTS, ENTER_PROJECTS)
    return no_case(code, "In den letzten 36 Monaten endete kein Projekt, das bleiben sollte.")


def _runs(project: Project, day: date) -> bool:
    return valid_on(day, project.starts, project.ends) and not project.transferred


def _provided_for(project: Project) -> bool:
    planned = project.target_unit and project.responsible and project.planned_resolution
    return planned or project.carries_alone
