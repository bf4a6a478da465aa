"""What-if pages: suppose, see, keep for ever, compare; nothing of it changes a record."""

import json
import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import system_scope
from dkbm.tests.factories import transfer_manager
from governance.models import Resolution
from governance.models.vocabulary import ResolutionKind
from projects import checking_resources
from projects.models import FormerHolding, KeyProcess, Post, ProcessTie, Project, Scenario
from projects.services_scenarios import keep_scenario
from projects.tests.resources import T, internal_scenario, make_line, make_post, musterkreis

pytestmark = pytest.mark.django_db
NEW = "/ressourcen/szenarien/neu/"


@pytest.fixture
def filled(emden):
    with system_scope("test"):
        return musterkreis(emden)


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    with clock.frozen(T):
        yield client


def text_of(response):
    page = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


def sent(page, **more):
    """What the form of a page sends: its hidden fields and what is typed."""
    hidden = dict(re.findall(r'name="(query|token|seen)" value="([^"]*)"', page.content.decode()))
    hidden["query"] = hidden.get("query", "").replace("&amp;", "&")
    return {**hidden, "title": "Kreistag beschließt", "function": "Leitung", "audience": "0", **more}


def permanent(filled):
    return {"was": f"dauerhaft-{filled['posts'][2].pk}", "wann": "", "zahl": ""}


def test_t1_without_a_decision_has_one_cliff_with_its_cause(clerk, filled):
    page = text_of(clerk.get(NEW))
    assert "Nichts wird entschieden: Alles endet, wie es eingetragen ist." in page
    assert "07/2027 −1,0 VZÄ −4 000 € Förderung „Programm“ endet; Stelle „S3“ endet 30.12.2026" in page
    assert "Ab 2027 ist der letzte Haushalt fortgeschrieben." in page
    assert "Aufgaben „S3“" in page


def test_a_supposition_stands_beside_what_comes_without_it(clerk, filled):
    response = clerk.get(NEW, permanent(filled))
    page = text_of(response)
    assert "Die Stelle „S3“ wird unbefristet und aus eigenen Mitteln bezahlt." in page
    assert "Stellen nach 36 Monaten 2,0 VZÄ 3,0 VZÄ" in page
    drawn = json.loads(
        response.content.decode()
        .split('id="stellen-daten" type="application/json">')[1]
        .split("</script>")[0]
    )
    assert [trace["y"][-1] for trace in drawn["data"]] == [2, 3]
    with system_scope("test"):
        assert Post.objects.get(pk=filled["posts"][2].pk).term == "befristet"


