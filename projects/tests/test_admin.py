"""Django admin: own rows only, saved through the service, nobody overwritten."""

import pytest

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import Membership
from projects.models import Milestone, Project, ProjectLink

pytestmark = pytest.mark.django_db
INLINES = ("aims", "team", "goal_links", "resolution_links", "processes", "links", "benefits")


@pytest.fixture
def clerk(client, coordinator, emden):
    """Somebody who both edits projects and may use the admin, logged in."""
    Membership.objects.create(user=coordinator, municipality=emden, role=Role.ADMINISTRATION)
    client.force_login(coordinator)
    return client


@pytest.fixture
def rows(emden, verden):
    with system_scope("test"):
        own = Project.objects.create(municipality=emden, title="Eigenes")
        foreign = Project.objects.create(municipality=verden, title="Fremdes")
        Milestone.objects.create(project=own, title="Eigener", period="2026-01")
        Milestone.objects.create(project=foreign, title="Fremder", period="2026-01")
        ProjectLink.objects.create(project=own, title="Link", url="https://example.org/a")
        return own, foreign


def form_data(**more):
    data = {
        "title": "Eigenes",
        "kind": "projekt",
        "audience": "40",
        "state": "",
        "transfer_status": "",
        "seen_version": "1",
    }
    for name in INLINES:
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    return {**data, **more}


def test_lists_show_own_rows_only(clerk, rows):
    for name, own, foreign in (("project", "Eigenes", "Fremdes"), ("milestone", "Eigener", "Fremder")):
        page = clerk.get(f"/admin/projects/{name}/").content.decode()
        assert own in page
        assert foreign not in page
    assert "Zuordnung prüfen" in clerk.get("/admin/projects/projectlink/").content.decode()


def test_foreign_rows_are_not_there(clerk, rows):
    assert clerk.get(f"/admin/projects/project/{rows[1].pk}/change/").status_code in (302, 404)


def test_change_counts_versions_and_refuses_overtaken_ones(clerk, rows):
    path = f"/admin/projects/project/{rows[0].pk}/change/"
    assert clerk.get(path).status_code == 200
    assert clerk.post(path, form_data(summary="Neu", begins="06/2020")).status_code == 302
    with system_scope("test"):
        saved = Project.objects.get(pk=rows[0].pk)
    assert (saved.summary, saved.begins, saved.version) == ("Neu", "2020-06", 2)
    answer = clerk.post(path, form_data(summary="Überholt"))
    assert answer.status_code == 200
    assert "Inzwischen hat jemand anderes gespeichert" in answer.content.decode()


def test_inlines_and_adding(clerk, rows, emden):
    data = form_data(municipality=emden.pk, title="Neu")
    data |= {"aims-TOTAL_FORMS": "1", "aims-0-order": "1", "aims-0-text": "Ein Ziel"}
    assert clerk.post("/admin/projects/project/add/", data).status_code == 302
    with system_scope("test"):
        assert Project.objects.get(title="Neu").aims.get().text == "Ein Ziel"


def test_milestone_is_saved_with_its_months(clerk, rows):
    with system_scope("test"):
        row = Milestone.objects.get(title="Eigener")
    data = {"order": "1", "title": "Eigener", "origin": "meilenstein", "nature": "arbeit", "state": "offen"}
    path = f"/admin/projects/milestone/{row.pk}/change/"
    assert clerk.post(path, {**data, "period": "06–09/2020", "seen_version": "1"}).status_code == 302
    with system_scope("test"):
        row.refresh_from_db()
    assert (row.period, row.label, row.version) == ("2020-06..2020-09", "06–09/2020", 2)
    bad = clerk.post(path, {**data, "period": "Sommer", "seen_version": "2"})
    assert "Möglich sind" in bad.content.decode()


def test_people_without_the_permission_see_nothing(client, reader, emden, rows):
    client.force_login(reader)
    assert client.get("/admin/projects/project/").status_code == 302
