"""The formulas of `formulas.py` for all regions and periods at once, in whole numbers; equal to the last digit.

What the whole numbers of a machine cannot hold is computed by the plain formulas instead, slowly and right.
Why a quotient is the same as theirs although they divide with 28 digits first: docs/adr/0009.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from monitoring.calculation.blobs import NONE, Codes, Whole
from monitoring.calculation.block import FITS, MOST_PLACES, VALUE, Numbers, Values, fewest, values_of
from monitoring.calculation.cube import CODES, STATUSES, Cube
from monitoring.calculation.formulas import (
    ABSENT,
    LAENDER,
    NO_DENOMINATOR,
    NOT_IN_STOCK,
    PUBLISHED,
    RATE,
    REASONS,
    USABLE,
    Definition,
    Fact,
    compute,
    series_of_term,
)

GERMANY = "DG"
Table = str
Cubes = Mapping[str, Mapping[Table, Cube]]
Kreise = Mapping[str, frozenset[str]]
Item = tuple[Definition, Cubes]
MOST_PLACES_TOGETHER = 60_000  # rows times regions: enough to be quick, few enough to be small
_USABLE = np.array([status in USABLE for status in STATUSES])
_DASH = CODES["dash"]
_MISSING, _NOT_APPLICABLE = CODES["missing"], CODES["not_applicable"]
_REASONS = (*(REASONS.get(status, NOT_IN_STOCK) for status in STATUSES), NO_DENOMINATOR, "")
_NO_DENOMINATOR, _NO_REASON = len(STATUSES), len(STATUSES) + 1
assert ABSENT not in REASONS  # noqa: S101 - status 0 stands for it: NOT_IN_STOCK


class TooLarge(ArithmeticError):
    """A number does not fit; the plain formulas must compute."""


@dataclass(frozen=True, slots=True)
class Column:
    """One term of the formulas at all rows and regions of a stack."""

    numbers: Whole
    places: int
    statuses: Codes


@dataclass(frozen=True, slots=True)
class Stack:
    """Cubes of several indicators and periods laid over each other: arrays are [row, region].

    rows: (index of the indicator, period); columns: the terms of the numerator, then of the denominator.
    """

    rows: tuple[tuple[int, str], ...]
    regions: tuple[str, ...]
    columns: Sequence[Column]


@dataclass(slots=True)
class Computed:
    """Results at all places of a stack; `there` says where there is one at all."""

    numerator: Whole
    denominator: Whole
    value: Whole
    statuses: Codes
    reasons: Codes
    summed: NDArray[np.bool_]
    there: NDArray[np.bool_]


def fully_known(definition: Definition) -> bool:
    """Whether the kernel computes it; other years and differences are left to the plain formulas."""
    return definition.is_plain


def evaluate(definition: Definition, cubes: Cubes, kreise: Kreise) -> dict[str, Values]:
    """Results of every period for which there is any, from the cubes of its tables."""
    return evaluate_all([(definition, cubes)], kreise)[0]


def evaluate_all(items: Sequence[Item], kreise: Kreise) -> list[dict[str, Values]]:
    """The same for several indicators; those that are computed alike are computed together."""
    found: list[dict[str, Values]] = [{} for _ in items]
    for batch in _batches(items):
        together = [items[index] for index in batch]
        for index, values in zip(batch, _together(together, kreise), strict=True):
            found[index] = values
    return found


def plainly_all(items: Sequence[Item], kreise: Kreise) -> list[dict[str, Values]]:
    """The same as `evaluate_all`, by the plain formulas."""
    return [plainly(definition, cubes, kreise) for definition, cubes in items]


def _batches(items: Sequence[Item]) -> Iterator[list[int]]:
    """Indexes of items whose formulas have the same shape, not too many places together."""
    shapes: dict[object, list[int]] = {}
    for index, (definition, _cubes) in enumerate(items):
        terms = (len(definition.numerator), len(definition.denominator))
        shape = (
            definition.formula,
            terms,
            definition.factor,
            definition.dash_means_zero,
            fully_known(definition),
        )
        shapes.setdefault(shape, []).append(index)
    for indexes in shapes.values():
        batch: list[int] = []
        count = 0
        for index in indexes:
            places = sum(
                max((len(cube.regions) for cube in tables.values()), default=0)
                for tables in items[index][1].values()
            )
            if batch and count + places > MOST_PLACES_TOGETHER:
                yield batch
                batch, count = [], 0
            batch.append(index)
            count += places
        yield batch


def _together(items: Sequence[Item], kreise: Kreise) -> list[dict[str, Values]]:
    """Results of items of the same shape; one that holds too large a number must not slow the others."""
    try:
        if fully_known(items[0][0]):
            return _quickly(items, kreise)
    except TooLarge:
        if len(items) > 1:
            return [_together([item], kreise)[0] for item in items]
    return plainly_all(items, kreise)


def plainly(definition: Definition, cubes: Cubes, kreise: Kreise) -> dict[str, Values]:
    """The same by the plain formulas: the reference, and the way for very large numbers."""
    found: dict[str, list[object]] = {}
    for result in compute(definition, facts_of(definition, cubes), kreise):
        found.setdefault(result.period, []).append(result)
    return {period: values_of(results) for period, results in found.items()}  # type: ignore[arg-type]


def facts_of(definition: Definition, cubes: Cubes) -> Iterable[Fact]:
    """The rows of the definition's series as the plain formulas read them."""
    wanted = set(series_of(definition))
    for period, tables in cubes.items():
        for table, cube in tables.items():
            for column, series in enumerate(cube.series):
                key = f"{table}|{series}"
                for row in np.flatnonzero(cube.statuses[:, column]) if key in wanted else ():
                    status = STATUSES[cube.statuses[row, column]]
                    yield Fact(cube.regions[row], period, key, cube.value(int(row), column), status)


