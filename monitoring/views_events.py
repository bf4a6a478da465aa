"""HTTP of events in time series: list, enter, change, remove."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from dkbm.access.roles import Permission, may
from dkbm.context import municipality_in_view
from dkbm.models import Municipality
from dkbm.periods import from_key
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring.forms_events import EventForm
from monitoring.models import TimelineEvent
from monitoring.services.events import add_event, change_event, remove_event
from projects.conflicts import compared


class OwnEvents(LoginRequiredMixin):
    """Pages about the events of the municipality in view; reading needs a role there, `writes` the right."""

    writes = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.municipality = self.place(request, **kwargs)
        needs = Permission.EXPLAIN_SERIES if self.writes else Permission.READ
        if self.municipality is None or not may(request.user, needs, self.municipality):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def place(self, request: HttpRequest, **kwargs: Any) -> Municipality | None:
        """The municipality the page is about."""
        return municipality_in_view(request)


class EventList(OwnEvents, TakeAway, TemplateView):
    """What happened, newest first."""

    template_name = "monitoring/ereignisse.html"
    writes = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = TimelineEvent.objects.filter(municipality=self.municipality).select_related("indicator")
        ordered = sorted(rows, key=lambda row: (from_key(row.begins).sort_key, row.pk), reverse=True)
        may_write = may(self.request.user, Permission.EXPLAIN_SERIES, self.municipality)
        return super().get_context_data(here=self.municipality, rows=ordered, may_write=may_write, **kwargs)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.events(context)


class EventCreate(OwnEvents, View):
    """Enter an event."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(EventForm(municipality=self.municipality))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EventForm(request.POST, municipality=self.municipality)
        if not form.is_valid():
            return self._page(form, 422)
        add_event(municipality=self.municipality, by=request.user, **form.cleaned_data)
        messages.success(request, _("Gespeichert. Das Ereignis steht jetzt in den Bildern und Tabellen."))
        return redirect("monitoring:events")

    def _page(self, form: EventForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.municipality, "event": None}
        return render(self.request, "monitoring/ereignis.html", context, status=status)


class EventEdit(OwnEvents, View):
    """Change or remove an event; foreign = 404."""

    def place(self, request: HttpRequest, **kwargs: Any) -> Municipality | None:
        rows = TimelineEvent.objects.select_related("municipality__region")
        own = [m.municipality_id for m in request.user.current_memberships()]
        self.event = get_object_or_404(rows, pk=kwargs["pk"], municipality__in=own)
        return self.event.municipality

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(EventForm(instance=self.event, municipality=self.municipality))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EventForm(request.POST, instance=self.event, municipality=self.municipality)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            if "loeschen" in request.POST:
                remove_event(event=self.event, by=request.user, version=form.cleaned_data["version"])
            else:
                change_event(event=self.event, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(request, _("Entfernt.") if "loeschen" in request.POST else _("Gespeichert."))
        return redirect("monitoring:events")

    def _conflict(self, form: EventForm, current: TimelineEvent) -> HttpResponse:
        rows = compared(form, current)
        data = form.data.copy()
        data["version"] = current.version
        again = EventForm(data, instance=current, municipality=self.municipality)
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)

    def _page(self, form: EventForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "here": self.municipality, "event": self.event}
        return render(self.request, "monitoring/ereignis.html", context, status=status)
