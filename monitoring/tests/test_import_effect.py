"""The preview says which figures of the own region would change, from what to what."""

import pytest

from dkbm.access.roles import Role
from dkbm.jobs import engine
from dkbm.tests.factories import member
from monitoring import services
from monitoring.models import ImportRun
from monitoring.queries_results import current_results
from monitoring.services.catalogue import load_catalogue
from monitoring.tests.samples import ROWS, classic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monitor(emden, everything):
    load_catalogue()
    return member(emden, Role.MONITORING)


def staged(content, emden, monitor):
    run = services.upload_file(content=content, file_name="tabelle.csv", municipality=emden, by=monitor)
    engine.drain()
    return ImportRun.objects.get(pk=run.pk)


def leavers(run):
    return [entry for entry in run.preview["effect"] if entry["code"] == "D15"]


def test_effect_is_what_the_recomputation_then_gives(emden, monitor, client):
    run = staged(classic(), emden, monitor)
    (entry,) = leavers(run)
    assert (entry["period"], entry["old"], entry["new"].replace("\u00a0", " ")) == ("2023", "", "9,8 %")
    services.request_commit(run=run, by=monitor)
    engine.drain()
    (value,) = current_results("D15", "03402")
    assert f"{value.value:.1f}" == "9.8"
    assert leavers(staged(classic(), emden, monitor)) == [], "the same file changes nothing"


def test_correction_shows_old_and_new_and_a_lost_value_its_reason(emden, monitor, client):
    services.request_commit(run=staged(classic(), emden, monitor), by=monitor)
    engine.drain()
    corrected = classic(*[row.replace("561;277;55", "561;277;66") for row in ROWS])
    run = staged(corrected, emden, monitor)
    (entry,) = leavers(run)
    assert [entry[side].replace("\u00a0", " ") for side in ("old", "new")] == ["9,8 %", "11,8 %"]
    client.force_login(monitor)
    page = client.get(f"/monitoring/importe/{run.pk}/").content.decode()
    assert "Welche Kennzahlen sich ändern würden" in page
    hidden = classic(*[row.replace("561;277;55", "561;277;.") for row in ROWS])
    assert "geheim" in leavers(staged(hidden, emden, monitor))[0]["new"]
