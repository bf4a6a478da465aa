"""Own statistics by keyboard alone: through the grid, a block from a spreadsheet, the panel of a cell."""

import pytest

from dkbm.tests.browser.test_mapping_step import MONITOR, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
CELL = "input[data-row='{}'][data-column='{}']"


def saved(page, row, column=0):
    """Whether the cell says „gespeichert“, after what is under way."""
    word = page.locator("td", has=page.locator(CELL.format(row, column))).locator(".wort")
    for _attempt in range(200):
        if word.inner_text() == "gespeichert":
            return True
        page.wait_for_timeout(50)
    return False


def has_focus(page, row, column=0):
    return page.locator(CELL.format(row, column)).evaluate("cell => cell === document.activeElement")


def test_grid_paste_and_panel_by_keyboard(look):
    monitor = look(1280, MONITOR)
    page = monitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    monitor.open("/monitoring/erfassung/")
    tab_to(page, "main a:has-text('Sprachförderung in Kitas')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Alle Zeiträume nebeneinander")
    tab_to(page, "a:has-text('Alle Zeiträume nebeneinander')")
    page.keyboard.press("Enter")
    page.wait_for_selector(CELL.format(1, 0))
    tab_to(page, CELL.format(1, 0)).press("Control+a")
    page.keyboard.type("121")
    page.keyboard.press("Enter")
    assert has_focus(page, 2), "Enter goes down"
    page.keyboard.type("93")
    page.keyboard.press("ArrowUp")
    assert has_focus(page, 1)
    page.keyboard.press("ArrowUp")
    assert saved(page, 1), "with its second part the sum is right again"
    assert saved(page, 2)
    # a block of two rows and two columns, as a spreadsheet copies it
    page.keyboard.press("ArrowDown")
    page.evaluate("navigator.clipboard.writeText('122\\t127\\n92\\t104')")
    page.keyboard.press("Control+v")
    page.wait_for_selector("dialog.einfuegen[open]")
    assert "122" in page.inner_text("dialog.einfuegen")
    assert monitor.violations() == []
    page.keyboard.press("Enter")  # the dialog has put the focus on „Einsetzen und speichern“
    page.wait_for_selector("dialog.einfuegen", state="hidden")
    assert all(saved(page, row, column) for row in (1, 2) for column in (0, 1))
    page.locator(CELL.format(1, 0)).focus()
    page.keyboard.press("Control+Enter")
    assert page.locator("[data-seitenblatt]").evaluate("panel => panel === document.activeElement")
    monitor.open(page.url.removeprefix(monitor.portal.url))
    assert page.input_value(CELL.format(2, 1)) == "104", "all of it is kept"
    assert monitor.violations() == []
    monitor.assert_clean()
