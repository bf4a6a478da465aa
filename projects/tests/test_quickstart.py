"""The Schnellstart: records for the lead indicators, faults by cell, nothing lost, the same by workbook."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from governance.models import AgendaItem, Body, Meeting, Resolution
from projects import facts
from projects.models import BudgetLine, Grant, Post, Project
from projects.quickstart_rows import SECTIONS
from projects.resources import budget_totals, post_totals
from projects.services_resources import load_programmes
from projects.tests.resources import T

pytestmark = pytest.mark.django_db
ADDRESS = "/ressourcen/schnellstart/"
PERMANENT = {"term": "unbefristet", "own_share_pct": "100", "in_plan": "ja"}
ROWS = {
    "stellen": [
        {"function": "S1", "fte": "1,0", "filled": "besetzt", **PERMANENT},
        {"function": "S2", "fte": "0,5", "filled": "besetzt", **PERMANENT},
        {
            "function": "S3",
            "fte": "1",
            "term": "befristet",
            "limited_until": "30.06.2027",
            "own_share_pct": "60 %",
            "in_plan": "nein",
            "filled": "besetzt",
        },
        {"function": "S4", "fte": "0,5", "filled": "unbesetzt", **PERMANENT},
    ],
    "foerderungen": [{"title": "Programm", "programme": "bildungskommunen", "ends": "06/2027"}],
    "haushalt": [
        {
            "year": "2026",
            "title": "Personal und Sachmittel",
            "flow": "aufwand-eigen",
            "stage": "ansatz",
            "amount_cents": "240.000",
        },
        {
            "year": "2026",
            "title": "Zuwendung",
            "flow": "ertrag-programm",
            "stage": "ansatz",
            "amount_cents": "48.000 €",
            "grant": "Programm",
        },
    ],
    "projekte": [
        {"title": f"Projekt {n}", "ends": "06/2026", "transfer_status": "ueberfuehrt" if n else "ausgelaufen"}
        for n in range(4)
    ],
    "mandat": [
        {"name": "Grundsatzbeschluss", "level": "4", "valid_from": "09/2024", "validity": "unbefristet"}
    ],
    "sitzungen": [
        {
            "name": "Steuerungsgruppe",
            "kind": "steuerungsgruppe",
            "target_meetings_per_year": "4",
            "held": "03/2026; 12.06.2026, 09/2026",
        },
        {"name": "Beirat", "kind": "beirat", "target_meetings_per_year": "1", "held": "11/2026"},
    ],
}


def data_of(rows=ROWS):
    data = {}
    for section in SECTIONS:
        here = rows.get(section.slug, [])
        data |= {f"{section.slug}-TOTAL_FORMS": str(len(here)), f"{section.slug}-INITIAL_FORMS": "0"}
        for number, row in enumerate(here):
            data |= {f"{section.slug}-{number}-{name}": value for name, value in row.items()}
    return data


def shown(response):
    """What a browser would send back without a change."""
    data = {}
    for part in response.context["parts"]:
        form_set = part.formset
        for field in form_set.management_form:
            data[field.html_name] = str(field.value() or 0)
        for form in form_set:
            data |= {field.html_name: "" if field.value() is None else str(field.value()) for field in form}
    return data


def counts():
    with system_scope("test"):
        models = (Post, Grant, BudgetLine, Project, Resolution, Body, Meeting)
        return {model.__name__: model.objects.count() for model in models}


def versions():
    with system_scope("test"):
        models = (Post, Grant, BudgetLine, Project, Resolution, Body)
        return [list(model.objects.order_by("pk").values_list("pk", "version")) for model in models]


@pytest.fixture
def clerk(client, coordinator):
    load_programmes()
    client.force_login(coordinator)
    with clock.frozen(T):
        yield client


@pytest.fixture
def started(clerk):
    response = clerk.post(ADDRESS, data_of())
    assert response.status_code == 302, response.context["complaints"]
    return clerk


def test_after_it_all_lead_indicators_have_their_records(started, emden):
    with system_scope("test"):
        totals = post_totals(facts.post_facts(emden), T)
        assert (totals.total, totals.unlimited, totals.own, totals.filled, totals.in_plan) == (
            3,
            2,
            Decimal("2.6"),
            Decimal("2.5"),
            2,
        )
        assert [(fact.ends - T).days for fact in facts.post_facts(emden) if fact.limited] == [181]
        money = budget_totals(facts.line_facts(emden), 2026, planned=True)
        assert (money.expense, money.programme) == (240_000_00, 48_000_00)
        assert {line.until.isoformat() for line in facts.line_facts(emden) if line.income} == {"2027-06-30"}
        ended = facts.ended_projects(emden, T)
        assert (len(ended.transferred), ended.ended) == (3, 4)
        assert [(r.held, r.target) for r in facts.body_meetings(emden, T)] == [(3, 4), (1, 1)]
        mandate = Resolution.objects.get()
        assert (mandate.level, mandate.unlimited, mandate.valid_from, mandate.holds_on(T)) == (
            4,
            True,
            "2024-09",
            True,
        )
        audiences = [m.objects.values_list("audience", flat=True) for m in (Post, BudgetLine, Project, Body)]
        assert {a for found in audiences for a in found} == {Audience.INTERNAL}


def test_the_same_page_edits_the_same_records(started):
    before, kept = counts(), versions()
    data = shown(started.get(ADDRESS))
    assert started.post(ADDRESS, data).status_code == 302
    assert (counts(), versions()) == (before, kept)
    data["stellen-0-fte"] = "0,75"
    data["sitzungen-0-held"] = "03/2026, 12.06.2026, 09/2026, 12/2026"
    assert started.post(ADDRESS, data).status_code == 302
    assert counts() == {**before, "Meeting": before["Meeting"] + 1}
    with system_scope("test"):
        assert str(Post.objects.get(function="S1").fte) == "0.750"
    changed = [n for n, o in zip(versions()[0], kept[0], strict=True) if n != o]
    assert len(changed) == 1


def test_faults_are_named_by_cell_and_nothing_is_saved_or_lost(clerk):
    rows = {**ROWS, "stellen": [*ROWS["stellen"][:2], {"function": "Leitung", "fte": "viel"}]}
    rows["haushalt"] = [{**ROWS["haushalt"][1], "amount_cents": "1,234", "grant": "Gibt es nicht"}]
    response = clerk.post(ADDRESS, data_of(rows))
    page = response.content.decode()
    assert response.status_code == 422
    labels = [fault["label"] for fault in response.context["complaints"]]
    assert labels == ["Stellen, Zeile 3, VZÄ", "Haushalt, Zeile 1, Betrag"]
    for typed in ('value="viel"', 'value="Leitung"', 'value="Gibt es nicht"', 'value="Grundsatzbeschluss"'):
        assert typed in page
    assert set(counts().values()) == {0}


def test_what_only_the_deed_can_know_is_named_by_cell_too(clerk):
    rows = {**ROWS, "haushalt": [{**ROWS["haushalt"][1], "grant": "Gibt es nicht"}]}
    rows["projekte"] = [ROWS["projekte"][0], ROWS["projekte"][0]]
    rows["stellen"] = [{**ROWS["stellen"][0], "limited_until": "06/2027"}]
    rows["sitzungen"] = [{**ROWS["sitzungen"][0], "held": "03/2027"}]
    response = clerk.post(ADDRESS, data_of(rows))
    assert response.status_code == 422
    labels = {fault["label"] for fault in response.context["complaints"]}
    assert labels == {
        "Stellen, Zeile 1, befristet bis",
        "Haushalt, Zeile 1, Förderung (Bezeichnung)",
        "Projekte, Zeile 2",
        "Sitzungen, Zeile 1, stattgefunden, letzte 12 Monate",
    }
    assert set(counts().values()) == {0}


def test_overtaken_rows_show_what_is_saved_and_keep_what_was_typed(started):
    data = shown(started.get(ADDRESS))
    with system_scope("test"):
        row = Post.objects.get(function="S1")
        Post.objects.filter(pk=row.pk).update(version=9, function="Anders")
    data["stellen-0-fte"] = "0,25"
    response = started.post(ADDRESS, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Anders" in page
    assert 'value="0,25"' in page
    again = started.post(ADDRESS, shown(response))
    assert again.status_code == 302
    with system_scope("test"):
        assert str(Post.objects.get(pk=row.pk).fte) == "0.250"


def test_foreign_missing_and_broken_keys_answer_the_same(clerk, verden):
    with system_scope("test"):
        foreign = Post.objects.create(municipality=verden, function="Fremd", fte=1)
    answers = []
    for key in (f"{foreign.pk}-1", "987654321-1"):
        row = {**ROWS["stellen"][0], "key": key}
        response = clerk.post(ADDRESS, data_of({"stellen": [row]}))
        answers.append([fault["text"] for fault in response.context["complaints"]])
    assert answers[0] == answers[1] == ["Diesen Eintrag gibt es hier nicht (mehr)."]
    broken = clerk.post(ADDRESS, data_of({"stellen": [{**ROWS["stellen"][0], "key": "1 OR 1=1"}]}))
    assert broken.status_code == 422
    with system_scope("test"):
        assert Post.objects.get().function == "Fremd"


def test_a_meeting_with_an_agenda_is_not_removed_here(started):
    with system_scope("test"):
        meeting = Meeting.objects.get(period="2026-03")
        AgendaItem.objects.create(meeting=meeting, position=1, title="TOP")
    data = shown(started.get(ADDRESS))
    data["sitzungen-0-held"] = "12.06.2026"
    response = started.post(ADDRESS, data)
    assert response.status_code == 422
    assert "Tagesordnung" in response.content.decode()
    assert counts()["Meeting"] == 4
    data["sitzungen-0-held"] = "03/2026"
    assert started.post(ADDRESS, data).status_code == 302
    assert counts()["Meeting"] == 2


def test_the_workbook_has_the_columns_of_the_page_and_comes_back_unchanged(started):
    before = versions()
    content = started.get(f"{ADDRESS}vorlage.xlsx").content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [str(section.title) for section in SECTIONS]
    assert [cell.value for cell in book["Stellen"][1]][:3] == ["Funktion", "VZÄ", "Befristung"]
    assert [cell.value for cell in book["Stellen"][4]][:4] == ["S3", "1", "befristet", "30.06.2027"]
    preview = started.post(ADDRESS, {"hochladen": "1", "datei": SimpleUploadedFile("start.xlsx", content)})
    assert preview.context["complaints"] == []
    assert started.post(ADDRESS, shown(preview)).status_code == 302
    assert versions() == before


def test_a_filled_workbook_is_shown_first_and_saved_then(clerk, emden):
    book = load_workbook(io.BytesIO(clerk.get(f"{ADDRESS}vorlage.xlsx").content))
    book["Stellen"].append(["Leitung", 0.75, "Unbefristet", None, 100, "ja", "besetzt"])
    book["Stellen"].append(["Assistenz", "ganz wenig", "", None, None, "vielleicht"])
    book["Haushalt"].append([2026, "Personal", "Aufwand", "Ansatz", 198000.5])
    content = io.BytesIO()
    book.save(content)
    preview = clerk.post(
        ADDRESS, {"hochladen": "1", "datei": SimpleUploadedFile("start.xlsx", content.getvalue())}
    )
    labels = [fault["label"] for fault in preview.context["complaints"]]
    assert labels == ["Stellen, Zeile 2, VZÄ", "Stellen, Zeile 2, im Stellenplan"]
    assert set(counts().values()) == {0}
    data = shown(preview) | {"stellen-1-fte": "0,1", "stellen-1-in_plan": ""}
    assert clerk.post(ADDRESS, data).status_code == 302
    with system_scope("test"):
        assert list(Post.objects.order_by("pk").values_list("function", flat=True)) == [
            "Leitung",
            "Assistenz",
        ]
        assert BudgetLine.objects.get().amount_cents == 198_000_50


def test_a_csv_of_one_table_will_do(clerk):
    text = "Titel;Ende;Verbleib\r\nLesepaten;06/2026;überführt\r\n"
    upload = SimpleUploadedFile("projekte.csv", text.encode("cp1252"))
    preview = clerk.post(ADDRESS, {"hochladen": "1", "datei": upload})
    assert clerk.post(ADDRESS, shown(preview)).status_code == 302
    with system_scope("test"):
        assert Project.objects.get().transfer_status == "ueberfuehrt"


def _foreign_book():
    book, content = Workbook(), io.BytesIO()
    book.active.append(["Etwas", "Anderes"])
    book.active.append(["a", "b"])
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7 x", "PDF"), (b"", "Tabelle"), (_foreign_book(), "Vorlage"), (None, "wählen Sie eine Datei")],
)
def test_files_that_are_none_say_what_to_do(clerk, content, words):
    data = {"hochladen": "1"}
    if content is not None:
        data["datei"] = SimpleUploadedFile("x.xlsx", content or b"\n")
    response = clerk.post(ADDRESS, data)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_monitoring_may_not(client, person, emden):
    client.force_login(person(emden, Role.MONITORING, "zahlen"))
    assert client.post(ADDRESS, data_of()).status_code == 403
    assert set(counts().values()) == {0}


def test_too_many_rows_are_refused(clerk):
    rows = {"stellen": [{"function": f"S{n}", "fte": "1"} for n in range(61)]}
    response = clerk.post(ADDRESS, data_of(rows))
    assert response.status_code == 422
    assert set(counts().values()) == {0}


def test_rows_typed_for_another_municipality_are_not_saved_here(clerk):
    response = clerk.post(ADDRESS, {**data_of(), "kommune": "verden"})
    page = response.content.decode()
    assert (response.status_code, "inzwischen zu „Stadt Emden“ gewechselt" in page) == (409, True)
    assert 'value="Grundsatzbeschluss"' in page
    assert set(counts().values()) == {0}
    assert 'name="kommune" value="emden"' in clerk.get(ADDRESS).content.decode()
