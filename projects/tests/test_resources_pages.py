"""Pages about posts and money: sums as people read them, forms that keep what was typed, downloads."""

import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import Membership
from dkbm.tests.factories import transfer_manager
from governance.models import Person
from projects.demo import resources as demo_resources
from projects.models import BudgetLine, Fund, FundContribution, Grant, Post
from projects.services_resources import load_programmes
from projects.tests.resources import T, internal_rows, make_line, make_post, musterkreis

pytestmark = pytest.mark.django_db
PAGES = ("", "stellen/", "haushalt/", "foerderungen/", "fonds/")


@pytest.fixture
def filled(emden):
    with system_scope("test"):
        return musterkreis(emden)


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    return client


def text_of(response):
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def post_data(**more):
    base = {"function": "Leitung", "fte": "0,75", "term": "befristet", "limited_until": "06/2027"}
    return {**base, "own_share_pct": "60 %", "in_plan": "ja", "filled": "besetzt", "audience": "0", **more}


def test_empty_pages_say_what_belongs_here(clerk):
    for path, words in zip(
        PAGES,
        (
            "Noch nichts eingetragen",
            "Noch keine Stelle",
            "Noch keine Haushaltszeile",
            "Noch keine Förderung",
            "Noch kein Fonds",
        ),
        strict=True,
    ):
        page = text_of(clerk.get(f"/ressourcen/{path}"))
        assert words in page
        assert page.count("btn btn-outline-primary") == 1


def test_t1_in_words(clerk, filled):
    with clock.frozen(T):
        page = text_of(clerk.get("/ressourcen/"))
        assert '2,0 <span class="unit">von 3,0 VZÄ' in page
        assert "192 000 €" in page
        assert "240 000 € Aufwand" in page
        posts = text_of(clerk.get("/ressourcen/stellen/"))
        assert "2,0 von 3,0 VZÄ sind unbefristet, 2,5 besetzt, 2,0 im Stellenplan." in posts
        grants = text_of(clerk.get("/ressourcen/foerderungen/"))
    assert "1,0 VZÄ von 3,0 VZÄ enden in den nächsten 36 Monaten." in grants
    assert "In den nächsten 6 Monaten" in grants
    assert "rund 48 000 € im Jahr" in grants
    assert "Handeln" in grants
    assert "30.12.2026" in grants


def test_a_post_is_typed_as_people_write_and_comes_back_so(clerk, emden):
    assert clerk.post("/ressourcen/stellen/neu/", post_data()).status_code == 302
    with system_scope("test"):
        row = Post.objects.get()
        assert (str(row.fte), row.limited_until, row.limited_until_on) == (
            "0.750",
            "2027-06",
            date(2027, 6, 30),
        )
        assert (row.own_share_pct, row.audience, row.municipality) == (60, Audience.INTERNAL, emden)
    page = clerk.get(f"/ressourcen/stellen/{row.pk}/bearbeiten/").content.decode()
    for typed in ('value="0,75"', 'value="06/2027"', 'value="60"'):
        assert typed in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"fte": "viel"}, "keine Zahl"),
        ({"fte": "0,1234"}, "Höchstens 3 Nachkommastellen"),
        ({"own_share_pct": "120"}, "100"),
        ({"limited_until": "bald"}, "keine verständliche Zeitangabe"),
        ({"limited_until": "seit 2018"}, "Tag, Monat oder Jahr"),
        ({"term": "unbefristet"}, "gehört nur zu einer befristeten Stelle"),
    ],
)
def test_errors_name_what_to_mend_and_keep_what_was_typed(clerk, wrong, words):
    response = clerk.post("/ressourcen/stellen/neu/", post_data(**wrong))
    page = text_of(response)
    assert response.status_code == 200
    assert words in page
    assert 'value="Leitung"' in page


def test_overtaken_edits_show_both_texts(clerk, emden):
    with system_scope("test"):
        row = make_post(emden, "Leitung", "0.5")
        Post.objects.filter(pk=row.pk).update(version=2, fte="0.8")
    response = clerk.post(f"/ressourcen/stellen/{row.pk}/bearbeiten/", post_data(version="1"))
    page = text_of(response)
    assert response.status_code == 409
    assert "0,75" in page
    assert "0,8" in page
    again = clerk.post(f"/ressourcen/stellen/{row.pk}/bearbeiten/", post_data(version="2"))
    assert again.status_code == 302


def test_money_is_typed_in_euros_and_kept_in_cents(clerk):
    data = {"year": "2026", "title": "Personal", "side": "aufwand", "stage": "ansatz", "origin": "eigen"}
    data |= {"amount_cents": "198.000,55 €", "audience": "0"}
    assert clerk.post("/ressourcen/haushalt/neu/", data).status_code == 302
    with system_scope("test"):
        row = BudgetLine.objects.get()
    assert row.amount_cents == 198_000_55
    page = clerk.get(f"/ressourcen/haushalt/{row.pk}/bearbeiten/").content.decode()
    assert 'value="198.000,55"' in page
    twice = clerk.post("/ressourcen/haushalt/neu/", data)
    assert "gibt es in dem Jahr schon" in text_of(twice)


