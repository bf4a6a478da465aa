"""Posts and money: exact sums, what falls away when, the figure of it. No Django, no database."""

from projects.resources.facts import GrantFact, LineFact, PostFact
from projects.resources.totals import BudgetTotals, PostTotals, budget_totals, post_totals

__all__ = [
    "BudgetTotals",
    "GrantFact",
    "LineFact",
    "PostFact",
    "PostTotals",
    "budget_totals",
    "post_totals",
]
