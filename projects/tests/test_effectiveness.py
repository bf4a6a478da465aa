"""Effectiveness (F-46, F-47), taking part of schools (F-48), processes edited in the browser."""

import random
from datetime import date

import pytest

from dkbm import clock, due
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.periods import Month
from governance.models import Agreement, AgreementParty
from governance.tests import factories as make
from projects import demo
from projects.checking import content
from projects.demo import resources as demo_resources
from projects.effectiveness import cycle_of, schools_with_agreement
from projects.models import Milestone, Participation, Process, Project, ProjectGoal, Review
from projects.models.process import Path
from projects.queries import measures_of_goals
from projects.schedule.reviews import next_review

from .test_views import queries_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def measure(emden):
    with system_scope("test"):
        return Project.objects.create(
            municipality=emden, title="Fortbildung", kind="massnahme", begins="2025-03", review_months=12
        )


def cycle(measure, day=TODAY):
    with system_scope("test"):
        return cycle_of(Project.objects.get(pk=measure.pk), day)


def test_next_review_moves_with_every_month_of_its_records():
    dice = random.Random(7)
    for _round in range(200):
        begins, interval, by = dice.randint(24000, 24400), dice.randint(1, 60), dice.randint(-50, 50)
        reviewed = [begins + dice.randint(0, 90) for _n in range(dice.randint(0, 4))]
        moved = next_review(begins + by, [month + by for month in reviewed], interval)
        assert moved == next_review(begins, reviewed, interval) + by
    assert next_review(None, [], 12) is None
    assert next_review(24300, [24310], None) is None
    assert next_review(None, [24310, 24290], 6) == 24316


def test_f46_a_review_is_due_after_its_interval_and_overdue_afterwards(measure):
    found = cycle(measure)
    assert (found.due, found.is_overdue) == (Month(2026, 3), True)
    assert not cycle(measure, date(2026, 3, 31)).is_overdue
    with system_scope("test"):
        Review.objects.create(project=measure, held_in="2026-04-15", result="Gut")
    found = cycle(measure)
    assert (found.due, found.is_overdue) == (Month(2027, 4), False)
    with system_scope("test"):
        Project.objects.filter(pk=measure.pk).update(ends="2026-10")
    assert cycle(measure).due is None


def test_f46_result_and_adaptation_are_kept_and_the_task_goes(clerk, measure, emden, coordinator, reader):
    def tasks(who=coordinator):
        with system_scope("test"), clock.frozen(TODAY):
            return [t for g in due.groups(emden, who) if g.name == "wirkung" for t in g.tasks]

    (task,) = tasks()
    assert (task.sentence, task.due, task.late) == ("Wirkung von „Fortbildung“ prüfen", "2026-03", True)
    assert tasks(reader) == []
    data = {"held_in": "11/2026", "result": "Wirkt wenig", "adaptation": "Besuche danach"}
    assert clerk.post(task.url, data).url == f"/projekte/{measure.pk}/"
    assert tasks() == []
    with clock.frozen(TODAY):
        page = clerk.get(f"/projekte/{measure.pk}/").content.decode()
    for words in ("Wirkt wenig", "Besuche danach", "Nächste Prüfung", "11/2027"):
        assert words in page
    again = clerk.post(task.url, data)
    assert "steht schon eine Prüfung da" in again.content.decode()
    assert "Besuche danach" in again.content.decode()


def test_the_interval_is_typed_with_the_project_and_errors_say_so(clerk, measure):
    path = f"/projekte/{measure.pk}/bearbeiten/"
    data = {
        "title": "Fortbildung",
        "kind": "massnahme",
        "audience": str(Audience.PUBLIC.value),
        "version": "1",
    }
    wrong = clerk.post(path, {**data, "review_months": "0"})
    assert wrong.context["form"].errors["review_months"]
    answer = clerk.post(path, {**data, "review_months": "6"})
    assert answer.status_code == 302, answer.context["form"].errors
    with system_scope("test"):
        assert Project.objects.get().review_months == 6


def test_reviews_stand_in_the_roter_faden(measure, emden):
    with system_scope("test"):
        goal = make.GoalFactory(municipality=emden)
        ProjectGoal.objects.create(project=measure, goal=goal)
        row = Review.objects.create(project=measure, held_in="2026-03", result="Gut")
        (found,) = measures_of_goals([goal.pk])[goal.pk]
    assert [(r.held, r.url) for r in found.reviews] == [
        ("2026-03", f"/projekte/{measure.pk}/#pruefung-{row.pk}")
    ]


def test_f48_schools_take_part_and_have_agreements(clerk, measure, emden):
    path = f"/projekte/{measure.pk}/schulen/neu/"
    data = {"as_of": "09/2026", "taking_part": "25", "eligible": "24"}
    assert "können nicht mitmachen" in clerk.post(path, data).content.decode()
    assert clerk.post(path, {**data, "taking_part": "13"}).status_code == 302
    assert "13 von 24 Schulen (54,2" in clerk.get(f"/projekte/{measure.pk}/").content.decode()
    with system_scope("test"):
        for name, until, kind, state in (
            ("Nordschule", "", "schule", "geschlossen"),
            ("nordschule ", "2030", "schule", "geschlossen"),
            ("Südschule", "2025", "schule", "geschlossen"),
            ("Ostschule", "", "schule", "entwurf"),
            ("Westschule", "", "extern", "geschlossen"),
        ):
            row = Agreement.objects.create(
                municipality=emden, name=f"Mit {name}", kind=kind, state=state, until=until
            )
            AgreementParty.objects.create(agreement=row, external=name)
        assert schools_with_agreement(emden, TODAY) == 1