def test_foreign_links_cannot_be_chosen(clerk, verden):
    with system_scope("test"):
        grant = Grant.objects.create(municipality=verden, title="Fremd")
        person = Person.objects.create(municipality=verden, name="Fremde Funktion")
    for field, value in (("grant", grant.pk), ("holder", person.pk)):
        response = clerk.post("/ressourcen/stellen/neu/", post_data(**{field: value}))
        assert response.status_code == 200
        assert "Fremd" not in text_of(response)
    with system_scope("test"):
        assert not Post.objects.exists()


def test_own_links_can_be_chosen_for_a_new_row(clerk, emden):
    with system_scope("test"):
        grant = Grant.objects.create(municipality=emden, title="Eigene")
    assert clerk.post("/ressourcen/stellen/neu/", post_data(grant=grant.pk)).status_code == 302


def test_budget_shows_sums_that_are_the_sum_of_the_lines(clerk, emden):
    with system_scope("test"):
        for number, cents in enumerate((1_01, 2_02, 3_03)):
            make_line(emden, f"Zeile {number}", cents)
        make_line(emden, "Alt", 5_00, year=2025)
    page = text_of(clerk.get("/ressourcen/haushalt/?jahr=2026"))
    assert "6,06 €" in page
    assert "5 €" not in page
    assert "5 €" in text_of(clerk.get("/ressourcen/haushalt/?jahr=2025"))
    assert clerk.get("/ressourcen/haushalt/?jahr=quatsch").status_code == 200


def test_f49_contributions_per_year_add_up(client, demo_content, person):
    demo_resources.load(lambda text: None)
    osterholz = demo_content["03356"]
    client.force_login(person(osterholz))
    fund = Fund.objects.get(municipality=osterholz)
    page = text_of(client.get(f"/ressourcen/fonds/{fund.pk}/"))
    for year, total in ((2025, "22 750 €"), (2026, "28 000 €")):
        rows = FundContribution.objects.filter(fund=fund, year=year)
        assert sum(row.amount_cents for row in rows) == int(total.replace(" ", "")[:-1]) * 100
        assert f"{year}: {total}" in page
    assert "davon Partner 8 000 €" in page


def test_contributions_are_entered_on_the_page_of_their_fund(clerk, emden):
    with system_scope("test"):
        fund = Fund.objects.create(municipality=emden, name="Fonds")
    data = {"contributor": "Schule", "kind": "schule", "year": "2026", "amount_cents": "1.500"}
    saved = clerk.post(f"/ressourcen/fonds/{fund.pk}/beitraege/neu/", data)
    assert (saved.status_code, saved.url) == (302, f"/ressourcen/fonds/{fund.pk}/")
    with system_scope("test"):
        row = FundContribution.objects.get()
    assert row.amount_cents == 1_500_00
    page = text_of(clerk.post(f"/ressourcen/fonds/{fund.pk}/beitraege/neu/", data))
    assert "steht der Beitrag schon da" in page


def test_removing_asks_first_and_refuses_what_is_needed(clerk, emden):
    with system_scope("test"):
        grant = Grant.objects.create(municipality=emden, title="Bescheid")
        row = make_post(emden, grant=grant)
    refused = clerk.post(f"/ressourcen/foerderungen/{grant.pk}/entfernen/", {"version": "1"})
    assert (refused.status_code, "noch von Stellen" in text_of(refused)) == (422, True)
    address = f"/ressourcen/stellen/{row.pk}/entfernen/"
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"version": "7"}).status_code == 409
    assert clerk.post(address, {"version": "quatsch"}).status_code == 409
    assert clerk.post(address, {"version": "1"}).status_code == 302
    with system_scope("test"):
        assert not Post.objects.exists()


def test_downloads_hold_the_rows_of_the_page_and_no_names(clerk, emden):
    with system_scope("test"):
        holder = Person.objects.create(municipality=emden, name="Kanarienvogel")
        make_post(emden, "=1+1", "0.75", filled="besetzt", holder=holder)
        make_line(emden, "Personal", 1_234_56)
    csv = clerk.get("/ressourcen/dateien/stellen.csv").content.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith("'=1+1;0,75;nicht angegeben")
    assert "Kanarienvogel" not in csv
    book = load_workbook(io.BytesIO(clerk.get("/ressourcen/dateien/haushalt.xlsx").content))
    assert [cell.value for cell in book.active[2]][:5] == ["2026", "Personal", "Aufwand", "Ansatz", 1234.56]
    for wrong in ("quatsch.csv", "stellen.exe"):
        assert clerk.get(f"/ressourcen/dateien/{wrong}").status_code == 404


def test_the_agency_sees_only_what_is_shared(client, emden, filled, coordinator):
    client.force_login(transfer_manager(emden))
    assert client.get("/ressourcen/").status_code == 403
    assert "S1" not in text_of(client.get("/ressourcen/stellen/?kommune=emden"))
    with system_scope("test"):
        Post.objects.filter(function="S1").update(audience=Audience.AGENCY)
    emden.sharing = Sharing.ALL
    emden.save()
    page = text_of(client.get("/ressourcen/stellen/?kommune=emden"))
    assert "S1" in page
    assert "S2" not in page
    assert "eintragen" not in page
    csv = client.get("/ressourcen/dateien/stellen.csv?kommune=emden").content.decode()
    assert ("S1" in csv, "S2" in csv) == (True, False)


