"""Results of others' surveys: as the flyer means them, never one series; own ones entered, changed, kept apart."""

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, member
from monitoring import demo_surveys
from monitoring.models import SurveyResult
from monitoring.tests.test_sustainability_pages import words

pytestmark = pytest.mark.django_db
TYPED = {
    "question": "Kennen Sie das Bildungsbüro?",
    "answer": "ja",
    "value": "62,5",
    "base": "48",
    "respondents": "Schulleitungen",
    "year": "2025",
    "surveyed_by": "Bildungsbüro",
    "source": "eigene Befragung 03/2025",
    "audience": str(int(Audience.INTERNAL)),
}


@pytest.fixture
def flyer(db):
    with system_scope("test"):
        demo_surveys.load(lambda _text: None)
        demo_surveys.load(lambda _text: None)


def figures(page):
    return {entry["row"].year: entry["figure"] for entry in page.context["shown"]}


def test_f_19_the_86_percent_stand_with_question_class_year_source_and_unknown_n(flyer, client):
    page = client.get("/umfragen/")
    figure = figures(page)[2020]
    assert [row["value"] for row in figure.rows] == [Decimal(86), Decimal(14)]
    assert [trace["x"] for trace in figure.data] == [[Decimal(86)], [Decimal(14)]]
    text = words(page)
    assert "2020 antworteten 86 % „relevant oder sehr relevant“." in text
    assert "Kooperation unterschiedlicher Ressorts" in text
    assert "n = unbekannt, befragt durch Transferagentur Niedersachsen mit Ramboll" in text
    assert figure.source == "Flyer der Transferagentur Niedersachsen"


def test_f_20_the_50_percent_stand_alone_and_nothing_joins_the_two(flyer, client):
    page = client.get("/umfragen/")
    shown = figures(page)
    assert set(shown) == {2020, 2021}
    assert [row["value"] for row in shown[2021].rows] == [Decimal(50), Decimal(50)]
    assert all(trace["type"] == "bar" for figure in shown.values() for trace in figure.data)
    assert not any("2020" in str(shown[2021].plot) or "2021" in str(shown[2020].plot) for _ in shown)
    assert "keine Zeitreihe" in words(page)
    with system_scope("test"):
        assert SurveyResult.objects.count() == 2


def test_an_own_result_is_entered_changed_and_seen_by_the_own_people_only(emden, client_of, client):
    browser = client_of(member(emden, Role.MONITORING))
    assert browser.post("/umfragen/neu/", TYPED).status_code == 302
    with system_scope("test"):
        row = SurveyResult.objects.get()
        assert (row.value, row.base, row.municipality) == (Decimal("62.5"), 48, emden)
    assert "2025 antworteten 62,5 % „ja“." in words(browser.get("/umfragen/"))
    assert "n = 48" in words(browser.get("/umfragen/"))
    assert "Bildungsbüro" not in words(client.get("/umfragen/")).replace("Bildungsbüro?", "")
    other = client_of(member(MunicipalityFactory(), Role.MONITORING))
    assert other.get(f"/umfragen/{row.pk}/").status_code == 404
    changed = {**TYPED, "value": "63", "version": str(row.version)}
    assert browser.post(f"/umfragen/{row.pk}/", changed).status_code == 302
    late = browser.post(f"/umfragen/{row.pk}/", changed)
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("value", "186", "0 und 100"),
        ("year", "1200", "Jahr der Befragung"),
        ("source", "", "erforderlich|Pflicht|muss"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(emden, client_of, field, typed, said):
    page = client_of(member(emden)).post("/umfragen/neu/", {**TYPED, field: typed})
    assert page.status_code == 422
    assert re.search(said, words(page)), words(page)[-900:]
    assert "Kennen Sie das Bildungsbüro?" in page.content.decode()


def test_the_same_result_of_a_year_is_there_once_shared_or_own(flyer, emden, client_of):
    browser = client_of(member(emden))
    assert browser.post("/umfragen/neu/", TYPED).status_code == 302
    again = browser.post("/umfragen/neu/", TYPED)
    assert again.status_code == 422
    assert "steht für das Jahr schon da" in words(again)
    with system_scope("test"), pytest.raises(IntegrityError), transaction.atomic():
        row = SurveyResult.objects.filter(municipality=None).first()
        row.pk = None
        row.save()


def test_shared_knowledge_is_changed_by_nobody(flyer, emden, client_of):
    with system_scope("test"):
        pk = SurveyResult.objects.first().pk
    assert client_of(member(emden)).get(f"/umfragen/{pk}/").status_code == 404
