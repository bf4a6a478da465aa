"""Pages under /ziele/: cascade, Zielstand, Roter Faden with its gaps, steering cycle; scope, conflicts, queries."""

import re
import zlib
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dkbm import registries
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.models import Assignment, Goal, GoalResolution, Need
from governance.queries.goals import goal_world
from governance.queries.threads import thread_of, turn_of
from governance.tests import factories as make

pytestmark = pytest.mark.django_db
PAGES = ("", "stand/", "roter-faden/", "steuerungskreislauf/", "bedarfe/")


@pytest.fixture(autouse=True)
def only_this_floor(monkeypatch):
    for name in ("goal_measures", "goal_figures", "goal_panels"):
        monkeypatch.setattr(registries, name, [])


@pytest.fixture
def chain(world):
    """A strategic goal with need, answered question, Mittlerziel; nothing below it yet."""
    with system_scope("test"):
        body = make.BodyFactory(municipality=world.here, name="Bildungsbeirat")
        steering = make.BodyFactory(municipality=world.here, name="Steuerungsgruppe", kind="steuerungsgruppe")
        question = make.AssignmentFactory(
            municipality=world.here,
            title="Frage",
            state="beantwortet",
            answer="Antwort",
            done_on="2021-02-10",
        )
        strategic = make.GoalFactory(municipality=world.here, name="Oben", body=body, set_in="2021-03")
        make.NeedFactory(
            municipality=world.here, name="Bedarf", goal=strategic, assignment=question, raised_in="2020-11"
        )
        make.below(strategic, name="Mitte", body=steering, set_in="2021-06")
        return strategic


def reviewed(monkeypatch, goal, *reviews):
    """The floor above knows one measure of the goal, with these reviews."""
    measure = registries.GoalMeasure("Maßnahme X", "/projekte/1/", "2021-09", reviews)
    source = registries.MeasureSource(
        lambda pks: {goal.pk: [measure]}, lambda goal: f"/projekte/neu/?ziel={goal.pk}"
    )
    monkeypatch.setattr(registries, "goal_measures", [source])


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def pages_in(paper):
    """How many pages a PDF file says it has; its objects lie in packed streams."""
    assert paper.startswith(b"%PDF-")
    parts = [paper]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompress(packed))
    return sum(len(re.findall(rb"/Type /Page\b", part)) for part in parts)


def test_whoever_may_only_read_opens_every_record_of_the_thread(world, chain, client_of, as_user):
    with as_user(world.reader):
        universe = goal_world(world.here)
        thread = thread_of(universe.one(chain.pk), universe)
    addresses = [record.url for station in thread.stations for record in station.records]
    assert len(addresses) >= 5
    browser = client_of(world.reader)
    assert {url: browser.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)
    assert "Bedarf" in text_of(browser, addresses[0])


def test_an_address_with_no_key_in_it_is_a_missing_page(world, client_of):
    browser = client_of(world.coordinator)
    for text in ("9" * 5000, "²", "-1", "0"):
        assert browser.get("/ziele/bedarfe/neu/", {"ziel": text}).status_code == 404


def test_f44_the_page_of_a_goal_says_which_body_set_it(world, chain, client_of):
    page = text_of(client_of(world.reader), chain.get_absolute_url())
    assert re.search(r"strategisches Ziel, gesetzt von Bildungsbeirat \(03/2021\)", page)
    assert "gesetzt von Steuerungsgruppe" in text_of(client_of(world.reader), "/ziele/")


def test_f44_a_mittlerziel_without_parent_is_refused_by_the_form_and_what_was_typed_stays(world, client_of):
    browser = client_of(world.coordinator)
    page = browser.post("/ziele/neu/?ebene=3", {"name": "Ohne Oberziel", "audience": 0})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Wählen Sie das Ziel der Ebene „strategisches Ziel“" in text
    assert 'value="Ohne Oberziel"' in text
    assert "Zuerst dieses anlegen" in text
    with system_scope("test"):
        assert not Goal.objects.exists()


def test_a_goal_is_made_under_another_and_only_at_home(world, chain, client_of):
    browser = client_of(world.coordinator)
    page = text_of(browser, f"/ziele/neu/?ebene=3&unter={chain.pk}")
    assert f'<option value="{chain.pk}" selected' in page
    data = {"name": "Neues Mittlerziel", "parent": chain.pk, "audience": 0, "due": "2027"}
    assert browser.post("/ziele/neu/?ebene=3", data).status_code == 302
    with system_scope("test"):
        assert Goal.objects.get(name="Neues Mittlerziel").due == "2027"
        foreign = make.GoalFactory(municipality=world.there, name="Fremdes", audience=Audience.PUBLIC)
    assert browser.get(f"/ziele/neu/?ebene=3&unter={foreign.pk}").status_code == 404
    page = browser.post("/ziele/neu/?ebene=3", {**data, "name": "Fremd", "parent": foreign.pk})
    assert page.status_code == 200
    assert "Fremdes" not in page.content.decode()
    assert (
        browser.post(
            "/ziele/neu/?ebene=2", {"name": "Anderswo", "audience": 0, "municipality": world.there.pk}
        ).status_code
        == 302
    )
    with system_scope("test"):
        assert Goal.objects.get(name="Anderswo").municipality == world.here


