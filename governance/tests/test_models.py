"""Constraints and one-row facts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from governance.models.vocabulary import BodyKind, CoreComponent, Origin, RelationKind, Sector, UnitKind
from governance.search_text import spelled_out, stored_key
from governance.tests import factories as make

pytestmark = pytest.mark.usefixtures("db", "everything")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bildungsbüro", "bildungsbuero"),
        ("  Straße & Wissenschaft ", "strasse wissenschaft"),
        ("Élan", "elan"),
        ("", ""),
        ("Bu\u0308ro", "buero"),
    ],
)
def test_spelled_out(text, key):
    assert spelled_out(text) == key


def test_stored_key_holds_both_spellings():
    assert stored_key("Bildungsbüro") == "bildungsbuero bildungsburo"
    assert stored_key("Amt") == "amt"


def refused(make_row):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row()


def test_a_contact_has_exactly_one_owner():
    unit = make.UnitFactory()
    body = make.BodyFactory(municipality=unit.municipality)
    refused(lambda: make.ContactFactory(unit=unit, body=body))
    refused(lambda: make.ContactFactory(unit=None, municipality=unit.municipality))


def test_private_contacts_leave_only_with_consent():
    refused(lambda: make.ContactFactory(is_private=True, audience=40))
    assert make.ContactFactory(is_private=True, audience=40, consent_note="schriftlich, 01.02.2026").pk


def test_unknown_audiences_are_refused():
    refused(lambda: make.ContactFactory(audience=41))
    refused(lambda: make.BodyFactory(audience=5))


def test_seats_end_after_they_begin():
    refused(lambda: make.SeatFactory(since=date(2026, 2, 1), until=date(2026, 1, 31)))
    assert make.SeatFactory(since=date(2026, 2, 1), until=date(2026, 2, 1)).pk


def test_vacant_seats_have_nobody():
    person = make.PersonFactory()
    refused(lambda: make.SeatFactory(state="vakant", person=person))


def test_meetings_have_a_day_or_a_period():
    refused(lambda: make.MeetingFactory(day=date(2026, 1, 1), period="2026"))
    meeting = make.MeetingFactory(period="2020-06..2020-09")
    assert (meeting.begins, meeting.ends) == (date(2020, 6, 1), date(2020, 9, 30))
    assert meeting.when_label == "06–09/2020"
    assert make.MeetingFactory(period="", day=date(2020, 1, 30)).when_label == "30.01.2020"


def test_relations_join_two_different_ends():
    body = make.BodyFactory()
    refused(lambda: make.RelationFactory(from_body=body, to_body=body))
    refused(lambda: make.RelationFactory(from_body=body, to_body=None))
    unit = make.UnitFactory(municipality=body.municipality)
    refused(lambda: make.RelationFactory(from_body=body, from_unit=unit))
    assert make.RelationFactory(from_body=body, to_body=None, to_unit=unit).pk


def test_names_are_unique_in_a_municipality_only():
    body = make.BodyFactory(name="Bildungsbeirat")
    refused(lambda: make.BodyFactory(name="Bildungsbeirat", municipality=body.municipality))
    assert make.BodyFactory(name="Bildungsbeirat").pk


def test_periods_must_be_keys_and_run_forward():
    unit = make.UnitFactory(since="2019-10")
    unit.until = "2018"
    with pytest.raises(ValidationError) as error:
        unit.full_clean()
    assert "until" in error.value.message_dict
    unit.until = "demnächst"
    with pytest.raises(ValidationError):
        unit.clean_fields()
    assert unit.since_label == "10/2019"


@pytest.mark.parametrize(("kind", "value"), [("email", "kein Postfach"), ("web", "javascript:alert(1)")])
def test_contact_values_are_checked(kind, value):
    contact = make.ContactFactory.build(unit=make.UnitFactory(), kind=kind, value=value)
    with pytest.raises(ValidationError) as error:
        contact.clean()
    assert "value" in error.value.message_dict


def test_a_contact_never_prints_its_value():
    contact = make.ContactFactory(value="geheim@example.org")
    assert "geheim" not in str(contact)


def test_the_words_of_the_field_are_all_there():
    """Kinds of bodies, units, relations and sectors as domain.md 4.2 names them; seven core components."""

    def text(kind):
        return " ".join(str(label) for label in kind.labels)

    wanted = {
        BodyKind: "Bildungsbeirat Steuerungsgruppe Planungsgruppe Lenkungsgruppe Koordinierungsgruppe Bildungskonferenz "
        "Arbeitsgruppe Netzwerk Stiftungsverbund Fachausschuss Verwaltungsausschuss Kreisausschuss Rat Kreistag "
        "Verwaltungsvorstand",
        UnitKind: "Bildungsbüro Stabsstelle Fachdienst Amt Netzwerkleitstelle Bildungskontor dezentrales",
        Sector: "Verwaltung Politik Kita Schule Schulaufsicht Berufsbildung Kammern Jobcenter Hochschule VHS Kultur "
        "Jugendhilfe Wirtschaft Stiftungen Eltern Migration Kirchen Ehrenamt",
        Origin: "Gremium Politik Fachdienst Amt Presse",
    }
    for kind, words in wanted.items():
        assert [word for word in words.split() if word not in text(kind)] == [], kind
    assert [str(label) for label in RelationKind.labels] == [
        "gibt Auftrag an", "berichtet an", "berät", "beschließt über", "führt Geschäfte für", "entsendet in",
    ]  # fmt: skip
    assert len(CoreComponent) == 7


def test_a_held_meeting_is_not_in_the_future():
    meeting = make.MeetingFactory.build(body=make.BodyFactory(), period="2199", state="stattgefunden")
    with pytest.raises(ValidationError):
        meeting.clean()


def test_a_unit_without_core_components_holds_an_empty_list_never_nothing():
    unit = make.UnitFactory.build(municipality=make.UnitFactory().municipality, components=None)
    unit.full_clean()
    unit.save()
    unit.refresh_from_db()
    assert (unit.components, unit.component_labels) == ([], [])
