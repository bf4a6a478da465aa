"""German words for readings: the number, what it is made of, where its light changes, what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dkbm.numbers import format_euro, print_german
from monitoring.sustainability.catalogue import BY_CODE, DEFINITIONS, LEAD, Definition, Direction, Threshold
from monitoring.sustainability.deeds import Effort
from monitoring.sustainability.degree import CAPACITY, LEAST_COVERAGE, Assessed, Degree
from monitoring.sustainability.reading import Light, Reading, State, for_display

LIGHT_KEYS = {
    Light.GREEN: "stabil",
    Light.YELLOW: "beobachten",
    Light.RED: "handeln",
    Light.GREY: "grau",
}
LIGHT_WORDS = {
    Light.GREEN: "Stabil",
    Light.YELLOW: "Beobachten",
    Light.RED: "Handeln",
    Light.GREY: "Nicht berechenbar",
    Light.NONE: "ohne Ampel",
}
LEVELS = {
    0: "kein geltender Beschluss",
    1: "Fachdienst oder Amt",
    2: "Verwaltungsvorstand",
    3: "Fachausschuss",
    4: "Rat oder Kreistag",
}
EFFORTS = {
    Effort.SMALL: "wenig Aufwand: eine Person, etwa eine Woche",
    Effort.MEDIUM: "mittlerer Aufwand: mehrere Stellen sind beteiligt",
    Effort.LARGE: "hoher Aufwand: Geld oder ein Beschluss ist nötig",
}
FTE, EURO = "VZÄ", "€"
COUNTED = {
    "N-P5": "Schlüsselprozessen",
    "N-F3": "Planjahren",
    "N-R1": "beendeten Projekten",
    "N-R2": "bald endenden Projekten",
    "N-R4": "beendeten Projekten",
    "N-L3": "Fachdiensten und Ämtern",
    "N-L4": "Kernkomponenten",
    "N-G1": "vorgesehenen Sitzungen",
    "N-G2": "Fachdiensten und Ämtern",
    "N-G3": "Mitgliedern",
    "N-G5": "fälligen Aufträgen",
    "N-Z1": "strategischen Zielen",
    "N-Z2": "Mittlerzielen",
    "N-Z3": "fälligen Meilensteinen",
    "N-Z4": "Maßnahmen",
    "N-M1": "Kennzahlen",
    "N-M3": "Bildungsbereichen",
    "N-K1": "Schulen",
}
MONEY = frozenset({"N-F1", "N-F2", "N-F4", "N-F5"})
STAFF = frozenset({"N-P1", "N-P2", "N-P3", "N-P6", "N-P8", CAPACITY})


def value_words(definition: Definition, value: Fraction) -> str:
    """„66,7 %“, „5,9 Monate“, „Stufe 4: Rat oder Kreistag“, „3“."""
    if definition.unit == "Stufe":
        return f"Stufe {value}: {LEVELS[int(value)]}"
    if definition.unit == "Anzahl":
        return print_german(for_display(value, 0), 0)
    return print_german(for_display(value), 1, definition.unit)


def number_words(definition: Definition, value: Fraction) -> tuple[str, str]:
    """Number and unit apart, for big figures."""
    if definition.unit in ("Stufe", "Anzahl"):
        return print_german(for_display(value, 0), 0), "von 4" if definition.unit == "Stufe" else ""
    return print_german(for_display(value), 1), definition.unit


def number_text(number: Fraction) -> str:
    """„37,5“."""
    return print_german(for_display(number), 1)


def share_text(number: Fraction) -> str:
    """„95 %“."""
    return print_german(for_display(number, 0), 0, "%")


def amount_words(code: str, amount: Fraction) -> str:
    """How much a record brings in: „1,0 VZÄ“, „240 000 €“; '' where each counts once."""
    if code in STAFF or code in ("N-P4", "N-P7"):
        return f"{_fte(amount)}\N{NO-BREAK SPACE}{FTE}"
    if code in MONEY or code == "N-F3":
        return format_euro(int(amount), with_cents=bool(int(amount) % 100))
    if code == "N-G1":
        return f"{_plain(amount)} gehalten"
    if code == "N-L1":
        return f"Stufe {_plain(amount)}"
    if code in ("N-L2", "N-M2", "N-R3"):
        return f"{_plain(amount)} Monate"
    return "" if amount == 1 else _plain(amount)


def shown_value(row: Assessed) -> str:
    """The value, or the reason in its place."""
    value = row.reading.value
    return row.reading.reason if value is None else value_words(row.definition, value)


def parts_words(reading: Reading) -> str:
    """„2,0 von 3,0 VZÄ“, „192 000 € von 240 000 €“, „3 von 4 beendeten Projekten“; '' without parts."""
    if reading.code == "N-L1" and reading.value is not None:
        return LEVELS[int(reading.value)]
    if reading.numerator is None or reading.denominator is None:
        return ""
    top, bottom = _part(reading.code, reading.numerator), _part(reading.code, reading.denominator)
    if reading.code in STAFF:
        return f"{top} von {bottom}\N{NO-BREAK SPACE}{FTE}"
    if reading.code in MONEY:
        return f"{top}\N{NO-BREAK SPACE}{EURO} von {bottom}\N{NO-BREAK SPACE}{EURO}"
    if reading.code in COUNTED:
        return f"{top} von {bottom} {COUNTED[reading.code]}"
    return ""


def reckoning(row: Assessed) -> str:
    """The sum with this municipality's numbers: „2,0 VZÄ ÷ 3,0 VZÄ × 100 = 66,7 %“; '' without parts."""
    reading = row.reading
    if reading.value is None or reading.numerator is None or reading.denominator is None:
        return ""
    result = value_words(row.definition, reading.value)
    if row.definition.code == "N-P7":
        days, fte = _plain(reading.numerator), _fte(reading.denominator)
        return f"{days} VZÄ-Tage ÷ {fte} VZÄ ÷ 30,4375 Tage im Monat = {result}"
    if row.definition.code == "N-P4":
        people = print_german(Decimal(int(reading.denominator)))
        return f"{_fte(reading.numerator)} VZÄ ÷ {people} Einwohnerinnen und Einwohner × 100 000 = {result}"
    unit = f"\N{NO-BREAK SPACE}{FTE if reading.code in STAFF else EURO if reading.code in MONEY else ''}".rstrip()
    top, bottom = _part(reading.code, reading.numerator), _part(reading.code, reading.denominator)
    return f"{top}{unit} ÷ {bottom}{unit} × 100 = {result}"


