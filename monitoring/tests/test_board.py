"""Across municipalities: alphabetical, only what is shared and only as long as it is, n beside every sum."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member, transfer_manager
from governance.models import AgencyModule, AgencyRecord
from governance.tests.factories import BodyFactory, MeetingFactory
from monitoring import board_file
from monitoring.models import Assessment
from monitoring.services.readings import look_back
from monitoring.tests.test_sustainability_pages import words
from monitoring.tests.vector_records import musterkreis_records
from projects.models import BudgetLine, Grant, Post
from projects.tests.resources import T

pytestmark = pytest.mark.django_db
QUARTERS = (date(2026, 6, 30), date(2026, 9, 30))
BOARD = "/transfer/kommunen/"
PAGES = ("", "kernkomponenten/", "verlauf/", "wegfall/")


def kreis(name, sharing, records=True):
    """A municipality that shares so much; with the records of T1, all of them meant for the agency."""
    region = RegionFactory(name=name)
    place = MunicipalityFactory(region=region, slug=name.lower(), sharing=sharing)
    if records:
        musterkreis_records(place)
        for model in (Post, Grant, BudgetLine):
            model.objects.filter(municipality=place).update(audience=Audience.AGENCY)
        look_back(place, QUARTERS)
    return place


@pytest.fixture
def world(db):
    """Adorf shares all, Behausen Eckdaten, Cestadt nothing; Destadt has no account."""
    with system_scope("test"):
        places = [kreis("Adorf", Sharing.ALL), kreis("Behausen", Sharing.KEY_FACTS), kreis("Cestadt", 0)]
        manager = transfer_manager(*places)
        agency = manager.current_agencies()[0].agency
        far = AgencyRecord.objects.create(agency=agency, region=RegionFactory(name="Destadt"))
        near = AgencyRecord.objects.create(
            agency=agency, region=places[0].region, last_contact_on=date(2026, 3, 1), notes="Nur für uns"
        )
        AgencyModule.objects.create(record=near, number=2, topic="Übergang Schule–Beruf")
    return SimpleNamespace(adorf=places[0], behausen=places[1], cestadt=places[2], manager=manager, far=far)


def get(client, path=""):
    with clock.frozen(T):
        return client.get(BOARD + path)


def withdraw(place, sharing=Sharing.NOTHING):
    place.sharing = sharing
    place.save()


def test_every_board_is_alphabetical_and_says_why_there_is_nothing(world, client_of):
    client = client_of(world.manager)
    for path in PAGES:
        text = words(get(client, path))
        places = [text.index(f"Landkreis {name}") for name in ("Adorf", "Behausen", "Cestadt", "Destadt")]
        assert places == sorted(places)
        assert text.index("teilt noch nichts", places[2]) < text.index("noch kein Zugang", places[2])
    board = words(get(client))
    assert "4 Kommunen nach dem Namen, ohne Rangfolge. 2 davon teilen Eckdaten mit Ihnen." in board
    assert "Modul 2: Übergang Schule–Beruf" in board
    assert "einladen" in board


def test_only_shared_municipalities_are_counted_and_n_is_said(world, client_of):
    client = client_of(world.manager)
    heat = get(client, "kernkomponenten/")
    assert "Gezählt wird nur, was geteilt ist: 2 von 4 Kommunen." in words(heat)
    assert "Alle zusammen, n = 2" in words(heat)
    assert dict(heat.context["heat"].counts)["Strategische Ziele"] == "2 Stabil"
    cliffs = words(get(client, "wegfall/"))
    assert "enden 1,0 VZÄ und 1 Förderung, soweit geteilt: 1 von 4 Kommunen" in cliffs
    assert "S3, 1,0 VZÄ bis 30.06.2027" in cliffs
    assert "teilt keine Stellen und kein Geld" in cliffs


def test_an_internal_post_of_one_that_shares_all_is_not_on_the_board(world, client_of):
    with system_scope("test"):
        Post.objects.filter(municipality=world.adorf, function="S3").update(audience=Audience.INTERNAL)
    text = words(get(client_of(world.manager), "wegfall/"))
    assert "S3" not in text
    assert "enden 0,0 VZÄ und 1 Förderung" in text


def test_the_course_of_a_family_is_drawn_on_the_same_axes_with_a_table(world, client_of):
    page = get(client_of(world.manager), "verlauf/?bereich=finanzen")
    found = page.context["multiples"]
    assert (page.context["family"], found.first, found.last) == ("Finanzen", *QUARTERS)
    adorf, behausen, cestadt, _destadt = found.rows
    assert adorf.drawing == behausen.drawing
    assert (adorf.newest, adorf.cells) == ("75,0", ("75,0", "75,0"))
    assert (cestadt.drawing, cestadt.word) == (None, "teilt noch nichts")


def test_a_withdrawn_share_is_gone_from_every_board_at_once(world, client_of):
    client = client_of(world.manager)
    for path in (*PAGES, "vergleich/?links=adorf&rechts=behausen", "adorf/gespraech/"):
        assert get(client, path).status_code == 200
    withdraw(world.adorf)
    for path in (*PAGES, "vergleich/?links=adorf&rechts=behausen", "adorf/gespraech/"):
        text = words(get(client, path))
        for told in ("S3", "30.06.2027", "Entfristungsquote", "48 000"):
            assert told not in text, (path, told)
    assert "Alle zusammen, n = 1" in words(get(client, "kernkomponenten/"))
    assert "Noch gibt keine Ihrer Kommunen Stellen und Geld frei." in words(get(client, "wegfall/"))


def test_a_withdrawn_share_is_gone_from_a_file_that_is_under_way(world, client_of, monkeypatch):
    monkeypatch.setattr(board_file, "PART", 1)
    with clock.frozen(T):
        answer = client_of(world.manager).get(BOARD + "tafel.csv")
        parts = iter(answer.streaming_content)
        assert b"Kernkomponenten" not in next(parts)
        first = next(parts).decode()
        assert "Adorf" in first
        assert "Beobachten" in first
        withdraw(world.behausen)
        world.adorf.agency = None
        world.adorf.save()
        rest = b"".join(parts).decode().splitlines()
    assert "teilt noch nichts" in rest[0]
    assert rest[0].startswith(world.behausen.region.ags)
    assert "Beobachten" not in "".join(rest)
    assert len(rest) == 3


def test_two_municipalities_stand_side_by_side_without_sum_or_winner(world, client_of):
    client = client_of(world.manager)
    with system_scope("test"):
        Assessment.objects.filter(municipality=world.behausen).delete()
        Post.objects.filter(municipality=world.behausen, function="S4").update(filled="besetzt")
        look_back(world.behausen, QUARTERS)
    page = get(client, "vergleich/?links=adorf&rechts=behausen")
    groups = dict(page.context["pair"].groups)
    assert sum(len(lines) for title, lines in groups.items() if title != "Kernkomponenten") == 36
    (staff,) = [lines for title, lines in groups.items() if title.startswith("Personal")]
    (line,) = [line for line in staff if line.name == "Besetzungsquote"]
    assert [side.text for side in line.sides] == ["83,3\N{NO-BREAK SPACE}%", "100,0\N{NO-BREAK SPACE}%"]
    assert line.differs
    assert "Cestadt: teilt noch nichts" in words(get(client, "vergleich/?links=adorf&rechts=cestadt"))
    assert "zwei verschiedene" in words(get(client, "vergleich/?links=adorf&rechts=adorf"))
    assert "gehört nicht (mehr)" in words(get(client, "vergleich/?links=adorf&rechts=fremd"))


def test_a_conversation_is_prepared_on_one_page_from_records_and_what_is_shared(world, client_of):
    with system_scope("test"):
        body = BodyFactory(municipality=world.adorf, name="Beirat", audience=Audience.AGENCY)
        MeetingFactory(body=body, period="2027-02-03", audience=Audience.AGENCY)
    client = client_of(world.manager)
    page = get(client, "adorf/gespraech/")
    text = words(page)
    assert "S3, 1,0 VZÄ endet am 30.06.2027: Was ist beschlossen, was ist offen?" in text
    assert "Restlaufzeit befristeter Stellen steht auf „Handeln“" in text
    assert "Der letzte Kontakt ist 9 Monate her." in text
    assert "Zum Modul steht in Ihren Unterlagen keine Zielvereinbarung." in text
    assert "Nur für uns" in text
    assert "03.02.2027: Beirat" in text
    invited = words(get(client, "cestadt/gespraech/"))
    assert "Laden Sie sie ein" in invited
    assert "http://testserver/kommunen/cestadt/freigabe/" in invited
    assert get(client, "fremd/gespraech/").status_code == 404
    stranger = transfer_manager(MunicipalityFactory())
    assert get(client_of(stranger), "adorf/gespraech/").status_code == 404
    assert get(client_of(member(world.adorf)), "adorf/gespraech/").status_code == 403


def test_search_finds_by_name_and_says_when_nothing_is_found(world, client_of):
    client = client_of(world.manager)
    assert [row.name for row in get(client, "?suche=behau").context["rows"]] == ["Landkreis Behausen"]
    assert "Keine Ihrer Kommunen heißt „xyz“." in words(get(client, "?suche=xyz"))


def test_every_board_takes_a_fixed_number_of_queries(world, client_of):
    def counts(client):
        found = []
        for path in (*PAGES, "vergleich/?links=adorf&rechts=behausen", "adorf/gespraech/"):
            get(client, path)
            with CaptureQueriesContext(connection) as seen:
                assert get(client, path).status_code == 200
            found.append(len(seen))
        return found

    client = client_of(world.manager)
    before = counts(client)
    with system_scope("test"):
        agency = world.adorf.agency
        for name in ("Estadt", "Fedorf"):
            place = kreis(name, Sharing.ALL, records=False)
            place.agency = agency
            place.save()
            Post.objects.create(municipality=place, function="X", fte=1, term="befristet",
                                limited_until="2027-03", audience=Audience.AGENCY)  # fmt: skip
            look_back(place, QUARTERS)
    assert counts(client) == before
