"""The comparison page, its picker, saved views and one's own list: state only in the address."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import Region
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member, transfer_manager
from monitoring.models import PeerList, SavedView, ServedBytes
from monitoring.services.events import add_event
from monitoring.services.saved_views import change_view
from monitoring.services.serving import forget
from monitoring.tests.test_indicator_page import PAGE, stock, text_of  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db
COMPARE = "/monitoring/vergleich/"
VIEWS = "/monitoring/dashboards/"
STATE = "?kommune=emden&kennzahlen=D15&vergleich=land,03404&zeit=2023-2023&ansicht=tabelle"


def tables(response):
    """The tables of a page, as text."""
    assert response.status_code == 200
    return re.findall(r"(?s)<table.*?</table>", response.content.decode())


def test_everybody_compares_public_values(stock, client_of):  # noqa: F811
    for reader in (Client(), client_of(member(stock)), client_of(member(stock, Role.MONITORING))):
        text = text_of(reader.get(COMPARE + STATE))
        assert "Osnabrück" in text
        assert "9,8" in text


def test_transfer_managers_start_with_whom_they_accompany(stock, client_of):  # noqa: F811
    manager = client_of(transfer_manager(stock))
    assert "begleitete Kommunen" in text_of(manager.get(COMPARE))
    assert "Kennzahlen vergleichen: Stadt Emden" in text_of(manager.get(COMPARE + "?kommune=emden"))


def test_a_copied_link_shows_the_same_table_in_a_fresh_session(stock, client_of):  # noqa: F811
    """Round trip: what one person composed with the form, another sees by its address."""
    coordinator = client_of(member(stock))
    form = {
        "kommune": "emden",
        "kennzahlen": "D15",
        "vergleich": ["ohne", "land", "03404"],
        "zeit": "2023-2023",
        "ansicht": "tabelle",
    }
    response = coordinator.get(COMPARE, form)
    assert response.status_code == 302
    assert response.url == COMPARE + STATE, "short and readable"
    composed = tables(coordinator.get(response.url))
    assert composed
    assert composed == tables(Client().get(response.url))
    assert composed == tables(client_of(member(MunicipalityFactory())).get(response.url))


def test_only_what_differs_from_the_default_is_said(stock):  # noqa: F811
    page = Client().get(COMPARE + "?kommune=emden&kennzahlen=D15&vergleich=land,bund").context["comparison"]
    assert page.query == "kommune=emden&kennzahlen=D15"
    assert "kommune=emden" in Client().get(COMPARE).context["comparison"].query, (
        "a default of the reader is said"
    )


def test_years_bound_the_table_and_nonsense_bounds_nothing(stock):  # noqa: F811
    shown = tables(Client().get(COMPARE + STATE))[0]
    assert "2022" not in shown
    for nonsense in ("zeit=x", "zeit=2099-2098", "kennzahlen=Z99,,", "ansicht=x", "vergleich=ohne,ohne,zzz"):
        assert Client().get(f"{COMPARE}?kommune=emden&{nonsense}").status_code == 200
    assert Client().get(COMPARE + "?kommune=gibtesnicht").status_code == 404
    assert "Nicht gezeigt: Z99" in text_of(Client().get(COMPARE + "?kommune=emden&kennzahlen=D15,Z99"))


def test_the_picker_says_why_something_cannot_be_chosen(stock):  # noqa: F811
    presets = {p.key: p for p in Client().get(PAGE).context["picker"]["presets"]}
    assert presets["nachbarn"].missing == "erst, wenn Gebietsgrenzen geladen sind"
    assert not presets["gleiche-art"].missing
    assert "weitere Kreisfreie Städte" in presets["gleiche-art"].reason
    empty = Client().get("/monitoring/kommune/emden/A01/?ansicht=vergleich")
    assert {p.missing for p in empty.context["picker"]["presets"]} >= {"keine Werte für diese Kennzahl"}
    assert empty.content.decode().count(" disabled") >= 3


@pytest.mark.parametrize("typed", ["osnabruck", "OSNABRUECK", "Osnabrü", "Landkreis Osn", "03459"])
def test_search_finds_without_umlauts_and_by_parts(stock, typed):  # noqa: F811
    page = Client().get(PAGE, {"suche": typed})
    assert "03459" in {hit.region.ags for hit in page.context["picker"]["hits"]}


def test_search_finds_the_successor_by_a_former_name_and_marks_what_has_no_data(stock):  # noqa: F811
    with system_scope("test"):
        gone = RegionFactory(ags="03152", name="Göttingen alt", valid_until="2016-10-31")
        gone.successors.add(Region.objects.get(ags="03459"))
    (hit,) = Client().get(PAGE, {"suche": "goettingen"}).context["picker"]["hits"]
    assert (hit.region.ags, hit.why) == ("03459", "früher Landkreis Göttingen alt")
    (without,) = Client().get(PAGE, {"suche": "Delmenhorst"}).context["picker"]["hits"]
    assert without.missing
    assert "Kein weiterer Kreis" in text_of(Client().get(PAGE, {"suche": "Atlantis"}))
    assert Client().get(PAGE, {"suche": "<script>" * 20}).status_code == 200


def test_a_search_with_one_hit_adds_it(stock):  # noqa: F811
    response = Client().get(PAGE, {"vergleich": ["ohne", "land"], "suche": "Wilhelmshav"})
    assert response.url == PAGE + "?vergleich=land,03405"
    several = Client().get(PAGE, {"vergleich": ["ohne", "land"], "suche": "osna"})
    assert several.url == PAGE + "?vergleich=land&suche=osna"


def test_the_common_period_is_said(stock):  # noqa: F811
    text = text_of(Client().get(PAGE + "?ansicht=vergleich&vergleich=03404,03405"))
    assert (
        "2023. 3 von 3 Gebieten haben einen Wert. Es ist die neueste Zeit, für die das mindestens 80 % haben."
        in text
    )
    asked = text_of(Client().get(PAGE + "?ansicht=vergleich&vergleich=03404,03405&zeit=2022"))
    assert "mindestens 80 %" not in asked


def test_views_are_saved_per_person_and_shared_within_the_municipality(stock, client_of):  # noqa: F811
    mine, colleague = client_of(member(stock)), client_of(member(stock, Role.READING))
    stranger = client_of(member(MunicipalityFactory()))
    assert "Noch keine Ansicht" in text_of(mine.get(VIEWS))
    assert mine.post(VIEWS + "neu/" + STATE, {"name": "Meine"}).status_code == 302
    assert mine.post(VIEWS + "neu/" + STATE, {"name": "Unsere", "shared": "on"}).status_code == 302
    assert mine.post(VIEWS + "neu/" + STATE, {"name": "Meine"}).status_code == 422, "a name is taken once"
    with system_scope("test"):
        own, ours = SavedView.objects.get(name="Meine"), SavedView.objects.get(name="Unsere")
    assert "?" + own.query == STATE
    assert (mine.get(f"{VIEWS}{own.pk}/").status_code, colleague.get(f"{VIEWS}{own.pk}/").status_code) == (
        200,
        404,
    )
    assert "Meine" not in text_of(colleague.get(VIEWS))
    assert "Unsere" in text_of(colleague.get(VIEWS))
    assert stranger.get(f"{VIEWS}{ours.pk}/").status_code == 404
    assert tables(colleague.get(f"{VIEWS}{ours.pk}/")) == tables(Client().get(COMPARE + STATE))
    assert "berechnet am" in text_of(colleague.get(f"{VIEWS}{ours.pk}/"))
    edit = f"{VIEWS}{ours.pk}/aendern/"
    assert colleague.post(edit, {"name": "Gekapert", "version": 1}).status_code == 403
    assert mine.post(edit, {"name": "Umbenannt", "shared": "", "version": 1}).status_code == 302
    assert mine.post(edit, {"name": "Zu spät", "version": 1}).status_code == 409
    assert colleague.get(f"{VIEWS}{ours.pk}/").status_code == 404, "not shared any more"
    assert mine.post(edit, {"name": "x", "version": 2, "loeschen": "1"}).status_code == 302
    with system_scope("test"), pytest.raises(PermissionDenied):
        change_view(view=own, by=member(stock), name="x", shared=True, version=1)


def test_a_foreign_municipality_cannot_be_saved_for(stock, client_of):  # noqa: F811
    stranger = client_of(member(MunicipalityFactory()))
    assert stranger.post(VIEWS + "neu/" + STATE, {"name": "x"}).status_code == 403


def test_ones_own_list_is_kept_and_the_address_names_its_kreise(stock, client_of):  # noqa: F811
    person = member(stock)
    mine, colleague = client_of(person), client_of(member(stock))
    here = PAGE + "?vergleich=03404,03405"
    assert "als meine Liste merken" in text_of(mine.get(here))
    response = mine.post("/monitoring/vergleich/liste/emden/", {"kreis": ["03404", "03405"], "next": here})
    assert response.url == here
    with system_scope("test"):
        assert PeerList.objects.get(owner=person).codes == ["03404", "03405"]
    names, address = mine.get(PAGE).context["picker"]["list"]
    assert address == "?vergleich=03404,03405"
    assert "Wilhelmshaven" in names
    assert colleague.get(PAGE).context["picker"]["list"] is None
    outside = mine.post("/monitoring/vergleich/liste/emden/", {"kreis": "x", "next": "https://evil.example/"})
    assert "evil" not in outside.url
    with system_scope("test"):
        assert PeerList.objects.get(owner=person).codes == [], "what is no Kreis is not kept"
    assert (
        client_of(member(MunicipalityFactory())).post("/monitoring/vergleich/liste/emden/").status_code == 403
    )


def test_more_kreise_cost_no_more_questions(stock):  # noqa: F811
    def count(query):
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert Client().get(COMPARE + query).status_code == 200
        return len(found)

    count("?kommune=emden")
    one = count("?kommune=emden&kennzahlen=D15&vergleich=land")
    assert count("?kommune=emden&kennzahlen=D15&vergleich=land,bund,gleiche-art,03404,03405") == one


def test_a_saved_view_is_made_once_per_stand_and_anew_when_something_changed(stock, client_of):  # noqa: F811
    person = member(stock)
    mine = client_of(person)
    mine.post(VIEWS + "neu/" + STATE.replace("tabelle", "verlauf"), {"name": "Meine", "shared": "on"})
    with system_scope("test"):
        view = SavedView.objects.get()

    def page():
        response = mine.get(f"{VIEWS}{view.pk}/")
        assert response["Cache-Control"] == "no-store, private"
        return text_of(response)

    def stored():
        with system_scope("test"):
            (row,) = ServedBytes.objects.filter(view=f"ansicht/{view.pk}")
        assert row.owner_id == stock.pk, "kept as the municipality's own, for it may hold internal events"
        return row.made_at

    page()  # says „Gespeichert.“
    first, made = page(), stored()
    forget()
    assert page() == first
    assert stored() == made, "found, not made again"
    with system_scope("test"):
        add_event(
            municipality=stock,
            by=person,
            title="Neues Programm",
            begins="2023",
            ends="",
            indicator=None,
            theme="",
            source="",
            audience=Audience.INTERNAL,
        )
    assert "Neues Programm" in page()
    assert stored() > made
    assert "Neues Programm" not in text_of(Client().get(f"{COMPARE}?{view.query}"))
