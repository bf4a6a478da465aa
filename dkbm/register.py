"""The official register of municipalities (Destatis, Gemeindeverzeichnis GV100AD): file -> territories.

Pure: text in, rows out. The file has 220 characters a line (characters, not bytes), UTF-8, and these
record types: 10 Land, 20 Regierungsbezirk, 30 Region of Baden-Württemberg, 40 Kreis, 50 Gemeindeverband,
60 Gemeinde. Area and inhabitants stand at the Gemeinden only; the levels above are their sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LINE_LENGTH = 220
LAND, REGBEZ, REGION_BW, KREIS, ASSOCIATION, GEMEINDE = "10", "20", "30", "40", "50", "60"
CODE_LENGTHS = {LAND: 2, REGBEZ: 3, REGION_BW: 4, KREIS: 5, ASSOCIATION: 5, GEMEINDE: 8}
ROOT = "DG"
ARS_LENGTH = 12
SEA_AND_SHARED_KREIS = "000"  # digits 3 to 5 of territories that belong to a Land but to no Kreis

KREIS_WORDS = {
    "41": "Kreisfreie Stadt",
    "42": "Stadtkreis",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband",
}
GEMEINDE_WORDS = {
    "60": "Markt",
    "61": "Kreisfreie Stadt",
    "62": "Stadtkreis",
    "63": "Stadt",
    "64": "Gemeinde",
    "65": "Gemeindefreies Gebiet (bewohnt)",
    "66": "Gemeindefreies Gebiet",
    "67": "Große Kreisstadt",
}
# Kreise whose name carries a word of its own instead of the one their key stands for.
OWN_WORDS = ("Region", "Städteregion", "Regionalverband")


class RegisterError(ValueError):
    """The file is not a whole GV100AD; the message is German and meant for the operator."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the file.

    `code`: official key as long as its level; `association`: four digits of the Gemeindeverband ("" above
    the Gemeinden); `text_key`: two digits saying what it is ("" where the file has none); area in hectares
    and inhabitants are None above the Gemeinden.
    """

    type: str
    code: str
    association: str
    name: str
    text_key: str
    area_ha: int | None
    population: int | None


@dataclass(frozen=True)
class Register:
    """A whole file: the day of its territorial status and its records in the order of the file."""

    status_on: date
    records: tuple[Record, ...]

    def of_type(self, record_type: str) -> list[Record]:
        """The records of one type, e.g. `GEMEINDE`."""
        return [record for record in self.records if record.type == record_type]

    @property
    def population_on(self) -> date:
        """The day of the population as published with this status: the last year's end before it.

        The file itself does not say; the year's edition (status 31.12.) may carry that very day.
        """
        return date(self.status_on.year - 1, 12, 31)


@dataclass(frozen=True, slots=True)
class Territory:
    """A region as the portal keeps it. `kind` is a value of `dkbm.models.region.RegionKind`.

    `parent` is the key of the region it belongs to, None for Deutschland; area in hectares.
    """

    ags: str
    ars: str
    kind: str
    name: str
    designation: str
    parent: str | None
    population: int
    area_ha: int


@dataclass(frozen=True, slots=True)
class Dissolved:
    """A Kreis that is no more: `until` is its last day, the successors' territory contains it whole."""

    ags: str
    name: str
    designation: str
    until: date
    successor: str
    successor_is_new: bool
    source: str


DISSOLVED = (
    Dissolved(
        "03152", "Göttingen", "Landkreis", date(2016, 10, 31), "03159", True, "Kreisfusion am 01.11.2016"
    ),
    Dissolved(
        "03156",
        "Osterode am Harz",
        "Landkreis",
        date(2016, 10, 31),
        "03159",
        True,
        "Kreisfusion am 01.11.2016",
    ),
    Dissolved(
        "05313", "Aachen", "Kreisfreie Stadt", date(2009, 10, 20), "05334", True, "Städteregion ab 21.10.2009"
    ),
    Dissolved("05354", "Aachen", "Kreis", date(2009, 10, 20), "05334", True, "Städteregion ab 21.10.2009"),
    Dissolved(
        "16056",
        "Eisenach",
        "Kreisfreie Stadt",
        date(2021, 6, 30),
        "16063",
        False,
        "Eingliederung am 01.07.2021",
    ),
)


