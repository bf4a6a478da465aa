"""A draft resolution out of two kept scenarios: every figure quoted with the scenario and the day it was kept.

Pure: the scenarios come as `Alternative`, goals as lines; pages, PDF and document draw the same sections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from projects.resources.words import fte_words, money_words
from projects.scenarios.figure import Course
from projects.scenarios.outcome import MonthState, Outcome
from projects.scenarios.summary import key_figures

NO_TARGET = "Noch kein Zielbezug eingetragen: Verknüpfen Sie Projekte mit Zielen, dann steht er hier."
DIFFERENT_DAYS = (
    "Die beiden Szenarien wurden an verschiedenen Tagen festgehalten und rechnen mit den Einträgen ihres Tages. "
    "Unterschiede können auch daher kommen."
)
OPEN_CHOICE = "Welche Alternative beschlossen werden soll, ist noch offen; der Entwurf nennt beide."


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the two kept scenarios; `letter` is A or B."""

    letter: str
    number: int
    title: str
    citation: str
    kept_on: date
    sentences: tuple[str, ...]
    assumed: tuple[str, ...]
    outcome: Outcome
    base: Outcome

    @property
    def name(self) -> str:
        """„Alternative A: Kreistag beschließt“."""
        return f"Alternative {self.letter}: {self.title}"

    @property
    def source(self) -> str:
        """„Szenario 3, festgehalten am 25.11.2026“."""
        return f"Szenario {self.number}, festgehalten am {self.kept_on:%d.%m.%Y}"


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A goal that is touched: its level, its words, who set it when, the projects that serve it."""

    level: str
    name: str
    set_by: str
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table with its caption; `right`: places of right-aligned columns."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    source: str = ""

    @property
    def lines(self) -> list[list[tuple[str, str, bool]]]:
        """Rows as (heading, text, right-aligned) per cell."""
        return [
            [(self.headings[place], text, place in self.right) for place, text in enumerate(row)]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the draft with what stands below it, in this order."""

    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole draft."""

    title: str
    council: str
    municipality: str
    made_on: date
    sections: tuple[Section, ...] = field(default=())


def draft(
    pair: tuple[Alternative, Alternative],
    targets: Sequence[TargetLine],
    *,
    municipality: str,
    council: str,
    wanted: str,
    today: date,
) -> Paper:
    """The draft for the council. wanted: the letter that is proposed, '' while that is open."""
    return Paper(
        title="Beschlussvorlage (Entwurf)",
        council=council,
        municipality=municipality,
        made_on=today,
        sections=(
            _facts(pair),
            _alternatives(pair, today),
            _money(pair),
            _posts(pair),
            _targets(targets),
            _proposal(pair, wanted),
            _vote(council),
            _sources(pair),
        ),
    )


def _facts(pair: tuple[Alternative, Alternative]) -> Section:
    """What falls away without any decision, as the newer of the two scenarios knew it."""
    newest = max(pair, key=lambda one: (one.kept_on, one.number))
    cliffs = newest.base.cliffs
    if not cliffs:
        words = f"Ohne Entscheidung fällt in 36 Monaten nichts weg ({newest.source})."
        return Section("Sachverhalt", (words,))
    words = (
        "Ohne Entscheidung fallen in den 36 Monaten nach dem "
        f"{newest.kept_on:%d.%m.%Y} Stellen oder Fördermittel weg. Die Tabelle nennt, was wann und warum endet."
    )
    rows = tuple(
        (
            f"{cliff.month:%m/%Y}",
            fte_words(cliff.fte) if cliff.fte else "–",
            money_words(cliff.cents) if cliff.cents else "–",
            "; ".join(cliff.causes),
            f"{cliff.decide_by:%d.%m.%Y}",
        )
        for cliff in cliffs
    )
    heads = ("ab", "Stellen weniger", "Fördergeld im Monat weniger", "Grund", "zu entscheiden bis")
    table = PaperTable(
        "Was ohne Entscheidung wegfällt", heads, rows, (1, 2), f"{newest.source}, ohne Entscheidung"
    )
    return Section("Sachverhalt", (words,), tables=(table,))


def _alternatives(pair: tuple[Alternative, Alternative], today: date) -> Section:
    courses = [Course(one.name, one.outcome) for one in pair]
    rows = tuple((line.label, *line.values) for line in key_figures(courses, today))
    heads = ("", *(f"Alternative {one.letter}" for one in pair))
    bullets = tuple(f"{one.name}. {' '.join(one.sentences)}" for one in pair)
    table = PaperTable("Die Alternativen auf einen Blick", heads, rows, (), _both(pair))
    return Section("Alternativen", bullets=bullets, tables=(table,), closing=_days(pair))


def _days(pair: tuple[Alternative, Alternative]) -> tuple[str, ...]:
    return (DIFFERENT_DAYS,) if pair[0].kept_on != pair[1].kept_on else ()


def _money(pair: tuple[Alternative, Alternative]) -> Section:
    """Aufwand, programme money and own funds per calendar year; the first and last year may be parts of one."""
    tables = tuple(
        PaperTable(
            f"Finanzielle Auswirkungen, Alternative {one.letter}",
            ("Jahr", "Aufwand", "Fördermittel", "eigene Mittel"),
            _years(one.outcome.months),
            (1, 2, 3),
            one.source,
        )
        for one in pair
    )
    bullets = tuple(dict.fromkeys(words for one in pair for words in one.assumed))
    words = "Beträge der 36 Monate nach dem Tag, an dem das Szenario festgehalten wurde; das erste und das letzte Jahr sind deshalb nicht ganz."
    return Section("Finanzielle Auswirkungen", (words,), bullets, tables)


def _years(months: Sequence[MonthState]) -> tuple[tuple[str, ...], ...]:
    years = sorted({month.month.year for month in months})
    rows = []
    for year in years:
        mine = [month for month in months if month.month.year == year]
        partly = "" if len(mine) == 12 else f" ({len(mine)} Monat{'' if len(mine) == 1 else 'e'})"
        rows.append((f"{year}{partly}", *_sums(mine)))
    return (*rows, ("zusammen", *_sums(months)))


def _sums(months: Sequence[MonthState]) -> tuple[str, str, str]:
    expense = sum(month.money.expense for month in months)
    programme = sum(month.money.programme for month in months)
    return money_words(expense), money_words(programme), money_words(expense - programme)


def _posts(pair: tuple[Alternative, Alternative]) -> Section:
    """VZÄ at the beginning, on the first day of each year, at the end; of both on the same days where they share them."""
    days = sorted({day for one in pair for day in _days_of(one.outcome.months)})
    found = [{month.month: month.approved for month in one.outcome.months} for one in pair]
    rows = tuple(
        (f"{day:%d.%m.%Y}", *(_fte(values.get(day)) for values in found), _difference(found, day))
        for day in days
    )
    heads = ("am", *(f"Alternative {one.letter}" for one in pair), "Unterschied")
    table = PaperTable("Bewilligte Stellen in VZÄ", heads, rows, (1, 2, 3), _both(pair))
    return Section("Stellenplan", tables=(table,))


def _days_of(months: Sequence[MonthState]) -> list[date]:
    inner = [month.month for month in months[1:-1] if month.month.month == 1]
    return [months[0].month, *inner, months[-1].month]


def _fte(value: Decimal | None) -> str:
    return "nicht gerechnet" if value is None else fte_words(value)


def _difference(found: Sequence[dict[date, Decimal]], day: date) -> str:
    first, second = (values.get(day) for values in found)
    if first is None or second is None:
        return "–"
    moved = second - first
    return "keiner" if not moved else f"{'+' if moved > 0 else '−'}{fte_words(abs(moved))}"


def _targets(targets: Sequence[TargetLine]) -> Section:
    if not targets:
        return Section("Zielbezug (Roter Faden)", (NO_TARGET,))
    rows = tuple((one.level, one.name, one.set_by or "–", "; ".join(one.projects)) for one in targets)
    table = PaperTable(
        "Ziele und die Projekte, die ihnen dienen", ("Ebene", "Ziel", "gesetzt", "Projekte"), rows
    )
    return Section("Zielbezug (Roter Faden)", tables=(table,))


def _proposal(pair: tuple[Alternative, Alternative], wanted: str) -> Section:
    chosen = [one for one in pair if one.letter == wanted] or list(pair)
    bullets = tuple(
        words
        for one in chosen
        for words in (
            f"Beschlossen wird Alternative {one.letter}: {one.title} ({one.source}).",
            *one.sentences,
        )
    )
    opening = () if wanted else (OPEN_CHOICE,)
    sums = " · ".join(
        f"Alternative {one.letter}: eigene Mittel {money_words(one.outcome.own_funds)} in 36 Monaten, "
        f"danach {fte_words(one.outcome.months[-1].approved)}"
        for one in chosen
    )
    return Section("Beschlussvorschlag", opening, bullets, closing=(f"{sums}.",))


def _vote(council: str) -> Section:
    heads = ("Gremium", "Sitzung am", "Ja", "Nein", "Enthaltung", "Ergebnis")
    blank = ("",) * 5
    table = PaperTable("Abstimmung", heads, (("Fachausschuss", *blank), (council, *blank)))
    return Section("Abstimmung", tables=(table,))


def _sources(pair: tuple[Alternative, Alternative]) -> Section:
    words = "Alle Zahlen stammen aus diesen festgehaltenen Szenarien; sie ändern sich nicht mehr:"
    return Section("Quellen", (words,), tuple(f"Alternative {one.letter}: {one.citation}" for one in pair))


def _both(pair: tuple[Alternative, Alternative]) -> str:
    return "; ".join(f"{one.letter}: {one.source}" for one in pair)
