"""Job: recompute indicators from the cubes into finished snapshots, ten indicators at a time, more where little changed.

Everything is written in the job's final transaction: a worker that dies before leaves nothing behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from dkbm.access.scope import system_scope
from dkbm.jobs import enqueue
from dkbm.jobs.engine import take_along
from dkbm.jobs.registry import Run
from dkbm.models import Municipality
from monitoring.calculation.block import is_whole
from monitoring.models import CubeBlob, Indicator, IndicatorVersion, ResultBlob, Snapshot, Source
from monitoring.services.computing import (
    Outcome,
    Plan,
    definition_of,
    kreise_by_land,
    planned,
    register_digest,
    setting_of,
    worked_out,
)
from monitoring.services.copying import write_rows

RECOMPUTE = "monitoring.recompute"
CHUNK, TELL_AFTER_SECONDS = 10, 1.0
TOGETHER, MOST_ALONG = 160, 20  # changed cubes, and other jobs, that one job takes together
Finish = Callable[[], None]
Thing = TypeVar("Thing")


class Overtaken(RuntimeError):
    """Another job has switched the same indicator meanwhile; this one tries again."""


def request_recompute(indicator: Indicator, *, owner: Any = None, by: Any = None) -> None:
    """Promise to recompute an indicator for the official stock or an owner.

    Its whole chunk is looked through, for that costs little where nothing has changed; so requests for
    neighbours become one job, and no two jobs ever work on the same indicator.
    """
    chunk = indicator.pk // CHUNK
    payload = {"chunk": chunk, "owner": owner.pk if owner else None}
    key = job_key(indicator.pk, payload["owner"])
    enqueue(RECOMPUTE, key, payload=payload, municipality=owner, by=by)


def job_key(indicator_id: int, owner_id: int | None) -> str:
    """Key of the job that computes an indicator."""
    return f"{indicator_id // CHUNK}:{owner_id or 'stock'}"


def recompute_touched(source: Source, *, owner: Any) -> None:
    """Promise all indicators that read from this table, a municipality's own ones for that municipality."""
    prefix = f"{source.table}|"
    with system_scope("whoever defined an indicator, it follows the numbers that it reads"):
        versions = versions_in_force()
        touched = {
            (version.indicator.pk // CHUNK, concerned.pk if concerned else None): (
                version.indicator,
                concerned,
            )
            for version in versions
            if any(key.startswith(prefix) for key in version.series_keys)
            for concerned in _concerned(version, owner)
        }
    for _key, (indicator, concerned) in sorted(
        touched.items(), key=lambda item: (item[0][0], item[0][1] or 0)
    ):
        request_recompute(indicator, owner=concerned)


def _concerned(version: IndicatorVersion, owner: Any) -> list[Any]:
    """For whom an indicator is computed anew when numbers of `owner` (None: the stock) change."""
    own = version.indicator.owner
    if own is None:
        return [owner]
    return [own] if owner is None or (owner == own and version.uses_own) else []


@transaction.atomic
def request_outdated() -> int:
    """Promise what was computed with another register of Kreise or definition than the one in force.

    Results count the Kreise there are, so a Kreis that an import or the register brings concerns all of them,
    whatever table they read. Returns how many were promised.
    """
    register = register_digest(kreise_by_land())
    with system_scope("whoever owns results, they follow the register"):
        in_force = {version.pk: version for version in versions_in_force() if version.is_computable}
        rows = Snapshot.objects.filter(is_current=True, indicator_version__in=in_force).order_by("pk")
        owners = Municipality.objects.in_bulk()
        outdated = [
            (in_force[version].indicator, owners.get(owner))
            for version, owner, setting in rows.values_list("indicator_version", "owner", "parts__setting")
            if setting != setting_of(definition_of(in_force[version]), register)
        ]
        for indicator, owner in outdated:
            request_recompute(indicator, owner=owner)
    return len(outdated)


@transaction.atomic
def request_all() -> int:
    """Promise every indicator anew, whatever was computed, for the stock and every owner of cubes.

    Pages show the old snapshots until then. Damaged results go, so that they are written again. Returns how
    many indicators were promised.
    """
    for snapshot in Snapshot.objects.filter(is_current=True):
        snapshot.fingerprint, snapshot.parts = "", {**snapshot.parts, "setting": ""}
        snapshot.save(update_fields=["fingerprint", "parts"])
    for blob in ResultBlob.objects.iterator(chunk_size=100):
        if not is_whole(blob.content, blob.sha256):
            blob.delete()
    held = CubeBlob.objects.order_by().values_list("owner_id", flat=True).distinct()
    owners = [None, *Municipality.objects.filter(pk__in=set(held) - {None})]
    versions = [version for version in latest_versions() if version.is_computable]
    promised = [
        (version.indicator, owner)
        for version in versions
        for owner in (owners if version.indicator.owner is None else [version.indicator.owner])
    ]
    for indicator, owner in promised:
        request_recompute(indicator, owner=owner)
    return len(promised)


def latest_versions(known_at: datetime | None = None) -> list[IndicatorVersion]:
    """The newest definition of every indicator, in the catalogue's order; known_at: as it was at that moment."""
    newest = {version.indicator_id: version for version in versions_in_force(known_at=known_at)}
    return list(newest.values())


