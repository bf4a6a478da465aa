"""Every page that lists something: it goes along as PDF, XLSX and CSV, its address has the words of all others, and
what it does not understand of its address it says. All found by walking the URL conf."""

from __future__ import annotations

import csv
import io
import re
import shutil
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connections
from django.db.utils import load_backend
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import Membership, Municipality, User
from dkbm.tests.factories import UserFactory
from dkbm.tests.matrix import MATRIX, PACKAGES
from dkbm.ui import pdf
from dkbm.ui.filters import FORMER, NAMES
from dkbm.ui.sheets import FORMS, TakeAway

pytestmark = pytest.mark.anydb
HERE = "emden"
INDICATOR = "D15"
# Pages without a record in their address that list nothing to take along, and why.
DEEDS = "a form or a step of a deed, not a list"
DOCUMENT = "a page of words, with a paper or an export of its own where one is of use"
FILE = "a file itself"
ACCOUNT = "about the reader's own account"
DESK = "the desk where files are handed in; what was read in is listed under Quellen and Datenqualität"
NOT_LISTS = {
    **dict.fromkeys(
        (
            "dkbm:sharing", "dkbm:invite", "dkbm:settings", "dkbm:switch", "dkbm:vorschau", "dkbm:rueckmeldung",
            "governance:quarter", "governance:meeting_import", "governance:electoral_term",
            "governance:master_data", "governance:begin", "governance:doubles", "governance:person_add",
            "governance:resolution_add", "governance:assignment_add", "goals:add", "goals:need_add",
            "registers:agreement_add", "registers:event_add", "registers:actor_add", "registers:benefit_add",
            "publications:add", "transfer:add", "transfer:import", "learning:consent", "projects:create",
            "resources:quickstart", "resources:import", "resources:knowledge-create",
            "resources:interface-create", "resources:post-create", "resources:line-create",
            "resources:grant-create", "resources:fund-create", "scenarios:draft", "reports:add",
            "monitoring:indicator-create", "monitoring:definition-change", "monitoring:keep-peers", "monitoring:view-create",
            "monitoring:event-create", "monitoring:publication-create", "monitoring:raw-holding",
            "monitoring:target", "monitoring:keep-readings", "monitoring:thresholds",
            "monitoring:entry-create", "factsheets:create", "situation:links", "situation:mailing",
            "situation:approve", "surveys:create", "surveys:own-create",
        ),
        DEEDS,
    ),
    **dict.fromkeys(
        (
            "dkbm:start", "dkbm:municipality", "dkbm:verzeichnis", "dkbm:hilfe", "dkbm:glossar", "dkbm:rechte",
            "dkbm:impressum", "dkbm:datenschutz", "dkbm:barrierefreiheit", "board:talk", "scenarios:compare",
            "scenarios:paper", "situation:page", "monitoring:home", "monitoring:own-figures", "monitoring:definition",
        ),
        DOCUMENT,
    ),
    **dict.fromkeys(
        (
            "governance:master_data_file", "transfer:export", "board:file", "resources:quickstart-file",
            "situation:pdf", "monitoring:dashboard-json", "monitoring:pdf", "monitoring:csv",
            "monitoring:comparison-xlsx",
        ),
        FILE,
    ),
    **dict.fromkeys(("oparl:system", "oparl:bodies", "oparl:body"), "data for programs"),
    **dict.fromkeys(("livez", "readyz"), "answers to programs"),
    **dict.fromkeys(("dkbm:subscriptions", "governance:feed_page"), ACCOUNT),
    **dict.fromkeys(("monitoring:imports", "monitoring:entry"), DESK),
}  # fmt: skip
RECORDS = re.compile(
    r"<(?!slug:slug|slug:code|str:code)"
)  # a record, a file or a secret stands in the address
# what must be chosen before there is a row, and what is empty in the demo
CHOICES = {
    "/transfer/kommunen/vergleich/": {"links": "emden", "rechts": "cloppenburg"},
    "/gremien/sitzungen/": {"zeit": "vergangen"},
}
EMPTY = {"goals:needs", "governance:assignments", "governance:people", "resources:funds", "resources:plans"}
TAGS = re.compile(r"<(form|input|select|textarea|button|a)\b([^>]*)>|</form>")


def routes(resolver=None, prefix="", path=""):
    """Every route of ours: (name, path, view class)."""
    for entry in (resolver or get_resolver()).url_patterns:
        whole = f"{path}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, whole)
        elif isinstance(entry, URLPattern) and not f"{prefix}{entry.name}".startswith(tuple(PACKAGES)):
            yield f"{prefix}{entry.name}", whole, getattr(entry.callback, "view_class", None)


