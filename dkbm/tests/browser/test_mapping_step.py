"""A city's own file is mapped by keyboard alone; the page is accessible, fits, and keeps what was typed."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
MONITOR = "monitoring.emden@example.org"
ROWS = ["jahr,grundschulen,grundschulkinder,betreuungsquote_in_prozent"]
ROWS += [f"{year},{year % 7 + 5},{year},{year % 50}.5" for year in range(2000, 2026)]


@pytest.fixture(scope="module")
def own_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("file") / "schulen-der-stadt.csv"
    file.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return file


def tab_to(page, selector, most=120):
    """Press Tab until the element has the focus."""
    wanted = page.locator(selector).first
    for _step in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
    raise AssertionError(f"Tab never reaches {selector}")


def test_own_file_is_mapped_by_keyboard(look, own_file):
    monitor = look(1280, MONITOR)
    page = monitor.page
    monitor.open("/monitoring/importe/")
    page.set_input_files("input[type=file]", own_file)
    tab_to(page, "input[type=submit][name=speichern]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Spalten zuordnen", timeout=60_000)
    tab_to(page, "a:has-text('Spalten zuordnen')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Was gefunden wurde")
    assert "Spalten getrennt durch Komma" in page.inner_text("main")
    assert monitor.violations() == []
    region = tab_to(page, "#id_region")
    region.press("Control+a")
    page.keyboard.type("99999")
    tab_to(page, "button:has-text('Zuordnen und prüfen')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Bitte prüfen Sie Ihre Angaben")
    assert page.input_value("#id_region") == "99999"
    assert monitor.violations() == []
    monitor.console.clear()  # the browser itself notes the status 422
    tab_to(page, "#id_region").press("Control+a")
    page.keyboard.type("03402")
    tab_to(page, "button:has-text('Zuordnen und prüfen')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=In die eigene Statistik übernehmen", timeout=60_000)
    assert "78" in page.inner_text("main"), "26 years of three columns"
    assert monitor.violations() == []
    monitor.assert_clean()


def test_step_fits_a_narrow_screen(look, own_file):
    monitor = look(360, MONITOR)
    page = monitor.page
    other = own_file.with_name("andere.csv")
    other.write_text(
        own_file.read_text(encoding="utf-8").replace("betreuung", "versorgung"), encoding="utf-8"
    )
    monitor.open("/monitoring/importe/")
    page.set_input_files("input[type=file]", other)
    page.click("text=Hochladen und prüfen")
    page.wait_for_selector("main a:has-text('Spalten zuordnen')", timeout=60_000)
    page.click("main a:has-text('Spalten zuordnen')")
    page.wait_for_selector("text=Was gefunden wurde")
    assert not monitor.overflows()
    assert monitor.violations() == []
    monitor.assert_clean()
