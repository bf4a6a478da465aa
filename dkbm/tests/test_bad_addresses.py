"""Whatever stands in an address: a clear answer, never a fault of ours. On both databases, over all lists and secrets."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from dkbm.tests.matrix import PEOPLE
from dkbm.tests.test_access_matrix import _browser, shared_world, world  # noqa: F401
from dkbm.tests.test_list_pages import LISTS, address
from dkbm.ui.filters import NAMES

pytestmark = pytest.mark.django_db
# texts that people, browsers and those who try things out put into addresses
BAD = {
    "nothing a database can hold": "a%00b",
    "half a letter": "%ED%A0%80",
    "long": "x" * 5000,
    "a number too large": "9" * 40,
    "no digit of ours": "²",
    "a picture": "%F0%9F%A6%86",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "a way out": "..%2F..%2Fetc%2Fpasswd",
    "no number": "NaN",
}


@pytest.mark.parametrize("name", LISTS)
def test_no_text_in_an_address_is_a_fault_of_ours(world, name):  # noqa: F811
    where = address(name, "hier")
    found = (_browser(world, person) for person in reversed(PEOPLE))
    browser = next(browser for browser in found if browser.get(where).status_code == 200)
    for what, text in BAD.items():
        others = "&".join(f"{word}={text}" for word in NAMES if word != "kommune")
        for query in (
            others,
            f"kommune={text}",
            f"seite={text}&als=csv",
            f"suche={text}&suche={text}&suche[]=1",
        ):
            answer = browser.get(f"{where}?{query}")
            assert answer.status_code in (200, 301, 302, 400, 404), (what, query[:80], answer.status_code)
            assert answer.status_code == 400 or "%00" not in query, what
            if answer["Content-Type"].startswith("text/html"):
                assert "<script>alert" not in answer.content.decode()


SECRET = (
    "/lesen/{}/",
    "/lesen/{}/pdf/",
    "/umfragen/antworten/{}/",
    "/einladung/{}/",
    "/benachrichtigungen/abbestellen/{}/",
    "/gremien/kalender/{}.ics",
)


@pytest.mark.parametrize("where", SECRET)
def test_no_text_in_place_of_a_secret_is_a_fault_of_ours(world, where):  # noqa: F811
    for what, text in BAD.items():
        for browser in (Client(), _browser(world, "coordinator")):
            status = browser.get(where.format(text)).status_code
            assert status in (400, 404), (what, status)


def test_no_text_in_a_preview_is_a_fault_of_ours(world):  # noqa: F811
    browser = _browser(world, "coordinator")
    for what, text in BAD.items():
        words = {
            "kommune": unquote(text),
            "augen": unquote(text),
            "next": unquote(text),
            "als": unquote(text),
        }
        if what == "half a letter":
            continue  # a form cannot send it
        for answer in (browser.post("/vorschau/", words), browser.get("/vorschau/", words)):
            assert answer.status_code in (200, 302, 400, 404), (what, answer.status_code)