def rated_words(row: Assessed) -> str:
    """What is said beside a share that rose because something fell away; '' where nothing did."""
    if not row.reading.distorted or row.reading.rated is None:
        return ""
    rated = value_words(row.definition, row.reading.rated)
    return f"Verzerrt durch Wegfall: gewertet wie {rated}, weil Weggefallenes mitzählt."


def threshold_words(definition: Definition, threshold: Threshold | None) -> str:
    """„Stabil ab 80 %, beobachten ab 50 %, darunter handeln.“"""
    if threshold is None:
        return "Diese Kennzahl beschreibt nur und hat keine Ampel."
    unit = "" if definition.unit == "Anzahl" else definition.unit
    green, yellow = _bound(threshold.green, unit), _bound(threshold.yellow, unit)
    if definition.direction is Direction.DOWN:
        return f"Stabil bis {green}, beobachten bis {yellow}, darüber handeln."
    if definition.direction is Direction.CORRIDOR and threshold.green_top and threshold.yellow_top:
        inner, outer = _bound(threshold.green_top, unit), _bound(threshold.yellow_top, unit)
        return f"Stabil von {green} bis {inner}, beobachten von {yellow} bis {outer}, sonst handeln."
    if definition.unit == "Stufe":
        return f"Stabil ab Stufe {_plain(threshold.green)}, beobachten ab Stufe {_plain(threshold.yellow)}, darunter handeln."
    return f"Stabil ab {green}, beobachten ab {yellow}, darunter handeln."


