"""Seats: what a body is made of, held or vacant."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedQuerySet
from governance.models.base import PartModel
from governance.models.body import Body
from governance.models.person import Person
from governance.models.unit import Unit
from governance.models.vocabulary import SeatState, Sector


class SeatQuerySet(ScopedQuerySet):
    """Named selections of seats."""

    def current_on(self, day: date) -> SeatQuerySet:
        """Seats whose term has begun and not ended by that day.

        Whoever stays on „kommissarisch“ does so beyond the end, until the next term of the seat begins.
        """
        begun = Q(since__isnull=True) | Q(since__lte=day)
        next_term = Seat.objects.filter(
            body=OuterRef("body"), place=OuterRef("place"), since__gt=OuterRef("until"), since__lte=day
        )
        stays_on = Q(state=SeatState.ACTING) & ~Exists(next_term)
        return self.filter(begun, Q(until__isnull=True) | Q(until__gte=day) | stays_on)

    def coming_on(self, day: date) -> SeatQuerySet:
        """Seats whose term begins after that day."""
        return self.filter(since__gt=day)

    def sharing_the_time_of(self, seat: Seat) -> SeatQuerySet:
        """Other terms of the same seat that share a day with this one."""
        rows = self.filter(body=seat.body_id, place=seat.place).exclude(pk=seat.pk)
        if seat.since:
            rows = rows.filter(Q(until__isnull=True) | Q(until__gte=seat.since))
        return rows.filter(Q(since__isnull=True) | Q(since__lte=seat.until)) if seat.until else rows


class SeatManager(ScopedManager.from_queryset(SeatQuerySet)):
    """Seats within scope."""


class Seat(PartModel):
    """One seat for one term. The function is what counts; the person may stay unknown.

    `since` and `until` are inclusive. A seat that is vacant stays a seat and counts as vacant.
    Rows of a body with the same `place` are terms of the same seat, one after the other: they never
    share a day (docs/adr/0011). `place` is given once and never shown.
    """

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="seats")
    function = models.CharField(
        _("Funktion"),
        max_length=200,
        help_text=_("Wofür der Sitz steht, kein Name: „Vorsitz“, „Kreiselternrat“."),
    )
    place = models.PositiveIntegerField(default=0, editable=False)
    requirement = models.CharField(
        _("Voraussetzung"),
        max_length=200,
        blank=True,
        help_text=_("Wer hier sitzen kann: „Schulleitung einer berufsbildenden Schule“."),
    )
    sector = models.CharField(_("Bereich"), max_length=20, choices=Sector)
    voting = models.BooleanField(_("stimmberechtigt"), default=True)
    appointed_by = models.CharField(_("entsandt von"), max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("aus der Stelle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
    )
    state = models.CharField(_("Stand"), max_length=15, choices=SeatState, default=SeatState.HELD)
    person = models.ForeignKey(
        Person,
        verbose_name=_("Person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="seats",
    )
    since = models.DateField(_("seit"), null=True, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)
    substitute_of = models.ForeignKey(
        "self",
        verbose_name=_("vertritt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="substitutes",
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    tenant_path = "body__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_path = "body__audience"
    objects = SeatManager()
    history = scoped_history(app="governance", tenant_path="body__municipality")

    class Meta:
        verbose_name = _("Sitz")
        verbose_name_plural = _("Sitze")
        ordering = ("body", "position", "pk")
        constraints = (
            models.CheckConstraint(
                name="seat_until_after_since",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="seat_vacant_has_nobody", condition=~Q(state=SeatState.VACANT) | Q(person__isnull=True)
            ),
            models.CheckConstraint(
                name="seat_substitutes_another",
                condition=Q(substitute_of__isnull=True) | ~Q(substitute_of=F("id")),
            ),
        )

    def __str__(self) -> str:
        return self.function

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_place()
        super().save(*args, **kwargs)

    def take_place(self) -> None:
        """A new seat gets the next free number in its body; a further term brings its own."""
        if not self.place:
            taken = Seat.objects.filter(body=self.body_id).aggregate(most=Max("place"))["most"]
            self.place = (taken or 0) + 1

    def clean(self) -> None:
        errors = {}
        if self.since and self.until and self.until < self.since:
            errors["until"] = _("Das Ende liegt vor dem Beginn.")
        if self.state == SeatState.VACANT and self.person_id:
            errors["person"] = _(
                "Ein vakanter Sitz hat niemanden. Wählen Sie „besetzt“ oder nehmen Sie die Person heraus."
            )
        if self.substitute_of_id and self.substitute_of_id == self.pk:
            errors["substitute_of"] = _("Ein Sitz kann sich nicht selbst vertreten.")
        if errors:
            raise ValidationError(errors)

    def shares_a_day_with(self, other: Seat) -> bool:
        """Whether both terms hold on some day; open ends reach for ever."""
        begins = max(self.since or date.min, other.since or date.min)
        return begins <= min(self.until or date.max, other.until or date.max)

    @property
    def is_external(self) -> bool:
        """Whether the seat is not one of the administration."""
        return self.sector != Sector.ADMINISTRATION

    @property
    def is_acting(self) -> bool:
        """Held „kommissarisch“, until somebody is appointed."""
        return self.state == SeatState.ACTING

    @property
    def is_vacant(self) -> bool:
        return self.state == SeatState.VACANT
