"""Pages under /gremien/: the list, one body, one unit. Editing stands in `editing`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from dkbm import registries
from dkbm.access.roles import Permission, may
from dkbm.context import municipality_asked, municipality_in_view
from dkbm.models import Municipality
from dkbm.ui.sheets import Sheet, TakeAway
from governance import forms, lists, queries, rules
from governance.models import Body, Unit
from governance.queries.quarter import unconfirmed_since

MAX_DATE = 10


class Overview(TakeAway, TemplateView):
    """„Gremien und Stellen“ of the municipality in view, of one chosen, or the choice of one."""

    template_name = "governance/liste.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        municipality = municipality_asked(self.request)
        form = (forms.OverviewFilter if municipality else forms.EverywhereFilter)(self.request.GET)
        text, day = form.said.get("suche", ""), form.said.get("stichtag")
        everywhere = municipality is None and not text
        return super().get_context_data(
            groups=[] if everywhere else queries.overview(municipality, text, day),
            choice=queries.municipalities_with_bodies() if everywhere else [],
            here=municipality,
            filter=form,
            text=text,
            key_date=day,
            is_own=municipality is not None and municipality == municipality_in_view(self.request),
            can_begin=_may_begin(self.request, municipality),
            cycle=queries.steering_cycle(municipality) if municipality and not text else None,
            may_administer=may(self.request.user, Permission.USE_ADMIN, municipality),
            may_edit=may(self.request.user, Permission.EDIT_BODIES, municipality),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.bodies_and_units(context) if context["groups"] else None


class BodyPage(DetailView):
    """One body: seats, meetings, relations, contacts, as far as the reader may see them."""

    template_name = "governance/gremium.html"
    context_object_name = "body"

    def get_queryset(self) -> Any:
        return Body.objects.select_related("municipality__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        body = queries.attach([self.object], office=Unit)[0]
        day = key_date(self.request)
        seats, former = queries.seats_of(body, day)
        people = [s.person_seen for s in seats if s.person_seen]
        coming, unreported, past = queries.meetings_of(body)
        return super().get_context_data(
            seats=seats,
            former_seats=former,
            external=queries.external_share(seats),
            coming_seats=queries.coming_seats(body, day),
            key_date=day,
            vacancies=sum(s.is_vacant for s in seats),
            acting=sum(s.is_acting for s in seats),
            coming=coming,
            unreported=unreported,
            past=past,
            sentences=queries.sentences_about(body),
            breadcrumbs=_crumbs(body),
            cycle=queries.steering_cycle(body.municipality),
            contacts=queries.contacts_of(body, people),
            panels=registries.panels_of(body, self.request.user),
            unconfirmed=_oldest(unconfirmed_since([body]), unconfirmed_since(seats)),
            **_rights(self.request, body),
            **kwargs,
        )


class UnitPage(DetailView):
    """One unit: former names, what belongs to it, relations, contacts."""

    template_name = "governance/stelle.html"
    context_object_name = "unit"

    def get_queryset(self) -> Any:
        return Unit.objects.select_related("municipality__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = queries.attach([self.object], parent=Unit)[0]
        return super().get_context_data(
            names=queries.former_names(unit),
            parts=Unit.objects.filter(parent=unit),
            run_bodies=Body.objects.filter(office=unit),
            sentences=queries.sentences_about(unit),
            breadcrumbs=_crumbs(unit),
            contacts=queries.contacts_of(unit),
            panels=registries.panels_of(unit, self.request.user),
            unconfirmed=unconfirmed_since([unit]),
            **_rights(self.request, unit),
            **kwargs,
        )


class ContactsToConfirm(LoginRequiredMixin, TakeAway, TemplateView):
    """Contacts of the own municipality that nobody confirmed for twelve months, one button each."""

    template_name = "governance/kontakte.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        municipality = municipality_in_view(self.request)
        if municipality is None:
            raise Http404
        if not may(self.request.user, Permission.EDIT_CONTACTS, municipality):
            raise PermissionDenied
        return super().get_context_data(
            contacts=queries.contacts_to_confirm(municipality),
            here=municipality,
            breadcrumbs=[
                (_("Gremien und Stellen"), reverse("governance:list")),
                (_("Kontakte bestätigen"), ""),
            ],
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.contacts(context)


def key_date(request: HttpRequest) -> date | None:
    """The day asked for by `?stichtag=`, None for today and for what is no day."""
    text = request.GET.get("stichtag", "").strip()[:MAX_DATE]
    try:
        return parse_date(text) or datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _may_begin(request: HttpRequest, municipality: Municipality | None) -> bool:
    """Whether a starting picture is of use here: no body yet, and the reader may make some."""
    if not may(request.user, Permission.EDIT_BODIES, municipality):
        return False
    return not Body.objects.filter(municipality=municipality).exists()


def _crumbs(row: Any) -> list[tuple[str, str]]:
    """Way back to the list of the row's municipality."""
    address = f"{reverse('governance:list')}?kommune={row.municipality.slug}"
    return [(_("Gremien und Stellen"), address), (row.name, "")]


def _rights(request: HttpRequest, row: Any) -> dict[str, bool]:
    """What the page offers this reader; notes and sources of contacts are for the own municipality."""
    return {
        "may_edit": rules.may_edit(request.user, row),
        "is_own": may(request.user, Permission.READ, row.municipality_id),
        "may_confirm": may(request.user, Permission.EDIT_CONTACTS, row.municipality_id),
        "may_administer": may(request.user, Permission.USE_ADMIN, row.municipality_id),
    }


def _oldest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
