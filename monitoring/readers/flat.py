"""The flat layouts of the GENESIS databases: one value per row (since 2025), wide by measure (before)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from monitoring.readers.cells import Reading, Unreadable
from monitoring.readers.footer import Footer, begins_footer, read_footer
from monitoring.readers.harvest import Harvest, Subject
from monitoring.readers.regions import GERMANY, is_region_variable
from monitoring.readers.values import MARKS, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitoring.readers.decode import Record, Source

_FILE_NAME = re.compile(
    r"(?P<table>[0-9A-Z]{5}(?:-[0-9A-Z]+)*?)(?:_(?P<stamp>[0-9]{13}))?_(?P<language>de|en)_flat",
    re.IGNORECASE,
)
_ENGLISH_TIMES = frozenset(
    {"Reference date", "Year", "School year", "Month", "Months", "Quarter", "Quarters"}
)
_TOTAL = "INSGESAMT"
_AGAIN = "Bitte laden Sie die Tabelle noch einmal herunter."
_ORIGINAL = "Bitte verwenden Sie die Originaldatei."
_QUALITY_SIGNS = frozenset({"-", "–", ".", "...", "…", "/", "x", "k", "t", "g", "n"})


@dataclass(frozen=True, slots=True)
class Dimension:
    """Places of one group of four columns."""

    variable: int
    variable_label: int
    attribute: int
    attribute_label: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a row with its measure."""

    column: str
    text: str
    measure: str
    label: str
    unit: str
    unknown_mark: str = ""


class Layout(Protocol):
    """Where a flat file keeps what; all places are 0-based indexes of fields."""

    format: str
    width: int
    statistic: int
    title: int
    time: int
    time_label: int
    dimensions: list[Dimension]

    def entries(self, fields: list[str]) -> Iterator[Entry]:
        """Yield the values of one data row."""
        ...


class NewLayout:
    """`statistics_code;…;value;value_unit;value_variable_code;value_variable_label[;value_q]`."""

    format = "genesis-flat"

    def __init__(self, header: list[str]) -> None:
        """Find the places of the columns; raises Unreadable where one is missing."""
        places = _places(header)
        self.width = len(header)
        self.statistic, self.title = _required(places, "statistics_code", "statistics_label")
        self.time, self.time_label = _required(places, "time", "time_label")
        self._value, self._unit = _required(places, "value", "value_unit")
        self._code, self._label = _required(places, "value_variable_code", "value_variable_label")
        self._quality = places.get("value_q", -1)
        names = (
            "{}_variable_code",
            "{}_variable_label",
            "{}_variable_attribute_code",
            "{}_variable_attribute_label",
        )
        self.dimensions = _dimensions(places, names)

    def entries(self, fields: list[str]) -> Iterator[Entry]:
        """Yield the one value of a row; the quality column adds its mark, or its sign to an empty value."""
        text = fields[self._value].strip()
        mark = fields[self._quality].strip() if self._quality >= 0 else ""
        if (mark in _QUALITY_SIGNS and not text) or (text and not set(mark) - set(MARKS)):
            text, mark = text + mark, ""
        code, label, unit = (fields[place].strip() for place in (self._code, self._label, self._unit))
        yield Entry("value", text, code, label, unit, mark)


class OldLayout:
    """`Statistik_Code;…;1_Auspraegung_Label;…;<CODE>__<Label>__<Einheit>[;…]`, one column per measure."""

    format = "genesis-flat-old"

    def __init__(self, header: list[str]) -> None:
        """Find the places of the columns; raises Unreadable where one is missing."""
        places = _places(header)
        self.width = len(header)
        self.statistic, self.title = _required(places, "Statistik_Code", "Statistik_Label")
        self.time, self.time_label = _required(places, "Zeit", "Zeit_Label")
        names = ("{}_Merkmal_Code", "{}_Merkmal_Label", "{}_Auspraegung_Code", "{}_Auspraegung_Label")
        self.dimensions = _dimensions(places, names)
        self._measures = [
            (index, name, *_measure_parts(name)) for name, index in places.items() if "__" in name
        ]
        if not self._measures:
            message = "In der Kopfzeile fehlt die Wertspalte (Form „CODE__Bezeichnung__Einheit“)."
            raise Unreadable(message)

    def entries(self, fields: list[str]) -> Iterator[Entry]:
        """Yield one value per measure column."""
        for index, column, code, label, unit in self._measures:
            yield Entry(column, fields[index].strip(), code, label, unit)


def is_new_header(fields: list[str]) -> bool:
    """Say whether this is the header of the layout with one value per row."""
    return bool(fields) and fields[0].strip().lower() == "statistics_code"


def is_old_header(fields: list[str]) -> bool:
    """Say whether this is the header of the layout that is wide by measure."""
    return bool(fields) and fields[0].strip() == "Statistik_Code"


def read_flat(source: Source, file_name: str) -> Reading:
    """Read a flat file whose first record is a known header; raises Unreadable."""
    records = (record for record in source.records() if any(field.strip() for field in record[1]))
    header = [field.strip() for field in next(records)[1]]
    layout: Layout = NewLayout(header) if is_new_header(header) else OldLayout(header)
    first = next(records, None)
    if first is None or begins_footer(first[1]):
        message = f"Die Datei enthält nur die Kopfzeile und keine Werte. {_AGAIN}"
        raise Unreadable(message)
    name = _FILE_NAME.search(file_name)
    harvest = Harvest(decimal_point=_is_english(layout, first, name))
    footer = _read_rows(_chain(first, records), layout, harvest)
    return _reading(source, layout, first[1], harvest, footer, name)


