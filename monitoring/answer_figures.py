"""Frozen charts on the page and the paper of an assignment's answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from dkbm.access.roles import Permission, may
from dkbm.registries import Panel
from dkbm.ui.figures import Figure, in_berlin
from governance.models import Assignment
from monitoring.charts.development import LAND
from monitoring.charts.events import Mark
from monitoring.disclosure import release_kept
from monitoring.figures import PaperFigure, own_figure
from monitoring.hashing import Row
from monitoring.models import FrozenChart
from monitoring.queries import IndicatorView


@dataclass
class FrozenView(IndicatorView):
    """An indicator as it was kept: its rows and its marks are those of that day."""

    kept_marks: list[Mark] = field(default_factory=list)

    @property
    def marks(self) -> list[Mark]:
        """Breaks and changed definitions as they were known then."""
        return self.kept_marks


@dataclass(frozen=True)
class Shown:
    """A frozen chart as pages show it; `paper` is the same figure for print."""

    row: FrozenChart
    figure: Figure
    today_url: str

    @property
    def paper(self) -> PaperFigure:
        """The figure as SVG with its table."""
        return PaperFigure(self.figure)

    @property
    def frozen_at(self) -> datetime:
        """When it was frozen, on German clocks."""
        return in_berlin(self.row.frozen_at)


def charts_of(assignment: Assignment) -> list[FrozenChart]:
    """Frozen charts of an assignment that the reader may see, in the order they were hung on."""
    rows = FrozenChart.objects.filter(assignment=assignment).select_related(
        "indicator_version__indicator", "indicator_version__source"
    )
    return list(rows.order_by("pk"))


def figure_of(chart: FrozenChart, assignment: Assignment) -> Figure:
    """The figure component of a frozen chart: drawing, sentence and table from the kept rows."""
    lines = chart.content["lines"]
    view = FrozenView(
        version=chart.indicator_version,
        snapshot=None,
        rows={line["code"]: release_kept(line["rows"]) for line in lines},
        kept_marks=[Mark(mark["period"], mark["text"], mark["kind"]) for mark in chart.content["marks"]],
    )
    land = next((line["name"] for line in lines if line["role"] == LAND), "")
    return replace(
        own_figure(view, assignment.municipality, land),
        id=f"f-{chart.pk}",
        source=chart.source,
        stand=chart.stand,
        download_url=reverse("monitoring:answer-file", args=[chart.pk]),
        level=3,
    )


def panel(assignment: Assignment, user: Any) -> dict[str, Any] | None:
    """The frozen charts of an answer; None when there are none and nothing may be added."""
    may_edit = may(user, Permission.ATTACH_CHARTS, assignment.municipality_id)
    figures = [_shown(chart, assignment) for chart in charts_of(assignment)]
    if not figures and not may_edit:
        return None
    return {"assignment": assignment, "figures": figures, "may_edit": may_edit}


def rows() -> Iterator[Row]:
    """Frozen charts by natural keys, for the hash of all content."""
    charts = FrozenChart.objects.select_related("assignment__municipality", "indicator_version__indicator")
    for chart in charts.order_by("pk").iterator(chunk_size=100):
        version, assignment = chart.indicator_version, chart.assignment
        key = (assignment.municipality.slug, assignment.title, version.indicator.code, version.number)
        said = {name: getattr(chart, name) for name in ("stand", "source", "audience")}
        yield (
            "frozen_chart",
            key,
            {**said, "lines": [_without_address(line) for line in chart.content["lines"]]},
        )


def _shown(chart: FrozenChart, assignment: Assignment) -> Shown:
    code = chart.indicator_version.indicator.code
    address = reverse("monitoring:indicator", args=[assignment.municipality.slug, code])
    return Shown(chart, figure_of(chart, assignment), address)


def _without_address(line: dict[str, Any]) -> dict[str, Any]:
    """A kept line without the addresses of its results, which hold primary keys."""
    return {**line, "rows": [{k: v for k, v in row.items() if k != "origin"} for row in line["rows"]]}


PANEL = Panel("festgehaltene kennzahlen", "monitoring/antwort_kennzahlen.html", panel, 10)
