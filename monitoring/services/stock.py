"""The stock as it is now, and what a set of cells would change in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dkbm.access.scope import system_scope
from dkbm.models import Region
from dkbm.models.region import RegionKind
from monitoring.catalogue import canonical_series, source_facts
from monitoring.models import ImportRun, ImportState, Observation, Series, Source
from monitoring.readers.cells import DASH, Cell

Key = tuple[str, str, str, str]
GERMANY = "DG"
KREIS, LAND, REGBEZ = 5, 2, 3


@dataclass(frozen=True, slots=True)
class Held:
    """A current observation, as far as comparing needs it."""

    pk: int
    value: Decimal | None
    status: str
    sign: str
    flags: str

    def same_as(self, cell: Cell) -> bool:
        """Whether the file says what is held already."""
        return (self.value, self.status, self.sign, self.flags) == (
            _six(cell.value),
            cell.status,
            cell.sign,
            cell.flags,
        )


@dataclass
class Comparison:
    """Cells sorted by what committing them would do. `unknown`: regions without data and without entry."""

    new: list[Cell] = field(default_factory=list)
    changed: list[tuple[Cell, Held]] = field(default_factory=list)
    same: int = 0
    unknown: set[str] = field(default_factory=set)


def key_of(table: str, cell: Cell) -> Key:
    """Measure, breakdown, region and period: what makes two cells the same statement."""
    measure, breakdown = canonical_series(table, cell)
    return measure, breakdown, cell.region, cell.period


def current_stock(table: str, owner: Any, periods: Iterable[str]) -> dict[Key, Held]:
    """Current observations of a table for these periods, of the official stock (None) or an owner."""
    rows = Observation.objects.filter(
        series__source__table=table,
        owner=owner,
        period__in=list(periods),
        known_from__isnull=False,
        known_until__isnull=True,
    ).values_list(
        "series__measure",
        "series__breakdown",
        "region__ags",
        "period",
        "pk",
        "value",
        "status",
        "sign",
        "flags",
    )
    return {tuple(row[:4]): Held(*row[4:]) for row in rows.iterator(chunk_size=5000)}


def compare(table: str, cells: Iterable[Cell], held: dict[Key, Held], known_regions: set[str]) -> Comparison:
    """Sort cells into new, changed and same.

    Codes that stand in no register and carry nothing but „-“ are dissolved regions printed for
    completeness: they are counted, not kept.
    """
    cells = list(cells)
    with_data = {cell.region for cell in cells if cell.status != DASH}
    result = Comparison()
    for cell in cells:
        if cell.region not in known_regions and cell.region not in with_data:
            result.unknown.add(cell.region)
            continue
        old = held.get(key_of(table, cell))
        if old is None:
            result.new.append(cell)
        elif old.same_as(cell):
            result.same += 1
        else:
            result.changed.append((cell, old))
    return result


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
    """Keep on the source the newest „Stand“ among its committed official files."""
    with system_scope("the date of an official file is public, whoever imported it"):
        runs = ImportRun.objects.filter(source=source, state=ImportState.COMMITTED, owner__isnull=True)
        dates = [header.get("retrieved") or "" for header in runs.values_list("header", flat=True)]
    source.retrieved = max(dates, default="")[:10]
    source.save(update_fields=["retrieved"])


def ensure_series(source: Source, cells: Iterable[Cell]) -> dict[tuple[str, str], int]:
    """Ids of the series the cells belong to, made where they are new."""
    wanted = {}
    for cell in cells:
        wanted.setdefault(canonical_series(source.table, cell), cell)
    held = {(s.measure, s.breakdown): s.pk for s in source.series.all()}
    for (measure, breakdown), cell in wanted.items():
        if (measure, breakdown) not in held:
            label = ", ".join(filter(None, (cell.measure_label, cell.breakdown_label)))
            series, _made = Series.objects.get_or_create(
                source=source,
                measure=measure,
                breakdown=breakdown,
                defaults={"label": label[:600], "unit": cell.unit[:60]},
            )
            held[measure, breakdown] = series.pk
    return held


def ensure_regions(cells: Iterable[Cell], source_text: str) -> dict[str, int]:
    """Ids of the regions by code; codes with data that no register holds yet are entered from the file."""
    names = {cell.region: cell.region_name for cell in cells}
    held = dict(Region.objects.filter(ags__in=names).values_list("ags", "pk"))
    for code in sorted(set(names) - set(held), key=lambda c: (c != GERMANY, len(c), c)):
        held[code] = _enter_region(code, names[code], source_text).pk
    return held


def _enter_region(code: str, printed: str, source_text: str) -> Region:
    name, _comma, designation = printed.partition(",")
    region, _made = Region.objects.get_or_create(
        ags=code,
        defaults={
            "name": name.strip() or code,
            "designation": _designation(designation),
            "kind": _kind(code),
            "parent": Region.objects.filter(ags=code[:LAND] if len(code) > LAND else GERMANY).first(),
            "source": source_text[:200],
        },
    )
    return region


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


def _six(value: Decimal | None) -> Decimal | None:
    """As the column keeps it."""
    return None if value is None else value.quantize(Decimal("0.000001"))