def _reading(  # noqa: PLR0913, PLR0917 - the parts of one reading
    source: Source,
    layout: Layout,
    first: list[str],
    harvest: Harvest,
    footer: Footer,
    name: re.Match[str] | None,
) -> Reading:
    statistic = first[layout.statistic].strip() if len(first) == layout.width else ""
    table = name["table"] if name and name["table"].startswith(statistic) else statistic
    cells = harvest.finished_cells()
    return Reading(
        format=layout.format,
        table=table,
        title=first[layout.title].strip() if len(first) == layout.width else "",
        encoding=source.encoding,
        cells=cells,
        complaints=harvest.finished_complaints(),
        footer=footer.notes,
        licence=footer.licence,
        retrieved=footer.retrieved or _stamp_of(name),
        measures=sorted({cell.measure for cell in cells}),
        rows=harvest.rows,
        notices=harvest.notices,
    )


def _read_rows(records: Iterator[Record], layout: Layout, harvest: Harvest) -> Footer:
    for row, fields in records:
        if begins_footer(fields):
            return read_footer(records)
        if len(fields) != layout.width:
            message = f"Die Zeile hat {len(fields)} statt {layout.width} Felder. {_ORIGINAL}"
            harvest.complain(row, "", message)
            continue
        harvest.rows += 1
        _read_row(row, fields, layout, harvest)
    return Footer()


def _read_row(row: int, fields: list[str], layout: Layout, harvest: Harvest) -> None:
    dimension = _region_dimension(fields, layout)
    if dimension is None:
        harvest.complain(
            row, "", "In dieser Zeile fehlt das Regionalmerkmal (zum Beispiel KREISE oder DLAND)."
        )
        return
    printed = fields[dimension.attribute] or _germany(fields[dimension.variable])
    region = harvest.region(row, "Region", printed)
    period = harvest.period(row, "Zeit", fields[layout.time])
    if not region or not period:
        return
    breakdown, breakdown_label = _breakdown(fields, layout, dimension)
    for entry in layout.entries(fields):
        if not entry.measure:
            harvest.complain(
                row, entry.column, "In dieser Zeile fehlt der Code des Werts (value_variable_code)."
            )
            continue
        if entry.unknown_mark:
            harvest.note_mark(row, entry.unknown_mark)
        subject = Subject(
            region=region,
            region_name=harvest.same(fields[dimension.attribute_label].strip()),
            period=period,
            measure=harvest.same(entry.measure),
            measure_label=harvest.same(entry.label),
            breakdown=harvest.same(breakdown),
            breakdown_label=harvest.same(breakdown_label),
            unit=harvest.same(entry.unit),
        )
        harvest.add(row, entry.column, subject, entry.text)


def _region_dimension(fields: list[str], layout: Layout) -> Dimension | None:
    """Return the first dimension that names regions; a second one (commuting) stays a breakdown."""
    return next(
        (group for group in layout.dimensions if is_region_variable(fields[group.variable].strip())), None
    )


def _germany(variable: str) -> str:
    return GERMANY if variable.strip() in {"DINSG", "GEODL1"} else ""


def _breakdown(fields: list[str], layout: Layout, region: Dimension) -> tuple[str, str]:
    """Return ("NAT=NATA;GES=GESW", its labels); totals (no code, or INSGESAMT) are left out."""
    chosen: list[str] = []
    labels: list[str] = []
    for group in layout.dimensions:
        code = fields[group.attribute].strip()
        if group is region or not code or code.upper() == _TOTAL:
            continue
        chosen.append(f"{fields[group.variable].strip()}={code}")
        labels.append(f"{fields[group.variable_label].strip()}: {fields[group.attribute_label].strip()}")
    return ";".join(chosen), "; ".join(labels)


def _is_english(layout: Layout, first: Record, name: re.Match[str] | None) -> bool:
    """English files print a decimal point; the file name or the label of the time tells."""
    if name and name["language"].lower() == "en":
        return True
    fields = first[1]
    return len(fields) == layout.width and fields[layout.time_label].strip() in _ENGLISH_TIMES


def _places(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        if name in places:
            message = f"Die Spalte „{shorten(name)}“ steht zweimal in der Kopfzeile."
            raise Unreadable(message)
        places[name] = index
    return places


def _required(places: dict[str, int], first: str, second: str) -> tuple[int, int]:
    for name in (first, second):
        if name not in places:
            message = f"In der Kopfzeile fehlt die Spalte „{name}“. {_AGAIN}"
            raise Unreadable(message)
    return places[first], places[second]


def _dimensions(places: dict[str, int], names: tuple[str, str, str, str]) -> list[Dimension]:
    found: list[Dimension] = []
    while names[0].format(len(found) + 1) in places:
        number = len(found) + 1
        variable, variable_label = _required(places, names[0].format(number), names[1].format(number))
        attribute, attribute_label = _required(places, names[2].format(number), names[3].format(number))
        found.append(Dimension(variable, variable_label, attribute, attribute_label))
    if not found:
        message = f"In der Kopfzeile fehlen die Merkmale (Spalten „1_…“). {_AGAIN}"
        raise Unreadable(message)
    return found


def _measure_parts(name: str) -> tuple[str, str, str]:
    code, *middle, unit = name.split("__")
    return code.strip(), "__".join(middle).strip(), unit.strip()


def _stamp_of(name: re.Match[str] | None) -> str:
    if name is None or not name["stamp"]:
        return ""
    return datetime.fromtimestamp(int(name["stamp"]) // 1000, UTC).isoformat()


def _chain(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest
