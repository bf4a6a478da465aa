"""What pages about records of a whole municipality share: which one is shown, adding, editing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView

from dkbm.access.roles import Permission, may
from dkbm.context import municipality_asked, municipality_in_view
from dkbm.models import Municipality
from governance import forms
from governance.views.editing import EditPage


def editable_municipality(request: HttpRequest) -> Municipality:
    """The own municipality in view, if the person may edit there; 403 otherwise."""
    here = municipality_in_view(request)
    if not may(request.user, Permission.EDIT_BODIES, here):
        raise PermissionDenied
    return here


class RegisterPage(TemplateView):
    """A list about the municipality named in the address or in view; without one, the choice of one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = municipality_asked(self.request)
        shown = self.shown(here) if here else {"choice": self.choice()}
        return super().get_context_data(
            here=here,
            may_edit=may(self.request.user, Permission.EDIT_BODIES, here),
            **shown,
            **kwargs,
        )

    def shown(self, here: Municipality) -> dict[str, Any]:
        """What the list holds."""
        raise NotImplementedError

    def choice(self) -> list[Municipality]:
        """Municipalities one can choose, in flyer order."""
        return list(Municipality.objects.select_related("region").in_flyer_order())


class MunicipalEdit(EditPage):
    """A record directly of a municipality; `list_name` is the page of its list."""

    template_name = "governance/formular.html"
    list_name = ""
    list_label: Any = ""

    def home(self, row: Any) -> Any:
        return row.municipality

    def back_to(self, kept: Any) -> Any:
        return self.list_name

    def back_url(self, row: Any) -> str:
        """Where „Zurück“ leads."""
        return reverse(self.list_name)

    def page(self, row: Any, form: forms.PageForm) -> HttpResponse:
        crumbs = [(self.list_label, reverse(self.list_name)), (self.heading, "")]
        context = {"form": form, "heading": self.heading, "row": row, "back_url": self.back_url(row)}
        return render(self.request, self.template_name, {**context, "breadcrumbs": crumbs})


class MunicipalAdd(MunicipalEdit):
    """A new record of the own municipality in view; `prefilled` are its values from the address."""

    def find(self) -> Any:
        here = editable_municipality(self.request)
        return self.form_class._meta.model(municipality=here, **self.prefilled(here))

    def prefilled(self, here: Municipality) -> dict[str, Any]:
        """Values the address already names."""
        return {}
