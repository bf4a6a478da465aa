"""What a source says beside and below its numbers reaches every page and file: marks, notes, date of the file."""

import csv
import io
import re

import pytest

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.tests.factories import member
from monitoring import services
from monitoring.calculation import Result
from monitoring.disclosure import beside, release
from monitoring.models import ImportRun, IndicatorVersion, Source
from monitoring.queries_marks import in_words
from monitoring.services.catalogue import load_catalogue
from monitoring.tests.samples import CLASSIC_FOOT, ROWS, classic

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/monitoring/kommune/emden/D15/"
DEFINITION = "/monitoring/indikatoren/D15/definition/"
NOTE = "Niedersachsen: kein vollständiger Abiturjahrgang."


def text_of(response):
    assert response.status_code == 200
    page = re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("\u00a0", " ").split())


def table(*rows, notes="Fußnote zu den Werten.", stand="13.03.2025 / 16:40:08"):
    text = classic(*rows).decode("cp1252")
    foot = CLASSIC_FOOT.replace("Fußnote zu den Werten.", notes).replace("13.03.2025 / 16:40:08", stand)
    return text.replace(CLASSIC_FOOT, foot).encode("cp1252")


@pytest.fixture
def monitor(emden, everything):
    load_catalogue()
    return member(emden, Role.MONITORING)


@pytest.fixture
def taken(emden, monitor):
    """Take a file over as the monitor does; gives the run as it is then."""

    def take(content):
        run = services.upload_file(content=content, file_name="21111.csv", municipality=emden, by=monitor)
        engine.drain()
        services.request_commit(run=run, by=monitor)
        engine.drain()
        return ImportRun.objects.get(pk=run.pk)

    return take


PROVISIONAL = [row.replace("561;277;55;", "561;277;55 p;") for row in ROWS]


def test_a_provisional_number_says_so_on_every_page_and_in_every_file(client, taken):
    taken(table(*PROVISIONAL))
    page = text_of(client.get(PAGE))
    assert '<span class="badge">vorläufig</span>' in client.get(PAGE).content.decode()
    assert re.search(r"Emden 2023 55 561 9,8 : Woher kommt diese Zahl\? vorläufig", page)
    assert "vorläufig" in text_of(client.get(f"{PAGE}?ansicht=vergleich"))
    assert "2023: 9,8 % (55 von 561), vorläufig." in text_of(client.get("/monitoring/kommune/emden/"))
    said = client.get(f"{PAGE}dateien/lang.csv").content.decode("utf-8-sig")
    rows = {row["Gebiet"]: row["Hinweis"] for row in csv.DictReader(io.StringIO(said), delimiter=";")}
    assert (rows["Emden"], rows["Niedersachsen"]) == ("vorläufig", "")
    values = client.get(f"{PAGE}dateien/werte.json").json()["werte"]
    assert {v["hinweis"] for v in values if v["schluessel"] == "03402"} == {"vorläufig"}
    place = re.search(r'href="(/monitoring/herkunft/[^"]+)"', client.get(PAGE).content.decode())[1]
    assert re.search(r"55 vorläufig", text_of(client.get(place)))


def test_the_final_number_takes_the_word_away_and_the_day_before_keeps_it(client, taken):
    import datetime as dt

    with clock.frozen(dt.date(2025, 4, 1)):
        taken(table(*PROVISIONAL))
    before = client.get("/monitoring/kommune/emden/kennzahlen.json").content
    with clock.frozen(dt.date(2025, 6, 1)):
        run = taken(table())
    (change,) = run.preview["changes"]
    assert (change["old"], change["new"], change["old_flags"], change["new_flags"]) == ("55", "55", "p", "")
    assert "vorläufig" not in text_of(client.get(PAGE))
    assert "vorläufig" in text_of(client.get(f"{PAGE}?stand=2025-05-01"))
    # the value is the same, but the finished bytes of the page are made anew
    assert client.get("/monitoring/kommune/emden/kennzahlen.json").content != before


