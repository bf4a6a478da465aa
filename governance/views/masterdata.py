"""Master data out and in: one workbook, address cards, rows of the clipboard, always with a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from dkbm.access.roles import Permission, may
from dkbm.models import Municipality
from dkbm.ui.downloads import XLSX_TYPE, attachment, text_workbook
from governance import services
from governance.forms.masterdata import Lines, MasterDataForm, opened, sealed
from governance.queries.masterdata import sheets_of
from governance.services.masterdata import NEW, REFUSED, SAME, Outcome, fingerprint
from governance.views.choice import crumbs, here_to_edit


def here_with_contacts(request: HttpRequest) -> Municipality:
    """The municipality in view, for those who edit bodies and contacts."""
    here = here_to_edit(request)
    if not may(request.user, Permission.EDIT_CONTACTS, here):
        raise PermissionDenied
    return here


class MasterDataFile(LoginRequiredMixin, View):
    """Everything the page reads in, as one workbook."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest) -> HttpResponse:
        here = here_with_contacts(request)
        content = text_workbook(sheets_of(here))
        return attachment(content, name=f"stammdaten-{here.slug}.xlsx", content_type=XLSX_TYPE)


class MasterData(LoginRequiredMixin, View):
    """Step one shows what would change, step two takes over exactly that."""

    template_name = "governance/stammdaten.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(MasterDataForm(municipality=here_with_contacts(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        here = here_with_contacts(request)
        if "vorschau" in request.POST:
            return self.take_over(request, here)
        form = MasterDataForm(request.POST, request.FILES, municipality=here)
        if not form.is_valid():
            return self.page(form)
        outcomes = services.rehearse_master_data(municipality=here, lines=form.lines, by=request.user)
        return self.preview(form, form.lines, outcomes)

    def take_over(self, request: HttpRequest, here: Municipality) -> HttpResponse:
        """Keep what the preview showed."""
        try:
            lines, shown = opened(request.POST["vorschau"], here, request.user.pk)
        except ValueError:
            messages.error(request, _("Die Vorschau ist abgelaufen. Bitte beginnen Sie noch einmal."))
            return redirect("governance:master_data")
        outcomes = services.take_over_master_data(
            municipality=here, lines=lines, shown=shown, by=request.user
        )
        if fingerprint(outcomes) != shown or any(row.word == REFUSED for row in outcomes):
            messages.warning(request, _("Inzwischen hat jemand etwas geändert. Das ist die neue Vorschau."))
            return self.preview(MasterDataForm(municipality=here), lines, outcomes)
        number = sum(row.word != SAME for row in outcomes)
        said = ngettext("%(n)s Eintrag ist übernommen.", "%(n)s Einträge sind übernommen.", number)
        messages.success(request, said % {"n": number})
        return redirect("governance:master_data")

    def preview(self, form: MasterDataForm, lines: Lines, outcomes: list[Outcome]) -> HttpResponse:
        """What would become of each line; unchanged ones are only counted."""
        counts = {
            word: sum(row.word == word for row in outcomes) for word in (NEW, "geändert", SAME, REFUSED)
        }
        context = {
            "outcomes": [row for row in outcomes if row.word != SAME],
            "counts": [(word, number) for word, number in counts.items() if number],
            "refused": counts[REFUSED],
            "to_keep": len(outcomes) - counts[SAME],
            "left_out": form.left_out,
            "preview": sealed(lines, fingerprint(outcomes), form.municipality, self.request.user.pk),
        }
        return self.page(form, **context)

    def page(self, form: MasterDataForm, **more: Any) -> HttpResponse:
        context = {"form": form, "breadcrumbs": crumbs((_("Stammdaten"), "")), **more}
        return render(self.request, self.template_name, context)
