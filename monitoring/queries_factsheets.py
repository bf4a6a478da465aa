"""What a fact sheet shows: its texts, and of the records behind it what its audience may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.scope import PUBLIC, Scope, acting_within, current_scope
from dkbm.models import Municipality
from dkbm.ui.figures import Figure
from governance import queries as governance
from governance.models import Publication
from monitoring.key_tiles import tile_of
from monitoring.models import FactSheet, SurveyResult
from monitoring.places_map import PlacesMap, map_of
from monitoring.queries import indicator_views, region_codes
from monitoring.survey_page import result_figure
from projects.figures import timeline_figure
from projects.models import Benefit, Process, Project, ProjectAim
from projects.queries import project_page


@dataclass(frozen=True)
class Course:
    """The steps of a process: the figure and its numbered list (number, period, title)."""

    title: str
    place: str
    figure: Figure
    result: str

    @property
    def steps(self) -> list[tuple[Any, Any, Any]]:
        """The list twin of the drawing, from the same rows."""
        return [(row["number"], row["period"], row["title"]) for row in self.figure.rows]


@dataclass
class Content:
    """All that stands on a sheet. `missing`: what was chosen but is not open to the audience."""

    sheet: FactSheet
    audience: Audience
    map: PlacesMap | None = None
    places: list[Municipality] = field(default_factory=list)
    project: Project | None = None
    aims: list[str] = field(default_factory=list)
    benefits: list[str] = field(default_factory=list)
    course: Course | None = None
    cycle: Any = None
    surveys: list[Figure] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    tiles: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def sheets_of(municipality: Municipality) -> list[FactSheet]:
    """Fact sheets about a municipality that the reader may see, by topic: its own and its agency's."""
    rows = FactSheet.objects.select_related("municipality__region", "agency")
    own = rows.filter(municipality=municipality)
    if municipality.agency_id is not None:
        own |= rows.filter(agency=municipality.agency_id)
    return list(own.order_by("topic", "pk"))


def content_of(sheet: FactSheet, audience: Audience) -> Content:
    """The sheet as this audience sees it: the same for every reader, whatever else he may see.

    An internal sheet is read with the eyes of whoever opens it.
    """
    with acting_within(_eyes(sheet, audience)):
        return _read(sheet, audience)


def _eyes(sheet: FactSheet, audience: Audience) -> Scope:
    if audience == Audience.PUBLIC:
        return PUBLIC
    if audience == Audience.AGENCY and sheet.municipality_id is not None:
        return Scope(accompanied=frozenset({sheet.municipality_id}), reason="audience of a fact sheet")
    return current_scope() or PUBLIC


def _read(sheet: FactSheet, audience: Audience) -> Content:
    content = Content(sheet, audience)
    if sheet.with_map:
        content.places = _places(sheet)
        content.map = map_of(content.places)
    _read_project(sheet, content)
    _read_course(sheet, content)
    if sheet.cycle_of_id is not None:
        here = Municipality.objects.select_related("region").get(pk=sheet.cycle_of_id)
        content.cycle = governance.steering_cycle(here)
        if content.cycle is None:
            content.missing.append(f"Steuerungskreislauf von {here.name}")
    content.surveys = _surveys(sheet, content)
    content.publications = _publications(sheet, content)
    content.tiles = _tiles(sheet)
    return content


def _places(sheet: FactSheet) -> list[Municipality]:
    """The municipality alone, or the numbered ones that the agency accompanies."""
    rows = Municipality.objects.select_related("region").in_flyer_order()
    if sheet.municipality_id is not None:
        return list(rows.filter(pk=sheet.municipality_id))
    return list(rows.filter(agency=sheet.agency_id, flyer_number__isnull=False))


def _read_project(sheet: FactSheet, content: Content) -> None:
    if sheet.project_id is None:
        return
    content.project = Project.objects.filter(pk=sheet.project_id).first()
    if content.project is None:
        content.missing.append("das Projekt")
        return
    content.aims = list(ProjectAim.objects.filter(project=content.project).values_list("text", flat=True))
    content.benefits = list(Benefit.objects.filter(project=content.project).values_list("text", flat=True))


def _read_course(sheet: FactSheet, content: Content) -> None:
    if sheet.process_id is None:
        return
    process = (
        Process.objects.filter(pk=sheet.process_id).select_related("project__municipality__region").first()
    )
    if process is not None:
        page = project_page(process.project, clock.today())
        section = next((s for s in page.sections if s.process == process), None)
        figure = timeline_figure(process.project, section) if section else None
        if figure is not None:
            place = process.project.municipality.name
            content.course = Course(process.title, place, figure, process.result)
            return
    content.missing.append("die Zeitleiste")


def _surveys(sheet: FactSheet, content: Content) -> list[Figure]:
    """Each result alone; two of them are never joined."""
    wanted = list(
        sheet.surveys.through.objects.filter(factsheet=sheet).values_list("surveyresult", flat=True)
    )
    rows = list(SurveyResult.objects.filter(pk__in=wanted).order_by("year", "question", "pk"))
    if len(rows) < len(wanted):
        content.missing.append("ein Umfrageergebnis")
    return [result_figure(row) for row in rows]


def _publications(sheet: FactSheet, content: Content) -> list[Publication]:
    links = sheet.publications.through.objects.filter(factsheet=sheet)
    wanted = list(links.values_list("publication", flat=True))
    rows = list(Publication.objects.filter(pk__in=wanted).order_by("search_key", "pk"))
    if len(rows) < len(wanted):
        content.missing.append("eine Veröffentlichung")
    return rows


def _tiles(sheet: FactSheet) -> list[dict[str, Any]]:
    """The newest released number of each chosen official indicator."""
    chosen = set(sheet.indicators.through.objects.filter(factsheet=sheet).values_list("indicator", flat=True))
    if not chosen or sheet.municipality_id is None:
        return []
    here = Municipality.objects.select_related("region").get(pk=sheet.municipality_id)
    views = indicator_views(
        region_codes(here.region), among=lambda row: row.pk in chosen and row.owner_id is None
    )
    return [tile_of(view, here) for view in sorted(views, key=lambda view: view.version.indicator.code)]
