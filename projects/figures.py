"""The drawing of a lane as the figure component takes it; drawing and table come from the same steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dkbm.ui.figures import Figure
from projects.schedule import draw

if TYPE_CHECKING:
    from datetime import date

    from projects.models import Project
    from projects.queries import Section


def timeline_figure(project: Project, section: Section) -> Figure | None:
    """Timeline with list twin; None when no step is dated, so that no empty drawing is shown."""
    timeline = section.timeline
    if not timeline.rows:
        return None
    return Figure(
        id=section.anchor,
        title=_("Zeitplan"),
        level=3,
        summary=_summary(section),
        unit_note=_(
            "Jeder Balken reicht vom ersten bis zum letzten Monat des Schritts; Tage sind keine hinterlegt."
        ),
        data=timeline.data,
        layout=timeline.layout,
        narrow_layout=timeline.narrow_layout,
        columns=list(timeline.columns),
        rows=[{key: _cell(value) for key, value in row.items()} for row in timeline.rows],
        source=section.sources or project.source,
    )


@dataclass(frozen=True)
class PortfolioTimeline:
    """Projects over time: the figure (None without a dated one) and those nobody has dated."""

    figure: Figure | None
    undated: list[Project]


def portfolio_timeline(projects: list[Project], today: date) -> PortfolioTimeline:
    """Every project from its begin to its end; without an end it is drawn as far as it is known."""
    timeline = draw([project.as_step() for project in projects], today, with_gaps=False)
    undated = [project for project in projects if not (project.begins or project.ends)]
    if not timeline.rows:
        return PortfolioTimeline(None, undated)
    count = len(timeline.rows)
    words = ngettext("Ein Projekt mit Zeitraum.", "%(n)s Projekte mit Zeitraum.", count) % {"n": count}
    rows = [{key: _cell(value) for key, value in row.items()} for row in timeline.rows]
    titles = {"title": _("Projekt")}
    figure = Figure(
        id="portfolio",
        title=_("Projekte über die Zeit"),
        summary=words,
        unit_note=_("Ohne bekanntes Ende reicht ein Balken nur so weit, wie der Zeitraum bekannt ist."),
        data=timeline.data,
        layout=timeline.layout,
        narrow_layout=timeline.narrow_layout,
        columns=[(key, titles.get(key, label), kind) for key, label, kind in timeline.columns],
        rows=rows,
        source=_("Angaben zu den Projekten in diesem Portal"),
    )
    return PortfolioTimeline(figure, undated)


def _summary(section: Section) -> str:
    """The figure in words: „15 Monate vom ersten Gespräch bis zum Beschluss. Ohne Schritt: …“."""
    return " ".join(filter(None, (f"{section.timeline.sentence}.", section.gaps_in_words)))


def _cell(value: Any) -> Any:
    """A duration that is open on one side is said to be open, never counted."""
    return _("offen") if value is None else value
