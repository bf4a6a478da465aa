"""„Meine Kommune“ out of finished bytes: its figures as HTML for the page and as JSON, made once per stand.

Both hold official values only, so everyone sees the same; what differs by person stands around them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
from django.template.loader import render_to_string

from dkbm.access.audiences import Audience
from dkbm.models import Municipality, Region
from dkbm.periods import from_key
from dkbm.ui.figures import Figure, raw
from dkbm.ui.precomputed import Packed
from monitoring import queries
from monitoring.dashboard_stand import dashboard_fingerprint
from monitoring.figures import own_figure
from monitoring.models import TimelineEvent
from monitoring.queries import IndicatorView
from monitoring.services.serving import Asked, served


def land_name(municipality: Municipality) -> str:
    """Name of the Land a municipality lies in."""
    names = Region.objects.filter(ags=municipality.region.ags[:2]).values_list("name", flat=True)
    return names.first() or "Land"


def dashboard_html(municipality: Municipality, known_on: date | None = None) -> str:
    """The figures of the page with their tables, and what is missing; for a day of the past made anew."""

    def make(municipality: Municipality) -> bytes:
        found = _figures(municipality, known_on)
        shown = [figure for _view, figure in found if figure.data]
        without = [{"view": view, "text": figure.summary} for view, figure in found if not figure.data]
        context = {"municipality": municipality, "figures": shown, "without": without, "total": len(found)}
        return render_to_string("monitoring/_kennzahlen.html", {**context, "stand": _stand(shown)}).encode()

    made = _made("html", municipality.slug, make) if known_on is None else None
    return (make(municipality) if made is None else made.raw).decode()


def dashboard_json(slug: str) -> Packed | None:
    """The same figures for programs: sentence, drawing, table, source and „Stand“ of each. None without the place."""
    return _made("json", slug, lambda municipality: dashboard_bytes(municipality))  # noqa: PLW0108 - tests exchange it


def dashboard_bytes(municipality: Municipality, known_on: date | None = None) -> bytes:
    """What `dashboard_json` keeps, made now; for a day of the past what was known then."""
    shown = [figure for _view, figure in _figures(municipality, known_on) if figure.data]
    said = {
        "kommune": municipality.name,
        "stand": _stand(shown),
        **({"stand_der_kenntnis": known_on.isoformat()} if known_on else {}),
        "kennzahlen": [_said(figure) for figure in shown],
    }
    return orjson.dumps(said)


def _figures(municipality: Municipality, known_on: date | None = None) -> list[tuple[IndicatorView, Figure]]:
    land, events = land_name(municipality), _public_events(municipality)
    return [
        (view, _with_events(own_figure(view, municipality, land), view, events))
        for view in queries.dashboard(municipality, known_on)
    ]


def _public_events(municipality: Municipality) -> list[TimelineEvent]:
    """What everybody may know of what happened, in time order: the bytes are the same for all."""
    rows = TimelineEvent.objects.filter(municipality=municipality, audience=Audience.PUBLIC)
    return sorted(rows.select_related("indicator"), key=lambda e: (from_key(e.begins).sort_key, e.pk))


def _with_events(figure: Figure, view: IndicatorView, events: list[TimelineEvent]) -> Figure:
    """The figure with what happened in its sentence."""
    indicator = view.version.indicator
    said = [
        f"{event.when}: {event.title}"
        for event in events
        if (
            event.indicator_id == indicator.pk if event.indicator_id else event.theme in ("", indicator.theme)
        )
    ]
    if not said or not figure.data:
        return figure
    return replace(figure, summary=f"{figure.summary} Zu beachten: {'; '.join(said)}.")


def _said(figure: Figure) -> dict[str, Any]:
    """A figure as JSON knows it."""
    return {
        "id": figure.id,
        "titel": figure.title,
        "satz": figure.summary,
        "einheit": figure.unit_note,
        "bild": figure.plot,
        "spalten": [list(column) for column in figure.columns],
        "zeilen": [{key: _number(raw(value)) for key, value in row.items()} for row in figure.rows],
        "quelle": figure.source,
        "stand": figure.stand,
    }


def _number(value: Any) -> Any:
    """Decimals as numbers, everything else as it is."""
    if value is None or isinstance(value, str | int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _stand(figures: list[Figure]) -> str:
    """The newest „Stand“ of the figures' files as DD.MM.YYYY, '' without any."""
    days = [figure.stand.split(".")[::-1] for figure in figures if figure.stand]
    return ".".join(reversed(max(days))) if days else ""


def _made(kind: str, slug: str, make: Callable[[Municipality], bytes]) -> Packed | None:
    """Finished bytes of this kind; the municipality is read only when they have to be made."""
    fingerprint = dashboard_fingerprint(slug)
    if fingerprint is None:
        return None
    asked = Asked(f"kommune/{kind}/{slug}", fingerprint)
    return served(asked, lambda: make(Municipality.objects.select_related("region").get(slug=slug)))
