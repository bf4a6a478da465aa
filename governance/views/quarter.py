"""Quartals-Check: fifteen minutes, only what may have changed, one button a block."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from dkbm.numbers import written_number
from governance.queries import quarter as queries
from governance.services.quarter import confirm_block
from governance.views.choice import crumbs, here_to_edit

MOST_MARKS = 2_000


class QuarterCheck(LoginRequiredMixin, View):
    """The blocks; posting confirms one of them as it was shown."""

    def get(self, request: HttpRequest) -> HttpResponse:
        here = here_to_edit(request)
        context = {
            "here": here,
            "blocks": queries.blocks(here),
            "breadcrumbs": crumbs((_("Quartals-Check"), ""), here=here),
        }
        return render(request, "governance/quartals_check.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        here = here_to_edit(request)
        kind = request.POST.get("block", "")
        if kind not in queries.KINDS:
            raise Http404
        shown = _shown(request.POST.getlist("eintrag"))
        done, changed = confirm_block(municipality=here, kind=kind, shown=shown, by=request.user)
        words = ngettext("%(n)s Eintrag bestätigt.", "%(n)s Einträge bestätigt.", done)
        messages.success(request, words % {"n": done})
        if changed:
            words = ngettext(
                "%(n)s Eintrag hat sich inzwischen geändert. Bitte sehen Sie ihn noch einmal an.",
                "%(n)s Einträge haben sich inzwischen geändert. Bitte sehen Sie sie noch einmal an.",
                changed,
            )
            messages.warning(request, words % {"n": changed})
        return redirect("governance:quarter")


def _shown(marks: list[str]) -> dict[int, int]:
    """Version by id from „id:version“; what is no such pair is left out."""
    pairs = (tuple(map(written_number, mark.split(":"))) for mark in marks[:MOST_MARKS])
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and None not in pair}