def test_marks_have_words_and_a_reason_gets_none():
    assert in_words("pr") == "vorläufig, berichtigt"
    assert in_words("e") == ""
    assert in_words("Σu") == "eingeschränkt aussagekräftig, aus aufgelösten Kreisen zusammengezählt"
    there, missing = (
        Result(
            "03402", "2023", value, value, None, "value" if value else "suppressed", "" if value else "geheim"
        )
        for value in (5, None)
    )
    shown, reason = release([(there, None), (missing, None)], official=True)
    assert beside(shown, "vorläufig").note == "vorläufig"
    assert beside(reason, "vorläufig") == reason


def test_a_rate_carries_the_mark_of_its_denominator_of_the_year_before(client, taken):
    """Children of 2023 by the leavers of 2022: that these are estimated concerns the rate of 2023."""
    with system_scope("test"):
        IndicatorVersion.objects.filter(indicator__code="D15").update(denominator_lag=1)
    earlier = [row.replace("2023;", "2022;").replace("561;277", "560 s;277") for row in ROWS]
    taken(table(*earlier))
    taken(table())
    said = text_of(client.get(f"{PAGE}?ansicht=tabelle"))
    assert re.search(r"Emden 2023 55 560 9,8 : Woher kommt diese Zahl\? geschätzt", said)


def test_notes_below_the_numbers_stand_at_every_chart_and_leave_with_the_import(client, taken, monitor):
    taken(table(notes="Frühere Fußnote."))
    run = taken(table(notes=NOTE, stand="13.03.2026 / 16:40:08"))
    said = text_of(client.get(PAGE))
    assert f"Was die Quelle zu Niedersachsen anmerkt {NOTE}" in said, (
        "what concerns one's own Land is not searched for"
    )
    assert NOTE in text_of(client.get(DEFINITION))
    for path in ("/monitoring/kommune/emden/", f"{PAGE}?ansicht=karte", f"{PAGE}?ansicht=tabelle", PAGE):
        assert f'href="{DEFINITION}#anmerkungen"' in client.get(path).content.decode(), path
    assert client.get(f"{PAGE}dateien/werte.json").json()["quelle"]["anmerkungen"] == NOTE
    place = re.search(r'href="(/monitoring/herkunft/[^"]+)"', client.get(PAGE).content.decode())[1]
    assert "Frühere Fußnote." in text_of(client.get(place)), (
        "the values are those of the first file, so are the notes"
    )
    client.force_login(monitor)
    assert NOTE in text_of(client.get(f"/monitoring/importe/{run.pk}/"))
    older = taken(table(notes="Ganz alt.", stand="01.01.2020 / 00:00:00"))
    with system_scope("test"):
        assert Source.objects.get(table="21111-02-06-4").notes == NOTE, "an older file changes nothing"
        services.request_undo(run=older, by=monitor)
        services.request_undo(run=run, by=monitor)
        engine.drain()
        assert Source.objects.get(table="21111-02-06-4").notes == "Frühere Fußnote."


def test_without_notes_nothing_is_offered(client, taken):
    taken(table(notes=""))
    assert "Anmerkungen der Quelle" not in text_of(client.get(PAGE))
    assert "#anmerkungen" not in client.get("/monitoring/kommune/emden/").content.decode()


def test_a_sum_of_ours_says_what_concerns_some_of_its_parts(client, taken):
    other = "2023;03404;      Osnabrück, kreisfreie Stadt;439;223;10;4"
    taken(table(*PROVISIONAL, other))
    said = text_of(client.get(f"{PAGE}?ansicht=tabelle&vergleich=gleiche-art"))
    assert "zum Teil" not in said, "Osnabrück alone is not provisional"
    taken(table(*PROVISIONAL, other.replace("439", "439 p")))
    said = text_of(client.get(f"{PAGE}?ansicht=tabelle&vergleich=gleiche-art"))
    assert "zum Teil vorläufig" in said
