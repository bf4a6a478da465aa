"""The words of an indicator page, out of the same released rows as its picture."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dkbm.numbers import print_german, rounded
from dkbm.periods import from_key
from monitoring.charts.events import BREAK, DEFINITION, between
from monitoring.charts.sentence import against, changes, small_base
from monitoring.figures import no_data, printed_value, source_line, stand_line
from monitoring.indicator_page import IndicatorPage
from monitoring.queries_marks import words_of

FIVE = 5
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of the headline box: what it is, the number, what to add."""

    label: str
    value: str
    note: str = ""


def title(page: IndicatorPage) -> str:
    """„Abgänge ohne Ersten Schulabschluss, Stadt Emden, 2023“."""
    when = f", {from_key(page.newest.period).label}" if page.newest else ""
    return f"{page.version.name}, {page.municipality.name}{when}"


def lead(page: IndicatorPage) -> str:
    """The value and its change in words; where there is none, why and what to do."""
    newest = page.newest
    if newest is None:
        return no_data(page.view)
    when = from_key(newest.period).label
    if newest.value is None:
        return f"{when} liegt kein Wert vor: {newest.reason.rstrip('.')}."
    parts = f" ({_parts(page)})" if _parts(page) else ""
    text = f"{when} waren es {printed_value(newest, page.view)}{parts}."
    reference = _against(page)
    return " ".join(filter(None, (text, reference, changes(page.points, page.wording, page.marks))))


def _parts(page: IndicatorPage) -> str:
    row = page.newest
    if row is None or row.numerator is None or row.denominator is None or page.version.unit != "%":
        return ""
    return f"{print_german(row.numerator, 0)} von {print_german(row.denominator, 0)}"


def _against(page: IndicatorPage) -> str:
    land, newest = page.peers.land, page.newest
    if land is None or newest is None or newest.value is None or page.counts_only:
        return ""
    row = page.view.at(land.ags, newest.period)
    if row is None or row.value is None:
        return ""
    return against(newest.value, row.value, land.name, page.wording)


def facts(page: IndicatorPage) -> list[Fact]:
    """The headline box: newest value, change to the previous and to five years ago, Land and Deutschland."""
    if page.newest is None or page.newest.value is None:
        return []
    newest = from_key(page.newest.period)
    found = [Fact(newest.label, printed_value(page.newest, page.view), page.municipality.name)]
    if len(page.points) > 1:
        found.append(_change(page, page.points[-2]))
    earlier = [point for point in page.points[:-2] if _years(point[0], page.newest.period) == FIVE]
    found += [_change(page, point) for point in earlier[:1]]
    if not page.counts_only:
        found += _references(page)
    return found


def _years(start: str, end: str) -> int:
    first, last = from_key(start).last_month, from_key(end).last_month
    return last.year - first.year if first and last else 0


def _change(page: IndicatorPage, start: tuple[str, Decimal]) -> Fact:
    label = f"seit {from_key(start[0]).label}"
    broken = between(start[0], page.points[-1][0], page.marks)
    if broken:
        return Fact(label, "nicht vergleichbar", broken[-1].text)
    decimals = page.version.decimals
    moved = rounded(page.points[-1][1], decimals) - rounded(start[1], decimals)
    sign = "+" if moved > 0 else "−" if moved < 0 else "±"
    number, _blank, unit = page.wording.distance(moved).rpartition(NBSP)
    note = (
        f"{unit}, von {page.wording.printed(start[1])}" if number else f"von {page.wording.printed(start[1])}"
    )
    return Fact(label, f"{sign}{number or unit}", note)


def _references(page: IndicatorPage) -> list[Fact]:
    regions = [(page.peers.land.ags, page.peers.land.name)] if page.peers.land else []
    found = []
    for code, name in [*regions, ("DG", "Deutschland")]:
        row = page.view.at(code, page.newest.period) if page.newest else None
        if row is not None and row.value is not None:
            note = "Summe der Kreise" if row.summed else ""
            found.append(Fact(name, printed_value(row, page.view), note))
    return found


def knowing(page: IndicatorPage) -> list[str]:
    """„Was Sie wissen sollten“: notes of the catalogue, the meaning of time, breaks, a small base."""
    version, newest = page.version, page.newest
    notes = [str(note) for note in version.notes]
    if newest is not None:
        notes.append(small_base(newest.denominator, version.factor, page.wording))
    notes += [f"Bruch in der Zeitreihe: {mark.label}." for mark in page.marks if mark.kind == BREAK]
    notes += [
        f"{mark.label}. Davor gilt die frühere Fassung." for mark in page.marks if mark.kind == DEFINITION
    ]
    if version.reason and not version.valid_from:
        notes.append(
            f"Die Definition wurde geändert (Fassung {version.number}, für alle Zeiträume): {version.reason}"
        )
    notes.append(version.comparability)
    if newest is not None and newest.summed:
        notes.append("Die Quelle nennt hier keine Zahl; Zähler und Nenner sind aus Teilgebieten summiert.")
    return list(dict.fromkeys(filter(None, notes)))


def reckoning(page: IndicatorPage) -> str:
    """„So wird gerechnet“ with this municipality's numbers; '' where the source gives the value itself."""
    row, version = page.newest, page.version
    if row is None or row.value is None:
        return ""
    if row.numerator is None or row.denominator is None or version.formula != "rate":
        return ""
    factor = f" × {print_german(version.factor, 0)}" if version.factor != 1 else ""
    top = f"{print_german(row.numerator, 0)} {version.numerator_text}".strip()
    bottom = f"{print_german(row.denominator, 0)} {version.denominator_text}".strip()
    exact = max(2, version.decimals)
    return f"{top} ÷ {bottom}{factor} = {print_german(row.value, exact, version.unit)}"


def citation(page: IndicatorPage, address: str, today: str) -> str:
    """A line to cite the page: who publishes, which table, Stand, address and day of access."""
    stand = stand_line(page.view)
    parts = [
        f"{title(page)}. {source_line(page.view)}",
        f"Stand {stand}" if stand else "",
        f"DKBM-Portal, {address} (abgerufen am {today})",
    ]
    return ". ".join(filter(None, parts)) + "."


def badges(page: IndicatorPage) -> list[str]:
    """Short words about the values shown: provisional, break of the series, a sum of ours."""
    found = []
    if page.newest is not None:
        found += words_of([page.newest])
    if page.marks:
        found.append("Zeitreihenbruch")
    return found