def is_list(name, view):
    return view is not None and issubclass(view, TakeAway) and name not in NOT_LISTS


LISTS = sorted({name for name, _path, view in routes() if is_list(name, view)})


def address(name, slug=HERE):
    """The address of a list, about one municipality where it is about one."""
    path = next(path for route, path, _view in routes() if route == name)
    given = {"slug": slug, "code": "N-P1" if name == "monitoring:why" else INDICATOR}
    return reverse(name, kwargs={key: given[key] for key in re.findall(r"<\w+:(\w+)>", path)})


def asked(where, **more):
    """The address of a list with what it needs to show rows of the demo, and more."""
    query = {**CHOICES.get(where, {}), **more}
    return f"{where}?{urlencode(query)}" if query else where


def test_every_page_without_a_record_gives_files_or_a_reason():
    pages = {
        name
        for name, path, view in routes()
        if not RECORDS.search(path) and not is_list(name, view) and name in MATRIX
    }
    assert pages == set(NOT_LISTS), "a new page is a list (TakeAway) or stands in NOT_LISTS with its reason"
    assert len(LISTS) > 40


def test_each_word_of_addresses_has_one_meaning_and_no_former_one_is_in_use():
    assert not NAMES.keys() & FORMER.keys()
    assert set(FORMER.values()) <= NAMES.keys()


@pytest.fixture(scope="module")
def people(demo_database, tmp_path_factory, django_db_blocker):
    """A portal with the demo content in this process, and who looks: by name, the first asked first."""
    copied = shutil.copyfile(demo_database, tmp_path_factory.mktemp("lists") / "demo.sqlite3")
    before = connections["default"]
    settings = {
        **before.settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(copied),
        "OPTIONS": {},
    }
    with django_db_blocker.unblock():
        connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
        try:
            names = {"coordinator": "bildungsmanagement", "monitor": "monitoring"}
            found = {who: User.objects.get(email=f"{name}.{HERE}@example.org") for who, name in names.items()}
            yield {**found, "transfer": User.objects.get(email="transfer@example.org"), "public": None}
        finally:
            connections["default"].close()
            connections["default"] = before


def browser_of(person):
    browser = Client()
    if person is not None:
        browser.force_login(person)
    return browser


def reader_of(people, where):
    """The client of the first person who may open the address."""
    found = (browser_of(person) for person in people.values())
    return next(browser for browser in found if browser.get(where).status_code == 200)


