"""Registers: agreements, events, involvement, benefits, publications."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from dkbm import registries
from dkbm.models import Municipality
from dkbm.ui.sheets import Sheet, TakeAway
from governance import lists, rules, services
from governance.forms import registers as forms
from governance.models import (
    ActorGroup,
    Agreement,
    AgreementParty,
    Body,
    Event,
    Goal,
    Involvement,
    Publication,
)
from governance.models.event import LinkState
from governance.queries import registers as queries
from governance.queries.bodies import attach
from governance.queries.quarter import unconfirmed_since
from governance.views.editing import own_or_404
from governance.views.municipal import MunicipalAdd, MunicipalEdit, RegisterPage

KINDS: dict[str, type] = {"gremium": Body, "ziel": Goal}


class Agreements(TakeAway, RegisterPage):
    """All agreements of a municipality."""

    template_name = "governance/register/vereinbarungen.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        return {"agreements": queries.agreements_of(here)}

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.agreements(context) if context["here"] else None


class AgreementPage(DetailView):
    """One agreement with its parties."""

    template_name = "governance/register/vereinbarung.html"
    context_object_name = "agreement"

    def get_queryset(self) -> Any:
        return Agreement.objects.select_related("municipality__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (agreement,) = queries.with_parties([self.object])
        back = f"{reverse('registers:agreements')}?kommune={agreement.municipality.slug}"
        return super().get_context_data(
            may_edit=rules.may_edit(self.request.user, agreement),
            unconfirmed=unconfirmed_since([agreement]),
            breadcrumbs=[(_("Vereinbarungen"), back), (agreement.name, "")],
            **kwargs,
        )


class AgreementEdit(MunicipalEdit):
    """An agreement that exists."""

    form_class = forms.AgreementForm
    heading = gettext_lazy("Vereinbarung bearbeiten")
    list_name = "registers:agreements"
    list_label = gettext_lazy("Vereinbarungen")

    def back_to(self, kept: Any) -> Any:
        return kept


class AgreementAdd(AgreementEdit, MunicipalAdd):
    """A new agreement."""

    heading = gettext_lazy("Vereinbarung eintragen")
    find = MunicipalAdd.find


class PartyEdit(AgreementEdit):
    """A party that exists."""

    form_class = forms.PartyForm
    heading = gettext_lazy("Beteiligte Seite ändern")

    def home(self, row: Any) -> Any:
        return row.agreement

    def back_to(self, kept: Any) -> Any:
        return kept.agreement

    def back_url(self, row: Any) -> str:
        return row.agreement.get_absolute_url()


class PartyAdd(PartyEdit):
    """A new party of the agreement in the address."""

    heading = gettext_lazy("Beteiligte Seite eintragen")

    def find(self) -> AgreementParty:
        return AgreementParty(agreement=own_or_404(Agreement, self.kwargs["pk"], self.request.user))


class PartyRemove(LoginRequiredMixin, View):
    """Take a party out of its agreement."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        party = own_or_404(AgreementParty, pk, request.user)
        agreement = party.agreement
        services.remove_record(row=party, by=request.user)
        messages.success(request, _("Die beteiligte Seite ist entfernt."))
        return redirect(agreement)


class Events(TakeAway, RegisterPage):
    """Events and Bildungskonferenzen of a municipality."""

    template_name = "governance/register/veranstaltungen.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        return {"events": queries.events_of(here)}

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.events(context) if context["here"] else None


