"""The pages of own statistics as a browser uses them: saving a cell by script."""

import pytest

from dkbm.access.roles import Role
from dkbm.tests.factories import member
from monitoring.entry_page import name_of
from monitoring.services.own_findings import sheet_of
from monitoring.tests.own import enter, make_sheet, place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monitor(emden, everything):
    return member(emden, Role.MONITORING)


@pytest.fixture
def kitas(emden, monitor):
    made = make_sheet(emden, monitor, periods=("2023", "2024"))
    enter(made, monitor, l1_2024="9", l2_2024="5", l3_2024="4", l4_2024="4", l5_2024="2", l6_2024="2")
    return made


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
