"""What all admins of this floor share: the version that was read, saving by the service, parts on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.roles import Permission
from dkbm.admin import ScopedAdmin
from projects import services
from projects.forms import PeriodField
from projects.models.fields import PeriodKeyField

if TYPE_CHECKING:
    from django.http import HttpRequest

OVERRIDES = {
    PeriodKeyField: {"form_class": PeriodField},
    models.URLField: {"assume_scheme": "https"},
}


class GuardedForm(forms.ModelForm):
    """Carries the version that was read; refuses to overwrite what somebody saved meanwhile."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = getattr(self.instance, "version", None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seen = data.get("seen_version")
        if self.instance.pk is not None and seen != self._saved_version():
            raise forms.ValidationError(
                _("Inzwischen hat jemand anderes gespeichert. Öffnen Sie die Seite neu, bevor Sie speichern.")
            )
        return data

    def _saved_version(self) -> int | None:
        rows = type(self.instance).objects.filter(pk=self.instance.pk)
        return rows.values_list("version", flat=True).first()


class RecordingAdmin(ScopedAdmin):
    """Saves through the service; rights by the project's municipality."""

    permission = Permission.EDIT_PROJECTS
    form = GuardedForm
    formfield_overrides = OVERRIDES

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.record(row=obj, by=request.user, municipality_id=self.municipality_of(obj))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Parts become new versions too, so that nobody who has one open elsewhere overwrites it unseen."""
        formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        for row in (*formset.new_objects, *(row for row, _names in formset.changed_objects)):
            self.record_part(row, formset.instance, request.user)
        formset.save_m2m()

    def record_part(self, row: Any, whole: Any, by: Any) -> None:
        """Save a row of an inline by the service."""
        services.record(row=row, by=by, municipality_id=self.municipality_of(whole))


class PartInline(admin.TabularInline):
    """Rows of a project on its page: whoever may edit the project may edit them."""

    extra = 0
    formfield_overrides = OVERRIDES | {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site._registry[self.parent_model].has_change_permission(request, obj)

    has_change_permission = has_delete_permission = has_view_permission

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The version travels with each row, hidden, where it has one."""
        fields = tuple(super().get_fields(request, obj))
        return (*fields, "seen_version") if self.form is GuardedForm else fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)
