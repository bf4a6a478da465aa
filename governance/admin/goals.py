"""Goals, needs and the registers in the admin: lists with filters, saving through the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.roles import Permission
from governance import services
from governance.admin.base import RecordAdmin, ScopedInline
from governance.admin.bodies import OF_MUNICIPALITY
from governance.forms.registers import EuroField
from governance.models import (
    ActorGroup,
    Agreement,
    AgreementParty,
    Event,
    Goal,
    GoalResolution,
    Involvement,
    Need,
    Publication,
    UnitBenefit,
)
from governance.models.event import LinkState, link_limit
from governance.models.goal_words import SMART

PLACE = (_("Sichtbarkeit und Herkunft"), {"fields": ("audience", "source", "is_example")})


class GoalResolutionInline(ScopedInline):
    """Resolutions that set the goal or brought results back into politics."""

    model = GoalResolution
    permission = Permission.EDIT_BODIES
    fields = ("resolution", "role")


@admin.register(Goal)
class GoalAdmin(RecordAdmin):
    """Goals of the own municipality; the level of a goal with others below it stays."""

    permission = Permission.EDIT_BODIES
    inlines = (GoalResolutionInline,)
    list_display = ("name", "level", "parent", "body", "due", "audience", "municipality")
    list_filter = ("level", "component", ("body", admin.RelatedOnlyFieldListFilter), "audience", "is_example")
    list_select_related = ("parent", "body", "municipality__region")
    search_fields = ("search_key",)
    autocomplete_fields = ("parent", "body", "unit", "event")
    fieldsets = (
        (None, {"fields": ("municipality", "level", "parent", "name", "text", "body", "unit", "component")}),
        (_("Zeit und Herkunft"), {"fields": ("set_in", "due", "event", "assignment")}),
        (
            _("Fünf Fragen (nur Handlungsziele)"),
            {"fields": tuple(part for name, _w, _q in SMART for part in (name, f"{name}_text"))},
        ),
        PLACE,
    )


@admin.register(Need)
class NeedAdmin(RecordAdmin):
    """Handlungsbedarfe of the own municipality."""

    permission = Permission.EDIT_BODIES
    list_display = ("name", "body", "raised_in", "goal", "audience", "municipality")
    list_filter = (("body", admin.RelatedOnlyFieldListFilter), "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("body", "goal", "municipality__region")
    search_fields = ("search_key",)
    autocomplete_fields = ("body", "goal")


@admin.register(Event)
class EventAdmin(RecordAdmin):
    """Events and Bildungskonferenzen."""

    permission = Permission.EDIT_BODIES
    list_display = ("name", "kind", "held_in", "host", "audience", "municipality")
    list_filter = ("kind", "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("municipality__region",)
    search_fields = ("search_key",)
    autocomplete_fields = ("body",)


class LinkDue(admin.SimpleListFilter):
    """Links nobody opened for twelve months."""

    title = _("Link")
    parameter_name = "linkpruefung"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("offen", _("zu prüfen")), ("tot", _("nicht mehr erreichbar")))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "tot":
            return queryset.filter(link_state=LinkState.DEAD)
        old = Q(link_checked_on__isnull=True) | Q(link_checked_on__lt=link_limit(clock.today()))
        open_ones = queryset.exclude(link="").exclude(link_state=LinkState.DEAD)
        return open_ones.filter(old) if self.value() == "offen" else queryset


@admin.register(Publication)
class PublicationAdmin(RecordAdmin):
    """Publications; whether a link works is noted by an action, with today's date."""

    permission = Permission.EDIT_BODIES
    list_display = (
        "name",
        "kind",
        "published_in",
        "link_state",
        "link_checked_on",
        "audience",
        "municipality",
    )
    list_filter = ("kind", LinkDue, "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("municipality__region",)
    search_fields = ("search_key",)
    autocomplete_fields = ("event",)
    actions = ("works", "dead")

    @admin.action(description=_("Link als heute erreichbar vermerken"))
    def works(self, request: HttpRequest, queryset: Any) -> None:
        self._note(request, queryset, LinkState.WORKS)

    @admin.action(description=_("Link als nicht mehr erreichbar vermerken"))
    def dead(self, request: HttpRequest, queryset: Any) -> None:
        self._note(request, queryset, LinkState.DEAD)

    def _note(self, request: HttpRequest, queryset: Any, state: str) -> None:
        rows = [row for row in queryset if row.link]
        for row in rows:
            services.confirm_link(publication=row, state=state, by=request.user)
        messages.success(request, _now("%(number)s Links vermerkt.") % {"number": len(rows)})


class PartyInline(ScopedInline):
    """Between whom."""

    model = AgreementParty
    permission = Permission.EDIT_BODIES
    fields = ("unit", "body", "external")
    autocomplete_fields = ("unit", "body")


@admin.register(Agreement)
class AgreementAdmin(RecordAdmin):
    """Agreements with their parties."""

    permission = Permission.EDIT_BODIES
    inlines = (PartyInline,)
    list_display = ("name", "kind", "state", "since", "until", "audience", "municipality")
    list_filter = ("kind", "state", "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("municipality__region",)
    search_fields = ("search_key",)


class InvolvementInline(ScopedInline):
    """In what the group takes part."""

    model = Involvement
    permission = Permission.EDIT_BODIES
    fields = ("body", "goal", "part")
    autocomplete_fields = ("body", "goal")


@admin.register(ActorGroup)
class ActorGroupAdmin(RecordAdmin):
    """Actor groups; the list is open."""

    permission = Permission.EDIT_BODIES
    inlines = (InvolvementInline,)
    list_display = ("name", "sector", "position", "audience", "municipality")
    list_filter = ("sector", "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("municipality__region",)
    search_fields = ("search_key",)


@admin.register(UnitBenefit)
class UnitBenefitAdmin(RecordAdmin):
    """Benefits (Mehrwert) of units."""

    permission = Permission.EDIT_BODIES
    list_display = ("text", "kind", "unit", "amount_text", "audience", "municipality")
    list_filter = ("kind", "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("unit", "municipality__region")
    search_fields = ("text", "unit__search_key")
    searches_keys = False
    autocomplete_fields = ("unit",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Amounts are typed in euros."""
        if db_field.name == "amount_cents":
            return EuroField(label=_("Betrag im Jahr in Euro"))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
