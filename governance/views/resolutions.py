"""Resolutions: the register, one resolution with its chain, editing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from dkbm import clock, registries
from dkbm.models import Municipality
from dkbm.ui.sheets import Sheet, TakeAway
from governance import forms, lists, queries, rules, services
from governance.models import Consultation, Resolution
from governance.queries.quarter import unconfirmed_since
from governance.views.choice import AddHere, ListOfOne, crumbs
from governance.views.editing import EditPage, own_or_404


class Register(TakeAway, ListOfOne):
    """All resolutions of a municipality, with the level on which its education management stands."""

    template_name = "governance/beschluesse.html"
    model = Resolution
    title = gettext_lazy("Beschlüsse")

    def rows(self, here: Municipality) -> dict[str, Any]:
        form = forms.RegisterFilter(self.request.GET)
        wanted = form.said
        return {
            "filter": form,
            "is_filtered": bool(wanted),
            "mandate": queries.resolutions.mandate(here, clock.today()),
            "resolutions": queries.resolutions.register(
                here, text=wanted.get("suche", ""), kind=wanted.get("art", ""), level=wanted.get("ebene")
            ),
        }

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.resolutions(context) if context["here"] else None


class ResolutionPage(DetailView):
    """One resolution: who decided, its way through the bodies, what refers to it."""

    template_name = "governance/beschluss.html"
    context_object_name = "resolution"

    def get_queryset(self) -> Any:
        return Resolution.objects.select_related("municipality__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = queries.resolutions.with_chain([self.object])[0]
        address = f"{reverse('governance:resolutions')}?kommune={row.municipality.slug}"
        return super().get_context_data(
            may_edit=rules.may_edit(self.request.user, row),
            panels=registries.panels_of(row, self.request.user),
            unconfirmed=unconfirmed_since([row]),
            breadcrumbs=crumbs((_("Beschlüsse"), address), (row.name, ""), here=row.municipality),
            **kwargs,
        )


class ResolutionAdd(AddHere):
    """A new resolution with the step that decided it."""

    form_class = forms.NewResolutionForm
    heading = gettext_lazy("Beschluss eintragen")
    list_name = "governance:resolutions"

    def add(self, form: Any, municipality: Municipality, values: dict[str, Any]) -> Resolution:
        return services.add_resolution(
            municipality=municipality, values=values, step=form.step, by=self.request.user
        )


class ResolutionEdit(EditPage):
    """The facts of a resolution."""

    form_class = forms.ResolutionForm
    heading = gettext_lazy("Beschluss bearbeiten")


class StepEdit(EditPage):
    """A step of the chain that exists."""

    form_class = forms.StepForm
    heading = gettext_lazy("Beratungsschritt bearbeiten")

    def home(self, row: Any) -> Any:
        return row.resolution


class StepAdd(StepEdit):
    """A new step at the end of the chain."""

    heading = gettext_lazy("Beratungsschritt eintragen")

    def find(self) -> Any:
        resolution = own_or_404(Resolution, self.kwargs["pk"], self.request.user)
        last = Consultation.objects.filter(resolution=resolution).order_by("-position").first()
        return Consultation(resolution=resolution, position=last.position + 1 if last else 1)


class StepRemove(LoginRequiredMixin, View):
    """Take a step out of the chain."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        step = own_or_404(Consultation, pk, request.user)
        resolution = step.resolution
        services.remove_record(row=step, by=request.user)
        messages.success(request, _("Der Beratungsschritt ist entfernt."))
        return redirect(resolution)
