"""Quartals-Check: only what may have changed, confirmed as it was shown, old records marked."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.models import Body, Confirmation, ContactPoint
from governance.queries import quarter
from governance.tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/gremien/quartals-check/"


@pytest.fixture
def old(world, body):
    """Records last changed in spring, a fresh one, one of another municipality; it is November."""
    with system_scope("test"):
        here = {"municipality": world.here}
        unit = make.UnitFactory(**here, name="Bildungsbüro")
        make.SeatFactory(body=body, function="Vorsitz", until=date(2028, 12, 31))
        make.AgreementFactory(**here, name="Kooperation")
        make.ResolutionFactory(**here, name="Konzept", state="beschlossen", unlimited=True)
        make.ContactFactory(unit=unit, confirmed_on=date(2026, 3, 1))
        foreign = make.BodyFactory(municipality=world.there, name="Fremd")
        for model in (Body, type(unit), make.Seat, make.Agreement, make.Resolution):
            model.history.update(history_date=datetime(2026, 3, 1, 12, tzinfo=quarter.BERLIN))
        fresh = make.BodyFactory(**here, name="Neues Gremium")
    with clock.frozen(datetime(2026, 11, 25, 9)):
        yield {"unit": unit, "foreign": foreign, "fresh": fresh}


def test_only_what_may_have_changed_in_blocks(world, body, old, as_user):
    with as_user(world.coordinator):
        found = quarter.blocks(world.here)
    assert [(str(b.label), [line.name for line in b.lines]) for b in found] == [
        ("Kontakte", ["Bildungsbüro"]),
        ("Sitze und Amtszeiten", ["Vorsitz"]),
        ("Gremien und ihre Sitzungen im Jahr", ["Bildungsbeirat"]),
        ("Stellen", ["Bildungsbüro"]),
        ("Vereinbarungen", ["Kooperation"]),
        ("Beschlüsse und Mandate", ["Konzept"]),
    ]


def test_one_click_confirms_a_block_as_it_was_shown(world, body, old, client_of, as_user):
    browser = client_of(world.coordinator)
    page = browser.get(PAGE)
    assert page.content.decode().count("Stimmt noch") == 6
    for block in page.context["blocks"]:
        marks = [line.mark for line in block.lines]
        assert browser.post(PAGE, {"block": block.kind, "eintrag": marks}).status_code == 302
    after = browser.get(PAGE).content.decode()
    assert "Alles ist aktuell" in after
    with as_user(world.coordinator):
        assert ContactPoint.objects.get().confirmed_on == date(2026, 11, 25)
        assert Confirmation.objects.count() == 5
    # again: the same rows, no doubles
    assert browser.post(PAGE, {"block": "body", "eintrag": [f"{body.pk}:1"]}).status_code == 302
    with as_user(world.coordinator):
        assert Confirmation.objects.filter(kind="body").count() == 1


def test_what_somebody_changed_meanwhile_is_not_confirmed(world, body, old, client_of, as_user):
    with system_scope("test"):
        Body.objects.filter(pk=body.pk).update(version=7)
    marks = [f"{body.pk}:1", f"{old['foreign'].pk}:1", "unsinn", "9:9:9", "-1:1"]
    answer = client_of(world.coordinator).post(PAGE, {"block": "body", "eintrag": marks}, follow=True)
    assert "2 Einträge haben sich inzwischen geändert" in answer.content.decode()
    with system_scope("test"):
        assert Confirmation.objects.count() == 0


def test_who_may_not_confirm(world, body, old, client_of):
    sent = {"block": "body", "eintrag": [f"{body.pk}:1"]}
    for person, answer in ((world.reader, 403), (world.transfer, 404), (world.nobody, 404)):
        assert client_of(person).post(PAGE, sent).status_code == answer
    assert client_of(world.stranger).post(PAGE, sent).status_code == 302
    assert client_of(world.coordinator).post(PAGE, {"block": "user"}).status_code == 404
    with system_scope("test"):
        assert Confirmation.objects.count() == 0


def test_pages_say_since_when_nobody_confirmed(world, body, old, client_of):
    browser = client_of(world.coordinator)
    for row in (body, old["unit"]):
        assert "Unbestätigt seit 01.03.2026" in browser.get(row.get_absolute_url()).content.decode()
    assert "Unbestätigt" not in browser.get(old["fresh"].get_absolute_url()).content.decode()
    with system_scope("test"):
        Body.objects.filter(pk=body.pk).update(audience=Audience.PUBLIC)
    assert "Unbestätigt" not in Client().get(body.get_absolute_url()).content.decode()
    with clock.frozen(datetime(2026, 3, 2) + timedelta(days=quarter.OLD_DAYS - 1)):
        assert "Unbestätigt" not in browser.get(body.get_absolute_url()).content.decode()


def test_three_rows_cost_as_much_as_one(world, body, old, client_of):
    def cost():
        browser = client_of(world.coordinator)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(PAGE).status_code == 200
        return len(queries)

    once = cost()
    with system_scope("test"):
        for _n in range(2):
            make.SeatFactory(body=body)
            make.ContactFactory(unit=old["unit"])
        make.Seat.history.update(history_date=datetime(2026, 3, 1, 12, tzinfo=quarter.BERLIN))
    assert cost() == once
