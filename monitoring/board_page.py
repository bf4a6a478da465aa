"""The board of the transfer manager: all municipalities of the agency side by side, alphabetical, never ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Min, Q

from dkbm import clock
from dkbm.access.audiences import Sharing
from dkbm.access.scope import current_scope
from dkbm.models import Municipality
from governance.models import AgencyRecord, Meeting
from governance.models.agency import AccompanyState
from governance.models.vocabulary import MeetingState
from governance.queries.agency import records
from governance.search_text import stored_key
from monitoring.models import Assessment
from monitoring.sustainability import words
from monitoring.sustainability.reading import Light


@dataclass(frozen=True)
class BoardRow:
    """One municipality. '' or None: not known. `light` is '' where nothing is shared or kept yet.

    `changed`: lights that changed since the last contact, in words.
    """

    name: str
    url: str
    modules: tuple[str, ...]
    agreed: str
    last_contact: date | None
    light: str
    coverage: str
    stand: date | None
    next_meeting: date | None
    changed: tuple[str, ...]
    word: str


NOT_SHARING = "teilt noch nichts"
NO_ACCOUNT = "noch kein Zugang"
NOTHING_KEPT = "noch kein Quartal festgehalten"


def board() -> list[BoardRow]:
    """Accompanied Kreise with and without an account, by name; a fixed number of queries.

    What a municipality does not share is not read: the scope of the person decides.
    """
    scope = current_scope()
    accompanied = scope.accompanied if scope else frozenset()
    here = {m.region_id: m for m in Municipality.objects.filter(pk__in=accompanied).select_related("region")}
    known = {row.region_id: row for row in records() if row.state != AccompanyState.ENDED}
    kept = _kept([m.pk for m in here.values()])
    meetings = _next_meetings([m.pk for m in here.values()])
    rows = [_row(here.get(region), known.get(region), kept, meetings) for region in sorted({*here, *known})]
    return sorted(rows, key=lambda row: (stored_key(row.name), row.name))


def _kept(municipalities: Sequence[int]) -> dict[int, list[Assessment]]:
    """What is kept of each municipality, oldest first, as far as it is shared."""
    found: dict[int, list[Assessment]] = {}
    columns = ("municipality_id", "day", "light", "coverage", "readings", "made_at")
    shared = Assessment.objects.filter(municipality__in=municipalities).only(*columns)
    for row in shared.order_by("day", "made_at", "pk"):
        found.setdefault(row.municipality_id, []).append(row)
    return found


def _next_meetings(municipalities: Sequence[int]) -> dict[int, date]:
    coming = Meeting.objects.filter(
        ~Q(state=MeetingState.CANCELLED), body__municipality__in=municipalities, begins__gte=clock.today()
    )
    rows = coming.order_by().values("body__municipality").annotate(first=Min("begins"))
    return {row["body__municipality"]: row["first"] for row in rows}


def _row(
    here: Municipality | None,
    record: AgencyRecord | None,
    kept: dict[int, list[Assessment]],
    meetings: dict[int, date],
) -> BoardRow:
    region = here.region if here else record.region if record else None
    course = kept.get(here.pk, []) if here else []
    newest = course[-1] if course else None
    modules = record.modules_seen if record else []
    agreed = [module.agreed_label for module in modules if module.agreed_in]
    contact = record.last_contact_on if record else None
    return BoardRow(
        name=region.full_name if region else "",
        url=here.get_absolute_url() if here else record.get_absolute_url() if record else "",
        modules=tuple(f"{module}: {module.topic}" if module.topic else str(module) for module in modules),
        agreed=agreed[-1] if agreed else "",
        last_contact=contact,
        light=words.LIGHT_KEYS[Light(newest.light)] if newest else "",
        coverage=words.share_text(Fraction(newest.coverage)) if newest else "",
        stand=newest.day if newest else None,
        next_meeting=meetings.get(here.pk) if here else None,
        changed=changed_since(course, contact),
        word=_word(here, newest),
    )


def _word(here: Municipality | None, newest: Assessment | None) -> str:
    """Why there is no light."""
    if newest is not None:
        return ""
    if here is None:
        return NO_ACCOUNT
    return NOT_SHARING if here.sharing == Sharing.NOTHING else NOTHING_KEPT


def changed_since(course: Sequence[Assessment], day: date | None) -> tuple[str, ...]:
    """Lights that differ between the newest stand and the last one up to a day (None: the one before)."""
    if len(course) < 2:
        return ()
    newest = course[-1]
    before = next((row for row in reversed(course[:-1]) if day is None or row.day <= day), None)
    return () if before is None else tuple(words.moved_lights(before.readings, newest.readings))
