"""The shared catalogue: 73 context indicators and four variants of them. Codes are our own and stable.

Definitions follow the context indicators of municipal education monitoring. A number of the
Anwendungsleitfaden is printed as official only where it was seen in municipal practice. Base counts are named only
for tables whose headings are known; the other definitions stand in words until their table has been read in.
"""

from __future__ import annotations

from monitoring.catalogue.data import IndicatorData
from monitoring.catalogue.later import THEME_E, THEME_F, THEME_G, THEME_H, THEME_I
from monitoring.catalogue.population import THEME_A, THEME_B
from monitoring.catalogue.schools import THEME_C, THEME_D

THEMES = {
    "A": "Rahmenbedingungen",
    "B": "Bildungsstand und Bildungsausgaben",
    "C": "Frühkindliche Bildung",
    "D": "Allgemeinbildende Schulen",
    "E": "Berufliche Bildung",
    "F": "Hochschulen",
    "G": "Weiterbildung",
    "H": "Non-formale Bildung",
    "I": "Bildungsberatung",
}
VARIANTS = frozenset({"A01w", "A17s", "D15w", "D17m"})
FIRST = ("D15", "D15w", "D17", "D17m", "A01", "A01w", "A14", "A15", "A17", "A17s", "C01", "F01")
INDICATORS: tuple[IndicatorData, ...] = (
    *THEME_A,
    *THEME_B,
    *THEME_C,
    *THEME_D,
    *THEME_E,
    *THEME_F,
    *THEME_G,
    *THEME_H,
    *THEME_I,
)


def order_of(data: IndicatorData) -> int:
    """The default charts come first, in an order of their own; then the catalogue's order."""
    place = FIRST.index(data.code) if data.code in FIRST else len(FIRST) + INDICATORS.index(data)
    return (place + 1) * 10
