"""Demo content: council of Emden with a calendar of meetings, so that back-planning has something to snap to.

No council paper is repeated: bodies of these kinds exist in every city, their days here are invented and say so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dkbm.access.audiences import Audience
from dkbm.models import Municipality
from governance.demo.putting import put
from governance.models import Body, Meeting
from governance.models.vocabulary import BodyKind, Level, MeetingState

INVENTED = "Beispielwerte, erfunden"
# from Fachausschuss to Rat, spring and autumn of each year
DAYS: tuple[tuple[str, BodyKind, tuple[str, ...]], ...] = (
    (
        "Ausschuss für Schule und Bildung",
        BodyKind.COMMITTEE,
        ("2026-09-15", "2027-02-09", "2027-09-14", "2028-02-08"),
    ),
    (
        "Verwaltungsausschuss",
        BodyKind.MAIN_COMMITTEE,
        ("2026-11-09", "2027-03-15", "2027-11-08", "2028-03-13"),
    ),
    ("Rat der Stadt", BodyKind.COUNCIL, ("2026-11-19", "2027-03-25", "2027-12-09", "2028-03-30")),
)
HELD_UNTIL = date(2026, 11, 20)
"""What lies before the demo's beginning has taken place."""


def load(log: Callable[[str], None]) -> None:
    """Put the three bodies and their meetings in place; a second run changes nothing."""
    emden = Municipality.objects.filter(region__ags="03402").first()
    if emden is None:
        return
    for name, kind, days in DAYS:
        body = put(
            Body,
            {"municipality": emden, "name": name},
            kind=kind,
            level=Level.NORMATIVE,
            source=INVENTED,
            is_example=True,
        )
        for day in map(date.fromisoformat, days):
            _meeting(body, day)
    log("Sitzungskalender der Politik (Beispielwerte): Stadt Emden")


def _meeting(body: Body, day: date) -> None:
    put(
        Meeting,
        {"body": body, "day": day},
        state=MeetingState.HELD if day <= HELD_UNTIL else MeetingState.PLANNED,
        audience=Audience.PUBLIC,
        source=INVENTED,
        is_example=True,
    )
