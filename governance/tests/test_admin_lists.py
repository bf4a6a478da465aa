"""Lists of the admin that one works in all day: editing rows, filters, actions; and the new electoral term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dkbm import clock
from dkbm.access.scope import system_scope
from governance.models import Body, ContactPoint, Seat
from governance.models.vocabulary import SeatState, Sector
from governance.tests import factories as make
from governance.tests.admin_posts import address, arranged, fresh

pytestmark = pytest.mark.django_db
PAGE = "/gremien/wahlperiode/"
LAST = date(2026, 10, 31)


def listed(browser, name, **query):
    return [row.pk for row in browser.get(address(name, "changelist"), query).context["cl"].queryset]


def row_post(row, **values):
    """What the browser sends for a list of one row."""
    management = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "Sichern"}
    return management | {
        f"form-0-{name}": value
        for name, value in ({"id": row.pk, "edited_version": row.version} | values).items()
    }


def test_a_row_is_edited_in_the_list_through_the_service(world, body, browser):
    page = browser.get(address("body", "changelist")).content.decode()
    assert 'name="form-0-edited_version" value="1"' in page
    assert f'aria-label="Hinweis vor Ende einer Amtszeit (Tage): {body.name}"' in page
    browser.post(
        address("body", "changelist"), row_post(body, notice_days="180", target_meetings_per_year="4")
    )
    kept = fresh(body)
    assert (kept.notice_days, kept.target_meetings_per_year, kept.version) == (180, 4, 2)
    with system_scope("test"):
        assert kept.history.first().history_user == world.admin


def test_an_overtaken_row_of_a_list_is_a_conflict(world, body, browser):
    with system_scope("test"):
        Body.objects.filter(pk=body.pk).update(version=2, notice_days=30)
    page = browser.post(
        address("body", "changelist"), row_post(body, notice_days="180", target_meetings_per_year="")
    )
    assert "Inzwischen hat jemand anderes gespeichert" in page.content.decode()
    assert fresh(body).notice_days == 30
    assert 'name="form-0-edited_version" value="2"' in page.content.decode()


def test_a_foreign_row_cannot_be_edited_in_a_list(world, body, browser):
    foreign = arranged(make.BodyFactory, municipality=world.there, audience=40, name="Fremder Beirat")
    values = row_post(foreign, notice_days="180", target_meetings_per_year="4")
    page = browser.post(address("body", "changelist"), values)
    assert "Fremder Beirat" not in page.content.decode()
    assert fresh(foreign).notice_days == 92


def test_filters_of_seats_and_bodies(world, body, browser):
    today = clock.today()
    with system_scope("test"):
        vacant = make.SeatFactory(body=body, state=SeatState.VACANT)
        acting = make.SeatFactory(body=body, state=SeatState.ACTING, until=today - timedelta(days=9))
        ending = make.SeatFactory(body=body, until=today + timedelta(days=30))
        lasting = make.SeatFactory(body=body, until=today + timedelta(days=400))
        followed = make.SeatFactory(body=body, until=today + timedelta(days=5))
        make.SeatFactory(body=body, place=followed.place, since=today + timedelta(days=6))
        past = make.SeatFactory(body=body, state=SeatState.VACANT, until=today - timedelta(days=1))
        make.SeatFactory(body__municipality=world.there, body__audience=40, state=SeatState.VACANT)
        quiet = make.BodyFactory(municipality=world.here)
    assert listed(browser, "seat", heute="vakant") == [vacant.pk]
    assert listed(browser, "seat", heute="kommissarisch") == [acting.pk]
    assert listed(browser, "seat", heute="endend") == [acting.pk, ending.pk]
    assert past.pk not in listed(browser, "seat", heute="laufend")
    assert lasting.pk in listed(browser, "seat", heute="laufend")
    for word in ("vakant", "kommissarisch", "endend"):
        assert listed(browser, "body", zu_tun=word) == [body.pk]
    assert listed(browser, "body", zu_tun="mandat") == []
    shown = {
        b.pk: (b.seat_number, b.vacant_number)
        for b in browser.get(address("body", "changelist")).context["cl"].queryset
    }
    assert shown == {body.pk: (5, 1), quiet.pk: (0, 0)}


def test_filters_and_choices_offer_no_foreign_rows(world, body, browser):
    with system_scope("test"):
        make.SeatFactory(body__municipality=world.there, body__name="Fremder Beirat", body__audience=40)
        make.SeatFactory(body=body)
        make.UnitFactory(municipality=world.there, name="Fremde Stelle", audience=40)
        make.PersonFactory(municipality=world.there, name="Fremde Person", audience=40)
    assert "Fremd" not in browser.get(address("seat", "changelist")).content.decode()
    for model, field in (("seat", "body"), ("seat", "person"), ("seat", "unit"), ("unit", "parent")):
        asked = {"app_label": "governance", "model_name": model, "field_name": field, "term": "fremd"}
        assert browser.get("/admin/autocomplete/", asked).json()["results"] == []


def test_actions_confirm_mandates_and_contacts(world, body, browser):
    foreign = arranged(make.BodyFactory, municipality=world.there, audience=40, mandate_open_since=LAST)
    with system_scope("test"):
        Body.objects.filter(pk=body.pk).update(mandate_open_since=LAST)
        contact = make.ContactFactory(unit__municipality=world.here)
        other = make.ContactFactory(unit__municipality=world.there, unit__audience=40, audience=40)
    chosen = {"action": "confirm_mandates", "_selected_action": [body.pk, foreign.pk]}
    assert (
        "1 Mandat ist bestätigt"
        in browser.post(address("body", "changelist"), chosen, follow=True).content.decode()
    )
    assert (fresh(body).mandate_open_since, fresh(foreign).mandate_open_since) == (None, LAST)
    chosen = {"action": "confirm", "_selected_action": [contact.pk, other.pk]}
    browser.post(address("contactpoint", "changelist"), chosen)
    assert (fresh(contact).confirmed_on, fresh(other).confirmed_on) == (clock.today(), None)


def test_actions_lead_to_the_pages_that_do_it(world, body, browser):
    first, second = (arranged(make.SeatFactory, body=body) for _n in range(2))
    act = {"action": "appoint_successor"}
    one = browser.post(address("seat", "changelist"), {**act, "_selected_action": [first.pk]})
    assert one.url == f"/gremien/sitze/{first.pk}/nachfolge/"
    two = browser.post(
        address("seat", "changelist"), {**act, "_selected_action": [first.pk, second.pk]}, follow=True
    )
    assert "genau einen Sitz" in two.content.decode()
    act = {"action": "begin_electoral_term", "_selected_action": [body.pk]}
    assert browser.post(address("body", "changelist"), act).url == f"{PAGE}?gremium={body.pk}"


@pytest.mark.parametrize(("after", "state"), [("kommissarisch", "kommissarisch"), ("vakant", "vakant")])
def test_the_electoral_term_changes_after_a_preview(world, body, client_of, after, state):
    with system_scope("test"):
        make.SeatFactory(body=body, function="Sitz der Politik", sector=Sector.POLITICS)
        make.SeatFactory(body=body, function="Sitz der Schule", sector=Sector.SCHOOL)
        foreign = make.SeatFactory(
            body__municipality=world.there, body__audience=40, function="Fremder Sitz", sector=Sector.POLITICS
        )
    client = client_of(world.coordinator)
    assert f'value="{body.pk}"' in client.get(PAGE).content.decode()
    asked = {"last_day": "2026-10-31", "after": after, "gremium": [body.pk]}
    page = client.get(PAGE, asked)
    text = page.content.decode()
    assert ("Sitz der Politik" in text, "Sitz der Schule" in text) == (True, False)
    assert fresh(page.context["seats"][0]).until is None
    done = client.post(PAGE, {**asked, "gezeigt": page.context["shown"]}, follow=True)
    assert "1 Amtszeit endet" in done.content.decode()
    with system_scope("test"):
        last = Seat.objects.filter(body=body, sector=Sector.POLITICS).order_by("-pk").first()
        assert last.state == state
        assert fresh(body).mandate_open_since == date(2026, 11, 1)
        assert fresh(foreign).until is None
    stolen = client.get(PAGE, {**asked, "gremium": [foreign.body_id]})
    assert "Fremder Sitz" not in stolen.content.decode()
    assert stolen.context["form"].errors["gremium"]


def test_seats_that_changed_since_the_preview_are_shown_again(world, body, client_of):
    seat = arranged(make.SeatFactory, body=body, sector=Sector.POLITICS)
    client = client_of(world.coordinator)
    asked = {"last_day": "2026-10-31", "after": "vakant", "gremium": [body.pk]}
    shown = client.get(PAGE, asked).context["shown"]
    with system_scope("test"):
        Seat.objects.filter(pk=seat.pk).update(version=2)
    page = client.post(PAGE, {**asked, "gezeigt": shown})
    assert "noch einmal" in page.content.decode()
    assert fresh(seat).until is None


def test_every_contact_knows_who_it_is_for_in_the_list(world, browser):
    contact = arranged(make.ContactFactory, unit__municipality=world.here)
    browser.post(
        address("contactpoint", "changelist"),
        row_post(contact, purpose="Bildungsbericht", expires_on="31.12.2027"),
    )
    with system_scope("test"):
        kept = ContactPoint.objects.get(pk=contact.pk)
    assert (kept.purpose, kept.expires_on) == ("Bildungsbericht", date(2027, 12, 31))
