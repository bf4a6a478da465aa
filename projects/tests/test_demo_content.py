"""The demo content: facts of the flyer by their ids, sources, links, idempotence."""

from datetime import date

import plotly.graph_objects
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import governance.demo
from dkbm.access.scope import system_scope
from dkbm.periods import from_key
from projects import demo
from projects.checking import complaints, content
from projects.figures import timeline_figure
from projects.models import Benefit, Milestone, Process, Project, ProjectLink
from projects.queries import project_page
from projects.schedule import Step, bounds, in_order, label
from projects.tests.conftest import load_demo_content, six_municipalities

pytestmark = pytest.mark.usefixtures("demo_content", "db")
TODAY = date(2026, 11, 23)
EMDEN_TITLE = "Verstetigung des kommunalen Bildungsmanagements"


@pytest.fixture(scope="module")
def municipalities(module_db):
    with system_scope("test"):
        made = six_municipalities()
        load_demo_content(made)
    return made


@pytest.fixture
def demo_content(municipalities, everything):
    """The content that all tests of this module share."""
    return municipalities


def section_of(title):
    project = Project.objects.select_related("municipality__region").get(title=title)
    return project, project_page(project, TODAY).sections[0]


@pytest.fixture
def steps(demo_content):
    """The dated steps of Emden as they are shown."""
    return [detail.milestone for detail in section_of(EMDEN_TITLE)[1].dated]


FACTS = {
    "F-30": (0, "06–09/2020", "2020-06..2020-09", "gespraech", ""),
    "F-31": (1, "10/2020", "2020-10", "werkstatt", ""),
    "F-32": (2, "11/2020", "2020-11", "sitzung", "Steuergruppe"),
    "F-33": (3, "11–12/2020", "2020-11..2020-12", "gespraech", ""),
    "F-34": (4, "01/2021", "2021-01", "sitzung", "Steuergruppe"),
    "F-35": (5, "02–04/2021", "2021-02..2021-04", "vereinbarung", ""),
    "F-36": (6, "09/2021", "2021-09", "beschluss", "Verwaltungsvorstand"),
}


@pytest.mark.parametrize("fact", FACTS)
def test_f30_to_f36_steps_of_emden(steps, fact):
    place, text, key, nature, body = FACTS[fact]
    step = steps[place]
    assert (step.label, step.period, step.nature) == (text, key, nature)
    assert (step.body.name if step.body else "") == body
    assert step.origin == "prozessschritt"
    assert "Flyer" in step.source


def test_f31_the_agency_took_part(steps):
    assert "Transferagentur" in steps[1].participants


def test_f33_steps_three_and_four_overlap_in_rows_of_their_own(steps):
    assert steps[2].last_month >= steps[3].first_month
    bars = section_of(EMDEN_TITLE)[1].timeline.data[0]
    assert bars["y"] == [1, 2, 3, 4, 5, 6, 7]


def test_f37_whole_timeline():
    project, section = section_of(EMDEN_TITLE)
    assert [d.milestone.order for d in section.dated] == [1, 2, 3, 4, 5, 6, 7]
    assert section.timeline.sentence == "15 Monate vom ersten Gespräch bis zum Beschluss"
    assert [label(*gap) for gap in section.timeline.gaps] == ["05–08/2021"]
    figure = timeline_figure(project, section)
    assert figure.rows == section.timeline.rows
    assert [row["months"] for row in figure.rows] == [4, 1, 1, 2, 1, 3, 1]
    assert "05–08/2021" in figure.summary
    for layout in (figure.layout, figure.narrow_layout):
        plotly.graph_objects.Figure(data=figure.data, layout=layout)


def test_f26_f27_f28_f29_four_undated_preconditions_in_their_order():
    before = section_of(EMDEN_TITLE)[1].preconditions
    wanted = ("Verständnis von Bildung", "Bildungskonferenz", "Datengrundlage", "Steuerungskreislauf")
    for detail, words in zip(before, wanted, strict=True):
        assert words in detail.milestone.title
    assert [(d.milestone.order, d.milestone.label, d.number) for d in before] == [
        (n, "ohne Datum", None) for n in (1, 2, 3, 4)
    ]
    assert before[3].body.name == "Planungsgruppe"


def test_f21_process_is_finished_by_the_resolution():
    process = Process.objects.get(project__title=EMDEN_TITLE)
    assert (process.kind, process.path, process.is_finished) == ("verstetigung", "a", True)
    assert "September 2021" in process.result


def test_f23_unit_of_emden_is_linked():
    assert (
        Project.objects.get(title=EMDEN_TITLE).responsible_unit.name == "Fachdienst Schule, Bildung und Sport"
    )


def test_f24_benefits_are_synergy_and_cost_without_invented_amounts():
    benefits = Benefit.objects.filter(project__title=EMDEN_TITLE)
    assert {b.kind for b in benefits} == {"synergie", "kosten"}
    assert all(b.amount_cents is None for b in benefits)


