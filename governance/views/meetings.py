"""Meetings: the calendar, one meeting, its agenda, the invitation, the report afterwards, the session file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from dkbm.access.roles import Permission, may
from dkbm.models import Municipality
from dkbm.services import Conflict
from dkbm.ui.pdf import pdf_or_print_page
from dkbm.ui.sheets import Sheet, TakeAway
from governance import forms, lists, queries, rules, services
from governance.models import AgendaItem, Meeting
from governance.views.choice import ListOfOne, crumbs
from governance.views.editing import EditPage, own_or_404, show_refusal


class Calendar(TakeAway, ListOfOne):
    """All meetings of a municipality by month."""

    template_name = "governance/kalender.html"
    model = Meeting
    title = gettext_lazy("Sitzungen")

    def rows(self, here: Municipality) -> dict[str, Any]:
        form = forms.CalendarFilter(self.request.GET)
        past = form.said.get("zeit") == forms.PAST
        return {
            "filter": form,
            "months": queries.meetings.calendar_of(here, past=past),
            "past": past,
            "without_day": queries.meetings.without_a_day(here),
            "open_reports": queries.meetings.open_reports(here),
        }

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        return lists.meetings(context) if context["here"] else None


def session_or_404(pk: int) -> queries.meetings.Session:
    """The meeting with everything about it; 404 when there is none to see."""
    found = queries.meetings.session(pk)
    if found is None:
        raise Http404
    return found


class MeetingPage(TemplateView):
    """One meeting."""

    template_name = "governance/sitzung.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = session_or_404(self.kwargs["pk"])
        meeting = session.meeting
        here = meeting.body.municipality
        address = f"{reverse('governance:meetings')}?kommune={here.slug}"
        return super().get_context_data(
            session=session,
            meeting=meeting,
            may_edit=rules.may_edit(self.request.user, meeting),
            is_own=may(self.request.user, Permission.READ, here.pk),
            breadcrumbs=crumbs((_("Sitzungen"), address), (meeting.name, ""), here=here),
            **kwargs,
        )


class SessionFile(View):
    """Invitation, agenda, papers, attendance, decisions and assignments as one PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = session_or_404(pk)
        meeting = session.meeting
        context = {
            "session": session,
            "meeting": meeting,
            "is_own": may(request.user, Permission.READ, meeting.body.municipality_id),
        }
        return pdf_or_print_page(request, "governance/mappe.html", context, name=f"sitzungsmappe-{pk}")


class Invite(LoginRequiredMixin, View):
    """Send the invitation: the agenda as it stands is kept."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = own_or_404(Meeting, pk, request.user)
        try:
            services.invite_meeting(meeting=meeting, by=request.user, version=None)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Die Tagesordnung ist als Einladung festgehalten."))
        return redirect(meeting)


class OfMeeting(EditPage):
    """Pages that lead back to the meeting."""

    def home(self, row: Any) -> Any:
        return row if isinstance(row, Meeting) else row.meeting


class ItemEdit(OfMeeting):
    """An item of the agenda that exists."""

    form_class = forms.AgendaItemForm
    heading = gettext_lazy("Tagesordnungspunkt bearbeiten")


class ItemAdd(ItemEdit):
    """A new item at the end of the agenda."""

    heading = gettext_lazy("Tagesordnungspunkt eintragen")

    def find(self) -> Any:
        meeting = own_or_404(Meeting, self.kwargs["pk"], self.request.user)
        last = AgendaItem.objects.filter(meeting=meeting).order_by("-position").first()
        return AgendaItem(meeting=meeting, position=last.position + 1 if last else 1)


class ItemDrop(LoginRequiredMixin, View):
    """Take an item off the agenda."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        item = own_or_404(AgendaItem, pk, request.user)
        meeting = item.meeting
        services.drop_item(item=item, by=request.user)
        messages.success(request, _("Von der Tagesordnung genommen."))
        return redirect(meeting)


class Minutes(OfMeeting):
    """The minutes and their approval."""

    form_class = forms.MinutesForm
    heading = gettext_lazy("Protokoll")


class ReportPage(LoginRequiredMixin, View):
    """What became of the meeting, in one form."""

    template_name = "governance/nachbereitung.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = own_or_404(Meeting, pk, request.user)
        return self.page(meeting, *self.forms(meeting))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = own_or_404(Meeting, pk, request.user)
        form, decisions, tasks = self.forms(meeting, request.POST)
        # all three are asked, so that every mistake is shown at once
        if not all([form.is_valid(), decisions.is_valid(), tasks.is_valid()]):
            return self.page(own_or_404(Meeting, pk, request.user), form, decisions, tasks)
        version = form.cleaned_data["edited_version"] or 0
        report = form.report(decisions, tasks)
        try:
            services.report_meeting(meeting=meeting, report=report, by=request.user, version=version)
        except Conflict as conflict:
            return self.overtaken(conflict.current, form, decisions, tasks)
        except ValidationError as error:
            show_refusal(form, error)
            return self.page(own_or_404(Meeting, pk, request.user), form, decisions, tasks)
        messages.success(request, _("Die Sitzung ist nachbereitet."))
        return redirect(meeting)

    def forms(self, meeting: Meeting, data: Any = None) -> tuple[Any, Any, Any]:
        """The form with both lists of rows."""
        session = session_or_404(meeting.pk)
        seats = queries.meetings.seats_at(meeting)
        form = forms.ReportForm(data, instance=meeting, seats=seats, items=session.agenda)
        kwargs = {"municipality": meeting.body.municipality_id}
        return (
            form,
            forms.DecisionRows(data, prefix="beschluss"),
            forms.TaskRows(data, prefix="auftrag", form_kwargs=kwargs),
        )

    def overtaken(self, current: Meeting, form: Any, decisions: Any, tasks: Any) -> HttpResponse:
        """Everything typed stays; the next saving starts from what is kept now."""
        form.data = form.data.copy()
        form.data["edited_version"] = str(current.version)
        changed = [
            (form.fields[name].label, form.cleaned_data[name], getattr(current, name))
            for name in form._meta.fields
            if form.cleaned_data[name] != getattr(current, name)
        ]
        return self.page(current, form, decisions, tasks, status=409, changed=changed)

    def page(
        self, meeting: Meeting, form: Any, decisions: Any, tasks: Any, status: int = 200, **more: Any
    ) -> HttpResponse:
        body = meeting.body
        context = {
            "meeting": meeting,
            "form": form,
            "decisions": decisions,
            "tasks": tasks,
            "session": session_or_404(meeting.pk),
            "breadcrumbs": crumbs(
                (meeting.name, meeting.get_absolute_url()), (_("Nachbereitung"), ""), here=body.municipality
            ),
            "conflict": status == 409,
            **more,
        }
        return render(self.request, self.template_name, context, status=status)
