"""Posts, money and funds in Django admin: within scope and role, saved by the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dkbm.access.roles import Permission
from dkbm.admin import ReadOnlyMixin
from dkbm.numbers import format_euro
from projects import services_resources
from projects.admin.base import OVERRIDES, GuardedForm, PartInline, RecordingAdmin
from projects.forms_resources import EuroField
from projects.models import (
    BudgetLine,
    Fund,
    FundContribution,
    Grant,
    Post,
    Programme,
    ProgrammeFact,
    ResourcePlan,
    Scenario,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

EUROS = ("amount_cents",)


class ResourceAdmin(RecordingAdmin):
    """Saves by the service of posts and money; the row stays in its municipality."""

    permission = Permission.EDIT_RESOURCES
    formfield_overrides = OVERRIDES

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in EUROS:
            return EuroField(label=db_field.verbose_name, required=not db_field.blank)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("municipality",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services_resources.record_resource(row=obj, by=request.user)

    def record_part(self, row: Any, whole: Any, by: Any) -> None:
        services_resources.record_resource(row=row, by=by)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services_resources.remove_resource(row=obj, version=None, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Post)
class PostAdmin(ResourceAdmin):
    """Posts."""

    list_display = ("function", "municipality", "fte", "term_label", "in_plan", "filled", "is_example")
    list_filter = ("term", "in_plan", "filled")
    search_fields = ("function", "pay_grade")
    list_select_related = ("municipality__region",)
    fields = (
        *(
            "municipality",
            "function",
            "fte",
            "pay_grade",
            "term",
            "limited_until",
            "own_share_pct",
            "in_plan",
        ),
        *("filled", "filled_from", "filled_to", "holder", "deputy_function", "grant", "project", "unit"),
        *("resolution", "since", "abolished", "audience", "source", "is_example", "seen_version"),
    )


@admin.register(Grant)
class GrantAdmin(ResourceAdmin):
    """Grants with their deadlines."""

    list_display = ("title", "municipality", "programme", "zeitraum", "betrag", "is_example")
    list_filter = ("programme",)
    search_fields = ("title", "number")
    list_select_related = ("municipality__region", "programme")
    fields = (
        *("municipality", "title", "programme", "number", "begins", "ends", "amount_cents", "share_pct"),
        *("report_due", "extension_due", "note", "audience", "source", "is_example", "seen_version"),
    )

    @admin.display(description=_("Bewilligungszeitraum"), ordering="ends_on")
    def zeitraum(self, row: Grant) -> str:
        return row.period_label

    @admin.display(description=_("Betrag"), ordering="amount_cents")
    def betrag(self, row: Grant) -> str:
        return "" if row.amount_cents is None else format_euro(row.amount_cents)


@admin.register(BudgetLine)
class LineAdmin(ResourceAdmin):
    """Budget lines."""

    list_display = ("title", "municipality", "year", "stage", "side", "origin", "betrag", "is_example")
    list_filter = ("year", "stage", "side", "origin")
    search_fields = ("title", "product", "account")
    list_select_related = ("municipality__region",)
    fields = (
        *("municipality", "year", "stage", "side", "title", "origin", "grant", "until", "amount_cents"),
        *("product", "account", "audience", "source", "is_example", "seen_version"),
    )

    @admin.display(description=_("Betrag"), ordering="amount_cents")
    def betrag(self, row: BudgetLine) -> str:
        return format_euro(row.amount_cents)


class ContributionInline(PartInline):
    """Contributions of a fund, by year."""

    model = FundContribution
    form = GuardedForm
    fields = ("year", "contributor", "kind", "amount_cents", "source")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in EUROS:
            return EuroField(label=db_field.verbose_name, required=True)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Fund)
class FundAdmin(ResourceAdmin):
    """Funds with their contributions."""

    list_display = ("name", "municipality", "is_example")
    search_fields = ("name", "purpose")
    list_select_related = ("municipality__region",)
    inlines = (ContributionInline,)
    fields = ("municipality", "name", "purpose", "audience", "source", "is_example", "seen_version")


class FactInline(ReadOnlyMixin, admin.TabularInline):
    """Facts about a programme."""

    model = ProgrammeFact
    extra = 0
    fields = ("kind", "text", "source")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff


@admin.register(Programme)
class ProgrammeAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Programmes are shared knowledge and come with the portal."""

    list_display = ("name", "funder", "laufzeit")
    search_fields = ("name", "funder")
    inlines = (FactInline,)

    @admin.display(description=_("Laufzeit"))
    def laufzeit(self, row: Programme) -> str:
        return row.valid_label

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff


@admin.register(Scenario)
class ScenarioAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Kept scenarios, to look at: they never change."""

    list_display = ("__str__", "municipality", "kept_on", "function", "audience")
    list_select_related = ("municipality__region",)
    fields = ("municipality", "number", "title", "function", "kept_on", "audience", "seal")


@admin.register(ResourcePlan)
class ResourcePlanAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Kept states of posts and budget, to look at: they never change."""

    list_display = ("name", "municipality", "kept_on", "function")
    list_select_related = ("municipality__region",)
    fields = ("municipality", "name", "function", "kept_on", "seal")