def series_of(definition: Definition) -> tuple[str, ...]:
    """Keys „table|measure|breakdown“ of every series that the definition reads, each once."""
    return tuple(dict.fromkeys(map(series_of_term, (*definition.numerator, *definition.denominator))))


def dependents(definition: Definition, periods: Collection[str], touched: Collection[str]) -> set[str]:
    """Periods whose results may change when the rows of the touched ones do, themselves included."""
    return set(touched) if fully_known(definition) else {*periods, *touched}


def needed(definition: Definition, periods: Collection[str], wanted: Collection[str]) -> set[str]:
    """Periods whose rows are read for the results of the wanted ones."""
    return set(wanted).intersection(periods) if fully_known(definition) else set(periods)


def _quickly(items: Sequence[Item], kreise: Kreise) -> list[dict[str, Values]]:
    definition = items[0][0]
    stack = _stack(items, kreise if definition.formula != PUBLISHED else {})
    terms = len(definition.numerator)
    top, status = _total(stack.columns[:terms], dash_is_zero=definition.dash_means_zero)
    bottom = Numbers(np.full(status.shape, NONE, np.int64))
    if definition.formula == RATE:
        bottom, below = _total(stack.columns[terms:], dash_is_zero=definition.dash_means_zero)
        bottom = Numbers(np.where(status == VALUE, bottom.numbers, NONE), bottom.places)
        status = np.where(status == VALUE, below, status)
    there = np.zeros(status.shape, bool)
    for column in stack.columns:
        there |= column.statuses != 0
    computed = _computed(definition, top, bottom, status, there)
    if definition.formula != PUBLISHED and kreise:
        _add_sums(definition, computed, stack.regions, kreise)
    _divide(definition, computed, top.places, bottom.places)
    return _values(computed, stack, top.places, bottom.places, len(items))


def _stack(items: Sequence[Item], kreise: Kreise) -> Stack:
    """The terms over all indicators and periods; regions are those of the cubes and of the sums."""
    terms = [_terms(definition) for definition, _cubes in items]
    laid = [
        (
            index,
            period,
            [(tables[table], wanted) for table, wanted in terms[index].items() if table in tables],
        )
        for index, (_definition, cubes) in enumerate(items)
        for period, tables in cubes.items()
    ]
    used = [cube for _index, _period, found in laid for cube, _wanted in found]
    if any(cube.big for cube in used):
        raise TooLarge
    layouts = {id(cube.regions): cube.regions for cube in used}
    sums = {GERMANY, *kreise, *(code for codes in kreise.values() for code in codes)} if kreise else set()
    regions = tuple(sorted(sums.union(*layouts.values())))
    row_of = {code: row for row, code in enumerate(regions)}
    into = {name: np.array([row_of[code] for code in codes], np.intp) for name, codes in layouts.items()}
    count = len(items[0][0].numerator) + len(items[0][0].denominator)
    columns = _columns([found for _index, _period, found in laid], into, count, len(regions))
    return Stack(tuple((index, period) for index, period, _found in laid), regions, columns)


