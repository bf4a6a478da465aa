"""What-if: overrides on a copy of the records, worked out month by month. No Django, no database."""

from projects.scenarios.band import Assumption, BandMonth, turnover_band
from projects.scenarios.facts import DutyFact, MandateFact, ProjectFact, Stock
from projects.scenarios.outcome import Cliff, MonthState, Outcome, work_out
from projects.scenarios.overrides import (
    BudgetCut,
    GrantEnds,
    HolderLeaves,
    MadePermanent,
    MandateExpires,
    Override,
    ProjectTransferred,
    Unknown,
    suppose,
)

__all__ = [
    "Assumption",
    "BandMonth",
    "BudgetCut",
    "Cliff",
    "DutyFact",
    "GrantEnds",
    "HolderLeaves",
    "MadePermanent",
    "MandateExpires",
    "MandateFact",
    "MonthState",
    "Outcome",
    "Override",
    "ProjectFact",
    "ProjectTransferred",
    "Stock",
    "Unknown",
    "suppose",
    "turnover_band",
    "work_out",
]
