"""What this floor shows elsewhere: on a municipality's profile, on the start page, at founding."""

from __future__ import annotations

from typing import Any

from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.models import Municipality
from dkbm.registries import Panel
from monitoring.key_tiles import tile_of
from monitoring.queries import dashboard, open_imports
from monitoring.queries_factsheets import sheets_of
from monitoring.queries_publication import published_on
from monitoring.services.factsheets import may_edit
from monitoring.services.recompute import latest_versions, request_recompute

TILES = ("D15", "A14", "A01")


def prepare_charts(municipality: Municipality, by: Any) -> None:
    """A founded municipality finds its charts: the official stock is computed if it was not yet."""
    for version in latest_versions():
        if not version.snapshots.filter(is_current=True, owner__isnull=True).exists():
            request_recompute(version.indicator, by=by)


def profile(municipality: Municipality, user: Any) -> dict[str, Any]:
    """Three numbers and the way to all of them."""
    views = {view.version.indicator.code: view for view in dashboard(municipality)}
    tiles = [tile_of(views[code], municipality) for code in TILES if code in views]
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


def fact_sheets(municipality: Municipality, user: Any) -> dict[str, Any] | None:
    """Fact sheets about the municipality; None when there is none and the reader writes none."""
    sheets = sheets_of(municipality)
    if not sheets and not may_edit(user, municipality=municipality):
        return None
    return {"sheets": sheets}


SHEETS = Panel("faktenblaetter", "monitoring/panel_faktenblaetter.html", fact_sheets, 80)
PROFILE = Panel("monitoring", "monitoring/panel_profil.html", profile, 10)
START = (
    Panel("monitoring-vergleich", "monitoring/start_vergleich.html", start_comparison, 5),
    Panel("monitoring-daten", "monitoring/start_daten.html", start_imports, 45),
    Panel("monitoring-zahlen", "monitoring/start_zahlen.html", start_numbers, 90),
)
