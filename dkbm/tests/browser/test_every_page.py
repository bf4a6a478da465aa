"""Every page that links lead to, for every role and at both widths: axe 0, nothing sideways, console empty.

A page is asked for by everybody, opened once in each shape in which the server gives it, and looked at in both
widths. axe judges each shape once, and the contrast of each kind of text once: the same elements around the same
content, seen by another person, would only give the same answer. What one worker of a run has opened or judged the
other leaves out.
"""

import fcntl
import os
import re
from hashlib import sha256
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
MISSING = "/gibt-es-nicht/"
# Who looks, and where the person begins.
LOGINS = {
    "": (
        "/kommunen/",
        "/kommunen/cloppenburg/",
        "/konto/login/",
        "/monitoring/kommune/osterholz/",
        "/gremien/?kommune=cloppenburg",
        "/projekte/?kommune=emden",
        "/hilfe/rechte/",
        "/hilfe/rueckmeldung/",
        "/impressum/",
        "/datenschutz/",
        "/barrierefreiheit/",
        MISSING,
    ),
    "bildungsmanagement.cloppenburg@example.org": ("/",),
    "bildungsmanagement.emden@example.org": (
        "/projekte/?art=verstetigung",  # the first project seen is then one with a process
        "/",
        "/kommunen/emden/freigabe/",
        "/konto/email/",
        "/konto/2fa/",
        "/konto/sessions/",
        "/konto/password/change/",
    ),
    "monitoring.emden@example.org": ("/",),
    "verwaltung.cloppenburg@example.org": ("/",),
    "transfer@example.org": ("/",),
}
NOT_PAGES = re.compile(r"^/(admin|static|konto/logout|oparl)|\.(csv|xlsx|pdf|json|svg)$|/pdf/$")
MOST = 300
WIDEST = 1280
WIDTHS = {WIDEST: 360, 360: WIDEST}  # a page stays in the width in which the one before was left
# Pages that must be among those found: a crawl that finds nothing proves nothing.
EXPECTED = {
    "bildungsmanagement.cloppenburg@example.org": {
        "/gremien/N/",
        "/gremien/N/bearbeiten/",
        "/gremien/sitzungen/",
        "/gremien/sitzungen/N/",
        "/gremien/sitzungen/N/nachbereiten/",
        "/gremien/sitzungen/einlesen/",
        "/gremien/beschluesse/N/",
        "/gremien/auftraege/",
        "/gremien/auftraege/N/",
        "/gremien/vereinbarungen/",
        "/gremien/veranstaltungen/",
        "/gremien/akteure/",
        "/gremien/mehrwert/",
        "/gremien/personen/N/",
        "/gremien/quartals-check/",
        "/gremien/stammdaten/",
        "/gremien/wahlperiode/",
        "/ziele/",
        "/ziele/N/",
        "/ziele/stand/",
        "/ziele/roter-faden/",
        "/ziele/steuerungskreislauf/",
        "/ziele/bedarfe/",
        "/aufgaben/",
        "/gremien/sitze/N/",
        "/gremien/stellen/N/",
        "/gremien/stellen/N/bearbeiten/",
        "/gremien/kontakte/",
        "/kommunen/cloppenburg/freigabe/",
        "/projekte/N/",
        "/monitoring/herkunft/P/",
    },
    "bildungsmanagement.emden@example.org": {
        "/projekte/N/bearbeiten/",
        "/projekte/links/",
        "/projekte/N/mehrwert/neu/",
        "/projekte/verstetigung/N/",
        "/projekte/N/prozesse/neu/",
        "/projekte/N/wirkung/neu/",
        "/projekte/N/schulen/neu/",
        "/ressourcen/abhaengigkeiten/",
        "/ressourcen/abhaengigkeiten/N/bearbeiten/",
        "/ressourcen/schnittstellen/neu/",
        "/ressourcen/uebergaben/",
        "/ressourcen/uebergaben/stelle/N/",
        "/ressourcen/uebergaben/stelle/N/erste-30-tage/",
        "/ressourcen/uebergaben/stelle/N/fragen/",
        "/ressourcen/schnellstart/",
        "/ressourcen/stellen/",
        "/ressourcen/haushalt/",
        "/ressourcen/foerderungen/",
        "/ressourcen/fonds/",
        "/ressourcen/einlesen/",
        "/ressourcen/foerderungen/N/rueckwaertsplan/",
        "/ressourcen/staende/",
        "/ressourcen/szenarien/N/",
        "/ressourcen/szenarien/neu/",
        "/projekte/meilensteine/N/",
        "/projekte/N/meilensteine/neu/",
        "/monitoring/kommune/emden/",
        "/monitoring/kommune/K/C/",
        "/monitoring/kommune/K/C/zielwert/",
        "/monitoring/verstetigung/emden/",
        "/monitoring/verstetigung/emden/C/",
        "/monitoring/verstetigung/emden/C/schwellen/",
        "/monitoring/verstetigung/emden/verlauf/",
        "/umfragen/",
        "/monitoring/herkunft/P/",
        "/kommunen/emden/lage/",
        "/kommunen/emden/lage/leselinks/",
        "/kommunen/emden/lage/versand/",
        "/berichte/faktenblaetter/N/",
        "/berichte/faktenblaetter/neu/",
    },
    "monitoring.emden@example.org": {
        "/monitoring/importe/",
        "/monitoring/erfassung/",
        "/monitoring/erfassung/neu/",
        "/monitoring/erfassung/N/",
        "/monitoring/erfassung/N/N/",
        "/monitoring/erfassung/N/aenderungen/",
        "/monitoring/erfassung/N/druck/N/",
        "/monitoring/qualitaet/",
    },
    "verwaltung.cloppenburg@example.org": {"/kommunen/cloppenburg/einladen/"},
    "transfer@example.org": {"/monitoring/vergleich/"},
}


