"""The two guiding questions (F-11, F-12), interfaces (F-13), safeguarding (F-14), and who may see it."""

import json
import re
from datetime import date

import pytest

from dkbm import clock
from dkbm.access.audiences import Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import transfer_manager
from governance.models import Unit
from projects import facts
from projects.checking_knowledge import complaints, content
from projects.demo import resources as demo_resources
from projects.models import Interface, KeyProcess, Post, ProcessTie
from projects.queries_knowledge import knowledge_page
from projects.tests.resources import T, make_post

from .test_views import queries_of

pytestmark = pytest.mark.django_db
HOME = "/ressourcen/abhaengigkeiten/"
TODAY = date(2026, 11, 23)


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    return client


def answers(title="Bildungsbericht", **more):
    return {
        "title": title,
        "owners": "Bildungsmonitoring",
        "flow": "Abrufen, schreiben, beraten",
        "partners": "Schulverwaltung\nVolkshochschule",
        "deputies": "Bildungsmanagement",
        "handbook": "Ablage 7",
        "reviewed_in": "03/2026",
        **more,
    }


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def offer(emden, title="Angebot", **functions):
    """An offer with functions by tie."""
    row = KeyProcess.objects.create(municipality=emden, title=title)
    for tie, names in functions.items():
        for name in names:
            ProcessTie.objects.create(process=row, tie=tie, name=name)
    return row


def test_f11_f12_both_questions_are_asked_in_six_fields(clerk):
    empty = clerk.get(HOME)
    assert "Beginnen Sie mit den drei wichtigsten Angeboten" in text_of(empty)
    assert 'name="angebot"' in empty.content.decode()
    page = clerk.get(f"{HOME}neu/?angebot=Bildungsbericht")
    shown = page.context["form"].visible_fields()
    assert [field.label for field in shown] == [
        "Ablauf",
        "Handbuch",
        "Letzte Prüfung",
        "Zuständigkeit",
        "Partner oder Initiative",
        "Vertretung",
    ]
    assert "Von welchen Zuständigkeiten, Funktionen und Abläufen" in text_of(page)
    assert "Partnern oder Initiativen wird es besonders gefördert" in text_of(page)
    answer = clerk.post(f"{HOME}neu/", answers())
    assert answer.status_code == 302
    with system_scope("test"):
        row = KeyProcess.objects.get()
        assert [(t.tie, t.name) for t in row.ties.all()] == [
            ("partner", "Schulverwaltung"),
            ("partner", "Volkshochschule"),
            ("vertretung", "Bildungsmanagement"),
            ("zustaendig", "Bildungsmonitoring"),
        ]
        assert row.flow == "Abrufen, schreiben, beraten"


def test_f12_the_page_lists_what_hangs_on_one_function(clerk, emden):
    with system_scope("test"):
        offer(emden, "P1", zustaendig=["A"])
        offer(emden, "P2", zustaendig=["A"], vertretung=["B"])
        offer(emden, "P3", zustaendig=["B"], vertretung=["C"])
        page = knowledge_page(emden, TODAY)
    assert [row.title for row in page.on_one] == ["P1"]
    assert [(r.loss.function, [(o.title, d) for o, d in r.orphans]) for r in page.losses] == [
        ("A", [("P1", "B")]),
        ("B", []),
        ("C", []),
    ]
    shown = clerk.get(HOME)
    assert "1 von 3 Angeboten hängt an einer einzigen Funktion." in text_of(shown)
    drawn = json.loads(re.search(r'id="netz-daten"[^>]*>(.+?)</script>', shown.content.decode())[1])
    assert drawn["data"][3]["marker"]["symbol"] == ["square-open", "square", "square"]


def test_f14_n_p5_falls_if_a_deputy_is_missing(clerk, emden):
    clerk.post(f"{HOME}neu/", answers())
    with system_scope("test"):
        row = KeyProcess.objects.get()
        fact = facts.key_processes(emden)[0]
        assert (fact.process, fact.owner, fact.deputy) == (row.pk, True, True)
        assert fact.reviewed_on == date(2026, 3, 1)
        assert knowledge_page(emden, TODAY).safe == 1
        assert knowledge_page(emden, date(2028, 3, 1)).safe == 1
        assert knowledge_page(emden, date(2028, 3, 2)).safe == 0
        assert knowledge_page(emden, date(2026, 2, 28)).safe == 0
    clerk.post(f"{HOME}{row.pk}/bearbeiten/", answers(deputies="", version="1"))
    with system_scope("test"):
        assert not facts.key_processes(emden)[0].deputy
        assert knowledge_page(emden, TODAY).safe == 0
    with clock.frozen(TODAY):
        assert "0 von 1 sind gesichert" in text_of(clerk.get(HOME))
    clerk.post(f"{HOME}{row.pk}/bearbeiten/", answers(handbook="", version="2"))
    with system_scope("test"):
        assert facts.key_processes(emden)[0].reviewed_on is None


def test_safe_is_owner_and_deputy_and_a_fresh_handbook(emden):
    with system_scope("test"):
        for title, deputies, reviewed in (
            ("K1", ["B"], "2026-01"),
            ("K2", [], "2026-01"),
            ("K3", ["B"], "2024-01"),
        ):
            row = offer(emden, title, zustaendig=["A"], vertretung=deputies)
            row.handbook, row.reviewed_in = "Ablage", reviewed
            row.save()
        assert [row.is_safe for row in knowledge_page(emden, T).rows] == [True, False, False]


def test_a_function_that_is_a_post_follows_its_new_name(clerk, emden):
    with system_scope("test"):
        post = make_post(emden, "Bildungsmonitoring")
    clerk.post(f"{HOME}neu/", answers(owners="bildungsmonitoring "))
    with system_scope("test"):
        tie = ProcessTie.objects.get(tie="zustaendig")
        assert (tie.post, tie.label) == (post, "Bildungsmonitoring")
        Post.objects.update(function="Datenmanagement Bildung")
    assert "Datenmanagement Bildung" in text_of(clerk.get(HOME))
    form = clerk.get(f"{HOME}{tie.process_id}/bearbeiten/").context["form"]
    assert form["owners"].value() == "Datenmanagement Bildung"
    again = clerk.post(
        f"{HOME}{tie.process_id}/bearbeiten/", answers(owners="Datenmanagement Bildung", version="1")
    )
    assert again.status_code == 302
    with system_scope("test"):
        assert ProcessTie.objects.get(tie="zustaendig").pk == tie.pk


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"deputies": "bildungsmonitoring"}, "kann sich nicht selbst vertreten"),
        ({"reviewed_in": "neulich"}, "keine verständliche Zeitangabe"),
        ({"owners": "x" * 201}, "höchstens 200 Zeichen"),
    ],
)
def test_errors_keep_what_was_typed(clerk, wrong, words):
    response = clerk.post(f"{HOME}neu/", answers(**wrong))
    assert words in text_of(response)
    assert "Abrufen, schreiben, beraten" in response.content.decode()
    assert "Volkshochschule" in response.content.decode()
    assert 'value="Bildungsbericht"' in response.content.decode()


def test_a_name_is_used_once_and_can_be_changed(clerk, emden):
    clerk.post(f"{HOME}neu/", answers())
    assert "gibt es hier schon" in text_of(clerk.post(f"{HOME}neu/", answers()))
    with system_scope("test"):
        row = KeyProcess.objects.get()
    clerk.post(f"{HOME}{row.pk}/umbenennen/", {"title": "Bericht", "version": "1"})
    with system_scope("test"):
        row.refresh_from_db()
        assert (row.title, row.ties.count()) == ("Bericht", 4)


def test_overtaken_answers_show_both_texts(clerk, emden):
    clerk.post(f"{HOME}neu/", answers())
    with system_scope("test"):
        row = KeyProcess.objects.get()
        KeyProcess.objects.update(version=2, flow="Anders")
    answer = clerk.post(f"{HOME}{row.pk}/bearbeiten/", answers(version="1"))
    assert answer.status_code == 409
    assert "Anders" in answer.content.decode()
    assert "Abrufen, schreiben, beraten" in answer.content.decode()


