"""Known official tables: title, publisher, and one name for a series whatever layout it comes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dkbm.periods import Period, from_key
from monitoring.readers.cells import Cell

MAPPED = "mapped"
PUBLISHER = "Statistische Ämter des Bundes und der Länder"
LICENCE = "dl-de/by-2-0"


@dataclass(frozen=True)
class TableData:
    """A table we know. `columns`: printed heading (classic layout) -> official measure and breakdown.

    `labels`: start of the measure's label (flat layout) -> our name, where the official code is not verified.
    `last`: key of the last period that it will ever hold, "" while it goes on; `follower`: the table that goes on.
    """

    title: str
    period_rule: str = ""
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    last: str = ""
    follower: str = ""


_STUDENTS = TableData(
    "Studierende nach Geschlecht und Nationalität",
    "Wintersemester",
    labels={"Studierende": "Studierende"},
)
TABLES: dict[str, TableData] = {
    "12411-01-01-4": TableData(
        "Bevölkerung nach Geschlecht",
        "Stichtag 31.12.",
        columns={
            "Insgesamt": ("BEVSTD", ""),
            "männlich": ("BEVSTD", "GES=GESM"),
            "weiblich": ("BEVSTD", "GES=GESW"),
        },
    ),
    "13211-02-05-4": TableData("Arbeitslose und Arbeitslosenquoten", "Jahresdurchschnitt"),
    "13111-01-03-4": TableData("Sozialversicherungspflichtig Beschäftigte am Arbeitsort", "Stichtag 30.06."),
    "21111-02-06-4": TableData(
        "Absolvierende und Abgehende allgemeinbildender Schulen nach Abschluss",
        "Jahr, in dem das Schuljahr endet",
    ),
    "21311-01-01-4": _STUDENTS,
    "21311-01-01-4-B": _STUDENTS,
    "22541-01-01-4": TableData(
        "Kindertageseinrichtungen, Plätze und tätige Personen (bis 2002)",
        "Stichtag 31.12.",
        last="2002-12-31",
        follower="22541-01-04-4",
    ),
    "73111-01-01-4": TableData("Lohn- und Einkommensteuerpflichtige", "Jahr"),
    "82411-01-03-4": TableData("Verfügbares Einkommen der privaten Haushalte", "Jahressumme"),
}


def last_period(table: str) -> Period | None:
    """The last period that a table will ever hold, None while it goes on."""
    known = TABLES.get(table)
    return from_key(known.last) if known and known.last else None


def follower_of(table: str) -> str:
    """The table that goes on where this one has ended, "" for none."""
    known = TABLES.get(table)
    return known.follower if known else ""


def canonical_series(table: str, cell: Cell) -> tuple[str, str]:
    """Measure and breakdown under which this cell is kept, the same for every layout of a known table."""
    known = TABLES.get(table)
    if known is None:
        return cell.measure, cell.breakdown
    if cell.measure in known.columns and not cell.breakdown:
        return known.columns[cell.measure]
    for start, name in known.labels.items():
        if cell.measure_label.startswith(start):
            return name, cell.breakdown
    return cell.measure, cell.breakdown


def source_facts(table: str, header: dict[str, Any]) -> dict[str, str]:
    """Fields of the source row: what we know of the table, completed by the file's own words."""
    known = TABLES.get(table)
    licence_text = header.get("licence") or ""
    if known is None and header.get("format") == MAPPED:
        return _typed_facts(table, header, licence_text)
    return {
        "title": (known.title if known else header.get("title") or table)[:300],
        "publisher": PUBLISHER,
        "licence": LICENCE if "Namensnennung" in licence_text or not licence_text else "",
        "attribution": licence_text.split("\n", 1)[0].strip()[:300] or f"© {PUBLISHER}",
        "period_rule": known.period_rule if known else "",
    }


def _typed_facts(table: str, header: dict[str, Any], licence_text: str) -> dict[str, str]:
    """A mapped file names no publisher and no licence itself: only what a person typed is said."""
    publisher = header.get("publisher") or ""
    return {
        "title": (header.get("title") or table)[:300],
        "publisher": publisher[:200],
        "licence": licence_text[:60],
        "attribution": publisher[:300],
        "period_rule": "",
    }
