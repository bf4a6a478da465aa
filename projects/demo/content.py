"""Shapes of the demo facts: what stands in the content modules, before it becomes rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from projects.models import MilestoneState, Nature, Origin, ProcessKind, ProjectKind

FLYER = "Transferagentur Niedersachsen, Flyer „Nachhaltigkeit“ (2021)"
UNSURE = f"{FLYER}; Kurzlink, dessen Zuordnung noch zu prüfen ist"


@dataclass(frozen=True)
class MilestoneFact:
    """One milestone; `period` is a period key, `body`, `resolution` and `agreement` are names, `after` titles.

    `first_planned`: what the „Ursprungsplan“ says, '' = no such plan.
    """

    title: str
    period: str = ""
    description: str = ""
    nature: str = Nature.WORK
    origin: str = Origin.MILESTONE
    state: str = MilestoneState.DONE
    body: str = ""
    resolution: str = ""
    agreement: str = ""
    after: tuple[str, ...] = ()
    first_planned: str = ""
    participants: str = ""
    responsible: str = ""
    source: str = FLYER

    def columns(self) -> dict[str, Any]:
        """Column values that need no look-up; what is done was done in its period."""
        return {
            "period": self.period,
            "description": self.description,
            "nature": self.nature,
            "origin": self.origin,
            "state": self.state,
            "done_in": self.period if self.state == MilestoneState.DONE else "",
            "participants": self.participants,
            "responsible": self.responsible,
            "source": self.source,
        }


@dataclass(frozen=True)
class ProcessFacts:
    """A process with its preconditions and steps."""

    title: str
    path: str
    result: str = ""
    kind: str = ProcessKind.INSTITUTION
    is_finished: bool = False
    source: str = FLYER
    preconditions: tuple[MilestoneFact, ...] = ()
    steps: tuple[MilestoneFact, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    def columns(self) -> dict[str, Any]:
        """Column values of the process."""
        return {
            "path": self.path,
            "result": self.result,
            "kind": self.kind,
            "is_finished": self.is_finished,
            "source": self.source,
        }


@dataclass(frozen=True)
class ProjectFacts:
    """A project; `unit`, `body`, `goals`, `taken` are names, `part_of` a title, `links` (address, title, source)."""

    title: str
    kind: str = ProjectKind.PROJECT
    summary: str = ""
    programme: str = ""
    begins: str = ""
    ends: str = ""
    state: str = ""
    transfer_status: str = ""
    source: str = FLYER
    is_example: bool = False
    component: str = ""
    carries_alone: str = ""
    risks: str = ""
    need_confirmed_in: str = ""
    need: str = ""
    evaluated_in: str = ""
    evaluation: str = ""
    target_unit: str = ""
    team: tuple[str, ...] = ()
    team_source: str = ""
    goals: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    part_of: str = ""
    unit: str = ""
    body: str = ""
    aims: tuple[str, ...] = ()
    benefits: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    process: ProcessFacts | None = None
    milestones: tuple[MilestoneFact, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Column values that need no look-up."""
        names = (
            "kind",
            "summary",
            "programme",
            "begins",
            "ends",
            "state",
            "transfer_status",
            "source",
            "is_example",
            "component",
            "carries_alone",
            "risks",
            "need_confirmed_in",
            "need",
            "evaluated_in",
            "evaluation",
        )
        return {name: getattr(self, name) for name in names}