def test_f46_f47_f48_osterholz_is_the_example(demo_content, municipalities):
    demo.load(lambda _text: None)
    demo_resources.load(lambda _text: None)
    demo_resources.load(lambda _text: None)
    measure = Project.objects.get(title="Unterstützung und Fortbildung nach Evaluation")
    assert (measure.kind, measure.review_months) == ("massnahme", 12)
    found = cycle(measure)
    assert (found.due, found.is_overdue) == (Month(2026, 9), True)
    assert found.reviews[0].adaptation
    assert Participation.objects.get().words.startswith("13 von 24 Schulen")
    before = list(content())
    Review.objects.update(adaptation="anders")
    assert list(content()) != before


def test_a_process_is_made_and_changed_in_the_browser_on_one_of_five_ways(clerk, measure):
    path = f"/projekte/{measure.pk}/prozesse/neu/"
    shown = [value for value, _label in clerk.get(path).context["form"].fields["path"].choices]
    assert shown == ["", *"abcde"]
    data = {"title": "Verstetigung", "kind": "verstetigung", "path": Path.OWN_UNIT.value}
    assert clerk.post(path, data).status_code == 302
    assert "hat das Projekt schon" in clerk.post(path, data).content.decode()
    with system_scope("test"):
        row = Process.objects.get()
    step = {"title": "Beschluss", "process": row.pk, "nature": "beschluss", "origin": "prozessschritt"}
    step |= {"state": "offen", "period": "06/2027", "order": "1"}
    assert clerk.post(f"/projekte/{measure.pk}/meilensteine/neu/?prozess={row.pk}", step).status_code == 302
    with system_scope("test"):
        assert Milestone.objects.get().process == row
    edit = f"/projekte/prozesse/{row.pk}/"
    assert clerk.post(edit, {**data, "path": "b", "is_finished": "on", "version": "1"}).status_code == 302
    assert clerk.post(edit, {**data, "path": "d", "version": "1"}).status_code == 409
    with system_scope("test"):
        row.refresh_from_db()
        assert (row.path, row.is_finished) == ("b", True)
    page = clerk.get(f"/projekte/verstetigung/{row.pk}/").content.decode()
    assert "neue Stabsstelle oder neues Bildungsbüro" in page
    assert edit in page


@pytest.mark.parametrize(
    ("model", "word", "values", "typed"),
    [
        (
            Review,
            "wirkung",
            {"held_in": "2026-01", "result": "Damals"},
            {"held_in": "01/2026", "result": "Meins"},
        ),
        (
            Participation,
            "schulen",
            {"as_of": "2026-01", "taking_part": 3, "eligible": 9, "source": "Damals"},
            {"as_of": "01/2026", "taking_part": "3", "eligible": "9", "source": "Meins"},
        ),
    ],
)
def test_overtaken_edits_show_both_texts(clerk, measure, model, word, values, typed):
    with system_scope("test"):
        row = model.objects.create(project=measure, **values)
    path = f"/projekte/{word}/{row.pk}/"
    name = "result" if "result" in typed else "source"
    assert clerk.post(path, {**typed, name: "Inzwischen", "version": "1"}).status_code == 302
    overtaken = clerk.post(path, {**typed, "version": "1"})
    assert overtaken.status_code == 409
    assert [(yours, saved) for _label, yours, saved in overtaken.context["rows"]] == [("Meins", "Inzwischen")]
    assert clerk.post(f"{path}entfernen/", {"version": "1"}).status_code == 409
    again = {**typed, "version": overtaken.context["form"]["version"].value()}
    assert clerk.post(path, again).status_code == 302
    with system_scope("test"):
        assert getattr(model.objects.get(), name) == "Meins"


def test_f35_a_step_leads_to_its_agreement(clerk, measure, emden, verden):
    with system_scope("test"):
        ours = Agreement.objects.create(municipality=emden, name="Kooperation der Fachdienste", kind="intern")
        foreign = Agreement.objects.create(municipality=verden, name="Fremd", kind="intern")
    path = f"/projekte/{measure.pk}/meilensteine/neu/"
    data = {
        "title": "Entwurf abstimmen",
        "nature": "vereinbarung",
        "origin": "prozessschritt",
        "state": "offen",
    }
    refused = clerk.post(path, {**data, "agreement": foreign.pk})
    assert refused.context["form"].errors["agreement"]
    assert clerk.post(path, {**data, "agreement": ours.pk}).status_code == 302
    page = clerk.get(f"/projekte/{measure.pk}/").content.decode()
    assert f'href="{ours.get_absolute_url()}"' in page
    assert "Vereinbarung: Kooperation der Fachdienste" in page


def test_the_page_of_a_project_costs_the_same_for_one_and_three(clerk, measure):
    path = f"/projekte/{measure.pk}/"
    with system_scope("test"):
        Review.objects.create(project=measure, held_in="2026-01", result="x")
        Participation.objects.create(project=measure, as_of="2026-01", taking_part=1, eligible=2)
    before = queries_of(clerk, path)
    with system_scope("test"):
        for month in ("02", "03", "04"):
            Review.objects.create(project=measure, held_in=f"2026-{month}", result="x")
            Participation.objects.create(project=measure, as_of=f"2026-{month}", taking_part=1, eligible=2)
    assert queries_of(clerk, path) == before
