"""Projects in Django admin: within scope and role, with aims, links and processes on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dkbm.access.roles import Permission
from dkbm.admin import ReadOnlyMixin, ScopedAdmin
from projects.admin.base import OVERRIDES, GuardedForm, PartInline, RecordingAdmin
from projects.models import (
    Baseline,
    BaselineEntry,
    Benefit,
    Milestone,
    Participation,
    Process,
    Project,
    ProjectAim,
    ProjectGoal,
    ProjectLink,
    ProjectResolution,
    Review,
    TeamFunction,
)

if TYPE_CHECKING:
    from django.http import HttpRequest


class AimInline(PartInline):
    """Aims."""

    model = ProjectAim
    fields = ("order", "text", "source")


class TeamInline(PartInline):
    """Functions of the team."""

    model = TeamFunction
    fields = ("order", "text", "source")


class GoalInline(PartInline):
    """Goals served."""

    model = ProjectGoal
    fields = ("goal",)


class ResolutionInline(PartInline):
    """Resolutions needed and taken."""

    model = ProjectResolution
    fields = ("resolution", "part")


class LinkInline(PartInline):
    """Links."""

    model = ProjectLink
    form = GuardedForm
    fields = ("url", "title", "source", "assignment_confirmed")


class BenefitInline(PartInline):
    """Benefits."""

    model = Benefit
    form = GuardedForm
    fields = ("kind", "text", "amount_cents", "source")


class ProcessInline(PartInline):
    """Processes."""

    model = Process
    form = GuardedForm
    fields = ("title", "kind", "path", "is_finished", "result", "source")


class ReviewInline(PartInline):
    """Reviews of whether it works."""

    model = Review
    form = GuardedForm
    fields = ("held_in", "result", "adaptation", "source")


class ParticipationInline(PartInline):
    """How many schools take part."""

    model = Participation
    form = GuardedForm
    fields = ("as_of", "taking_part", "eligible", "source")


@admin.register(Project)
class ProjectAdmin(RecordingAdmin):
    """Projects with their aims, links, benefits and processes."""

    list_display = ("title", "municipality", "kind", "state", "transfer_status", "audience", "is_example")
    list_filter = ("kind", "state", "transfer_status", "audience")
    search_fields = ("title", "summary", "programme")
    list_select_related = ("municipality__region",)
    inlines = (
        *(AimInline, TeamInline, GoalInline, ResolutionInline, ProcessInline, LinkInline, BenefitInline),
        *(ReviewInline, ParticipationInline),
    )
    fieldsets = (
        (None, {"fields": ("municipality", "title", "kind", "summary", "component", "seen_version")}),
        (_("Zeit und Stand"), {"fields": ("begins", "ends", "state", "transfer_status", "transferred_in")}),
        (_("Zusammenhang"), {"fields": ("programme", "grant", "part_of", "responsible_unit", "body")}),
        (_("Was danach bleibt"), {"fields": ("target_unit", "carries_alone", "risks")}),
        (
            _("Bedarf und Auswertung"),
            {"fields": ("need_confirmed_in", "need", "review_months", "evaluated_in", "evaluation")},
        ),
        (_("Sichtbarkeit und Herkunft"), {"fields": ("audience", "source", "is_example")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A project never moves to another municipality."""
        return ("municipality",) if obj else ()


@admin.register(Milestone)
class MilestoneAdmin(RecordingAdmin):
    """Milestones of the own projects."""

    municipality_path = "project__municipality"
    list_display = ("title", "project", "zeitraum", "origin", "state")
    list_filter = ("origin", "nature", "state")
    search_fields = ("title", "project__title")
    list_select_related = ("project",)
    fields = (
        "project",
        "process",
        "order",
        "title",
        "description",
        "origin",
        "nature",
        "period",
        "state",
        "done_in",
        "body",
        "meeting",
        "resolution",
        "agreement",
        "participants",
        "responsible",
        "source",
        "seen_version",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A milestone stays in its project."""
        return ("project",) if obj else ()

    @admin.display(description=_("Zeitraum"), ordering="first_month")
    def zeitraum(self, row: Milestone) -> str:
        return row.label


@admin.register(ProjectLink)
class LinkAdmin(RecordingAdmin):
    """Links; the unconfirmed ones first of all („Zuordnung prüfen“)."""

    permission = Permission.EDIT_PROJECTS
    municipality_path = "project__municipality"
    list_display = ("title", "project", "url", "pruefen")
    list_filter = ("assignment_confirmed",)
    search_fields = ("title", "url", "project__title")
    list_select_related = ("project",)
    ordering = ("assignment_confirmed", "title", "pk")
    formfield_overrides = OVERRIDES

    @admin.display(description=_("Zuordnung"), ordering="assignment_confirmed")
    def pruefen(self, row: ProjectLink) -> str:
        return _("bestätigt") if row.assignment_confirmed else _("Zuordnung prüfen")


class EntryInline(ReadOnlyMixin, admin.TabularInline):
    """What a kept plan says."""

    model = BaselineEntry
    fields = ("title", "period")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff


@admin.register(Baseline)
class BaselineAdmin(ReadOnlyMixin, ScopedAdmin):
    """Kept plans never change."""

    permission = Permission.EDIT_PROJECTS
    municipality_path = "project__municipality"
    list_display = ("name", "project", "taken_on")
    list_select_related = ("project",)
    inlines = (EntryInline,)