def pattern(path, own):
    """The address with its numbers as N, indicators as C, other municipalities than the own one as K.

    One page of a kind stands for all.
    """
    path = re.sub(r"/\d+(?=/)", "/N", path)
    path = re.sub(r"^(/monitoring/herkunft)/.+/$", r"\1/P/", path)
    path = re.sub(r"^(/monitoring/kommune)/[^/]+/[A-Z]\d+[a-z]?(?=/)", r"\1/K/C", path)
    path = re.sub(r"/(?:[A-Z]\d+[a-z]?|N-[A-Z]{1,2}\d?)(?=/)", "/C", path)
    return re.sub(rf"^(/kommunen|/monitoring/kommune)/(?!{own or '-'}/)[a-z]+(?=/)", r"\1/K", path)


def pages_among(links, portal):
    """Paths of the portal's own pages."""
    paths = [urlsplit(href).path for href in links if href.startswith(portal.url)]
    return [path for path in paths if not NOT_PAGES.search(path)]


class Seen:
    """What somebody in this run has looked at already: a file that both workers share."""

    def __init__(self, file):
        self.file = file

    def has_not(self, *things):
        """Those of the things that are new; from now on they are seen."""
        named = {sha256(repr(thing).encode()).hexdigest(): thing for thing in things}
        with self.file.open("a+") as shared:
            fcntl.flock(shared, fcntl.LOCK_EX)
            shared.seek(0)
            new = named.keys() - set(shared.read().split())
            shared.write("".join(f"{name}\n" for name in new))
        return {named[name] for name in new}


