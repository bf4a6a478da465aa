"""Django admin: own rows only, saved through the service, nobody overwritten."""

import pytest

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import Membership
from projects.models import (
    Benefit,
    Fund,
    FundContribution,
    Milestone,
    Participation,
    Process,
    Project,
    ProjectLink,
    Review,
)

pytestmark = pytest.mark.django_db
INLINES = ("aims", "team", "goal_links", "resolution_links", "processes", "links", "benefits")
INLINES += ("reviews", "participations")


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


PARTS = {
    "benefits": (Benefit, {"text": "Alt"}, {"kind": "anderes", "text": "Neu"}),
    "links": (
        ProjectLink,
        {"url": "https://example.org/b", "title": "Alt"},
        {"url": "https://example.org/b", "title": "Neu"},
    ),
    "processes": (Process, {"title": "Alt"}, {"title": "Neu", "kind": "verstetigung", "path": "a"}),
    "reviews": (Review, {"held_in": "2026-01", "result": "Alt"}, {"held_in": "01/2026", "result": "Neu"}),
    "participations": (
        Participation,
        {"as_of": "2026-01", "taking_part": 1, "eligible": 2},
        {"as_of": "01/2026", "taking_part": "2", "eligible": "2"},
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_gets_a_new_version_and_overtaken_ones_are_refused(clerk, rows, coordinator, name):
    """Whoever has the part open in the browser reads a conflict, as does the admin the other way round."""
    model, kept, typed = PARTS[name]
    own, _foreign = rows
    with system_scope("test"):
        model.objects.filter(project=own).delete()
        row = model.objects.create(project=own, **kept)
    path = f"/admin/projects/project/{own.pk}/change/"

    def post(version, seen):
        parts = {"id": row.pk, "project": own.pk, "seen_version": str(seen), **typed}
        data = {f"{name}-0-{field}": value for field, value in parts.items()}
        data |= {f"{name}-TOTAL_FORMS": "1", f"{name}-INITIAL_FORMS": "1"}
        return clerk.post(path, form_data(seen_version=str(version), **data))

    assert post(1, 1).status_code == 302
    with system_scope("test"):
        saved = model.objects.get(pk=row.pk)
        assert (saved.version, saved.history.first().history_user) == (2, coordinator)
    overtaken = post(2, 1)
    assert overtaken.status_code == 200
    assert "Inzwischen hat jemand anderes gespeichert" in overtaken.content.decode()


def test_contributions_get_a_new_version_too(clerk, emden):
    with system_scope("test"):
        fund = Fund.objects.create(municipality=emden, name="Fonds")
        row = FundContribution.objects.create(fund=fund, contributor="Kreis", year=2026, amount_cents=100)
    values = {"id": row.pk, "fund": fund.pk, "year": "2026", "contributor": "Kreis", "kind": "kommune"}
    values |= {"amount_cents": "2", "source": "", "seen_version": "1"}
    data = {f"contributions-0-{name}": value for name, value in values.items()}
    data |= {"contributions-TOTAL_FORMS": "1", "contributions-INITIAL_FORMS": "1"}
    path = f"/admin/projects/fund/{fund.pk}/change/"
    sent = {"name": "Fonds", "audience": "0", "seen_version": "1", **data}
    assert clerk.post(path, sent).status_code == 302
    with system_scope("test"):
        row.refresh_from_db()
    assert (row.amount_cents, row.version) == (200, 2)
    assert "Inzwischen hat jemand anderes" in clerk.post(path, {**sent, "seen_version": "2"}).content.decode()


def test_a_link_of_the_list_of_links_is_saved_as_a_version(clerk, rows):
    with system_scope("test"):
        link = ProjectLink.objects.get(project=rows[0])
    path = f"/admin/projects/projectlink/{link.pk}/change/"
    data = {"project": rows[0].pk, "url": link.url, "title": "Geprüft", "assignment_confirmed": "on"}
    assert clerk.post(path, {**data, "seen_version": "1"}).status_code == 302
    with system_scope("test"):
        link.refresh_from_db()
    assert (link.title, link.assignment_confirmed, link.version) == ("Geprüft", True, 2)
    assert "Inzwischen" in clerk.post(path, {**data, "seen_version": "1"}).content.decode()


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
