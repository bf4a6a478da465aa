"""People of the own municipality: directory, page, what is stored, correcting, merging, forgetting."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from dkbm.access.roles import Permission, may
from dkbm.context import municipality_in_view, own_municipalities
from dkbm.models import Municipality
from dkbm.numbers import written_number
from dkbm.services import Conflict
from dkbm.ui.downloads import attachment
from dkbm.ui.sheets import FORMS, PARAMETER, Sheet, TakeAway
from governance import forms, lists, services
from governance.models import Body, ContactPoint, Person
from governance.queries import people
from governance.views.editing import EditPage, own_or_404

MAX_SEARCH = 100


@dataclass(frozen=True)
class Place:
    """Where „Zurück“ leads when the record itself is not there yet."""

    name: str
    address: str

    def get_absolute_url(self) -> str:
        return self.address


class OwnPeople(LoginRequiredMixin):
    """Pages about the people of the municipality in view: without one 404, without the right 403."""

    needs = Permission.READ

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        here = municipality_in_view(request)
        if here is None:
            raise Http404
        if not may(request.user, self.needs, here):
            raise PermissionDenied
        self.here: Municipality = here
        return super().dispatch(request, *args, **kwargs)


class Directory(OwnPeople, TakeAway, TemplateView):
    """Who is known by name, with the bodies of today; a search is posted, so that no name stands in an address.

    Files of what a search found are posted too.
    """

    template_name = "governance/personen.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.POST.get("suche", "").strip()[:MAX_SEARCH]
        may_edit = may(self.request.user, Permission.EDIT_CONTACTS, self.here)
        return super().get_context_data(
            here=self.here,
            text=text,
            file_forms=FORMS.items(),
            people=people.directory(self.here, text),
            may_edit=may_edit,
            doubles=len(people.doubles(self.here)) if may_edit else 0,
            breadcrumbs=[(_("Gremien und Stellen"), reverse("governance:list")), (_("Personen"), "")],
            **kwargs,
        )

    def asked_form(self) -> str:
        return self.request.POST.get(PARAMETER, "") or super().asked_form()

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.people(context)


class PersonPage(LoginRequiredMixin, TemplateView):
    """One person of an own municipality: all that they take part in, over time."""

    template_name = "governance/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = own_person_or_404(self.kwargs["pk"], self.request.user)
        may_edit = may(self.request.user, Permission.EDIT_CONTACTS, person.municipality_id)
        return super().get_context_data(
            person=person,
            involvements=people.involvements(person),
            contacts=people.contacts_of_person(person),
            may_edit=may_edit,
            is_own=True,
            may_confirm=may_edit,
            breadcrumbs=_crumbs((person.name, "")),
            **kwargs,
        )


class Stored(LoginRequiredMixin, TemplateView):
    """Art. 15: what is stored about a person, readable."""

    template_name = "governance/auskunft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = own_or_404(Person, self.kwargs["pk"], self.request.user)
        return super().get_context_data(
            person=person,
            stored=people.stored_about(person),
            mentions=people.mentions(person),
            breadcrumbs=_crumbs((person.name, person.get_absolute_url()), (_("Auskunft"), "")),
            **kwargs,
        )


class StoredFile(LoginRequiredMixin, View):
    """Art. 15 and 20: the same as JSON. The file's name names nobody."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = own_or_404(Person, pk, request.user)
        text = json.dumps(people.stored_about(person), ensure_ascii=False, indent=2)
        return attachment(text.encode(), name=f"auskunft-{pk}.json", content_type="application/json")


class PersonEdit(EditPage):
    """Art. 16: correct what is stored."""

    form_class = forms.PersonForm
    heading = gettext_lazy("Person bearbeiten")


class PersonAdd(EditPage):
    """A person whose name must be known."""

    form_class = forms.PersonForm
    heading = gettext_lazy("Person eintragen")

    def find(self) -> Any:
        here = municipality_in_view(self.request)
        if here is None:
            raise Http404
        if not may(self.request.user, Permission.EDIT_CONTACTS, here):
            raise PermissionDenied
        return Person(municipality=here)

    def keep(self, form: forms.PageForm, row: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form._meta.fields}
        values["municipality"] = row.municipality
        return services.keep_record(model=Person, values=values, by=self.request.user)

    def back_to(self, kept: Any) -> Any:
        return kept if kept.pk else Place(_("Personen"), reverse("governance:people"))