def test_a_handlungsziel_asks_five_questions(world, chain, client_of):
    with system_scope("test"):
        middle = Goal.objects.get(name="Mitte")
    browser, address = client_of(world.coordinator), f"/ziele/neu/?ebene=4&unter={middle.pk}"
    assert text_of(browser, address).count("<legend") == 5
    data = {"name": "Unten", "parent": middle.pk, "audience": 0, "specific": "True", "measurable": "False"}
    assert browser.post(address, data).status_code == 200
    data |= {"accepted": "True", "realistic": "True", "timed": "True", "realistic_text": "zwei Stellen"}
    assert browser.post(address, data).status_code == 302
    with system_scope("test"):
        goal = Goal.objects.get(name="Unten")
    assert [answer.yes for answer in goal.smart] == [True, False, True, True, True]
    page = text_of(browser, goal.get_absolute_url())
    assert "messbar: nein" in page
    assert "zwei Stellen" in page


def test_an_overtaken_goal_shows_both_versions_and_keeps_what_was_typed(world, chain, client_of):
    browser = client_of(world.coordinator)
    data = {"name": "Meine Fassung", "audience": 0, "edited_version": chain.version}
    with system_scope("test"):
        Goal.objects.filter(pk=chain.pk).update(name="Andere Fassung", version=chain.version + 1)
    page = browser.post(f"/ziele/{chain.pk}/bearbeiten/", data)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Meine Fassung" in text
    assert "Andere Fassung" in text


def test_b5_a_goal_without_review_shows_exactly_that_gap(world, chain, monkeypatch, client_of):
    with system_scope("test"):
        make.GoalResolutionFactory(
            goal=chain,
            resolution__municipality=world.here,
            resolution__name="Kenntnisnahme",
            role="rueckkopplung",
        )
        reviewed(monkeypatch, Goal.objects.get(name="Mitte"))
        universe = goal_world(world.here)
        thread = thread_of(universe.one(chain.pk), universe)
    assert [station.key for station in thread.gaps] == ["wirkung"]
    assert (thread.filled, len(thread.stations)) == (7, 8)
    page = text_of(client_of(world.coordinator), "/ziele/roter-faden/")
    assert page.count('class="missing"') == 1
    assert "7 von 8 Stationen" in page
    paper = client_of(world.reader).get(f"/ziele/{chain.pk}/roter-faden.pdf")
    assert pages_in(paper.content) == 1


def test_b5_however_much_there_is_the_paper_has_one_page(world, chain, monkeypatch, client_of):
    long = "Ein sehr ausführlicher Titel " * 6
    with system_scope("test"):
        Goal.objects.filter(pk=chain.pk).update(name=f"Oben {long}")
        for number in range(5):
            question = make.AssignmentFactory(
                municipality=world.here, title=f"{long}{number}", state="beantwortet", done_on="2021-02-10"
            )
            make.NeedFactory(municipality=world.here, name=f"{long}{number}", goal=chain, assignment=question)
            make.below(chain, name=f"{long}{number}")
            make.GoalResolutionFactory(
                goal=chain,
                resolution__municipality=world.here,
                resolution__name=f"{long}{number}",
                role="rueckkopplung",
            )
    reviews = tuple(registries.GoalReview(f"{long}{n}", "/projekte/1/", "2022-06") for n in range(5))
    reviewed(monkeypatch, Goal(pk=chain.pk), *reviews)
    paper = client_of(world.reader).get(f"/ziele/{chain.pk}/roter-faden.pdf")
    assert pages_in(paper.content) == 1


def test_b5_each_gap_leads_to_a_prefilled_form(world, client_of):
    with system_scope("test"):
        goal = make.GoalFactory(municipality=world.here, name="Allein")
    browser = client_of(world.coordinator)
    page = text_of(browser, goal.get_absolute_url())
    for address in (
        f"/ziele/bedarfe/neu/?ziel={goal.pk}",
        f"/ziele/{goal.pk}/frage/",
        f"/ziele/neu/?ebene=3&amp;unter={goal.pk}",
        f"/ziele/{goal.pk}/beschluss/?bedeutung=rueckkopplung",
    ):
        assert address in page, address
        assert browser.get(address.replace("&amp;", "&")).status_code == 200
    assert f'value="{goal.pk}" selected' in text_of(browser, f"/ziele/bedarfe/neu/?ziel={goal.pk}")
    page = text_of(browser, f"/ziele/{goal.pk}/frage/")
    assert "Datenlage zu: Allein" in page
    browser.post(f"/ziele/{goal.pk}/frage/", {"title": "Wie viele?", "origin": "politik"})
    with system_scope("test"):
        assert Goal.objects.get(pk=goal.pk).assignment == Assignment.objects.get(title="Wie viele?")
    assert "fehlt" in text_of(client_of(world.reader), goal.get_absolute_url())
    assert "Bedarf eintragen" not in text_of(client_of(world.reader), goal.get_absolute_url())


