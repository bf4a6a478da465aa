"""OParl 1.1: valid against the schema of the spec, public records only, lists, filters, tombstones."""

import json
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft4Validator

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, RegionFactory
from governance import demo
from governance.tests import factories as make

pytestmark = pytest.mark.django_db
KINDS = (
    "organization",
    "person",
    "membership",
    "meeting",
    "agendaitem",
    "paper",
    "consultation",
    "location",
)
SECRET = "Verborgen 4711"


@pytest.fixture
def validators(real_data):
    """A validator per type from the spec's own schema."""
    files = (real_data / "oparl" / "spec_schema").glob("*.json")
    return {file.stem: Draft4Validator(json.loads(file.read_text())) for file in files}


@pytest.fixture
def public(world):
    """One public record of each kind in `here`, an internal one beside each, and one of `there`."""
    seen = {"audience": Audience.PUBLIC}
    with system_scope("test"):
        body = make.BodyFactory(municipality=world.here, name="Beirat", since="2020-01-30", **seen)
        unit = make.UnitFactory(municipality=world.here, name="Büro", **seen)
        person = make.PersonFactory(municipality=world.here, name="Vorsitzende Funktion", **seen)
        contact = {"municipality": world.here, "unit": None, "person": person}
        make.ContactFactory(**contact, value="amt@example.org", **seen)
        make.ContactFactory(**contact, value="geheim@example.org")
        seat = make.SeatFactory(body=body, person=person, unit=unit, since=date(2021, 1, 1))
        make.SeatFactory(body=body, state="vakant")
        meeting = make.MeetingFactory(
            body=body,
            period="",
            day=date(2026, 7, 1),
            begin_time=time(17),
            place="Rathaus",
            state="eingeladen",
            note=SECRET,
            **seen,
        )
        month = make.MeetingFactory(body=body, period="2026-12", **seen)
        item = make.AgendaItemFactory(meeting=meeting, position=1, paper_reference="V 1", result=SECRET)
        make.AgendaItemFactory(meeting=meeting, position=2, is_public=False, title=SECRET)
        resolution = make.ResolutionFactory(
            municipality=world.here, paper_reference="V-SCHUL/19/159", text="Beschlossen.", **seen
        )
        step = make.ConsultationFactory(
            resolution=resolution, body=body, meeting=meeting, agenda_item=item, is_deciding=True
        )
        make.BodyFactory(municipality=world.here, name=SECRET, audience=Audience.INTERNAL)
        make.BodyFactory(municipality=world.there, name="Fremd", **seen)
    return {
        "body": body,
        "seat": seat,
        "meeting": meeting,
        "month": month,
        "item": item,
        "step": step,
        "person": person,
    }


def get(address, **query):
    response = Client().get(address, query)
    assert response.status_code == 200, (address, response.content)
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def objects_in(content):
    """The object and all whole objects inside it."""
    yield content
    for value in content.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from objects_in(inner)


def complaints(content, validators):
    return [
        (one["id"], error.message)
        for one in objects_in(content)
        for error in validators[one["type"].rsplit("/", 1)[1]].iter_errors(one)
    ]


def test_every_type_is_valid_and_answers_under_its_id(world, public, validators):
    root = f"/oparl/{world.here.slug}/"
    found = [get(root), *get(f"{root}body/")["data"]]
    for kind in KINDS:
        listed = get(f"{root}{kind}/")["data"]
        assert listed, kind
        found += listed
    assert {one["type"].rsplit("/", 1)[1] for one in found} == {
        "System",
        "Body",
        "Organization",
        "Person",
        "Membership",
        "Meeting",
        "AgendaItem",
        "Paper",
        "Consultation",
        "Location",
    }
    assert [c for one in found for c in complaints(one, validators)] == []
    for one in found:
        assert get(one["id"].removeprefix("http://testserver")) == one
    assert SECRET not in json.dumps(found, ensure_ascii=False)
    assert "geheim@example.org" not in json.dumps(found)
    assert "Fremd" not in json.dumps(found)


def test_what_is_said_of_each(world, public):
    root = f"http://testserver/oparl/{world.here.slug}/"
    meeting = get(f"{root}meeting/t{public['meeting'].pk}/")
    assert (meeting["meetingState"], meeting["cancelled"]) == ("eingeladen", False)
    assert meeting["start"] == "2026-07-01T17:00:00+02:00"
    assert [item["number"] for item in meeting["agendaItem"]] == ["1"]
    assert meeting["agendaItem"][0]["resolutionText"] == "Beschlossen."
    assert meeting["location"]["description"] == "Rathaus"
    month = get(f"{root}meeting/t{public['month'].pk}/")
    assert month["name"] == "Beirat, 12/2026"
    assert not {"start", "end"} & month.keys()
    person = get(f"{root}person/p{public['person'].pk}/")
    assert person["email"] == ["amt@example.org"]
    seat = get(f"{root}membership/m{public['seat'].pk}/")
    assert (seat["person"], seat["startDate"], seat["votingRight"]) == (person["id"], "2021-01-01", True)
    step = get(f"{root}consultation/c{public['step'].pk}/")
    assert (step["authoritative"], step["agendaItem"]) == (True, meeting["agendaItem"][0]["id"])
    body = get(f"{root}organization/g{public['body'].pk}/")
    assert (body["organizationType"], body["classification"]) == ("Gremium", "Beirat")
    assert body["startDate"] == "2020-01-30"
    assert [one["id"] for one in get(body["meeting"])["data"]] == [meeting["id"], month["id"]]


