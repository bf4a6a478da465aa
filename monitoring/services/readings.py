"""Deeds: keeping what was read of Verstetigung at a key date, setting thresholds of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.access.scope import system_scope
from dkbm.jobs import Run, enqueue
from dkbm.jobs.registry import Finish
from dkbm.models import Job, Municipality
from dkbm.services import Conflict, require
from monitoring.models import Assessment, AssessmentDetail, IndicatorThreshold, Occasion
from monitoring.queries_readings import Picture, picture_of
from monitoring.sustainability.catalogue import BY_CODE, RULE_VERSION, Direction
from monitoring.sustainability.reading import for_display
from monitoring.sustainability.record import details_of, fingerprint, scores_of, summary_of

KEEP = "verstetigung.stand"
PLACES = 4
BOUNDS = ("green", "yellow", "green_top", "yellow_top")


@transaction.atomic
def request_assessment(*, municipality: Municipality, by: Any) -> Job:
    """Promise to keep today's readings. Raises PermissionDenied."""
    require(by, Permission.EDIT_RESOURCES, municipality)
    return _promise(municipality, clock.today(), Occasion.ASKED, by)


def ring_quarterly() -> None:
    """Promise the readings of the last quarter end for every municipality that has none of it.

    May be called at any time by any number of processes. Only the last quarter: what the records said
    earlier nobody knows any more.
    """
    day = last_quarter_end(clock.today())
    with system_scope("the end of a quarter is kept for everybody"), transaction.atomic():
        kept = Assessment.objects.filter(municipality=OuterRef("pk"), day=day).exclude(
            occasion=Occasion.ASKED
        )
        lacking = list(Municipality.objects.filter(~Exists(kept)).order_by("pk"))
        keys = [_key(municipality, day, Occasion.QUARTER) for municipality in lacking]
        promised = set(Job.objects.filter(kind=KEEP, key__in=keys).values_list("key", flat=True))
        for municipality, key in zip(lacking, keys, strict=True):
            if key not in promised:
                _promise(municipality, day, Occasion.QUARTER, None)


def last_quarter_end(today: date) -> date:
    """The last day of the newest quarter that is over."""
    month = 3 * ((today.month - 1) // 3)
    if not month:
        return date(today.year - 1, 12, 31)
    return date(today.year, month, 31 if month == 3 else 30)


def keep_assessment(run: Run) -> Finish:
    """Read now, write at the end of the job; what is kept already stays as it is."""
    payload = run.payload
    day = date.fromisoformat(payload["day"])
    municipality = Municipality.objects.select_related("region").get(pk=run.job.municipality_id)
    picture = picture_of(municipality, day)
    return lambda: _write(picture, Occasion(payload["occasion"]))


def look_back(municipality: Municipality, days: Sequence[date]) -> None:
    """Readings of past key dates from the records as they stand now, marked as such; for demo content."""
    for day in days:
        _write(picture_of(municipality, day), Occasion.LOOKING_BACK)


@transaction.atomic
def set_threshold(
    *,
    municipality: Municipality,
    code: str,
    bounds: dict[str, Decimal | None],
    reason: str,
    number: int,
    by: Any,
) -> IndicatorThreshold:
    """Set (or with empty bounds give up) a municipality's own threshold; `number` is the version one saw.

    Raises PermissionDenied, Conflict (somebody set it meanwhile), ValidationError (by field), KeyError.
    """
    require(by, Permission.EDIT_TARGETS, municipality)
    definition = BY_CODE[code]
    held = IndicatorThreshold.objects.filter(municipality=municipality, code=code).first()
    if (held.number if held else 0) != number:
        raise Conflict(held)
    row = IndicatorThreshold(
        municipality=municipality,
        code=code,
        number=number + 1,
        reason=reason,
        made_by=by,
        made_at=clock.now(),
        **{name: bounds.get(name) for name in BOUNDS},
    )
    _check_order(row, definition.direction)
    row.full_clean()
    row.save()
    return row


def _check_order(row: IndicatorThreshold, direction: Direction) -> None:
    """The better light begins where it is better; a corridor lies within the wider one."""
    green, yellow = row.green, row.yellow
    if (green is None) != (yellow is None):
        raise ValidationError({"yellow": _("Nennen Sie beide Schwellen oder keine.")})
    if green is None or yellow is None:
        return
    wrong = green > yellow if direction is Direction.DOWN else green < yellow
    if wrong:
        words = _("„Stabil“ muss besser sein als „Beobachten“.")
        raise ValidationError({"green": words})
    if direction is Direction.CORRIDOR:
        if row.green_top is None or row.yellow_top is None:
            raise ValidationError({"green_top": _("Ein Korridor braucht auch obere Schwellen.")})
        if not green <= row.green_top <= row.yellow_top:
            raise ValidationError({"green_top": _("Die oberen Schwellen liegen über den unteren.")})


def _promise(municipality: Municipality, day: date, occasion: str, by: Any) -> Job:
    payload = {"day": day.isoformat(), "occasion": str(occasion)}
    key = _key(municipality, day, occasion)
    return enqueue(KEEP, key, payload=payload, municipality=municipality, by=by)


def _key(municipality: Municipality, day: date, occasion: str) -> str:
    return f"{municipality.pk}:{day.isoformat()}:{occasion!s}"


def _write(picture: Picture, occasion: Occasion) -> None:
    """Keep it unless the quarter is kept already or the last one of the same day says the same."""
    readings, details = summary_of(picture.rows), details_of(picture.rows)
    mark = fingerprint(readings, details, RULE_VERSION)
    kept = Assessment.objects.filter(municipality=picture.municipality, day=picture.day)
    if occasion == Occasion.ASKED:
        newest = kept.filter(occasion=occasion).order_by("-made_at", "-pk").first()
        if newest is not None and newest.fingerprint == mark:
            return
    elif kept.exclude(occasion=Occasion.ASKED).exists():
        return
    made = Assessment.objects.create(
        municipality=picture.municipality,
        day=picture.day,
        occasion=occasion,
        made_at=clock.now(),
        rule_version=RULE_VERSION,
        fingerprint=mark,
        degree=_rounded(picture.whole.value),
        coverage=_rounded(picture.whole.coverage),
        light=picture.whole.light.value,
        capped_by=list(picture.whole.capped_by),
        scores=scores_of(picture.whole),
        readings=readings,
    )
    AssessmentDetail.objects.create(assessment=made, content=details)


def _rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else for_display(value, PLACES)
