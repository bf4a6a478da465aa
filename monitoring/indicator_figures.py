"""Figures of the indicator page: development, comparison, map and the tables for download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from dkbm.numbers import rounded
from dkbm.periods import from_key
from dkbm.ui.figures import Figure, Printed
from monitoring.charts.development import BUND, LAND, OWN, Line
from monitoring.charts.map import Band, Shown, band_of, bands, legend_swatch, outline_map, point_map, tile_map
from monitoring.charts.peers import ENOUGH, MOST_BARS, Extras, bars, common_period, picture, span
from monitoring.charts.tiles import Centroid, places
from monitoring.disclosure import Released
from monitoring.figures import (
    Columns,
    columns_of,
    notes_url,
    printed_value,
    short_unit,
    source_line,
    stand_line,
    table_row,
    table_rows,
    unit_note_of,
)
from monitoring.indicator_page import POINTS, IndicatorPage, land_kreise
from monitoring.indicator_words import lead
from monitoring.models import Boundary

WIDE_TILE, NARROW_TILE = 72, 36
COMMON = " Es ist die neueste Zeit, für die das mindestens 80 % haben."
Entry = tuple[str, str, Released | None]


def development_figure(page: IndicatorPage) -> Figure:
    """The „Verlauf“: own line, references, span of the first chosen group, breaks, path to the target."""
    group = page.choice.groups[0] if page.choice.groups and not page.counts_only else None
    extras = Extras(
        band=span(page.group_rows(group)) if group else (),
        band_name=group.name if group else "",
        marks=page.happenings,
        path=page.path,
    )
    data, layout, narrow = (
        picture(page.lines, extras, unit=short_unit(page.view), decimals=page.version.decimals)
        if any(item.known() for item in page.lines)
        else ([], {}, None)
    )
    note = unit_note_of(page.view)
    if extras.band:
        note += f" · hinterlegt: Spanne „{extras.band_name}“"
    rows = with_events(page, table_rows(page.view, page.lines))
    return _figure(page, "verlauf", "Verlauf", note, data, layout, narrow, rows, _happened(page))


def _happened(page: IndicatorPage) -> str:
    """What is marked by date in the picture, in words: also where the picture has no room for it."""
    marks = page.happenings
    return f"Zu beachten: {'; '.join(mark.label for mark in marks)}." if marks else ""


def with_events(page: IndicatorPage, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with what happened in their period, in the note of the municipality's own row."""
    own = page.lines[0].name
    said = {
        from_key(period).label: "; ".join(e.words for e in page.events if e.touches(period))
        for period in page.periods
    }
    for row in rows:
        happened = said.get(row["period"], "") if row["region"] == own else ""
        if happened:
            note = "; ".join(filter(None, (row["note"].text, f"Ereignis: {happened}")))
            row["note"] = Printed(note, note)
    return rows


def comparison_figure(page: IndicatorPage) -> Figure:
    """The „Vergleich“ for one period: own bar, what was chosen, all single values in the table."""
    period = page.compared_period
    rows = _bar_rows(page, period)
    known = [(name, role, row.value) for name, role, row in rows if row is not None and row.value is not None]
    data, layout, narrow = (
        bars(known, unit=short_unit(page.view), decimals=page.version.decimals) if known else ([], {}, None)
    )
    label = from_key(period).label if period else ""
    summary = f"{label}. {_coverage(page, period)}" if period else lead(page)
    own, singles, references = _entries(page, period)
    order = [own, *singles, *references]
    table = [table_row(name, period, row, page.view) for name, _role, row in order]
    return _figure(
        page, "vergleich", "Vergleich", unit_note_of(page.view), data, layout, narrow, table, summary
    )


def _bar_rows(page: IndicatorPage, period: str) -> list[Entry]:
    """Bars: the own region, single regions in alphabetical order while they are few, the references."""
    own, singles, references = _entries(page, period)
    return [own, *(singles if len(singles) <= MOST_BARS else []), *references]


def _entries(page: IndicatorPage, period: str) -> tuple[Entry, list[Entry], list[Entry]]:
    """The own region, every single region compared (alphabetical), the references."""
    own = (page.region.full_name, OWN, page.view.at(page.region.ags, period))
    codes = [code for code in page.compared if code != page.region.ags]
    codes.sort(key=lambda code: (page.peers.kreise[code].name, code))
    singles = [(page.name_of(code), "grey", page.view.at(code, period)) for code in codes]
    references = [_reference(line, period) for line in _references(page)]
    return own, singles, references


