"""Editing in the browser: bodies, units, meetings, seats; confirming contacts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from dkbm.context import own_municipalities
from dkbm.services import Conflict
from governance import forms, rules, services
from governance.models import Body, ContactPoint, Relation, Unit


def own_or_404(model: type, pk: int, user: Any) -> Any:
    """The record if it is of an own municipality; foreign = missing = 404, own but not allowed = 403."""
    row = get_object_or_404(model, pk=pk)
    if rules.owner_id(row) not in {m.pk for m in own_municipalities(user)}:
        raise Http404
    if not rules.may_edit(user, row):
        raise PermissionDenied
    return row


class EditPage(LoginRequiredMixin, View):
    """A form over one record; `find` says which, `back_to` where saving leads."""

    form_class: type[forms.PageForm]
    heading: Any = ""
    template_name = "governance/bearbeiten.html"

    def find(self) -> Any:
        """The record to edit, from the address."""
        return own_or_404(self.form_class._meta.model, self.kwargs["pk"], self.request.user)

    def home(self, row: Any) -> Any:
        """The body a part belongs to, None for what stands alone."""
        return getattr(row, "body", None)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        row = self.find()
        return self.page(row, self.form_class(instance=row, home=self.home(row)))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        row = self.find()
        form = self.form_class(request.POST, instance=row, home=self.home(row))
        if not form.is_valid():
            return self.page(self.find(), form)
        try:
            kept = self.keep(form, row)
        except Conflict as conflict:
            return self.conflict(form, conflict.current)
        except ValidationError as error:
            show_refusal(form, error)
            return self.page(self.find(), form)
        messages.success(request, _("Gespeichert."))
        return redirect(self.back_to(kept))

    def keep(self, form: forms.PageForm, row: Any) -> Any:
        """Hand what was typed to the service."""
        values = self.typed(form)
        version = form.cleaned_data["edited_version"]
        if row.pk is None:
            values |= {rules.home_field(type(row)): self.home(row)}
            version = None
        elif version is None:
            # without the version it started from, a form must not win over anybody
            raise Conflict(self.find())
        return services.keep_record(
            model=type(row), pk=row.pk, version=version, values=values, by=self.request.user
        )

    @staticmethod
    def typed(form: forms.PageForm) -> dict[str, Any]:
        """What was typed, by column; a form may show fewer fields than its class names."""
        return {name: form.cleaned_data[name] for name in form._meta.fields if name in form.cleaned_data}

    def back_to(self, kept: Any) -> Any:
        return self.home(kept) or kept

    def page(self, row: Any, form: forms.PageForm) -> HttpResponse:
        back = self.back_to(row)
        crumbs = [(back.name, back.get_absolute_url()), (self.heading, "")]
        context = {"form": form, "heading": self.heading, "back": back, "breadcrumbs": crumbs}
        return render(self.request, self.template_name, context)

    def conflict(self, form: forms.PageForm, current: Any) -> HttpResponse:
        """What was typed stays in the form, which now starts from the saved version."""
        typed = self.typed(form)
        saved = self.form_class(instance=current, home=self.home(current))
        rows = [
            (field.label, _shown(field, typed[name]), _shown(field, saved.get_initial_for_field(field, name)))
            for name, field in saved.fields.items()
            if name in typed
        ]
        rows = [row for row in rows if row[1] != row[2]]
        again = self.form_class(
            instance=current, home=self.home(current), initial={**typed, "edited_version": current.version}
        )
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)


def show_refusal(form: forms.PageForm, error: ValidationError) -> None:
    """Show what the service refused beside the field it names, else above the form."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in by_field.items():
        form.add_error(name if name in form.fields else None, texts)


def _shown(field: Any, value: Any) -> str:
    """A form value as people read it."""
    if value is None or value == "":
        return "–"
    if hasattr(field, "queryset"):
        row = value if hasattr(value, "_meta") else field.queryset.filter(pk=value).first()
        return str(row or "–")
    words = {str(key): label for key, label in getattr(field, "choices", [])}
    if isinstance(value, bool):
        words |= {"True": _("ja"), "False": _("nein")}
    if isinstance(value, list):
        return ", ".join(str(words.get(item, item)) for item in value) or "–"
    if hasattr(value, "strftime"):
        return f"{value:%d.%m.%Y}"
    return str(words.get(str(value)) or field.prepare_value(value))


