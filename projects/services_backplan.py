"""The deed of back-planning: milestones that follow the plan, made once, moved with it, dropped when it no longer has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.periods import KeyDate
from dkbm.services import require
from governance.models import Meeting
from projects import services
from projects.models import Grant, Milestone, MilestoneState, Nature, Origin, Project
from projects.queries_backplan import known_meetings, plan_of
from projects.schedule.backplan import Stage, Station

OPEN = (MilestoneState.OPEN, MilestoneState.RUNNING)


@dataclass(frozen=True)
class LaidDown:
    """How many milestones were made, moved, dropped."""

    new: int
    changed: int
    dropped: int


@transaction.atomic
def lay_down(*, grant: Grant, project: Project, committee: int | None, today: Any, by: Any) -> LaidDown:
    """Make the milestones of the project those of the plan; twice changes nothing.

    What is done or dropped stays as it is. The project becomes one of the grant. Raises ValidationError for a grant
    without an end and for a project of another municipality.
    """
    require(by, Permission.EDIT_PROJECTS, grant.municipality_id)
    plan = plan_of(grant, known_meetings(grant.municipality, committee), today)
    if plan is None:
        raise ValidationError(
            _("Ohne Ende der Förderung gibt es keinen Plan. Tragen Sie zuerst das Ende ein.")
        )
    project = Project.objects.select_for_update().get(pk=project.pk)  # two at once make one set of milestones
    if project.municipality_id != grant.municipality_id:
        raise ValidationError(_("Das Projekt gehört zu einer anderen Kommune."))
    if project.grant_id != grant.pk:
        services.change_project(project=project, version=None, by=by, grant=grant)
    there = {
        row.title: row
        for row in Milestone.objects.filter(project=project, origin=Origin.BACK_PLAN).order_by("-pk")
    }
    stations = [station for station in plan.stations if station.day != plan.ends]
    done = [_laid(station, there.pop(station.title, None), grant, project, by) for station in stations]
    gone = [row for row in there.values() if row.state in OPEN]
    for row in gone:
        services.change_milestone(milestone=row, version=None, by=by, state=MilestoneState.DROPPED)
    return LaidDown(done.count("new"), done.count("changed"), len(gone))


def _laid(station: Station, row: Milestone | None, grant: Grant, project: Project, by: Any) -> str:
    """Make or move the milestone of a station; returns "new", "changed" or ""."""
    meeting = int(station.sitting.key) if station.sitting else None
    period = KeyDate(station.day).key
    if row is None:
        services.add_milestone(
            project=project,
            by=by,
            title=station.title,
            origin=Origin.BACK_PLAN,
            nature=_nature(station),
            period=period,
            meeting=_meeting(meeting),
            source=_("Rückwärtsplan: %(grant)s") % {"grant": grant.title[:200]},
        )
        return "new"
    if row.state == MilestoneState.DONE:
        return ""
    state = MilestoneState.OPEN if row.state == MilestoneState.DROPPED else row.state
    if (row.period, row.meeting_id, row.state) == (period, meeting, state):
        return ""
    services.change_milestone(
        milestone=row, version=None, by=by, period=period, meeting=_meeting(meeting), state=state
    )
    return "changed"


def _meeting(pk: int | None) -> Any:
    return None if pk is None else Meeting.objects.get(pk=pk)


def _nature(station: Station) -> str:
    if station.sitting is not None:
        return Nature.RESOLUTION if station.sitting.stage is Stage.COUNCIL else Nature.MEETING
    return Nature.TALKS if station.title.startswith("Gespräche") else Nature.WORK
