"""Pages: who sees and edits what, constant queries, typed text that stays."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.models import Body, Unit
from projects.models import Milestone, Process, Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(emden):
    """A public project with a process, as data of the database only (no scope is left open)."""
    with system_scope("test"):
        project = Project.objects.create(municipality=emden, title="Lesepatenschaften", source="Test")
        process = Process.objects.create(project=project, title="Weg")
        Milestone.objects.create(project=project, process=process, title="Auftakt", period="2026-01")
        Milestone.objects.create(project=project, process=process, title="Idee")
    return project


@pytest.fixture
def first(made):
    with system_scope("test"):
        return made.milestones.get(title="Auftakt")


def read(deed):
    with system_scope("test"):
        return deed()


def milestone_data(**more):
    data = {
        "title": "Auftakt",
        "period": "06–09/2026",
        "nature": "arbeit",
        "origin": "meilenstein",
        "state": "offen",
    }
    return {**data, "order": "1", "version": "1", **more}


def project_data(**more):
    data = {
        "title": "Lesepatenschaften",
        "kind": "projekt",
        "state": "",
        "transfer_status": "",
        "audience": "40",
    }
    return {**data, "version": "1", **more}


def test_public_portfolio_and_page(client, made):
    page = client.get("/projekte/?kommune=emden").content.decode()
    assert "Lesepatenschaften" in page
    page = client.get(f"/projekte/{made.pk}/").content.decode()
    assert "Auftakt" in page
    assert "Ohne Datum" in page
    assert "bearbeiten" not in page.lower()


def test_portfolio_of_all_and_of_none(client, made, verden):
    assert "Lesepatenschaften" in client.get("/projekte/").content.decode()
    assert "Noch keine Projekte" in client.get("/projekte/?kommune=verden").content.decode()
    assert client.get("/projekte/?kommune=gibt-es-nicht").status_code == 404


def test_internal_project_is_not_there_for_others(client, made, person, verden, coordinator):
    made.audience = Audience.INTERNAL
    read(made.save)
    assert client.get(f"/projekte/{made.pk}/").status_code == 404
    assert "Lesepatenschaften" not in client.get("/projekte/").content.decode()
    client.force_login(person(verden))
    assert client.get(f"/projekte/{made.pk}/").status_code == 404
    client.force_login(coordinator)
    assert client.get(f"/projekte/{made.pk}/").status_code == 200


def test_internal_body_and_unit_are_not_named_to_others(client, made, first, emden, coordinator):
    with system_scope("test"):
        more = {"municipality": emden, "audience": Audience.INTERNAL}
        made.body = first.body = Body.objects.create(name="Geheimer Kreis", kind="sonstiges", level=2, **more)
        made.responsible_unit = Unit.objects.create(name="Geheime Stelle", kind="sonstige", **more)
        made.save()
        first.save()
    assert "Geheim" not in client.get(f"/projekte/{made.pk}/").content.decode()
    client.force_login(coordinator)
    page = client.get(f"/projekte/{made.pk}/").content.decode()
    assert "Geheimer Kreis" in page
    assert "Geheime Stelle" in page


EDIT_PAGES = ("/projekte/{0}/bearbeiten/", "/projekte/{0}/meilensteine/neu/", "/projekte/meilensteine/{1}/")


@pytest.mark.parametrize("path", EDIT_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_edit(client, made, first, path, method, person, verden, reader, coordinator):
    path = path.format(made.pk, first.pk)
    call = getattr(client, method)
    assert call(path).status_code == 302
    client.force_login(person(verden))
    assert call(path).status_code == 404
    client.force_login(reader)
    assert call(path).status_code == 403
    client.force_login(coordinator)
    assert call(path).status_code == 200


def test_missing_is_404(client, coordinator):
    client.force_login(coordinator)
    for path in ("/projekte/99/", *(p.format(99, 99) for p in EDIT_PAGES)):
        assert client.get(path).status_code == 404


def test_create_a_project(client, coordinator, reader, emden):
    assert client.get("/projekte/neu/").status_code == 302
    client.force_login(reader)
    assert client.get("/projekte/neu/").status_code == 403
    client.force_login(coordinator)
    assert client.get("/projekte/neu/").status_code == 200
    answer = client.post(
        "/projekte/neu/", project_data(title="Neu", begins="Juni 2020", aims="Eins\n\n Zwei ")
    )
    project = read(lambda: Project.objects.get(title="Neu"))
    assert answer.url == f"/projekte/{project.pk}/"
    assert (project.municipality, project.begins) == (emden, "2020-06")
    assert read(lambda: [a.text for a in project.aims.all()]) == ["Eins", "Zwei"]


def test_add_a_milestone_with_a_span_of_months(client, coordinator, made):
    client.force_login(coordinator)
    data = milestone_data(title="Werkstatt", period="06-09/2020", order="")
    answer = client.post(f"/projekte/{made.pk}/meilensteine/neu/", data)
    milestone = read(lambda: Milestone.objects.get(title="Werkstatt"))
    assert answer.url == f"/projekte/{made.pk}/#meilenstein-{milestone.pk}"
    assert milestone.period == "2020-06..2020-09"


def test_a_wrong_period_is_explained_and_stays(client, coordinator, first):
    client.force_login(coordinator)
    path = f"/projekte/meilensteine/{first.pk}/"
    answer = client.post(path, milestone_data(period="Sommer 20", responsible="Fachdienst"))
    page = answer.content.decode()
    assert "Sommer 20" in page
    assert "Möglich sind zum Beispiel" in page
    assert 'value="Fachdienst"' in page


def test_edit_shows_the_period_as_people_write_it(client, coordinator, first):
    client.force_login(coordinator)
    assert 'value="01/2026"' in client.get(f"/projekte/meilensteine/{first.pk}/").content.decode()


def test_done_in_needs_done(client, coordinator, first):
    client.force_login(coordinator)
    path = f"/projekte/meilensteine/{first.pk}/"
    answer = client.post(path, milestone_data(done_in="09/2026"))
    assert answer.context["form"].errors["done_in"]
    assert client.post(path, milestone_data(done_in="09/2026", state="erledigt")).status_code == 302


def test_title_twice_is_said_at_the_field(client, coordinator, made, emden):
    with system_scope("test"):
        Project.objects.create(municipality=emden, title="Anderes")
    client.force_login(coordinator)
    answer = client.post(f"/projekte/{made.pk}/bearbeiten/", project_data(title="Anderes"))
    assert answer.context["form"].errors["title"]


def test_conflict_keeps_both_texts_and_lets_me_decide(client, coordinator, made):
    client.force_login(coordinator)
    path = f"/projekte/{made.pk}/bearbeiten/"
    assert client.post(path, project_data(summary="Von der einen", aims="Alt")).status_code == 302
    answer = client.post(path, project_data(summary="Von der anderen", kind="initiative", aims="Neu"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Von der einen" in page
    assert "Von der anderen" in page
    rows = {str(label): (yours, saved) for label, yours, saved in answer.context["rows"]}
    assert rows["Art"] == ("Initiative", "Projekt")
    assert rows["Ziele"] == ("Neu", "Alt")
    assert "Titel" not in rows
    again = project_data(
        summary="Von der anderen", aims="Neu", version=answer.context["form"]["version"].value()
    )
    assert client.post(path, again).status_code == 302
    assert read(lambda: Project.objects.get(pk=made.pk)).summary == "Von der anderen"


def test_conflict_on_a_milestone(client, coordinator, first):
    client.force_login(coordinator)
    path = f"/projekte/meilensteine/{first.pk}/"
    assert client.post(path, milestone_data(period="02/2026")).status_code == 302
    answer = client.post(path, milestone_data(period="03/2026"))
    assert answer.status_code == 409
    assert ("03/2026", "02/2026") in [(yours, saved) for _label, yours, saved in answer.context["rows"]]


def test_foreign_choices_are_not_offered(client, coordinator, made, first, verden):
    with system_scope("test"):
        body = Body.objects.create(municipality=verden, name="Fremder Beirat", kind="beirat", level=2)
    client.force_login(coordinator)
    path = f"/projekte/meilensteine/{first.pk}/"
    assert "Fremder Beirat" not in client.get(path).content.decode()
    assert client.post(path, milestone_data(body=body.pk)).context["form"].errors["body"]


def queries_of(client, path):
    client.get(path)  # sessions and caches are warm afterwards
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_lists_cost_the_same_for_one_and_three(client, coordinator, made, first, emden):
    client.force_login(coordinator)
    paths = ("/projekte/?kommune=emden", f"/projekte/{made.pk}/", "/kommunen/emden/", "/")
    with system_scope("test"):
        body = Body.objects.create(municipality=emden, name="Beirat", kind="beirat", level=2)
        Milestone.objects.create(project=made, title="Lose", period="2026-01", body=body)
        part = Project.objects.create(municipality=emden, title="Teil", part_of=made)
        Milestone.objects.filter(pk=first.pk).update(body=body)
        Milestone.objects.create(project=part, title="Auftakt", period="2026-01", body=body)
    before = [queries_of(client, path) for path in paths]
    with system_scope("test"):
        for n in range(3):
            part = Project.objects.create(municipality=emden, title=f"Teil {n}", part_of=made)
            for project, process in ((part, None), (made, None), (made, first.process)):
                Milestone.objects.create(
                    project=project, process=process, title=f"M {n}", period="2026-02", body=body
                )
    assert [queries_of(client, path) for path in paths] == before


def test_drawing_is_on_the_page_as_data(client, made):
    answer = client.get(f"/projekte/{made.pk}/")
    (_section, figure), *_rest = answer.context["lanes"]
    assert [row["title"] for row in figure.rows] == ["Auftakt"]
    json.dumps(figure.data)
    json.dumps(figure.layout)


def test_markup_in_titles_stays_text(client, made):
    with system_scope("test"):
        Milestone.objects.create(project=made, title="<img src=x onerror=alert(1)>", period="2026-03")
    page = client.get(f"/projekte/{made.pk}/").content.decode()
    assert "<img src=x" not in page


def test_addresses():
    assert reverse("projects:list") == "/projekte/"
    assert reverse("projects:detail", args=[3]) == "/projekte/3/"


def test_a_new_project_begins_without_a_goal_when_the_address_names_none(client, coordinator, emden):
    client.force_login(coordinator)
    for text in ("9" * 5000, "²", "-1"):
        assert client.get("/projekte/neu/", {"ziel": text}).status_code == 200
