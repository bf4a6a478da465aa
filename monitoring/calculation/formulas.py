"""Indicator values from observations: sums, rates, published values, and sums of Kreise for the Land.

Rates are numerator over denominator, both summed first; a mean of percentages does not exist here.
A value is there or a reason is there; the sign „-“ counts as zero only where the indicator says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeVar

from dkbm.periods import from_key

RULE_VERSION = "2026-11"
SIX_PLACES = Decimal("0.000001")
COUNT, RATE, PUBLISHED = "count", "rate", "published"
USABLE = frozenset({"value", "zero", "rounded_zero"})
LAENDER = 16

REASONS = {
    "suppressed": "In der Quelle geheim gehalten oder unbekannt.",
    "not_yet": "Noch nicht veröffentlicht.",
    "not_meaningful": "In der Quelle als nicht sinnvoll gekennzeichnet.",
    "unreliable": "Zahlenwert in der Quelle nicht sicher genug.",
    "missing": "Keine Angabe in der Quelle.",
    "not_applicable": "Trifft nicht zu.",
    "dash": "Die Quelle zeigt „-“: keine Daten für dieses Gebiet und diese Zeit.",
}
NO_DENOMINATOR = "Nicht berechenbar: Der Nenner ist null."
NOT_IN_STOCK = "Nicht im Bestand: Die Tabelle ist noch nicht oder nur zum Teil eingelesen."
ABSENT = "absent"
MINUS = "minus "
_TERM = re.compile(r"(?P<minus>minus )?(?P<series>.+?)(?:@-(?P<lag>[0-9]{1,2}))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of a formula: a series, how many years earlier, whether it is subtracted."""

    series: str
    lag: int = 0
    is_minus: bool = False


@lru_cache(maxsize=8192)  # the catalogue's terms are asked for at every computation
def term_of(text: str) -> Term:
    """„minus table|measure|@-5“ taken apart: the series five years earlier, subtracted."""
    found = _TERM.fullmatch(text)
    if found is None:
        return Term(text)
    return Term(found["series"], int(found["lag"] or 0), found["minus"] is not None)


def series_of_term(text: str) -> str:
    """The series that a term reads."""
    return term_of(text).series


