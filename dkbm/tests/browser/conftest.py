"""The started portal and pages that notice every fault: console, foreign requests, axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dkbm.tests.browser import portal as portals

SIZES = {1280: {"width": 1280, "height": 900}, 360: {"width": 360, "height": 740}}
SETTLED = """[...document.querySelectorAll('[data-figure] .figure-plot')].every(p => p.querySelector('.main-svg'))
  && document.readyState === 'complete'"""
HAS_FIGURES = "document.querySelector('[data-figure]') !== null"
# Only what is to be read comes over: all of axe's findings would be a megabyte a page.
# Style sheets are not fetched again for axe's one rule about turned screens; dkbm/tests/test_styles.py sees to that.
RUN = """const run = async (context, more) => {
  const quick = {resultTypes: ['violations'], ancestry: false, elementRef: false, preload: false};
  const found = await axe.run(context, {...quick, ...more});
  return found.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`);
};
const all = {rules: {'target-size': {enabled: true}}};  // of WCAG 2.2, which axe leaves out unless asked
const butContrast = {rules: {...all.rules, 'color-contrast': {enabled: false}}};
const visible = () => [...document.body.querySelectorAll('*')].filter(e => e.checkVisibility({visibilityProperty: true}));
"""
VIOLATIONS = f"() => {{ {RUN} return run(document, all); }}"
VIOLATIONS_BUT_CONTRAST = (
    f"() => {{ {RUN} window.known = new Set(visible()); return run(document, butContrast); }}"
)
# In another width other things may be seen; where it is the same ones, only what depends on room is judged again.
VIOLATIONS_IN_ANOTHER_WIDTH = f"""() => {{ {RUN}
  const room = {{runOnly: {{type: 'rule', values: ['target-size', 'scrollable-region-focusable']}}}};
  return run(document, window.known && visible().every(e => window.known.has(e)) ? room : butContrast);
}}"""
# Colours come from style sheets, by names, classes and few attributes from the root down to the text.
KINDS_OF_TEXT = """() => {
  const telling = /^(class|type|role|href|disabled|readonly|open|hidden|style|aria-(current|selected|pressed|disabled))$/;
  const own = a => a.name === 'href' ? '[href]' : `[${a.name}=${a.value}]`;
  const way = e => e ? way(e.parentElement) + '>' + e.localName
    + [...e.attributes].filter(a => telling.test(a.name)).map(own).join('') : '';
  window.kinds = new Map();
  for (const e of document.body.querySelectorAll('*'))
    if (e.matches('input, select, textarea') || [...e.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
      window.kinds.set(way(e), window.kinds.get(way(e)) || []).get(way(e)).push(e);
  return [...window.kinds.keys()];
}"""
LOW_CONTRAST = f"""ways => {{ {RUN}
  const include = ways.flatMap(way => window.kinds.get(way));
  return run({{include}}, {{runOnly: {{type: 'rule', values: ['color-contrast']}}}});
}}"""
FIGURES_FOLLOW_MS = 250  # Plotly waits a tenth of a second before it follows a new width
# What axe judges, without what differs from row to row: names of elements and attributes, with numbers as N;
# equal neighbours and the insides of drawings count once; of words only whether there are any.
SHAPE_OF = """document => {
  const N = text => text.replace(/\\d+/g, 'N');
  const attribute = a => /^(href|src|value|content|d|style|title|placeholder)$|^data-/.test(a.name)
    ? a.name + (a.value ? '+' : '') : a.name + '=' + N(a.value);
  const shape = (e, skip) => {
    if (e === skip) return '';
    const drawing = e.matches('svg, .figure-plot, script, style');
    const parts = drawing ? [] : [...e.children].map(c => shape(c, skip)).filter((s, i, all) => s !== all[i - 1]);
    const words = [...e.childNodes].some(c => c.nodeType === 3 && c.data.trim());
    return `<${e.localName} ${[...e.attributes].map(attribute).join(' ')}${words ? '~' : ''}>${parts.join('')}</>`;
  };
  const main = document.querySelector('main');
  return [shape(document.documentElement, main), main ? shape(main, null) : ''];
}"""
SHAPE = f"() => ({SHAPE_OF})(document)"
# A page as the server gives it, without running it: status, shape and where its links lead; no page, no shape.
SERVED = f"""async path => {{
  const answer = await fetch(path);
  if (!(answer.headers.get('Content-Type') || '').startsWith('text/html')) return [answer.status, null, []];
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const links = [...page.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), answer.url).href);
  return [answer.status, ({SHAPE_OF})(page), links];
}}"""


@pytest.fixture(scope="module")
def portal(
    browser: Any, demo_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[portals.Portal]:
    """The portal with demo content as it was loaded, started once per test module."""
    with portals.started(tmp_path_factory.mktemp("portal"), demo_database) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, headless."""
    if portals.chromium() is None:
        pytest.skip("chromium is missing (Debian package: chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        instance = driver.chromium.launch(
            executable_path=portals.chromium(), args=list(portals.BROWSER_FLAGS)
        )
        yield instance
        instance.close()


class Watched:
    """A page that keeps what the console said and which foreign addresses were asked for."""

    def __init__(self, page: Any, portal: portals.Portal) -> None:
        self.page, self.portal = page, portal
        self.console: list[str] = []
        self.foreign: list[str] = []
        self.under_way = 0
        page.on("console", lambda message: self._said(message))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))
        page.on("requestfinished", lambda _request: self._answered())
        page.on("requestfailed", lambda _request: self._answered())

    def _said(self, message: Any) -> None:
        # „verbose“ hints of the browser (type debug) are advice, not faults
        if message.type in ("error", "warning"):
            self.console.append(message.text)

    def _answered(self) -> None:
        self.under_way -= 1

    def _asked(self, url: str) -> None:
        self.under_way += 1
        if not url.startswith((self.portal.url, "data:", "blob:")):
            self.foreign.append(url)

    def open(self, path: str) -> Any:
        """Go to a path of the portal."""
        return self.page.goto(self.portal.url + path)

    def settle(self) -> None:
        """Wait until nothing is under way and every figure is drawn.

        Playwright's „networkidle“ would wait half a second on every page, its waiting function needs
        what the page's own rules forbid.
        """
        for _attempt in range(400):
            if self.page.evaluate(SETTLED) and self.under_way <= 0:
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"{self.page.url} does not come to rest")

    def resize(self, width: int) -> None:
        """Give the window another width and let the figures follow."""
        self.page.set_viewport_size(SIZES[width])
        if self.page.evaluate(HAS_FIGURES):
            self.page.wait_for_timeout(FIGURES_FOLLOW_MS)
        self.settle()

    def shape(self) -> tuple[str, str]:
        """The page for axe's purposes: the frame around the content, and the content."""
        around, content = self.page.evaluate(SHAPE)
        return around, content

    def served(self, path: str) -> tuple[int, tuple[str, str] | None, list[str]]:
        """Status, shape and links of a page as the server gives it; the shape is None where it is no page."""
        status, shape, links = self.page.evaluate(SERVED, path)
        return status, shape and tuple(shape), links

    def login(self, address: str) -> None:
        """Log in through the form."""
        self.open("/konto/login/")
        email, password = self.portal.logins[address]
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(self.portal.url + "/")

    def violations(self) -> list[str]:
        """What axe finds on the page as it is now: its rule and the first element."""
        return self._axe(VIOLATIONS)

    def violations_but_contrast(self, *, first: bool) -> list[str]:
        """The same without the dearest of its rules; first: no other width of this page was judged before."""
        return self._axe(VIOLATIONS_BUT_CONTRAST if first else VIOLATIONS_IN_ANOTHER_WIDTH)

    def kinds_of_text(self) -> list[str]:
        """The ways of names and classes down to texts; all texts of a kind have the same colours.

        No width has colours of its own (dkbm/tests/test_styles.py), so one width is enough.
        """
        return list(self.page.evaluate(KINDS_OF_TEXT))

    def low_contrast(self, kinds: list[str]) -> list[str]:
        """What axe says of the contrast of these kinds of text, which `kinds_of_text` has named."""
        return self._axe(LOW_CONTRAST, kinds) if kinds else []

    def _axe(self, script: str, argument: Any = None) -> list[str]:
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.page.evaluate("'axe' in window"):  # both widths are looked at in one load
            self.page.evaluate(AXE_SCRIPT)
        return list(self.page.evaluate(script, argument))

    def overflows(self) -> bool:
        """Whether the page scrolls sideways."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        )

    def assert_clean(self) -> None:
        """Nothing in the console, no foreign request."""
        assert self.console == []
        assert self.foreign == []


@pytest.fixture
def look(browser: Any, portal: portals.Portal) -> Iterator[Callable[..., Watched]]:
    """`look(width, login)` gives a watched page of its own session."""
    contexts = []

    def make(width: int = 1280, login: str = "") -> Watched:
        context = browser.new_context(
            viewport=SIZES[width],
            locale="de-DE",
            reduced_motion="reduce",
            storage_state=portal.sessions.get(login),
        )
        contexts.append(context)
        watched = Watched(context.new_page(), portal)
        if login and login not in portal.sessions:
            watched.login(login)
            portal.sessions[login] = context.storage_state()
        elif login:
            watched.open("/")
        return watched

    yield make
    for context in contexts:
        context.close()
