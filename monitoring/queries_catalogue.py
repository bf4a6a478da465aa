"""Reading for the catalogue: what is defined, what there are numbers for, what a definition said when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from dkbm.models import Municipality
from dkbm.numbers import print_german
from dkbm.periods import from_key
from governance.search_text import stored_key
from monitoring.calculation.breakdowns import Dimension, dimensions
from monitoring.catalogue import THEMES
from monitoring.disclosure import Released
from monitoring.knowledge import end_of
from monitoring.models import Indicator, IndicatorVersion, Observation, Series
from monitoring.queries import snapshots_shown
from monitoring.queries_released import released
from monitoring.queries_results import newest_blocks
from monitoring.services.recompute import latest_versions

WITH_DATA, WITHOUT = "mit", "ohne"
COMPARED = (
    ("name", "Name"),
    ("definition", "Definition"),
    ("get_formula_display", "Rechenweg"),
    ("numerator", "Zähler"),
    ("denominator", "Nenner"),
    ("denominator_lag", "Nenner so viele Jahre früher"),
    ("factor", "Faktor"),
    ("unit", "Einheit"),
    ("decimals", "Nachkommastellen"),
    ("get_direction_display", "Richtung"),
    ("comparability", "Vergleichbarkeit"),
    ("notes", "Was man wissen sollte"),
)


@dataclass(frozen=True)
class Entry:
    """An indicator of the catalogue with what there is of it: periods by key, the newest own value."""

    version: IndicatorVersion
    periods: tuple[str, ...] = ()
    newest: Released | None = None

    @property
    def has_data(self) -> bool:
        return bool(self.periods)

    @property
    def span(self) -> str:
        """„2014 bis 2023“, "" without data."""
        if not self.periods:
            return ""
        first, last = (from_key(key).label for key in (self.periods[0], self.periods[-1]))
        return first if first == last else f"{first} bis {last}"

    @property
    def state(self) -> str:
        """What there is, in a few words."""
        if self.has_data:
            return "Daten liegen vor"
        if self.version.is_computable:
            return f"wartet auf Tabelle {self.version.source.table}"
        return f"nur beschrieben, Quelle: {self.version.source.table}"

    @property
    def origin(self) -> str:
        """The place behind „Woher kommt diese Zahl?“ of the newest own value, "" without one."""
        return (self.newest.origin or "") if self.newest else ""

    @property
    def value(self) -> str:
        """The newest own value as printed, or the reason."""
        if self.newest is None:
            return ""
        if self.newest.value is None:
            return self.newest.reason
        return print_german(self.newest.value, self.version.decimals, self.version.unit)


@dataclass(frozen=True)
class Theme:
    """A letter of the catalogue with its indicators; those with data come first."""

    letter: str
    name: str
    entries: list[Entry]


def themes(
    municipality: Municipality | None,
    *,
    search: str = "",
    letter: str = "",
    data: str = "",
    known_on: date | None = None,
) -> list[Theme]:
    """The catalogue as asked for, theme by theme; empty themes are left out. The number of queries is fixed.

    known_on: definitions and numbers as the portal knew them at the end of that day, None for now.
    """
    entries = [
        entry
        for entry in _entries(municipality, end_of(known_on))
        if letter in ("", entry.version.indicator.theme)
        and (data == "" or entry.has_data == (data == WITH_DATA))
        and matches(entry.version, search)
    ]
    found = []
    for key, name in THEMES.items():
        own = [entry for entry in entries if entry.version.indicator.theme == key]
        if own:
            own.sort(key=lambda entry: (not entry.has_data, entry.version.indicator.code))
            found.append(Theme(key, name, own))
    return found


def _entries(municipality: Municipality | None, moment: datetime | None) -> list[Entry]:
    versions = latest_versions(moment)
    snapshots = snapshots_shown(versions, moment)
    code = municipality.region.ags if municipality else ""
    by_pk = {version.pk: version for version in versions}
    entries = {version.pk: Entry(version) for version in versions}
    found = []
    for snapshot, period, block in newest_blocks(snapshots.values()):
        if block.values.has_number:
            version = by_pk[snapshot.indicator_version_id]
            periods = sorted(snapshot.results, key=lambda key: from_key(key).sort_key)
            entries[version.pk] = Entry(version, tuple(periods))
            result = block.values.result(period, code)
            if result is not None:
                found.append((version, snapshot, result))
    for (version, _snapshot, _result), row in zip(found, released(found, moment), strict=True):
        entries[version.pk] = replace(entries[version.pk], newest=row)
    return list(entries.values())


def matches(version: IndicatorVersion, search: str) -> bool:
    """Whether every word occurs in code, names, definition, table or breakdowns; umlauts either way."""
    said = " ".join(
        (
            version.indicator.code,
            version.official_code,
            version.name,
            version.name_en,
            version.definition,
            version.source.table,
            *map(str, version.breakdowns),
        )
    )
    key = _key(said)
    return all(word in key for word in _key(search).split())


def _key(text: str) -> str:
    # in pieces: a stored key is cut to the width of its column
    return " ".join(stored_key(word) for word in text.split())


@dataclass(frozen=True)
class Change:
    """What a version says differently from the one before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Stage:
    """A version of a definition with its differences from the one before."""

    version: IndicatorVersion
    changes: list[Change]