class EventPage(DetailView):
    """One event: what grew out of it, what was published about it."""

    template_name = "governance/register/veranstaltung.html"
    context_object_name = "event"

    def get_queryset(self) -> Any:
        return Event.objects.select_related("municipality__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (event,) = attach([self.object], body=Body)
        back = f"{reverse('registers:events')}?kommune={event.municipality.slug}"
        return super().get_context_data(
            goals=queries.goals_from(event),
            publications=Publication.objects.filter(event=event),
            may_edit=rules.may_edit(self.request.user, event),
            breadcrumbs=[(_("Veranstaltungen"), back), (event.name, "")],
            **kwargs,
        )


class EventEdit(MunicipalEdit):
    """An event that exists."""

    form_class = forms.EventForm
    heading = gettext_lazy("Veranstaltung bearbeiten")
    list_name = "registers:events"
    list_label = gettext_lazy("Veranstaltungen")

    def back_to(self, kept: Any) -> Any:
        return kept


class EventAdd(EventEdit, MunicipalAdd):
    """A new event."""

    heading = gettext_lazy("Veranstaltung eintragen")
    find = MunicipalAdd.find


class Actors(TakeAway, RegisterPage):
    """Who takes part in what: the matrix of groups and bodies or goals."""

    template_name = "governance/register/akteure.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        return {"matrix": queries.involvement_matrix(here)}

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.actors(context) if context["here"] else None


class ActorGroupEdit(MunicipalEdit):
    """A group that exists."""

    form_class = forms.ActorGroupForm
    heading = gettext_lazy("Akteursgruppe bearbeiten")
    list_name = "registers:actors"
    list_label = gettext_lazy("Akteursgruppen")


class ActorGroupAdd(ActorGroupEdit, MunicipalAdd):
    """A new group."""

    heading = gettext_lazy("Akteursgruppe eintragen")
    find = MunicipalAdd.find


class Involve(LoginRequiredMixin, View):
    """One cell of the matrix: how a group takes part in a body or goal."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        group, target = self._pair()
        held = Involvement.objects.filter(group=group, **{target._meta.model_name: target}).first()
        return self._page(group, target, forms.InvolvementForm(initial={"part": held.part if held else ""}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        group, target = self._pair()
        form = forms.InvolvementForm(request.POST)
        if not form.is_valid():
            return self._page(group, target, form)
        services.involve(group=group, target=target, part=form.cleaned_data["part"], by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("registers:actors")

    def _pair(self) -> tuple[ActorGroup, Any]:
        group = own_or_404(ActorGroup, self.kwargs["pk"], self.request.user)
        model = KINDS.get(self.kwargs["kind"])
        if model is None:
            raise Http404
        target = own_or_404(model, self.kwargs["target"], self.request.user)
        if target.municipality_id != group.municipality_id:
            raise Http404
        return group, target

    def _page(self, group: ActorGroup, target: Any, form: Any) -> HttpResponse:
        context = {
            "form": form,
            "heading": f"{group.name}: {target.name}",
            "back_url": reverse("registers:actors"),
        }
        return render(self.request, "governance/formular.html", context)


class Benefits(TakeAway, RegisterPage):
    """Mehrwert: what units bring."""

    template_name = "governance/register/mehrwert.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        others = [row for find in registries.benefit_sources for row in find(here)]
        return {"benefits": queries.benefits_of(here), "others": others}

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.benefits(context) if context["here"] else None


class BenefitEdit(MunicipalEdit):
    """A benefit that exists."""

    form_class = forms.BenefitForm
    heading = gettext_lazy("Mehrwert bearbeiten")
    list_name = "registers:benefits"
    list_label = gettext_lazy("Mehrwert")


class BenefitAdd(BenefitEdit, MunicipalAdd):
    """A new benefit."""

    heading = gettext_lazy("Mehrwert eintragen")
    find = MunicipalAdd.find


class Publications(TakeAway, RegisterPage):
    """Publications and reports with the state of their links."""

    template_name = "governance/register/veroeffentlichungen.html"

    def shown(self, here: Municipality) -> dict[str, Any]:
        return {"publications": queries.publications_of(here), "states": (LinkState.WORKS, LinkState.DEAD)}

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.publications(context) if context["here"] else None


class PublicationEdit(MunicipalEdit):
    """A publication that exists."""

    form_class = forms.PublicationForm
    heading = gettext_lazy("Veröffentlichung bearbeiten")
    list_name = "publications:list"
    list_label = gettext_lazy("Veröffentlichungen")


class PublicationAdd(PublicationEdit, MunicipalAdd):
    """A new publication."""

    heading = gettext_lazy("Veröffentlichung eintragen")
    find = MunicipalAdd.find


class LinkCheck(LoginRequiredMixin, View):
    """One click: this link works, or it does not any more."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        publication = own_or_404(Publication, pk, request.user)
        try:
            services.confirm_link(
                publication=publication, state=request.POST.get("stand", ""), by=request.user
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Vermerkt mit dem heutigen Tag."))
        return redirect("publications:list")
