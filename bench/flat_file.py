"""A flat table of students as the GENESIS databases send it; every byte follows from the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

FULL_ROWS = 44_100
TABLE = "21311-01-01-4-B"
FILE_NAME = f"{TABLE}_de_flat.csv"
SEMESTER = "2023-10P6M"
EMDEN = "03402", "Emden, kreisfreie Stadt"
LAENDER, PER_LAND, REGIONS = 16, 31, 490
SEXES = (("", "Insgesamt"), ("GESM", "männlich"), ("GESW", "weiblich"))
NATIONALITIES = (("", "Insgesamt"), ("NATA", "Ausländerinnen und Ausländer"), ("NATD", "Deutsche"))
SUBJECTS = (
    ("", "Insgesamt"),
    ("SF01", "Geisteswissenschaften"),
    ("SF02", "Sport"),
    ("SF03", "Rechts-, Wirtschafts- und Sozialwissenschaften"),
    ("SF04", "Mathematik, Naturwissenschaften"),
    ("SF05", "Humanmedizin und Gesundheitswissenschaften"),
    ("SF07", "Agrar-, Forst- und Ernährungswissenschaften, Veterinärmedizin"),
    ("SF08", "Ingenieurwissenschaften"),
    ("SF09", "Kunst, Kunstwissenschaft"),
    ("SF10", "Außerhalb der Studienbereichsgliederung"),
)
GROUP = "{0}_variable_code;{0}_variable_label;{0}_variable_attribute_code;{0}_variable_attribute_label"
HEADER = ";".join(
    (
        "statistics_code;statistics_label;time_code;time_label;time",
        *(GROUP.format(number) for number in (1, 2, 3, 4)),
        "value;value_unit;value_variable_code;value_variable_label",
    )
)
DASH_EVERY, SECRET_EVERY = 11, 37


def flat_file(rows: int = FULL_ROWS) -> bytes:
    """The file with its first `rows` rows: UTF-8 with byte order mark, semicolons, LF."""
    combinations = product(_regions(), SUBJECTS, SEXES, NATIONALITIES)
    lines = (_line(number, *parts) for number, parts in enumerate(islice(combinations, rows)))
    return ("\n".join((HEADER, *lines)) + "\n").encode("utf-8-sig")


def _regions() -> Iterator[tuple[str, str]]:
    """Emden first, then made-up Kreise of every Land."""
    codes = (f"{land:02d}{500 + number}" for number in range(PER_LAND) for land in range(1, LAENDER + 1))
    yield EMDEN
    yield from ((code, f"Musterkreis {code}, Landkreis") for code in islice(codes, REGIONS - 1))


def _line(
    number: int,
    region: tuple[str, str],
    subject: tuple[str, str],
    sex: tuple[str, str],
    nationality: tuple[str, str],
) -> str:
    return ";".join(
        (
            "21311;Statistik der Studenten;SEMEST;Semester",
            SEMESTER,
            "KREISE;Kreise und kreisfreie Städte",
            *region,
            "FACHGR;Fächergruppe (mit Insgesamt) des ersten Studienfachs",
            *subject,
            "GES;Geschlecht",
            *sex,
            "NAT;Nationalität (mit Insgesamt)",
            *nationality,
            _printed(number),
            "Anzahl;BIL002;Studierende",
        )
    )


def _printed(number: int) -> str:
    """A number or, as often as in real files of small places, one of the signs."""
    if number % DASH_EVERY == DASH_EVERY - 1:
        return "-"
    return "." if number % SECRET_EVERY == SECRET_EVERY - 1 else str(number * 7919 % 10_007 + 1)