def answer(whole: Degree) -> str:
    """Would the education management survive the end of the programme? In one or two sentences."""
    if whole.light is Light.GREY or whole.value is None:
        share = print_german(for_display(whole.coverage, 0), 0, "%")
        least = print_german(for_display(LEAST_COVERAGE, 0), 0, "%")
        return f"Das lässt sich noch nicht sagen: Erst {share} des Gewichts haben Daten, nötig sind {least}."
    if whole.light is Light.GREEN:
        return "Ja, nach dem Stand der Einträge trägt es sich ohne das Programm."
    if whole.light is Light.RED:
        return "Nein, nach dem Stand der Einträge nicht."
    return "Nur zum Teil, nach dem Stand der Einträge."


def cap_words(whole: Degree) -> str:
    """Why the light is not better than „Beobachten“; '' where nothing caps it."""
    red = [BY_CODE[code].name for code in whole.capped_by if code in LEAD]
    said = []
    if red:
        verb = "steht" if len(red) == 1 else "stehen"
        cap = "" if whole.light is Light.RED else "; die Ampel wird deshalb höchstens „Beobachten“"
        said.append(f"{_listed(red)} {verb} auf „Handeln“{cap}.")
    if CAPACITY in whole.capped_by:
        said.append("Mehr als ein Fünftel der Stellen des Bezugsbestands ist weggefallen.")
    return " ".join(said)


def degree_words(whole: Degree) -> str:
    """„78,3 von 100“; '' without data."""
    return "" if whole.value is None else f"{print_german(for_display(whole.value), 1)} von 100"


def gain_words(gain: Fraction) -> str:
    """„+12,5 Punkte“; '' where the degree stays."""
    if not gain:
        return ""
    shown = print_german(for_display(abs(gain)), 1)
    return f"{'+' if gain > 0 else '−'}{shown} Punkte"


def change_words(row: Assessed, after: Assessed) -> str:
    """„Entfristungsquote: 66,7 % → 100,0 %, Stabil“."""
    before = "nicht berechenbar" if row.reading.state is State.MISSING else shown_value(row)
    light = "" if after.light is Light.NONE else f", {LIGHT_WORDS[after.light]}"
    return f"{row.definition.name}: {before} → {shown_value(after).removesuffix('.')}{light}"


def moved_lights(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """„Besetzungsquote: Beobachten → Stabil“ for every light that differs between two kept stands."""
    for definition in DEFINITIONS:
        old, new = before.get(definition.code), now.get(definition.code)
        if old and new and old["light"] != new["light"]:
            shown = (LIGHT_WORDS[Light(row["light"])] for row in (old, new))
            yield f"{definition.name}: {' → '.join(shown)}"


def computable_words(rows: Sequence[Assessed]) -> str:
    """„28 von 36 Kennzahlen sind berechenbar“."""
    answered = sum(row.reading.state is not State.MISSING for row in rows)
    return f"{answered} von {len(rows)} Kennzahlen sind berechenbar"


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} und {last}" if most else last


def _part(code: str, number: Fraction) -> str:
    if code in STAFF:
        return _fte(number)
    if code in MONEY:
        euros = format_euro(int(number), with_cents=bool(int(number) % 100))
        return euros.removesuffix(f"\N{NO-BREAK SPACE}{EURO}")
    return _plain(number)


def _fte(number: Fraction) -> str:
    """One decimal, more where they are needed."""
    places = next((p for p in (1, 2) if (number * 10**p).denominator == 1), 3)
    return print_german(for_display(number, places), places)


def _plain(number: Fraction) -> str:
    return print_german(for_display(number, 0 if number.denominator == 1 else 1))


def _bound(number: Fraction, unit: str) -> str:
    return print_german(for_display(number, 0 if number.denominator == 1 else 1), None, unit)
