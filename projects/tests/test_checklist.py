"""The 24 points of a Verstetigung (domain.md 4.5): read from records, noted only where none can show them."""

from datetime import date

import pytest

import governance.demo
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from governance.models import Resolution, Unit
from projects import demo, services
from projects.checking import content
from projects.checklist import checklist
from projects.models import ChecklistNote, NotedPoint, Post, Process, Project

from .test_views import queries_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def process(emden):
    with system_scope("test"):
        project = Project.objects.create(municipality=emden, title="Verstetigung")
        return Process.objects.create(project=project, title="Weg", path="a")


def found(process, number):
    with system_scope("test"):
        row = Process.objects.select_related("project__municipality").get(pk=process.pk)
        points = checklist(row, TODAY).points
        assert [point.number for point in points] == list(range(1, 25))
        return points[number - 1].finding


def test_nothing_is_fulfilled_without_records_and_every_point_says_what_to_do(process):
    with system_scope("test"):
        result = checklist(process, TODAY)
    assert (result.fulfilled, len(result.points), len(result.groups)) == (0, 24, 6)
    assert all(point.finding.action.url.startswith("/") for point in result.points)


def test_a_decided_resolution_fulfils_the_first_point_only_when_it_is_about_permanence(
    process, emden, verden
):
    facts = {"level": 3, "state": "beschlossen"}
    with system_scope("test"):
        Resolution.objects.create(municipality=verden, name="Fremd", kind="verstetigung", **facts)
        Resolution.objects.create(municipality=emden, name="Haushalt", kind="haushalt", **facts)
    assert not found(process, 1).is_fulfilled
    with system_scope("test"):
        row = Resolution.objects.create(municipality=emden, name="Bleibt", kind="verstetigung", **facts)
    assert [record.text for record in found(process, 1).records] == ["Bleibt"]
    assert not found(process, 2).is_fulfilled
    with system_scope("test"):
        row.unlimited = True
        row.save()
    assert found(process, 2).records[0].text == "Bleibt: unbefristet"


def test_posts_are_all_right_or_named(process, emden):
    with system_scope("test"):
        Post.objects.create(municipality=emden, function="Leitung", fte=1, in_plan="ja", term="unbefristet")
        Post.objects.create(municipality=emden, function="Assistenz", fte=1, in_plan="nein")
    assert [row.text for row in found(process, 10).missing] == ["Assistenz"]
    with system_scope("test"):
        Post.objects.filter(function="Assistenz").update(in_plan="ja")
    assert found(process, 10).is_fulfilled
    assert not found(process, 11).is_fulfilled


def test_the_unit_it_goes_to_and_its_tasks(process, emden):
    with system_scope("test"):
        unit = Unit.objects.create(municipality=emden, name="Fachdienst", kind="fachdienst")
        Project.objects.filter(pk=process.project_id).update(target_unit=unit)
    assert found(process, 5).is_fulfilled
    assert not found(process, 6).is_fulfilled


def test_a_note_is_dated_and_the_latest_counts(client, coordinator, process):
    client.force_login(coordinator)
    path = f"/projekte/verstetigung/{process.pk}/notiz/fraktionen/"
    for data in (
        {"text": "Zwei Gespräche stehen aus", "function": "Bildungsmanagement"},
        {"text": "Alle informiert", "function": "Bildungsmanagement", "is_fulfilled": "on"},
    ):
        assert client.post(path, data).url == f"/projekte/verstetigung/{process.pk}/"
    finding = found(process, 4)
    assert finding.is_fulfilled
    assert finding.records[0].text.startswith("Alle informiert (Bildungsmanagement, ")
    with system_scope("test"):
        assert ChecklistNote.objects.count() == 2
        assert any(table == "checklistnote" for table, _key, _values in content())


def test_points_that_records_show_take_no_note(client, coordinator, process):
    client.force_login(coordinator)
    assert client.get(f"/projekte/verstetigung/{process.pk}/notiz/grundsatzbeschluss/").status_code == 404
    answer = client.post(f"/projekte/verstetigung/{process.pk}/notiz/uebergabe/", {"text": "Bleibt"})
    assert answer.context["form"].errors["function"]
    assert 'value="Bleibt"' in answer.content.decode()
    with system_scope("test"), pytest.raises(ValueError, match="grundsatzbeschluss"):
        services.note_point(
            process=process, point="grundsatzbeschluss", by=coordinator, text="x", function="y"
        )


def test_the_page_is_for_the_own_municipality(client, coordinator, person, verden, emden, process):
    with system_scope("test"):
        ChecklistNote.objects.create(process=process, point="handbuch", text="Geheim", function="X")
    path = f"/projekte/verstetigung/{process.pk}/"
    assert client.get(path).status_code == 302
    client.force_login(person(verden))
    assert client.get(path).status_code == 404
    client.force_login(person(emden, Role.READING, "lesen"))
    page = client.get(path).content.decode()
    assert "Geheim" in page
    assert "Neue Notiz" not in page
    client.force_login(coordinator)
    assert "0 von 24 Punkten" in client.get(path).content.decode()


def test_the_page_costs_the_same_for_one_and_three(client, coordinator, process, emden):
    client.force_login(coordinator)
    path = f"/projekte/verstetigung/{process.pk}/"
    with system_scope("test"):
        Post.objects.create(municipality=emden, function="Leitung", fte=1)
    before = queries_of(client, path)
    with system_scope("test"):
        for number in range(3):
            Post.objects.create(municipality=emden, function=f"F {number}", fte=1)
            ChecklistNote.objects.create(process=process, point=NotedPoint.STORY, text="x", function="y")
    assert queries_of(client, path) == before


def test_f21_f32_f35_f36_emden_is_read_from_its_own_records(demo_content):
    governance.demo.load(lambda text: None)
    demo.load(lambda text: None)
    process = Process.objects.select_related("project__municipality").get(path="a")
    steps = {row.title: row for row in process.milestones.all()}
    decided = steps["Verwaltungsvorstand beschließt die Verstetigung"].resolution
    assert decided.name == "Verstetigung des kommunalen Bildungsmanagements"
    assert steps["Steuergruppe berät den Platz in der Organisation"].meeting.period == "2020-11"
    assert steps["Steuergruppe nimmt die Ergebnisse entgegen"].meeting.period == "2021-01"
    agreed = steps["Interne Kooperationsvereinbarung entworfen und abgestimmt"].agreement
    assert (agreed.name, agreed.kind) == ("Interne Kooperationsvereinbarung der Fachdienste", "intern")
    result = {point.number: point.finding for point in checklist(process, TODAY).points}
    assert [row.text for row in result[1].records] == [decided.name]
    assert len(result[8].records) == 2
    assert result[5].records[0].text == "Fachdienst Schule, Bildung und Sport"
    assert "Beispiel, erfunden" in result[4].records[0].text
    assert not result[9].is_fulfilled
    assert result[9].missing[0].text.startswith("Interne Kooperationsvereinbarung")
