"""The indicator page: its order, its views, its downloads, its peers, its target; all from released rows."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.services import Conflict
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from governance.tests.factories import GoalFactory
from monitoring.models import (
    Boundary,
    GoalIndicator,
    Indicator,
    Report,
    ReportChapter,
    ReportEdition,
    Target,
)
from monitoring.readers import read_bytes
from monitoring.readers.celltable import table_of
from monitoring.readers.wire import header_of
from monitoring.services.catalogue import load_catalogue
from monitoring.services.shell import import_file
from monitoring.services.targets import keep_target
from monitoring.tests.samples import classic

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/monitoring/kommune/emden/D15/"
ROWS = (
    "2023;DG;Deutschland;1000;500;70;30",
    "2023;03;  Niedersachsen;200;100;15;6",
    "2023;03402;      Emden, kreisfreie Stadt;561;277;55;19",
    "2023;03404;      Osnabrück, kreisfreie Stadt;1000;500;60;20",
    "2023;03405;      Wilhelmshaven, kreisfreie Stadt;500;250;50;20",
    "2023;03459;      Osnabrück, Landkreis;2000;1000;100;20",
    "2023;03401;      Delmenhorst, kreisfreie Stadt;-;-;-;-",
)


@pytest.fixture
def stock(emden, tmp_path):
    """Emden with neighbours in the stock, 2022 and 2023."""
    names = {"03404": "Osnabrück", "03405": "Wilhelmshaven", "03401": "Delmenhorst"}
    for code, name in names.items():
        RegionFactory(ags=code, name=name, designation="Kreisfreie Stadt")
    RegionFactory(ags="03459", name="Osnabrück", designation="Landkreis", latitude="52.3", longitude="8.0")
    earlier = [row.replace("2023;", "2022;").replace(";55;", ";50;") for row in ROWS]
    with system_scope("test"):
        load_catalogue()
        for year, rows in (("2022", earlier), ("2023", ROWS)):
            file = tmp_path / year / "21111-02-06-4.csv"
            file.parent.mkdir()
            file.write_bytes(classic(*rows))
            reading = read_bytes(file.read_bytes(), file.name)
            import_file(header_of(reading), table_of(reading.cells), file)
    return emden


def text_of(response):
    """The words of a page, blanks as blanks."""
    assert response.status_code == 200
    page = re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("\u00a0", " ").split())


def test_page_says_value_land_and_change_in_this_order(client, stock):
    text = text_of(client.get(PAGE))
    assert (
        "2023 waren es 9,8 % (55 von 561). Das sind 2,3 Prozentpunkte mehr als in Niedersachsen (7,5 %)."
        in text
    )
    assert "Gegenüber 2022 ist der Wert um 0,9 Prozentpunkte gestiegen" in text
    order = [
        "Abgänge ohne Ersten Schulabschluss, Stadt Emden, 2023",
        "Auf einen Blick",
        "Verlauf Vergleich Karte Tabelle",
        "Was Sie wissen sollten",
        "So wird gerechnet",
        "Bezüge",
        "Herausgeber",
        "Zitieren und herunterladen",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_page_reckons_with_this_municipalitys_numbers_and_cites_its_address(client, stock):
    text = text_of(client.get(PAGE))
    assert re.search(r"55 .+ ÷ 561 .+ × 100 = 9,80 %", text)
    assert "http://testserver/monitoring/kommune/emden/D15/ (abgerufen am" in text
    assert "Zehn Fälle mehr oder weniger ändern den Wert um 1,8 Prozentpunkte" in text


def test_page_without_data_stays_and_says_why(client, stock):
    text = text_of(client.get("/monitoring/kommune/emden/A01/"))
    assert "Noch keine Daten. Lesen Sie Tabelle" in text
    for tab in ("vergleich", "karte", "tabelle"):
        assert "Noch keine Daten" in text_of(client.get(f"/monitoring/kommune/emden/A01/?ansicht={tab}"))


def test_missing_indicator_municipality_and_file_are_404(client, stock):
    for path in (
        "/monitoring/kommune/emden/X99/",
        "/monitoring/kommune/fremd/D15/",
        f"{PAGE}dateien/alles.zip",
        "/monitoring/kommune/emden/X99/dateien/lang.csv",
    ):
        assert client.get(path).status_code == 404


def test_region_whose_value_is_missing_shows_the_reason(client, stock):
    text = text_of(client.get(f"{PAGE}?ansicht=vergleich&vergleich=03401"))
    row = text[text.index("Stadt Delmenhorst 2023") :]
    assert "–" in row[:60]


def test_groups_are_offered_with_their_reason_and_only_with_data(client, stock):
    text = text_of(client.get(PAGE))
    assert "Kreisfreie Städte in Niedersachsen 3 weitere Kreisfreie Städte in Niedersachsen" in text
    assert "Nachbarn erst, wenn Gebietsgrenzen geladen sind" in text
    offered = client.get(PAGE).context["picker"]["free"]
    assert [region.ags for region in offered] == ["03404", "03459", "03405"], "Delmenhorst has no value"


def test_group_is_the_sum_and_not_the_mean(client, stock):
    Boundary.objects.create(
        region=stock.region, polygons=[], neighbours=["03404", "03459", "05566"], attribution="BKG"
    )
    text = text_of(client.get(f"{PAGE}?ansicht=vergleich&vergleich=nachbarn"))
    # (60 + 100) of (1000 + 2000) = 5,3 %, the mean of 6,0 and 5,0 would be 5,5
    assert "Nachbarn, zusammen 2023 160 3 000 5,3" in text


def test_comparison_is_alphabetical_and_no_ranking(client, stock):
    response = client.get(f"{PAGE}?ansicht=vergleich&vergleich=03405,03404,03459")
    names = [row["region"] for row in response.context["figure"].rows]
    assert names == ["Stadt Emden", "Stadt Osnabrück", "Landkreis Osnabrück", "Stadt Wilhelmshaven"]
    assert "keine Rangfolge" in text_of(response)


def test_state_is_short_and_comes_back(client, stock):
    said = client.get(f"{PAGE}?vergleich=ohne&vergleich=land&vergleich=03404&vergleich=")
    assert said.status_code == 302
    assert said.url == f"{PAGE}?vergleich=land,03404"
    assert [region.ags for region in client.get(said.url).context["picker"]["chosen"]] == ["03404"]
    default = client.get(f"{PAGE}?vergleich=ohne&vergleich=land&vergleich=bund&vergleich=")
    assert default.url == PAGE


@pytest.mark.parametrize("query", ["?ansicht=x", "?vergleich=unsinn,99999", "?zeit=kaputt&ansicht=karte"])
def test_strange_questions_get_the_page(client, stock, query):
    assert client.get(PAGE + query).status_code == 200


def test_more_than_six_are_refused_aloud(client, stock):
    for code in range(10, 18):
        RegionFactory(ags=f"034{code}", name=f"Ort {code}")
    words = ",".join(f"034{code}" for code in range(10, 18))
    text = text_of(client.get(f"{PAGE}?vergleich={words}"))
    assert "Nicht gezeigt: 03416, 03417" in text


def test_map_has_a_tile_for_each_and_the_same_values_as_list(client, stock):
    response = client.get(f"{PAGE}?ansicht=karte")
    figure = response.context["map"]
    assert [row["region"] for row in figure.rows] == [
        "Stadt Delmenhorst",
        "Stadt Emden",
        "Stadt Osnabrück",
        "Landkreis Osnabrück",
        "Stadt Wilhelmshaven",
    ]
    assert sum(entry.count for entry in figure.legend) == 5
    assert "keine Angabe" in text_of(response)


def test_map_draws_loaded_boundaries_with_their_attribution(client, stock):
    for number, code in enumerate(("03402", "03404", "03405", "03401", "03459")):
        ring = [[7 + number, 53], [8 + number, 53], [8 + number, 54], [7 + number, 53]]
        region = stock.region if code == "03402" else RegionFactory(ags=code)
        Boundary.objects.create(region=region, polygons=[[ring]], attribution="© GeoBasis-DE / BKG 2021")
    response = client.get(f"{PAGE}?ansicht=karte")
    assert "Grenzen: © GeoBasis-DE / BKG 2021" in text_of(response)
    assert str(response.context["map"].wide).count("<title>") == 5


def test_files_hold_the_same_released_numbers(client, stock):
    tidy = client.get(f"{PAGE}dateien/lang.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(tidy), delimiter=";"))
    assert ["Emden", "2023", "55", "561"] in [row[:4] for row in rows]
    assert "dl-de/by-2-0" in rows[-1][0]
    wide = client.get(f"{PAGE}dateien/breit.csv").content.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(wide), delimiter=";"))
    assert table[0] == ["Zeit", "Emden, in %", "Niedersachsen, in %", "Deutschland, in %"]
    assert table[2] == ["2023", "9,8", "7,5", "7,0"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}dateien/werte.xlsx").content)).active
    assert {row[2].value for row in book.iter_rows()} >= {55, 15, 70}
    content = json.loads(client.get(f"{PAGE}dateien/werte.json").content)
    emden = [row for row in content["werte"] if (row["schluessel"], row["zeit"]) == ("03402", "2023")]
    assert (emden[0]["zaehler"], emden[0]["nenner"]) == ("55", "561")
    assert content["quelle"]["lizenz"] == "dl-de/by-2-0"


@pytest.mark.parametrize("tab", ["verlauf", "vergleich", "karte", "tabelle"])
def test_image_is_svg_of_the_tab(client, stock, tab):
    response = client.get(f"{PAGE}dateien/bild.svg?ansicht={tab}")
    assert response["Content-Type"] == "image/svg+xml"
    assert "attachment" in response["Content-Disposition"]
    drawn = " ".join("".join(ET.fromstring(response.content).itertext()).replace("\u00a0", " ").split())
    assert "Abgänge ohne Ersten Schulabschluss, Stadt Emden, 2023" in drawn
    assert "dl-de/by-2-0" in drawn, "the licence asks for the source wherever the picture goes"


def test_number_of_queries_does_not_grow_with_regions_or_peers(client, stock):
    def count(query):
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(PAGE + query).status_code == 200
        return len(found)

    count("")
    few = count("?vergleich=land")
    for code in range(10, 40):
        RegionFactory(ags=f"034{code}", name=f"Ort {code}", designation="Kreisfreie Stadt")
    assert count("?vergleich=land,bund,gleiche-art,03404,03405") == few
    assert count("?ansicht=karte") <= few + 1


TARGET = {
    "baseline_period": "2022",
    "baseline": "9",
    "target_period": "2028",
    "value": "6",
    "reason": "Beschluss vom 01.02.2024",
    "audience": Audience.PUBLIC,
}


def indicator():
    return Indicator.objects.get(code="D15")


def test_coordinator_sets_a_target_and_everyone_sees_path_and_light(client, client_of, stock):
    coordinator = client_of(member(stock))
    form = coordinator.get(f"{PAGE}zielwert/")
    assert "9,8" in form.content.decode(), "the newest value is proposed"
    typed = TARGET | {"baseline": "9,0", "value": "6,0"}
    assert coordinator.post(f"{PAGE}zielwert/", typed).url == PAGE
    text = text_of(client.get(PAGE))
    assert "Ziel bis 2028 6,0 % Weit hinter dem Weg" in text
    assert "Bis 2023 sind −27 % des Weges geschafft; auf geradem Weg wären es 17 %." in text
    assert "Beschluss vom 01.02.2024" in text
    assert any(t["name"] == "Weg zum Ziel" for t in client.get(PAGE).context["figure"].data)


def test_internal_target_is_not_seen_from_outside(client, client_of, stock):
    person = member(stock)
    with system_scope("test"):
        keep_target(municipality=stock, indicator=indicator(), by=person, **TARGET | {"audience": 0})
    assert "Beschluss vom" not in text_of(client.get(PAGE))
    assert "Beschluss vom" not in text_of(client_of(member(MunicipalityFactory(slug="dort"))).get(PAGE))
    assert "Beschluss vom" in text_of(client_of(member(stock, Role.READING)).get(PAGE))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("value", "9,0", "muss sich vom Ausgangswert unterscheiden"),
        ("target_period", "2021", "muss nach dem Ausgangswert liegen"),
        ("value", "viel", "keine Zahl"),
        ("target_period", "irgendwann", ""),
    ],
)
def test_target_that_is_no_way_is_refused_at_its_field(client_of, stock, field, value, said):
    response = client_of(member(stock)).post(f"{PAGE}zielwert/", TARGET | {"baseline": "9,0", field: value})
    assert response.status_code in (200, 422)
    assert said in " ".join(response.context["form"].errors[field])
    with system_scope("test"):
        assert not Target.objects.exists()


def test_overtaken_target_is_a_conflict_and_keeps_both(client_of, stock):
    person = member(stock)
    coordinator = client_of(person)
    coordinator.post(f"{PAGE}zielwert/", TARGET)
    assert coordinator.post(f"{PAGE}zielwert/", TARGET | {"value": "5", "version": 1}).status_code == 302
    answer = coordinator.post(f"{PAGE}zielwert/", TARGET | {"value": "4", "version": 1})
    assert answer.status_code == 409
    with system_scope("test"):
        assert Target.objects.get().value == 5
        assert Target.history.count() == 2
        with pytest.raises(Conflict):
            keep_target(municipality=stock, indicator=indicator(), by=person, **TARGET)


def test_target_can_be_removed(client_of, stock):
    coordinator = client_of(member(stock))
    coordinator.post(f"{PAGE}zielwert/", TARGET)
    coordinator.post(f"{PAGE}zielwert/", TARGET | {"version": 1, "loeschen": "1"})
    with system_scope("test"):
        assert not Target.objects.exists()


def test_only_coordination_may_set_targets(stock):
    with system_scope("test"):
        for role in (Role.READING, Role.MONITORING, Role.STATISTICS, Role.ADMINISTRATION):
            with pytest.raises(PermissionDenied):
                keep_target(municipality=stock, indicator=indicator(), by=member(stock, role), **TARGET)


def test_targets_and_boundaries_are_content(stock):
    from dkbm.hashing import part_hash
    from monitoring.hashing import rows

    with system_scope("test"):
        before = part_hash("monitoring", rows())
        target = keep_target(municipality=stock, indicator=indicator(), by=member(stock), **TARGET)
        with_target = part_hash("monitoring", rows())
        Target.objects.filter(pk=target.pk).update(value=5)
        changed = part_hash("monitoring", rows())
        Boundary.objects.create(region=stock.region, polygons=[[[[7.1, 53.0]]]], attribution="BKG")
        assert len({h.sha256 for h in (before, with_target, changed, part_hash("m", rows()))}) == 4


def test_map_can_be_drawn_as_points_with_the_same_legend_and_list(client, stock):
    tiles = client.get(PAGE + "?ansicht=karte")
    points = client.get(PAGE + "?ansicht=karte&karte=punkte")
    assert "<circle" not in tiles.content.decode()
    drawn = ET.fromstring(str(points.context["map"].wide))
    marks = drawn.findall("{http://www.w3.org/2000/svg}circle")
    assert len(marks) == 1, "one Kreis of the test has a place"
    assert "Osnabrück" in marks[0][0].text
    assert points.context["map"].rows == tiles.context["map"].rows
    assert [e.label for e in points.context["map"].legend] == [e.label for e in tiles.context["map"].legend]
    assert "karte=punkte" in points.context["query"]


def test_goals_and_reports_that_use_the_indicator_are_named_as_far_as_one_may_see_them(
    client, client_of, stock
):
    with system_scope("test"):
        for name, audience in (("Abschlüsse sichern", Audience.PUBLIC), ("Noch geheim", Audience.INTERNAL)):
            goal = GoalFactory(municipality=stock, name=name, audience=audience)
            GoalIndicator.objects.create(goal=goal, indicator=indicator())
        report = Report.objects.create(municipality=stock, name="Bildungsbericht", edition="2026")
        ReportChapter.objects.create(report=report, indicator=indicator())
        facts = {"publisher": "x", "content": {}, "audience": Audience.PUBLIC}
        ReportEdition.objects.create(
            report=report, municipality=stock, name="Bildungsbericht", edition="2026", **facts
        )
    said = text_of(client.get(PAGE))
    assert "Dieses Ziel wird daran gemessen Abschlüsse sichern" in said
    assert "Berichte mit dieser Kennzahl Bildungsbericht 2026" in said
    assert "Noch geheim" not in said
    assert "Noch geheim" in text_of(client_of(member(stock)).get(PAGE))
    assert "Bildungsbericht" not in text_of(client.get("/monitoring/kommune/emden/D17/"))