def _terms(definition: Definition) -> dict[str, list[tuple[int, str]]]:
    """(place in the formula, series) of every term, by table."""
    found: dict[str, list[tuple[int, str]]] = {}
    for place, key in enumerate((*definition.numerator, *definition.denominator)):
        table, series = key.split("|", 1)
        found.setdefault(table, []).append((place, series))
    return found


def _columns(
    rows: Sequence[Sequence[tuple[Cube, Sequence[tuple[int, str]]]]],
    into: Mapping[int, NDArray[np.intp]],
    count: int,
    width: int,
) -> list[Column]:
    """The terms' series out of the cubes of every row, over each other."""
    numbers = np.full((count, len(rows), width), NONE, np.int64)
    statuses = np.zeros(numbers.shape, np.uint8)
    places = np.zeros((count, len(rows)), np.int64)
    for row, found in enumerate(rows):
        for cube, wanted in found:
            held = [(place, cube.series.index(name)) for place, name in wanted if name in cube.series]
            if not held:
                continue
            terms, taken = (list(part) for part in zip(*held, strict=True))
            target = np.ix_(terms, into[id(cube.regions)])
            numbers[:, row][target] = cube.numbers[:, taken].T
            statuses[:, row][target] = cube.statuses[:, taken].T
            places[terms, row] = [cube.places[column] for column in taken]
    most = places.max(axis=1, initial=0)
    for term, row in zip(*np.nonzero(places != most[:, None]), strict=True):
        numbers[term, row] = _raised(numbers[term, row], int(most[term] - places[term, row]))
    return [Column(*column) for column in zip(numbers, most.tolist(), statuses, strict=True)]


def _raised(numbers: Whole, places: int) -> Whole:
    """The numbers with more decimal places; raises TooLarge when they do not fit."""
    if not places:
        return numbers
    _check(numbers, 10**places)
    return np.where(numbers == NONE, NONE, np.where(numbers == NONE, 0, numbers) * 10**places)


def _check(numbers: Whole, factor: int) -> None:
    """Raise TooLarge unless all numbers times the factor stay below 2 ** 62."""
    known = numbers[numbers != NONE]
    if known.size and max(int(known.max()), -int(known.min())) * factor >= FITS:
        raise TooLarge


def _total(columns: Sequence[Column], *, dash_is_zero: bool) -> tuple[Numbers, Codes]:
    """Sum of the terms, NONE with the status of the first one that has no number."""
    places = max(column.places for column in columns)
    total = np.zeros(columns[0].numbers.shape, np.int64)
    status = np.full(total.shape, VALUE, np.uint8)
    for column in columns:
        usable = _USABLE[column.statuses]
        raised = _raised(column.numbers, places - column.places)
        _check(raised, len(columns))
        total += np.where(usable & (raised != NONE), raised, 0)
        good = usable | (column.statuses == _DASH) if dash_is_zero else usable
        status = np.where((status == VALUE) & ~good, column.statuses, status)
    return Numbers(np.where(status == VALUE, total, NONE), places), status


def _computed(
    definition: Definition, top: Numbers, bottom: Numbers, status: Codes, there: NDArray[np.bool_]
) -> Computed:
    """Statuses and reasons of places that have no number; values come later."""
    absent = status == 0
    good = status == VALUE
    return Computed(
        top.numbers,
        bottom.numbers,
        np.full(status.shape, NONE, np.int64),
        np.where(absent, _MISSING, status).astype(np.uint8),
        np.where(good, _NO_REASON, status).astype(np.uint8),
        np.zeros(status.shape, bool),
        there,
    )


def _add_sums(definition: Definition, computed: Computed, regions: tuple[str, ...], kreise: Kreise) -> None:
    """Länder, then Deutschland, as sums of their parts where the source has no row for them."""
    row_of = {code: row for row, code in enumerate(regions)}
    laender = [land for land in sorted(kreise) if kreise[land]]
    parts = [row_of[code] for land in laender for code in sorted(kreise[land])]
    starts = np.cumsum([0, *(len(kreise[land]) for land in laender[:-1])])
    wholes = [row_of[land] for land in laender]
    if wholes:
        _add_sum(definition, computed, np.array(wholes), np.array(parts), starts)
    if len(kreise) == LAENDER and len(wholes) == LAENDER:
        _add_sum(definition, computed, np.array([row_of[GERMANY]]), np.array(wholes), np.array([0]))


