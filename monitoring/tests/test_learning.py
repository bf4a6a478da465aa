"""Process learning across municipalities: only of those that agreed, only what is not internal, names by consent."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from monitoring.models import LearningChoice, LearningConsent
from monitoring.services.learning import decide_learning
from monitoring.tests.test_sustainability_pages import words
from projects.models import Milestone, Process, Project

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 31)
PAGE = "/projekte/prozesslernen/"


def way(municipality, begin, resolved="", audience=Audience.PUBLIC):
    """A process from a talk to a resolution ('' = still running)."""
    with system_scope("test"):
        number = Project.objects.filter(municipality=municipality).count()
        project = Project.objects.create(municipality=municipality, title=f"Weg {number}", audience=audience)
        process = Process.objects.create(project=project, title="Geheimer Titel", kind="verstetigung")
        facts = {"project": project, "process": process, "origin": "prozessschritt", "state": "erledigt"}
        Milestone.objects.create(title="Gespräch", nature="gespraech", period=begin, **facts)
        if resolved:
            Milestone.objects.create(title="Beschluss", nature="beschluss", period=resolved, **facts)
    return process


def consent(municipality, choice):
    with system_scope("test"):
        LearningConsent.objects.update_or_create(municipality=municipality, defaults={"choice": choice})


def get(client):
    with clock.frozen(TODAY):
        return client.get(PAGE)


@pytest.fixture
def other(emden):
    """A municipality with a resolved way of 15 months."""
    place = MunicipalityFactory()
    way(place, "2020-06", "2021-09")
    return place


def test_one_case_stands_as_n_1_with_the_name_where_it_may_be_named(emden, other, client_of):
    client = client_of(member(emden))
    assert "Noch hat keine Kommune einen datierten Prozess freigegeben." in words(get(client))
    consent(other, LearningChoice.UNNAMED)
    text = words(get(client))
    assert "Bisher n = 1: 15 Monate." in text
    assert "eine Kommune" in text
    assert other.name not in text
    consent(other, LearningChoice.NAMED)
    text = words(get(client))
    assert other.name in text
    assert "Geheimer Titel" not in text
    assert "in der Mitte" not in text.split("Ihre eigenen Prozesse")[0].replace("in der Mitte üblicher", "")


def test_a_consent_taken_back_and_an_internal_project_are_gone_at_once(emden, other, client_of):
    consent(other, LearningChoice.NAMED)
    way(other, "2019-01", "2019-03", audience=Audience.INTERNAL)
    client = client_of(member(emden))
    assert "Bisher n = 1: 15 Monate." in words(get(client))
    consent(other, LearningChoice.NO)
    text = words(get(client))
    assert other.name not in text
    assert "15 Monate" not in text


def test_from_five_cases_on_the_middle_counts_running_ones(emden, client_of):
    ends = [("2024-01", "2025-04"), ("2026-03", ""), ("2024-01", "2025-09"), ("2024-12", ""), ("2026-11", "")]
    for begin, resolved in ends:
        place = MunicipalityFactory()
        way(place, begin, resolved)
        consent(place, LearningChoice.UNNAMED)
    page = get(client_of(transfer_manager(emden)))
    assert "Über alle Prozesse, n = 5 (3 laufen noch): in der Mitte 20 Monate." in words(page)
    assert [row["open"] for row in page.context["durations"].rows] == [67, 33]


def test_the_own_way_is_seen_without_consent_and_by_nobody_else(emden, client_of):
    way(emden, "2026-01", audience=Audience.INTERNAL)
    assert get(client_of(member(emden))).context["own"] == ["bisher n = 1 (1 läuft noch): seit 11 Monaten"]
    stranger = get(client_of(member(MunicipalityFactory())))
    assert stranger.context["own"] == []
    assert "seit 11" not in words(stranger)


def test_deciding_is_for_whoever_may_share_and_is_not_overwritten(emden, client_of):
    address = f"{PAGE}freigabe/{emden.slug}/"
    client = client_of(member(emden))
    answer = client.post(address, {"choice": LearningChoice.NAMED, "version": 0})
    assert answer.url == PAGE
    assert client.post(address, {"choice": LearningChoice.NO, "version": 0}).status_code == 409
    with system_scope("test"):
        row = LearningConsent.objects.get()
        assert (row.choice, row.history.count()) == (LearningChoice.NAMED, 1)
    assert "Ja, mit dem Namen der Kommune." in words(client.get(PAGE))
    assert client_of(member(emden, Role.READING)).get(address).status_code == 403
    with system_scope("test"):
        decide_learning(municipality=emden, choice=LearningChoice.NO, version=1, by=member(emden))
    assert "nimmt noch nicht teil" in words(client.get(PAGE))


def test_the_page_takes_a_fixed_number_of_queries(emden, client_of):
    client = client_of(member(emden))

    def count():
        get(client)
        with CaptureQueriesContext(connection) as seen:
            get(client)
        return len(seen)

    def more(number):
        for _ in range(number):
            place = MunicipalityFactory()
            way(place, "2024-01", "2025-04")
            consent(place, LearningChoice.UNNAMED)

    more(1)
    before = count()
    more(3)
    assert count() == before
