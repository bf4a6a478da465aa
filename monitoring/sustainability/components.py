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
POINTS = {light: int(score) for light, score in SCORES.items()}
GREEN, YELLOW = int(STABLE), int(WATCH)
"""Whole numbers: hundreds of municipalities with seven components each are compared at once."""
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
    """One component: `total` of the scores (0..100 each) of those of its indicators that have a light, `known` of `all`."""

    component: str
    light: Light
    total: int
    known: int
    all: int

    @property
    def score(self) -> Fraction | None:
        """The mean score, None without a light."""
        return Fraction(self.total, self.known) if self.known else None


def component_lights(lights: Mapping[str, Light]) -> tuple[ComponentLight, ...]:
    """The seven in their order, from lights by code; what is not there counts as not computable."""
    return tuple(_one(component, codes, lights) for component, codes in PARTS.items())


def kept_lights(readings: Mapping[str, Any]) -> dict[str, Light]:
    """Lights by code out of what was kept (`record.summary_of`)."""
    return {code: Light(row["light"]) for code, row in readings.items()}


def _one(component: str, codes: tuple[str, ...], lights: Mapping[str, Light]) -> ComponentLight:
    scores = [score for code in codes if (score := POINTS.get(lights.get(code, Light.GREY))) is not None]
    total, known = sum(scores), len(scores)
    if not known:
        return ComponentLight(component, Light.GREY, 0, 0, len(codes))
    light = Light.GREEN if total >= GREEN * known else Light.YELLOW if total >= YELLOW * known else Light.RED
    return ComponentLight(component, light, total, known, len(codes))
