"""A chart under a strict policy in a real browser: no inline styles, nothing foreign, empty console."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders as staticfiles
from django.template import engines

from dkbm.ui import plotly_theme
from dkbm.ui.figures import Figure, plain

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE = """{% load static dkbm_ui %}<!doctype html><html lang="de"><head><meta charset="utf-8"><title>T</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{% static 'css/dkbm.css' %}">{% plotly_styles %}</head>
<body><main><h1>T</h1>{% figure fig %}</main>{% plotly_assets %}</body></html>"""
HOSTILE = "<img src=x onerror=alert(1)> & <b>Emden</b>"


def sample() -> Figure:
    layout, narrow = plotly_theme.base_layout(end_labels=True), plotly_theme.base_layout(narrow=True)
    layout["annotations"].append(plotly_theme.end_label(3, 5, plain(HOSTILE), "own"))
    narrow["xaxis"]["dtick"] = 2
    trace = {
        "type": "scatter",
        "x": [1, 2, 3],
        "y": [1, 4, 5],
        "line": plotly_theme.line("own"),
        "name": plain(HOSTILE),
    }
    columns, rows = (
        [("x", "Jahr", "text"), ("y", "Wert", "number")],
        [{"x": str(x), "y": x} for x in (1, 2, 3)],
    )
    return Figure(
        id="bild", title="Bild", data=[trace], layout=layout, narrow_layout=narrow, columns=columns, rows=rows
    )


class Handler(http.server.BaseHTTPRequestHandler):
    """One page and the static files, all under the policy."""

    page = b""

    def do_GET(self) -> None:  # noqa: N802 - the name the library asks for
        found = (
            staticfiles.find(self.path.removeprefix("/static/")) if self.path.startswith("/static/") else None
        )
        body = Path(found).read_bytes() if found else self.page
        kind = {".js": "text/javascript", ".css": "text/css"}.get(
            Path(self.path).suffix, "text/html; charset=utf-8"
        )
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    page = engines["django"].from_string(PAGE).render({"fig": sample()}).encode()
    handler = type("PageHandler", (Handler,), {"page": page})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_chart_draws_in_a_strict_browser_and_the_console_stays_empty(browser: Any, address: str) -> None:
    from playwright.sync_api import expect  # the fixture says when it is missing

    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_selector("#bild svg.main-svg")
    page.locator("#bild").hover()
    with page.expect_download() as download:
        page.locator("[data-figure-png]").click()
    name = download.value.suggested_filename
    shown = page.locator("#bild svg .annotation text").all_text_contents()
    wide = page.locator("#bild .xtick").count()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.locator("#bild .xtick")).not_to_have_count(wide)
    styles = page.evaluate("document.querySelectorAll('style, .figure-plot img, .modebar-btn').length")
    page.close()
    assert said == []
    assert name == "bild.png"
    assert shown == [HOSTILE]
    assert styles == 0
    assert all(url.startswith((address, "data:", "blob:")) for url in asked), asked
