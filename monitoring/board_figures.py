"""Across municipalities in time: the course of a family in small drawings, and what falls away when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from monitoring.charts.multiples import Small, small
from monitoring.queries_board import Place, courses, sharing_ids
from monitoring.sustainability import words
from monitoring.sustainability.catalogue import Dimension
from projects.queries_endings import endings_of
from projects.queries_resources import BAND_WORDS, Ending
from projects.resources.cliff import MONEY, POST, band_of
from projects.resources.words import fte_words, money_words

SHOWN_QUARTERS = 6
LATER = "später, bis 36 Monate"


@dataclass(frozen=True)
class Multiple:
    """The course of a family in one municipality. `cells`: score as text by shown key date, '' = none kept."""

    place: Place
    drawing: Small | None
    newest: str
    cells: tuple[str, ...]
    word: str


@dataclass(frozen=True)
class Multiples:
    """Small drawings on the same axes from `first` to `last`; `days`: heads of the table beside them."""

    rows: tuple[Multiple, ...]
    first: date | None = None
    last: date | None = None
    days: tuple[date, ...] = ()


def multiples(shown: Sequence[Place], dimension: Dimension) -> Multiples:
    """The course of one family for each of these municipalities."""
    found = courses(sharing_ids(shown), dimension.value)
    days = sorted({day for course in found.values() for day, _score in course})
    if not days:
        return Multiples(tuple(_multiple(place, (), (), None) for place in shown))
    ends, table = (days[0], days[-1]), tuple(days[-SHOWN_QUARTERS:])
    rows = tuple(_multiple(place, found.get(place.pk or 0, ()), table, ends) for place in shown)
    return Multiples(rows, *ends, table)


def _multiple(
    place: Place,
    course: Sequence[tuple[date, Fraction | None]],
    table: Sequence[date],
    ends: tuple[date, date] | None,
) -> Multiple:
    by_day = dict(course)
    known = [score for _day, score in course if score is not None]
    return Multiple(
        place=place,
        drawing=small(course, *ends) if known and ends else None,
        newest=words.number_text(known[-1]) if known else "",
        cells=tuple(_score(by_day[day]) if day in by_day else "" for day in table),
        word="" if known else ("noch nicht berechenbar" if course else place.why_nothing()),
    )


def _score(score: Fraction | None) -> str:
    return "nicht berechenbar" if score is None else words.number_text(score)


@dataclass(frozen=True)
class CliffCell:
    """Something that ends: „Bildungsmonitoring, 1,0 VZÄ“ or „Programm, 4 000 € im Monat“, with its last day."""

    words: str
    last_day: date
    light: str


@dataclass(frozen=True)
class CliffRow:
    """What falls away in a municipality, by band of months in the order of the heads; `word` where nothing does."""

    place: Place
    bands: tuple[tuple[str, tuple[CliffCell, ...]], ...]
    word: str


@dataclass(frozen=True)
class Cliffs:
    """The table of a page, and over all `n` that share posts and money: sums of the next 24 months."""

    heads: tuple[str, ...]
    rows: tuple[CliffRow, ...]
    fte: str
    grants: int
    n: int


def cliffs(shown: Sequence[Place], everybody: Sequence[Place], today: date) -> Cliffs:
    """What ends in the next 36 months; only posts and money meant for the agency are counted."""
    sharing = [place.pk for place in everybody if place.shares_all and place.pk is not None]
    found = endings_of(sharing, today)
    soon = [e.loss for rows in found.values() for e in rows if band_of(e.months_left) is not None]
    heads = (*(text.removeprefix("In ") for text in BAND_WORDS.values()), LATER)
    return Cliffs(
        heads=heads,
        rows=tuple(_cliff(place, found.get(place.pk or 0, []), heads) for place in shown),
        fte=fte_words(sum((loss.fte for loss in soon if loss.kind == POST), Decimal(0))),
        grants=sum(loss.kind == MONEY for loss in soon),
        n=len(sharing),
    )


def _cliff(place: Place, endings: Sequence[Ending], heads: Sequence[str]) -> CliffRow:
    bands = [*BAND_WORDS, None]
    cells = tuple(
        (head, tuple(ending_cell(e) for e in endings if band_of(e.months_left) == band))
        for head, band in zip(heads, bands, strict=True)
    )
    return CliffRow(place, cells if endings else (), "" if endings else nothing_ends(place))


def ending_cell(ending: Ending) -> CliffCell:
    """One loss in words."""
    loss = ending.loss
    amount = fte_words(loss.fte) if loss.kind == POST else f"{money_words(loss.cents)} im Monat"
    known = f"{loss.title}, {amount}" if loss.fte or loss.cents else loss.title
    return CliffCell(known, loss.last_day, ending.light)


def nothing_ends(place: Place) -> str:
    """Why no loss is shown: nothing ends, or nothing is shared."""
    if place.shares_all:
        return "nichts Geteiltes endet in 36 Monaten"
    return "teilt keine Stellen und kein Geld" if place.shares else place.why_nothing()
