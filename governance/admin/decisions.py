"""Resolutions with their chain, assignments and requests."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.roles import Permission
from governance import services
from governance.admin.base import RecordAdmin, ScopedInline
from governance.admin.bodies import OF_MUNICIPALITY
from governance.models import Assignment, Consultation, Resolution
from governance.models.vocabulary import AssignmentState


class StepInline(ScopedInline):
    """The way of a resolution through the bodies; at most one step decides."""

    model = Consultation
    permission = Permission.EDIT_BODIES
    fields = (
        "position",
        "body",
        "unit",
        "held",
        "recommendation",
        "is_deciding",
        "votes_for",
        "votes_against",
        "votes_abstained",
    )
    autocomplete_fields = ("body", "unit")


@admin.register(Resolution)
class ResolutionAdmin(RecordAdmin):
    """Resolutions of the own municipality."""

    permission = Permission.EDIT_BODIES
    inlines = (StepInline,)
    list_display = ("name", "kind", "state", "level", "validity_label", "audience", "municipality")
    list_filter = ("kind", "state", "level", "unlimited", "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("municipality__region",)
    search_fields = ("search_key",)
    fieldsets = (
        (None, {"fields": ("municipality", "name", "kind", "state", "level", "text")}),
        (_("Geltung"), {"fields": ("valid_from", "valid_until", "unlimited")}),
        (_("Vorlage"), {"fields": ("paper_reference", "paper_link")}),
        (_("Sichtbarkeit und Herkunft"), {"fields": ("audience", "source", "is_example")}),
    )


class OverdueFilter(SimpleListFilter):
    """Open and past its day."""

    title = _("überfällig")
    parameter_name = "ueberfaellig"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("ja", _("überfällig")),)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != "ja":
            return queryset
        return queryset.filter(due_on__lt=clock.today()).exclude(state__in=AssignmentState.done())


@admin.register(Assignment)
class AssignmentAdmin(RecordAdmin):
    """Assignments and requests of the own municipality."""

    permission = Permission.EDIT_BODIES
    list_display = ("title", "origin", "body", "unit", "due_on", "state", "done_on")
    list_filter = (OverdueFilter, "state", "origin", "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("body", "unit")
    search_fields = ("search_key",)
    autocomplete_fields = ("body", "unit")
    date_hierarchy = "due_on"
    actions = ("finish",)
    fieldsets = (
        (None, {"fields": ("municipality", "title", "question", "origin", "body", "asked_by")}),
        (_("Wer, bis wann"), {"fields": ("unit", "received_on", "due_on", "state", "done_on")}),
        (_("Antwort"), {"fields": ("answer",)}),
        (_("Sichtbarkeit und Herkunft"), {"fields": ("audience", "source", "is_example")}),
    )

    @admin.action(description=_("Als heute erledigt kennzeichnen"))
    def finish(self, request: HttpRequest, queryset: Any) -> None:
        rows = [row for row in queryset if row.is_open]
        for row in rows:
            services.keep_record(
                model=Assignment, pk=row.pk, values={"state": AssignmentState.DONE}, by=request.user
            )
        messages.success(request, _now("%(number)s Aufträge erledigt.") % {"number": len(rows)})
