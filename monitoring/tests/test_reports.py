"""Writing a report: chapters from released figures, texts that know for which figures they were written."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import Region
from dkbm.models.region import RegionKind
from dkbm.services import Conflict
from dkbm.tests.factories import member
from monitoring.charts.svg import drawing
from monitoring.models import Report, ReportChapter
from monitoring.report_content import chapters_of, content_of, values_of
from monitoring.report_page import ReportPage
from monitoring.services import reports
from monitoring.tests.report_world import FIGURES, LAND, OWN, begin, report_world, set_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(emden):
    return report_world(emden)


def words(page):
    return re.sub(r"\s+", " ", page.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def chapter(world, code="D15"):
    with system_scope("test"):
        return ReportChapter.objects.get(report=world.report, indicator__code=code)


def address(world, code="D15"):
    return reverse("reports:chapter", args=[world.report.pk, chapter(world, code).pk])


def typed(browser, world, text, code="D15", **changes):
    """Open the chapter, type, send."""
    page = browser.get(address(world, code))
    form = page.context["form"]
    data = {"comment": text, "seen": form.initial["seen"], "version": form.instance.version, **changes}
    return browser.post(address(world, code), data)


def test_a_report_shows_sentence_text_picture_table_source_and_stand(world, client_of):
    page = client_of(world.monitor).get(reverse("reports:preview", args=[world.report.pk]))
    said = words(page)
    assert "2023 waren es 15,0 %" in said
    assert "Das ist zu viel." in said
    assert "Quelle:" in said
    assert "Tabelle 1:" in said
    (first, *_rest) = page.context["page"].chapters
    # the picture on the page and on paper is drawn from the very figure whose rows stand in the table
    assert drawing(first.figure.data, first.figure.layout) in page.content.decode()


def test_a_text_whose_figure_changes_is_marked_and_stays_as_it_is(world, client_of):
    browser = client_of(world.monitor)
    draft = reverse("reports:draft", args=[world.report.pk])
    assert "Texte, deren Zahlen sich geändert haben" not in words(browser.get(draft))
    set_figures("D15", {**FIGURES, (OWN, "2023"): 20})
    said = words(browser.get(draft))
    assert "Texte, deren Zahlen sich geändert haben" in said
    assert "seither: 2023: 15,0 % → 20,0 %" in said
    assert chapter(world).comment == "Das ist zu viel."
    assert typed(browser, world, "Das ist noch mehr.").status_code == 302
    assert "Texte, deren Zahlen sich geändert haben" not in words(browser.get(draft))


def test_a_moved_value_of_the_land_and_a_new_year_mark_the_text_too(world, client_of):
    set_figures("D15", {**FIGURES, (LAND, "2023"): 8, (OWN, "2024"): 16})
    said = words(client_of(world.monitor).get(reverse("reports:draft", args=[world.report.pk])))
    assert "neu 2024: 16,0 %" in said
    assert "Niedersachsen 2023: 9,0 % → 8,0 %" in said


def test_a_text_is_not_kept_for_figures_its_author_has_not_seen(world, client_of):
    browser = client_of(world.monitor)
    seen = browser.get(address(world)).context["form"].initial["seen"]
    set_figures("D15", {**FIGURES, (OWN, "2023"): 20})
    answer = typed(browser, world, "Neuer Satz.", seen=seen)
    assert answer.status_code == 422
    assert "Neuer Satz." in words(answer)
    assert "20,0 %" in words(answer)
    assert chapter(world).comment == "Das ist zu viel."


def test_two_people_at_one_text_meet_on_the_page_of_conflicts(world, client_of):
    browser = client_of(world.monitor)
    version = chapter(world).version
    assert typed(browser, world, "Erster.").status_code == 302
    answer = typed(browser, world, "Zweiter.", version=version)
    assert answer.status_code == 409
    assert "Zweiter." in words(answer)
    assert "Erster." in words(answer)


def test_indicators_with_numbers_come_first_and_the_empty_ones_are_marked(world, client_of):
    said = words(client_of(world.monitor).get(reverse("reports:indicators", args=[world.report.pk])))
    theme = said[said.index("<legend>D ") :]
    assert "noch ohne Zahlen" in theme
    assert theme.index('value="D15"') < theme.index("noch ohne Zahlen")


def test_choosing_again_keeps_the_texts_of_what_stays(world, client_of):
    browser = client_of(world.monitor)
    with system_scope("test"):
        world.report.refresh_from_db()
    data = {"kennzahl": ["D15", "A01"], "version": world.report.version}
    assert browser.post(reverse("reports:indicators", args=[world.report.pk]), data).status_code == 302
    with system_scope("test"):
        kept = {one.indicator.code: one.comment for one in chapters_of(world.report)}
    assert kept == {"A01": "", "D15": "Das ist zu viel."}
    stale = browser.post(reverse("reports:indicators", args=[world.report.pk]), data)
    assert stale.status_code == 409


def test_chapters_change_places_within_their_theme(world, as_user):
    with as_user(world.monitor):
        reports.move_chapter(chapter=chapter(world, "D16"), up=True, by=world.monitor)
        assert [one.indicator.code for one in chapters_of(world.report)] == ["D16", "D15"]
        reports.move_chapter(chapter=chapter(world, "D16"), up=True, by=world.monitor)
        assert [one.indicator.code for one in chapters_of(world.report)] == ["D16", "D15"]


def test_who_only_reads_writes_nothing(world, as_user):
    reader = member(world.here, Role.READING)
    with as_user(reader), pytest.raises(PermissionDenied):
        begin(world.here, reader, edition="2027")


def test_a_draft_that_somebody_changed_is_not_thrown_away(world, as_user):
    with as_user(world.monitor), pytest.raises(Conflict):
        reports.remove_report(report=world.report, version=world.report.version + 7, by=world.monitor)


def test_peers_stand_as_sum_and_span_without_names_and_only_from_three_on(world, as_user):
    land = Region.objects.get(ags=LAND)
    names = {"03401": "Delmenhorst", "03403": "Oldenburg", "03404": "Osnabrück"}
    for ags, name in names.items():
        Region.objects.update_or_create(
            ags=ags,
            defaults={
                "name": name,
                "kind": RegionKind.KREIS,
                "designation": "Kreisfreie Stadt",
                "parent": land,
            },
        )
    with system_scope("test"):
        Region.objects.filter(ags=OWN).update(designation="Kreisfreie Stadt")
        Report.objects.update(peers="gleiche-art")
        report = Report.objects.select_related("municipality__region").get(pk=world.report.pk)
    values = {(ags, year): 10 + i for i, ags in enumerate(names) for year in ("2022", "2023")}
    set_figures("D15", {**FIGURES, **values})
    with as_user(world.monitor):
        page = ReportPage(content_of(report))
    first, second = page.chapters
    assert first.content["group"]["span"][-1] == ["2023", "10", "12"]
    assert second.content["group"] is None
    # what the area shows stands in the table too
    assert first.figure.rows[0]["span"].text == "10,0 bis 12,0"
    assert values_of(first.content)["Kreisfreie Städte, Spanne|2023"].endswith("bis 12,0\N{NO-BREAK SPACE}%")
    assert not [name for name in names.values() if name in str(page.content)]


@pytest.mark.parametrize("page", ["draft", "preview"])
def test_three_chapters_take_no_more_queries_than_one(world, client_of, page, as_user):
    browser = client_of(world.monitor)
    target = reverse(f"reports:{page}", args=[world.report.pk])

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(target).status_code == 200
        return len(asked)

    count()
    two = count()
    with as_user(world.monitor):
        row = Report.objects.get(pk=world.report.pk)
        reports.choose_indicators(
            report=row, codes=["D15", "D16", "A01", "A02"], version=row.version, by=world.monitor
        )
    assert count() == two
