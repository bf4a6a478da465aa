"""The main job by keyboard alone, and what axe finds in Django's own admin pages: listed, never growing."""

import re

import pytest

from monitoring.tests.samples import ROWS, classic

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
MONITOR, ADMIN = "monitoring.emden@example.org", "verwaltung.cloppenburg@example.org"
COORDINATOR = "bildungsmanagement.cloppenburg@example.org"
# A page, or a list and how the addresses look of which the first is opened.
GOVERNANCE = (
    ("/gremien/", ""),
    ("/gremien/", r"^/gremien/\d+/$"),
    ("/gremien/", r"^/gremien/stellen/\d+/$"),
    ("/gremien/sitzungen/", ""),
    ("/gremien/sitzungen/", r"^/gremien/sitzungen/\d+/$"),
    ("/gremien/beschluesse/", r"^/gremien/beschluesse/\d+/$"),
    ("/gremien/auftraege/neu/", ""),
    ("/gremien/vereinbarungen/", r"^/gremien/vereinbarungen/\d+/$"),
    ("/gremien/akteure/", ""),
    ("/gremien/quartals-check/", ""),
    ("/gremien/personen/", ""),
    ("/ziele/", r"^/ziele/\d+/$"),
    ("/ziele/roter-faden/", ""),
)
# The same for what is done and with what. „Verstetigung“ of Emden has a process with a checklist.
PROJECTS = (
    ("/projekte/?ansicht=tabelle", ""),
    ("/projekte/", r"^/projekte/\d+/$"),
    ("/projekte/?art=verstetigung", r"^/projekte/\d+/$", r"^/projekte/verstetigung/\d+/$"),
    ("/projekte/?art=verstetigung", r"^/projekte/\d+/$", r"^/projekte/\d+/prozesse/neu/$"),
    ("/projekte/", r"^/projekte/\d+/$", r"^/projekte/\d+/wirkung/neu/$"),
    ("/ressourcen/",),
    ("/ressourcen/stellen/", r"^/ressourcen/stellen/\d+/bearbeiten/$"),
    ("/ressourcen/foerderungen/", r"^/ressourcen/foerderungen/\d+/rueckwaertsplan/$"),
    ("/ressourcen/szenarien/",),
    ("/ressourcen/szenarien/neu/",),
    ("/ressourcen/szenarien/", r"^/ressourcen/szenarien/\d+/$"),
    ("/ressourcen/abhaengigkeiten/",),
    ("/ressourcen/abhaengigkeiten/", r"^/ressourcen/abhaengigkeiten/\d+/bearbeiten/$"),
    ("/ressourcen/schnittstellen/neu/",),
    ("/ressourcen/uebergaben/",),
    ("/ressourcen/uebergaben/", r"^/ressourcen/uebergaben/stelle/\d+/$"),
    ("/ressourcen/uebergaben/", r"^/ressourcen/uebergaben/stelle/\d+/$", r"/fragen/$"),
    ("/ressourcen/uebergaben/", r"^/ressourcen/uebergaben/stelle/\d+/$", r"/erste-30-tage/$"),
)
ACROSS = (
    ("/transfer/kommunen/",),
    ("/transfer/kommunen/", r"/gespraech/$"),
    ("/transfer/kommunen/kernkomponenten/",),
    ("/transfer/kommunen/verlauf/",),
    ("/transfer/kommunen/wegfall/",),
    ("/transfer/kommunen/vergleich/?a=emden&b=cloppenburg",),
)
SURVEYS = (
    ("/projekte/prozesslernen/",),
    ("/projekte/prozesslernen/", r"/freigabe/emden/$"),
    ("/umfragen/", r"^/umfragen/eigene/$", r"^/umfragen/eigene/\d+/$"),
    ("/umfragen/eigene/", r"^/umfragen/eigene/\d+/$", r"^/umfragen/eigene/wellen/\d+/$"),
    ("/umfragen/eigene/", r"^/umfragen/eigene/\d+/$", r"^/umfragen/eigene/\d+/welle/$"),
)
LEAVING = (
    ("/kommunen/",),
    ("/kommunen/emden/",),
    ("/kommunen/emden/lage/",),
    ("/kommunen/emden/lage/", r"/lage/leselinks/$"),
    ("/berichte/",),
    ("/berichte/", r"^/berichte/entwuerfe/\d+/$"),
    ("/berichte/", r"^/berichte/entwuerfe/\d+/$", r"/kennzahlen/$"),
    ("/berichte/", r"^/berichte/entwuerfe/\d+/$", r"/kapitel/\d+/$"),
    ("/berichte/faktenblaetter/",),
    ("/berichte/faktenblaetter/", r"^/berichte/faktenblaetter/\d+/$"),
    ("/ressourcen/szenarien/vorlage/",),
    ("/hilfe/",),
    ("/vorschau/",),
)
LISTEN = """() => {
  window.met = new Set(); window.dim = [];
  document.addEventListener('focusin', event => {
    const e = event.target; const s = getComputedStyle(e); window.met.add(e);
    // links inside a drawing show it by the edge of their shape
    const drawn = [...e.querySelectorAll('rect, circle, path')].map(p => getComputedStyle(p));
    const edged = e.matches('svg a') && drawn.some(p => p.stroke !== 'none' && parseFloat(p.strokeWidth) >= 3);
    if (s.outlineStyle === 'none' && s.boxShadow === 'none' && !edged) window.dim.push(e.outerHTML.slice(0, 120));
  });
}"""
LEFT_OUT = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')];
  const open = all.filter(e => e.type !== 'hidden' && !e.disabled && e.checkVisibility());
  const met = e => window.met.has(e)
    || e.type === 'radio' && [...window.met].some(other => other.type === 'radio' && other.name === e.name);
  return {count: open.length, missed: open.filter(e => !met(e)).map(e => e.outerHTML.slice(0, 120)), dim: window.dim};
}"""
MOST_STOPS = 400
MANY = 60
# Findings in templates that Django ships; an own page has none. A new finding is a failure, a vanished one too.
ADMIN_FINDINGS = {
    "/admin/": set(),
    "/admin/governance/body/": {"target-size"},  # its boxes for choosing rows
    "/admin/governance/body/add/": {"empty-table-header"},
    "/admin/governance/seat/add/": set(),
    "/admin/governance/contactpoint/": {"target-size"},
}


def focused(page):
    """What has the focus: its text or value, and whether the focus can be seen."""
    return page.evaluate(
        """() => { const e = document.activeElement; const s = getComputedStyle(e);
        return {text: (e.innerText || e.value || e.name || '').trim(), name: e.name || '', tag: e.tagName,
        // the calendar button inside a date field shows a ring of its own, which no style of the field tells
        visible: s.outlineStyle !== 'none' || s.boxShadow !== 'none' || e.type === 'date' && !e.matches(':focus')}; }"""
    )


def tab_to(page, words):
    """Press Tab until something with these words has the focus; the focus must always be visible."""
    for _step in range(MANY):
        page.keyboard.press("Tab")
        here = focused(page)
        if here["tag"] != "BODY":
            assert here["visible"], here
        if words in here["text"] or words == here["name"]:
            return
    raise AssertionError(f"„{words}“ is not reached by keyboard")


def _wait_for(page, condition):
    """Ask again and again: the page's own rules forbid the browser's waiting function."""
    for _step in range(MANY):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{condition} does not come true")


def test_first_tab_skips_to_the_content(look):
    watched = look(1280)
    watched.open("/kommunen/")
    watched.page.keyboard.press("Tab")
    assert focused(watched.page)["text"] == "Zum Inhalt springen"
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("location.hash") == "#inhalt"


def test_login_upload_and_commit_by_keyboard_alone(look, portal, tmp_path):
    file = tmp_path / "21111-02-06-4.csv"
    file.write_bytes(classic(*ROWS, "2023;03353;      Harburg, Landkreis;2400;1200;150;60"))
    watched = look(1280)
    page = watched.page
    # Listening from the start: a listener added just before the key press may come too late for the browser.
    page.on("filechooser", lambda chooser: chooser.set_files(file))
    watched.open("/konto/login/")
    email, password = portal.logins[MONITOR]
    tab_to(page, "login")
    page.keyboard.type(email)
    tab_to(page, "password")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(portal.url + "/")
    tab_to(page, "Daten einlesen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/monitoring/importe/")
    tab_to(page, "file")
    page.keyboard.press("Enter")
    _wait_for(page, "document.activeElement.files.length === 1")
    tab_to(page, "Hochladen und prüfen")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Was sich ändern würde", timeout=60_000)
    tab_to(page, "In den amtlichen Bestand übernehmen")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Übernommen am", timeout=60_000)
    watched.assert_clean()


def test_a_scenario_is_supposed_kept_and_found_by_keyboard_alone(look):
    watched = look(1280, "bildungsmanagement.emden@example.org")
    page = watched.page
    watched.open("/ressourcen/szenarien/neu/")
    tab_to(page, "was")
    page.keyboard.type("Stelle wird unbefristet")
    tab_to(page, "Ergebnis zeigen")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=wird unbefristet und aus eigenen Mitteln bezahlt.")
    tab_to(page, "title")
    page.keyboard.type("Mit der Tastatur")
    tab_to(page, "Szenario festhalten")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Mit der Tastatur")
    watched.assert_clean()


def _follow(watched, way):
    """Open the start of a way and, page by page, the first link that looks as wanted; the last address."""
    path = way[0]
    watched.open(path)
    for wanted in filter(None, way[1:]):
        links = watched.page.eval_on_selector_all(
            "main a[href]", "all => all.map(a => new URL(a.getAttribute('href'), location).pathname)"
        )
        path = next((link for link in links if re.search(wanted, link)), None)
        assert path, f"{way}: no link like {wanted}"
        watched.open(path)
    return path


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("login", "ways"),
    [
        (COORDINATOR, GOVERNANCE),
        ("bildungsmanagement.emden@example.org", PROJECTS),
        ("transfer@example.org", ACROSS),
        ("bildungsmanagement.emden@example.org", SURVEYS),
        ("bildungsmanagement.emden@example.org", LEAVING),
    ],
    ids=["governance", "projects", "across", "surveys", "leaving"],
)
def test_everything_on_a_page_is_reached_by_tab(look, login, ways):
    watched = look(1280, login)
    page = watched.page
    for way in ways:
        path = _follow(watched, way)
        page.evaluate(LISTEN)
        for _step in range(MOST_STOPS):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
        found = page.evaluate(LEFT_OUT)
        assert found["count"] > 10, path
        assert (found["missed"], found["dim"]) == ([], []), path
    watched.assert_clean()


def test_the_timeline_of_a_project_prints_on_a4_landscape(look):
    watched = look(1280, "bildungsmanagement.emden@example.org")
    _follow(watched, ("/projekte/?art=verstetigung", r"^/projekte/\d+/$"))
    watched.settle()
    paper = watched.page.pdf(format="A4", prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+) ?\]", paper)
    sizes = {(round(float(width)), round(float(height))) for width, height in boxes}
    assert (842, 595) in sizes, sizes
    assert any(height > width for width, height in sizes), sizes  # what is no timeline stays upright
    watched.assert_clean()


def test_f42_an_answer_with_a_chart_is_given_by_keyboard_alone(look):
    watched = look(1280, COORDINATOR)
    page = watched.page
    watched.open("/gremien/auftraege/")
    tab_to(page, "Welche Angebote gibt es am Übergang")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Welche Angebote gibt es am Übergang")
    tab_to(page, "Stand und Antwort eintragen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/antwort/")
    tab_to(page, "state")
    page.keyboard.type("beantw")
    tab_to(page, "answer")
    page.keyboard.type("Es gibt drei Angebote.")
    tab_to(page, "Speichern")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Es gibt drei Angebote.")
    tab_to(page, "Kennzahl an die Antwort hängen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/monitoring/auftraege/*/")
    tab_to(page, "code")
    for _step in range(MANY):
        if page.evaluate("document.activeElement.selectedOptions[0].text.startsWith('Abgänge ohne Ersten')"):
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, "Mit heutigem Stand anhängen")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Festgehalten am")
    watched.settle()
    watched.assert_clean()
    assert watched.violations() == []


def test_upload_without_a_file_says_what_to_mend(look):
    watched = look(360, MONITOR)
    watched.open("/monitoring/importe/")
    watched.page.click("text=Hochladen und prüfen")
    watched.page.wait_for_selector("main >> text=Bitte wählen Sie eine Datei aus.")
    assert watched.violations() == []


@pytest.mark.parametrize("path", ADMIN_FINDINGS)
def test_findings_in_the_stock_admin_do_not_grow(look, path):
    watched = look(1280, ADMIN)
    watched.open(path)
    watched.settle()
    watched.assert_clean()  # before axe, which tries styles of its own
    found = {line.split(":", 1)[0] for line in watched.violations()}
    assert found == ADMIN_FINDINGS[path]
