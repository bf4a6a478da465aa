"""Bodies with their seats, meetings and relations; seats and meetings also on their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.context import municipality_in_view
from governance import services
from governance.admin.base import RecordAdmin, ScopedInline
from governance.admin.filters import BodiesToday, SeatsToday
from governance.models import AgendaItem, Body, ContactPoint, Meeting, Relation, Seat
from governance.queries.terms import with_seat_numbers

OF_MUNICIPALITY = ("municipality", admin.RelatedOnlyFieldListFilter)


class SeatInline(ScopedInline):
    """The seats of a body: what is looked at most; the rest stands behind the link."""

    model = Seat
    permission = Permission.EDIT_BODIES
    fields = ("position", "function", "sector", "state", "person", "until")
    autocomplete_fields = ("person",)
    show_change_link = True


class MeetingInline(ScopedInline):
    """The meetings of a body."""

    model = Meeting
    permission = Permission.EDIT_BODIES
    fields = ("day", "period", "state", "subject", "audience")
    show_change_link = True


class RelationFromBodyInline(ScopedInline):
    """What the body does to others."""

    model = Relation
    fk_name = "from_body"
    permission = Permission.EDIT_BODIES
    fields = ("position", "kind", "to_body", "to_unit", "label", "is_feedback")
    autocomplete_fields = ("to_body", "to_unit")


class ContactOfBodyInline(ScopedInline):
    """How the body is reached."""

    model = ContactPoint
    permission = Permission.EDIT_CONTACTS
    fields = ("kind", "value", "purpose", "audience", "confirmed_on", "expires_on")


@admin.register(Body)
class BodyAdmin(RecordAdmin):
    """Bodies of the own municipality."""

    permission = Permission.EDIT_BODIES
    inlines = (SeatInline, MeetingInline, RelationFromBodyInline, ContactOfBodyInline)
    list_display = (
        "name",
        "kind",
        "level",
        "seats_shown",
        "vacancies_shown",
        "target_meetings_per_year",
        "notice_days",
        "mandate_open_since",
    )
    list_editable = ("target_meetings_per_year", "notice_days")
    list_filter = (BodiesToday, "kind", "level", "composition", "audience", "is_example", OF_MUNICIPALITY)
    actions = ("begin_electoral_term", "confirm_mandates", "export_selected")
    list_select_related = ("municipality__region",)
    search_fields = ("search_key",)
    autocomplete_fields = ("office",)
    fieldsets = (
        (None, {"fields": ("municipality", "name", "kind", "level", "composition", "tasks")}),
        (
            _("Grundlage und Arbeit"),
            {
                "fields": (
                    "legal_basis",
                    "target_meetings_per_year",
                    "notice_days",
                    "mandate_open_since",
                    "office",
                    "since",
                    "until",
                )
            },
        ),
        (_("Sichtbarkeit und Herkunft"), {"fields": ("audience", "source", "is_example")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return with_seat_numbers(rows, clock.today()).order_by(*Body._meta.ordering)

    @admin.display(description=_("Sitze"), ordering="seat_number")
    def seats_shown(self, row: Body) -> int:
        return row.seat_number

    @admin.display(description=_("vakant"), ordering="vacant_number")
    def vacancies_shown(self, row: Body) -> int:
        return row.vacant_number

    @admin.action(description=_("Wahlperiode wechseln …"), permissions=["change"])
    def begin_electoral_term(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Leads to the page that shows the seats concerned before anything ends."""
        here = municipality_in_view(request)
        bodies = list(queryset.values_list("pk", "municipality"))
        if here is None or {owner for _pk, owner in bodies} != {here.pk}:
            messages.error(
                request,
                _now("Wählen Sie nur Gremien der Kommune, in der Sie gerade arbeiten."),
            )
            return None
        chosen = urlencode([("gremium", pk) for pk, _owner in bodies])
        return redirect(f"{reverse('governance:electoral_term')}?{chosen}")

    @admin.action(description=_("Mandat als bestätigt markieren"), permissions=["change"])
    def confirm_mandates(self, request: HttpRequest, queryset: Any) -> None:
        """Only where it is open: the others stay as they are."""
        bodies = list(queryset.filter(mandate_open_since__isnull=False))
        for row in bodies:
            services.confirm_mandate(body=row, by=request.user)
        said = ngettext("%(n)s Mandat ist bestätigt.", "%(n)s Mandate sind bestätigt.", len(bodies))
        messages.success(request, said % {"n": len(bodies)})


@admin.register(Seat)
class SeatAdmin(RecordAdmin):
    """All seats across bodies: to find vacancies and ends of terms."""

    permission = Permission.EDIT_BODIES
    list_display = (
        "function", "body", "sector", "state", "person", "appointed_by", "voting", "since", "until", "succession",
    )  # fmt: skip
    list_editable = ("appointed_by", "voting")
    list_filter = (SeatsToday, "state", "sector", "voting", ("body", admin.RelatedOnlyFieldListFilter))
    actions = ("appoint_successor", "export_selected")
    list_select_related = ("body", "person")
    search_fields = ("function", "body__search_key", "person__search_key")
    searches_keys = False
    autocomplete_fields = ("body", "person", "unit", "substitute_of")
    date_hierarchy = "until"

    @admin.display(description=_("Nachfolge"))
    def succession(self, row: Seat) -> str:
        """The page that ends this term and begins the next."""
        address = reverse("governance:succession", args=[row.pk])
        return format_html(
            '<a href="{}" aria-label="{}">{}</a>',
            address,
            _now("Nachfolge eintragen: %(seat)s") % {"seat": row.function},
            _now("eintragen"),
        )

    @admin.action(description=_("Nachfolge eintragen …"), permissions=["change"])
    def appoint_successor(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """A successor has a day and perhaps a name of its own: one seat at a time."""
        seats = list(queryset[:2])
        if len(seats) != 1:
            messages.error(request, _now("Bitte wählen Sie genau einen Sitz."))
            return None
        return redirect("governance:succession", seats[0].pk)


class AgendaInline(ScopedInline):
    """The agenda of a meeting as it stands."""

    model = AgendaItem
    permission = Permission.EDIT_BODIES
    fields = ("position", "title", "is_public", "state", "result", "paper_reference", "paper_link")


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    """All meetings across bodies."""

    permission = Permission.EDIT_BODIES
    inlines = (AgendaInline,)
    list_display = ("when_label", "body", "state", "subject", "place", "audience")
    list_filter = ("state", "audience", ("body", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("body",)
    search_fields = ("subject", "place", "body__search_key")
    searches_keys = False
    autocomplete_fields = ("body",)
    date_hierarchy = "begins"
