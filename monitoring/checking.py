"""What `manage.py verify` asks of this floor: rows name what there is; cubes and results are what the rows say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef

from dkbm.models import Job
from dkbm.models.job import JobState
from monitoring.calculation.block import is_whole
from monitoring.calculation.kernel import plainly_all
from monitoring.disclosure import printed
from monitoring.disclosure.register import unpacked
from monitoring.models import Observation, Publication, PublicationState, ResultBlob, Snapshot
from monitoring.services.computing import Kreise, computed, kreise_by_land
from monitoring.services.cubes import differing_cubes
from monitoring.services.recompute import CHUNK, RECOMPUTE, job_key, versions_in_force


def complaints() -> list[str]:
    """About rows and cubes; about the results where these are sound, for results are computed from them."""
    return (orphans() or cubes() or results()) + publications()


def orphans() -> list[str]:
    """Observations that name a row which is not there: the database does not look at these keys itself."""
    keys = [f for f in Observation._meta.concrete_fields if f.is_relation and not f.db_constraint]
    return [sentence for key in keys for sentence in _orphans(key)]


def _orphans(key: Any) -> Iterator[str]:
    there = key.related_model._base_manager.filter(pk=OuterRef(key.attname))
    lost = Observation.objects.filter(~Exists(there), **{f"{key.attname}__isnull": False})
    for number, rows in lost.order_by(key.attname).values_list(key.attname).annotate(rows=Count("pk")):
        yield f"Beobachtungen, die unter „{key.name}“ die Nummer {number} nennen, die es nicht gibt: {rows}."


def cubes() -> list[str]:
    """Every cube, rebuilt from the rows."""
    return list(differing_cubes())


def publications() -> list[str]:
    """Every publication that is out: the register holds just what its checked content prints."""
    rows = Publication.objects.filter(state=PublicationState.PUBLISHED).order_by("pk")
    return [
        f"Veröffentlichung „{row.name}“ ({row.municipality_id}): {text}"
        for row in rows
        for text in _unlike(row)
    ]


def _unlike(row: Publication) -> Iterator[str]:
    fields = ("series", "region", "period", "breakdown", "value", "status", "reason", "note")
    held: dict[Any, Any] = {found[:4]: found[4:] for found in row.cells.values_list(*fields)}
    meant: dict[Any, Any] = {}
    for cell, shown in printed(unpacked(row.content)).items():
        place = (cell.series, cell.region, cell.period, ";".join(f"{n}={v}" for n, v in cell.breakdown))
        meant[place] = (shown.value, shown.status, shown.reason, shown.note)
    differing = [
        " ".join(filter(None, place)) for place in {**meant, **held} if meant.get(place) != held.get(place)
    ]
    if differing:
        yield f"Das Register druckt etwas anderes als geprüft wurde: {', '.join(sorted(differing)[:5])}."


def results() -> list[str]:
    """Every snapshot in force, computed anew by the plain formulas."""
    kreise = kreise_by_land()
    snapshots = Snapshot.objects.filter(is_current=True).select_related("indicator_version__indicator")
    ordered = snapshots.order_by("indicator_version__indicator__code", "owner_id", "pk")
    return [sentence for snapshot in ordered for sentence in _differences(snapshot, kreise)]


def _differences(snapshot: Snapshot, kreise: Kreise) -> Iterator[str]:
    version = snapshot.indicator_version
    name = f"Indikator {version.indicator.code}"
    yield from (f"{name}, {sentence}" for sentence in _damaged(snapshot))
    chunk = version.indicator_id // CHUNK
    if _waits(snapshot):
        return
    (fresh,) = computed([version], snapshot.owner_id, kreise, anew=True, by=plainly_all)
    if fresh is None or fresh.snapshot is None:
        return
    if version not in versions_in_force(chunk) or fresh.snapshot.fingerprint != snapshot.fingerprint:
        yield f"{name}: Die Ergebnisse sind veraltet, und kein Auftrag rechnet sie neu."
    elif fresh.snapshot.results != snapshot.results:
        periods = {
            p for p in {**fresh.snapshot.results, **snapshot.results} if _differ(fresh.snapshot, snapshot, p)
        }
        yield f"{name}: Die Ergebnisse sind andere als die aus den Zeilen gerechneten ({', '.join(sorted(periods))})."


def _differ(one: Snapshot, other: Snapshot, period: str) -> bool:
    return one.results.get(period) != other.results.get(period)


def _damaged(snapshot: Snapshot) -> Iterator[str]:
    """Results that the snapshot names and that are missing or not what their name says."""
    stored = ResultBlob.objects.filter(
        indicator_version=snapshot.indicator_version_id,
        owner_id=snapshot.owner_id,
        sha256__in=snapshot.results.values(),
    )
    content = {(blob.period, blob.sha256): blob.content for blob in stored.iterator(20)}
    for period, sha256 in snapshot.results.items():
        if (period, sha256) not in content:
            yield f"{period}: Das Ergebnis fehlt."
        elif not is_whole(content[period, sha256], sha256):
            yield f"{period}: Das Ergebnis ist beschädigt."


def _waits(snapshot: Snapshot) -> bool:
    """A job that computes it anew has been promised and is not done yet."""
    key = job_key(snapshot.indicator_version.indicator_id, snapshot.owner_id)
    open_ones = Job.objects.filter(kind=RECOMPUTE, key=key).exclude(state=JobState.DONE)
    return open_ones.exists()