class ContactPage(EditPage):
    """A contact of the unit, body or person it belongs to."""

    form_class = forms.ContactForm
    heading = gettext_lazy("Kontakt bearbeiten")

    def home(self, row: Any) -> Any:
        return row.owner


class ContactAdd(ContactPage):
    """A new contact of the record in the address."""

    heading = gettext_lazy("Kontakt eintragen")
    owner: type = Body

    def find(self) -> Any:
        owner = get_object_or_404(self.owner, pk=self.kwargs["pk"])
        if owner.municipality_id not in {m.pk for m in own_municipalities(self.request.user)}:
            raise Http404
        if not may(self.request.user, Permission.EDIT_CONTACTS, owner.municipality_id):
            raise PermissionDenied
        return ContactPoint(municipality=owner.municipality, **{self.owner._meta.model_name: owner})

    def keep(self, form: forms.PageForm, row: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form._meta.fields}
        values |= {"municipality": row.municipality, "unit": row.unit, "body": row.body, "person": row.person}
        return services.keep_record(model=ContactPoint, values=values, by=self.request.user)


class ContactRemove(LoginRequiredMixin, View):
    """One click: nobody is reached this way any more."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contact = own_or_404(ContactPoint, pk, request.user)
        owner = contact.owner
        services.remove_record(row=contact, by=request.user)
        messages.success(request, _("Der Kontakt ist gelöscht."))
        return redirect(owner)


class Forget(LoginRequiredMixin, View):
    """Art. 17: erase a person, or keep name and function as the body's archive."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = own_or_404(Person, pk, request.user)
        return self._page(person, forms.ForgetForm(initial={"version": person.version}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = own_or_404(Person, pk, request.user)
        form = forms.ForgetForm(request.POST)
        if not form.is_valid():
            return self._page(person, form)
        values = {"person": person, "version": form.cleaned_data["version"], "by": request.user}
        try:
            if form.cleaned_data["way"] == "archiv":
                services.archive_person(**values)
            else:
                services.erase_person(**values)
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(request, _("Erledigt. Die Sitze bleiben mit ihrer Funktion."))
        return redirect("governance:people")

    def _page(self, person: Person, form: forms.ForgetForm) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "mentions": people.mentions(person),
            "breadcrumbs": _crumbs((person.name, person.get_absolute_url()), (_("Löschen"), "")),
        }
        return render(self.request, "governance/person_loeschen.html", context)

    def _conflict(self, form: forms.ForgetForm, current: Person) -> HttpResponse:
        again = forms.ForgetForm(initial={"way": form.cleaned_data["way"], "version": current.version})
        choices = dict(again.fields["way"].choices)
        rows = [(_("Person"), choices[form.cleaned_data["way"]], f"{current.name}, {current.function}")]
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)


class Doubles(OwnPeople, TemplateView):
    """Rows that may be one person; merging keeps all roles with their dates."""

    needs = Permission.EDIT_CONTACTS
    template_name = "governance/personen_doppelt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = people.doubles(self.here)
        return super().get_context_data(
            here=self.here, pairs=pairs, breadcrumbs=_crumbs((_("Doppelte Einträge"), "")), **kwargs
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        keep = own_or_404(Person, _number(request.POST.get("behalten")), request.user)
        gone = own_or_404(Person, _number(request.POST.get("aufgeben")), request.user)
        try:
            services.merge_people(keep=keep, gone=gone, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("governance:doubles")
        messages.success(request, _("Zusammengeführt. Alle Funktionen mit ihren Zeiten sind erhalten."))
        return redirect(keep)


def own_person_or_404(pk: int, user: Any) -> Person:
    """A person of an own municipality; whatever is shared or public, this page is for the own one."""
    person = get_object_or_404(Person, pk=pk)
    if not may(user, Permission.READ, person.municipality_id):
        raise Http404
    return person


def _crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    start = [
        (_("Gremien und Stellen"), reverse("governance:list")),
        (_("Personen"), reverse("governance:people")),
    ]
    return [*start, *steps]


def _number(text: str | None) -> int:
    """A primary key as typed; 404 for what is none."""
    number = written_number(text)
    if number is None:
        raise Http404
    return number