def test_every_kind_of_supposition_can_be_typed(clerk, emden, filled):
    with system_scope("test"):
        values = {
            "name": "Mandat",
            "kind": ResolutionKind.MANDATE,
            "state": "beschlossen",
            "level": 3,
            "unlimited": True,
        }
        mandate = Resolution.objects.create(municipality=emden, **values)
        project = Project.objects.create(municipality=emden, title="Lesen", ends="2027-12")
    leader, grant = filled["posts"][0].pk, filled["grant"].pk
    rows = (
        (f"foerderung-{grant}", "30.06.2028", ""),
        (f"frei-{leader}", "01.04.2027", "3"),
        ("kuerzung", "01.01.2028", "10"),
        (f"beschluss-{mandate.pk}", "12/2027", ""),
        (f"uebergang-{project.pk}", "", ""),
    )
    data = {
        name: list(column)
        for name, column in zip(("was", "wann", "zahl"), zip(*rows, strict=True), strict=True)
    }
    page = text_of(clerk.get(NEW, data))
    for words in (
        "Die Förderung „Programm“ endet am 30.06.2028 (bisher 30.06.2027).",
        "Die Stelle „S1“ ist ab 01.04.2027 frei und nach 3 Monaten wieder besetzt.",
        "Die eigenen Mittel werden ab 01.01.2028 um 10 % gekürzt.",
        "Der Beschluss „Mandat“ gilt nur bis 31.12.2027.",
        "„Lesen“ geht in die Regelstruktur über.",
        "Projekte, die bis dahin enden Lesen keine",
        "Beschlüsse, die dann noch gelten 1 0",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("foerderung", "", ""), "Wann endet die Förderung?"),
        (("foerderung", "bald", ""), "keine verständliche Zeitangabe"),
        (("kuerzung", "2028", ""), "Um wie viel Prozent?"),
        (("frei", "04/2027", "1,5"), "Ganze Monate"),
        (("", "04/2027", ""), "Was soll sich ändern?"),
        (("dauerhaft-987654", "", ""), "keine gültige Auswahl"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(clerk, filled, row, words):
    keys = {"foerderung": filled["grant"].pk, "frei": filled["posts"][0].pk}
    what = f"{row[0]}-{keys[row[0]]}" if row[0] in keys else row[0]
    response = clerk.get(NEW, {"was": what, "wann": row[1], "zahl": row[2]})
    page = text_of(response)
    assert words in page
    assert "Auf einen Blick" not in page
    assert f'value="{row[1]}"' in response.content.decode() or not row[1]


def test_offers_that_hang_on_one_function_are_named(clerk, emden, filled):
    with system_scope("test"):
        for title, posts in (("Elternabend", filled["posts"][2:3]), ("Bericht", filled["posts"][:3])):
            offer = KeyProcess.objects.create(municipality=emden, title=title)
            for order, post in enumerate(posts):
                tie = "vertretung" if order else "zustaendig"
                ProcessTie.objects.create(process=offer, tie=tie, name=post.function, post=post)
        KeyProcess.objects.create(municipality=emden, title="Ohne Angabe")
    page = text_of(clerk.get(NEW))
    assert "Angebot „Elternabend“" in page
    assert "Angebot „Bericht“" not in page
    assert "Angebot „Ohne Angabe“" not in page


def test_the_own_turnover_is_offered_and_the_band_says_what_it_assumes(clerk, filled):
    with system_scope("test"):
        FormerHolding.objects.create(post=filled["posts"][0], fte=Decimal(1), filled_to_on="2026-03-31")
    page = text_of(clerk.get(NEW, {"fluktuation": "40", "vakanz": "4"}))
    assert "Nach Ihren Einträgen gingen in den letzten 24 Monaten 40,0 % der besetzten VZÄ." in page
    assert "In 24 Monaten gehen 40,0 % der besetzten VZÄ, eine Stelle wird nach 4 Monaten neu besetzt" in page
    assert "besetzte VZÄ in 80 % der Läufe" in page
    assert text_of(clerk.get(NEW, {"fluktuation": "40", "vakanz": "4"})) == page


def test_kept_once_and_never_changed(clerk, emden, filled):
    draft = clerk.get(NEW, permanent(filled))
    data = sent(draft)
    saved = clerk.post(NEW, data)
    assert (saved.status_code, clerk.post(NEW, data).url) == (302, saved.url)
    before = text_of(clerk.get(saved.url))
    assert "Szenario 1 „Kreistag beschließt“, festgehalten am 31.12.2026 (Leitung)" in before
    with system_scope("test"):
        row = Scenario.objects.get()
        Post.objects.filter(function="S3").update(function="Umbenannt", fte=9)
        row.title = "anders"
        with pytest.raises(TypeError):
            row.save()
    assert text_of(clerk.get(saved.url)) == before
    assert "1,0 VZÄ" in before
    again = text_of(clerk.get(f"{NEW}?{row.query}"))
    assert "Die Stelle „Umbenannt“ wird unbefristet" in again


def test_without_any_assumption_there_is_one_column(clerk, emden, filled):
    with system_scope("test"):
        row = internal_scenario(emden)
    page = text_of(clerk.get(row.get_absolute_url()))
    assert "Stellen nach 36 Monaten 2,0 VZÄ Spätester Tag" in page
    assert "gegenüber der ersten Spalte" not in page


def test_what_changed_meanwhile_is_shown_before_it_is_kept(clerk, emden, filled):
    data = sent(clerk.get(NEW, permanent(filled)))
    with system_scope("test"):
        make_post(emden, "Dazugekommen", "0.5", term="unbefristet")
    refused = clerk.post(NEW, data)
    assert refused.status_code == 409
    assert "Inzwischen hat sich ein Eintrag geändert" in text_of(refused)
    assert 'value="Kreistag beschließt"' in refused.content.decode()
    assert "Stellen nach 36 Monaten 2,5 VZÄ 3,5 VZÄ" in text_of(refused)
    assert clerk.post(NEW, sent(refused)).status_code == 302


def test_a_changed_content_is_found(emden):
    with system_scope("test"):
        row = internal_scenario(emden)
        assert checking_resources.complaints() == []
        Scenario.objects.filter(pk=row.pk).update(content={**row.content, "assumed": ["anders"]})
        assert "nicht mehr der" in checking_resources.complaints()[0]


def test_two_side_by_side(clerk, emden, filled):
    clerk.post(NEW, sent(clerk.get(NEW, permanent(filled))))
    clerk.post(NEW, sent(clerk.get(NEW), title="Kein Beschluss"))
    page = text_of(clerk.get("/ressourcen/szenarien/vergleich/?links=2&rechts=1"))
    assert "Stellen nach 36 Monaten 2,0 VZÄ 3,0 VZÄ" in page
    assert "Szenario 2 „Kein Beschluss“" in page
    today = text_of(clerk.get("/ressourcen/szenarien/vergleich/?links=&rechts=1"))
    assert "Heute, ohne Entscheidung" in today
    assert "Noch nichts zu vergleichen" in text_of(clerk.get("/ressourcen/szenarien/vergleich/"))
    for wrong in ("7", "x", "1" * 30):
        assert clerk.get(f"/ressourcen/szenarien/vergleich/?links={wrong}&rechts=1").status_code == 404


def test_empty_pages_say_what_to_do_next(clerk):
    assert "Noch kein Szenario festgehalten" in text_of(clerk.get("/ressourcen/szenarien/"))
    assert "Noch nichts, womit sich rechnen lässt" in text_of(clerk.get(NEW))


def test_readers_suppose_and_do_not_keep(client, reader, emden, filled):
    client.force_login(reader)
    page = client.get(NEW)
    assert "Auf einen Blick" in text_of(page)
    assert "festhalten" not in text_of(page)
    assert client.post(NEW, {}).status_code == 403
    with system_scope("test"), pytest.raises(PermissionDenied):
        keep_scenario(
            municipality=emden,
            overrides=(),
            assumption=None,
            seen="",
            token="",
            today=T,
            by=reader,
            title="x",
        )


def test_the_agency_sees_kept_ones_that_are_shared(client, emden):
    with system_scope("test"):
        inside = internal_scenario(emden)
        shared = internal_scenario(emden, 2, audience=Audience.AGENCY, title="Geteilt")
    emden.sharing = Sharing.ALL
    emden.save()
    client.force_login(transfer_manager(emden))
    page = text_of(client.get("/ressourcen/szenarien/?kommune=emden"))
    assert ("Geteilt" in page, "Innen" in page) == (True, False)
    assert client.get(f"/ressourcen/szenarien/{shared.pk}/").status_code == 200
    assert client.get(f"/ressourcen/szenarien/{inside.pk}/").status_code == 404


def test_query_counts_do_not_grow(clerk, emden):
    counts = []
    clerk.get(NEW)
    for round_ in range(2):
        with system_scope("test"):
            for number in range(1 + 2 * round_):
                project = Project.objects.create(municipality=emden, title=f"P{round_}{number}")
                make_post(emden, f"S{round_}{number}", project=project)
                make_line(emden, f"L{round_}{number}", 100)
                internal_scenario(emden, 10 * round_ + number + 1)
        for path in (NEW, "/ressourcen/szenarien/"):
            with CaptureQueriesContext(connection) as seen:
                assert clerk.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
