"""Demo content of this floor: the catalogue and a few dozen real figures with their source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from dkbm.jobs import engine
from dkbm.models import Region
from monitoring.demo_figures import FIGURES
from monitoring.models import ImportRun, ImportState, Observation, Series
from monitoring.services.catalogue import load_catalogue
from monitoring.services.cubes import lock_cubes, put_rows
from monitoring.services.recompute import latest_versions, request_recompute
from monitoring.services.stock import ensure_source, refresh_retrieved

FILE_NAME = "Demo-Inhalt: Regionaldatenbank, Tabelle {table}"


def load(log: Callable[[str], None]) -> None:
    """Write catalogue and figures once, then compute what they allow. Twice changes nothing."""
    load_catalogue()
    added = sum(_load_figures(*row) for row in FIGURES)
    for version in latest_versions():
        request_recompute(version.indicator)
    log(f"Monitoring: {len(latest_versions())} Indikatoren, {added} neue Zahlen.")


def compute(log: Callable[[str], None]) -> None:
    """Work off what the demo content promised, so that the first page already shows it."""
    log(f"Berechnungen: {engine.drain()} Aufträge erledigt.")


def _load_figures(
    table: str,
    retrieved: str,
    measure: str,
    breakdown: str,
    label: str,
    unit: str,
    period: str,
    column: str,
    cells: tuple[tuple[str, str, int], ...],
) -> int:
    source = ensure_source(table, {})
    run = _run(source, retrieved)
    series, _made = Series.objects.get_or_create(
        source=source, measure=measure, breakdown=breakdown, defaults={"label": label, "unit": unit}
    )
    regions = dict(Region.objects.filter(ags__in=[c[0] for c in cells]).values_list("ags", "pk"))
    held = set(
        Observation.objects.filter(series=series, period=period, known_until__isnull=True).values_list(
            "region__ags", flat=True
        )
    )
    rows = [
        Observation(
            series=series,
            region_id=regions[ags],
            period=period,
            run=run,
            row=row,
            column=column,
            known_from=run.committed_at,
            **_value(printed),
        )
        for ags, printed, row in cells
        if ags in regions and ags not in held
    ]
    with transaction.atomic():
        lock_cubes(source.pk)
        made = Observation.objects.bulk_create(rows)
        put_rows(source.pk, None, Observation.objects.filter(pk__in=[row.pk for row in made]))
    refresh_retrieved(source)
    return len(rows)


def _run(source: Any, retrieved: str) -> ImportRun:
    name = FILE_NAME.format(table=source.table) + f", Stand {retrieved}"
    run = ImportRun.objects.filter(file_name=name, municipality__isnull=True).first()
    if run is not None:
        return run
    now = timezone.now()
    return ImportRun.objects.create(
        file_name=name,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        source=source,
        state=ImportState.COMMITTED,
        header={"table": source.table, "retrieved": retrieved, "licence": source.attribution},
        uploaded_at=now,
        committed_at=now,
    )


def _value(printed: str) -> dict[str, Any]:
    try:
        return {"value": Decimal(printed), "status": "value", "sign": ""}
    except InvalidOperation:
        return {"value": None, "status": "dash", "sign": printed}
