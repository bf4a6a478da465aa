"""Django admin: closed for others, raw POST included."""

import pytest
from django.urls import reverse

from dkbm.access.scope import system_scope
from dkbm.models import Membership
from governance.models import Body, Relation, Seat
from governance.tests import factories as make
from governance.tests.admin_posts import (
    REGISTERED,
    address,
    arranged,
    body_post,
    fresh,
    row_of,
    seat_post,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", REGISTERED)
def test_foreign_records_do_not_exist_in_the_admin(world, browser, name):
    foreign, own = row_of(name, world.there), row_of(name, world.here)
    page = browser.get(address(name, "changelist"))
    assert {r.pk for r in page.context["cl"].queryset} == {own.pk}
    for action in ("change", "delete"):
        response = browser.get(address(name, action, foreign.pk))
        assert response.status_code == 302
        assert response.url == reverse("admin:index")
        browser.post(address(name, action, foreign.pk), {"post": "yes", "name": "X"})
    assert browser.get(address(name, "history", foreign.pk)).status_code in (403, 404)
    assert fresh(foreign).version == foreign.version
    browser.post(
        address(name, "changelist"),
        {"action": "delete_selected", "_selected_action": [foreign.pk], "post": "yes"},
    )
    assert fresh(foreign)


@pytest.mark.parametrize("who", ["coordinator", "reader", "transfer", "nobody"])
def test_others_do_not_enter(world, body, client_of, who):
    response = client_of(getattr(world, who)).get(address("body", "change", body.pk))
    assert response.status_code == 302


def test_foreign_links_in_raw_posts_are_refused(world, body, browser):
    with system_scope("test"):
        unit = make.UnitFactory(municipality=world.there)
        person = make.PersonFactory(municipality=world.there)
        seat = make.SeatFactory(body=body)
        abroad = make.BodyFactory(municipality=world.there)
    change = address("body", "change", body.pk)
    one_seat = {"seats-TOTAL_FORMS": "1", "seats-INITIAL_FORMS": "1"}
    posts = (
        body_post(body, office=unit.pk),
        body_post(body) | one_seat | seat_post(seat, person=person.pk),
        body_post(body)
        | {
            "relations_out-TOTAL_FORMS": "1",
            "relations_out-0-kind": "auftrag",
            "relations_out-0-to_body": abroad.pk,
            "relations_out-0-position": "1",
        },
    )
    for values in posts:
        response = browser.post(change, values)
        assert response.status_code == 200
        assert response.context["errors"]
    assert (fresh(body).version, fresh(seat).version) == (1, 1)
    with system_scope("test"):
        assert not Relation.objects.exists()


def test_records_cannot_be_made_or_moved_elsewhere(world, body, browser):
    values = body_post(body, municipality=world.there.pk, name="Neu")
    values.pop("edited_version")
    assert browser.post(address("body", "add"), values).status_code == 200
    browser.post(address("body", "change", body.pk), body_post(body, municipality=world.there.pk))
    assert fresh(body).municipality == world.here
    foreign = arranged(make.BodyFactory, municipality=world.there)
    seat = {"body": foreign.pk, "function": "X", "sector": "schule", "state": "besetzt", "position": "0"}
    assert browser.post(address("seat", "add"), seat).status_code == 200
    with system_scope("test"):
        assert not Seat.objects.exists()
        assert Body.objects.filter(municipality=world.there).count() == 1


@pytest.mark.parametrize("own", [True, False])
def test_inline_rows_of_another_body_are_refused(world, body, browser, own):
    other = arranged(
        make.SeatFactory, body__municipality=world.here if own else world.there, function="Bleibt"
    )
    values = body_post(body) | {"seats-TOTAL_FORMS": "1", "seats-INITIAL_FORMS": "1"}
    values |= seat_post(other, function="Gekapert", body=body.pk)
    browser.post(address("body", "change", body.pk), values)
    browser.post(address("body", "change", body.pk), values | {"seats-0-DELETE": "on"})
    kept = fresh(other)
    assert (kept.function, kept.body_id, kept.version) == ("Bleibt", other.body_id, 1)


def test_members_of_two_municipalities_cannot_mix_them(world, body, client_of):
    with system_scope("test"):
        Membership.objects.create(user=world.admin, municipality=world.there, role="verwaltung")
        unit = make.UnitFactory(municipality=world.there)
    response = client_of(world.admin).post(
        address("body", "change", body.pk), body_post(body, office=unit.pk)
    )
    assert response.status_code == 200
    assert "anderen Kommune" in response.content.decode()
    assert fresh(body).office is None


def test_a_reader_elsewhere_edits_only_at_home(world, browser):
    with system_scope("test"):
        Membership.objects.create(user=world.admin, municipality=world.there, role="lesen")
        foreign = make.BodyFactory(municipality=world.there)
    assert browser.get(address("body", "change", foreign.pk)).status_code == 302
    assert browser.get(address("body", "history", foreign.pk)).status_code in (403, 404)


def test_autocomplete_offers_only_the_own_municipality(world, body, browser):
    with system_scope("test"):
        own = make.UnitFactory(municipality=world.here, name="Bildungsbüro hier")
        make.UnitFactory(municipality=world.there, name="Bildungsbüro dort")
    query = {"app_label": "governance", "model_name": "body", "field_name": "office", "term": "bildungsbuero"}
    answer = browser.get(reverse("admin:autocomplete"), query).json()
    assert [int(r["id"]) for r in answer["results"]] == [own.pk]


@pytest.mark.parametrize("link", ["unit", "person", "substitute_of", "substitute_elsewhere"])
def test_a_seat_links_to_its_own_municipality_and_body(world, body, browser, link):
    with system_scope("test"):
        seat = make.SeatFactory(body=body)
        targets = {
            "unit": make.UnitFactory(municipality=world.there),
            "person": make.PersonFactory(municipality=world.there),
            "substitute_of": make.SeatFactory(body__municipality=world.there),
            "substitute_elsewhere": make.SeatFactory(body__municipality=world.here),
        }
    field = "substitute_of" if link == "substitute_elsewhere" else link
    values = {"function": "X", "sector": "schule", "state": "besetzt", "position": "0", "edited_version": "1"}
    response = browser.post(address("seat", "change", seat.pk), {**values, field: targets[link].pk})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert fresh(seat).version == 1
