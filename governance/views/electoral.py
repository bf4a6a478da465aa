"""A new electoral term: which political seats end, seen before anything does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from dkbm.models import Municipality
from dkbm.numbers import written_number
from governance import queries, services
from governance.forms.electoral import ACTING, ElectoralTermForm, seen
from governance.models import Body, Person
from governance.models.vocabulary import POLITICAL_KINDS, Sector
from governance.views.choice import crumbs, here_to_edit


class ElectoralTerm(LoginRequiredMixin, View):
    """The form and the preview by GET; ending the seats that were shown by POST."""

    template_name = "governance/wahlperiode.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        here = here_to_edit(request)
        if "last_day" in request.GET:
            return self.page(ElectoralTermForm(request.GET, municipality=here))
        named = [pk for pk in request.GET.getlist("gremium") if written_number(pk) is not None]
        form = ElectoralTermForm(initial={"gremium": named or self._political(here)}, municipality=here)
        return self.page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        here = here_to_edit(request)
        form = ElectoralTermForm(request.POST, municipality=here)
        if not form.is_valid():
            return self.page(form)
        bodies, last_day = form.cleaned_data["gremium"], form.cleaned_data["last_day"]
        if request.POST.get("gezeigt") != seen(services.political_seats(bodies, last_day)):
            messages.warning(
                request, _("Inzwischen hat sich ein Sitz geändert. Bitte sehen Sie noch einmal hin.")
            )
            return self.page(form)
        carry_on = form.cleaned_data["after"] == ACTING
        number = services.change_electoral_term(
            bodies=bodies, last_day=last_day, carry_on=carry_on, by=request.user
        )
        said = ngettext("%(n)s Amtszeit endet.", "%(n)s Amtszeiten enden.", number) % {"n": number}
        messages.success(request, f"{said} {_('Die Mandate der Gremien sind neu zu bestätigen.')}")
        return redirect(f"{reverse('governance:list')}?kommune={here.slug}")

    @staticmethod
    def _political(here: Municipality) -> list[int]:
        """Bodies in which politics sits."""
        sits = Q(kind__in=POLITICAL_KINDS) | Q(seats__sector=Sector.POLITICS)
        rows = Body.objects.filter(sits, municipality=here, until="")
        return list(rows.values_list("pk", flat=True).distinct().order_by())

    def page(self, form: ElectoralTermForm) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "breadcrumbs": crumbs((_("Wahlperiode wechseln"), ""))}
        if form.is_bound and form.is_valid():
            seats = services.political_seats(form.cleaned_data["gremium"], form.cleaned_data["last_day"])
            queries.attach(seats, body=Body, person=Person)
            context |= {"seats": seats, "shown": seen(seats), "preview": True, "acting": ACTING}
        return render(self.request, self.template_name, context)