def _reference(line: Line, period: str) -> Entry:
    group = line.role == BUND and line.name != "Deutschland"
    return (
        (f"{line.name}, zusammen", "muted", _at(line.rows, period))
        if group
        else (line.name, line.role, _at(line.rows, period))
    )


def _references(page: IndicatorPage) -> list[Line]:
    regions = {page.peers.short_name(region) for region in page.choice.regions}
    if page.counts_only:
        return []
    return [line for line in page.reference_lines if line.role in (LAND, BUND) and line.name not in regions]


def _at(rows: Iterable[Released], period: str) -> Released | None:
    return next((row for row in rows if row.period == period), None)


def _coverage(page: IndicatorPage, period: str) -> str:
    """How many of the compared regions have a value, and that the order says nothing."""
    rows = page.compared.values()
    known = sum(1 for own in rows if (row := _at(own, period)) is not None and row.value is not None)
    if len(page.compared) == 1:
        return "Wählen Sie Kreise oder eine Gruppe, um mehr nebeneinander zu sehen."
    hidden = len(page.compared) - 1 > MOST_BARS
    common = "" if period == page.wanted_period or known < ENOUGH * len(page.compared) else COMMON
    more = " Die einzelnen Werte stehen in der Tabelle." if hidden else ""
    return (
        f"{known} von {len(page.compared)} Gebieten haben einen Wert.{common} "
        f"Alphabetische Folge, keine Rangfolge.{more}"
    )


def table_figure(page: IndicatorPage) -> Figure:
    """The „Tabelle“: every value or its reason, newest first."""
    rows = with_events(page, table_rows(page.view, page.lines))
    return _figure(page, "tabelle", "Tabelle", unit_note_of(page.view), [], {}, None, rows)


def _figure(
    page: IndicatorPage,
    key: str,
    name: str,
    note: str,
    data: Sequence[Any],
    layout: dict[str, Any],
    narrow: Any,
    rows: Sequence[dict[str, Any]],
    summary: str = "",
) -> Figure:
    newest = page.newest
    return Figure(
        id=f"{page.version.indicator.code}-{key}",
        title=f"{name}: {page.version.name}",
        summary=summary,
        unit_note=note,
        data=data,
        layout=layout,
        narrow_layout=narrow,
        columns=columns_of(page.view),
        rows=rows,
        source=source_line(page.view),
        stand=stand_line(page.view),
        empty_reason=lead(page),
        provenance_url=provenance_url(newest),
        notes_url=notes_url(page.view),
    )


def provenance_url(row: Released | None) -> str:
    """Address of „Woher kommt diese Zahl?“, '' for sums of ours."""
    return reverse("monitoring:provenance", args=[row.origin]) if row is not None and row.origin else ""


@dataclass(frozen=True)
class LegendEntry:
    """A class of the map: its swatch and its words, with how many regions are in it."""

    swatch: SafeString
    label: str
    count: int


@dataclass(frozen=True)
class MapFigure:
    """The map as SVG (wide and narrow drawing), its legend and the same values as table rows."""

    title: str
    summary: str
    wide: SafeString
    narrow: SafeString
    legend: list[LegendEntry]
    columns: Columns
    rows: list[dict[str, Any]]
    attribution: str
    source: str
    stand: str
    is_tiles: bool
    unit_note: str = ""
    empty_reason: str = ""
    notes_url: str = ""
    regions: list[Shown] = field(default_factory=list)


def map_figure(page: IndicatorPage) -> MapFigure:
    """The Kreise of the Land: outlines where boundaries are loaded, else a tile for each."""
    codes = land_kreise(page.peers)
    rows = {code: page.view.of(code) for code in codes}
    period = page.period_among(rows) or common_period(rows)
    values = {code: _at(own, period) for code, own in rows.items()}
    decimals = page.version.decimals
    classes = bands([r.value for r in values.values() if r is not None and r.value is not None], decimals)
    shown = [_shown(page, code, row, classes) for code, row in values.items()]
    shown.sort(key=lambda region: (page.peers.kreise[region.code].name, region.code))
    wide, narrow, attribution = _drawn(page, shown, len(classes))
    names = {region.code: region.name for region in shown}
    table = [table_row(names[r.code], period, values[r.code], page.view) for r in shown] if period else []
    return MapFigure(
        title=f"Karte: {page.version.name}",
        summary=_map_summary(page, period, shown),
        wide=wide,
        narrow=narrow,
        legend=_legend(page, classes, shown),
        columns=_map_columns(page, table),
        rows=table,
        attribution=attribution,
        source=source_line(page.view),
        stand=stand_line(page.view),
        is_tiles=not attribution and not page.drawing,
        unit_note=unit_note_of(page.view),
        empty_reason=lead(page),
        notes_url=notes_url(page.view),
        regions=shown,
    )