def versions_in_force(*chunks: int, known_at: datetime | None = None) -> list[IndicatorVersion]:
    """Every definition (of these chunks) that holds for some period, in the catalogue's order, the older ones first.

    A version that says from when on it holds leaves the periods before to the one before. known_at: as it was
    at that moment; a first version counts as known ever since.
    """
    versions = IndicatorVersion.objects.select_related("indicator__owner", "source")
    if known_at is not None:
        versions = versions.filter(Q(number=1) | Q(made_at__isnull=True) | Q(made_at__lt=known_at))
    if chunks:
        within = (Q(indicator__gte=chunk * CHUNK, indicator__lt=(chunk + 1) * CHUNK) for chunk in chunks)
        versions = versions.filter(reduce(or_, within))
    ordered = versions.order_by("indicator__order", "indicator__code", "number")
    return _in_force((version.indicator_id, version.valid_from, version) for version in ordered)


def _in_force(versions: Iterable[tuple[int, str, Thing]]) -> list[Thing]:
    """What stands for the definitions in force, of (indicator, valid from, what stands for it) by number."""
    found: dict[int, list[Thing]] = {}
    for indicator_id, valid_from, thing in versions:
        if not valid_from:
            found[indicator_id] = []
        found.setdefault(indicator_id, []).append(thing)
    return [thing for in_force in found.values() for thing in in_force]


def recompute(run: Run) -> Finish | None:
    """Handler of `monitoring.recompute`. Equal inputs give no new snapshot."""
    owner_id, kreise = run.payload["owner"], kreise_by_land()
    plans = planned(_computable([run.payload["chunk"]], owner_id), owner_id, kreise)
    along = _taken_along(run, plans)
    if along:
        plans += planned(_computable(along, owner_id), owner_id, kreise)
    total = sum(len(plan.works) for plan in plans)
    outcomes = []
    told = time.monotonic()
    for done, outcome in enumerate(worked_out(plans)):
        # most jobs are over before anybody could look: telling costs as much as computing an indicator
        if time.monotonic() - told > TELL_AFTER_SECONDS:
            run.progress(done, total, "Die Kennzahlen werden berechnet.")
            told = time.monotonic()
        if outcome is not None:
            outcomes.append(outcome)
    return (lambda: switch(outcomes, owner_id)) if outcomes else None


def _computable(chunks: Sequence[int], owner_id: int | None) -> list[IndicatorVersion]:
    """Definitions of these chunks that are computed for the stock or this owner."""
    return [
        version
        for version in versions_in_force(*chunks)
        if version.is_computable and version.indicator.owner_id in (None, owner_id)
    ]


def _taken_along(run: Run, plans: Sequence[Plan]) -> list[int]:
    """Chunks of waiting jobs that are done in the same go.

    Where little has changed, claiming, asking and settling cost more than computing; whole chunks of others are taken to be
    alike. A large job takes none: another worker may be free.
    """
    indicators = sum(len(plan.works) for plan in plans)
    changes = sum(plan.changes for plan in plans)
    expected = -(-changes * CHUNK // max(indicators, 1))
    return [
        job.payload["chunk"] for job in take_along(run, min(TOGETHER // max(expected, 1) - 1, MOST_ALONG))
    ]


def switch(outcomes: Iterable[Outcome], owner_id: int | None) -> None:
    """Write results and show the new snapshots instead of the old ones, in the job's final transaction."""
    outcomes = list(outcomes)
    current = _current(outcomes, owner_id)
    _refuse_overtaken(outcomes, current)
    for outcome in outcomes:
        if outcome.snapshot is None and outcome.base is not None:
            Snapshot.objects.filter(pk=outcome.base.pk).update(parts=outcome.parts)
    fresh = [outcome for outcome in outcomes if outcome.snapshot is not None]
    _write([blob for outcome in fresh for blob in outcome.blobs], owner_id)
    Snapshot.objects.filter(pk__in=_replaced(fresh, current)).update(is_current=False)
    Snapshot.objects.bulk_create([outcome.snapshot for outcome in fresh])


def _current(outcomes: list[Outcome], owner_id: int | None) -> list[tuple[int, int, int]]:
    """(key, version, indicator) of the snapshots that pages show now of these indicators; locked."""
    rows = Snapshot.objects.select_for_update(of=("self",)).filter(
        indicator_version__indicator__in={outcome.version.indicator_id for outcome in outcomes},
        owner_id=owner_id,
        is_current=True,
    )
    return list(rows.order_by("pk").values_list("pk", "indicator_version_id", "indicator_version__indicator"))


def _refuse_overtaken(outcomes: list[Outcome], current: list[tuple[int, int, int]]) -> None:
    """Raise unless the snapshots that were built on are still the current ones."""
    of_version = {version: key for key, version, _indicator in current}
    for outcome in outcomes:
        if of_version.get(outcome.version.pk) != (outcome.base.pk if outcome.base else None):
            raise Overtaken(str(outcome.version))


def _replaced(fresh: list[Outcome], current: list[tuple[int, int, int]]) -> list[int]:
    """Keys of what the new ones replace: of the same version, or of one that holds for no period any more."""
    written = {outcome.version.pk: outcome.version.indicator_id for outcome in fresh}
    indicators = set(written.values())
    versions = IndicatorVersion.objects.filter(indicator__in=indicators).order_by("number")
    in_force = set(_in_force(versions.values_list("indicator_id", "valid_from", "pk")))
    return [
        key
        for key, version, indicator in current
        if indicator in indicators and (version in written or version not in in_force)
    ]


def _write(blobs: list[ResultBlob], owner_id: int | None) -> None:
    """Write those results that are not stored under their name already."""
    rows = ResultBlob.objects.filter(
        indicator_version__in={blob.indicator_version_id for blob in blobs},
        owner_id=owner_id,
        sha256__in=[blob.sha256 for blob in blobs],
    )
    held = set(rows.order_by().values_list("indicator_version_id", "period", "sha256"))
    write_rows([blob for blob in blobs if (blob.indicator_version_id, blob.period, blob.sha256) not in held])
