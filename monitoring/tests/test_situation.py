"""„Lage auf einen Blick“: what one page says of T1, who may see it, and reading links from first to last day."""

import json
import logging
import re
import subprocess
from datetime import date, timedelta

import pytest
from django.test import Client

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import Scope, acting_within, system_scope
from dkbm.logs import JsonFormatter
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from dkbm.ui import pdf
from governance.models import Body, Meeting
from governance.models.vocabulary import BodyKind
from monitoring.models import ReadingLink
from monitoring.situation import situation_of
from monitoring.tests.test_sustainability_pages import words
from monitoring.tests.vector_records import musterkreis_records
from projects.models import Grant, Post
from projects.tests.resources import T

pytestmark = pytest.mark.django_db
SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def t1(emden):
    with system_scope("test"):
        musterkreis_records(emden)
    return emden


def read(municipality, day=T):
    with acting_within(Scope(own=frozenset({municipality.pk}))):
        return situation_of(municipality, day)


def plain(text):
    return text.replace(SPACE, " ")


def address(municipality, rest=""):
    return f"/kommunen/{municipality.slug}/lage/{rest}"


def test_three_sentences_say_what_becomes_of_posts_money_and_what_is_next(t1):
    lage = read(t1)
    assert lage["after"] == "nach dem Förderende, ab 07/2027"
    staff, money, next_one = map(plain, lage["sentences"])
    assert staff == "Von 3,0 VZÄ bleiben ab 07/2027 2,0 VZÄ, wenn nichts entschieden wird."
    assert re.fullmatch(
        r"Das Fördergeld sinkt von [\d ]+ € auf 0 € im Monat; auf das Jahr gerechnet fehlen [\d ]+ €.", money
    )
    assert next_one.startswith("Überfällig seit 30.12.2026: Wie geht es nach „Programm“ weiter?")


def test_euros_and_posts_stand_now_and_after_and_add_up(t1):
    posts, grant, own = read(t1)["rows"]
    assert [plain(posts[k]) for k in ("now", "then", "change")] == ["3,0 VZÄ", "2,0 VZÄ", "−1,0 VZÄ"]
    cents = [int(re.sub(r"\D", "", row[k])) for row in (grant, own) for k in ("now", "then", "change")]
    assert cents[0] - cents[1] == cents[2]
    assert cents[4] - cents[3] == cents[5] == cents[2]  # what falls away is what would have to be found


def test_decisions_come_by_date_with_the_meeting_that_fits_or_what_is_missing(t1):
    early = date(2026, 6, 1)
    (decision, extension) = read(t1, early)["decisions"]
    assert decision["by"] == "30.12.2026"
    assert not decision["late"]
    assert "Es fehlt eine Sitzung" in decision["note"]
    assert extension["what"] == "„Programm“: Verlängerung beantragen."
    with system_scope("test"):
        kinds = (BodyKind.COMMITTEE, BodyKind.MAIN_COMMITTEE, BodyKind.COUNCIL)
        for day, kind in zip(("2026-09-01", "2026-10-15", "2026-11-20"), kinds, strict=True):
            body = Body.objects.create(municipality=t1, name=kind.value, kind=kind, level=1)
            Meeting.objects.create(body=body, day=day)
    with_meetings = read(t1, early)["decisions"][0]["note"]
    assert with_meetings == f"Passende Sitzung: {t1.council_word} am 20.11.2026."


def test_lights_stand_with_coverage_and_no_index_number_is_on_the_page(t1, client_of):
    with clock.frozen(T):
        page = client_of(member(t1, Role.READING)).get(address(t1))
    text = words(page)
    assert "Abdeckung:" in text
    assert re.search(r"Entfristungsquote (Beobachten|Handeln) 66,7 % \(2,0 von 3,0 VZÄ\)", text)
    assert "von 100" not in text
    assert "Verstetigungsgrad" not in text


def test_nothing_entered_is_said_and_invents_nothing(emden):
    lage = read(emden)
    assert lage["rows"] == []
    assert lage["decisions"] == []
    assert lage["sentences"][0] == "Zu Stellen ist noch nichts eingetragen."
    assert lage["light"] == "grau"


