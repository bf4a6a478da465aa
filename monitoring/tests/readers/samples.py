"""Small files of our own making in the shapes of the GENESIS databases, and the way to the real ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitoring.readers import Cell, Reading, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_real_data = pytest.mark.skipif(
    not (REAL / "genesis_classic").is_dir(),
    reason="The folder ../shared/data with the real files is not there.",
)

CLASSIC = """\
GENESIS-Tabelle: 99111-01-01-4
Schulabgänge nach Abschluss und;;;;;;
Geschlecht;;;;;;
Abgänge (Anzahl);;;;;;
;;;Abgänge nach Abschluss;Abgänge nach Abschluss;Abgänge nach Abschluss;Abgänge nach Abschluss
;;;Insgesamt;Insgesamt;ohne Abschluss;ohne Abschluss
;;;Insgesamt;weiblich;Insgesamt;weiblich
2023;DG;Deutschland;1000;490;60;25
2023;03;  Niedersachsen;100;49;6;.
2023;03402;      Emden, kreisfreie Stadt;50;24;-;x
__________
"zu ""gesamte Tabelle"":
Eine Anmerkung; mit Semikolon"
"© Statistisches Amt, 2025.
Datenlizenz Deutschland - Namensnennung - Version 2.0."
Stand: 13.03.2025 / 16:40:08"""

FLAT_HEADER = (
    "statistics_code;statistics_label;time_code;time_label;time;"
    "1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;"
    "2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;"
    "value;value_unit;value_variable_code;value_variable_label"
)


def flat_row(  # noqa: PLR0913 - one argument per thing that a test varies
    value: str,
    *,
    region: str = "03402",
    sex: str = "",
    time: str = "2024-12-31",
    unit: str = "Anzahl",
    measure: str = "BEVSTD",
    variable: str = "KREISE",
    time_label: str = "Stichtag",
) -> str:
    """Return one row of a flat file about population by sex."""
    return (
        f"99411;Bevölkerung;STAG;{time_label};{time};{variable};Kreise;{region};Emden, Stadt;"
        f"GES;Geschlecht;{sex};{'weiblich' if sex else 'Insgesamt'};"
        f"{value};{unit};{measure};Bevölkerungsstand"
    )


def flat(*rows: str, header: str = FLAT_HEADER) -> bytes:
    """Return a flat file of these rows as the server sends it: UTF-8 with byte order mark, LF."""
    return "\n".join([header, *rows, ""]).encode("utf-8-sig")


def classic(text: str = CLASSIC) -> bytes:
    """Return a file of the table layout as the server sends it: Windows-1252, LF."""
    return text.encode("cp1252")


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def real(path: str) -> Reading:
    """Read one of the real files."""
    return read_bytes((REAL / path).read_bytes(), Path(path).name)


def printed(cells: Iterable[Cell], region: str) -> list[str]:
    """Return the printed values of one region in the order of the file."""
    return [cell.text for cell in cells if cell.region == region]


def value_of(reading: Reading, region: str, measure: str, breakdown: str = "") -> Decimal | None:
    """Return the one value with this key."""
    (cell,) = [
        cell
        for cell in reading.cells
        if (cell.region, cell.measure, cell.breakdown) == (region, measure, breakdown)
    ]
    return cell.value


def messages(reading: Reading) -> list[tuple[int, str]]:
    """Return row and sentence of every complaint."""
    return [(complaint.row, complaint.message) for complaint in reading.complaints]
