"""What a source says beside its numbers („vorläufig“, „berichtigt“, …), read for the results made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from monitoring.calculation import Result
from monitoring.calculation.formulas import looked_up, term_of
from monitoring.disclosure import Released, beside
from monitoring.models import IndicatorVersion, Observation, Series
from monitoring.readers.successors import SUMMED
from monitoring.services.computing import definition_of

WORDS = {
    "p": "vorläufig",
    "r": "berichtigt",
    "s": "geschätzt",
    "u": "eingeschränkt aussagekräftig",
    "f": "laut Quelle fehlerhaft",
    SUMMED: "aus aufgelösten Kreisen zusammengezählt",
}
Places = dict[tuple[str, str], dict[str, str]]


def in_words(flags: str) -> str:
    """„vorläufig, geschätzt“; the mark e (endgültig) needs no word."""
    return ", ".join(word for flag, word in WORDS.items() if flag in flags)


def marked(
    found: Sequence[tuple[IndicatorVersion, Any, Result]],
    rows: Sequence[Released],
    moment: datetime | None = None,
) -> list[Released]:
    """The released rows of these results, each with what its source says beside the numbers it is made of.

    Own counts are left alone: nothing of them leaves but what a publication prints. At most two queries.
    """
    official = {version for version, _snapshot, _result in found if not version.uses_own}
    places = _marks(official, {result.region for _v, _s, result in found}, moment)
    if not places:
        return list(rows)
    return [
        row if version.uses_own else beside(row, in_words(_flags(version, result, places)))
        for (version, _snapshot, result), row in zip(found, rows, strict=True)
    ]


def _flags(version: IndicatorVersion, result: Result, places: Places) -> str:
    """Marks of every number that the formula reads for this result."""
    definition = definition_of(version)
    parts = [(definition.numerator, None), (definition.denominator, definition.denominator_lag)]
    found = [
        looked_up(places.get((term.series, result.region), {}), result.period, term.lag, lag)
        for terms, lag in parts
        for term in map(term_of, terms)
    ]
    return "".join(filter(None, found))


def _marks(versions: Collection[IndicatorVersion], codes: Collection[str], moment: datetime | None) -> Places:
    """Marks by (series, region) and period. The series are asked for first: then the rows are found by their index."""
    keys = {key for version in versions for key in version.series_keys}
    tables = {key.split("|", 1)[0] for key in keys}
    measures = {key.split("|", 1)[1].rpartition("|")[0] for key in keys}
    held = Series.objects.filter(source__table__in=tables, measure__in=measures).select_related("source")
    series = {row.pk: row.key for row in held if row.key in keys}
    if not series:
        return {}
    rows = Observation.objects.filter(
        _known(moment), owner__isnull=True, series__in=list(series), region__ags__in=list(codes)
    ).exclude(flags="")
    places: Places = {}
    for series_id, ags, period, flags in rows.order_by().values_list(
        "series_id", "region__ags", "period", "flags"
    ):
        places.setdefault((series[series_id], ags), {})[period] = flags
    return places


def _known(moment: datetime | None) -> Q:
    if moment is None:
        return Q(known_from__isnull=False, known_until__isnull=True)
    return Q(known_from__isnull=False, known_from__lte=moment) & (
        Q(known_until__isnull=True) | Q(known_until__gt=moment)
    )


def words_of(rows: Iterable[Released]) -> list[str]:
    """Every such word that occurs in these rows, in the order of `WORDS`."""
    notes = " ".join(row.note for row in rows)
    return [word for word in WORDS.values() if word in notes]
