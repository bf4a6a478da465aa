"""What uses an indicator: goals that are measured by it, reports in which it has a chapter; as far as the reader sees them."""

from __future__ import annotations

from dkbm.models import Municipality
from governance.models import Goal
from monitoring.models import GoalIndicator, Indicator, ReportEdition


def goals_measured_by(indicator: Indicator, municipality: Municipality) -> list[Goal]:
    """Goals of the municipality by level and name; who sees a goal sees by what it is measured."""
    rows = GoalIndicator.objects.filter(indicator=indicator, goal__municipality=municipality)
    ordered = rows.select_related("goal").order_by("goal__level", "goal__name", "goal__pk")
    return [row.goal for row in ordered]


def reports_with(indicator: Indicator, municipality: Municipality) -> list[ReportEdition]:
    """Published reports of the municipality that show the indicator, the newest first."""
    rows = ReportEdition.objects.filter(municipality=municipality, report__chapters__indicator=indicator)
    return list(rows.defer("content").order_by("-published_on", "-pk"))
