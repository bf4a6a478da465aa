"""Units with former names, people, contacts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dkbm.access.roles import Permission
from governance import services
from governance.admin.base import RecordAdmin, ScopedInline
from governance.admin.bodies import OF_MUNICIPALITY
from governance.admin.filters import ToConfirm
from governance.models import ContactPoint, Person, Relation, Unit, UnitName


class UnitNameInline(ScopedInline):
    """What the unit was called before."""

    model = UnitName
    permission = Permission.EDIT_BODIES
    fields = ("name", "since", "until", "source")


class RelationFromUnitInline(ScopedInline):
    """What the unit does to others."""

    model = Relation
    fk_name = "from_unit"
    permission = Permission.EDIT_BODIES
    fields = ("position", "kind", "to_body", "to_unit", "label", "is_feedback")
    autocomplete_fields = ("to_body", "to_unit")


class ContactInline(ScopedInline):
    """How a unit or a person is reached."""

    model = ContactPoint
    permission = Permission.EDIT_CONTACTS
    fields = (
        "kind",
        "value",
        "purpose",
        "audience",
        "is_private",
        "consent_note",
        "confirmed_on",
        "expires_on",
    )


@admin.register(Unit)
class UnitAdmin(RecordAdmin):
    """Units of the own municipality; the search finds former names too."""

    permission = Permission.EDIT_BODIES
    inlines = (UnitNameInline, RelationFromUnitInline, ContactInline)
    list_display = ("name", "kind", "parent", "permanent", "audience", "municipality")
    list_editable = ("permanent",)
    actions = ("export_selected",)
    list_filter = ("kind", "permanent", "audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("parent", "municipality__region")
    search_fields = ("search_key", "names__search_key")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("municipality", "name", "kind", "parent", "bundled_since", "permanent")}),
        (_("Aufgaben"), {"fields": ("components", "tasks")}),
        (_("Zeit"), {"fields": ("since", "until")}),
        (_("Sichtbarkeit und Herkunft"), {"fields": ("audience", "source", "is_example")}),
    )


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    """People whose names must be known. Deleting one erases contacts, history and traces too."""

    permission = Permission.EDIT_CONTACTS
    inlines = (ContactInline,)
    list_display = ("name", "function", "audience", "left_on", "municipality")
    list_filter = ("audience", "is_example", OF_MUNICIPALITY)
    list_select_related = ("municipality__region",)
    search_fields = ("search_key",)
    date_hierarchy = "left_on"
    actions = ("export_selected",)
    fields = ("municipality", "name", "function", "audience", "left_on", "is_example")


@admin.register(ContactPoint)
class ContactAdmin(RecordAdmin):
    """Contacts of the own municipality: whose, for whom, how fresh."""

    permission = Permission.EDIT_CONTACTS
    list_display = ("owner_shown", "kind", "value", "purpose", "audience", "confirmed_on", "expires_on")
    list_display_links = ("owner_shown", "value")
    list_editable = ("purpose", "expires_on")
    list_filter = ("kind", ToConfirm, "audience", "is_private", "is_example", OF_MUNICIPALITY)
    list_select_related = ("unit", "body", "person", "municipality__region")
    search_fields = ("value", "purpose", "unit__search_key", "body__search_key", "person__search_key")
    searches_keys = False
    autocomplete_fields = ("unit", "body", "person")
    date_hierarchy = "confirmed_on"
    actions = ("confirm", "export_selected")
    fieldsets = (
        (None, {"fields": ("municipality", "unit", "body", "person", "kind", "value", "purpose")}),
        (_("Für wen"), {"fields": ("audience", "is_private", "consent_note", "consent_on", "expires_on")}),
        (_("Herkunft"), {"fields": ("source", "confirmed_on", "is_example")}),
    )

    @admin.display(description=_("von"))
    def owner_shown(self, row: ContactPoint) -> str:
        return str(row.owner)

    @admin.action(description=_("Als bestätigt markieren (heute)"))
    def confirm(self, request: HttpRequest, queryset: Any) -> None:
        contacts = list(queryset)
        for contact in contacts:
            services.confirm_contact(contact=contact, by=request.user)
        messages.success(request, _now("%(number)s Kontakte bestätigt.") % {"number": len(contacts)})
