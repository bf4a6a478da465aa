"""Resolutions, their chain, assignments and agenda items: what one row must hold forever."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from governance.models import Attendance, Consultation, Resolution
from governance.tests import factories as make

pytestmark = pytest.mark.usefixtures("db", "everything")


def test_one_step_decides():
    resolution = make.ResolutionFactory()
    make.ConsultationFactory(resolution=resolution, position=1)
    make.ConsultationFactory(resolution=resolution, position=2, is_deciding=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.ConsultationFactory(resolution=resolution, position=3, is_deciding=True)
    assert Consultation.objects.filter(is_deciding=True).count() == 1


def test_a_step_has_exactly_one_body_or_unit():
    resolution = make.ResolutionFactory()
    unit = make.UnitFactory(municipality=resolution.municipality)
    for values in ({"body": None}, {"unit": unit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.ConsultationFactory(resolution=resolution, **values)
    step = make.ConsultationFactory(resolution=resolution, body=None, unit=unit, held="2021-09")
    assert (step.begins, step.ends, step.when_label) == (date(2021, 9, 1), date(2021, 9, 30), "09/2021")


@pytest.mark.parametrize(
    ("values", "day", "holds"),
    [
        ({"unlimited": True}, date(2021, 9, 30), True),
        ({"unlimited": True}, date(2021, 9, 29), False),
        ({"valid_from": "2022"}, date(2021, 12, 31), False),
        ({"valid_until": "2024-12"}, date(2024, 12, 31), True),
        ({"valid_until": "2024-12"}, date(2025, 1, 1), False),
        ({"state": "in_beratung"}, date(2022, 1, 1), False),
        ({"state": "aufgehoben"}, date(2022, 1, 1), False),
    ],
)
def test_when_a_resolution_holds(values, day, holds):
    resolution = make.ResolutionFactory.build(**{"state": "beschlossen", **values})
    assert resolution.holds_on(day, decided=date(2021, 9, 30)) is holds


def test_unlimited_and_until_exclude_each_other():
    resolution = make.ResolutionFactory()
    resolution.unlimited, resolution.valid_until = True, "2027"
    with pytest.raises(ValidationError) as error:
        resolution.full_clean()
    assert "valid_until" in error.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(unlimited=True, valid_until="2027")


def test_an_assignment_of_a_body_names_it_and_done_has_its_day():
    assignment = make.AssignmentFactory()
    assignment.origin, assignment.body = "gremium", None
    with pytest.raises(ValidationError):
        assignment.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        assignment.save()
    assert make.AssignmentFactory.build(due_on=date(2026, 1, 1)).is_overdue(date(2026, 1, 2))
    assert not make.AssignmentFactory.build(due_on=date(2026, 1, 1), state="erledigt").is_overdue(
        date(2026, 1, 2)
    )


def test_attendance_is_by_seats_of_the_body():
    meeting, seat = make.MeetingFactory(), make.SeatFactory()
    with pytest.raises(ValidationError):
        Attendance(meeting=meeting, seat=seat, presence="anwesend").full_clean()
