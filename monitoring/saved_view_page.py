"""The figures of a saved view, out of finished bytes that are made once per stand.

Who may open a view belongs to its municipality, so one set of bytes serves all of them: it may hold internal
events and targets, and is kept as the municipality's own.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Max, Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from dkbm.access.audiences import Audience
from dkbm.models import Municipality, Region
from monitoring.comparison_page import ComparisonPage, comparison_page
from monitoring.dashboard_stand import PLACES, SOURCE_FIELDS, program_digest
from monitoring.models import Boundary, IndicatorVersion, SavedView, Snapshot, Target, TimelineEvent
from monitoring.queries_released import published_stand
from monitoring.services.serving import Asked, served

OWN_PLACES = (
    *PLACES,
    "monitoring/comparison.py",
    "monitoring/comparison_page.py",
    "monitoring/indicator_figures.py",
    "monitoring/indicator_page.py",
    "monitoring/indicator_words.py",
    "monitoring/saved_view_page.py",
    "templates/monitoring/_ansicht_bilder.html",
    "templates/monitoring/_werte.html",
)


def page_of(view: SavedView) -> ComparisonPage:
    """The comparison that the saved address shows."""
    return comparison_page(view.municipality, QueryDict(view.query))


def made_of(view: SavedView) -> tuple[SafeString, datetime | None]:
    """The figures as HTML, and when the newest of the results in force was computed (None without any).

    Whoever calls has checked that the reader may open the view.
    """

    def make() -> bytes:
        page = page_of(view)
        context = {"figures": page.figures, "tab": page.tab}
        return render_to_string("monitoring/_ansicht_bilder.html", context).encode()

    snapshots = Snapshot.objects.filter(owner__isnull=True, is_current=True)
    asked = Asked(
        f"ansicht/{view.pk}",
        view_fingerprint(view),
        audience=Audience.INTERNAL,
        owner_id=view.municipality_id,
    )
    # every word in it is escaped by the templates it was made with
    made = mark_safe(served(asked, make).raw.decode())  # noqa: S308
    return made, snapshots.aggregate(at=Max("computed_at"))["at"]


def view_fingerprint(view: SavedView) -> str:
    """Hash of all that the figures are made of: address, register, definitions, results, events, targets."""
    here: dict[str, Any] = {"municipality": view.municipality_id}
    regions = Region.objects.order_by("pk").values_list(
        "ags", "name", "designation", "population", "valid_until"
    )
    fields = ("pk", "indicator__order", *(f"source__{name}" for name in SOURCE_FIELDS))
    content = [
        [view.query, view.municipality.region.ags],
        [list(map(str, row)) for row in regions],
        list(Municipality.objects.order_by("pk").values_list("region__ags", "flyer_number")),
        list(Boundary.objects.order_by("pk").values_list("pk", "neighbours")),
        [list(row) for row in IndicatorVersion.objects.order_by("pk").values_list(*fields)],
        list(
            Snapshot.objects.filter(Q(owner__isnull=True) | Q(owner=view.municipality_id), is_current=True)
            .order_by("pk")
            .values_list("pk", "fingerprint")
        ),
        published_stand(view.municipality_id),
        list(TimelineEvent.objects.filter(**here).order_by("pk").values_list("pk", "version")),
        list(Target.objects.filter(**here).order_by("pk").values_list("pk", "version")),
        program_digest(OWN_PLACES),
    ]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()
