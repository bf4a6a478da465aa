"""Dates of council and committees from a file: upload, preview, take over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from governance import services
from governance.forms.dates import DatesForm, opened, sealed
from governance.models import Body
from governance.views.choice import crumbs, here_to_edit
from governance.views.editing import own_or_404


class DatesImport(LoginRequiredMixin, View):
    """Step one shows what a file would change, step two takes over exactly what was shown."""

    template_name = "governance/termine_einlesen.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(DatesForm(municipality=here_to_edit(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "vorschau" in request.POST:
            return self.take_over(request)
        form = DatesForm(request.POST, request.FILES, municipality=here_to_edit(request))
        if not form.is_valid():
            return self.page(form)
        body, source = form.cleaned_data["body"], form.cleaned_data["file"].name
        dates = form.reading.dates
        compared = services.compare_dates(body, dates)
        return self.page(
            form,
            body=body,
            compared=compared,
            complaints=form.reading.complaints,
            to_keep=sum(row.word != services.SAME for row in compared),
            preview=sealed(body, source, dates, request.user.pk),
        )

    def take_over(self, request: HttpRequest) -> HttpResponse:
        """Keep what the preview showed."""
        here = here_to_edit(request)
        try:
            pk, source, dates = opened(request.POST["vorschau"], request.user.pk)
        except ValueError:
            messages.error(
                request, _("Die Vorschau ist abgelaufen. Bitte laden Sie die Datei noch einmal hoch.")
            )
            return redirect("governance:meeting_import")
        body = own_or_404(Body, pk, request.user)
        kept = services.take_over_dates(body=body, dates=dates, source=source, by=request.user)
        counts = {word: sum(row.word == word for row in kept) for word in services.WORDS}
        text = _("%(new)s Termine neu, %(changed)s geändert, %(same)s waren schon da.")
        messages.success(
            request,
            text % dict(zip(("new", "changed", "same"), counts.values(), strict=True)),
        )
        return redirect(f"{reverse('governance:meetings')}?kommune={here.slug}")

    def page(self, form: DatesForm, **more: Any) -> HttpResponse:
        steps = ((_("Sitzungen"), reverse("governance:meetings")), (_("Termine übernehmen"), ""))
        context = {"form": form, "breadcrumbs": crumbs(*steps), **more}
        return render(self.request, self.template_name, context)
