"""What a committed file needs beside its rows: source, series, regions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.db.models import F

from dkbm.access.scope import system_scope
from dkbm.models import Region
from dkbm.models.region import RegionKind
from monitoring.catalogue import source_facts
from monitoring.models import ImportRun, ImportState, Series, Source
from monitoring.readers.cells import Cell
from monitoring.services.comparing import Name, known_regions

GERMANY = "DG"
BATCH = 500
KREIS, LAND, REGBEZ = 5, 2, 3


def ensure_source(table: str, header: dict[str, Any]) -> Source:
    """The source row of a table; what the file's own footer says wins over what we knew."""
    facts = source_facts(table, header)
    source, made = Source.objects.get_or_create(table=table, defaults=facts)
    if not made and any(
        facts[name] and getattr(source, name) != facts[name] for name in ("licence", "attribution")
    ):
        source.licence, source.attribution = facts["licence"], facts["attribution"]
        source.save(update_fields=["licence", "attribution"])
    return source


def refresh_retrieved(source: Source) -> None:
    """Keep on the source the newest „Stand“ and the newest notes among its committed official files.

    Its `edition` grows with every import that is committed or taken back.
    """
    with system_scope("date and notes of an official file are public, whoever imported it"):
        runs = ImportRun.objects.filter(source=source, state=ImportState.COMMITTED, owner__isnull=True)
        headers = list(runs.order_by("-committed_at", "-pk").values_list("header", flat=True))
    headers.sort(key=lambda header: header.get("retrieved") or "", reverse=True)
    source.retrieved = (headers[0].get("retrieved") or "")[:10] if headers else ""
    # flat files have no notes: those of the table layout hold for them too
    source.notes = next((header["footer"] for header in headers if header.get("footer")), "")
    source.edition = F("edition") + 1
    source.save(update_fields=["retrieved", "notes", "edition"])


def ensure_series(source: Source, wanted: Mapping[Name, Cell]) -> dict[Name, int]:
    """Keys of the series by measure and breakdown, made where they are new; a cell of each names it."""
    held = {(s.measure, s.breakdown): s.pk for s in source.series.all()}
    made = [
        Series(
            source=source,
            measure=name[0],
            breakdown=name[1],
            label=", ".join(filter(None, (cell.measure_label, cell.breakdown_label)))[:600],
            unit=cell.unit[:60],
        )
        for name, cell in wanted.items()
        if name not in held
    ]
    if made:
        Series.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
        held = {(s.measure, s.breakdown): s.pk for s in source.series.all()}
    return {name: held[name] for name in wanted}


def ensure_regions(printed: Mapping[str, str], source_text: str) -> dict[str, int]:
    """Keys of the regions by code; codes with data that no register holds yet are entered with their printed name.

    Germany comes first, then Länder, so that every region finds the one above it.
    """
    held = known_regions(list(printed))
    missing = set(printed) - set(held)
    for length in sorted({_rank(code) for code in missing}):
        codes = sorted(code for code in missing if _rank(code) == length)
        above = known_regions(sorted({_above(code) for code in codes}))
        Region.objects.bulk_create(
            [_region(code, printed[code], above.get(_above(code)), source_text) for code in codes],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
    return held | known_regions(sorted(missing))


def are_held(model: Any, keys: Collection[int]) -> bool:
    """Whether these rows are all there, and will be until the transaction ends.

    What a foreign key would do for every row that names them, done once: on PostgreSQL nobody deletes them
    meanwhile, and others may hold them too; on SQLite nobody else writes.
    """
    wanted = sorted(set(keys))
    if connection.vendor != "postgresql":
        parts = [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
        return sum(model.objects.filter(pk__in=part).count() for part in parts) == len(wanted)
    table = connection.ops.quote_name(model._meta.db_table)
    column = connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        hold = f"SELECT {column} FROM {table} WHERE {column} = ANY(%s) ORDER BY {column} FOR KEY SHARE"  # noqa: S608 - names of ours
        cursor.execute(hold, [wanted])
        return len(cursor.fetchall()) == len(wanted)


def _rank(code: str) -> int:
    return 0 if code == GERMANY else len(code)


def _above(code: str) -> str:
    """The Land of a smaller region, Germany of a Land."""
    return code[:LAND] if len(code) > LAND else GERMANY


def _region(code: str, printed: str, parent: int | None, source_text: str) -> Region:
    name, _comma, designation = printed.partition(",")
    return Region(
        ags=code,
        name=name.strip() or code,
        designation=_designation(designation),
        kind=_kind(code),
        parent_id=parent,
        source=source_text[:200],
    )


def _designation(text: str) -> str:
    """„Kreisfreie Stadt“ for „kreisfreie Stadt“ and „Landeshauptstadt, kreisfreie Stadt“ alike."""
    words = text.strip()
    for known in ("kreisfreie Stadt", "Stadtkreis", "Landkreis", "Kreis", "Regionalverband"):
        if known.lower() in words.lower():
            return known[:1].upper() + known[1:]
    return words[:60]


def _kind(code: str) -> str:
    if code == GERMANY:
        return RegionKind.BUND
    return {LAND: RegionKind.LAND, REGBEZ: RegionKind.REGBEZ, KREIS: RegionKind.KREIS}.get(
        len(code), RegionKind.TEIL
    )
