"""Lists of one municipality that start with the choice of one, and pages that add to one's own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from dkbm.access.roles import Permission, may
from dkbm.context import municipality_asked, municipality_in_view
from dkbm.models import Municipality
from governance import queries
from governance.views.editing import EditPage


def here_to_edit(request: HttpRequest) -> Municipality:
    """The municipality in view if one may edit bodies there; 404 without one, 403 without the right."""
    municipality = municipality_in_view(request)
    if municipality is None:
        raise Http404
    if not may(request.user, Permission.EDIT_BODIES, municipality):
        raise PermissionDenied
    return municipality


def crumbs(*steps: tuple[Any, str], here: Municipality | None = None) -> list[tuple[Any, str]]:
    """The way back to „Gremien und Stellen“ of the municipality."""
    address = reverse("governance:list")
    first = f"{address}?kommune={here.slug}" if here else address
    return [(_("Gremien und Stellen"), first), *steps]


class ListOfOne(TemplateView):
    """A list of `model` rows of one municipality; without one, the choice of those that have some."""

    model: type
    title: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = municipality_asked(self.request)
        return super().get_context_data(
            here=here,
            choice=[] if here else queries.places.municipalities_with(self.model),
            may_edit=may(self.request.user, Permission.EDIT_BODIES, here),
            is_own=may(self.request.user, Permission.READ, here),
            breadcrumbs=crumbs((self.title, ""), here=here),
            **(self.rows(here) if here else {}),
            **kwargs,
        )

    def rows(self, here: Municipality) -> dict[str, Any]:
        """What the page shows of this municipality."""
        raise NotImplementedError


class AddHere(EditPage):
    """A new record of the municipality in view."""

    list_name: str

    def home(self, row: Any) -> Any:
        """It stands alone; saving leads to its own page."""
        return

    def find(self) -> Any:
        return self.form_class._meta.model(municipality=here_to_edit(self.request))

    def page(self, row: Any, form: Any) -> HttpResponse:
        address = reverse(self.list_name)
        back = SimpleNamespace(name=row.municipality.name, get_absolute_url=address)
        context = {
            "form": form,
            "heading": self.heading,
            "back": back,
            "breadcrumbs": crumbs((row._meta.verbose_name_plural, address), (self.heading, "")),
        }
        return render(self.request, self.template_name, context)

    def keep(self, form: Any, row: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form._meta.fields}
        return self.add(form, row.municipality, values)

    def add(self, form: Any, municipality: Municipality, values: dict[str, Any]) -> Any:
        """Hand a new record to the service."""
        raise NotImplementedError
