"""The pages of own statistics as a browser uses them: with and without script, one cell, switches, paper, changes."""

import datetime as dt
import re

import pytest

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.tests.factories import MunicipalityFactory, member
from monitoring.entry_page import name_of
from monitoring.models import DataCell, DataPeriod, Observation
from monitoring.services.own import lock_period
from monitoring.services.own_findings import sheet_of
from monitoring.tests.own import enter, make_sheet, place, standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monitor(emden, everything):
    return member(emden, Role.MONITORING)


@pytest.fixture
def second(emden):
    return member(emden, Role.STATISTICS)


@pytest.fixture
def kitas(emden, monitor):
    made = make_sheet(emden, monitor, periods=("2023", "2024"))
    enter(made, monitor, l1_2024="9", l2_2024="5", l3_2024="4", l4_2024="4", l5_2024="2", l6_2024="2")
    return made


def text_of(response, status=200):
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().replace("\xa0", " ")).split())


def fields(kitas, **texts):
    """Fields of cells as the grid sends them."""
    sheet, data = sheet_of(kitas), {}
    for name, text in texts.items():
        line, period = name[1:].split("_")
        where = place(kitas, int(line), period)
        standing = sheet.standing(where)
        data[name_of(where)] = text
        data[f"t{name_of(where)[1:]}"] = f"{standing.token}:{standing.value or ''}"
    return data


