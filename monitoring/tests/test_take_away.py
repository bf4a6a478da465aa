"""Catalogue, sources and events as files: the rows of the page, what they were chosen by."""

import csv
import io
from html import unescape

import pytest

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import member
from dkbm.ui import pdf
from monitoring.models import TimelineEvent
from monitoring.services.catalogue import load_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped(db):
    with system_scope("test"):
        load_catalogue()


def rows_of(client, address):
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_catalogue_of_a_choice(client, shipped, monkeypatch):
    rows = rows_of(client, "/monitoring/indikatoren/?thema=D&suche=Abschluss&als=csv")
    assert rows
    assert {row["Thema"][0] for row in rows} == {"D"}
    page = unescape(client.get("/monitoring/indikatoren/?thema=D&suche=Abschluss").content.decode())
    assert all(row["Kennzahl"] in page for row in rows)
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    paper = unescape(client.get("/monitoring/indikatoren/?thema=D&suche=Abschluss&als=pdf").content.decode())
    for words in ("Suche: Abschluss", "Thema: ", "thema=D&suche=Abschluss"):
        assert words in paper, words


def test_all_sources_with_what_is_due(client, shipped):
    rows = rows_of(client, "/monitoring/quellen/?als=csv")
    assert "21111-02-06-4" in {row["Tabelle"] for row in rows}
    assert {row["Vorhanden bis"] for row in rows} == {"noch nicht eingelesen"}


def test_events_only_for_the_own_municipality(client_of, emden):
    with system_scope("test"):
        TimelineEvent.objects.create(
            municipality=emden, title="Schule geschlossen", begins="2021", source="Test"
        )
    (row,) = rows_of(client_of(member(emden, Role.READING)), "/monitoring/zeitreihenereignisse/?als=csv")
    assert (row["Ereignis"], row["Wann"], row["Wo es steht"]) == (
        "Schule geschlossen",
        "2021",
        "alle Kennzahlen",
    )
    assert client_of(member(emden)).get("/monitoring/zeitreihenereignisse/?als=pdf").status_code == 200
