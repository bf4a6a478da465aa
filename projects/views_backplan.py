"""The page of back-planning: what has to be decided by when before a grant ends, with the real meetings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.numbers import written_number
from projects import rules
from projects.models import Grant, Project
from projects.queries_backplan import plan_page
from projects.services_backplan import lay_down

UNSAVED = 422


class BackPlanPage(LoginRequiredMixin, View):
    """The plan; sent with a project, its milestones are made or moved. `?ausschuss=` names the one Fachausschuss."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            rows = Grant.objects.select_related("municipality__region", "programme")
            self.grant = get_object_or_404(rows, pk=kwargs["pk"])
            rules.check_editing(request.user, self.grant.municipality_id, Permission.READ)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rules.check_editing(request.user, self.grant.municipality_id)
        chosen = written_number(request.POST.get("projekt"))
        if chosen is None:
            return self._page(_("Bitte wählen Sie ein Projekt."), UNSAVED)
        project = get_object_or_404(Project, pk=chosen, municipality=self.grant.municipality_id)
        try:
            done = lay_down(
                grant=self.grant,
                project=project,
                committee=self._committee(),
                today=clock.today(),
                by=request.user,
            )
        except ValidationError as refused:
            return self._page(refused.messages[0], UNSAVED)
        words = _("Meilensteine: %(new)s neu, %(changed)s verschoben, %(dropped)s entfallen.")
        messages.success(request, words % vars(done))
        return redirect(request.get_full_path())

    def _committee(self) -> int | None:
        return written_number(self.request.GET.get("ausschuss"))

    def _page(self, refusal: Any = "", status: int = 200) -> HttpResponse:
        committee = self._committee()
        context = {
            "grant": self.grant,
            "here": self.grant.municipality,
            "page": plan_page(self.grant, committee, clock.today()),
            "committee": committee,
            "refusal": refusal,
            "may_edit": rules.may_edit(self.request.user, self.grant.municipality_id),
        }
        return render(self.request, "projects/rueckwaertsplan.html", context, status=status)