def test_a_login_shows_nothing_more(world, public, client_of):
    address = f"/oparl/{world.here.slug}/organization/"
    assert client_of(world.coordinator).get(address).json() == get(address)


def test_pages_and_filters(world, public):
    address = f"/oparl/{world.here.slug}/agendaitem/"
    with system_scope("test"):
        for number in range(3, 6):
            make.AgendaItemFactory(meeting=public["meeting"], position=number)
    first = get(address, limit="2")
    assert first["pagination"] == {
        "totalElements": 4,
        "elementsPerPage": 2,
        "currentPage": 1,
        "totalPages": 2,
    }
    assert sorted(first["links"]) == ["first", "last", "next", "self"]
    second = get(first["links"]["next"])
    assert sorted(second["links"]) == ["first", "last", "prev", "self"]
    assert len({one["id"] for one in first["data"] + second["data"]}) == 4
    assert get(address, page="9")["data"] == []
    soon = (clock.now() + timedelta(days=1)).isoformat()
    assert get(address, created_since=soon)["data"] == []
    assert len(get(address, modified_until=soon, created_until=soon)["data"]) == 4
    meetings = f"/oparl/{world.here.slug}/meeting/"
    assert "agendaItem" in get(meetings)["data"][0]
    assert "agendaItem" not in get(meetings, omit_internal="true")["data"][0]
    for bad in (
        {"created_since": "gestern"},
        {"page": "0"},
        {"limit": "x"},
        {"modified_since": "2026-01-01"},
    ):
        assert Client().get(address, bad).status_code == 400


def test_what_is_gone_says_so_and_nothing_else(world, public):
    root = f"/oparl/{world.here.slug}/"
    item, month, seat = public["item"], public["month"], public["seat"]
    with system_scope("test"):
        secret = make.BodyFactory(municipality=world.here, name="Weg", audience=Audience.INTERNAL)
        never = secret.pk
        secret.delete()
        item_pk, _gone = item.pk, item.delete()
        month.audience = Audience.INTERNAL
        month.subject = SECRET
        month.save()
        seat.state, seat.person = "vakant", None
        seat.save()
    for address, kind in (
        (f"agendaitem/a{item_pk}/", "AgendaItem"),
        (f"meeting/t{month.pk}/", "Meeting"),
        (f"membership/m{seat.pk}/", "Membership"),
    ):
        gone = get(root + address)
        assert gone.pop("created") <= gone.pop("modified")
        assert gone == {
            "id": f"http://testserver{root}{address}",
            "type": f"https://schema.oparl.org/1.1/{kind}",
            "deleted": True,
        }
    listed = get(f"{root}meeting/", modified_since="2020-01-01T00:00:00Z")["data"]
    assert [one.get("deleted", False) for one in listed] == [False, True]
    assert len(get(f"{root}meeting/")["data"]) == 1
    for unknown in (f"organization/g{never}/", "organization/g999999/", "organization/x1/", "unsinn/g1/"):
        response = Client().get(root + unknown)
        assert (response.status_code, response["Access-Control-Allow-Origin"]) == (404, "*")
    other = f"/oparl/{world.there.slug}/organization/g{public['body'].pk}/"
    assert Client().get(other).status_code == 404


def test_the_demo_content_is_valid(validators, everything):
    for ags, name in (("03453", "Cloppenburg"), ("03402", "Emden")):
        MunicipalityFactory(region=RegionFactory(ags=ags, name=name), slug=name.lower())
    demo.load(lambda _line: None)
    for slug in ("cloppenburg", "emden"):
        for kind in KINDS:
            page = get(f"/oparl/{slug}/{kind}/")
            assert [c for one in page["data"] for c in complaints(one, validators)] == []
    papers = {one.get("reference") for one in get("/oparl/cloppenburg/paper/")["data"]}
    assert "V-SCHUL/19/159" in papers
    kinds = {one["classification"] for one in get("/oparl/cloppenburg/organization/")["data"]}
    assert {"Parlament", "Beirat"} <= kinds


def test_three_meetings_cost_as_much_as_one(world, public):
    address = f"/oparl/{world.here.slug}/meeting/"

    def cost():
        with CaptureQueriesContext(connection) as queries:
            get(address)
        return len(queries)

    once = cost()
    with system_scope("test"):
        for number in (1, 2):
            row = make.MeetingFactory(
                body=public["body"], period=f"2027-0{number}", place="Saal", audience=Audience.PUBLIC
            )
            make.AgendaItemFactory(meeting=row, position=1)
    assert cost() == once
