"""Tables: derived months, constraints, scope, words."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import PUBLIC, Scope, ScopeMissing, acting_within
from dkbm.models import Agency
from governance.models import Body, Unit
from projects.models import Benefit, Milestone, Process, Project, ProjectLink


def test_months_follow_the_period(milestone):
    milestone.period = "2020-06..2020-09"
    milestone.save(update_fields=["period"])
    milestone.refresh_from_db()
    assert (milestone.first_month, milestone.last_month) == (2020 * 12 + 5, 2020 * 12 + 8)
    milestone.period = ""
    milestone.save()
    assert (milestone.first_month, milestone.last_month, milestone.label) == (None, None, "ohne Datum")


@pytest.mark.parametrize(
    "change",
    [
        {"first_month": None, "last_month": None},
        {"first_month": 9, "last_month": 8},
        {"period": ""},
        {"done_in": "2020"},
    ],
)
def test_database_refuses_rows_that_contradict_themselves(milestone, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(**change)


def test_a_period_must_be_a_period(milestone):
    milestone.period = "irgendwann"
    with pytest.raises(ValidationError) as caught:
        milestone.full_clean()
    assert "period" in caught.value.message_dict


def test_links_stay_inside_the_municipality(project, milestone, verden):
    body = Body.objects.create(municipality=verden, name="Beirat", kind="beirat", level=2)
    unit = Unit.objects.create(municipality=verden, name="Büro", kind="bildungsbuero")
    other = Project.objects.create(municipality=verden, title="Anderes")
    project.body, project.responsible_unit, project.part_of = body, unit, other
    with pytest.raises(ValidationError) as caught:
        project.full_clean()
    assert set(caught.value.message_dict) == {"body", "responsible_unit", "part_of"}
    milestone.process = Process.objects.create(project=other, title="Weg")
    with pytest.raises(ValidationError):
        milestone.full_clean()


def test_title_is_there_once(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(municipality=project.municipality, title=project.title)


def test_links_lead_to_the_web_only(project):
    link = ProjectLink(project=project, title="x", url="javascript:alert(1)")
    with pytest.raises(ValidationError):
        link.full_clean()


@pytest.mark.parametrize(
    ("begins", "ends", "text"),
    [
        ("2016-06", "2019-05", "06/2016 bis 05/2019"),
        ("2018", "", "seit 2018"),
        ("", "2021", "bis 2021"),
        ("", "", ""),
    ],
)
def test_period_of_a_project_in_words(begins, ends, text):
    assert Project(begins=begins, ends=ends).period_label == text


def test_amounts_are_printed_in_euro():
    assert Benefit(amount_cents=None).amount_text == ""
    assert Benefit(amount_cents=120_000).amount_text == "1\N{NO-BREAK SPACE}200,00\N{NO-BREAK SPACE}€ im Jahr"


def visible(scope):
    with acting_within(scope):
        return (Project.objects.count(), Milestone.objects.count(), Milestone.history.count())


def test_scope_own_public_shared_foreign(project, milestone, emden, verden):
    own = Scope(own=frozenset({emden.pk}))
    foreign = Scope(own=frozenset({verden.pk}))
    agency = Scope(accompanied=frozenset({emden.pk}))
    assert visible(own) == (1, 1, 1)
    assert visible(PUBLIC) == visible(foreign) == (1, 1, 0)
    for audience, seen in ((Audience.INTERNAL, 0), (Audience.POLITICS, 0), (Audience.AGENCY, 1)):
        project.audience = audience
        project.save()
        emden.sharing = Sharing.ALL
        emden.save()
        assert visible(own) == (1, 1, 1)
        assert visible(PUBLIC) == visible(foreign) == (0, 0, 0)
        assert visible(agency) == (seen, seen, 0)
        emden.sharing = Sharing.KEY_FACTS
        emden.save()
        assert visible(agency) == (0, 0, 0)
    assert Agency.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Project, Milestone, Process, ProjectLink, Benefit])
def test_nothing_is_read_without_a_scope(model):
    with pytest.raises(ScopeMissing):
        model.objects.exists()
