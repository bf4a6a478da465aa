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


class PartInline(admin.TabularInline):
    """Rows of a project on its page: whoever may edit the project may edit them."""

    extra = 0
    formfield_overrides = OVERRIDES | {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site._registry[self.parent_model].has_change_permission(request, obj)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)