class BodyEdit(EditPage):
    """The facts of a body."""

    form_class = forms.BodyForm
    heading = gettext_lazy("Gremium bearbeiten")


class UnitEdit(EditPage):
    """The facts of a unit."""

    form_class = forms.UnitForm
    heading = gettext_lazy("Stelle bearbeiten")


class UnitRename(EditPage):
    """A new name; the old one is kept and found."""

    form_class = forms.RenameForm
    heading = gettext_lazy("Stelle umbenennen")

    def keep(self, form: forms.PageForm, row: Any) -> Unit:
        if form.cleaned_data["edited_version"] is None:
            raise Conflict(self.find())
        return services.rename_unit(
            unit=row,
            name=form.cleaned_data["name"],
            renamed_in=form.cleaned_data["renamed_in"],
            version=form.cleaned_data["edited_version"],
            by=self.request.user,
        )


class MeetingEdit(EditPage):
    """A meeting that exists."""

    form_class = forms.MeetingForm
    heading = gettext_lazy("Sitzung bearbeiten")

    def back_to(self, kept: Any) -> Any:
        return kept


class SeatEdit(EditPage):
    """A seat that exists."""

    form_class = forms.SeatForm
    heading = gettext_lazy("Sitz bearbeiten")


class AddToBody(EditPage):
    """A new part of the body in the address."""

    def find(self) -> Any:
        body = own_or_404(Body, self.kwargs["pk"], self.request.user)
        return self.form_class._meta.model(body=body)


class MeetingAdd(AddToBody):
    """A new meeting."""

    form_class = forms.MeetingForm
    heading = gettext_lazy("Sitzung eintragen")

    def back_to(self, kept: Any) -> Any:
        return kept if kept.pk else kept.body


class SeatAdd(AddToBody):
    """A new seat."""

    form_class = forms.SeatForm
    heading = gettext_lazy("Sitz eintragen")


class Succession(EditPage):
    """Who follows on a seat: ends this term the day before and begins the next."""

    form_class = forms.SuccessionForm
    heading = gettext_lazy("Nachfolge eintragen")

    def keep(self, form: forms.PageForm, row: Any) -> Any:
        if form.cleaned_data["edited_version"] is None:
            raise Conflict(self.find())
        values = {name: form.cleaned_data[name] for name in form._meta.fields}
        return services.appoint_successor(
            seat=row, version=form.cleaned_data["edited_version"], by=self.request.user, **values
        )


class RelationPage(EditPage):
    """A relation of the body or unit at which it starts."""

    form_class = forms.RelationForm
    heading = gettext_lazy("Beziehung bearbeiten")
    template_name = "governance/beziehung.html"

    def home(self, row: Any) -> Any:
        return row.from_body or row.from_unit


class RelationAdd(RelationPage):
    """A new relation of the body or unit in the address."""

    heading = gettext_lazy("Beziehung eintragen")
    start: type = Body

    def find(self) -> Any:
        start = own_or_404(self.start, self.kwargs["pk"], self.request.user)
        return Relation(municipality=start.municipality, **{f"from_{self.start._meta.model_name}": start})

    def keep(self, form: forms.PageForm, row: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form._meta.fields}
        values |= {"municipality": row.municipality, "from_body": row.from_body, "from_unit": row.from_unit}
        return services.keep_record(model=Relation, values=values, by=self.request.user)


class RelationRemove(LoginRequiredMixin, View):
    """One click: this relation is no more."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        relation = own_or_404(Relation, pk, request.user)
        services.remove_record(row=relation, by=request.user)
        messages.success(request, _("Die Beziehung ist entfernt."))
        return redirect(relation.from_body or relation.from_unit)


class MandateConfirm(LoginRequiredMixin, View):
    """One click: the new council stands by this body."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        body = own_or_404(Body, pk, request.user)
        services.confirm_mandate(body=body, by=request.user)
        messages.success(request, _("Das Mandat ist bestätigt."))
        return redirect(body)


class ContactConfirm(LoginRequiredMixin, View):
    """One click: this contact is right today."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contact = own_or_404(ContactPoint, pk, request.user)
        services.confirm_contact(contact=contact, by=request.user)
        messages.success(request, _("Bestätigt."))
        return redirect(contact.owner or "governance:contacts")