def _map_columns(page: IndicatorPage, rows: Sequence[dict[str, Any]]) -> Columns:
    """Two columns, three where something must be said: the list beside a map is read on a phone too."""
    wanted = {"region", "value"} | ({"note"} if any(row["note"].text for row in rows) else set())
    return [column for column in columns_of(page.view) if column[0] in wanted]


def _shown(page: IndicatorPage, code: str, row: Released | None, classes: Sequence[Band]) -> Shown:
    value: Decimal | None = row.value if row is not None else None
    text = printed_value(row, page.view) if row is not None else "keine Angabe"
    band = band_of(value, classes, page.version.decimals)
    return Shown(code, page.name_of(code), text, band, own=code == page.region.ags)


def _drawn(page: IndicatorPage, shown: Sequence[Shown], count: int) -> tuple[SafeString, SafeString, str]:
    """Wide and narrow SVG and the attribution of the boundaries ('' for tiles)."""
    boundaries = Boundary.objects.filter(region__ags__in=[region.code for region in shown])
    shapes, attribution = {}, ""
    for ags, polygons, words in boundaries.values_list("region__ags", "polygons", "attribution"):
        shapes[ags], attribution = polygons, words
    if page.drawing == POINTS and (points := _points(page, shown)):
        # every text in the drawing is escaped by monitoring.charts.map
        svg = mark_safe(point_map(shown, points, count))  # noqa: S308
        return svg, svg, ""
    if len(shapes) == len(shown) and shapes:
        # every text in the drawing is escaped by monitoring.charts.map
        svg = mark_safe(outline_map(shown, shapes, count))  # noqa: S308
        return svg, svg, attribution
    spots = places(
        [
            Centroid(r.ags, r.name, float(r.latitude), float(r.longitude))
            for r in (page.peers.kreise[region.code] for region in shown)
            if r.latitude is not None and r.longitude is not None
        ]
    )
    named = [Shown(s.code, page.peers.kreise[s.code].name, s.text, s.band, s.own) for s in shown]
    wide = mark_safe(tile_map(named, spots, count, size=WIDE_TILE))  # noqa: S308
    narrow = mark_safe(tile_map(named, spots, count, size=NARROW_TILE))  # noqa: S308
    return wide, narrow, ""


def _points(page: IndicatorPage, shown: Sequence[Shown]) -> dict[str, tuple[float, float]]:
    """(longitude, latitude) of the regions whose middle is known."""
    regions = (page.peers.kreise[region.code] for region in shown)
    return {
        r.ags: (float(r.longitude), float(r.latitude))
        for r in regions
        if r.latitude is not None and r.longitude is not None
    }


def _legend(page: IndicatorPage, classes: Sequence[Band], shown: Sequence[Shown]) -> list[LegendEntry]:
    entries = [
        LegendEntry(
            mark_safe(legend_swatch(band.index, len(classes))),  # noqa: S308
            band.label(page.version.decimals, short_unit(page.view)),
            sum(region.band == band.index for region in shown),
        )
        for band in classes
    ]
    without = sum(region.band is None for region in shown)
    if without:
        swatch = mark_safe(legend_swatch(None, len(classes)))  # noqa: S308
        entries.append(LegendEntry(swatch, "keine Angabe", without))
    return entries


def _map_summary(page: IndicatorPage, period: str, shown: Sequence[Shown]) -> str:
    if not period:
        return lead(page)
    known = sum(region.band is not None for region in shown)
    land = page.peers.land.name if page.peers.land else "dem Land"
    return (
        f"{from_key(period).label}: {known} von {len(shown)} Kreisen in {land} haben einen Wert. "
        f"{page.municipality.name} ist umrandet."
    )


def wide_rows(page: IndicatorPage) -> tuple[Columns, list[dict[str, Any]]]:
    """The wide table: a row per period, a column per line; the reason where a number is missing."""
    columns: Columns = [("period", "Zeit", "text")]
    columns += [
        (f"l{i}", f"{line.name}, in {page.version.unit}", "number") for i, line in enumerate(page.lines)
    ]
    periods = sorted({r.period for line in page.lines for r in line.rows}, key=lambda k: from_key(k).sort_key)
    rows = []
    for period in periods:
        cells = {f"l{i}": _cell(_at(line.rows, period), page) for i, line in enumerate(page.lines)}
        rows.append({"period": from_key(period).label, **cells})
    return columns, rows


def _cell(row: Released | None, page: IndicatorPage) -> Any:
    if row is None:
        return "In der Quelle nicht enthalten."
    return row.reason if row.value is None else rounded(row.value, page.version.decimals)
