"""What milestones need before them, plans that were kept, linked meetings and resolutions."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.models import Body, Meeting, Resolution
from projects import facts, services
from projects.checking import complaints
from projects.models import Baseline, BaselineEntry, Dependency, Milestone, Project
from projects.schedule import Mark, Step, begins_too_early, circle, draw, shift_words

from .test_views import milestone_data, queries_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def plan(emden):
    """Three milestones, the third without a date."""
    with system_scope("test"):
        project = Project.objects.create(municipality=emden, title="Lesepatenschaften")
        rows = [
            Milestone.objects.create(project=project, title=title, period=period)
            for title, period in (("Auftakt", "2026-01"), ("Werkstatt", "2026-03"), ("Idee", ""))
        ]
    return project, rows


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ({}, []),
        ({1: {2}, 2: {3}}, []),
        ({1: {2, 3}, 2: {4}, 3: {4}}, []),
        ({1: {1}}, [1]),
        ({1: {2}, 2: {3}, 3: {1}}, [1, 2, 3]),
        ({9: {1}, 1: {2}, 2: {1}}, [1, 2]),
    ],
)
def test_circles(needs, expected):
    assert circle(needs) == expected


@pytest.mark.parametrize(
    ("planned", "now", "words"),
    [
        (100, 103, "+3 Monate"),
        (100, 99, "−1 Monat"),
        (100, 100, "unverändert"),
        (None, None, "unverändert"),
        (None, 100, "war ohne Datum"),
        (100, None, "jetzt ohne Datum"),
    ],
)
def test_shift_in_words(planned, now, words):
    assert shift_words(planned, now) == words


def test_a_step_in_the_month_of_what_it_needs_is_in_time():
    before = Step("A", first=10, last=12)
    assert begins_too_early(Step("B", first=11, last=14), before)
    assert not begins_too_early(Step("B", first=12, last=14), before)
    assert not begins_too_early(Step("B"), before)


def test_marks_fit_the_drawing_and_do_not_stretch_it():
    steps = [Step("A", "01/2026", 2026 * 12, 2026 * 12)]
    marks = (
        Mark(date(2026, 1, 31), "Ende der Förderung X", is_end=True),
        Mark(date(2026, 2, 10), "Steuergruppe, 10.02.2026"),
        Mark(date(2027, 6, 30), "Ende der Förderung Y", is_end=True),
    )
    drawn, plain = draw(steps, TODAY, marks=marks), draw(steps, TODAY)
    assert drawn.layout["xaxis"]["range"] == plain.layout["xaxis"]["range"]
    assert [s["name"] for s in drawn.layout["shapes"]] == ["Ende der Förderung X"]
    assert [trace["x"] for trace in drawn.data if trace["name"] == "Sitzung"] == [["2026-02-10"]]


def test_the_form_sets_what_is_needed_and_refuses_a_circle(client, coordinator, plan):
    project, (first, second, _idea) = plan
    client.force_login(coordinator)
    data = milestone_data(title="Werkstatt", period="03/2026", needs=[first.pk])
    assert client.post(f"/projekte/meilensteine/{second.pk}/", data).status_code == 302
    assert "braucht vorher" in client.get(f"/projekte/{project.pk}/").content.decode()
    answer = client.post(
        f"/projekte/meilensteine/{first.pk}/", milestone_data(needs=[second.pk], responsible="Schulamt")
    )
    assert "Das ergäbe einen Kreis" in answer.content.decode()
    assert 'value="Schulamt"' in answer.content.decode()
    with system_scope("test"):
        assert Dependency.objects.count() == 1


def test_too_early_is_said(client, coordinator, plan):
    project, (first, second, _idea) = plan
    with system_scope("test"):
        services.change_milestone(milestone=first, version=None, by=coordinator, needs=[second])
    page = client.get(f"/projekte/{project.pk}/").content.decode()
    assert "Beginnt, bevor „Werkstatt“ erledigt sein kann." in page


def test_milestones_of_other_projects_are_refused(coordinator, plan, emden, everything):
    _project, (first, *_rest) = plan
    other = Project.objects.create(municipality=emden, title="Anderes")
    stranger = Milestone.objects.create(project=other, title="Fremd")
    with pytest.raises(ValidationError):
        services.change_milestone(milestone=first, version=None, by=coordinator, needs=[stranger])


def test_verify_finds_circles(plan, everything):
    _project, (first, second, _idea) = plan
    Dependency.objects.create(milestone=first, needs=second)
    assert complaints() == []
    Dependency.objects.create(milestone=second, needs=first)
    assert len(complaints()) == 1


def test_a_kept_plan_shows_the_shift_and_never_changes(client, coordinator, plan):
    project, (_first, second, _idea) = plan
    client.force_login(coordinator)
    path = f"/projekte/{project.pk}/plan-festhalten/"
    assert client.get(path).context["form"]["name"].value() == "Ursprungsplan"
    assert client.post(path, {"name": "Ursprungsplan"}).status_code == 302
    assert client.post(path, {"name": "Ursprungsplan"}).context["form"].errors["name"]
    data = milestone_data(title="Werkstatt", period="06/2026")
    assert client.post(f"/projekte/meilensteine/{second.pk}/", data).status_code == 302
    assert "gegenüber „Ursprungsplan“: +3 Monate" in client.get(f"/projekte/{project.pk}/").content.decode()
    with system_scope("test"):
        second.delete()
        rows = [(row.title, row.label) for row in BaselineEntry.objects.order_by("title")]
        assert rows == [("Auftakt", "01/2026"), ("Idee", "ohne Datum"), ("Werkstatt", "03/2026")]
        for row in (Baseline.objects.get(), BaselineEntry.objects.first()):
            with pytest.raises(TypeError):
                row.save()


def test_a_plan_of_nothing_is_refused(client, coordinator, emden):
    with system_scope("test"):
        project = Project.objects.create(municipality=emden, title="Leer")
    client.force_login(coordinator)
    page = client.post(f"/projekte/{project.pk}/plan-festhalten/", {"name": "X"}).content.decode()
    assert "Noch kein Meilenstein" in page


def test_internal_meeting_and_resolution_are_not_named_to_others(client, coordinator, plan, emden):
    project, (first, *_rest) = plan
    with system_scope("test"):
        facts_ = {"municipality": emden, "audience": Audience.INTERNAL}
        body = Body.objects.create(name="Geheimer Kreis", kind="sonstiges", level=2, **facts_)
        meeting = Meeting.objects.create(body=body, day=date(2026, 1, 20))
        resolution = Resolution.objects.create(name="Geheimer Beschluss", kind="grundsatz", level=3, **facts_)
        links = {"meeting": meeting, "resolution": resolution}
        services.change_milestone(milestone=first, version=None, by=coordinator, **links)
    assert "Geheim" not in client.get(f"/projekte/{project.pk}/").content.decode()
    client.force_login(coordinator)
    page = client.get(f"/projekte/{project.pk}/").content.decode()
    assert "Geheimer Kreis, 20.01.2026" in page
    assert "Geheimer Beschluss" in page


def test_links_into_another_municipality_are_refused(coordinator, plan, verden, everything):
    _project, (first, *_rest) = plan
    body = Body.objects.create(municipality=verden, name="Beirat", kind="beirat", level=2)
    meeting = Meeting.objects.create(body=body, day=date(2026, 1, 20))
    resolution = Resolution.objects.create(municipality=verden, name="Fremd", kind="grundsatz", level=3)
    for links in ({"meeting": meeting}, {"resolution": resolution}):
        with pytest.raises(ValidationError):
            services.change_milestone(milestone=first, version=None, by=coordinator, **links)
    Milestone.objects.filter(pk=first.pk).update(meeting=meeting, resolution=resolution)
    assert len(complaints()) == 1


def test_punctuality_is_read_from_the_same_rows(plan, emden, everything):
    project, (first, second, _idea) = plan
    Milestone.objects.filter(pk=first.pk).update(state="erledigt", done_in="2026-02")
    more = {"project": project, "period": "2026-05"}
    Milestone.objects.create(title="Wann?", state="erledigt", **more)
    Milestone.objects.create(title="Fort", state="entfallen", **more)
    assert facts.due_milestones(emden) == [
        facts.DueMilestone(first.pk, "Auftakt", date(2026, 1, 31), date(2026, 2, 1)),
        facts.DueMilestone(second.pk, "Werkstatt", date(2026, 3, 31), None),
    ]


def test_a_page_costs_the_same_for_one_and_three(client, coordinator, plan):
    project, (first, second, _idea) = plan
    client.force_login(coordinator)
    with system_scope("test"):
        services.change_milestone(milestone=second, version=None, by=coordinator, needs=[first])
        services.keep_plan(project=project, name="Ursprungsplan", by=coordinator)
    before = queries_of(client, f"/projekte/{project.pk}/")
    with system_scope("test"):
        for number in range(3):
            row = Milestone.objects.create(project=project, title=f"M {number}", period="2026-08")
            Dependency.objects.create(milestone=row, needs=second)
        services.keep_plan(project=project, name="Später", by=coordinator)
    assert queries_of(client, f"/projekte/{project.pk}/") == before


def test_f32_f34_f36_steps_lead_to_meetings_and_the_resolution(demo_content):
    """Emden repeats neither its meetings nor its resolution: the steps link to them."""
    emden = demo_content["03402"]
    step = Milestone.objects.get(project__municipality=emden, title__startswith="Verwaltungsvorstand")
    assert step.nature == "beschluss"
    measure = Project.objects.get(municipality=emden, kind="massnahme")
    report = measure.milestones.get(title="In der Steuergruppe berichten")
    assert [row.needs.title for row in report.dependencies.all()] == [
        "Absprachen mit den Grundschulen festhalten"
    ]
    plan = measure.baselines.get()
    assert (plan.name, plan.is_example, plan.entries.count()) == ("Ursprungsplan", True, 3)