def form_of(page):
    """Every field of the grid's form with its value, as a browser without script would send it."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'\b{word}="([^"]*)"', tag) for word in ("name", "value"))
        if name and name[1].startswith(("w-", "t-")):
            found[name[1]] = value[1] if value else ""
    return found


def address(kitas, tail=""):
    return f"/monitoring/erfassung/{kitas.pk}/{tail}"


def cell_address(kitas, line, period):
    where = place(kitas, line, period)
    return address(kitas, f"zelle/{where.line}/{where.region}/{where.period}/")


def test_a_cell_saved_by_the_script_says_its_state(client_of, kitas, monitor):
    """Also where the value counts at once: the rules look at the fresh row before anything is read again."""
    client, grid = client_of(monitor), f"/monitoring/erfassung/{kitas.pk}/2024/"
    sent = fields(kitas, l1_2024="10", l2_2024="6")
    told = client.post(grid, sent, headers={"Accept": "application/json"})
    assert told.status_code == 200
    words = {cell["name"]: (cell["text"], cell["word"]) for cell in told.json()["cells"]}
    for line, text in ((1, "10"), (2, "6")):
        assert words[name_of(place(kitas, line, "2024"))] == (text, "gespeichert")
    # the same fields once more meet a cell that has changed: both are told, nothing is lost
    again = client.post(
        grid, sent | {name_of(place(kitas, 1, "2024")): "12"}, headers={"Accept": "application/json"}
    )
    (conflict,) = [cell for cell in again.json()["cells"] if cell["state"] == "conflict"]
    assert (conflict["text"], conflict["theirs"]) == ("12", "10")


# --- without script: the grid is one form ------------------------------------------------------------


def test_the_grid_is_a_form_that_saves_only_what_was_changed(client_of, kitas, monitor):
    client, grid = client_of(monitor), address(kitas, "2024/")
    sent = form_of(client.get(grid).content.decode())
    assert len(sent) == 12, "a field and what was seen in it, for each of six cells"
    before = Observation.objects.count()
    said = text_of(client.post(grid, sent, follow=True))
    assert "Nichts geändert." in said
    assert Observation.objects.count() == before
    changed = sent | {name_of(place(kitas, 4, "2024")): "5", name_of(place(kitas, 5, "2024")): "3"}
    said = text_of(client.post(grid, changed, follow=True))
    assert "2 Werte gespeichert." in said
    assert standing(kitas, 4, "2024").value == 5
    assert Observation.objects.count() == before + 2


def test_without_script_what_was_refused_stays_in_its_field_with_the_reason(client_of, kitas, monitor):
    client, grid = client_of(monitor), address(kitas, "2023/")
    sent = form_of(client.get(grid).content.decode())
    asked, fine = name_of(place(kitas, 1, "2023")), name_of(place(kitas, 4, "2023"))
    response = client.post(grid, sent | {asked: "1.234", fine: "7"})
    assert response.status_code == 422
    page = response.content.decode()
    assert form_of(page)[asked] == "1.234"
    assert 'href="#' + asked in page, "the summary leads to the field"
    assert "Nicht alles ist gespeichert" in page
    assert "ungültig – nicht gespeichert" in page
    assert standing(kitas, 4, "2023").value == 7, "the others are saved"
    # the same form once more, mended: what was typed elsewhere meanwhile is not asked about
    mended = form_of(page) | {asked: "1234"}
    assert client.post(grid, mended).status_code == 302
    assert standing(kitas, 1, "2023").value == 1234


def test_without_script_two_people_at_one_cell_see_each_other(client_of, kitas, monitor, second):
    grid = address(kitas, "2023/")
    sent = form_of(client_of(monitor).get(grid).content.decode())
    name = name_of(place(kitas, 1, "2023"))
    assert client_of(second).post(grid, sent | {name: "7"}).status_code == 302
    response = client_of(monitor).post(grid, sent | {name: "8"})
    assert response.status_code == 409
    assert "Gespeichert ist jetzt: 7." in text_of(response, 409)
    page = response.content.decode()
    assert form_of(page)[name] == "8", "what was typed is not lost"
    assert client_of(monitor).post(grid, form_of(page)).status_code == 302, "sent again it is meant"
    assert standing(kitas, 1, "2023").value == 8


def test_every_state_of_a_cell_is_a_sign_and_a_word(client_of, kitas, monitor, second):
    client = client_of(monitor)
    enter(kitas, monitor, l4_2023="5", l5_2023="2", l6_2023="2")  # 2 and 2 are not 5
    page = text_of(client.get(address(kitas, "2023/")))
    assert "✕ Fehler, zählt nicht" in page
    assert "– leer" in page
    client.post(cell_address(kitas, 1, "2024"), notes(kitas, 1, "2024", comment="Neue Kita im August"))
    client_of(second).post(
        cell_address(kitas, 2, "2024"), notes(kitas, 2, "2024", grund="Stichtag?") | {"zurueckgeben": "1"}
    )
    page = text_of(client.get(address(kitas, "2024/")))
    assert "✓ gespeichert , ✎ Kommentar" in page
    assert "↩ zurückgegeben" in page
    enter(kitas, monitor, l2_2024="5")
    lock_period(period=DataPeriod.objects.get(period="2024"), by=monitor)
    page = client.get(address(kitas, "2024/")).content.decode()
    assert page.count("readonly") == 6
    assert "▪ gesperrt" in text_of(client.get(address(kitas, "2024/")))


# --- one cell ------------------------------------------------------------------------------------------


def notes(kitas, line, period, **texts):
    """The form of the side panel."""
    empty = dict.fromkeys(("reason", "comment", "evidence", "follow_up"), "")
    return empty | {"token": standing(kitas, line, period).token} | texts


def test_the_panel_says_all_that_is_known_of_a_cell(client_of, emden, monitor, second):
    kitas = make_sheet(emden, monitor)
    with clock.frozen(dt.date(2026, 3, 2)):
        enter(kitas, monitor, l1_2019="100", l1_2020="104", l1_2021="96", l1_2022="102", l1_2023="98")
        enter(kitas, monitor, l1_2024="108")
    with clock.frozen(dt.date(2026, 3, 4)):
        enter(kitas, second, l1_2024="110")
    client, panel = client_of(monitor), cell_address(kitas, 1, "2024")
    client.post(
        panel,
        notes(
            kitas, 1, "2024", comment="mit Krippe", evidence="Aktenzeichen 4711", follow_up="Träger fragen"
        ),
    )
    said = text_of(client.get(panel))
    for words in (
        "Kinder in Kitas, 2024, Stadt Emden",
        "Vorher 2023: 98 +12 (+12,2 %)",
        "Üblich (Median der eigenen Werte)",
        "Verlauf: 2 Fassungen dieses Werts",
        "im Mittel 100",
        f"110 gilt, {second}",
        f"108 gilt bis 04.03.2026, 12:00 Uhr, {monitor}",
        "Kommentar „mit Krippe“",
        "mit Krippe",
    ):
        assert words in said, words
    page = client.get(panel).content.decode()
    assert "Aktenzeichen 4711" in page
    assert "Träger fragen" in page
    # the same words without the page around them, for the grid's side
    part = client.get(panel, headers={"X-Panel": "1"}).content.decode()
    assert "<html" not in part
    assert "Aktenzeichen 4711" in part


def test_notes_on_what_changed_meanwhile_are_refused_and_kept(client_of, kitas, monitor):
    client, panel = client_of(monitor), cell_address(kitas, 4, "2024")
    seen = notes(kitas, 4, "2024", comment="stimmt so")
    enter(kitas, monitor, l4_2024="5", l5_2024="3")
    said = text_of(client.post(panel, seen), 422)
    assert "inzwischen geändert" in said
    assert "stimmt so" in said
    assert not DataCell.objects.filter(comment="stimmt so").exists()


def test_one_value_goes_back_with_its_reason_by_the_page(client_of, kitas, monitor, second):
    client, panel = client_of(second), cell_address(kitas, 1, "2024")
    without = notes(kitas, 1, "2024") | {"zurueckgeben": "1", "grund": " "}
    assert "Bitte nennen Sie den Grund der Rückgabe." in text_of(client.post(panel, without), 422)
    client.post(panel, without | {"grund": "Stichtag 1. März?"})
    said = text_of(client_of(monitor).get(panel))
    assert "Zurückgegeben: Stichtag 1. März?" in said
    assert "1 zurückgegeben" in text_of(client_of(monitor).get("/monitoring/erfassung/"))


# --- switches of a sheet and of a period ---------------------------------------------------------------


def test_saving_is_checking_until_the_switch_asks_for_four_eyes(client_of, kitas, monitor, second):
    client, overview = client_of(monitor), address(kitas)
    assert "zweiten Person" not in text_of(client.get(overview))
    settings = {"was": "einstellungen", "name": "Kitas", "four_eyes": "on", "version": "1"}
    assert client.post(overview, settings).status_code == 302
    assert "Jemand hat die Einstellungen inzwischen geändert." in text_of(
        client.post(overview, settings), 422
    )
    grid, period = address(kitas, "2023/"), DataPeriod.objects.get(period="2023")
    client.post(grid, fields(kitas, l1_2023="12"))
    assert "◷ wartet auf Prüfung" in text_of(client.get(grid))
    assert not Observation.objects.filter(period="2023").exists()
    check = address(kitas, f"zeitraum/{period.pk}/")
    assert "Eigene Eingaben prüft eine zweite Person." in text_of(
        client.post(check, {"pruefen": "1"}, follow=True)
    )
    said = text_of(client_of(second).post(check, {"pruefen": "1"}, follow=True))
    assert "1 Wert geprüft; er gilt jetzt." in said
    assert Observation.objects.get(period="2023").value == 12


def test_a_period_is_complete_locked_and_opened_with_a_reason(client_of, kitas, monitor):
    client, grid = client_of(monitor), address(kitas, "2023/")
    period = DataPeriod.objects.get(period="2023")
    deed = address(kitas, f"zeitraum/{period.pk}/")
    assert "Leere Zellen gelten als so gemeint." in text_of(
        client.post(deed, {"vollstaendig": "1"}, follow=True)
    )
    assert "– leer, so gemeint" in text_of(client.get(grid))
    assert "vollständig gemeldet" in text_of(client.get(address(kitas)))
    assert "2023 ist gesperrt." in text_of(client.post(deed, {"sperren": "1"}, follow=True))
    name = name_of(place(kitas, 1, "2023"))
    assert "Der Zeitraum ist gesperrt." in text_of(client.post(grid, fields(kitas, l1_2023="1")), 422)
    assert name in client.get(grid).content.decode()
    assert "Grund" in text_of(client.post(deed, {"entsperren": "1", "grund": ""}, follow=True))
    assert DataPeriod.objects.get(pk=period.pk).is_locked
    opened = {"entsperren": "1", "grund": "Nachmeldung des Trägers", "bis": ""}
    said = text_of(client.post(deed, opened, follow=True))
    assert "2023 ist wieder offen." in said
    assert f"entsperrt, {monitor}: Nachmeldung des Trägers" in said
    assert "Bitte wählen Sie" in text_of(client.post(deed, {}, follow=True))


# --- paper and changes -----------------------------------------------------------------------------------


def test_the_printable_sheet_has_every_line_and_no_value(client_of, kitas, monitor, emden):
    enter(kitas, monitor, l1_2024="4711", l2_2024="4700", l3_2024="11")
    for person in (monitor, member(emden)):
        page = client_of(person).get(address(kitas, "druck/2024/")).content.decode()
        table = page[page.index("<table") : page.index("</table>")]
        assert table.count("<td></td>") == 6
        for words in (
            "Kinder in Kitas",
            "Kinder in Kitas, kommunal",
            "Kinder unter 3, frei",
            "Anzahl",
            "Stadt Emden",
        ):
            assert words in table, words
        assert "4711" not in page
        assert "- nichts vorhanden" in text_of(client_of(person).get(address(kitas, "druck/2024/")))
    assert client_of(monitor).get(address(kitas, "druck/1999/")).status_code == 404


def test_what_changed_since_the_last_lock_is_a_list_of_both_values(client_of, kitas, monitor, emden):
    changes = address(kitas, "aenderungen/")
    assert "alles ist neu" in text_of(client_of(monitor).get(changes))
    with clock.frozen(dt.date(2028, 3, 2)):
        enter(kitas, monitor, l4_2024="5", l5_2024="3")
        lock_period(period=DataPeriod.objects.get(period="2024"), by=monitor)
    with clock.frozen(dt.date(2028, 3, 9)):
        client = client_of(monitor)
        said = text_of(client.get(changes))
        assert "02.03.2028" in said
        assert "Keine Änderungen" in said
        enter(kitas, monitor, l1_2023="20", l2_2023="8")
        period = DataPeriod.objects.get(period="2024")
        client.post(address(kitas, f"zeitraum/{period.pk}/"), {"entsperren": "1", "grund": "Nachmeldung"})
        enter(kitas, monitor, l1_2024="8", l2_2024="4", l4_2024="", l5_2024="", l6_2024="-")
        said = text_of(client.get(changes))
    assert re.search(r"Kinder in Kitas Stadt Emden 2023 leer 20", said)
    assert re.search(r"Kinder in Kitas, kommunal Stadt Emden 2024 5 4 ", said)
    assert re.search(r"Kinder unter 3 Stadt Emden 2024 5 leer", said)
    assert re.search(r"Kinder unter 3, frei Stadt Emden 2024 2 -", said)
    assert "Kinder in Kitas, frei Stadt Emden 2024" not in said, "unchanged"


def test_who_may_not_enter_sees_how_far_it_is_and_no_value(client_of, kitas, monitor, emden):
    enter(kitas, monitor, l1_2024="4711", l2_2024="4700", l3_2024="11")
    coordinator = client_of(member(emden))
    page = coordinator.get(address(kitas, "2024/"))
    assert "✓ gespeichert" in text_of(page)
    assert "4711" not in page.content.decode()
    assert "<input" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    stranger = client_of(member(MunicipalityFactory(), Role.MONITORING))
    assert stranger.get(address(kitas, "2024/")).status_code == 404
