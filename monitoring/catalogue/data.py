"""The shape in which a definition is shipped, and what holds for a whole table or unit unless a row says otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SEXES, NATIONALITY, AGE = "Geschlecht", "Nationalität", "Alter"
KIND, SCHOOL = "Art", "Schulart"
LAND_SCHOOLS = "Schulstatistik des Landes"
FACTORS = {"%": 100, "je 100": 100, "je 1 000": 1000}
YEARLY = "jährlich"
_STAGES = {6: "Input", 7: "Prozess", 9: "Input", 12: "Prozess", 13: "Prozess", 14: "Prozess", 15: "Output"}
_GROUP = re.compile(r"[A-I]([0-9]{1,2})(?:\.[0-9]+)?")

# By start of the table: key date, months until figures appear (None: see `lags`), suppression.
_SIGNS = "Die Quelle hält kleine Zahlen selbst geheim; ihre Zeichen werden gezeigt, nie zurückgerechnet."
TABLE_RULES: dict[str, tuple[str, int | None]] = {
    "111": ("Stichtag 31. Dezember", None),
    "12411": ("Stichtag 31. Dezember", 10),
    "12531": ("Stichtag 31. Dezember", 9),
    "12612": ("Kalenderjahr", 10),
    "12711": ("Kalenderjahr", 10),
    "13111": ("Stichtag 30. Juni", 8),
    "13211": ("Jahresdurchschnitt", 3),
    "21111-01": ("Beginn des Schuljahres", 12),
    "21111-02": ("Ende des Schuljahres, das die Jahreszahl nennt", 12),
    "21121": ("Stichtag im Herbst", 12),
    "21311": ("Wintersemester", 12),
    "21321": ("Prüfungsjahr", 14),
    "225": ("Stichtag 1. März", 10),
    "228": ("Stichtag 31. Dezember", 12),
    "82111": ("Kalenderjahr", 24),
    "82411": ("Kalenderjahr", 22),
    "73111": ("Kalenderjahr", 44),
    "Zensus": ("Zensusstichtag", 24),
}


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How a definition is computed: base counts as „measure|breakdown“ of its table, or whole series keys."""

    formula: str = "rate"
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    lag: int | None = None
    dash_means_zero: bool = False


@dataclass(frozen=True)
class IndicatorData:
    """One indicator as shipped. top/bottom: numerator and denominator in words; `counting` None: in words only."""

    code: str
    al: str
    name: str
    name_en: str
    definition: str
    top: str
    bottom: str
    unit: str
    table: str
    breakdowns: tuple[str, ...] = ()
    counting: Counting | None = None
    decimals: int | None = None
    notes: tuple[str, ...] = ()
    direction: str = ""
    comparability: str = ""
    breaks: tuple[tuple[str, str], ...] = ()
    further_tables: tuple[str, ...] = ()
    lag_years: int | None = None
    default_chart: bool = field(default=False, kw_only=True)

    @property
    def theme(self) -> str:
        """Letter of the theme, A (Rahmenbedingungen) to I."""
        return self.code[0]

    @property
    def al_code(self) -> str:
        """Code of the Anwendungsleitfaden, verified or not; "" where none is known."""
        return self.al.split(" ")[0]

    @property
    def is_verified(self) -> bool:
        """Whether the code was seen in municipal practice („v“), not only follows the scheme („p“)."""
        return self.al.endswith(" v")

    @property
    def group(self) -> int | None:
        """Kind of indicator by the scheme of the Anwendungsleitfaden: 6 offer, 7 participants, 9 staff, …"""
        found = _GROUP.fullmatch(self.al_code)
        return int(found[1]) if found else None

    @property
    def stage(self) -> str:
        """Kontext for the themes A and B, else by the group."""
        return "Kontext" if self.theme in "AB" else _STAGES.get(self.group or 0, "")

    @property
    def formula(self) -> str:
        """The way of computing; in words only: a rate where there is a denominator."""
        if self.counting is not None:
            return self.counting.formula
        return (
            "rate" if self.bottom else "published" if self.top.startswith("wie veröffentlicht") else "count"
        )

    @property
    def factor(self) -> int:
        """100 for per cent, 1 000 for „je 1 000“; amounts in thousands of Euro are printed in Euro."""
        return 1000 if "Tausend Euro" in self.top else FACTORS.get(self.unit, 1)

    @property
    def printed_decimals(self) -> int:
        """Decimal places on pages: one for rates, none for numbers of things."""
        if self.decimals is not None:
            return self.decimals
        return 1 if self.unit in FACTORS else 0

    @property
    def rule(self) -> tuple[str, int | None]:
        """Key date and months until publication of the table; unknown: "" and None."""
        return next((rule for start, rule in TABLE_RULES.items() if self.table.startswith(start)), ("", None))

    @property
    def is_regional_table(self) -> bool:
        """Whether the table is one of the Regionaldatenbank, whose number says which one to fetch."""
        return self.table[:1].isdigit()

    @property
    def suppression(self) -> str:
        """How small numbers are protected."""
        return _SIGNS if self.is_regional_table else ""

    def keys(self, parts: tuple[str, ...]) -> list[str]:
        """Terms „table|measure|breakdown“ of these parts."""
        return [self._key(part) for part in parts]

    def _key(self, part: str) -> str:
        minus, rest = ("minus ", part[6:]) if part.startswith("minus ") else ("", part)
        return f"{minus}{self.table}|{rest}"