def test_f45_beste_bildung_has_three_aims_and_its_parts():
    project = Project.objects.get(title="Beste Bildung")
    assert (project.kind, project.aims.count()) == ("initiative", 3)
    assert project.parts.count() == 4


def test_f50_f51_office_is_permanent_and_bundled_in_2018():
    project = Project.objects.get(title="Netzwerkleitstelle auf Dauer")
    step = project.milestones.get()
    assert (project.transfer_status, step.period, step.label) == ("ueberfuehrt", "2018", "2018")
    assert project.processes.get().path == "d"


@pytest.mark.parametrize(
    ("ags", "title", "path"),
    [
        ("03353", "Dauerhafte Stellen nach „Bildung integriert“", "e"),
        ("03404", "Fachdienst Strategisches Bildungsmanagement", "c"),
        ("03453", "Aufbau von Bildungsbüro und Bildungsbeirat", "b"),
    ],
    ids=["F-52", "F-54", "F-38"],
)
def test_further_projects_with_their_paths(ags, title, path):
    project = Project.objects.get(municipality__region__ags=ags, title=title)
    assert project.processes.get().path == path


def test_f53_verden_has_its_project():
    assert Project.objects.filter(municipality__region__ags="03361", title="Bildung im Fokus").exists()


def test_f55_short_links_with_unsure_assignment_are_marked():
    unsure = ProjectLink.objects.filter(assignment_confirmed=False)
    assert {link.url.rpartition("/")[2] for link in unsure} == {"3GgTsWA", "3LanMVZ", "3gjqZUP"}
    sure = ProjectLink.objects.filter(assignment_confirmed=True)
    assert {link.url.rpartition("/")[2] for link in sure} == {"31IZkcn", "3FaBmUP", "3nbwAAt"}


def test_f56_every_row_has_its_source():
    for model in (Project, Process, Milestone, Benefit, ProjectLink):
        assert not model.objects.filter(source="").exists(), model


def test_invented_rows_are_marked():
    for row in Milestone.objects.select_related("project"):
        assert ("Beispiel" in row.source) == row.project.is_example


def test_loading_again_changes_nothing():
    before = sorted(map(str, content()))
    histories = Project.history.count() + Milestone.history.count()
    demo.load(lambda text: None)
    assert sorted(map(str, content())) == before
    assert Project.history.count() + Milestone.history.count() == histories


def test_hash_sees_a_change_of_one_field():
    before = sorted(map(str, content()))
    Milestone.objects.filter(period="2021-09", body__isnull=False).update(responsible="Fachdienstleitung")
    assert sorted(map(str, content())) != before


def test_all_links_to_bodies_and_units_are_found(municipalities):
    """With the bodies of the lower floor loaded first, no fact loses its body or unit."""
    governance.demo.load(lambda text: None)
    demo.load(lambda text: None)
    for facts in (fact for group in demo.ALL.values() for fact in group):
        project = Project.objects.get(title=facts.title)
        assert (project.responsible_unit is not None) == bool(facts.unit), facts.title
        assert (project.body is not None) == bool(facts.body), facts.title
        steps = facts.milestones + (
            facts.process.preconditions + facts.process.steps if facts.process else ()
        )
        for step in steps:
            milestone = project.milestones.get(title=step.title)
            assert (milestone.body is not None) == bool(step.body), step.title
    assert complaints() == []


def test_nothing_to_complain_about():
    assert complaints() == []


def test_complaints_name_what_does_not_fit(demo_content):
    milestone = Milestone.objects.filter(period="2021-09").get()
    Milestone.objects.filter(pk=milestone.pk).update(last_month=1 + milestone.last_month)
    other = Process.objects.exclude(project=milestone.project).first()
    Milestone.objects.filter(pk=milestone.pk).update(process=other)
    Project.objects.filter(title="Bildung im Fokus").update(
        responsible_unit=Project.objects.get(title=EMDEN_TITLE).responsible_unit
    )
    Milestone.objects.filter(project__title="Bildung im Fokus").update(body=milestone.body)
    assert len(complaints()) == 4


def test_a_missing_municipality_is_skipped_with_a_word(demo_content):
    emden = demo_content["03402"]
    Milestone.objects.filter(project__municipality=emden).delete()
    Project.objects.filter(municipality=emden).delete()
    emden.region.ags = "99999"
    emden.region.save()
    said = []
    demo.load(said.append)
    assert any("03402" in text for text in said)


@settings(max_examples=20, deadline=None)
@given(st.permutations(list(FACTS.values())))
def test_order_does_not_depend_on_the_order_of_typing(facts):
    steps = [Step(str(f[0]), f[1], *bounds(from_key(f[2])), order=i, key=i) for i, f in enumerate(facts)]
    assert [s.title for s in in_order(steps)] == [str(n) for n in range(7)]