def test_f13_an_interface_has_two_units_a_process_and_a_state(clerk, emden, verden):
    with system_scope("test"):
        here = [Unit.objects.create(municipality=emden, name=n) for n in ("Schule", "Jugend")]
        foreign = Unit.objects.create(municipality=verden, name="Fremd")
        row = offer(emden)
    data = {"process": row.pk, "unit": here[0].pk, "other_unit": here[0].pk, "state": "offen"}
    path = "/ressourcen/schnittstellen/neu/"
    assert "zwischen zwei Stellen" in text_of(clerk.post(path, data))
    refused = clerk.post(path, {**data, "other_unit": foreign.pk})
    assert "other_unit" in refused.context["form"].errors
    assert clerk.post(path, {**data, "other_unit": here[1].pk}).status_code == 302
    with system_scope("test"):
        assert Interface.objects.get().state == "offen"
    assert "Schule / Jugend" in text_of(clerk.get(HOME))


def test_overtaken_interfaces_show_both_states(clerk, emden):
    with system_scope("test"):
        units = [Unit.objects.create(municipality=emden, name=n) for n in ("Schule", "Jugend")]
        row = Interface.objects.create(
            municipality=emden, process=offer(emden), unit=units[0], other_unit=units[1]
        )
    data = {"process": row.process_id, "unit": units[0].pk, "other_unit": units[1].pk, "version": "1"}
    path = f"/ressourcen/schnittstellen/{row.pk}/bearbeiten/"
    assert clerk.post(path, {**data, "state": "besprochen"}).status_code == 302
    overtaken = clerk.post(path, {**data, "state": "vereinbart"})
    assert overtaken.status_code == 409
    assert ("vereinbart", "besprochen") in [(yours, saved) for _l, yours, saved in overtaken.context["rows"]]
    with system_scope("test"):
        assert Interface.objects.get().state == "besprochen"


def test_only_own_people_see_it_whatever_is_shared(client, emden, verden, person):
    with system_scope("test"):
        row = offer(emden, "Geheimes Angebot", zustaendig=["Geheime Funktion"])
    emden.sharing = Sharing.ALL
    emden.save()
    manager = transfer_manager(emden)
    for user, status in ((manager, 403), (person(verden), 404)):
        client.force_login(user)
        assert client.get(f"{HOME}{row.pk}/bearbeiten/").status_code == 404
        for path in (HOME, f"{HOME}?kommune={emden.slug}", f"/kommunen/{emden.slug}/"):
            assert "Geheime" not in client.get(path).content.decode()
    client.force_login(manager)
    assert "0 von 1 wichtigen Angeboten sind" in text_of(client.get(f"/kommunen/{emden.slug}/"))
    emden.sharing = Sharing.NOTHING
    emden.save()
    assert "wichtigen Angebot" not in text_of(client.get(f"/kommunen/{emden.slug}/"))
    client.force_login(person(emden, Role.READING, "lesen"))
    page = client.get(HOME)
    assert "Geheimes Angebot" in text_of(page)
    assert "knowledge-edit" not in page.content.decode()


def test_the_page_costs_the_same_for_one_and_three(clerk, emden):
    with system_scope("test"):
        offer(emden, "P0", zustaendig=["A"], partner=["X"])
    before = queries_of(clerk, HOME)
    with system_scope("test"):
        for number in range(3):
            offer(emden, f"Q{number}", zustaendig=["A", "B"], vertretung=["C"])
    assert queries_of(clerk, HOME) == before


def test_demo_is_told_by_state_and_verify(municipalities, emden):
    with system_scope("test"):
        demo_resources.load(lambda _text: None)
        demo_resources.load(lambda _text: None)
        page = knowledge_page(emden, TODAY)
        assert (len(page.rows), [row.title for row in page.on_one]) == (3, ["Bildungsbericht"])
        assert complaints() == []
        tie = ProcessTie.objects.get(tie="zustaendig", name="Bildungsmonitoring")
        assert tie.post.function == "Bildungsmonitoring"
        before = list(content())
        tie.post = None
        tie.save()
        assert list(content()) != before