def _add_sum(
    definition: Definition,
    computed: Computed,
    wholes: NDArray[np.intp],
    parts: NDArray[np.intp],
    starts: NDArray[np.intp],
) -> None:
    """Sum the parts (of the whole i: from starts[i] on) at those periods where every one has a number."""
    good = computed.there[:, parts] & (computed.statuses[:, parts] == VALUE)
    if definition.formula == RATE:
        good &= computed.denominator[:, parts] != 0
    at = np.logical_and.reduceat(good, starts, axis=1) & ~computed.there[:, wholes]
    if not at.any():
        return
    period, index = np.nonzero(at)
    into = (period, wholes[index])
    for numbers in (computed.numerator, computed.denominator):
        summands = numbers[:, parts]
        _check(summands, len(parts))
        known = np.where(summands == NONE, 0, summands)
        sums = np.add.reduceat(known, starts, axis=1)
        none = np.logical_or.reduceat(summands == NONE, starts, axis=1)
        numbers[into] = np.where(none, NONE, sums)[at]
    computed.there[into] = computed.summed[into] = True
    computed.statuses[into], computed.reasons[into] = VALUE, _NO_REASON


def _divide(definition: Definition, computed: Computed, top_places: int, bottom_places: int) -> None:
    """Fill in the values: the count itself, or the quotient rounded half up to millionths."""
    good = computed.there & (computed.statuses == VALUE)
    if definition.formula != RATE:
        computed.value = np.where(good, computed.numerator, NONE)
        return
    zero = good & (computed.denominator == 0)
    computed.statuses[zero], computed.reasons[zero] = _NOT_APPLICABLE, _NO_DENOMINATOR
    good &= ~zero
    shift = bottom_places - top_places
    up, down = definition.factor * 10 ** max(shift, 0), 10 ** max(-shift, 0)
    top, bottom = computed.numerator[good], computed.denominator[good]
    _check(top, up)
    _check(bottom, down * 2 * 10**6)
    computed.value[good] = quotients(top * up, bottom * down)


def quotients(top: Whole, bottom: Whole) -> Whole:
    """Quotients in millionths, half away from zero; bottom is not 0 and times 2,000,000 fits."""
    sign = np.sign(top) * np.sign(bottom)
    whole, rest = np.divmod(np.abs(top), np.abs(bottom))
    _check(whole, 10**6)
    millionths = (2 * 10**6 * rest + np.abs(bottom)) // (2 * np.abs(bottom))
    found: Whole = sign * (whole * 10**6 + millionths)
    return found


def _values(
    computed: Computed, stack: Stack, top_places: int, bottom_places: int, count: int
) -> list[dict[str, Values]]:
    """One block per indicator and period, without the places that have no result."""
    rate = (computed.value != NONE) & (computed.denominator != NONE)
    value_places = 6 if rate.any() else top_places
    for numbers, places in ((computed.numerator, top_places), (computed.denominator, bottom_places)):
        _check(numbers, 10 ** (MOST_PLACES - places))
    _check(computed.value, 10 ** (MOST_PLACES - value_places))
    found: list[dict[str, Values]] = [{} for _ in range(count)]
    for index, (item, period) in enumerate(stack.rows):
        there = computed.there[index]
        if not there.any():
            continue
        # without gaps the rows are taken as they lie: a choice of all of them would copy each array
        chosen = slice(None) if there.all() else there
        codes, wordings = _wordings(computed.reasons[index][chosen])
        found[item][period] = Values(
            stack.regions if there.all() else tuple(compress(stack.regions, there.tolist())),
            fewest(computed.numerator[index][chosen], top_places),
            fewest(computed.denominator[index][chosen], bottom_places),
            fewest(computed.value[index][chosen], value_places),
            computed.statuses[index][chosen],
            codes,
            wordings,
            computed.summed[index][chosen].astype(np.uint8),
        )
    return found


def _wordings(reasons: Codes) -> tuple[Codes, tuple[str, ...]]:
    """Reasons as indexes of the sorted texts that occur."""
    used = {int(code): _REASONS[code] for code in np.unique(reasons)}
    wordings = ("", *sorted(set(used.values()) - {""}))
    index = np.zeros(len(_REASONS), np.uint8)
    for code, wording in used.items():
        index[code] = wordings.index(wording)
    return index[reasons], wordings