def faults(watched, path, seen):
    """What is wrong with the page in both widths."""
    found = []
    now = watched.page.viewport_size["width"]
    for width in (now, WIDTHS[now]):
        if width != now:
            watched.resize(width)
        if watched.overflows():
            found.append(f"{path}: scrolls sideways at {width}")
        if seen.has_not(*((width, shape) for shape in watched.shape())):
            lines = watched.violations_but_contrast(first=width == now)
            found += [f"{path} at {width}: {line}" for line in lines]
        if width == WIDEST:
            kinds = seen.has_not(*watched.kinds_of_text())
            found += [f"{path}: {line}" for line in watched.low_contrast(sorted(kinds))]
    expected = "404" if path == MISSING else None
    found += [
        f"{path}: console {line[:150]}" for line in watched.console if not expected or expected not in line
    ]
    found += [f"{path}: foreign {url}" for url in watched.foreign]
    watched.console.clear()
    watched.foreign.clear()
    return found


@pytest.fixture(scope="module", autouse=True)
def own_sheet(portal):
    """Own statistics with some numbers: pages that the demo content leaves empty."""
    portal.manage("shell", "-c", "from dkbm.tests.browser.test_every_page import make_own_sheet as m; m()")


def make_own_sheet():
    """Runs inside the portal that is looked at."""
    from dkbm.access.scope import system_scope
    from dkbm.models import Municipality, User
    from monitoring.tests.own import enter, make_sheet

    with system_scope("test"):
        monitor = User.objects.get(email="monitoring.emden@example.org")
        sheet = make_sheet(Municipality.objects.get(slug="emden"), monitor)
        enter(sheet, monitor, l2_2023="12", l3_2023="7")


@pytest.fixture(scope="session")
def seen(tmp_path_factory):
    """Pages that were opened in this run, and shapes that axe has judged."""
    own = tmp_path_factory.getbasetemp()
    return Seen((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "pages-seen")


def walk(look, login, seen):
    """Follow every link from where the login begins; what is wrong is one list at the end."""
    watched = look(1280, login)
    watched.open("/")
    waiting, met, wrong = [(path, "the start") for path in LOGINS[login]], set(), []
    own = login.partition("@")[0].rpartition(".")[2]
    while waiting:
        path, source = waiting.pop(0)
        kind = pattern(path, own)
        if kind in met:
            continue
        met.add(kind)
        assert len(met) <= MOST, f"more than {MOST} pages: is one of a kind not recognised? {sorted(met)}"
        status, shape, links = watched.served(path)
        watched.console.clear()  # the browser also writes down that a page asked for is missing
        if status != (404 if path == MISSING else 200):
            wrong.append(f"{path}, linked on {source}, answers {status}")
            continue
        if shape is None:
            continue
        waiting += [(found, path) for found in pages_among(links, watched.portal)]
        around, content = shape
        if seen.has_not(around, (kind.replace(f"/{own}/", "/own/"), content)):
            watched.open(path)
            watched.settle()
            wrong += faults(watched, path, seen)
    assert wrong == []
    assert EXPECTED.get(login, set()) <= met


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("login", [login for login in LOGINS if "emden" in login or not login])
def test_every_page_of_emden_is_accessible_quiet_and_fits(look, login, seen):
    walk(look, login, seen)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("login", [login for login in LOGINS if login and "emden" not in login])
def test_every_other_page_is_accessible_quiet_and_fits(look, login, seen):
    walk(look, login, seen)


def test_the_walk_would_see_pale_text_and_what_can_be_seen_only_when_narrow(look):
    watched = look(1280)
    watched.open("/hilfe/rechte/")
    before = set(watched.kinds_of_text())
    assert watched.low_contrast(sorted(before)) == []
    watched.page.evaluate("document.querySelector('main h1').style.color = '#e5e5e5'")
    (pale,) = set(watched.kinds_of_text()) - before
    assert [line.split(":")[0] for line in watched.low_contrast([pale])] == ["color-contrast"]
    watched.page.evaluate("""() => {
      const button = document.querySelector('main').appendChild(document.createElement('button'));
      button.style.display = 'none';
      window.narrow = button;
    }""")
    assert watched.violations_but_contrast(first=True) == []
    watched.page.evaluate("narrow.style.display = ''")
    assert [line.split(":")[0] for line in watched.violations_but_contrast(first=False)] == ["button-name"]
