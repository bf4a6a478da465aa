"""An own indicator over own counts shows what is published; raw only to those who entered the numbers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm.access.roles import Role
from dkbm.jobs import engine
from dkbm.tests.factories import MunicipalityFactory, member
from monitoring import services
from monitoring.calculation import Result
from monitoring.disclosure import release_derived
from monitoring.models import Publication, PublicationState, SavedView, Series, Snapshot
from monitoring.queries_results import current_results, place_of
from monitoring.services.own_indicators import create_indicator
from monitoring.services.saved_views import save_view
from monitoring.tests.own import enter, make_sheet

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/monitoring/kommune/emden/K03402-1/"
# a share that no page may show while its parts are not printed: 61 of 733 children under three
SECRET = ("8,3", "8.32", "733")


def text_of(response, status=200):
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


@pytest.fixture
def monitor(emden, everything):
    return member(emden, Role.MONITORING)


@pytest.fixture
def kitas(emden, monitor):
    """Children in Kitas and those under three, in all and by keeper, for 2023 and 2024; the share is computed."""
    made = make_sheet(emden, monitor, periods=("2023", "2024"))
    enter(
        made, monitor, l1_2023="700", l2_2023="400", l3_2023="300", l4_2023="58", l5_2023="20", l6_2023="38"
    )
    enter(made, monitor, l1_2024="733", l2_2024="410", l3_2024="323", l4_2024="61", l5_2024="2", l6_2024="59")
    return made


def share(emden, kitas, monitor, breakdown=""):
    series = Series.objects.filter(source=kitas.source, breakdown=breakdown)
    made = create_indicator(
        municipality=emden,
        theme="C",
        numerator=[series.get(measure="Kinder unter 3")],
        denominator=[series.get(measure="Kinder in Kitas")],
        by=monitor,
        name="Anteil unter 3",
        definition="Kinder unter drei an allen in Kitas.",
        formula="rate",
        factor=100,
        unit="%",
        decimals=1,
        direction="",
    )
    engine.drain()
    return made


def publish(emden, kitas, monitor):
    services.request_publication(name="Kitas", sources=[kitas.source], municipality=emden, by=monitor)
    engine.drain()
    assert Publication.objects.filter(state=PublicationState.PUBLISHED).exists()


def origin(code="K03402-1", period="2024"):
    snapshot = Snapshot.objects.get(indicator_version__indicator__code=code, is_current=True)
    result = next(r for r in current_results(code, "03402", owner=snapshot.owner_id) if r.period == period)
    return f"/monitoring/herkunft/{place_of(snapshot, result)}/"


def file_of(name):
    return reverse("monitoring:indicator-file", args=["emden", "K03402-1", name])


def everything_said(client):
    """What all pages and files say of the indicator, as delivered."""
    paths = (
        PAGE,
        f"{PAGE}?ansicht=tabelle",
        *(file_of(name) for name in ("lang.csv", "breit.csv", "werte.json")),
        "/monitoring/kommune/emden/K03402-1.csv",
        "/monitoring/kommune/emden/",
        "/monitoring/indikatoren/",
        "/monitoring/vergleich/?kommune=emden&kennzahlen=K03402-1",
        origin(),
    )
    answers = {path: client.get(path) for path in paths}
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
    return {path: answer.content.decode().replace("\xa0", " ") for path, answer in answers.items()}


def test_nothing_is_shown_before_it_is_published(client_of, emden, kitas, monitor):
    share(emden, kitas, monitor)
    reader = client_of(member(emden, Role.READING))
    for path, said in everything_said(reader).items():
        for number in SECRET:
            assert number not in said, path
    assert "erst nach der Geheimhaltungsprüfung" in text_of(reader.get(f"{PAGE}?ansicht=tabelle"))


def test_what_is_published_is_computed_from_what_is_printed(client_of, emden, kitas, monitor):
    share(emden, kitas, monitor)
    publish(emden, kitas, monitor)
    reader = client_of(member(emden, Role.READING))
    assert "8,3 % (61 von 733)" in text_of(reader.get(PAGE))
    assert reader.get(file_of("werte.json")).status_code == 200
    assert "8,3 %" in text_of(reader.get("/monitoring/indikatoren/"))
    # a correction afterwards does not reach the page before the next publication
    enter(kitas, monitor, l1_2024="740", l3_2024="330")
    engine.drain()
    said = text_of(reader.get(PAGE))
    assert "8,3 % (61 von 733)" in said
    assert "740" not in said


def test_a_protected_part_protects_the_share(client_of, emden, kitas, monitor):
    by_keeper = (
        Series.objects.exclude(breakdown="").filter(source=kitas.source).values_list("breakdown", flat=True)
    )
    share(emden, kitas, monitor, next(b for b in by_keeper if "kommunal" in b))
    publish(emden, kitas, monitor)
    reader = client_of(member(emden, Role.READING))
    table = text_of(reader.get(f"{PAGE}?ansicht=tabelle"))
    assert "Geheim gehalten" in table
    assert "0,5" not in table  # 2 of 410
    assert "0,5" not in reader.get(file_of("werte.json")).content.decode().replace(".", ",")


def test_raw_only_for_those_who_entered_the_numbers(client_of, emden, kitas, monitor):
    share(emden, kitas, monitor)
    own = text_of(client_of(monitor).get(PAGE))
    assert "Vor der Geheimhaltung" in own
    assert "8,3 %" in own
    other = member(emden, Role.MONITORING)
    assert "8,3 %" not in text_of(client_of(other).get(PAGE))
    # who corrects one of the numbers has not entered the others
    enter(kitas, other, l1_2024="740", l3_2024="330")
    engine.drain()
    for person in (monitor, other):
        said = text_of(client_of(person).get(PAGE))
        assert "8,2 %" not in said
        assert ("8,3 %" in said) is (person == monitor)  # 58 of 700 in 2023 is still the first one's


def test_the_origin_of_own_counts_names_sheet_person_and_only_open_values(client_of, emden, kitas, monitor):
    share(emden, kitas, monitor)
    place = origin()
    reader = client_of(member(emden, Role.READING))
    before = text_of(reader.get(place))
    assert "Erfassung „Kitas“" in before
    assert "geschützt" in before
    assert "733" not in before
    mine = text_of(client_of(monitor).get(place))
    assert "733" in mine
    publish(emden, kitas, monitor)
    after = text_of(reader.get(place))
    assert "733" in after
    assert "8,3 %" in after
    foreign = client_of(member(MunicipalityFactory(slug="verden"), Role.MONITORING))
    assert foreign.get(place).status_code == 404


def test_a_saved_view_follows_the_publication(client_of, emden, kitas, monitor):
    share(emden, kitas, monitor)
    query = "kommune=emden&kennzahlen=K03402-1"
    save_view(municipality=emden, by=monitor, name="Kitas", query=query, shared=True)
    address = f"/monitoring/dashboards/{SavedView.objects.get().pk}/"
    assert "733" not in client_of(monitor).get(address).content.decode()
    publish(emden, kitas, monitor)
    assert "733" in client_of(member(emden, Role.READING)).get(address).content.decode()


def test_pages_ask_as_often_for_three_own_indicators_as_for_one(client_of, emden, kitas, monitor):
    client = client_of(member(emden, Role.READING))
    for path in ("/monitoring/indikatoren/", "/monitoring/kommune/emden/"):
        asked = []
        for more in (1, 2):
            for _number in range(more):
                share(emden, kitas, monitor)
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert "Anteil unter 3" in client.get(path).content.decode()
            asked.append(len(queries))
        assert asked[0] == asked[1]


def test_derived_rows_never_take_anything_from_the_computed_value():
    raw = Result("03402", "2024", 7, 1, 14, "value")
    printed = Result("03402", "2024", 5, 1, 20, "value")
    ((shown,), (nothing,)) = (
        release_derived([(raw, None)], {("03402", "2024"): printed}),
        release_derived([(raw, None)], {}),
    )
    assert (shown.value, shown.denominator) == (5, 20)
    assert (nothing.value, nothing.numerator, nothing.denominator, nothing.status) == (
        None,
        None,
        None,
        "suppressed",
    )
    (rounded,) = release_derived([(raw, None)], {("03402", "2024"): printed}, {("03402", "2024")})
    assert rounded.note == "aus gerundeten Zahlen berechnet"
