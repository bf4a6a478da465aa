"""„Vorschau als …“: the eyes of others, never more than one's own, and nothing changes."""

import pytest
from django.test import Client

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.preview import PreviewAs, preview_of
from dkbm.access.roles import Permission, Role, may
from dkbm.access.scope import system_scope
from dkbm.models import Membership
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member, transfer_manager
from governance.models import Body
from governance.tests.factories import BodyFactory

pytestmark = pytest.mark.django_db
EYES = ("oeffentlich", "agentur", "lesen")


@pytest.fixture
def here(emden):
    emden.sharing = Sharing.ALL
    emden.save()
    with system_scope("test"):
        for audience in (Audience.INTERNAL, Audience.AGENCY, Audience.PUBLIC):
            BodyFactory(municipality=emden, name=f"Gremium {audience.name}", audience=audience)
    return emden


@pytest.fixture
def looking(here, client_of):
    """`looking(eyes)`: the browser of a coordinator in that preview; the agency accompanies the place."""
    transfer_manager(here)
    here.refresh_from_db()

    def begin(eyes):
        browser = client_of(member(here))
        answer = browser.post("/vorschau/", {"als": eyes, "next": "/gremien/?kommune=emden"})
        assert answer["Location"] == "/gremien/?kommune=emden"
        return browser

    return begin


def bodies(browser, form=""):
    text = browser.get(f"/gremien/?kommune=emden{form}").content.decode()
    return {name for name in ("INTERNAL", "AGENCY", "PUBLIC") if f"Gremium {name}" in text}


@pytest.mark.parametrize(
    ("eyes", "seen"),
    [
        ("oeffentlich", {"PUBLIC"}),
        ("agentur", {"AGENCY", "PUBLIC"}),
        ("lesen", {"INTERNAL", "AGENCY", "PUBLIC"}),
    ],
)
def test_page_and_file_are_those_that_others_get(looking, here, eyes, seen):
    browser = looking(eyes)
    others = {
        "oeffentlich": Client(),
        "agentur": looked_by(transfer_manager(here)),
        "lesen": looked_by(member(here, Role.READING)),
    }[eyes]
    for form in ("", "&als=csv"):
        assert bodies(browser, form) == bodies(others, form) == seen


def looked_by(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("eyes", EYES)
def test_nothing_changes_in_a_preview(looking, here, eyes):
    browser = looking(eyes)
    with system_scope("test"):
        body = Body.objects.get(name="Gremium PUBLIC")
    answer = browser.post(f"/gremien/{body.pk}/bearbeiten/", {"name": "Anders", "version": body.version})
    assert (answer.status_code, answer["Location"]) == (302, "/vorschau/")
    assert "lässt sich nichts ändern" in browser.get("/vorschau/").content.decode()
    with system_scope("test"):
        assert Body.objects.get(pk=body.pk).name == "Gremium PUBLIC"


@pytest.mark.parametrize("eyes", EYES)
def test_a_preview_is_no_way_to_more_rights(here, eyes):
    transfer_manager(here)
    here.refresh_from_db()
    person = member(here, Role.READING)
    preview = preview_of(person, here.slug, eyes)
    assert not any(may(preview.person, permission, here) for permission in Permission) or eyes == "lesen"
    assert {p for p in Permission if may(preview.person, p, here)} <= {
        p for p in Permission if may(person, p, here)
    }
    assert preview.scope.own | preview.scope.accompanied <= {here.pk}
    assert not preview.scope.agencies
    assert not preview.scope.everything


def test_the_agency_of_a_preview_accompanies_nobody_else(looking, here):
    browser = looking("agentur")
    region = RegionFactory(ags="03453", name="Nachbar")
    other = MunicipalityFactory(region=region, slug="nachbar", agency=here.agency, sharing=Sharing.ALL)
    with system_scope("test"):
        BodyFactory(municipality=other, name="Nachbargremium", audience=Audience.AGENCY)
    address = "/gremien/?kommune=nachbar"
    colleague = looked_by(here.agency.memberships.get().user)
    assert "Nachbargremium" in colleague.get(address).content.decode()
    assert "Nachbargremium" not in browser.get(address).content.decode()


def test_the_banner_names_the_eyes_and_ends_it(looking):
    browser = looking("oeffentlich")
    page = browser.get("/gremien/?kommune=emden").content.decode()
    assert "mit den Augen von: Öffentlichkeit" in page
    assert "Anmelden" in page
    assert browser.post("/vorschau/", {"ende": "ja", "next": "/gremien/?kommune=emden"}).status_code == 302
    page = browser.get("/gremien/?kommune=emden").content.decode()
    assert "mit den Augen von" not in page
    assert "Gremium INTERNAL" in page


def test_what_needs_a_login_says_so_instead_of_going_round_in_circles(looking):
    answer = looking("oeffentlich").get("/aufgaben/")
    assert answer.status_code == 403
    assert "Ohne Anmeldung nicht zu sehen" in answer.content.decode()


def test_a_preview_ends_with_the_membership(looking, here):
    browser = looking("lesen")
    Membership.objects.filter(municipality=here).delete()
    assert "mit den Augen von" not in browser.get("/kommunen/").content.decode()


def test_without_an_agency_nobody_has_its_eyes(here, client_of):
    here.agency = None
    here.save()
    browser = client_of(member(here))
    page = browser.get("/vorschau/").content.decode()
    assert 'value="agentur"' not in page
    assert browser.post("/vorschau/", {"als": "agentur"}).status_code == 404
    assert browser.post("/vorschau/", {"als": "betrieb"}).status_code == 404


def test_streamed_files_keep_the_eyes_of_the_preview(looking, here, rf):
    from django.http import StreamingHttpResponse

    browser = looking("oeffentlich")
    request = rf.get("/x/")
    request.session, request.user = browser.session, Membership.objects.filter(municipality=here).first().user
    stream = lambda _request: StreamingHttpResponse(
        name.encode() for name in Body.objects.values_list("name", flat=True).iterator()
    )
    with system_scope("outside"):
        answer = PreviewAs(stream)(request)
        assert b"".join(answer.streaming_content) == b"Gremium PUBLIC"
