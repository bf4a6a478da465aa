"""The preview says which figures of the own region would change, from what to what."""

import re

import pytest

from dkbm.access.roles import Role
from dkbm.jobs import engine
from dkbm.tests.factories import member
from monitoring import services
from monitoring.models import ImportRun, ImportState, Series, Source
from monitoring.queries_results import current_results
from monitoring.services.catalogue import load_catalogue
from monitoring.services.own_indicators import create_indicator
from monitoring.tests.samples import ROWS, classic
from monitoring.tests.test_mapping_step import again, proposed, send, uploaded

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


# --- own statistics: the numbers of others are no business of whoever may only upload --------------------


@pytest.fixture
def own_file(emden, monitor, client_of):
    """Upload „faelle.csv“ by its mapping as somebody; the monitor's numbers of it are in the stock and published."""
    services.confirm_holding(municipality=emden, holders="Jugendhilfeplanung", by=member(emden))

    def upload(content, by):
        run = uploaded(content, emden, by, "faelle.csv")
        if run.state == ImportState.MAPPING:
            browser = client_of(by)
            send(browser, run, **proposed(browser, run))
        return again(run)

    first = upload(b"jahr,faelle,kinder\n2023,4711,9000\n2024,4999,9100\n", monitor)
    services.request_commit(run=first, by=monitor)
    engine.drain()
    return upload


def share(emden, monitor):
    """Cases per 100 children, both own counts."""
    faelle, kinder = (Series.objects.get(measure=measure) for measure in ("faelle", "kinder"))
    return create_indicator(
        municipality=emden, theme="C", numerator=[faelle], denominator=[kinder], by=monitor, name="Fälle je 100",
        definition="Fälle je 100 Kinder.", formula="rate", factor=100, unit="%", decimals=1, direction="",
    )  # fmt: skip


def printed(response):
    """The page without the blanks within its numbers."""
    return re.sub(r"(?<=\d)[\u00a0\u202f](?=\d)", "", response.content.decode())


def own_effect(run):
    return [
        (e["period"], e["old"].replace("\u00a0", " "), e["new"].replace("\u00a0", " "))
        for e in run.preview["effect"]
        if e["code"].startswith("K")
    ]


def test_own_figures_of_a_file_are_computed_with_what_is_there(emden, monitor, own_file):
    share(emden, monitor)
    engine.drain()
    run = own_file(b"jahr,faelle,kinder\n2024,5000,\n2025,5100,9200\n", monitor)
    assert own_effect(run)[-1] == ("2025", "", "55,4 %")
    (changed,) = [e for e in own_effect(run) if e[0] == "2024"]
    assert changed[1] == "54,9 %"
    services.request_commit(run=run, by=monitor)
    engine.drain()
    assert f"{current_results('K03402-1', '03402', owner=emden.pk)[-1].value:.1f}" == "55.4"


def test_an_official_file_changes_figures_that_mix_it_with_own_counts(emden, monitor, own_file):
    """Own cases by official leavers: the preview reads both, as the recomputation does."""
    services.request_commit(run=staged(classic(), emden, monitor), by=monitor)
    engine.drain()
    total = Series.objects.get(measure="Insgesamt", source__table="21111-02-06-4")
    create_indicator(
        municipality=emden, theme="C", numerator=[Series.objects.get(measure="faelle")], denominator=[total],
        by=monitor, name="Fälle je Abgang", definition="x.", formula="rate", factor=1, unit="Fälle", decimals=2,
        direction="",
    )  # fmt: skip
    engine.drain()
    run = staged(classic(*[row.replace("561;277", "600;277") for row in ROWS]), emden, monitor)
    assert own_effect(run) == [("2023", "8,40 Fälle", "7,85 Fälle")]


def test_who_may_only_upload_sees_the_own_file_and_no_number_of_others(emden, monitor, own_file, client_of):
    share(emden, monitor)
    engine.drain()
    coordinator = member(emden)
    run = own_file(b"jahr,faelle,kinder\n2023,4711,9000\n2024,5000,9100\n2025,3333,9200\n", coordinator)
    address = f"/monitoring/importe/{run.pk}/"
    mine = printed(client_of(coordinator).get(address))
    for number in ("4999", "54,9", "36,2"):
        assert number not in mine, number
    assert "3333" in mine, "what stands in one's own file is known"
    assert "geschützt" in mine
    assert "3333" not in printed(client_of(member(emden)).get(address))
    # whoever enters own counts sees both sides, as in the grid
    seen = printed(client_of(monitor).get(address))
    assert "4999" in seen
    assert "36,2" in seen


def test_the_preview_names_publications_that_say_something_else(emden, monitor, own_file, client_of):
    source = Source.objects.get(table="emden: faelle")
    services.request_publication(name="Bericht 2025", sources=[source], municipality=emden, by=monitor)
    engine.drain()
    run = own_file(b"jahr,faelle,kinder\n2023,4711,9000\n2024,5000,9101\n2025,5100,9200\n", monitor)
    assert run.preview["overtaken"] == [{"name": "Bericht 2025", "values": 2}]
    page = client_of(monitor).get(f"/monitoring/importe/{run.pk}/").content.decode()
    assert "Bericht 2025: 2 Werte" in page
    assert "bis Sie neu veröffentlichen" in page
    same = own_file(b"jahr,faelle,kinder\n2023,4711,9000\n2024,4999,9100\n", monitor)
    assert same.preview["overtaken"] == []
    assert staged(classic(), emden, monitor).preview["overtaken"] == []
