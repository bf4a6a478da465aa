"""Pages of a handover: which are due, the Übergabemappe (page and PDF), the five questions, the first 30 days."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, UpdateView, View

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.ui.pdf import pdf_or_print_page
from dkbm.ui.sheets import Sheet, TakeAway
from projects import lists, rules, services_handover
from projects.first_days import first_days
from projects.forms_handover import HandoverForm
from projects.models import Handover
from projects.queries_handover import handover_list, handover_of, handover_page
from projects.roles import Role, find_role
from projects.views import EditingPage
from projects.views_knowledge import own_municipality


class HandoverList(LoginRequiredMixin, TakeAway, TemplateView):
    """Posts and seats that end soon or ended lately, and all others to choose from."""

    template_name = "projects/uebergaben.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = own_municipality(self.request)
        page = handover_list(here, clock.today())
        may_edit = rules.may_edit_resources(self.request.user, here)
        return super().get_context_data(here=here, page=page, may_edit=may_edit, **kwargs)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.handovers(context)


class RolePage(LoginRequiredMixin):
    """About one post or seat of the own municipality; foreign = missing = 404."""

    permission = Permission.READ
    role: Role

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.role = find_role(kwargs["kind"], kwargs["pk"])
            rules.check_editing(request.user, self.role.municipality.pk, self.permission)
        return super().dispatch(request, *args, **kwargs)


class HandoverDetail(RolePage, TemplateView):
    """The Übergabemappe as a page."""

    template_name = "projects/uebergabe.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = rules.may_edit_resources(self.request.user, self.role.municipality)
        page = handover_page(self.role, clock.today())
        return super().get_context_data(page=page, role=self.role, may_edit=may_edit, **kwargs)


class HandoverPdf(RolePage, View):
    """The Übergabemappe as a PDF of the same content."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        today = clock.today()
        context = {"page": handover_page(self.role, today), "role": self.role, "today": today}
        name = f"uebergabe-{slugify(self.role.title) or self.role.pk}"
        return pdf_or_print_page(request, "projects/uebergabe_blatt.html", context, name=name)


class FirstDaysPage(RolePage, TemplateView):
    """The first 30 days of whoever comes, with progress from records."""

    template_name = "projects/erste_tage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        path = first_days(handover_page(self.role, today), today)
        return super().get_context_data(path=path, role=self.role, today=today, **kwargs)


class HandoverAnswers(RolePage, EditingPage, UpdateView):
    """The five questions."""

    permission = Permission.EDIT_RESOURCES
    template_name = "projects/uebergabe_fragen.html"
    form_class = HandoverForm
    saved_text = _("Die Antworten sind gespeichert.")

    def get_object(self, queryset: Any = None) -> Handover:
        """The answers at hand. A form sent without a version was begun before there were any: it stays new."""
        is_new = self.request.method == "POST" and not self.request.POST.get("version")
        known = None if is_new else handover_of(self.role)
        return known or Handover(
            municipality=self.role.municipality, post=self.role.post, seat=self.role.seat
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "municipality": self.role.municipality}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(role=self.role, **kwargs)

    def save(self, values: dict[str, Any]) -> Handover:
        return services_handover.answer_handover(
            role=self.role, by=self.request.user, **{"version": None, **values}
        )
