"""Published reports: frozen and sealed, entered in the register, refused where they would show too much."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, member
from governance.models import Publication as Register
from monitoring.models import (
    Indicator,
    IndicatorVersion,
    Publication,
    PublishedCell,
    Report,
    ReportEdition,
    Source,
)
from monitoring.queries_facts import _reports
from monitoring.report_hashing import complaints
from monitoring.services import reports
from monitoring.services.report_publishing import Refused, begin_next, publish_report
from monitoring.tests.report_world import FIGURES, LAND, OWN, begin, report_world, set_figures, write
from monitoring.tests.stored import store_results

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(emden):
    return report_world(emden)


def words(page):
    return re.sub(r"\s+", " ", page.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def publish(world, report=None, **changes):
    report = Report.objects.get(pk=(report or world.report).pk)
    facts = {"version": report.version, "is_checked": True, "link": "https://example.org/b/1/"}
    return publish_report(report=report, by=world.monitor, **(facts | changes))


def page_of(edition, browser=None):
    return words((browser or Client()).get(edition.get_absolute_url()))


def test_a_published_edition_stays_as_it_was_whatever_becomes_of_the_figures(world, as_user):
    with as_user(world.monitor):
        edition = publish(world)
    set_figures("D15", {**FIGURES, (OWN, "2023"): 20})
    said = page_of(edition)
    assert "2023 waren es 15,0 %" in said
    assert "20,0" not in said
    with as_user(world.monitor):
        assert complaints() == []
        with pytest.raises(ValidationError):
            write(world.report, "D15", "Doch anders.", world.monitor)
        with pytest.raises(TypeError):
            edition.save()
        ReportEdition.objects.update(content={**edition.content, "introduction": "Anders."})
        (sentence,) = complaints()
    assert "Siegel" in sentence


def test_every_chapter_leads_to_where_its_numbers_come_from_as_they_were_known(world, as_user):
    with as_user(world.monitor):
        edition = publish(world)
    found = dict(
        re.findall(r'<a href="([^"?]+)\?stand=([0-9-]+)">Woher kommen diese Zahlen\?', page_of(edition))
    )
    pages = {reverse("monitoring:indicator", args=[world.here.slug, code]) for code in ("D15", "D16")}
    assert found == dict.fromkeys(pages, edition.content["made_on"])
    for address, day in found.items():
        page = Client().get(address, {"stand": day})
        assert page.status_code == 200
        assert "Woher kommt diese Zahl?" in words(page)


def test_only_those_who_write_reports_are_led_to_own_numbers(world, as_user, client_of):
    with as_user(world.monitor):
        edition = publish(world)
        chapters = [{**chapter, "own": True} for chapter in edition.content["chapters"]]
        ReportEdition.objects.update(content={**edition.content, "chapters": chapters})
    assert "Woher kommen diese Zahlen?" not in page_of(edition)
    assert page_of(edition, client_of(world.monitor)).count("Woher kommen diese Zahlen?") == len(chapters)


def test_publishing_enters_the_register_and_feeds_the_reporting_rhythm(world, as_user):
    with as_user(world.monitor):
        assert _reports(world.here) == ()
        edition = publish(world)
        (row,) = Register.objects.filter(municipality=world.here, kind="bildungsbericht")
        (counted,) = _reports(world.here)
    assert edition.publication_id == row.pk
    assert (row.link, row.audience) == ("https://example.org/b/1/", Audience.PUBLIC)
    assert counted.day == clock.today()


def test_only_those_it_is_meant_for_read_an_edition(world, as_user, client_of):
    with as_user(world.monitor):
        Report.objects.update(meant_for=Audience.POLITICS)
        edition = publish(world)
    assert Client().get(edition.get_absolute_url()).status_code == 404
    assert client_of(member(MunicipalityFactory())).get(edition.get_absolute_url()).status_code == 404
    assert client_of(member(world.here, Role.READING)).get(edition.get_absolute_url()).status_code == 200


def own_indicator(world, value, audience):
    """An own indicator whose count is printed for this audience."""
    source = Source.objects.create(table="E1-1", title="Beratung", publisher="Emden")
    own = Indicator.objects.create(code="K03402-1", theme="C", owner=world.here)
    version = IndicatorVersion.objects.create(
        indicator=own,
        name="Beratungen",
        definition="x",
        formula="count",
        unit="Anzahl",
        numerator=["E1-1|Fälle|"],
        uses_own=True,
        source=source,
    )
    store_results(version, {(OWN, "2024"): value}, owner=world.here)
    publication = Publication.objects.create(
        municipality=world.here,
        name="Beratung 2024",
        state="published",
        audience=audience,
        content={"name": "x", "tables": [], "outside": [], "mask": [], "rates": []},
        requested_at=clock.now(),
        published_at=clock.now(),
    )
    place = {"publication": publication, "series": "E1-1|Fälle", "region": OWN, "period": "2024"}
    return publication, PublishedCell.objects.create(**place, value=value, status="value")


def test_own_counts_that_are_printed_for_fewer_readers_keep_the_report_in(world, as_user):
    with system_scope("test"):
        publication, _cell = own_indicator(world, 27, Audience.AGENCY)
    with as_user(world.monitor):
        row = Report.objects.get(pk=world.report.pk)
        reports.choose_indicators(
            report=row, codes=["D15", "K03402-1"], version=row.version, by=world.monitor
        )
        with pytest.raises(Refused) as refused:
            publish(world)
        assert "nur für „Agentur“ veröffentlicht" in refused.value.reasons[0]
        Publication.objects.filter(pk=publication.pk).update(audience=Audience.PUBLIC)
        assert "27" in page_of(publish(world))


def test_a_suppressed_count_is_in_no_byte_of_an_edition(world, as_user):
    canary = "918273"
    with system_scope("test"):
        _publication, cell = own_indicator(world, canary, Audience.PUBLIC)
        PublishedCell.objects.filter(pk=cell.pk).update(
            value=None, status="suppressed", reason="Geheim gehalten."
        )
    with as_user(world.monitor):
        row = Report.objects.get(pk=world.report.pk)
        reports.choose_indicators(report=row, codes=["K03402-1"], version=row.version, by=world.monitor)
        edition = publish(world)
    page = Client().get(edition.get_absolute_url()).content.decode()
    assert "Geheim gehalten" in page
    assert canary not in page + str(edition.content)
    assert "918" not in page


def test_a_small_number_in_a_text_beside_own_counts_must_be_looked_at(world, as_user, client_of):
    with system_scope("test"):
        own_indicator(world, 27, Audience.PUBLIC)
    with as_user(world.monitor):
        row = Report.objects.get(pk=world.report.pk)
        reports.choose_indicators(report=row, codes=["K03402-1"], version=row.version, by=world.monitor)
        write(
            world.report, "K03402-1", "Darunter sind 2 aus einer Schule; 2,5 % im Jahr 2024.", world.monitor
        )
        with pytest.raises(Refused):
            publish(world, is_checked=False)
    page = client_of(world.monitor).get(reverse("reports:publish", args=[world.report.pk]))
    assert "nennt eine kleine Anzahl" in words(page)


def test_the_next_edition_takes_structure_and_texts_and_says_what_is_stale_and_what_turned(
    world, as_user, client_of
):
    with as_user(world.monitor):
        publish(world)
        follower = begin_next(report=world.report, edition="2027", by=world.monitor)
    set_figures("D15", {(OWN, "2023"): 15, (OWN, "2024"): 11, (LAND, "2023"): 9, (LAND, "2024"): 12})
    said = words(client_of(world.monitor).get(reverse("reports:draft", args=[follower.pk])))
    assert "geschrieben für den Stand" in said
    assert "neu 2024: 11,0 %" in said
    assert "Aussagen, deren Richtung sich seit der letzten Ausgabe geändert hat" in said
    assert "bisher gestiegen, jetzt gesunken" in said
    assert "bisher über Niedersachsen, jetzt unter Niedersachsen" in said
    with as_user(world.monitor), pytest.raises(ValidationError):
        begin_next(report=world.report, edition="2027", by=world.monitor)


def test_a_report_goes_out_by_the_page_and_an_empty_one_does_not(world, client_of, as_user):
    browser = client_of(world.monitor)
    with as_user(world.monitor):
        report = Report.objects.get(pk=world.report.pk)
        empty = begin(world.here, world.monitor, codes=(), edition="leer", publisher="")
    page = words(browser.get(reverse("reports:publish", args=[empty.pk])))
    assert "noch kein Kapitel" in page
    assert "Herausgeber fehlt" in page
    target = reverse("reports:publish", args=[report.pk])
    assert browser.post(target, {"version": report.version + 5}).status_code == 409
    answer = browser.post(target, {"version": report.version, "is_checked": "on"})
    assert answer.url == reverse("reports:edition", args=[report.pk])
    assert "Bildungsbericht 2026" in words(Client().get(reverse("reports:home")))
    assert browser.get(reverse("reports:draft", args=[report.pk])).url == answer.url
