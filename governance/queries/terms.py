"""Terms of seats as lists of the admin count and choose them: by querysets, so that they can be composed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from governance.models import Body, Seat
from governance.models.vocabulary import SeatState


def ending_within_notice(seats: Any, day: date) -> Any:
    """Of these terms those that end within the lead time of their body, or ended without a successor."""
    days = sorted(set(Body.objects.order_by().values_list("notice_days", flat=True)))
    ends = Q(pk__in=())
    for number in days:
        ends |= Q(body__notice_days=number, until__lte=day + timedelta(days=number))
    followed = Seat.objects.filter(
        body=OuterRef("body"), place=OuterRef("place"), since__gt=OuterRef("until")
    )
    return seats.filter(ends).exclude(Exists(followed))


def with_seat_numbers(bodies: Any, day: date) -> Any:
    """Bodies with `seat_number` and `vacant_number` of the terms that hold on that day."""
    current = Seat.objects.current_on(day).filter(body=OuterRef("pk"))
    return bodies.annotate(
        seat_number=_number(current), vacant_number=_number(current.filter(state=SeatState.VACANT))
    )


def _number(seats: Any) -> Coalesce:
    counted = seats.order_by().values("body").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
