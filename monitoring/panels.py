"""What this floor shows elsewhere: on a municipality's profile, on the start page, at founding."""

from __future__ import annotations

from typing import Any

from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.models import Municipality
from dkbm.numbers import print_german
from dkbm.periods import from_key
from dkbm.registries import Panel
from monitoring.queries import IndicatorView, dashboard, open_imports
from monitoring.queries_publication import published_on
from monitoring.services.recompute import latest_versions, request_recompute

TILES = ("D15", "A14", "A01")


def prepare_charts(municipality: Municipality, by: Any) -> None:
    """A founded municipality finds its charts: the official stock is computed if it was not yet."""
    for version in latest_versions():
        if not version.snapshots.filter(is_current=True, owner__isnull=True).exists():
            request_recompute(version.indicator, by=by)


def _tile(view: IndicatorView, municipality: Municipality) -> dict[str, Any]:
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
        "land": print_german(reference.value, version.decimals, version.unit)
        if reference and reference.value is not None and version.formula != "count"
        else None,
    }


def profile(municipality: Municipality, user: Any) -> dict[str, Any]:
    """Three numbers and the way to all of them."""
    views = {view.version.indicator.code: view for view in dashboard(municipality)}
    tiles = [_tile(views[code], municipality) for code in TILES if code in views]
    return {"municipality": municipality, "tiles": tiles, "own_on": published_on(municipality)}


def start_numbers(municipality: Municipality | None, user: Any) -> dict[str, Any] | None:
    """The same numbers for one's own municipality."""
    return profile(municipality, user) if municipality else None


def start_imports(municipality: Municipality | None, user: Any) -> dict[str, Any] | None:
    """Data waiting, for people who may import; who may take over as well sees it with the harvest."""
    if municipality is None or not may(user, Permission.IMPORT, municipality):
        return None
    if may(user, Permission.COMMIT_IMPORT, municipality):
        return None
    return {"waiting": open_imports(municipality)}


def start_comparison(municipality: Municipality | None, user: Any) -> dict[str, Any] | None:
    """The way to the comparison, for transfer managers."""
    return {} if may_anywhere(user, Permission.COMPARE) else None


PROFILE = Panel("monitoring", "monitoring/panel_profil.html", profile, 10)
START = (
    Panel("monitoring-vergleich", "monitoring/start_vergleich.html", start_comparison, 5),
    Panel("monitoring-daten", "monitoring/start_daten.html", start_imports, 45),
    Panel("monitoring-zahlen", "monitoring/start_zahlen.html", start_numbers, 90),
)
