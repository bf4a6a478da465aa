"""Meetings in one's own calendar: the page with the secret address, and the file behind it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from dkbm import clock, due, registries
from dkbm.access.middleware import scope_of
from dkbm.access.scope import acting_within
from dkbm.context import own_municipalities
from dkbm.models import Municipality, User
from dkbm.registries import Task
from governance import ics, queries, services
from governance.models import CalendarFeed, Meeting
from governance.models.vocabulary import MeetingState
from governance.views.choice import crumbs

ICS_TYPE = "text/calendar; charset=utf-8"


class FeedPage(LoginRequiredMixin, View):
    """Make, replace or revoke one's calendar address; it is shown once, when it is made."""

    http_method_names = ("get", "post")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("tun") == "widerrufen":
            services.revoke_feed(by=request.user)
            messages.success(request, _("Die Adresse ist widerrufen und liefert nichts mehr."))
            return redirect("governance:feed_page")
        token = services.make_feed(by=request.user)
        address = request.build_absolute_uri(reverse("governance:feed", args=[token]))
        return self.page(request, address=address)

    def page(self, request: HttpRequest, **more: Any) -> HttpResponse:
        context = {
            "feed": CalendarFeed.objects.filter(user=request.user).first(),
            "breadcrumbs": crumbs(
                (_("Sitzungen"), reverse("governance:meetings")), (_("Eigener Kalender"), "")
            ),
            **more,
        }
        # no "no-referrer" here: browsers would then send the forms of the page with the origin „null“
        return render(request, "governance/kalenderadresse.html", context)


class Feed(View):
    """Meetings and dated tasks of the person whose secret this is, as they may see them now. No session is asked."""

    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        reader = services.reader_of_feed(token)
        if reader is None:
            raise Http404
        with acting_within(scope_of(reader)):
            meetings = queries.meetings.for_feed()
            entries = [_entry(row) for row in meetings] + _task_entries(request, reader)
        content = ics.calendar_file(_("Sitzungen und Aufgaben im DKBM-Portal"), entries)
        response = HttpResponse(content, content_type=ICS_TYPE)
        response["Content-Disposition"] = 'inline; filename="sitzungen.ics"'
        response["Referrer-Policy"] = "no-referrer"
        return response


def _task_entries(request: HttpRequest, reader: User) -> list[ics.Entry]:
    """Tasks on a day; those about meetings stand there as meetings. A moved task is a new entry."""
    return [
        ics.Entry(
            uid=f"{task.key}-{day:%Y%m%d}@aufgabe.dkbm-portal",
            version=1,
            changed_at=clock.now(),
            title=f"{task.sentence}, {here.name}",
            day=day,
            link=request.build_absolute_uri(task.url),
        )
        for here in own_municipalities(reader)
        for task in _tasks(here, reader)
        if (day := due.day_of(task)) is not None
    ]


def _tasks(here: Municipality, reader: User) -> list[Task]:
    """Tasks but those about meetings, and the days that other floors know long before."""
    groups = (group for group in due.groups(here, reader) if group.name != queries.tasks.MEETINGS)
    tasks = [task for group in groups for task in group.tasks]
    return [*tasks, *(task for find in registries.calendar_dates for task in find(here, reader))]


def _entry(meeting: Meeting) -> ics.Entry:
    """What a calendar shows of a meeting: never notes, minutes or names."""
    what = f": {meeting.subject}" if meeting.subject else ""
    return ics.Entry(
        uid=f"{meeting.uid}@{meeting.body_id}.dkbm-portal",
        version=meeting.version,
        changed_at=meeting.changed_at,
        title=f"{meeting.body_seen.name}, {meeting.body.municipality.name}{what}",
        day=meeting.day,
        begin=meeting.begin_time,
        end=meeting.end_time,
        place=meeting.place,
        link=meeting.link,
        is_cancelled=meeting.state == MeetingState.CANCELLED,
        is_certain=meeting.state != MeetingState.PLANNED,
    )
