"""What the admin classes of this floor share: saving through services, versions, inlines within scope."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import CharField
from django.forms import MultipleChoiceField, TextInput
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.admin import PermittedAdmin, ScopedAdmin
from dkbm.context import municipality_in_view
from dkbm.models import Municipality
from dkbm.services import Conflict
from dkbm.ui.downloads import XLSX_TYPE, attachment, text_workbook
from governance import rules, services
from governance.forms import PeriodField, VersionedForm, period_formfield
from governance.queries.masterdata import sheets_of
from governance.search_text import spelled_out

VERSION = "edited_version"


class AdminRecordForm(VersionedForm):
    """Refuses to overwrite what somebody else saved meanwhile; what was typed stays."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        started_from = cleaned.get(VERSION)
        if self.instance.pk and started_from != self.instance.version and self.has_changed():
            names = [name for name in self.changed_data if name in _columns(self._meta.model)]
            saved = "; ".join(f"{self.fields[name].label}: {self._saved(name)}" for name in names)
            self.data = self.data.copy()
            self.data[self.add_prefix(VERSION)] = str(self.instance.version)
            raise ValidationError(
                _(
                    "Inzwischen hat jemand anderes gespeichert. Ihre Eingaben stehen noch im Formular. "
                    "Gespeichert ist jetzt: %(saved)s. "
                    "Speichern Sie noch einmal, wenn Ihre Fassung gelten soll."
                ),
                code="conflict",
                params={"saved": saved},
            )
        return cleaned

    def _saved(self, name: str) -> str:
        """The saved value of a field as people read it."""
        display = getattr(self.instance, f"get_{name}_display", None)
        value = display() if display else getattr(self.instance, name, None)
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return _("ja") if value else _("nein")
        return str(self.fields[name].prepare_value(value)) if isinstance(value, str) else str(value)


class RowForm(AdminRecordForm):
    """One row of a list or table of forms: its fields have no visible label, so each says what and whose it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = str(self.instance) if self.instance.pk else _("neuer Eintrag")
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{field.label}: {whose}"


def values_of(form: VersionedForm) -> dict[str, Any]:
    """Typed values of the record's own columns."""
    columns = _columns(form._meta.model)
    return {name: value for name, value in form.cleaned_data.items() if name in columns}


def _columns(model: type) -> set[str]:
    """Names of the columns people edit."""
    return {f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key}


class NarrowedFields:
    """Choices of the municipalities one may edit, periods as people write them."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        ours = period_formfield(db_field)
        return ours if isinstance(ours, (PeriodField, MultipleChoiceField)) else field


class HomeFormSet(BaseInlineFormSet):
    """Tells each inline form to which body or unit it will belong."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "home": self.instance}


class ScopedInline(NarrowedFields, admin.TabularInline):
    """Rows of one parent: rights as in the parent's own municipality, rows of municipalities one may edit."""

    permission: Permission
    form = RowForm
    formset = HomeFormSet
    # narrower than on the page of one record: a table of forms must fit beside its columns
    formfield_overrides = {CharField: {"widget": TextInput(attrs={"size": 22})}}
    extra = 0

    def _may(self, request: HttpRequest, parent: Any) -> bool:
        if parent is None or parent.pk is None:
            return may_anywhere(request.user, self.permission)
        return may(request.user, self.permission, rules.owner_id(parent))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    editable_municipalities = PermittedAdmin.editable_municipalities

    def get_queryset(self, request: HttpRequest) -> Any:
        path = f"{self.model.tenant_path}__in"
        return super().get_queryset(request).filter(**{path: self.editable_municipalities(request)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_fields(request, obj), VERSION)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        model = db_field.remote_field.model
        if getattr(model, "tenant_path", ""):
            ids = self.editable_municipalities(request)
            kwargs["queryset"] = model.objects.filter(**{f"{model.tenant_path}__in": ids})
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RecordAdmin(NarrowedFields, ScopedAdmin):
    """Admin of a record of this floor: saves and deletes by `governance.services`.

    `searches_keys`: all search fields hold normalised keys; otherwise what was typed is searched as well.
    """

    form = AdminRecordForm
    searches_keys = True
    save_on_top = True
    list_per_page = 50

    @property
    def municipality_path(self) -> str:
        return self.model.tenant_path

    def municipality_of(self, row: Any) -> int | None:
        """None when what the row belonged to is gone: then nobody may."""
        try:
            return rules.owner_id(row)
        except ObjectDoesNotExist:
            return None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The version travels in the first group, hidden."""
        (name, options), *rest = super().get_fieldsets(request, obj)
        fields = [f for f in options["fields"] if f != VERSION]
        return [(name, {**options, "fields": [*fields, VERSION]}), *rest]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A record stays where it was made."""
        readonly = tuple(super().get_readonly_fields(request, obj))
        return (*readonly, rules.home_field(self.model)) if obj else readonly

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        here = municipality_in_view(request)
        return {"municipality": here.pk if here else None, **super().get_changeform_initial_data(request)}

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        keyed, several = super().get_search_results(request, queryset, spelled_out(search_term))
        if self.searches_keys or not search_term.strip():
            return keyed, several
        typed, _several = super().get_search_results(request, queryset, search_term)
        return typed | keyed, several

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is read; to go back, one edits."""
        return True

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET":
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody who saves between check and write is noticed too: the form is checked once more."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Conflict:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.get_full_path())

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Rows edited in the list carry their version as well (templates/admin/governance/change_list.html)."""
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As on the page of one record: nobody is overwritten, a refusal is said."""
        try:
            return super().changelist_view(request, *args, **kwargs)
        except Conflict:
            return super().changelist_view(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: VersionedForm, change: bool) -> None:
        if change and not form.has_changed():
            return
        self._keep(request, form)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for row in formset.deleted_objects:
            services.remove_record(row=row, by=request.user)
        touched = {id(row) for row in formset.new_objects} | {
            id(row) for row, _names in formset.changed_objects
        }
        for inline_form in formset.forms:
            if id(inline_form.instance) in touched:
                self._keep(request, inline_form, formset.instance)
        formset.save_m2m()

    def _keep(self, request: HttpRequest, form: VersionedForm, parent: Any = None) -> None:
        """Save one form by the service and let the form's instance know what became of it."""
        row, values = form.instance, values_of(form)
        if parent is not None and row.pk is None and rules.home_field(type(row)) == "municipality":
            values["municipality"] = Municipality.objects.get(pk=rules.owner_id(parent))
        kept = services.keep_record(
            model=type(row),
            pk=row.pk,
            version=form.cleaned_data.get(VERSION) if row.pk else None,
            values=values,
            by=request.user,
        )
        row.pk, row.version = kept.pk, kept.version
        row._state.adding = False

    @admin.action(description=_lazy("Auswahl als Excel-Datei"), permissions=["view"])
    def export_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """The rows chosen as the sheet that the portal reads in again; of one municipality at a time."""
        owners = set(queryset.order_by().values_list(self.model.tenant_path, flat=True))
        if len(owners) != 1:
            messages.error(request, _("Bitte wählen Sie Einträge einer Kommune."))
            return None
        chosen = {self.model: list(queryset.order_by().values_list("pk", flat=True))}
        content = text_workbook(sheets_of(Municipality.objects.get(pk=owners.pop()), chosen))
        return attachment(content, name=f"{self.model._meta.model_name}.xlsx", content_type=XLSX_TYPE)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove_record(row=obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            services.remove_record(row=row, by=request.user)
