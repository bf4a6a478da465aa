"""Back-planning with the meetings that are really known: page, milestones, tasks, calendar."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.models import Body, Meeting
from governance.services.feeds import make_feed
from projects.models import Grant, Milestone, Project
from projects.tasks_funding import dates_of_grants, of_grants

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
KINDS = (("Schulausschuss", "fachausschuss"), ("Kreisausschuss", "hauptausschuss"), ("Kreistag", "rat"))


@pytest.fixture
def world(emden):
    """A grant to 06/2028, three bodies, one chain in time and a later Kreistag."""
    emden.budget_calendar = {"posts": "05-31"}
    emden.save()
    with system_scope("test"):
        grant = Grant.objects.create(municipality=emden, title="Programm", ends="2028-06-30")
        project = Project.objects.create(municipality=emden, title="Projekt", grant=grant)
        bodies = [
            Body.objects.create(municipality=emden, name=name, kind=kind, level=1) for name, kind in KINDS
        ]
        days = ("2027-09-15", "2027-12-06", "2027-12-16")
        meetings = [
            Meeting.objects.create(body=body, day=day) for body, day in zip(bodies, days, strict=True)
        ]
        Meeting.objects.create(body=bodies[2], day="2028-03-23")
    return {"grant": grant, "project": project, "meetings": meetings, "bodies": bodies}


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    with clock.frozen(TODAY):
        yield client


def address(world):
    return f"/ressourcen/foerderungen/{world['grant'].pk}/rueckwaertsplan/"


def text_of(response):
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


def made():
    with system_scope("test"):
        rows = Milestone.objects.filter(origin="rueckwaertsplan").order_by("period", "pk")
        return {row.title: (row.period, row.state, row.meeting_id) for row in rows}


def test_the_plan_holds_with_real_meetings_and_the_budget_calendar(clerk, world):
    page = text_of(clerk.get(address(world)))
    assert "Der Plan hält" in page
    assert "Der Plan hält nicht" not in page
    assert "31.05.2027 Anmeldung zum Stellenplan" in page
    assert "16.12.2027 Beschluss: Rat oder Kreistag Sitzung 16.12.2027" in page


def test_a_deleted_kreistag_turns_the_plan_red_and_names_gap_and_next_date(clerk, world):
    with system_scope("test"):
        world["meetings"][2].delete()
    page = text_of(clerk.get(address(world)))
    assert "Der Plan hält nicht" in page
    assert "Es fehlt eine Sitzung: Rat oder Kreistag zwischen 23.12.2026 und 30.12.2027." in page
    assert "Der nächste mögliche Beschluss ist am 23.03.2028, 3 Monate zu spät." in page


@pytest.mark.parametrize("change", [{"state": "abgesagt"}, {"day": None, "period": "2027-12"}])
def test_cancelled_and_undated_meetings_do_not_count(clerk, world, change):
    with system_scope("test"):
        meeting = world["meetings"][2]
        for name, value in change.items():
            setattr(meeting, name, value)
        meeting.save()
    page = text_of(clerk.get(address(world)))
    assert "Der Plan hält nicht" in page
    assert ("1 Sitzung hat noch keinen Tag" in page) == ("period" in change)


def test_only_the_chosen_committee_counts(clerk, emden, world):
    with system_scope("test"):
        other = Body.objects.create(municipality=emden, name="Bauausschuss", kind="fachausschuss", level=1)
    assert "Der Plan hält nicht" in text_of(clerk.get(f"{address(world)}?ausschuss={other.pk}"))
    chosen = clerk.get(f"{address(world)}?ausschuss={world['bodies'][0].pk}")
    assert "Der Plan hält nicht" not in text_of(chosen)


def test_milestones_are_made_once_moved_and_dropped(clerk, world):
    data = {"projekt": world["project"].pk}
    assert clerk.post(address(world), data).status_code == 302
    first = made()
    council = world["meetings"][2]
    assert first["Beschluss: Rat oder Kreistag"] == ("2027-12-16", "offen", council.pk)
    assert "Förderung endet" not in first
    clerk.post(address(world), data)
    assert made() == first
    with system_scope("test"):
        Milestone.objects.filter(title="Vorlage fertigstellen").update(state="erledigt")
        council.day = date(2027, 12, 20)
        council.save()
    assert "0 neu, 1 verschoben, 0 entfallen" in text_of(clerk.post(address(world), data, follow=True))
    assert made()["Beschluss: Rat oder Kreistag"] == ("2027-12-20", "offen", council.pk)
    with system_scope("test"):
        Meeting.objects.all().delete()
    clerk.post(address(world), data)
    last = made()
    assert last["Beschluss: Rat oder Kreistag"][1] == "entfallen"
    assert last["Vorlage fertigstellen"][1] == "erledigt"
    assert last["Spätester Beschluss"] == ("2027-12-30", "offen", None)


def test_a_foreign_project_is_no_place_for_milestones(clerk, verden, world):
    with system_scope("test"):
        foreign = Project.objects.create(municipality=verden, title="Fremd", audience=Audience.PUBLIC)
    assert clerk.post(address(world), {"projekt": foreign.pk}).status_code == 404
    refused = clerk.post(address(world), {"projekt": "x"})
    assert (refused.status_code, "Bitte wählen Sie ein Projekt" in text_of(refused)) == (422, True)
    assert made() == {}


def test_without_an_end_there_is_no_plan_but_a_way(clerk, world):
    with system_scope("test"):
        row = world["grant"]
        row.ends = ""
        row.save()
    page = text_of(clerk.get(address(world)))
    assert "Noch kein Ende bekannt" in page
    assert "Ende eintragen" in page


def test_each_warning_is_a_task_of_its_own(emden, coordinator, reader, world):
    with system_scope("test"):
        assert of_grants(emden, reader) == []
        keys = []
        for day in (
            date(2026, 6, 29),
            date(2026, 6, 30),
            date(2026, 12, 30),
            date(2027, 6, 30),
            date(2027, 12, 31),
        ):
            with clock.frozen(day):
                keys += [(t.key.rpartition("-")[2], t.late) for t in of_grants(emden, coordinator)]
        assert keys == [("24", False), ("18", False), ("12", False), ("6", True)]
        world["meetings"][2].delete()
        with clock.frozen(TODAY):
            (task,) = of_grants(emden, coordinator)
    assert task.sentence.startswith(
        "Förderung „Programm“ endet in 19 Monaten: Beschluss vorbereiten. Es fehlt"
    )
    assert task.due == "2027-12-30"


def test_after_the_resolution_nothing_is_left_to_prepare(clerk, emden, coordinator, world):
    clerk.post(address(world), {"projekt": world["project"].pk})
    with system_scope("test"):
        assert len(of_grants(emden, coordinator)) == 1
        Milestone.objects.filter(title="Beschluss: Rat oder Kreistag").update(state="erledigt")
        assert of_grants(emden, coordinator) == []


def test_warnings_and_steps_stand_in_the_own_calendar(client, clerk, emden, coordinator, reader, world):
    clerk.post(address(world), {"projekt": world["project"].pk})
    with system_scope("test"):
        assert dates_of_grants(emden, reader) == []
        token = make_feed(by=coordinator)
    lines = client.get(f"/gremien/kalender/{token}.ics").content.decode().replace("\r\n ", "")
    for words in (
        "SUMMARY:Förderung „Programm“ endet in 12 Monaten\\, Stadt Emden",
        "SUMMARY:Vorlage fertigstellen (Projekt)\\, Stadt Emden",
    ):
        assert words in lines
    assert "DTSTART;VALUE=DATE:20270630" in lines
    assert "endet in 24 Monaten" not in lines


def test_query_counts_do_not_grow(clerk, emden, world):
    counts = []
    clerk.get(address(world))
    for round_ in range(2):
        with system_scope("test"):
            for number in range(1 + 2 * round_):
                body = Body.objects.create(municipality=emden, name=f"A{round_}{number}", kind="rat", level=1)
                Meeting.objects.create(body=body, day=f"2027-0{number + 1}-01")
                Grant.objects.create(municipality=emden, title=f"G{round_}{number}", ends="2027-12")
        for path in (address(world), "/aufgaben/"):
            with CaptureQueriesContext(connection) as seen:
                assert clerk.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
