"""How a municipality without bodies begins: choose a picture, look at it, put it in place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from dkbm.access.roles import Permission
from dkbm.views import OwnMunicipality
from governance import services
from governance.queries.start import preview
from governance.start_pictures import PICTURES, StartPicture


class Start(OwnMunicipality, TemplateView):
    """Three pictures; `?bild=` shows one before anything is made."""

    needs = Permission.EDIT_BODIES
    template_name = "governance/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.request.GET.get("bild", "")
        chosen = self._picture(key) if key else None
        return super().get_context_data(
            here=self.municipality,
            pictures=list(PICTURES.values()),
            chosen=chosen,
            preview=preview(chosen, self.municipality) if chosen else None,
            breadcrumbs=[(_("Gremien und Stellen"), reverse("governance:list")), (_("Anfangen"), "")],
            **kwargs,
        )

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        picture = self._picture(request.POST.get("bild", ""))
        made = services.apply_start_picture(municipality=self.municipality, picture=picture, by=request.user)
        said = ngettext("%(n)s Eintrag ist angelegt.", "%(n)s Einträge sind angelegt.", made) % {"n": made}
        messages.success(request, said if made else _("Es war schon alles da."))
        return redirect(f"{reverse('governance:list')}?kommune={slug}")

    def _picture(self, key: str) -> StartPicture:
        if key not in PICTURES:
            raise Http404
        return PICTURES[key]