def stages_of(indicator: Indicator) -> list[Stage]:
    """All versions of a definition, the newest first, each with what it changed."""
    versions = list(indicator.versions.select_related("source", "made_by").order_by("number"))
    stages = [
        Stage(version, _changes(versions[index - 1], version) if index else [])
        for index, version in enumerate(versions)
    ]
    return stages[::-1]


def _changes(before: IndicatorVersion, after: IndicatorVersion) -> list[Change]:
    found = []
    for name, label in COMPARED:
        old, new = _said(before, name), _said(after, name)
        if old != new:
            found.append(Change(label, old or "–", new or "–"))
    return found


def _said(version: IndicatorVersion, name: str) -> str:
    value: Any = getattr(version, name)
    value = value() if callable(value) else value
    if isinstance(value, list):
        return "; ".join(readable(str(part)) for part in value)
    return "" if value is None else str(value)


def readable(term: str) -> str:
    """A term of a formula as people read it: „12411-01-01-4: BEVSTD, GES=GESW (5 Jahre früher)“."""
    minus, rest = ("abzüglich ", term[6:]) if term.startswith("minus ") else ("", term)
    rest, _at, lag = rest.partition("@-")
    words = [part.strip() for part in rest.split("|") if part.strip()]
    said = f"{words[0]}: {', '.join(words[1:])}" if len(words) > 1 else "".join(words)
    return f"{minus}{said}{f' ({lag} Jahre früher)' if lag else ''}"


def dimensions_of(version: IndicatorVersion) -> list[Dimension]:
    """The breakdowns that the stock holds for the measures of a definition."""
    keys = {tuple(key.split("|")[:2]) for key in version.series_keys}
    rows = Series.objects.filter(
        source__table__in={table for table, _m in keys}, measure__in={m for _t, m in keys}
    )
    found = rows.values_list("source__table", "measure", "breakdown")
    return dimensions(breakdown for table, measure, breakdown in found if (table, measure) in keys)


def usable_series(municipality: Municipality) -> QuerySet:
    """Series that a municipality may compute with: those with numbers about its region, official or its own."""
    rows = Observation.objects.filter(
        region__ags__startswith=municipality.region.ags,
        known_from__isnull=False,
        known_until__isnull=True,
    )
    visible = rows.filter(owner__isnull=True) | rows.filter(owner=municipality)
    return (
        Series.objects.filter(pk__in=visible.order_by().values("series"))
        .select_related("source")
        .order_by("source__table", "pk")
    )
