"""What everybody sees without an account: the map with its list, the profile of a municipality."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.demo import ground
from dkbm.models import Municipality
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from governance.models import Body, ContactPoint, Unit
from governance.models.vocabulary import BodyKind, ContactKind, Level, UnitKind
from monitoring.places_map import map_of
from projects.models import Project

pytestmark = pytest.mark.django_db
SIX = {1: "03402", 2: "03453", 3: "03356", 4: "03353", 5: "03361", 6: "03404"}


@pytest.fixture
def six(db):
    with system_scope("test"):
        ground.load(lambda _text: None)
    return {m.flyer_number: m for m in Municipality.objects.select_related("region").in_flyer_order()}


def main_of(page):
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def test_f_01_f_02_six_numbered_tiles_lead_to_their_pages_and_the_list_says_the_same(six, client):
    page = client.get("/kommunen/")
    html = main_of(page)
    assert {number: row.region.ags for number, row in six.items()} == SIX
    wide, narrow = re.findall(r"<svg.*?</svg>", html, re.S)
    table = html.partition("<tbody")[2]
    for drawing in (wide, narrow):
        tiles = re.findall(r'<a href="([^"]+)" aria-label="(\d) ([^"]+)">.*?<text[^>]*>(\d)</text>', drawing)
        assert [(int(mark), address) for address, _n, _name, mark in tiles] == [
            (number, row.get_absolute_url()) for number, row in six.items()
        ]
        assert all(f"{name}</a></th>" in table and address in table for address, _n, name, _m in tiles)
        assert [n for _a, n, _name, _m in tiles] == re.findall(r'data-label="Nr." class="n">(\d)<', table)
    assert not re.search(r"https?://(?!www\.w3\.org)", html)
    assert "style=" not in html
    assert "<script" not in html


def test_f_02_tiles_lie_as_the_places_do_and_a_narrow_screen_gets_room_for_fingers(six, client):
    drawn = map_of(list(six.values()))
    at = {drawn.by_code[tile.code].flyer_number: (tile.x, tile.y) for tile in drawn.wide.marked}
    assert at[1][0] < at[2][0] < at[3][0] < at[4][0]  # from Emden in the west to Harburg in the east
    assert at[6][1] == max(y for _x, y in at.values())  # Osnabrück is the most southern one
    assert drawn.narrow.width <= 288
    assert min(tile.edge for tile in drawn.narrow.marked) >= 24 - 2
    assert len(set(at.values())) == 6


def test_places_without_a_known_position_stand_in_the_list_alone(client):
    MunicipalityFactory()
    page = client.get("/kommunen/")
    assert page.context["map"] is None
    assert "Kreis 03" in main_of(page)


def test_the_list_asks_as_often_for_three_as_for_one(client):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/kommunen/").status_code == 200
        return len(queries)

    first = MunicipalityFactory()
    _open_things(first)
    one = asked()
    for _n in range(2):
        _open_things(MunicipalityFactory())
    assert asked() == one
    assert main_of(client.get("/kommunen/")).count("1 Gremium, 1 Projekt") == 3


def _open_things(here, audience=Audience.PUBLIC, word="Offen"):
    with system_scope("test"):
        kind = {"kind": BodyKind.STEERING, "level": Level.STRATEGIC}
        body = Body.objects.create(municipality=here, name=f"{word}-Gremium", audience=audience, **kind)
        unit = Unit.objects.create(
            municipality=here, name=f"{word}-Stelle", kind=UnitKind.OFFICE, audience=audience
        )
        Project.objects.create(municipality=here, title=f"{word}-Projekt", audience=audience)
    return body, unit


def _contact(here, value, audience, **owner):
    with system_scope("test"):
        ContactPoint.objects.create(
            municipality=here, kind=ContactKind.EMAIL, value=value, audience=audience, **owner
        )


@pytest.mark.parametrize("sharing", Sharing.values)
def test_the_profile_shows_nothing_but_what_is_public_whatever_is_shared(client, client_of, sharing):
    here = MunicipalityFactory(region=RegionFactory(ags="03402", name="Emden"), sharing=sharing)
    _body, unit = _open_things(here)
    closed = {}
    for audience in set(Audience) - {Audience.PUBLIC}:
        closed[audience] = _open_things(here, audience, f"Geheim{audience.value}")[1]
    _contact(here, "auskunft@example.org", Audience.PUBLIC, unit=unit)
    _contact(here, "geheim-kontakt@example.org", Audience.AGENCY, unit=unit)
    _contact(here, "geheim-stelle@example.org", Audience.PUBLIC, unit=closed[Audience.AGENCY])
    html = main_of(client.get(here.get_absolute_url()))
    for shown in ("Offen-Gremium", "Offen-Stelle", "Offen-Projekt", "mailto:auskunft@example.org"):
        assert shown in html
    assert "geheim" not in html.lower()
    own = main_of(client_of(member(here, Role.READING)).get(here.get_absolute_url()))
    assert "Geheim0-Projekt" in own
    assert "geheim-" not in own  # the card of contacts is the public one for everybody


def test_the_profile_of_somebody_without_anything_public_still_gives_the_official_numbers(client):
    here = MunicipalityFactory()
    html = main_of(client.get(here.get_absolute_url()))
    assert "Zahlen" in html
    assert "Eigene Zahlen" not in html  # nothing is published, so nobody is led there
