"""Resolutions with their chains: the register, one resolution, the level of the mandate (N-L1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from dkbm.models import Municipality
from governance.models import Body, Consultation, Meeting, Resolution, Unit
from governance.models.vocabulary import MandateLevel, ResolutionState
from governance.queries.bodies import attach
from governance.search_text import spelled_out


@dataclass(frozen=True)
class Mandate:
    """How high the education management is legitimated on a day, and by which resolution (None at level 0)."""

    level: MandateLevel
    resolution: Resolution | None


def register(
    municipality: Municipality, *, text: str = "", kind: str = "", level: int | None = None
) -> list[Resolution]:
    """Resolutions of a municipality with `chain` and `deciding`, the newest decision first, open ones on top."""
    rows = Resolution.objects.filter(municipality=municipality)
    if kind:
        rows = rows.filter(kind=kind)
    if level is not None:
        rows = rows.filter(level=level)
    for word in spelled_out(text).split():
        rows = rows.filter(search_key__contains=word)
    return with_chain(_newest_first(rows))


def with_chain(rows: Iterable[Resolution]) -> list[Resolution]:
    """Set `chain` (steps in order, their links attached as far as one may see them) and `deciding`.

    Three queries, however many rows.
    """
    rows = list(rows)
    steps: dict[int, list[Consultation]] = defaultdict(list)
    found = Consultation.objects.filter(resolution__in=[row.pk for row in rows]).order_by("position", "pk")
    for step in attach(found, body=Body, unit=Unit, meeting=Meeting):
        step.place = step.body_seen or step.unit_seen
        steps[step.resolution_id].append(step)
    for row in rows:
        row.chain = steps[row.pk]
        row.deciding = next((step for step in row.chain if step.is_deciding), None)
    return rows


def decided_in(meeting: Meeting) -> list[Resolution]:
    """Resolutions that this meeting advised on or decided, with their chains; `step` is the one here."""
    return _with_step("meeting", meeting.pk)


def through(body: Body) -> list[Resolution]:
    """Resolutions that this body advised on or decided, the newest first; `step` is its own."""
    return _with_step("body", body.pk)


def _with_step(name: str, pk: int) -> list[Resolution]:
    """Resolutions with a step at this body or meeting, set as `step` (the deciding one before others)."""
    ids = Consultation.objects.filter(**{name: pk}).values("resolution")
    rows = with_chain(_newest_first(Resolution.objects.filter(pk__in=ids)))
    for row in rows:
        own = [step for step in row.chain if getattr(step, f"{name}_id") == pk]
        row.step = next((step for step in own if step.is_deciding), own[0])
    return rows


def mandate(municipality: Municipality, day: date) -> Mandate:
    """N-L1: the highest level of a resolution that holds on this day, the newest of that level."""
    decided = Resolution.objects.filter(municipality=municipality, state=ResolutionState.DECIDED)
    holding = [
        row
        for row in with_chain(_newest_first(decided))
        if row.holds_on(day, row.deciding.ends if row.deciding else None)
    ]
    best = max(holding, key=lambda row: row.level, default=None)
    return Mandate(MandateLevel(best.level if best else 0), best)


def _newest_first(rows: QuerySet) -> QuerySet:
    deciding = Consultation.objects.filter(resolution=OuterRef("pk"), is_deciding=True)
    return rows.annotate(decided_first=Subquery(deciding.values("begins")[:1])).order_by(
        F("decided_first").desc(nulls_first=True), "search_key", "pk"
    )
