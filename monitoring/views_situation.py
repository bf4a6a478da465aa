"""HTTP of „Lage auf einen Blick“: the page and its PDF for the own people, reading links without login, the mail of each quarter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.ui.pdf import pdf_or_print_page
from dkbm.views import OwnMunicipality
from monitoring.forms_situation import ReaderForm, ReadingLinkForm
from monitoring.models import ReadingLink, SituationEdition, SituationReader
from monitoring.queries_situation import mailing_of
from monitoring.services.situation import make_link, read_link, revoke_link
from monitoring.services.situation_mailing import (
    PAPER,
    STYLES,
    add_reader,
    approve_edition,
    remove_reader,
)
from monitoring.situation import situation_of


class Situation(OwnMunicipality, View):
    """One page for those who have five minutes."""

    needs = Permission.READ

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        context = {
            "municipality": self.municipality,
            "lage": situation_of(self.municipality, clock.today()),
            "may_share": may(request.user, Permission.SHARE, self.municipality),
        }
        return render(request, "monitoring/lage.html", context)


class SituationPdf(OwnMunicipality, View):
    """The same page on paper."""

    needs = Permission.READ

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        lage = situation_of(self.municipality, clock.today())
        return pdf_or_print_page(request, PAPER, {"lage": lage}, name=f"lage-{slug}", styles=STYLES)


class Links(OwnMunicipality, View):
    """Make a reading link (its address is shown once), see how often each was read."""

    needs = Permission.SHARE

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page(request, ReadingLinkForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ReadingLinkForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            _row, token = make_link(municipality=self.municipality, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("expires_on", error.messages[0])
            return self.page(request, form, status=422)
        address = request.build_absolute_uri(reverse("situation:read", args=[token]))
        return self.page(request, ReadingLinkForm(), address=address)

    def page(
        self, request: HttpRequest, form: ReadingLinkForm, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        rows = ReadingLink.objects.filter(municipality=self.municipality).defer("content")
        context = {"municipality": self.municipality, "form": form, "rows": rows, **more}
        # no "no-referrer" here: browsers would then send the forms of the page with the origin „null“
        return render(request, "monitoring/lage_leselinks.html", context, status=status)


class Revoke(OwnMunicipality, View):
    """Take a reading link back."""

    needs = Permission.SHARE
    http_method_names = ("post",)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        link = get_object_or_404(ReadingLink.objects.filter(municipality=self.municipality), pk=pk)
        revoke_link(link=link, by=request.user)
        messages.success(request, _("Der Leselink ist widerrufen und liefert nichts mehr."))
        return redirect("situation:links", slug)


class Mailing(OwnMunicipality, View):
    """Who gets the page each quarter, this quarter's edition, earlier ones."""

    needs = Permission.SHARE

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page(request, ReaderForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ReaderForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            add_reader(municipality=self.municipality, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("email", error.messages[0])
            return self.page(request, form, status=422)
        messages.success(request, _("Aufgenommen."))
        return redirect("situation:mailing", slug)

    def page(self, request: HttpRequest, form: ReaderForm, *, status: int = 200) -> HttpResponse:
        mailing = mailing_of(self.municipality, clock.today())
        context = {"municipality": self.municipality, "form": form, "mailing": mailing}
        return render(request, "monitoring/lage_versand.html", context, status=status)


class RemoveReader(OwnMunicipality, View):
    """Take an address out."""

    needs = Permission.SHARE
    http_method_names = ("post",)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        rows = SituationReader.objects.filter(municipality=self.municipality)
        remove_reader(reader=get_object_or_404(rows, pk=pk), by=request.user)
        messages.success(request, _("Entfernt."))
        return redirect("situation:mailing", slug)


class Approve(OwnMunicipality, View):
    """Approve this quarter's edition: it is kept and its mails are promised."""

    needs = Permission.SHARE
    http_method_names = ("post",)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            approve_edition(municipality=self.municipality, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request, _("Freigegeben. Der Versand läuft; die Ausgabe ändert sich nicht mehr.")
            )
        return redirect("situation:mailing", slug)


class EditionPdf(OwnMunicipality, View):
    """An edition as it was sent."""

    needs = Permission.SHARE

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        edition = get_object_or_404(SituationEdition.objects.filter(municipality=self.municipality), pk=pk)
        name = f"lage-{slug}-{edition.quarter}"
        return pdf_or_print_page(request, PAPER, {"lage": edition.content}, name=name, styles=STYLES)


class Reading(View):
    """The frozen page. No session is asked; what is expired, revoked or unknown is a missing page like any other."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = _link(token)
        context = {"lage": link.content, "link": link, "pdf": reverse("situation:read-pdf", args=[token])}
        return _unlisted(render(request, "monitoring/lage_lesen.html", context))


class ReadingPdf(View):
    """The frozen page on paper."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = _link(token)
        name = f"lage-{link.municipality.slug}"
        return _unlisted(pdf_or_print_page(request, PAPER, {"lage": link.content}, name=name, styles=STYLES))


def _link(token: str) -> ReadingLink:
    link = read_link(token)
    if link is None:
        raise Http404
    return link


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
