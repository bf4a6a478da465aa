"""Reading across the municipalities that an agency accompanies; the scope decides what each of them shares.

Every function takes a fixed number of queries, however many municipalities there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.db.models import Max, Min, Q

from dkbm import clock
from dkbm.access.audiences import Sharing
from dkbm.access.scope import current_scope
from dkbm.models import Municipality, Region
from governance.models import AgencyRecord, Meeting
from governance.models.agency import AccompanyState
from governance.models.vocabulary import MeetingState
from governance.queries.agency import plain_records, with_parts
from governance.search_text import spelled_out, stored_key
from monitoring.models import Assessment
from monitoring.sustainability.record import number_of

COLUMNS = ("municipality_id", "day", "light", "coverage", "degree", "scores", "readings", "made_at")
NOT_SHARING = "teilt noch nichts"
NO_ACCOUNT = "noch kein Zugang"
NOTHING_KEPT = "noch kein Quartal festgehalten"


@dataclass(frozen=True)
class Place:
    """A Kreis the agency works with: its municipality (None without an account), the agency's record or None."""

    name: str
    municipality: Municipality | None
    record: AgencyRecord | None

    @property
    def pk(self) -> int | None:
        """Of the municipality."""
        return self.municipality.pk if self.municipality else None

    @property
    def url(self) -> str:
        """The profile, else the agency's record."""
        row = self.municipality or self.record
        return row.get_absolute_url() if row else ""

    @property
    def shares(self) -> bool:
        """Whether it shares Eckdaten at least."""
        return self.municipality is not None and self.municipality.sharing != Sharing.NOTHING

    @property
    def shares_all(self) -> bool:
        """Whether posts, money and meetings are shared as far as their records are meant for the agency."""
        return self.municipality is not None and self.municipality.sharing >= Sharing.ALL

    def why_nothing(self) -> str:
        """Why there is no light."""
        if self.municipality is None:
            return NO_ACCOUNT
        return NOTHING_KEPT if self.shares else NOT_SHARING


def places(search: str = "") -> list[Place]:
    """Accompanied municipalities and the agency's records by name, alphabetical, never by a value."""
    scope = current_scope()
    accompanied = scope.accompanied if scope else frozenset()
    here = {m.region_id: m for m in Municipality.objects.filter(pk__in=accompanied).select_related("region")}
    known = {row.region_id: row for row in plain_records() if row.state != AccompanyState.ENDED}
    far = Region.objects.in_bulk([region for region in known if region not in here])
    for region, row in far.items():
        known[region].region = row
    found = [_place(here.get(region), known.get(region)) for region in {*here, *known}]
    wanted = spelled_out(search)
    keyed = [(_key(place.name), place) for place in found]
    kept = [(key, place) for key, place in keyed if wanted in key]
    return [place for _key, place in sorted(kept, key=lambda pair: (pair[0], pair[1].name))]


_key = lru_cache(maxsize=4096)(stored_key)
"""Of names of Kreise, which are public and few."""


def load_parts(rows: Sequence[Place]) -> None:
    """Give the records of these places their modules and awards; two queries."""
    with_parts([place.record for place in rows if place.record is not None])


def _place(here: Municipality | None, record: AgencyRecord | None) -> Place:
    region = here.region if here else record.region if record else None
    return Place(region.full_name if region else "", here, record)


def sharing_ids(rows: Collection[Place]) -> list[int]:
    """Municipalities among them that share something."""
    return [place.pk for place in rows if place.shares and place.pk is not None]


def newest_stands(municipalities: Collection[int]) -> dict[int, Assessment]:
    """The newest stand of each municipality as far as it is shared, with all readings."""
    shared = Assessment.objects.filter(municipality__in=municipalities).order_by()
    days = dict(shared.values_list("municipality").annotate(Max("day")))
    rows = shared.filter(day__in=set(days.values())).only(*COLUMNS).order_by("day", "made_at", "pk")
    return {row.municipality_id: row for row in rows if row.day == days[row.municipality_id]}


def stands_around(since: Mapping[int, date | None]) -> dict[int, tuple[Assessment | None, Assessment]]:
    """(the last stand up to a day, the newest stand) by municipality; None as day: the one before the newest.

    The first is None where nothing was kept by then.
    """
    stamps: dict[int, list[tuple[int, date]]] = defaultdict(list)
    shared = Assessment.objects.filter(municipality__in=since)
    for pk, place, day in shared.order_by("day", "made_at", "pk").values_list("pk", "municipality_id", "day"):
        stamps[place].append((pk, day))
    pairs = {place: (_before(rows, since[place]), rows[-1][0]) for place, rows in stamps.items()}
    wanted = {pk for pair in pairs.values() for pk in pair if pk is not None}
    rows = Assessment.objects.only(*COLUMNS).in_bulk(wanted)
    return {
        place: (rows.get(before) if before else None, rows[newest])
        for place, (before, newest) in pairs.items()
        if newest in rows
    }


def _before(rows: Sequence[tuple[int, date]], day: date | None) -> int | None:
    earlier = (pk for pk, made in reversed(rows[:-1]) if day is None or made <= day)
    return next(earlier, None)


def courses(municipalities: Collection[int], dimension: str) -> dict[int, list[tuple[date, Fraction | None]]]:
    """The score of one family at every kept key date, oldest first; the last stand of a day counts."""
    found: dict[int, dict[date, Fraction | None]] = defaultdict(dict)
    shared = Assessment.objects.filter(municipality__in=municipalities).order_by("day", "made_at", "pk")
    for place, day, scores in shared.values_list("municipality_id", "day", "scores"):
        found[place][day] = number_of(scores.get(dimension))
    return {place: list(days.items()) for place, days in found.items()}


def next_meetings(municipalities: Collection[int]) -> dict[int, date]:
    """The first day of the next meeting that is shared, by municipality."""
    coming = Meeting.objects.filter(
        ~Q(state=MeetingState.CANCELLED), body__municipality__in=municipalities, begins__gte=clock.today()
    )
    rows = coming.order_by().values("body__municipality").annotate(first=Min("begins"))
    return {row["body__municipality"]: row["first"] for row in rows}