def rows_of(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_goes_along_in_every_form(people, name, monkeypatch):
    monkeypatch.setattr(pdf, "_writer", lambda: None)  # the page that is printed, before it is a PDF
    where = address(name)
    browser = reader_of(people, where)
    page = unescape(browser.get(asked(where)).content.decode())
    offered = {form for form in FORMS if f"als={form}" in page}
    if not offered:
        assert name in EMPTY
        return
    assert offered >= {"pdf"}
    head, *rows = rows_of(browser.get(asked(where, als="csv")))
    book = load_workbook(io.BytesIO(browser.get(asked(where, als="xlsx")).content))
    assert book.worksheets[0].max_row == len(rows) + 1
    assert book.worksheets[0].max_column == len(head)
    said = {line[0]: line[1] for line in book["Angaben"].iter_rows(values_only=True)}
    assert said["Stand"].endswith(" Uhr")
    assert urlsplit(said["Adresse"]).path == where
    paper = unescape(browser.get(asked(where, als="pdf")).content.decode())
    assert said["Adresse"] in paper
    assert rows, f"{where} offers a list without rows"
    assert paper.count('<th scope="row">') == min(len(rows), 500)


@pytest.mark.parametrize("name", LISTS)
def test_a_copied_link_shows_the_same_in_a_fresh_session(people, name):
    where = address(name)
    browser = reader_of(people, where)
    book = (
        load_workbook(io.BytesIO(browser.get(asked(where, als="xlsx")).content))
        if _has_file(browser, where)
        else None
    )
    if book is None:
        return
    said = {line[0]: line[1] for line in book["Angaben"].iter_rows(values_only=True)}
    copied = urlsplit(said["Adresse"])
    person = next(who for who in people.values() if browser_of(who).get(where).status_code == 200)
    fresh = browser_of(person)
    again = f"{copied.path}?{copied.query}{'&' if copied.query else ''}als=csv"
    assert rows_of(fresh.get(again)) == rows_of(browser.get(asked(where, als="csv")))


def _has_file(browser, where):
    return browser.get(asked(where, als="xlsx"))["Content-Type"].startswith("application/vnd")


def names_in(page, where):
    """Names that forms and links of the page's own part put into its address."""
    main = page[page.index("<main") : page.index("</main>")]
    found, in_form = set(), False
    for match in TAGS.finditer(main):
        kind, rest = match.group(1), match.group(2) or ""
        if kind == "form":
            elsewhere = (re.search(r'action="([^"]*)"', rest) or [None, where])[1]
            in_form = 'method="get"' in rest and elsewhere == where
        elif kind is None:
            in_form = False
        elif kind == "a":
            link = unescape((re.search(r'href="([^"]*)"', rest) or [None, ""])[1])
            if link.startswith("?"):
                found |= {name for name, _value in parse_qsl(link[1:], keep_blank_values=True)}
        elif in_form and (name := re.search(r'\bname="([^"]+)"', rest)):
            found.add(name[1])
    return found


@pytest.mark.parametrize("name", LISTS)
def test_addresses_have_the_same_words_everywhere_and_nothing_is_ignored_silently(people, name):
    where = address(name)
    browser = reader_of(people, where)
    page = browser.get(where).content.decode()
    used = names_in(page, where)
    assert used <= NAMES.keys(), used - NAMES.keys()
    told = unescape(browser.get(f"{where}?gibtesnicht=1").content.decode())
    assert "nicht beachtet: „gibtesnicht“" in told
    assert "nicht beachtet" not in unescape(page)
    for word in used - {"seite"}:  # every word that the page uses it understands
        heeded = unescape(browser.get(f"{where}?{word}=").content.decode())
        assert "nicht beachtet" not in heeded, word


WRONG = {
    "/gremien/beschluesse/?art=quatsch": "art=quatsch",
    "/gremien/beschluesse/?ebene=99": "ebene=99",
    "/gremien/?stichtag=morgen": "stichtag=morgen",
    "/gremien/sitzungen/?zeit=irgendwann": "zeit=irgendwann",
    "/monitoring/indikatoren/?thema=Z&daten=ohne": "thema=Z",
    "/projekte/?status=quatsch": "status=quatsch",
    "/ressourcen/haushalt/?jahr=1848": "jahr=1848",
    "/ressourcen/haushalt/?jahr=neulich": "jahr=neulich",
    f"/gremien/auftraege/?suche={'x' * 101}": f"suche={'x' * 34}…",
    "/kommunen/?als=exe": "als",
    "/monitoring/quellen/?kommune=emden": "kommune",
}


@pytest.mark.parametrize("where", WRONG)
def test_a_choice_that_does_not_exist_is_told(people, where):
    page = unescape(browser_of(people["coordinator"]).get(where).content.decode())
    assert f"nicht beachtet: „{WRONG[where]}“." in page


FORMER_ADDRESSES = {
    "/gremien/?q=Schule&kommune=emden": "/gremien/?suche=Schule&kommune=emden",
    "/gremien/beschluesse/?q=Bildung&ebene=1": "/gremien/beschluesse/?suche=Bildung&ebene=1",
    "/projekte/?kommune=emden&stand=laufend": "/projekte/?kommune=emden&status=laufend",
    "/transfer/kommunen/vergleich/?a=emden&b=cloppenburg": "/transfer/kommunen/vergleich/?links=emden&rechts=cloppenburg",
    "/monitoring/vergleich/?gebiet=03402&ansicht=tabelle": "/monitoring/vergleich/?kommune=emden&ansicht=tabelle",
}


@pytest.mark.parametrize("where", FORMER_ADDRESSES)
def test_links_with_the_words_of_former_days_lead_to_the_same_rows(people, where):
    answer = browser_of(people["transfer"]).get(where)
    assert (answer.status_code, answer["Location"]) == (301, FORMER_ADDRESSES[where])


def test_an_address_narrows_to_ones_own_municipality_and_never_opens_another(people):
    with system_scope("test"):
        both = UserFactory()
        for slug in (HERE, "cloppenburg"):
            home = Municipality.objects.get(slug=slug)
            Membership.objects.create(user=both, municipality=home, role=Role.COORDINATION)
    browser = browser_of(both)
    for slug, title in ((HERE, "Emden"), ("cloppenburg", "Cloppenburg")):
        page = browser.get(f"/gremien/personen/?kommune={slug}").content.decode()
        assert title in page[page.index("<h1") : page.index("</h1")]
    # about another one than the address names nothing is shown
    for where in ("/gremien/personen/", "/aufgaben/", "/monitoring/qualitaet/", "/projekte/links/"):
        assert browser_of(people["coordinator"]).get(f"{where}?kommune=cloppenburg").status_code == 404, where
