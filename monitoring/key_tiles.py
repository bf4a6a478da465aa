"""One number of a municipality as a tile: value, unit, period, the Land; from released rows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from dkbm.models import Municipality
from dkbm.numbers import print_german
from dkbm.periods import from_key
from monitoring.queries import IndicatorView


def tile_of(view: IndicatorView, municipality: Municipality) -> dict[str, Any]:
    """The newest released number of the municipality with its period, or why there is none; the Land beside it.

    origin: address of „Woher kommt diese Zahl?“, '' without one.
    """
    newest = view.newest(municipality.region.ags)
    version = view.version
    land = municipality.region.ags[:2]
    reference = view.at(land, newest.period) if newest else None
    return {
        "code": version.indicator.code,
        "name": version.name,
        "value": print_german(newest.value, version.decimals)
        if newest and newest.value is not None
        else None,
        "unit": version.unit,
        "period": from_key(newest.period).label if newest else "",
        "reason": newest.reason if newest else "Noch keine Daten eingelesen.",
        "origin": reverse("monitoring:provenance", args=[newest.origin]) if newest and newest.origin else "",
        "land": print_german(reference.value, version.decimals, version.unit)
        if reference and reference.value is not None and version.formula != "count"
        else None,
    }
