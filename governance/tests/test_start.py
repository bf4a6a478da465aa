"""Beginning: three pictures, looked at before anything is made, made once."""

import re

import pytest

from dkbm.access.scope import system_scope
from dkbm.services import found_municipality
from dkbm.tests.factories import RegionFactory, member
from governance import queries, services
from governance.models import Body, Relation, Seat, Unit
from governance.start_pictures import PICTURES
from governance.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", PICTURES)
def test_a_picture_is_made_once(world, as_user, key):
    with as_user(world.coordinator):
        arguments = {"municipality": world.here, "picture": PICTURES[key], "by": world.coordinator}
        made = services.apply_start_picture(**arguments)
        assert services.apply_start_picture(**arguments) == 0
        counts = [m.objects.filter().count() for m in (Body, Unit, Seat, Relation)]
        assert sum(counts) == made
        assert set(Seat.objects.values_list("state", flat=True)) == {"vakant"}
        assert all(body.target_meetings_per_year for body in Body.objects.all())
        cycle = queries.steering_cycle(world.here)
        assert sum(s.is_feedback for s in cycle.sentences) == 1
        assert Body.objects.filter(name="Kreistag").exists()


def test_a_new_municipality_is_led_to_the_three_pictures(client_of):
    region = RegionFactory(ags="03999", name="Neustadt")
    with system_scope("test"):
        here = found_municipality(ags=region.ags, by=None)
    browser = client_of(member(here))
    assert 'Als Nächstes: <a href="/gremien/">' in browser.get("/").content.decode()
    (address,) = set(re.findall(r'href="(/gremien/start/[^"]+)"', browser.get("/gremien/").content.decode()))
    titles = re.findall(r"<h2>(.*?)</h2>", browser.get(address).content.decode())
    assert titles == [picture.title for picture in PICTURES.values()]
    assert list(PICTURES) == ["dreieck", "fachdienst", "netzwerk"]


def test_what_exists_stays(world, as_user):
    with system_scope("test"):
        body = make.BodyFactory(municipality=world.here, name="Bildungsbeirat", kind="sonstiges")
    with as_user(world.coordinator):
        services.apply_start_picture(
            municipality=world.here, picture=PICTURES["dreieck"], by=world.coordinator
        )
        body.refresh_from_db()
        assert (body.kind, body.seats.count(), body.version) == ("sonstiges", 0, 1)


def test_choose_look_apply(world, client_of):
    browser = client_of(world.coordinator)
    address = f"/gremien/start/{world.here.slug}/"
    assert address in browser.get(f"/gremien/?kommune={world.here.slug}").content.decode()
    assert "So anlegen" not in browser.get(address).content.decode()
    page = browser.get(f"{address}?bild=dreieck").content.decode()
    assert "Kreistag" in page
    assert "So anlegen" in page
    with system_scope("test"):
        assert Body.objects.count() == 0
    assert browser.get(f"{address}?bild=quadrat").status_code == 404
    assert browser.post(address, {"bild": "dreieck"}).status_code == 302
    assert browser.post(address, {"bild": "dreieck"}).status_code == 302
    with system_scope("test"):
        assert Body.objects.filter(municipality=world.here).count() == 3
    listed = browser.get(f"/gremien/?kommune={world.here.slug}").content.decode()
    assert address not in listed
    assert "Steuerungsgruppe" in listed