def test_foreign_municipalities_do_not_exist(clerk, verden):
    for path in PAGES:
        assert clerk.get(f"/ressourcen/{path}?kommune=verden").status_code == 404
        assert clerk.get(f"/ressourcen/{path}?kommune=gibt-es-nicht").status_code == 404


def test_programmes_stand_with_their_sources(clerk):
    load_programmes()
    page = text_of(clerk.get("/ressourcen/foerderungen/"))
    assert "Bildung integriert" in page
    assert "01/2015–06/2021" in page
    assert "(BMBF, Richtlinie „Bildung integriert“ vom 27.01.2015)" in page


def test_readers_read_and_have_no_buttons(client, reader, filled):
    client.force_login(reader)
    for path in PAGES:
        page = text_of(client.get(f"/ressourcen/{path}"))
        assert "eintragen</a>" not in page
        assert "bearbeiten/" not in page


def test_figures_and_their_tables(clerk, filled):
    with clock.frozen(T):
        page = clerk.get("/ressourcen/foerderungen/").content.decode()
    for key in ("stellen-nach-monaten", "geld-nach-monaten"):
        drawn = json.loads(page.split(f'id="{key}-daten" type="application/json">')[1].split("</script>")[0])
        assert len(drawn["data"][0]["y"]) == 36
    assert page.count('data-label="Monat"') + page.count('rowheader">12/2026') >= 1


@pytest.mark.parametrize("path", PAGES)
def test_query_counts_do_not_grow(clerk, emden, path):
    counts = []
    clerk.get("/ressourcen/")  # the first request also settles the session
    for _round in range(2):
        with system_scope("test"):
            for number in range(1 + 2 * _round):
                grant = Grant.objects.create(municipality=emden, title=f"G{_round}{number}", ends="2027")
                make_post(emden, f"P{_round}{number}", grant=grant)
                make_line(emden, f"L{_round}{number}", 1, side="ertrag", origin="programm", grant=grant)
                fund = Fund.objects.create(municipality=emden, name=f"F{_round}{number}")
                FundContribution.objects.create(fund=fund, contributor="S", year=2026, amount_cents=1)
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get(f"/ressourcen/{path}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_admin_lists_and_saves_through_the_service(client, coordinator, emden, verden):
    Membership.objects.create(user=coordinator, municipality=emden, role=Role.ADMINISTRATION)
    client.force_login(coordinator)
    with system_scope("test"):
        own, _foreign = internal_rows(emden), internal_rows(verden)
    for name in ("post", "grant", "budgetline", "fund"):
        page = client.get(f"/admin/projects/{name}/").content.decode()
        assert page.count('class="action-select"') == 1
    address = f"/admin/projects/post/{own['post'].pk}/change/"
    data = post_data(function="Neu", fte="0.8", own_share_pct="60", limited_until="06/2027", seen_version="1")
    assert client.post(address, data).status_code == 302
    with system_scope("test"):
        row = Post.objects.get(pk=own["post"].pk)
        assert (row.function, row.version, row.limited_until_on) == ("Neu", 2, date(2027, 6, 30))
    stale = client.post(address, data)
    assert "Inzwischen hat jemand anderes gespeichert" in stale.content.decode()
    line = f"/admin/projects/budgetline/{own['line'].pk}/change/"
    assert 'value="1,00"' in client.get(line).content.decode()
    assert client.get("/admin/projects/programme/").status_code == 200


def test_the_start_page_says_what_falls_away(clerk, filled):
    with clock.frozen(T):
        page = text_of(clerk.get("/"))
    assert "Was wegfällt" in page
    assert "S3" in page
    assert 'Verlängerung beantragen: <span class="num">30.12.2026</span>, <strong>überfällig' in page
    with clock.frozen(date(2020, 1, 1)):
        assert "Was wegfällt" not in text_of(clerk.get("/"))


def test_the_profile_shows_posts_to_those_who_may_see_them(client, emden, filled, coordinator):
    public = text_of(client.get("/kommunen/emden/"))
    assert "unbefristet" not in public
    client.force_login(coordinator)
    with clock.frozen(T):
        own = text_of(client.get("/kommunen/emden/"))
    assert 'von 3,0 VZÄ</span></p> <p class="muted">sind unbefristet' in own
    manager = transfer_manager(emden)
    client.force_login(manager)
    assert "unbefristet" not in text_of(client.get("/kommunen/emden/"))
    with system_scope("test"):
        Post.objects.filter(function="S1").update(audience=Audience.AGENCY)
    emden.refresh_from_db()
    emden.sharing = Sharing.ALL
    emden.save()
    shared = text_of(client.get("/kommunen/emden/"))
    assert "von 1,0 VZÄ" in shared
    assert "/ressourcen/stellen/?kommune=emden" in shared
