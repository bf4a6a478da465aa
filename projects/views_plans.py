"""Pages of kept states of posts and budget: keep today's, compare one with today."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.context import role_label
from dkbm.ui.sheets import Sheet, TakeAway
from projects import lists, plans_resources, rules
from projects.forms_scenarios import PlanForm
from projects.models import ResourcePlan
from projects.views_resources import ResourcePage
from projects.views_scenarios import OwnPage

UNSAVED = 422


class PlanList(TakeAway, OwnPage):
    """The kept states; sent with a name, today's is kept."""

    template_name = "projects/staende.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(PlanForm(initial={"function": role_label(request.user, self.here)}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rules.check_editing(request.user, self.here.pk, Permission.EDIT_RESOURCES)
        form = PlanForm(request.POST)
        if not form.is_valid():
            return self._page(form, UNSAVED)
        try:
            plan = plans_resources.keep_resources(
                municipality=self.here, by=request.user, **form.cleaned_data
            )
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            return self._page(form, UNSAVED)
        messages.success(request, _("Der Stand ist festgehalten und ändert sich nicht mehr."))
        return redirect(plan)

    def _page(self, form: PlanForm, status: int = 200) -> HttpResponse:
        rows = list(plans_resources.plans_of(self.here))
        answer = self.render_to_response(self.get_context_data(form=form, rows=rows))
        answer.status_code = status
        return answer

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.plans(context)


class PlanPage(ResourcePage):
    """One kept state against today."""

    template_name = "projects/stand.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            rows = ResourcePlan.objects.select_related("municipality__region")
            self.plan = get_object_or_404(rows, pk=kwargs["pk"])
            self.here = self.plan.municipality
        return LoginRequiredMixin.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shift = plans_resources.shift_of(self.plan)
        return super().get_context_data(plan=self.plan, shift=shift, **kwargs)
