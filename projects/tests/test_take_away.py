"""The portfolio and the resources as files: all rows of the choice, with what was chosen."""

import csv
import io
from html import unescape

import pytest
from openpyxl import load_workbook

from dkbm.ui import pdf
from projects.models import Post, Project

pytestmark = pytest.mark.usefixtures("everything")


def test_the_portfolio_of_a_choice(client, coordinator, emden, monkeypatch):
    for number in range(60):  # more than one page shows
        Project.objects.create(
            municipality=emden, title=f"Projekt {number:02}", kind="massnahme", source="Test"
        )
    Project.objects.create(municipality=emden, title="Initiative", kind="initiative", source="Test")
    client.force_login(coordinator)
    address = "/projekte/?kommune=emden&art=massnahme"
    assert "art=massnahme&als=csv" in unescape(client.get(address).content.decode())
    text = client.get(f"{address}&als=csv").content.decode("utf-8-sig")
    titles = [row["Projekt"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]
    assert titles == [f"Projekt {number:02}" for number in range(60)]
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    paper = unescape(client.get(f"{address}&als=pdf").content.decode())
    assert "Art: Maßnahme" in paper
    assert "art=massnahme" in paper


def test_the_view_is_no_filter(client, coordinator, emden):
    Project.objects.create(municipality=emden, title="Lesen", source="Test")
    client.force_login(coordinator)
    content = client.get("/projekte/?kommune=emden&ansicht=tabelle&als=xlsx").content
    said = [row[0] for row in load_workbook(io.BytesIO(content))["Angaben"].iter_rows(values_only=True)]
    assert said == ["Stand", "Adresse"]


@pytest.mark.parametrize("part", ["stellen", "haushalt", "foerderungen", "fonds"])
def test_resources_as_paper(client, coordinator, emden, monkeypatch, part):
    Post.objects.create(municipality=emden, function="Leitung Bildungsbüro", fte=1)
    client.force_login(coordinator)
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    paper = client.get(f"/ressourcen/dateien/{part}.pdf").content.decode()
    assert f"http://testserver/ressourcen/{part}/?kommune=emden" in paper
    assert ("Leitung Bildungsbüro" in paper) == (part == "stellen")
    assert client.get(f"/ressourcen/dateien/{part}.exe").status_code == 404
