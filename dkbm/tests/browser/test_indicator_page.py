"""The indicator page in a real browser: its four views, the picker by keyboard, map, target, copy, picture."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
COORDINATOR = "bildungsmanagement.emden@example.org"
PAGE = "/monitoring/kommune/emden/D15/"


@pytest.fixture(scope="module")
def boundaries(tmp_path_factory):
    """Squares in the place of two Kreise: a file of our own."""
    file = tmp_path_factory.mktemp("grenzen") / "kreise.geojson"
    rings = {"03402": (7.0, 53.3), "03452": (7.2, 53.3)}
    features = [
        {
            "properties": {"AGS": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + 0.2, y], [x + 0.2, y + 0.2], [x, y + 0.2], [x, y]]],
            },
        }
        for code, (x, y) in rings.items()
    ]
    file.write_text(json.dumps({"features": features}), encoding="utf-8")
    return file


@pytest.mark.parametrize("tab", ["", "?ansicht=vergleich", "?ansicht=karte", "?ansicht=tabelle"])
def test_view_is_accessible_quiet_and_fits(look, tab):
    watched = look(1280)
    assert watched.open(PAGE + tab).status == 200
    for width in (1280, 360):
        watched.resize(width)
        assert watched.violations() == []
        assert not watched.overflows()
    watched.assert_clean()
    shown = watched.page.locator(".tabs [aria-current=page]").inner_text()
    assert shown.lower() == (tab.partition("=")[2] or "verlauf")


@pytest.mark.parametrize("width", [1280, 360])
def test_tiles_are_drawn_once_and_the_list_stands_beside(look, width):
    watched = look(width)
    watched.open(f"{PAGE}?ansicht=karte")
    visible = watched.page.locator(".karte svg:visible")
    assert visible.count() == 1
    assert visible.locator("g").count() == 45
    assert watched.page.locator("figure details[open] tbody tr").count() == 45
    sizes = watched.page.eval_on_selector_all(
        ".karte:not([hidden]) text",
        "all => all.filter(t => t.getClientRects().length)"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)",
    )
    assert min(sizes) >= 11.9, "words on the map are not smaller than 12 px"


def test_picker_works_by_keyboard_alone_and_the_address_is_short(look):
    watched = look(1280)
    page = watched.page
    watched.open(f"{PAGE}?ansicht=vergleich")
    page.locator("#v-flyer").focus()
    page.keyboard.press("Space")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Anzeigen":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**vergleich=land,bund,flyer")
    assert "ansicht=vergleich" in page.url
    page.locator(".main-svg").first.wait_for()
    assert "keine Rangfolge" in page.inner_text("main")
    fresh = look(360)
    fresh.page.goto(page.url)
    assert fresh.page.locator("#v-flyer").is_checked(), "the copied address gives the same page"
    watched.assert_clean()


def without_target():
    """Runs inside the portal that is looked at: the demo's own target would be in the way."""
    from dkbm.access.scope import system_scope
    from monitoring.models import Target

    with system_scope("test"):
        Target.objects.filter(municipality__slug="emden").delete()


def test_coordinator_sets_a_target_and_sees_light_and_path(look, portal):
    portal.manage(
        "shell", "-c", "from dkbm.tests.browser.test_indicator_page import without_target as w; w()"
    )
    watched = look(1280, COORDINATOR)
    page = watched.page
    watched.open(PAGE)
    page.click("text=Ziel festlegen")
    assert page.input_value("#id_baseline") == "9,8"
    assert watched.violations() == []
    page.fill("#id_target_period", "2030")
    page.fill("#id_value", "7,0")
    page.click("text=Ziel speichern")
    page.wait_for_selector(".eckwerte .light")
    assert "Ziel bis 2030" in page.inner_text(".eckwerte")
    assert watched.violations() == []
    page.locator(".main-svg").first.wait_for()
    years = page.locator(".figure-plot .xtick text").all_text_contents()
    assert years == ["2024", "2026", "2028", "2030"], "named as far as there is room, the last one always"
    drawn = page.evaluate(
        "document.querySelector('.figure-plot .js-plotly-plot, .figure-plot.js-plotly-plot').layout.xaxis.categoryarray"
    )
    assert (drawn[0], drawn[-1]) == ("2023", "2030"), "the whole way has room on the axis"
    narrow = look(360, COORDINATOR)
    narrow.open(PAGE)
    assert not narrow.overflows()
    assert "Ziel bis 2030" not in _text_for_everyone(look)
    watched.assert_clean()


def _text_for_everyone(look):
    watched = look(1280)
    watched.open(PAGE)
    return watched.page.inner_text("main")


def test_downloads_arrive_with_their_names(look):
    watched = look(1280)
    watched.open(PAGE)
    for words, ending in (("Bild (SVG)", ".svg"), ("Daten (JSON)", ".json"), ("Tabelle (XLSX)", ".xlsx")):
        with watched.page.expect_download() as waiting:
            watched.page.click(f"text={words}")
        assert waiting.value.suggested_filename.endswith(ending)
    with watched.page.expect_download() as waiting:
        watched.page.click("text=Als Bild (PNG)")
    assert waiting.value.suggested_filename.endswith(".png")


def test_loaded_boundaries_become_neighbours_to_compare_with(look, portal, boundaries):
    watched = look(1280)
    watched.open(PAGE)
    assert "erst, wenn Gebietsgrenzen geladen sind" in watched.page.inner_text(".auswahl")
    assert "2 Gebiete" in portal.manage("load_boundaries", str(boundaries))
    watched.open(PAGE)
    text = watched.page.inner_text(".auswahl")
    assert "Nachbarn" in text
    assert "erst, wenn Gebietsgrenzen geladen sind" not in text
