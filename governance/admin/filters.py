"""Filters of the admin lists of this floor: by what is to be done today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from governance.models import Seat
from governance.models.contact import CONFIRM_AFTER_DAYS
from governance.models.vocabulary import SeatState
from governance.queries.terms import ending_within_notice


class ToConfirm(admin.SimpleListFilter):
    """Contacts nobody confirmed for twelve months."""

    title = _("Bestätigung")
    parameter_name = "bestaetigung"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("offen", _("zu bestätigen")), ("frisch", _("in den letzten 12 Monaten bestätigt")))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        limit = clock.today() - timedelta(days=CONFIRM_AFTER_DAYS)
        if self.value() == "offen":
            return queryset.filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=limit))
        return queryset.filter(confirmed_on__gte=limit) if self.value() == "frisch" else queryset


class SeatsToday(admin.SimpleListFilter):
    """Terms as they stand today: what runs, what is vacant, what is held for the time being, what ends."""

    title = _("heute")
    parameter_name = "heute"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (
            ("laufend", _("laufende Amtszeiten")),
            ("vakant", _("vakante Sitze")),
            ("kommissarisch", _("kommissarisch besetzt")),
            ("endend", _("endende Amtszeiten")),
        )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        today = clock.today()
        states = {"vakant": SeatState.VACANT, "kommissarisch": SeatState.ACTING}
        # narrowed in a subquery: the list may be joined and grouped already
        seats = Seat.objects.current_on(today)
        if self.value() in states:
            seats = seats.filter(state=states[self.value()])
        if self.value() == "endend":
            seats = ending_within_notice(seats, today)
        return queryset.filter(pk__in=seats.values("pk"))


class BodiesToday(admin.SimpleListFilter):
    """Bodies in which something is open today."""

    title = _("zu tun")
    parameter_name = "zu_tun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (
            ("vakant", _("mit vakanten Sitzen")),
            ("kommissarisch", _("mit kommissarisch besetzten Sitzen")),
            ("endend", _("mit endenden Amtszeiten")),
            ("mandat", _("Mandat neu zu bestätigen")),
        )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = clock.today()
        seats = Seat.objects.current_on(today).filter(body=OuterRef("pk"))
        match self.value():
            case "vakant":
                return queryset.filter(Exists(seats.filter(state=SeatState.VACANT)))
            case "kommissarisch":
                return queryset.filter(Exists(seats.filter(state=SeatState.ACTING)))
            case "endend":
                return queryset.filter(Exists(ending_within_notice(seats, today)))
            case "mandat":
                return queryset.filter(mandate_open_since__isnull=False)
        return queryset
