"""The main job: a monitor reads a real file in, the coordinator sees the new value, others theirs."""

import pytest

from dkbm.tests.fixtures import REAL_DATA
from monitoring.tests.samples import ROWS, classic

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
MONITOR, COORDINATOR = "monitoring.emden@example.org", "bildungsmanagement.emden@example.org"
CARD = "#kennzahl-i-D17"
TRANSFER, ADMIN = "transfer@example.org", "verwaltung.cloppenburg@example.org"


@pytest.fixture(scope="module")
def statistics_file(tmp_path_factory):
    """The real table of school leavers, or a small file of our own in its layout."""
    real = REAL_DATA / "genesis_classic" / "21111-02-06-4.csv"
    if real.is_file():
        return real
    own = tmp_path_factory.mktemp("file") / "21111-02-06-4.csv"
    own.write_bytes(classic(*ROWS))
    return own


def assert_good(watched):
    """The page as it stands: axe 0, nothing sideways, nothing in the console, no foreign request."""
    watched.settle()
    assert watched.violations() == []
    assert not watched.overflows()
    watched.assert_clean()


@pytest.mark.parametrize("width", [1280, 360])
def test_monitor_reads_a_file_in_and_the_coordinator_sees_the_new_value(look, statistics_file, width):
    """Taken back at the end: the second width begins where the first began."""
    coordinator = look(width, COORDINATOR)
    coordinator.open("/monitoring/kommune/emden/")
    assert coordinator.page.locator(CARD).count() == 0, "not there before the import"

    monitor = look(width, MONITOR)
    take_over(monitor, statistics_file)
    see_the_new_value(coordinator)
    coordinator.page.locator(CARD).get_by_role("link", name="Woher kommt diese Zahl?", exact=True).click()
    origin = coordinator.page.inner_text("main")
    assert "21111-02-06-4.csv" in origin
    assert "Zeile" in origin
    assert_good(coordinator)

    monitor.page.locator("main table").get_by_role("link", name="21111-02-06-4").first.click()
    monitor.page.click("text=Übernahme zurücknehmen")
    assert reloaded_until(coordinator, 0), "taken back, the value is gone"


def take_over(monitor, statistics_file):
    """Upload, look at what would change, and take it over; ends on the list of imports."""
    page = monitor.page
    page.click("text=Daten einlesen")
    page.set_input_files("input[type=file]", statistics_file)
    page.click("text=Hochladen und prüfen")
    page.wait_for_selector("text=Was sich ändern würde", timeout=60_000)
    assert "21111-02-06-4" in page.inner_text("main")
    assert "neu" in page.inner_text("main")
    assert_good(monitor)
    page.click("text=In den amtlichen Bestand übernehmen")
    page.wait_for_selector("text=Übernommen am", timeout=60_000)
    assert_good(monitor)
    monitor.open("/monitoring/importe/")
    assert "21111-02-06-4" in page.inner_text("main table")
    assert_good(monitor)


def reloaded_until(watched, count):
    """Whether the dashboard shows so many cards of the indicator within half a minute."""
    for _attempt in range(60):
        watched.open("/monitoring/kommune/emden/")
        if watched.page.locator(CARD).count() == count:
            return True
        watched.page.wait_for_timeout(500)
    return False


def see_the_new_value(coordinator):
    """The job has recomputed: Emden's share with its comparison, its source, its drawing and its table."""
    assert reloaded_until(coordinator, 1)
    card = coordinator.page.locator(CARD)
    card.locator(".main-svg").first.wait_for()
    text = card.inner_text().replace("\u00a0", " ")
    for words in ("Niedersachsen", "Deutschland", "Tabelle 21111-02-06-4", "28,7"):
        assert words in text
    card.locator("summary").click()
    assert "161" in card.locator("table").inner_text()
    assert_good(coordinator)


def test_transfer_manager_sees_the_six_side_by_side(look):
    transfer = look(1280, TRANSFER)
    transfer.open("/monitoring/vergleich/")
    for width in (1280, 360):
        transfer.resize(width)
        names = transfer.page.locator("main section table").first.locator("tbody th").all_inner_texts()
        assert [name.split()[-1] for name in names] == [
            "Cloppenburg",
            "Emden",
            "Harburg",
            "Osnabrück",
            "Osterholz",
            "Verden",
        ]
        assert_good(transfer)


def test_municipal_admin_edits_the_beirat_and_a_contact_in_the_admin(look):
    admin = look(1280, ADMIN)
    page = admin.page
    for width, place in ((1280, "Kreishaus"), (360, "Bildungsbüro")):
        admin.resize(width)
        admin.open("/admin/governance/body/")
        page.click("#result_list >> text=Bildungsbeirat")
        page.fill("input[name=legal_basis]", f"Kreistagsbeschluss, geprüft bei {width} Pixeln")
        page.click("input[name=_save]")
        page.wait_for_selector(".messagelist .success")
        admin.open("/admin/governance/contactpoint/")
        page.locator("#result_list tbody th a, #result_list tbody td a").first.click()
        page.fill("input[name=purpose]", f"Anfragen an das {place}")
        page.click("input[name=_save]")
        page.wait_for_selector(".messagelist .success")
        assert not admin.overflows()
    admin.assert_clean()
    admin.open("/gremien/?kommune=cloppenburg")
    page.click("main >> text=Bildungsbeirat")
    assert "geprüft bei 360 Pixeln" in page.inner_text("main"), "what the admin wrote stands on the page"