@dataclass(frozen=True, slots=True)
class Definition:
    """What to compute. `numerator`/`denominator`: terms to be summed; `factor` 100 for per cent.

    denominator_lag: None = the denominator has the very period of the numerator; else it is looked up by
    year, that many years earlier (1: children on 1 March by the population of 31 December before).
    """

    formula: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    factor: int = 1
    dash_means_zero: bool = False
    denominator_lag: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether every term is a series of the same period that is added."""
        terms = map(term_of, (*self.numerator, *self.denominator))
        return self.denominator_lag is None and not any(term.lag or term.is_minus for term in terms)


@dataclass(frozen=True, slots=True)
class Fact:
    """One observation: value or status, of a region (official code) at a period (canonical key)."""

    region: str
    period: str
    series: str
    value: Decimal | None
    status: str


@dataclass(frozen=True, slots=True)
class Result:
    """A computed value with what went into it, or None with the reason. `summed`: Land from its Kreise."""

    region: str
    period: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    reason: str = ""
    summed: bool = False


Place = tuple[str, str]
Thing = TypeVar("Thing")


def compute(
    definition: Definition, facts: Iterable[Fact], kreise: Mapping[str, frozenset[str]] | None = None
) -> list[Result]:
    """Values for every region and period that occurs, sorted by region and period.

    kreise: the codes of all current Kreise by Land. A Land (or Deutschland) that the source itself does
    not hold is summed from them when every one has a number; published values are never summed.
    """
    known = _same_period(facts) if definition.is_plain else dict(_by_year(definition, facts))
    results = {place: _result(definition, place, row) for place, row in known.items()}
    if definition.formula != PUBLISHED and kreise:
        for period in sorted({period for _region, period in results}):
            _add_sums(definition, kreise, period, results)
    return [results[place] for place in sorted(results)]


def _same_period(facts: Iterable[Fact]) -> dict[Place, dict[str, Fact]]:
    """Facts by place and term; every term is the series itself."""
    known: dict[Place, dict[str, Fact]] = {}
    for fact in facts:
        known.setdefault((fact.region, fact.period), {})[fact.series] = fact
    return known


def _by_year(definition: Definition, facts: Iterable[Fact]) -> Iterator[tuple[Place, dict[str, Fact]]]:
    """Facts by place and term, other years looked up; the periods are those of the unshifted numerator."""
    held: dict[str, dict[str, dict[str, Fact]]] = {}
    for fact in facts:
        held.setdefault(fact.region, {}).setdefault(fact.series, {})[fact.period] = fact
    leading = [term_of(text).series for text in definition.numerator if not term_of(text).lag]
    for region, series in held.items():
        for period in sorted({period for name in leading for period in series.get(name, ())}):
            row: dict[str, Fact] = {}
            for texts, lag in (
                (definition.numerator, None),
                (definition.denominator, definition.denominator_lag),
            ):
                for text in texts:
                    found = looked_up(series.get(term_of(text).series, {}), period, term_of(text).lag, lag)
                    if found is not None:
                        row[text] = found
            yield (region, period), row


def looked_up(facts: Mapping[str, Thing], period: str, lag: int, more: int | None) -> Thing | None:
    """What stands at this very period, or so many years earlier: same day of the year before others."""
    if not lag and more is None:
        return facts.get(period)
    year = _year(period)
    if year is None:
        return None
    wanted = year - lag - (more or 0)
    same = [key for key in facts if _year(key) == wanted]
    same.sort(key=lambda key: (key[4:] == period[4:], from_key(key).sort_key))
    return facts[same[-1]] if same else None


def _year(period: str) -> int | None:
    first = from_key(period).first_month
    return first.year if first else None


def _result(definition: Definition, place: Place, row: Mapping[str, Fact]) -> Result:
    """The value of one region and period from its observations."""
    top, status = _total(definition.numerator, row, definition.dash_means_zero)
    bottom: Decimal | None = None
    if status == "value" and definition.formula == RATE:
        bottom, status = _total(definition.denominator, row, definition.dash_means_zero)
    if status != "value" or top is None:
        shown = "missing" if status == ABSENT else status
        return Result(*place, None, top, bottom, shown, REASONS.get(status, NOT_IN_STOCK))
    return _divided(definition, place, top, bottom)


def _divided(definition: Definition, place: Place, top: Decimal, bottom: Decimal | None) -> Result:
    """Numerator by denominator, or the count itself. A denominator of 0 is „nicht berechenbar“."""
    if definition.formula != RATE:
        return Result(*place, top, top, None, "value")
    if not bottom:
        return Result(*place, None, top, bottom, "not_applicable", NO_DENOMINATOR)
    value = (top * definition.factor / bottom).quantize(SIX_PLACES, ROUND_HALF_UP)
    return Result(*place, value, top, bottom, "value")


def _total(keys: Sequence[str], row: Mapping[str, Fact], dash_means_zero: bool) -> tuple[Decimal | None, str]:
    """Sum of the series, or None with the status of the first one that has no number."""
    total = Decimal(0)
    for key in keys:
        fact = row.get(key)
        if fact is None:
            return None, ABSENT
        if fact.status in USABLE:
            value = fact.value or Decimal(0)
            total += -value if key.startswith(MINUS) else value
        elif not (fact.status == "dash" and dash_means_zero):
            return None, fact.status
    return total, "value"


def _add_sums(
    definition: Definition, kreise: Mapping[str, frozenset[str]], period: str, results: dict[Place, Result]
) -> None:
    """Add Länder, then Deutschland, as sums of their Kreise where the source has no row for them."""
    for land, codes in sorted(kreise.items()):
        if (land, period) not in results:
            _add_sum(
                definition, land, [results.get((code, period)) for code in sorted(codes)], period, results
            )
    if ("DG", period) not in results and len(kreise) == LAENDER:
        _add_sum(definition, "DG", [results.get((land, period)) for land in sorted(kreise)], period, results)


def _add_sum(
    definition: Definition,
    region: str,
    parts: Sequence[Result | None],
    period: str,
    results: dict[Place, Result],
) -> None:
    """Sum numerators and denominators of the parts, unless one of them has no number."""
    counted = [part for part in parts if part is not None and part.status == "value"]
    if not counted or len(counted) != len(parts):
        return
    top = sum((part.numerator or Decimal(0) for part in counted), Decimal(0))
    bottom = sum((part.denominator or Decimal(0) for part in counted), Decimal(0))
    whole = _divided(definition, (region, period), top, bottom if definition.formula == RATE else None)
    results[region, period] = replace(whole, summed=True)
