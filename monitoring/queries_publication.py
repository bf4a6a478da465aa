"""Reading what own statistics are published or could be; everything goes out released."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from dkbm.models import Municipality
from monitoring.disclosure import Released, release_printed
from monitoring.models import (
    Observation,
    ProtectionRule,
    Publication,
    PublicationState,
    PublishedCell,
    RawLook,
    Series,
    Source,
)
from monitoring.queries_released import place_in_register
from monitoring.services.publication import SHARE_OF


def published_rows(municipality: Municipality, series: str, breakdown: str = "") -> list[Released]:
    """What the newest publication prints of an own series, by region and period; [] when none does.

    series: „table|measure“ as the register names it.
    """
    cells = _register(municipality).filter(series=series, breakdown=breakdown)
    return release_printed(_newest(cells))


def _register(municipality: Municipality, moment: datetime | None = None) -> QuerySet:
    """Published cells within the scope, oldest publication first; moment: those that were out then."""
    rows = PublishedCell.objects.filter(
        publication__municipality=municipality, publication__state=PublicationState.PUBLISHED
    )
    if moment is not None:
        rows = rows.filter(publication__published_at__lt=moment)
    return rows.order_by("publication__published_at", "publication_id", "pk")


def _newest(cells: Iterable[PublishedCell]) -> list[PublishedCell]:
    newest = {(c.series, c.region, c.period, c.breakdown): c for c in cells}
    return [newest[place] for place in sorted(newest)]


def published_cells(municipality: Municipality, moment: datetime | None = None) -> list[PublishedCell]:
    """All that is published of a municipality's own statistics as far as the reader may see it, or was at a moment."""
    return _newest(_register(municipality, moment))


def published_on(municipality: Municipality, moment: datetime | None = None) -> Any:
    """Moment of the newest publication (before a moment) that the reader may see, None without any."""
    return _register(municipality, moment).aggregate(at=Max("publication__published_at"))["at"]


def printed_again(cell: PublishedCell) -> list[PublishedCell]:
    """What publications printed at this very place as far as the reader may see them, the newest first."""
    same = {name: getattr(cell, name) for name in ("series", "region", "period", "breakdown")}
    rows = _register(cell.publication.municipality).filter(**same).select_related("publication")
    return list(rows)[::-1]


def behind(cell: PublishedCell) -> list[Observation]:
    """The own counts that the place was printed from: as they stood then, of a share both its parts."""
    table, _bar, measure = cell.series.partition("|")
    measures = measure.split(SHARE_OF)
    at = cell.publication.published_at or cell.publication.requested_at
    rows = Observation.objects.filter(
        Q(known_until__isnull=True) | Q(known_until__gt=at),
        owner=cell.publication.municipality_id,
        series__source__table=table,
        series__measure__in=measures,
        region__ags=cell.region,
        period=cell.period,
        known_from__lte=at,
    ).select_related("series__source", "run__municipality", "run__uploaded_by", "run__committed_by")
    found = [row for row in rows if place_in_register(row.series.key)[1] == cell.breakdown]
    return sorted(found, key=lambda row: (measures.index(row.series.measure), row.pk))


def publications_of(municipality: Municipality) -> QuerySet:
    """Publications with how many cells they print and leave out, newest first."""
    return (
        Publication.objects.filter(municipality=municipality)
        .defer("content")
        .select_related("requested_by", "job")
        .prefetch_related("sources")
        .annotate(
            printed=Count("cells", filter=Q(cells__value__isnull=False)),
            left_out=Count("cells", filter=Q(cells__value__isnull=True)),
        )
    )


def looks_at(publication: Publication) -> QuerySet:
    """Who looked at the protected values, newest first."""
    return RawLook.objects.filter(publication=publication).select_related("by")[:50]


@dataclass(frozen=True)
class OwnSource:
    """A source with own values: how many, its rule (the default one without a row), its breakdowns."""

    source: Source
    values: int
    rule: ProtectionRule
    dimensions: tuple[str, ...]


def own_sources(municipality: Municipality) -> list[OwnSource]:
    """Sources of which the municipality has own values, by title; three queries."""
    numbers = dict(
        Observation.objects.filter(
            owner=municipality, known_from__isnull=False, known_until__isnull=True, value__isnull=False
        )
        .order_by()
        .values_list("series__source")
        .annotate(number=Count("pk"))
    )
    sources = Source.objects.filter(pk__in=numbers).order_by("title", "pk")
    rules = {r.source_id: r for r in ProtectionRule.objects.filter(municipality=municipality)}
    dimensions = _dimensions(numbers)
    return [
        OwnSource(s, numbers[s.pk], rules.get(s.pk) or ProtectionRule(), dimensions.get(s.pk, ()))
        for s in sources
    ]


def _dimensions(sources: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Names of the breakdowns of each source, in order."""
    found: dict[int, set[str]] = {}
    rows = Series.objects.filter(source__in=sources).exclude(breakdown="")
    for source, breakdown in rows.values_list("source", "breakdown"):
        found.setdefault(source, set()).update(part.split("=", 1)[0] for part in breakdown.split(";"))
    return {source: tuple(sorted(names)) for source, names in found.items()}


def labels_of(
    cells: Sequence[PublishedCell],
) -> tuple[dict[tuple[str, str], tuple[int, str]], dict[str, str]]:
    """((series, breakdown) -> (order, label)) and (table -> title) of these cells; two queries."""
    tables = {cell.series.split("|", 1)[0] for cell in cells}
    rows = Series.objects.filter(source__table__in=tables).order_by("pk")
    labels = {
        (f"{table}|{measure}", breakdown): (number, label)
        for number, (table, measure, breakdown, label) in enumerate(
            rows.values_list("source__table", "measure", "breakdown", "label")
        )
    }
    titles = dict(Source.objects.filter(table__in=tables).values_list("table", "title"))
    return labels, titles
