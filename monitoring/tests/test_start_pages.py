"""Landing pages: at most seven things, the radar with change and best step, the set-up, the harvest, the board."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.audiences import Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member, transfer_manager
from governance.models import AgencyModule, AgencyRecord
from governance.tests import factories as make
from monitoring.charts import small_radar
from monitoring.models import Assessment
from monitoring.services.catalogue import load_catalogue
from monitoring.services.readings import look_back
from monitoring.tests.test_sustainability_pages import words
from monitoring.tests.vector_records import musterkreis_records
from projects.models import Post
from projects.tests.resources import T, make_post

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 9, 30)


@pytest.fixture
def t1(emden):
    with system_scope("test"):
        musterkreis_records(emden)
    return emden


def start(client_of, person, day=T):
    with clock.frozen(day):
        return client_of(person).get("/")


def block(page, name):
    return next((b["values"] for b in page.context["blocks"] if b["template"].endswith(f"{name}.html")), None)


def test_the_coordinator_sees_tiles_radar_change_and_the_best_step(t1, client_of):
    with system_scope("test"):
        Post.objects.filter(function="S4").update(filled="besetzt")
        look_back(t1, [QUARTER])
        Post.objects.filter(function="S4").update(filled="unbesetzt")
    page = start(client_of, member(t1))
    text = words(page)
    assert "66,7 % Entfristungsquote Beobachten 2,0 von 3,0 VZÄ. Die Stelle „S3“ endet am 30.06.2027." in text
    assert "Nur zum Teil, nach dem Stand der Einträge." in text
    assert "Seit dem 30.09.2026: " in text
    assert "Wirksamster nächster Schritt:" in text
    values = block(page, "start_verstetigung")
    assert len(values["radar"]["spokes"]) == len(values["scores"]) == 6
    assert len(values["radar"]["dots"]) == sum(score != "keine Daten" for _name, score in values["scores"])
    assert block(page, "start_ernte") is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "Guten Tag. Gerade ist nichts fällig."),
        (1, "Guten Tag. Eine Sache ist dran."),
        (3, "Guten Tag. Drei Dinge sind dran."),
        (9, "Guten Tag. Sieben Dinge sind als Nächstes dran."),
    ],
)
def test_at_most_seven_things_are_on_the_first_screen(emden, client_of, number, said):
    with system_scope("test"):
        for _ in range(number):
            make.AssignmentFactory(municipality=emden, due_on=T)
    page = start(client_of, member(emden))
    assert said in words(page)
    assert len(page.context["tasks"]) == min(number, 7)
    assert page.context["more_tasks"] == max(0, number - 7)


def test_the_set_up_is_derived_from_records_and_says_what_is_computable(emden, client_of):
    coordinator = member(emden)
    page = start(client_of, coordinator)
    assert "Einrichtung: 0 von 7 Schritten" in words(page)
    assert "Damit berechenbar: 0 von 36 Kennzahlen sind berechenbar." in words(page)
    with system_scope("test"):
        make_post(emden, "Leitung", term="unbefristet", filled="besetzt", own_share_pct=100, in_plan="ja")
    page = start(client_of, coordinator)
    values = block(page, "start_einrichtung")
    assert (values["done"], values["next"]["label"]) == (1, "Gremien")
    computable = int(values["computable"].split(" ")[0])
    assert computable >= 7
    assert block(start(client_of, member(emden, Role.READING)), "start_einrichtung") is None


def test_the_monitor_sees_what_has_appeared(emden, client_of):
    with system_scope("test"):
        load_catalogue()
    page = start(client_of, member(emden, Role.MONITORING))
    values = block(page, "start_ernte")
    assert len(values["tables"]) == 4
    assert all(table.is_pressing for table in values["tables"])
    assert "noch nie eingelesen" in words(page)


def test_the_board_is_useful_before_anybody_shares_and_never_shows_what_is_not_shared(t1, germany, client_of):
    manager = transfer_manager(t1)
    agency = manager.current_agencies()[0].agency
    with system_scope("test"):
        look_back(t1, [date(2026, 6, 30), QUARTER])
        far = AgencyRecord.objects.create(agency=agency, region=RegionFactory(ags="03152", name="Göttingen"))
        near = AgencyRecord.objects.create(agency=agency, region=t1.region, last_contact_on=date(2026, 7, 1))
        AgencyModule.objects.create(record=near, number=2, topic="Übergang Schule–Beruf", agreed_in="2026-03")
    page = start(client_of, manager)
    rows = {row.name: row for row in block(page, "start_board")["rows"]}
    assert list(rows) == sorted(rows)
    here = rows["Stadt Emden"]
    assert here.modules == ("Modul 2: Übergang Schule–Beruf",)
    assert (here.agreed, here.last_contact) == ("03/2026", date(2026, 7, 1))
    assert (here.light, here.word, here.changed) == ("", "teilt noch nichts", ())
    assert rows[far.region.full_name].word == "noch kein Zugang"

    t1.sharing = Sharing.KEY_FACTS
    t1.save()
    row = next(r for r in block(start(client_of, manager), "start_board")["rows"] if r.name == "Stadt Emden")
    assert (row.light, row.stand) == ("beobachten", QUARTER)
    assert "S3" not in words(start(client_of, manager))
    t1.sharing = Sharing.NOTHING
    t1.save()
    assert "Abdeckung" not in words(start(client_of, manager))


def test_the_board_says_which_lights_moved_since_the_last_contact(t1, client_of):
    manager = transfer_manager(t1)
    t1.sharing = Sharing.KEY_FACTS
    t1.save()
    with system_scope("test"):
        look_back(t1, [date(2026, 6, 30)])
        Post.objects.filter(function="S4").update(filled="besetzt")
        look_back(t1, [QUARTER])
        assert Assessment.objects.count() == 2
    row = block(start(client_of, manager), "start_board")["rows"][0]
    assert "Besetzungsquote: Beobachten → Stabil" in row.changed


def test_the_board_takes_a_fixed_number_of_queries(t1, client_of):
    def count(manager):
        with clock.frozen(T):
            client = client_of(manager)
            client.get("/")
            with CaptureQueriesContext(connection) as seen:
                client.get("/")
        return len(seen)

    def places(number):
        made = [MunicipalityFactory(sharing=Sharing.KEY_FACTS) for _ in range(number)]
        with system_scope("test"):
            for one in made:
                look_back(one, [QUARTER, QUARTER - timedelta(days=92)])
        return made

    assert count(transfer_manager(*places(1))) == count(transfer_manager(*places(3)))


def test_a_small_radar_has_no_line_through_what_is_not_known():
    assert small_radar.area([100, None, 50]) == ""
    assert len(small_radar.dots([100, None, 50])) == 2
    assert len(small_radar.segments([100, None, 50])) == 1
    assert len(small_radar.segments([100, 0, 50])) == 3
    assert small_radar.area([100, 0, 0, 0]).split(" ")[0] == "100.0,16.0"
