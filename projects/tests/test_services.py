"""Deeds: permission, versions, aims, refusal of foreign links."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dkbm.services import Conflict
from governance.models import Body
from projects import services
from projects.models import Milestone, Process, Project


def test_add_project_with_aims(emden, coordinator, everything):
    project = services.add_project(
        municipality=emden, by=coordinator, title="Lesen", aims=["Mehr lesen", "Mehr lesen", "Länger lesen"]
    )
    assert [aim.text for aim in project.aims.all()] == ["Mehr lesen", "Länger lesen"]
    assert project.version == 1


def test_aims_keep_their_rows_and_sources(project, coordinator):
    services.change_project(project=project, version=1, by=coordinator, aims=["A", "B", "C"])
    kept = project.aims.get(text="C")
    project.aims.filter(text="C").update(source="Beschluss")
    services.change_project(project=project, version=2, by=coordinator, aims=["C", "A"])
    aims = list(project.aims.all())
    assert [(a.text, a.source) for a in aims] == [("C", "Beschluss"), ("A", "")]
    assert aims[0].pk == kept.pk


def test_change_without_aims_leaves_them(project, coordinator):
    services.change_project(project=project, version=1, by=coordinator, aims=["A"])
    services.change_project(project=project, version=2, by=coordinator, title="Neu")
    assert project.aims.count() == 1


def test_conflict_changes_nothing(project, milestone, coordinator):
    services.change_project(project=project, version=1, by=coordinator, title="Erster")
    with pytest.raises(Conflict) as caught:
        services.change_project(project=project, version=1, by=coordinator, title="Zweiter")
    assert caught.value.current.title == "Erster"
    services.change_milestone(milestone=milestone, version=1, by=coordinator, title="Erster")
    with pytest.raises(Conflict):
        services.change_milestone(milestone=milestone, version=1, by=coordinator, title="Zweiter")
    assert Milestone.objects.get(pk=milestone.pk).title == "Erster"


def test_milestones_are_added_at_the_end_of_their_process(project, coordinator):
    process = Process.objects.create(project=project, title="Weg")
    orders = [
        services.add_milestone(project=project, by=coordinator, title=t, process=p).order
        for t, p in (("a", process), ("b", process), ("c", None))
    ]
    assert orders == [1, 2, 1]


def test_reading_people_and_foreigners_may_not(project, milestone, reader, person, verden):
    for user in (reader, person(verden)):
        deeds = (
            lambda by: services.add_project(municipality=project.municipality, by=by, title="x"),
            lambda by: services.change_project(project=project, version=1, by=by, title="x"),
            lambda by: services.add_milestone(project=project, by=by, title="x"),
            lambda by: services.change_milestone(milestone=milestone, version=1, by=by, title="x"),
            lambda by: services.record(row=milestone, by=by, municipality_id=project.municipality_id),
        )
        for deed in deeds:
            with pytest.raises(PermissionDenied):
                deed(user)


def test_foreign_body_is_refused(milestone, verden, coordinator):
    body = Body.objects.create(municipality=verden, name="Beirat", kind="beirat", level=2)
    with pytest.raises(ValidationError):
        services.change_milestone(milestone=milestone, version=1, by=coordinator, body=body)


def test_only_editable_fields(project, coordinator):
    with pytest.raises(TypeError):
        services.change_project(project=project, version=1, by=coordinator, municipality_id=7)


def test_changes_are_audited(project, coordinator):
    services.change_project(project=project, version=1, by=coordinator, title="Neu")
    assert [h.title for h in Project.history.filter(id=project.pk)] == ["Neu", "Lesepatenschaften"]