def test_a_resolution_is_linked_and_a_foreign_one_refused(world, chain, client_of):
    browser, address = client_of(world.coordinator), f"/ziele/{chain.pk}/beschluss/"
    with system_scope("test"):
        own = make.ResolutionFactory(municipality=world.here, name="Eigener")
        foreign = make.ResolutionFactory(municipality=world.there, name="Fremder", audience=Audience.PUBLIC)
    assert browser.post(address, {"resolution": foreign.pk, "role": "setzt"}).status_code == 200
    assert browser.post(address, {"resolution": own.pk, "role": "setzt"}).status_code == 302
    with system_scope("test"):
        assert [row.resolution for row in GoalResolution.objects.all()] == [own]


def test_the_steering_cycle_is_read_from_dated_records(world, chain, monkeypatch):
    review = registries.GoalReview("Prüfung 2022", "/projekte/1/", "2022-06")
    with system_scope("test"):
        link = make.GoalResolutionFactory(
            goal=chain, resolution__municipality=world.here, role="rueckkopplung"
        )
        make.ConsultationFactory(resolution=link.resolution, is_deciding=True, held="2022-11")
        reviewed(monkeypatch, Goal.objects.get(name="Mitte"), review)
        universe = goal_world(world.here)
        turn = turn_of(universe.one(chain.pk), universe)
    assert [phase.state for phase in turn.phases] == [
        "belegt", "belegt", "belegt", "belegt", "ohne Datum", "belegt", "belegt", "belegt",
    ]  # fmt: skip
    assert turn.is_closed
    assert turn.months(None) == 24
    assert turn.phases[3].by == "Steuerungsgruppe"


def test_completeness_counts_plainly(world, chain, monkeypatch):
    with system_scope("test"):
        before = goal_world(world.here)
        assert (before.complete.number, before.complete.whole) == (0, 1)
        reviewed(monkeypatch, Goal.objects.get(name="Mitte"))
        after = goal_world(world.here)
    assert (after.complete.number, after.complete.whole) == (1, 1)
    assert (after.measurable.number, after.measurable.whole) == (0, 1)


def test_own_words_for_levels_stand_on_the_pages(world, chain, client_of):
    world.here.labels = {"strategic": "Leitziel", "intermediate": "Teilziel"}
    world.here.save()
    page = text_of(client_of(world.reader), "/ziele/")
    assert "Leitziel" in page
    assert "Mittlerziel" not in page


def test_others_see_public_goals_only_and_no_name_of_an_internal_one(world, chain, client_of):
    with system_scope("test"):
        Goal.objects.filter(name="Mitte").update(audience=Audience.PUBLIC)
        public = Goal.objects.get(name="Mitte")
        Goal.objects.filter(pk=chain.pk).update(name="Geheimes Oberziel")
        Need.objects.update(name="Geheimer Bedarf")
    for browser in (Client(), client_of(world.stranger), client_of(world.transfer)):
        for page in PAGES:
            assert "Geheim" not in text_of(browser, f"/ziele/{page}?kommune={world.here.slug}")
        assert "Geheim" not in text_of(browser, public.get_absolute_url())
        text_of(browser, chain.get_absolute_url(), 404)
    assert "Geheimes Oberziel" in text_of(client_of(world.reader), public.get_absolute_url())


def test_as_many_queries_for_three_goals_as_for_one(world, chain, client_of):
    browser = client_of(world.reader)
    text_of(browser, "/ziele/")  # what only a first request asks
    counts = []
    for _round in range(2):
        asked = []
        for page in PAGES:
            with CaptureQueriesContext(connection) as found:
                text_of(browser, f"/ziele/{page}")
            asked.append(len(found))
        counts.append(asked)
        with system_scope("test"):
            for _number in range(2):
                goal = make.GoalFactory(municipality=world.here, body=chain.body)
                make.below(goal)
                make.NeedFactory(municipality=world.here, goal=goal)
    assert counts[0] == counts[1]


def test_empty_pages_say_what_belongs_there(world, client_of):
    for page in PAGES[:4]:
        assert "Erstes Ziel anlegen" in text_of(client_of(world.coordinator), f"/ziele/{page}")
    assert "Ersten Bedarf eintragen" in text_of(client_of(world.coordinator), "/ziele/bedarfe/")
    assert "Erstes Ziel anlegen" not in text_of(client_of(world.reader), "/ziele/")
