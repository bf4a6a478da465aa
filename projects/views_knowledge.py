"""Pages about what hangs on whom: the two guiding questions, the network, interfaces. For own people only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from dkbm import clock
from dkbm.access.roles import Permission, may_anywhere
from dkbm.context import municipality_in_view
from dkbm.models import Municipality
from dkbm.ui.sheets import Sheet, TakeAway
from projects import lists, rules, services_knowledge
from projects import queries_knowledge as queries
from projects.figures_knowledge import network_figure
from projects.forms_knowledge import InterfaceForm, OfferForm, OfferTitleForm
from projects.models import Interface, KeyProcess
from projects.views_resources import Kind, ResourceCreate, ResourceEdit

OFFERS = Kind(
    KeyProcess,
    OfferForm,
    "knowledge",
    _("Abhängigkeiten"),
    _("Neues Angebot"),
    _("Angebot"),
    _("Das Angebot ist gespeichert."),
)
TITLES = Kind(
    KeyProcess,
    OfferTitleForm,
    "knowledge",
    _("Abhängigkeiten"),
    "",
    _("Angebot umbenennen"),
    _("Der Name ist gespeichert."),
)
INTERFACES = Kind(
    Interface,
    InterfaceForm,
    "knowledge",
    _("Abhängigkeiten"),
    _("Neue Schnittstelle"),
    _("Schnittstelle bearbeiten"),
    _("Die Schnittstelle ist gespeichert."),
)
LONGEST_TITLE = 200


def own_municipality(request: HttpRequest) -> Municipality:
    """The municipality in view. PermissionDenied for agency people without one, else Http404."""
    here = municipality_in_view(request)
    if here is not None:
        return here
    if may_anywhere(request.user, Permission.COMPARE):
        raise PermissionDenied
    raise Http404


class Dependencies(LoginRequiredMixin, TakeAway, TemplateView):
    """What hangs on whom, and what is left when a function goes."""

    template_name = "projects/abhaengigkeiten.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = own_municipality(self.request)
        page = queries.knowledge_page(here, clock.today())
        return super().get_context_data(
            here=here,
            page=page,
            figure=network_figure(page.offers),
            may_edit=rules.may_edit_resources(self.request.user, here),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.offers(context)


class OfferCreate(ResourceCreate):
    """A new offer: its name comes with the address, the six questions follow."""

    kind = OFFERS
    template_name = "projects/angebot_formular.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.title:
            return redirect("resources:knowledge")
        return super().get(request, *args, **kwargs)

    @property
    def title(self) -> str:
        """The name that was typed on the page before, or is carried along by the form."""
        typed = self.request.POST.get("title") or self.request.GET.get("angebot", "")
        return " ".join(typed.split())[:LONGEST_TITLE]

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(name=self.title, **kwargs)

    def save(self, values: dict[str, Any]) -> KeyProcess:
        return services_knowledge.add_offer(municipality=self.home, by=self.request.user, **values)


class OfferEdit(ResourceEdit):
    """The six questions of an offer, or its name (`kind` TITLES)."""

    kind = OFFERS

    def get_template_names(self) -> list[str]:
        return ["projects/angebot_formular.html" if self.kind is OFFERS else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(name=self.object.title, **kwargs)

    def save(self, values: dict[str, Any]) -> KeyProcess:
        return services_knowledge.change_offer(offer=self.object, by=self.request.user, **values)
