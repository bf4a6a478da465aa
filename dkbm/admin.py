"""Django admin within scope: rows by the open scope, rights by the role in the row's own municipality."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.access.scope import system_scope
from dkbm.context import own_municipalities
from dkbm.models import Job, Membership, Municipality, Region

admin.site.site_header = "DKBM-Portal: Verwaltung"
admin.site.site_title = "DKBM-Portal"
admin.site.index_title = "Stammdaten der eigenen Kommune"
admin.site.enable_nav_sidebar = False


class PermittedAdmin(admin.ModelAdmin):
    """Asks `dkbm.access.roles` for every deed; `permission` is what editing needs.

    The scope decides which rows exist (foreign = missing); here it is decided what may be done.
    """

    permission: Permission | None = None
    municipality_path = "municipality"

    def _may(self, request: HttpRequest, row: Any) -> bool:
        if self.permission is None:
            raise ImproperlyConfigured(f"{type(self).__name__} names no permission")
        if row is None:
            return may_anywhere(request.user, self.permission)
        return may(request.user, self.permission, self.municipality_of(row))

    def municipality_of(self, row: Any) -> int | None:
        """Id of the municipality the row belongs to, walking `municipality_path`."""
        for step in self.municipality_path.split("__"):
            row = getattr(row, step)
            if row is None:
                return None
        return row.pk

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and self._may(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    has_add_permission = has_module_permission

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def editable_municipalities(self, request: HttpRequest) -> list[int]:
        """Ids of the own municipalities in which the person may edit this kind of row."""
        return [m.pk for m in own_municipalities(request.user) if may(request.user, self.permission, m)]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Only rows of municipalities one may edit here: the admin shows nothing merely shared or public."""
        path = f"{self.municipality_path}__in"
        return super().get_queryset(request).filter(**{path: self.editable_municipalities(request)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices offered are those of municipalities one may edit."""
        model = db_field.remote_field.model
        ids = self.editable_municipalities(request)
        if model is Municipality:
            kwargs["queryset"] = Municipality.objects.filter(pk__in=ids).select_related("region")
        elif hasattr(model, "tenant_path") and model.tenant_path:
            kwargs["queryset"] = model.objects.filter(**{f"{model.tenant_path}__in": ids})
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ScopedAdmin(PermittedAdmin, SimpleHistoryAdmin):
    """`PermittedAdmin` with history."""


class ReadOnlyMixin:
    """Looking only."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """The register is public and comes from official files only."""

    list_display = ("ags", "name", "designation", "kind", "population", "population_on")
    list_filter = ("kind",)
    search_fields = ("ags", "name")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff


@admin.register(Membership)
class MembershipAdmin(ReadOnlyMixin, PermittedAdmin):
    """Who has which role in the own municipality; roles are given by invitation, never here."""

    permission = Permission.MANAGE_MEMBERS
    list_display = ("user", "municipality", "role", "since", "until")
    list_filter = ("role",)
    search_fields = ("user__name", "user__email")


@admin.register(Job)
class JobAdmin(ReadOnlyMixin, PermittedAdmin):
    """Jobs of the own municipality; the operator sees all, the quarantined ones first of all."""

    permission = Permission.USE_ADMIN
    list_display = ("kind", "key", "state", "tries", "created_at", "finished_at", "error")
    list_filter = ("state", "kind")

    def get_queryset(self, request: HttpRequest) -> Any:
        """The operator sees every job: who else would notice one that was put back?"""
        if not request.user.is_superuser:
            return super().get_queryset(request)
        with system_scope("the operator looks after all jobs"):
            return admin.ModelAdmin.get_queryset(self, request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or super().has_module_permission(request)
