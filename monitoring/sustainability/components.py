"""The seven core components of DKBM seen through the indicators: a light each, from the lights of its indicators.

Which indicator tells about which component is our proposal; no official assignment exists. Posts, money and
the transfer into regular structures are means of all seven and stand in the three families instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from monitoring.sustainability.degree import SCORES, STABLE, WATCH
from monitoring.sustainability.reading import Light

PARTS: Mapping[str, tuple[str, ...]] = {
    "ziele": ("N-Z1", "N-Z2", "N-L1", "N-L2"),
    "datenbasierung": ("N-M1", "N-M2", "N-M3"),
    "interne_kooperation": ("N-L3", "N-G2"),
    "externe_kooperation": ("N-G3", "N-K1"),
    "koordination": ("N-P3", "N-P5", "N-L4", "N-G1", "N-G5"),
    "qualitaet": ("N-Z3", "N-Z4"),
    "oeffentlichkeit": ("N-K2", "N-G4"),
}
"""By value of `governance.models.vocabulary.CoreComponent`: codes of indicators."""
NAMES: Mapping[str, str] = {
    "ziele": "Strategische Ziele",
    "datenbasierung": "Datenbasierung und Monitoring",
    "interne_kooperation": "Interne Kooperation",
    "externe_kooperation": "Externe Kooperation",
    "koordination": "Koordination",
    "qualitaet": "Qualitätsentwicklung",
    "oeffentlichkeit": "Öffentlicher Diskurs",
}
"""Short names for heads of tables."""


@dataclass(frozen=True, slots=True)
class ComponentLight:
    """One component: mean `score` of its indicators with a light (0..100, None without one), `known` of `all`."""

    component: str
    light: Light
    score: Fraction | None
    known: int
    all: int


def component_lights(lights: Mapping[str, Light]) -> tuple[ComponentLight, ...]:
    """The seven in their order, from lights by code; what is not there counts as not computable."""
    return tuple(_one(component, codes, lights) for component, codes in PARTS.items())


def kept_lights(readings: Mapping[str, Any]) -> dict[str, Light]:
    """Lights by code out of what was kept (`record.summary_of`)."""
    return {code: Light(row["light"]) for code, row in readings.items()}


def _one(component: str, codes: tuple[str, ...], lights: Mapping[str, Light]) -> ComponentLight:
    scores = [score for code in codes if (score := SCORES.get(lights.get(code, Light.GREY))) is not None]
    if not scores:
        return ComponentLight(component, Light.GREY, None, 0, len(codes))
    mean = sum(scores, Fraction(0)) / len(scores)
    light = Light.GREEN if mean >= STABLE else Light.YELLOW if mean >= WATCH else Light.RED
    return ComponentLight(component, light, mean, len(scores), len(codes))
