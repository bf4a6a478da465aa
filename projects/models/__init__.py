"""Tables of what is done and with what: projects, processes, milestones; programmes, posts, money."""

from governance.models.agreement import BenefitKind
from projects.models.budget import BudgetLine, MoneyOrigin, Side, Stage
from projects.models.fund import ContributorKind, Fund, FundContribution
from projects.models.handover import Handover
from projects.models.knowledge import Interface, InterfaceState, KeyProcess, ProcessTie, Tie
from projects.models.links import ProjectGoal, ProjectResolution, ResolutionPart, TeamFunction
from projects.models.milestone import Milestone, MilestoneState, Nature, Origin
from projects.models.note import ChecklistNote, NotedPoint
from projects.models.plan import Baseline, BaselineEntry, Dependency
from projects.models.post import Filled, FormerHolding, InPlan, Post, Term
from projects.models.process import Path, Process, ProcessKind
from projects.models.programme import FactKind, Grant, Programme, ProgrammeFact
from projects.models.project import (
    Benefit,
    CarriesAlone,
    Project,
    ProjectAim,
    ProjectKind,
    ProjectLink,
    ProjectState,
    TransferStatus,
)
from projects.models.resource_plan import ResourcePlan
from projects.models.review import Participation, Review
from projects.models.scenario import Scenario

__all__ = [
    "Baseline",
    "BaselineEntry",
    "Benefit",
    "BenefitKind",
    "BudgetLine",
    "CarriesAlone",
    "ChecklistNote",
    "ContributorKind",
    "Dependency",
    "FactKind",
    "Filled",
    "FormerHolding",
    "Fund",
    "FundContribution",
    "Grant",
    "Handover",
    "InPlan",
    "Interface",
    "InterfaceState",
    "KeyProcess",
    "Milestone",
    "MilestoneState",
    "MoneyOrigin",
    "Nature",
    "NotedPoint",
    "Origin",
    "Participation",
    "Path",
    "Post",
    "Process",
    "ProcessKind",
    "ProcessTie",
    "Programme",
    "ProgrammeFact",
    "Project",
    "ProjectAim",
    "ProjectGoal",
    "ProjectKind",
    "ProjectLink",
    "ProjectResolution",
    "ProjectState",
    "ResolutionPart",
    "ResourcePlan",
    "Review",
    "Scenario",
    "Side",
    "Stage",
    "TeamFunction",
    "Term",
    "Tie",
    "TransferStatus",
]
