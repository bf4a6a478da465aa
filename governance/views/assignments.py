"""Assignments and requests: the board with „schon beantwortet?“, one record, editing, answering."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from dkbm import clock, registries
from dkbm.models import Municipality
from dkbm.ui.pdf import pdf_or_print_page
from dkbm.ui.sheets import Sheet, TakeAway
from governance import forms, lists, queries, rules, services
from governance.models import Assignment
from governance.views.choice import AddHere, ListOfOne, crumbs
from governance.views.editing import EditPage


class AssignmentBoard(TakeAway, ListOfOne):
    """What is overdue, due this month, later, and done last; or what the search finds."""

    template_name = "governance/auftraege.html"
    model = Assignment
    title = gettext_lazy("Aufträge und Anfragen")

    def rows(self, here: Municipality) -> dict[str, Any]:
        form = forms.AnsweredFilter(self.request.GET)
        text = form.said.get("suche", "")
        if text:
            return {"filter": form, "text": text, "found": queries.assignments.answered_before(here, text)}
        return {"filter": form, "board": queries.assignments.board(here)}

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.assignments(context) if context["here"] else None


class AssignmentPage(TemplateView):
    """One assignment or request with its answer."""

    template_name = "governance/auftrag.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = queries.assignments.one(self.kwargs["pk"])
        if row is None:
            raise Http404
        address = f"{reverse('governance:assignments')}?kommune={row.municipality.slug}"
        panels = registries.panels_of(row, self.request.user)
        return super().get_context_data(
            assignment=row,
            may_edit=rules.may_edit(self.request.user, row),
            panels=panels,
            draws=registries.draws(panels),
            breadcrumbs=crumbs((_("Aufträge und Anfragen"), address), (row.title, ""), here=row.municipality),
            **kwargs,
        )


class AssignmentFile(View):
    """Question and answer, with what upper floors attached, as a paper to hand round."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = queries.assignments.one(pk)
        if row is None:
            raise Http404
        context = {"assignment": row, "panels": registries.panels_of(row, request.user)}
        return pdf_or_print_page(request, "governance/antwort.html", context, name=f"antwort-{pk}")


class AssignmentAdd(AddHere):
    """A new assignment or request."""

    form_class = forms.AssignmentForm
    heading = gettext_lazy("Auftrag oder Anfrage eintragen")
    list_name = "governance:assignments"

    def find(self) -> Any:
        row = super().find()
        row.received_on = clock.today()
        return row

    def add(self, form: Any, municipality: Municipality, values: dict[str, Any]) -> Assignment:
        values = {**values, "municipality": municipality}
        return services.keep_record(model=Assignment, values=values, by=self.request.user)


class AssignmentEdit(EditPage):
    """The facts of an assignment or a request."""

    form_class = forms.AssignmentForm
    heading = gettext_lazy("Auftrag oder Anfrage bearbeiten")

    def home(self, row: Any) -> Any:
        """It stands alone; its body may be another one tomorrow."""
        return


class AssignmentAnswer(AssignmentEdit):
    """State and answer."""

    form_class = forms.AnswerForm
    heading = gettext_lazy("Stand und Antwort")
