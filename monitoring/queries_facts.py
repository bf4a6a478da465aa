"""All that the formulas of Verstetigung read of one municipality, filled from the records of all floors."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from dkbm.access.scope import current_scope
from dkbm.clock import BERLIN
from dkbm.models import Municipality
from dkbm.periods import Month
from governance.models import Goal, Publication
from governance.models.base import first_day, last_day
from governance.models.event import PublicationKind
from governance.models.goal_words import GoalLevel
from monitoring.calculation.timeliness import due
from monitoring.catalogue.lags import usual_lag
from monitoring.models import GoalIndicator, Observation, Target
from monitoring.queries_facts_resources import (
    knowledge_facts,
    money_facts,
    post_facts,
    project_facts,
    school_facts,
)
from monitoring.queries_facts_steering import steering_facts
from monitoring.services.recompute import latest_versions
from monitoring.sustainability import facts as rows
from monitoring.sustainability.facts import Facts
from projects.queries import measures_of_goals

REPORTS = (PublicationKind.REPORT, PublicationKind.ANALYSIS)


class NotWhole(PermissionError):  # noqa: N818 - says what would be wrong with the numbers
    """The scope shows a part of the municipality's records only: a number of these would be a false one."""


def facts_of(municipality: Municipality, day: date) -> Facts:
    """The facts of a municipality for a key date; a fixed number of queries. `region` should be joined.

    Raises NotWhole unless the scope holds the municipality as its own.
    """
    scope = current_scope()
    if scope is None or not (scope.everything or municipality.pk in scope.own):
        raise NotWhole(municipality.slug)
    region = municipality.region
    population = None
    if region.population and region.population_on:
        population = (region.population, f"{region.population_on:%d.%m.%Y}")
    return Facts(
        **post_facts(municipality),
        **money_facts(municipality, day),
        **project_facts(municipality),
        **knowledge_facts(municipality),
        **school_facts(municipality, day),
        **steering_facts(municipality, day),
        goals=_goals(municipality, day),
        indicators=_indicators(municipality, day),
        reports=_reports(municipality),
        population=population,
    )


def _goals(municipality: Municipality, day: date) -> tuple[rows.Goal, ...]:
    """Strategic goals and Mittlerziele that were set by the key date, with the measures below them."""
    found = [
        goal
        for goal in Goal.objects.filter(municipality=municipality, level__gte=GoalLevel.STRATEGIC).order_by(
            "pk"
        )
        if not (begun := first_day(goal.set_in) if goal.set_in else None) or begun <= day
    ]
    measures = {pk: len(rows) for pk, rows in measures_of_goals([goal.pk for goal in found]).items()}
    below: dict[int, int] = defaultdict(int)
    for goal in found:
        if goal.level == GoalLevel.OPERATIVE:
            below[goal.parent_id] += measures.get(goal.pk, 0)
    wanted = set(Target.objects.filter(municipality=municipality).values_list("indicator", flat=True))
    links = GoalIndicator.objects.filter(goal__in=[goal.pk for goal in found], indicator__in=wanted)
    measurable = set(links.values_list("goal", flat=True))
    return tuple(
        rows.Goal(
            key=f"goal:{goal.pk}",
            label=goal.name,
            parent=f"goal:{goal.parent_id}" if goal.level == GoalLevel.INTERMEDIATE else "",
            measures=measures.get(goal.pk, 0) + below[goal.pk],
            measurable=goal.pk in measurable,
        )
        for goal in found
        if goal.level in (GoalLevel.STRATEGIC, GoalLevel.INTERMEDIATE)
    )


def _indicators(municipality: Municipality, day: date) -> tuple[rows.UsedIndicator, ...]:
    """Indicators of the catalogue that had official values for the own region by the key date."""
    versions = latest_versions()
    evening = datetime.combine(day + timedelta(days=1), time(), BERLIN)
    known = Observation.objects.filter(
        Q(known_until__isnull=True) | Q(known_until__gte=evening),
        series__source__in={version.source_id for version in versions},
        region=municipality.region_id,
        owner__isnull=True,
        known_from__lt=evening,
    )
    held: dict[int, set[str]] = defaultdict(set)
    for source, period in known.order_by().values_list("series__source", "period").distinct():
        held[source].add(period)
    return tuple(
        rows.UsedIndicator(
            key=f"indicator:{version.indicator.code}",
            label=version.name,
            theme=version.indicator.theme,
            current=not due(
                held[version.source_id],
                version.publication_lag or usual_lag(version.source.table),
                Month.of(day),
            ).missing,
        )
        for version in versions
        if held[version.source_id]
    )


def _reports(municipality: Municipality) -> tuple[rows.Report, ...]:
    """Published Bildungsberichte and analyses of which it is known when."""
    published = Publication.objects.filter(municipality=municipality, kind__in=REPORTS).exclude(
        published_in=""
    )
    return tuple(
        rows.Report(f"publication:{row.pk}", row.name, day)
        for row in published.order_by("pk")
        if (day := last_day(row.published_in))
    )
