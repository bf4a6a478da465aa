"""Benefits, links nobody has checked, kept states of posts and budget."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.models.agreement import BenefitKind as BenefitKindOfUnits
from projects import checking_resources
from projects.models import Benefit, BenefitKind, Post, Project, ProjectLink, ResourcePlan
from projects.resources.compare import line_differences, post_differences, sums
from projects.services_parts import change_part
from projects.tests.resources import internal_plan, make_line, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def place(emden):
    with system_scope("test"):
        return Project.objects.create(municipality=emden, title="Lesen", audience=Audience.PUBLIC)


def text_of(response):
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_benefit_is_typed_in_euros_and_stands_in_the_register(clerk, place):
    assert BenefitKind is BenefitKindOfUnits
    data = {"kind": "kosten", "text": "Ein Büro statt zwei", "amount_cents": "1.200,50"}
    saved = clerk.post(f"/projekte/{place.pk}/mehrwert/neu/", data)
    assert (saved.status_code, saved.url) == (302, place.get_absolute_url())
    with system_scope("test"):
        assert Benefit.objects.get().amount_cents == 1_200_50
    for path in (place.get_absolute_url(), "/gremien/mehrwert/?kommune=emden"):
        page = text_of(clerk.get(path))
        assert "Ein Büro statt zwei" in page
        assert "1 200,50 €" in page


def test_overtaken_edits_of_a_benefit_show_both(clerk, place):
    with system_scope("test"):
        row = Benefit.objects.create(project=place, text="Alt")
        Benefit.objects.filter(pk=row.pk).update(text="Inzwischen", version=2)
    data = {"kind": "anderes", "text": "Meins", "version": "1"}
    page = clerk.post(f"/projekte/mehrwert/{row.pk}/", data)
    assert page.status_code == 409
    assert "Meins" in text_of(page)
    assert "Inzwischen" in text_of(page)
    assert clerk.post(f"/projekte/mehrwert/{row.pk}/", {**data, "version": "2"}).status_code == 302


def test_unsure_links_come_first_are_checked_and_may_move(clerk, emden, place):
    with system_scope("test"):
        other = Project.objects.create(municipality=emden, title="Anderes")
        sure = {"url": "https://example.org/a", "title": "Sicher", "assignment_confirmed": True}
        ProjectLink.objects.create(project=other, **sure)
        unsure = ProjectLink.objects.create(project=place, url="https://example.org/b", title="Kurzlink")
    page = text_of(clerk.get("/projekte/links/"))
    assert "Bei 1 Link hat noch niemand geprüft" in page
    assert page.index("Kurzlink") < page.index("Sicher")
    data = {"url": unsure.url, "title": "Kurzlink", "project": other.pk, "version": "1"}
    moved = clerk.post(f"/projekte/links/{unsure.pk}/", {**data, "assignment_confirmed": "on"})
    assert moved.url == other.get_absolute_url()
    with system_scope("test"):
        row = ProjectLink.objects.get(pk=unsure.pk)
    assert (row.project_id, row.assignment_confirmed, row.version) == (other.pk, True, 2)
    assert "Bei allen Links ist geprüft" in text_of(clerk.get("/projekte/links/"))


def test_a_link_never_moves_to_another_municipality(clerk, coordinator, verden, place):
    with system_scope("test"):
        foreign = Project.objects.create(municipality=verden, title="Fremd", audience=Audience.PUBLIC)
        row = ProjectLink.objects.create(project=place, url="https://example.org/b", title="Link")
    data = {"url": row.url, "title": "Link", "project": foreign.pk, "version": "1"}
    assert "keine gültige Auswahl" in text_of(clerk.post(f"/projekte/links/{row.pk}/", data))
    with system_scope("test"), pytest.raises(ValidationError):
        change_part(row=row, version=1, by=coordinator, project=foreign)


def test_removing_asks_first_and_sees_what_changed(clerk, place):
    with system_scope("test"):
        row = ProjectLink.objects.create(project=place, url="https://example.org/b", title="Link")
    address = f"/projekte/links/{row.pk}/entfernen/"
    assert "irrtümlich" in text_of(clerk.get(address))
    assert clerk.post(address, {"version": "7"}).status_code == 409
    assert clerk.post(address, {"version": "1"}).status_code == 302
    with system_scope("test"):
        assert not ProjectLink.objects.exists()


def test_a_kept_state_never_changes_and_says_what_has(clerk, emden):
    with system_scope("test"):
        leader = make_post(emden, "Leitung", "0.5", term="unbefristet", own_share_pct=60)
        make_post(emden, "Bleibt", "1")
        line = make_line(emden, "Personal", 100_01)
    saved = clerk.post("/ressourcen/staende/", {"name": "Haushalt 2026", "function": "Leitung"})
    assert saved.status_code == 302
    assert "Unverändert." in text_of(clerk.get(saved.url))
    with system_scope("test"):
        leader.fte = "0.75"
        leader.save()
        make_post(emden, "Dazu", "0.5")
        line.delete()
        make_line(emden, "Sachmittel", 40_02)
        row = ResourcePlan.objects.get()
        row.name = "anders"
        with pytest.raises(TypeError):
            row.save()
    page = text_of(clerk.get(saved.url))
    assert "Stellen 1,5 VZÄ 2,25 VZÄ +0,75 VZÄ" in page
    assert "Leitung ≠ geändert 0,5 VZÄ, unbefristet, 60 % Eigenanteil 0,75 VZÄ" in page
    assert "Dazu + neu – 0,5 VZÄ" in page
    assert "Bleibt" not in page
    assert "2026, Ansatz, Aufwand 100,01 € 40,02 € −59,99 €" in page
    assert "Personal (2026, Ansatz, Aufwand) − entfallen 100,01 € –" in page


def test_a_state_needs_something_and_a_name_of_its_own(clerk, emden):
    data = {"name": "Stand", "function": "Leitung"}
    empty = clerk.post("/ressourcen/staende/", data)
    assert (empty.status_code, "nichts festzuhalten" in text_of(empty)) == (422, True)
    with system_scope("test"):
        make_post(emden)
    assert clerk.post("/ressourcen/staende/", data).status_code == 302
    twice = clerk.post("/ressourcen/staende/", data)
    assert (twice.status_code, "gibt es schon" in text_of(twice)) == (422, True)
    assert 'value="Stand"' in twice.content.decode()


def test_a_changed_content_is_found(emden):
    with system_scope("test"):
        make_post(emden)
        row = internal_plan(emden)
        assert checking_resources.complaints() == []
        ResourcePlan.objects.filter(pk=row.pk).update(content={"posts": [], "lines": []})
        assert "nicht mehr der" in checking_resources.complaints()[0]


def post(function, fte):
    return {"function": function, "fte": fte, "term": "", "filled": "", "own": None}


def line(title, cents):
    return {"year": 2026, "stage": "Ansatz", "side": "Aufwand", "title": title, "cents": cents, "until": ""}


@given(
    st.lists(st.integers(-(10**12), 10**12), max_size=6), st.lists(st.integers(-(10**12), 10**12), max_size=6)
)
def test_the_differences_of_lines_add_up_to_the_difference_of_the_sums(then, now):
    before, after = ([line(f"Z{n}", cents) for n, cents in enumerate(row)] for row in (then, now))
    changed = {row.name.split(" ")[0] for row in line_differences(before, after)}
    same = [n for n in range(min(len(then), len(now))) if f"Z{n}" not in changed]
    assert sum(now) - sum(then) == sum(
        (now[n] if n < len(now) else 0) - (then[n] if n < len(then) else 0)
        for n in range(max(len(then), len(now)))
        if n not in same
    )


def test_posts_of_the_same_function_meet_in_their_order():
    then, now = [post("S", "1"), post("S", "0.5")], [post("S", "1"), post("S", "0.75"), post("S", "1")]
    assert [(d.word, d.then, d.now) for d in post_differences(then, now)] == [
        ("geändert", "0,5\N{NO-BREAK SPACE}VZÄ", "0,75\N{NO-BREAK SPACE}VZÄ"),
        ("neu", "", "1,0\N{NO-BREAK SPACE}VZÄ"),
    ]
    (fte,) = sums({"posts": then, "lines": []}, {"posts": now, "lines": []})
    assert fte.difference.replace("\N{NO-BREAK SPACE}", " ") == "+1,25 VZÄ"


def test_query_counts_do_not_grow(clerk, emden, place):
    counts = []
    with system_scope("test"):
        make_post(emden)
        plan = internal_plan(emden)
    paths = (
        "/projekte/links/",
        "/ressourcen/staende/",
        f"/ressourcen/staende/{plan.pk}/",
        "/gremien/mehrwert/",
    )
    clerk.get(paths[0])
    for round_ in range(2):
        with system_scope("test"):
            for number in range(1 + 2 * round_):
                name = f"{round_}{number}"
                ProjectLink.objects.create(project=place, url=f"https://example.org/{name}", title=name)
                Benefit.objects.create(project=place, text=name)
                make_post(emden, name)
                make_line(emden, name, 1)
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                assert clerk.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[: len(paths)] == counts[len(paths) :]
    with system_scope("test"):
        assert Post.objects.count() == 5