def test_the_page_is_for_the_own_people_and_one_a4_page(t1, client_of, client, tmp_path):
    browser = client_of(member(t1, Role.READING))
    assert browser.get(address(t1, "leselinks/")).status_code == 403
    for stranger in (client_of(member(MunicipalityFactory())), client_of(transfer_manager(t1))):
        assert stranger.get(address(t1)).status_code == 404
    if pdf._writer() is None:
        pytest.skip("pango is missing (Debian packages: libpango-1.0-0, libpangoft2-1.0-0)")
    content = browser.get(address(t1, "pdf/")).content
    (tmp_path / "lage.pdf").write_bytes(content)
    try:
        told = subprocess.run(
            ["pdfinfo", tmp_path / "lage.pdf"], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("pdfinfo is missing (Debian package: poppler-utils)")
    assert re.search(r"Pages:\s+1\n", told)
    assert re.search(r"Tagged:\s+yes", told)


def _made(browser, municipality, until="2027-01-31"):
    page = browser.post(
        address(municipality, "leselinks/"), {"purpose": "Fraktionsspitzen", "expires_on": until}
    )
    assert page.status_code == 200, words(page)
    return re.search(r'value="http://testserver(/lesen/[^"]+/)"', page.content.decode())[1]


def same_as_missing(response):
    """Body and headers without what differs from request to request."""
    hide = re.compile(r"[0-9a-f]{12,}")
    path = re.compile(r"/(lesen|gibt-es-nicht)[^\s\"<]*")
    headers = {k: hide.sub("", v) for k, v in response.headers.items() if k != "Content-Length"}
    return response.status_code, path.sub("", hide.sub("", response.content.decode())), headers


def test_a_reading_link_shows_the_day_it_was_made_and_counts_its_readers(t1, client_of):
    browser = client_of(member(t1))
    with clock.frozen(T):
        link = _made(browser, t1)
        first = Client().get(link)
        with system_scope("test"):
            Post.objects.filter(municipality=t1).delete()
            Grant.objects.filter(municipality=t1).update(title="Anders")
        again = Client().get(link)
        listed = words(browser.get(address(t1, "leselinks/")))
    assert "Von 3,0 VZÄ bleiben ab 07/2027 2,0 VZÄ" in words(first)
    assert words(again) == words(first)
    assert "Anders" not in words(again)
    assert first["X-Robots-Tag"].startswith("noindex")
    assert first["Referrer-Policy"] == "no-referrer"
    assert 'content="noindex' in first.content.decode()
    assert first["Cache-Control"] == "no-store, private"
    assert re.search(r"Fraktionsspitzen 31.12.2026 31.01.2027 2 ", listed)
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("end", ["expired", "revoked", "unknown"])
def test_after_its_end_a_reading_link_answers_like_a_page_that_never_was(t1, client_of, end):
    browser = client_of(member(t1))
    with clock.frozen(T):
        link = _made(browser, t1)
        with system_scope("test"):
            pk = ReadingLink.objects.get().pk
        if end == "revoked":
            assert browser.post(address(t1, f"leselinks/{pk}/widerrufen/")).status_code == 302
    if end == "unknown":
        link = "/lesen/" + "x" * 43 + "/"
    with clock.frozen(T + timedelta(days=32 if end == "expired" else 0)):
        missing = same_as_missing(Client().get("/gibt-es-nicht/"))
        assert missing[0] == 404
        for rest in ("", "pdf/"):
            assert same_as_missing(Client().get(link + rest)) == missing
    with system_scope("test"):
        assert ReadingLink.objects.get().opened == 0


def test_browsers_may_send_the_forms_beside_a_new_link(t1, client_of):
    """Under „no-referrer“ they would send them with the origin „null“, which is refused."""
    page = client_of(member(t1)).get(address(t1, "leselinks/"))
    assert page["Referrer-Policy"] == "same-origin"
    assert page.content.decode().count("csrfmiddlewaretoken") == 1


def test_the_last_day_still_counts(t1, client_of):
    with clock.frozen(T):
        link = _made(client_of(member(t1)), t1, "2027-01-31")
    with clock.frozen(date(2027, 1, 31)):
        assert Client().get(link).status_code == 200
    with clock.frozen(date(2027, 2, 1)):
        assert Client().get(link).status_code == 404


def test_the_secret_is_kept_nowhere_and_reaches_no_log(t1, client_of):
    browser = client_of(member(t1))
    with clock.frozen(T):
        link = _made(browser, t1)
        token = link.split("/")[2]
        assert len(token) >= 40
        with system_scope("test"):
            assert token not in str(list(ReadingLink.objects.values()))
        assert token not in browser.get(address(t1, "leselinks/")).content.decode()
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (link,), None)
    line = JsonFormatter().format(record)
    assert token not in line
    assert json.loads(line)["event"] == "Not Found: /lesen/…/"


@pytest.mark.parametrize("until", ["2026-12-30", "2027-12-31", ""])
def test_a_link_without_a_near_end_is_refused_and_what_was_typed_stays(t1, client_of, until):
    with clock.frozen(T):
        page = client_of(member(t1)).post(
            address(t1, "leselinks/"), {"purpose": "Fraktionsspitzen", "expires_on": until}
        )
    assert page.status_code == 422
    assert "Fraktionsspitzen" in page.content.decode()
    with system_scope("test"):
        assert not ReadingLink.objects.exists()
