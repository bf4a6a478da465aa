"""The portfolio: one filter bar, three views, all of it in the address."""

import pytest

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from projects.models import Project

from .test_views import queries_of

HERE = "/projekte/?kommune=emden"


@pytest.fixture
def three(emden):
    with system_scope("test"):
        rows = (
            ("Lesen", {"kind": "massnahme", "state": "laufend", "begins": "2024-03", "ends": "2025"}),
            ("Rechnen", {"transfer_status": "ueberfuehrt", "component": "koordination", "begins": "2020"}),
            ("Schreiben", {}),
            ("Geheim", {"kind": "massnahme", "audience": Audience.INTERNAL}),
        )
        for title, values in rows:
            Project.objects.create(municipality=emden, title=title, **values)


def titles(client, query):
    return [project.title for project in client.get(HERE + query).context["projects"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Lesen", "Rechnen", "Schreiben"]),
        ("&art=massnahme", ["Lesen"]),
        ("&status=laufend", ["Lesen"]),
        ("&status=ohne", ["Rechnen", "Schreiben"]),
        ("&verbleib=ueberfuehrt&komponente=koordination", ["Rechnen"]),
        ("&verbleib=unsinn", ["Lesen", "Rechnen", "Schreiben"]),
        ("&art=massnahme&status=geplant", []),
    ],
)
def test_the_address_filters(client, three, query, expected):
    assert titles(client, query) == expected


def test_three_views_of_the_same_rows(client, three):
    assert "data-table" not in client.get(HERE).content.decode()
    table = client.get(f"{HERE}&ansicht=tabelle").content.decode()
    assert "data-table" in table
    answer = client.get(f"{HERE}&ansicht=zeit")
    portfolio = answer.context["portfolio"]
    assert [(row["title"], row["period"]) for row in portfolio.figure.rows] == [
        ("Rechnen", "seit 2020"),
        ("Lesen", "03/2024 bis 2025"),
    ]
    assert [project.title for project in portfolio.undated] == ["Schreiben"]
    assert "Geheim" not in answer.content.decode()


def test_nothing_fits_says_so_and_leads_back(client, three):
    page = client.get(f"{HERE}&art=massnahme&status=geplant").content.decode()
    assert "Kein Projekt passt" in page
    assert "?kommune=emden&amp;ansicht=karten" in page


@pytest.mark.parametrize("view", ["karten", "tabelle", "zeit"])
def test_views_cost_the_same_for_one_and_three(client, emden, view):
    path = f"{HERE}&ansicht={view}"
    with system_scope("test"):
        Project.objects.create(municipality=emden, title="Eins", begins="2020", ends="2021")
    before = queries_of(client, path)
    with system_scope("test"):
        for n in range(3):
            Project.objects.create(municipality=emden, title=f"P {n}", begins="2020", ends="2021")
    assert queries_of(client, path) == before
