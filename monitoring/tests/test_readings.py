"""Kept readings: each quarter by itself and on demand, never moved by later edits; thresholds of one's own."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dkbm import clock, registries
from dkbm.access.audiences import Sharing
from dkbm.access.middleware import scope_of
from dkbm.access.roles import Role
from dkbm.access.scope import acting_within
from dkbm.jobs import engine
from dkbm.models import Job
from dkbm.services import Conflict
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from monitoring.models import Assessment, AssessmentDetail, Occasion
from monitoring.queries_readings import course_of, own_thresholds, picture_of
from monitoring.services import readings
from monitoring.sustainability.catalogue import DEFINITIONS
from monitoring.sustainability.reading import Light
from monitoring.tests.vector_records import musterkreis_records
from projects.models import Post
from projects.tests.resources import T

pytestmark = pytest.mark.django_db
AFTER = date(2027, 1, 5)


@pytest.fixture
def t1(emden, everything):
    musterkreis_records(emden)
    return emden


def ring(day):
    with clock.frozen(day):
        for bell in registries.bells:
            bell()
        engine.drain()


def kept(municipality):
    return list(Assessment.objects.filter(municipality=municipality).order_by("pk"))


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 9, 30)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 9, 30), date(2026, 6, 30)),
    ],
)
def test_the_last_quarter_that_is_over(today, end):
    assert readings.last_quarter_end(today) == end


def test_f_05_every_indicator_is_kept_each_quarter_and_history_does_not_move(t1):
    ring(AFTER)
    (first,) = kept(t1)
    assert (first.day, first.occasion, first.light) == (T, Occasion.QUARTER, "gelb")
    assert set(first.readings) == {definition.code for definition in DEFINITIONS}
    assert Fraction(first.readings["N-P1"]["value"]) == Fraction(200, 3)
    Post.objects.filter(function="S3").update(term="unbefristet", limited_until="")
    ring(date(2027, 1, 9))
    ring(date(2027, 4, 2))
    before, after = kept(t1)
    assert before.readings["N-P1"]["value"] == "200/3"
    assert (after.day, after.readings["N-P1"]["value"]) == (date(2027, 3, 31), "100")
    with pytest.raises(TypeError):
        before.save()


def test_a_quarter_is_kept_once_however_often_it_is_rung(t1):
    ring(AFTER)
    ring(AFTER)
    job = Job.objects.get(kind=readings.KEEP)
    job.state, job.pk = "queued", None
    job.save()
    engine.drain()
    assert len(kept(t1)) == 1


def test_on_demand_keeps_what_is_new_and_nothing_twice(t1):
    coordinator = member(t1)

    def ask():
        with clock.frozen(date(2026, 11, 25)):
            readings.request_assessment(municipality=t1, by=coordinator)
            engine.drain()
        return len(kept(t1))

    assert (ask(), ask()) == (1, 1)
    Post.objects.filter(function="S4").update(filled="besetzt")
    assert ask() == 2
    assert [row.readings["N-P3"]["value"] for row in course_of(t1)] == ["100"]
    with pytest.raises(PermissionDenied):
        readings.request_assessment(municipality=t1, by=member(t1, Role.READING))


def test_what_is_kept_says_from_which_records_it_came(t1):
    ring(AFTER)
    content = AssessmentDetail.objects.get().content
    inputs = content["N-P1"]["inputs"]
    assert [label for _key, label, _amount, _counts in inputs] == ["S1", "S2", "S3", "S4"]
    assert all(key.startswith("post:") for key, *_rest in inputs)
    assert (content["N-P1"]["numerator"], content["N-P1"]["denominator"]) == ("2", "3")
    assert content["N-P1"]["threshold"] == ["80", "50", None, None, "2026-11"]
    assert content["N-P5"]["reason"]
    assert content["N-P5"]["action"]


def test_others_see_the_summary_as_far_as_it_is_shared_and_never_the_records(t1):
    ring(AFTER)
    manager = transfer_manager(t1)
    with acting_within(scope_of(manager)):
        assert not Assessment.objects.exists()
    t1.sharing = Sharing.KEY_FACTS
    t1.save()
    with acting_within(scope_of(manager)):
        assert Assessment.objects.get().readings["N-P1"]["light"] == "gelb"
        assert not AssessmentDetail.objects.exists()
    with acting_within(scope_of(member(MunicipalityFactory()))):
        assert not Assessment.objects.exists()


def bounds(green, yellow, *top):
    return dict(zip(readings.BOUNDS, map(Decimal, (green, yellow, *top)), strict=False))


def test_a_threshold_of_ones_own_has_a_version_and_leaves_history_alone(t1):
    ring(AFTER)
    coordinator = member(t1)

    def change(number, given, reason="Beschluss der Steuerungsgruppe"):
        return readings.set_threshold(
            municipality=t1, code="N-P1", bounds=given, reason=reason, number=number, by=coordinator
        )

    change(0, bounds(60, 40))
    assert picture_of(t1, T).row("N-P1").light is Light.GREEN
    assert picture_of(t1, T).row("N-P1").threshold.version == "eigene-1"
    assert kept(t1)[0].readings["N-P1"]["light"] == "gelb"
    with pytest.raises(Conflict):
        change(0, bounds(70, 40))
    with pytest.raises(ValidationError, match="besser"):
        change(1, bounds(40, 60))
    change(1, {})
    assert own_thresholds(t1) == ()
    assert picture_of(t1, T).row("N-P1").light is Light.YELLOW