def read_register(content: bytes) -> Register:
    """Read a GV100AD file. Raises RegisterError with the line and what is wrong there."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RegisterError(
            "Die Datei ist nicht in UTF-8 gespeichert. Erwartet wird die Datei GV100AD."
        ) from None
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip("\x1a ")]
    if not numbered:
        raise RegisterError("Die Datei ist leer. Erwartet wird die Datei GV100AD.")
    records = tuple(_record(number, line) for number, line in numbered)
    days = {line[2:10] for _number, line in numbered}
    if len(days) > 1:
        raise RegisterError(f"Die Datei mischt Gebietsstände: {', '.join(sorted(days))}.")
    register = Register(_day(days.pop()), records)
    _check_whole(register)
    return register


def territories(register: Register) -> list[Territory]:
    """Deutschland, Länder, Regierungsbezirke, Kreise and Gemeinden, parents before their parts.

    Regions of Baden-Württemberg and Gemeindeverbände are left out: they have no AGS.
    """
    populations, areas = _sums(register)
    known = {record.code for record in register.records if record.type in (LAND, REGBEZ, KREIS)}
    found = [Territory(ROOT, "", "bund", "Deutschland", "", None, populations[ROOT], areas[ROOT])]
    for record_type, kind in ((LAND, "land"), (REGBEZ, "regbez"), (KREIS, "kreis"), (GEMEINDE, "gemeinde")):
        found += [
            Territory(
                ags=record.code,
                ars=_ars(record),
                kind=kind,
                name=name_of(record),
                designation=designation_of(record),
                parent=parent_of(record.code, known),
                population=populations[record.code],
                area_ha=areas[record.code],
            )
            for record in register.of_type(record_type)
        ]
    return found


def parent_of(code: str, known: Iterable[str]) -> str:
    """Key of the next level above that exists: Kreis, else Regierungsbezirk, else Land, else Deutschland."""
    return next(
        (code[:length] for length in (5, 3, 2) if length < len(code) and code[:length] in known), ROOT
    )


def name_of(record: Record) -> str:
    """The name without the word behind the comma: „Emden, Stadt“ is Emden, „Reg.-Bez.“ written out."""
    return record.name.split(",")[0].strip().replace("Reg.-Bez.", "Regierungsbezirk")


def designation_of(record: Record) -> str:
    """What the territory is called: „Landkreis“, „Kreisfreie Stadt“ or „Gemeinde“."""
    if record.type == KREIS:
        first = record.name.split(" ")[0]
        return first if first in OWN_WORDS else KREIS_WORDS[record.text_key]
    if record.type == GEMEINDE:
        return GEMEINDE_WORDS[record.text_key]
    if record.type == REGBEZ:
        return "Statistische Region" if record.name.startswith("Statistische Region") else "Regierungsbezirk"
    return "Land"


def _record(number: int, line: str) -> Record:
    if len(line) != LINE_LENGTH:
        raise RegisterError(
            f"Zeile {number}: {len(line)} statt {LINE_LENGTH} Zeichen. Das ist keine Datei GV100AD "
            "oder sie wurde beim Speichern verändert."
        )
    record_type = line[:2]
    if record_type not in CODE_LENGTHS:
        raise RegisterError(
            f"Zeile {number}: Die Satzart „{record_type}“ ist unbekannt (Datei GV100AD erwartet)."
        )
    code = line[10 : 10 + CODE_LENGTHS[record_type]]
    name, text_key = line[22:72].strip(), line[122:124].strip()
    words = {KREIS: KREIS_WORDS, GEMEINDE: GEMEINDE_WORDS}.get(record_type)
    if not _digits(line[2:10] + code) or not name or (words is not None and text_key not in words):
        raise RegisterError(f"Zeile {number}: Schlüssel, Name oder Art fehlt oder ist unbekannt.")
    if record_type != GEMEINDE:
        return Record(record_type, code, "", name, text_key, None, None)
    figures = line[128:139], line[139:150]
    if not _digits("".join(figures) + line[18:22]):
        raise RegisterError(f"Zeile {number}: Fläche, Bevölkerung oder Verbandsschlüssel ist keine Zahl.")
    return Record(record_type, code, line[18:22], name, text_key, int(figures[0]), int(figures[1]))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _day(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise RegisterError(f"Der Gebietsstand „{digits}“ ist kein Tag.") from None


def _check_whole(register: Register) -> None:
    """Refuse doubled keys and cut-off files: every Gemeinde has its Land, every Kreis a Gemeinde."""
    named = [r for r in register.records if r.type in (LAND, REGBEZ, KREIS, GEMEINDE)]
    doubled = [code for code, count in Counter(r.code for r in named).items() if count > 1]
    if doubled:
        raise RegisterError(f"Schlüssel kommen doppelt vor: {', '.join(sorted(doubled)[:5])}.")
    upper = {r.code for r in named if r.type in (LAND, REGBEZ, KREIS)}
    gemeinden = register.of_type(GEMEINDE)
    covered = {r.code[:length] for r in gemeinden for length in (2, 3, 5)}
    needed = {r.code[:2] for r in named} | {
        r.code[:5] for r in gemeinden if r.code[2:5] != SEA_AND_SHARED_KREIS or r.code[5:] != "999"
    }
    empty = {r.code for r in named if r.type in (LAND, KREIS)} - covered
    missing = needed - upper
    if not gemeinden or empty or missing:
        some = ", ".join(sorted(empty | missing)[:5])
        raise RegisterError(
            f"Die Datei ist unvollständig ({some or 'keine Gemeinden'}). Bitte neu herunterladen."
        )


def _sums(register: Register) -> tuple[Counter[str], Counter[str]]:
    """Inhabitants and hectares by key, for every level above the Gemeinden and for them."""
    populations: Counter[str] = Counter()
    areas: Counter[str] = Counter()
    for record in register.of_type(GEMEINDE):
        for key in (ROOT, record.code[:2], record.code[:3], record.code[:5], record.code):
            populations[key] += record.population or 0
            areas[key] += record.area_ha or 0
    return populations, areas


def _ars(record: Record) -> str:
    """Twelve digits; a Gemeinde has its Gemeindeverband in the middle, upper levels end with zeros."""
    if record.type == GEMEINDE:
        return record.code[:5] + record.association + record.code[5:]
    return record.code.ljust(ARS_LENGTH, "0")
