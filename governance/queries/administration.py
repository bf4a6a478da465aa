"""What the person who administers a municipality in the portal looks at first: counts with a way to each list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dkbm import clock
from dkbm.models import Job, Membership, Municipality
from dkbm.models.job import JobState
from governance.models import ContactPoint, Seat
from governance.models.vocabulary import SeatState
from governance.queries.bodies import CONFIRM_AFTER_DAYS
from governance.queries.terms import ending_within_notice


@dataclass(frozen=True)
class Matter:
    """One sentence with a number in it and the admin's list of just these rows."""

    sentence: str
    url: str
    is_urgent: bool


def matters(municipality: Municipality) -> list[Matter]:
    """Unconfirmed contacts, vacancies, terms about to end, jobs that failed, who has access; in this order.

    Six queries, however many rows there are. A count of 0 is left out, but for the people with access.
    """
    return list(_matters(municipality, clock.today()))


def _matters(here: Municipality, today: Any) -> Iterator[Matter]:
    limit = today - timedelta(days=CONFIRM_AFTER_DAYS)
    unconfirmed = Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=limit)
    contacts = ContactPoint.objects.filter(unconfirmed, municipality=here).count()
    if contacts:
        words = ngettext("%(n)s Kontakt ist zu bestätigen", "%(n)s Kontakte sind zu bestätigen", contacts)
        yield _matter(words, contacts, "governance_contactpoint", "bestaetigung=offen")
    seats = Seat.objects.current_on(today).filter(body__municipality=here)
    vacant = seats.filter(state=SeatState.VACANT).count()
    if vacant:
        words = ngettext("%(n)s Sitz ist vakant", "%(n)s Sitze sind vakant", vacant)
        yield _matter(words, vacant, "governance_seat", "heute=vakant")
    ending = ending_within_notice(seats, today).count()
    if ending:
        words = ngettext("%(n)s Amtszeit endet bald", "%(n)s Amtszeiten enden bald", ending)
        yield _matter(words, ending, "governance_seat", "heute=endend")
    failed = Job.objects.filter(municipality=here, state=JobState.QUARANTINED).count()
    if failed:
        words = ngettext(
            "%(n)s Rechenauftrag ist gescheitert", "%(n)s Rechenaufträge sind gescheitert", failed
        )
        yield _matter(words, failed, "dkbm_job", f"state__exact={JobState.QUARANTINED}", is_urgent=True)
    people = Membership.objects.filter(municipality=here).valid_on(today).values("user").distinct().count()
    words = ngettext("%(n)s Person hat Zugang", "%(n)s Personen haben Zugang", people)
    yield _matter(
        _("%(people)s: Stimmen die Rollen noch?") % {"people": words}, people, "dkbm_membership", ""
    )


def _matter(words: str, count: int, model: str, query: str, *, is_urgent: bool = False) -> Matter:
    address = reverse(f"admin:{model}_changelist")
    return Matter(words % {"n": count}, f"{address}?{query}" if query else address, is_urgent)
