"""Charts frozen with an answer: they stay as they were, leave released only, and obey the answer's audience."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, member
from dkbm.ui import pdf
from governance.models import Assignment
from governance.tests import factories as make
from monitoring.disclosure import Released, release_kept
from monitoring.models import FrozenChart, Indicator, IndicatorVersion, Snapshot
from monitoring.services.answers import MOST_CHARTS, freeze_chart, take_chart_off
from monitoring.services.catalogue import load_catalogue
from monitoring.services.recompute import latest_versions
from monitoring.tests.stored import store_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(emden):
    """A public answer in Emden; the share of D15 is 15 per cent."""
    with system_scope("test"):
        load_catalogue()
        store_result(_version("D15"), "03402", "2023", 15)
        return make.AssignmentFactory(municipality=emden, audience=Audience.PUBLIC, answer="So ist es.")


def _version(code):
    return next(version for version in latest_versions() if version.indicator.code == code)


def _now(code, value):
    """The numbers are corrected: another snapshot is in force."""
    with system_scope("test"):
        Snapshot.objects.filter(indicator_version=_version(code)).update(is_current=False)
        store_result(_version(code), "03402", "2023", value)


def hang(browser, answer, code="D15"):
    return browser.post(reverse("monitoring:answer", args=[answer.pk]), {"code": code})


def words(page):
    return re.sub(r"\s+", " ", page.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_f42_a_monitor_answers_with_a_chart_that_stays_as_it_was(emden, answer, client_of, monkeypatch):
    browser = client_of(member(emden, Role.MONITORING))
    assert "Kennzahl an die Antwort hängen" in words(browser.get(answer.get_absolute_url()))
    assert hang(browser, answer).url == answer.get_absolute_url()
    _now("D15", 20)
    assert "20,0 %" in words(browser.get(f"/monitoring/kommune/{emden.slug}/D15/"))
    page = words(Client().get(answer.get_absolute_url()))
    assert "2023: 15,0 %" in page
    assert "20,0 %" not in page
    assert "Festgehalten am" in page
    with system_scope("test"):
        chart = FrozenChart.objects.get()
    assert "15" in Client().get(reverse("monitoring:answer-file", args=[chart.pk])).content.decode()
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    paper = words(Client().get(reverse("governance:assignment_file", args=[answer.pk])))
    assert "2023: 15,0 %" in paper
    assert "<svg" in paper


def test_kept_rows_come_back_released_and_equal(emden, answer, as_user):
    person = member(emden, Role.MONITORING)
    with as_user(person):
        chart = freeze_chart(assignment=answer, code="D15", by=person)
        chart.refresh_from_db()
    (line, *_others) = chart.content["lines"]
    (row,) = release_kept(line["rows"])
    assert isinstance(row, Released)
    assert (row.region, row.period, row.value, row.status) == ("03402", "2023", 15, "value")


def test_who_sees_the_answer_sees_the_chart_and_nobody_else(emden, answer, client_of):
    hang(client_of(member(emden)), answer)
    with system_scope("test"):
        file = reverse("monitoring:answer-file", args=[FrozenChart.objects.get().pk])
    assert Client().get(file).status_code == 200
    with system_scope("test"):
        Assignment.objects.update(audience=Audience.INTERNAL)
    assert Client().get(file).status_code == 404
    assert client_of(member(MunicipalityFactory())).get(file).status_code == 404
    assert client_of(member(emden, Role.READING)).get(file).status_code == 200


def test_figures_over_own_counts_stay_with_the_municipality(emden, answer, client_of):
    with system_scope("test"):
        own = Indicator.objects.create(code="K03402-1", theme="C", owner=emden)
        version = IndicatorVersion.objects.create(
            indicator=own,
            name="Eigene Zählung",
            definition="x",
            formula="count",
            unit="Anzahl",
            numerator=["t|m|"],
            source=latest_versions()[0].source,
        )
        store_result(version, "03402", "2023", 7, owner=emden)
    browser = client_of(member(emden))
    assert hang(browser, answer, "K03402-1").status_code == 302
    assert "Eigene Zählung" in words(browser.get(answer.get_absolute_url()))
    assert "Eigene Zählung" not in words(Client().get(answer.get_absolute_url()))


def test_a_withheld_count_is_not_frozen(emden, answer, client_of):
    with system_scope("test"):
        own = Indicator.objects.create(code="K03402-2", theme="C", owner=emden)
        version = IndicatorVersion.objects.create(
            indicator=own,
            name="Ungeprüft",
            definition="x",
            formula="count",
            unit="Anzahl",
            numerator=["t|m|"],
            uses_own=True,
            source=latest_versions()[0].source,
        )
        store_result(version, "03402", "2023", 2, owner=emden)
    assert "noch kein Wert" in words(hang(client_of(member(emden)), answer, "K03402-2"))
    with system_scope("test"):
        assert not FrozenChart.objects.exists()


def test_what_cannot_be_hung_on_says_why(emden, answer, client_of):
    browser = client_of(member(emden))
    assert "noch kein Wert" in words(hang(browser, answer, "A01"))
    hang(browser, answer)
    assert "hängt schon an der Antwort" in words(hang(browser, answer))
    with system_scope("test"):
        chart = FrozenChart.objects.get()
        others = [v for v in latest_versions() if v.is_computable and v.indicator.code != "D15"]
        for version in others[: MOST_CHARTS - 1]:
            FrozenChart.objects.create(
                assignment=answer,
                indicator_version=version,
                frozen_at=chart.frozen_at,
                content=chart.content,
            )
        store_result(others[MOST_CHARTS], "03402", "2023", 1)
    assert "Mehr als 6 Kennzahlen" in words(hang(browser, answer, others[MOST_CHARTS].indicator.code))


def test_only_indicators_with_a_number_here_are_offered(emden, answer, client_of):
    page = words(client_of(member(emden)).get(reverse("monitoring:answer", args=[answer.pk])))
    assert re.findall(r'<option value="([^"]*)"', page) == ["D15"]
    with system_scope("test"):
        Snapshot.objects.all().delete()
    page = words(client_of(member(emden)).get(reverse("monitoring:answer", args=[answer.pk])))
    assert "Noch hat hier keine Kennzahl einen Wert" in page


def test_a_chart_is_taken_off_by_its_own_people_only(emden, answer, client_of, as_user):
    browser, address = client_of(member(emden)), reverse("monitoring:answer", args=[answer.pk])
    hang(browser, answer)
    with system_scope("test"):
        chart = FrozenChart.objects.get()
    stranger, reader = member(MunicipalityFactory()), member(emden, Role.READING)
    for person in (stranger, reader):
        with as_user(person), pytest.raises(PermissionDenied):
            freeze_chart(assignment=answer, code="D15", by=person)
        with as_user(person), pytest.raises(PermissionDenied):
            take_chart_off(chart=chart, by=person)
    other = make_other(emden)
    assert (
        browser.post(reverse("monitoring:answer", args=[other.pk]), {"loesen": chart.pk}).status_code == 404
    )
    assert browser.post(address, {"loesen": chart.pk}).status_code == 302
    with system_scope("test"):
        assert not FrozenChart.objects.exists()
        assert list(FrozenChart.history.values_list("history_type", flat=True)) == ["-", "+"]


def make_other(emden):
    with system_scope("test"):
        return make.AssignmentFactory(municipality=emden)


def test_a_code_from_elsewhere_is_refused(emden, answer, as_user):
    person = member(emden)
    with as_user(person), pytest.raises(ValidationError):
        freeze_chart(assignment=answer, code="gibt-es-nicht", by=person)


def test_as_many_queries_for_three_charts_as_for_one(emden, answer, client_of):
    def asked():
        with CaptureQueriesContext(connection) as found:
            Client().get(answer.get_absolute_url())
        return len(found)

    browser = client_of(member(emden))
    hang(browser, answer)
    asked()
    one = asked()
    with system_scope("test"):
        others = [v for v in latest_versions() if v.is_computable and v.indicator.code != "D15"][:2]
        for version in others:
            store_result(version, "03402", "2023", 3)
    for version in others:
        hang(browser, answer, version.indicator.code)
    assert asked() == one
