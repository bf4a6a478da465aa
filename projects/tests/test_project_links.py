"""What a project serves, who decided on it, its team; where other pages show it (F-25, F-21)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.models import Goal, Resolution
from governance.models.goal_words import GoalLevel
from monitoring.queries_facts_resources import project_facts
from monitoring.sustainability import structures
from monitoring.sustainability.facts import Facts
from projects import demo, services
from projects.checking import complaints, content
from projects.models import Project, ProjectGoal, ProjectResolution

from .test_views import project_data


@pytest.fixture
def world(emden, verden):
    """A public project, an internal goal and resolution of Emden, and a goal of Verden."""
    with system_scope("test"):
        facts = {"level": GoalLevel.STRATEGIC, "audience": Audience.INTERNAL}
        return {
            "project": Project.objects.create(municipality=emden, title="Lesepatenschaften"),
            "goal": Goal.objects.create(municipality=emden, name="Geheimes Ziel", **facts),
            "foreign": Goal.objects.create(municipality=verden, name="Fremdes Ziel", **facts),
            "resolution": Resolution.objects.create(
                municipality=emden, name="Geheimer Beschluss", kind="grundsatz", level=3
            ),
        }


def linked(world, by, **parts):
    with system_scope("test"):
        project = Project.objects.get(pk=world["project"].pk)
        services.change_project(project=project, version=None, by=by, **parts)


def test_the_form_sets_goals_team_and_resolutions(client, coordinator, world):
    client.force_login(coordinator)
    data = project_data(
        team="Bildungsmanagement\nBildungsmonitoring",
        goals=[world["goal"].pk],
        planned=[world["resolution"].pk],
        carries_alone="nein",
        component="koordination",
        risks="Die Stelle endet.",
    )
    pk = world["project"].pk
    assert client.post(f"/projekte/{pk}/bearbeiten/", data).status_code == 302
    page = client.get(f"/projekte/{pk}/").content.decode()
    for text in ("2 Funktionen im Team", "Geheimes Ziel", "Geheimer Beschluss", "Die Stelle endet."):
        assert text in page
    form = client.get(f"/projekte/{pk}/bearbeiten/").context["form"]
    assert form["goals"].value() == [world["goal"].pk]
    assert form["planned"].value() == [world["resolution"].pk]
    assert client.post(f"/projekte/{pk}/bearbeiten/", project_data(version="2")).status_code == 302
    with system_scope("test"):
        assert not ProjectGoal.objects.exists()
        assert not ProjectResolution.objects.exists()


def test_foreign_goals_are_neither_offered_nor_taken(client, coordinator, world):
    client.force_login(coordinator)
    path = f"/projekte/{world['project'].pk}/bearbeiten/"
    assert "Fremdes Ziel" not in client.get(path).content.decode()
    answer = client.post(path, project_data(goals=[world["foreign"].pk], summary="Bleibt stehen"))
    assert answer.context["form"].errors["goals"]
    assert "Bleibt stehen" in answer.content.decode()
    with pytest.raises(ValidationError):
        linked(world, coordinator, goals=[world["foreign"]])


def test_a_resolution_is_needed_or_taken(client, coordinator, world):
    client.force_login(coordinator)
    both = [world["resolution"].pk]
    answer = client.post(
        f"/projekte/{world['project'].pk}/bearbeiten/", project_data(planned=both, taken=both)
    )
    assert answer.context["form"].errors["planned"]
    linked(world, coordinator, planned=[world["resolution"]])
    linked(world, coordinator, taken=[world["resolution"]], planned=[])
    with system_scope("test"):
        assert ProjectResolution.objects.get().part == "gefasst"


def test_internal_goals_and_resolutions_are_not_named_to_others(client, coordinator, world):
    linked(world, coordinator, goals=[world["goal"]], taken=[world["resolution"]])
    path = f"/projekte/{world['project'].pk}/"
    assert "Geheim" not in client.get(path).content.decode()
    client.force_login(coordinator)
    page = client.get(path).content.decode()
    assert "Geheimes Ziel" in page
    assert "Geheimer Beschluss" in page


def test_goal_and_resolution_show_the_project(client, coordinator, world):
    linked(world, coordinator, goals=[world["goal"]], taken=[world["resolution"]])
    client.force_login(coordinator)
    for record in (world["goal"], world["resolution"]):
        assert "Lesepatenschaften" in client.get(record.get_absolute_url()).content.decode()
    form = client.get(f"/projekte/neu/?ziel={world['goal'].pk}").context["form"]
    assert (form["goals"].value(), form["kind"].value()) == ([world["goal"].pk], "massnahme")
    assert client.get("/projekte/neu/?ziel=unsinn").status_code == 200


def test_conflict_shows_goals_by_name(client, coordinator, world):
    client.force_login(coordinator)
    path = f"/projekte/{world['project'].pk}/bearbeiten/"
    assert client.post(path, project_data(summary="Andere")).status_code == 302
    answer = client.post(path, project_data(summary="Meine", goals=[world["goal"].pk]))
    assert answer.status_code == 409
    rows = {str(label): (yours, saved) for label, yours, saved in answer.context["rows"]}
    assert rows["dient diesen Zielen"] == ("Geheimes Ziel", "")


def test_verify_finds_links_across_municipalities(everything, world):
    assert complaints() == []
    ProjectGoal.objects.create(project=world["project"], goal=world["foreign"])
    assert len(complaints()) == 1
    assert any(table == "projectgoal" for table, _key, _values in content())


def test_ends_before_it_begins_is_refused(client, coordinator, world):
    client.force_login(coordinator)
    path = f"/projekte/{world['project'].pk}/bearbeiten/"
    answer = client.post(path, project_data(begins="2020", ends="2019"))
    assert answer.context["form"].errors["ends"]


def test_f15_a_measure_says_its_risk_and_whether_it_carries_on_without_the_programme(
    client, coordinator, emden
):
    """The answer is asked for where it is not given, and N-R2 counts the measure as soon as it is „ja“."""
    day = date(2026, 11, 23)
    with system_scope("test"):
        row = Project.objects.create(municipality=emden, title="Lesen", kind="massnahme", ends="2027-06")

    def provided_for():
        with system_scope("test"):
            return structures.planned_transfer(Facts(**project_facts(emden)), day).value

    client.force_login(coordinator)
    path = f"/projekte/{row.pk}/"
    assert "<dt>Trägt ohne das Programm?</dt><dd>nicht angegeben</dd>" in client.get(path).content.decode()
    assert provided_for() == 0
    data = project_data(title="Lesen", kind="massnahme", ends="06/2027")
    data |= {"carries_alone": "ja", "risks": "Die Mittel für Bücher fallen weg."}
    assert client.post(f"{path}bearbeiten/", data).status_code == 302
    page = client.get(path).content.decode()
    assert "<dt>Trägt ohne das Programm?</dt><dd>ja</dd>" in page
    assert "<dt>Risiken</dt><dd>Die Mittel für Bücher fallen weg.</dd>" in page
    assert provided_for() == 100


def test_f25_the_team_of_emden_is_four_functions_without_names_and_no_picture(client, demo_content):
    team = Project.objects.get(title="Bildung leben in Emden")
    page = client.get(team.get_absolute_url()).content.decode()
    assert "4 Funktionen im Team" in page
    assert "ein Team von vier; die Funktionen sind Beispiele, erfunden" in page
    assert [row.text for row in team.team.all()] == list(demo.emden.PROJECT.team)
    assert "<img" not in page.partition("<main")[2].partition("</main>")[0]
