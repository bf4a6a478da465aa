"""What other pages show of this floor."""

from datetime import date

import pytest

from dkbm import clock, registries
from projects import panels
from projects.models import Milestone, Project
from projects.queries import due_milestones

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("period", "state", "is_due"),
    [
        ("2026-10", "offen", True),
        ("2026-11", "laufend", True),
        ("2026-12", "offen", True),
        ("2027-01", "offen", False),
        ("2026-08..2027-03", "offen", False),
        ("2026-10", "erledigt", False),
        ("2026-10", "entfallen", False),
        ("", "offen", False),
        ("2026-10..", "offen", False),
        ("..2026-10", "offen", True),
    ],
)
def test_due_is_what_ends_within_sixty_days_or_is_over(project, period, state, is_due):
    Milestone.objects.create(project=project, title="M", period=period, state=state)
    assert due_milestones(project.municipality, TODAY).exists() == is_due


def test_start_block_shows_overdue_first_and_says_when_there_is_more(project, coordinator):
    Milestone.objects.create(project=project, title="Später", period="2026-12")
    Milestone.objects.create(project=project, title="Überfällig", period="2026-10")
    with clock.frozen(TODAY):
        block = panels.on_start(project.municipality, coordinator)
        assert [(d["milestone"].title, d["is_overdue"]) for d in block["due"]] == [
            ("Überfällig", True),
            ("Später", False),
        ]
        assert not block["more"]
        for n in range(9):
            Milestone.objects.create(project=project, title=f"M {n}", period="2026-11")
        block = panels.on_start(project.municipality, coordinator)
        assert (len(block["due"]), block["more"]) == (7, True)


def test_start_block_is_silent_when_nothing_is_due(project, coordinator):
    assert panels.on_start(project.municipality, coordinator) is None
    assert panels.on_start(None, coordinator) is None


def test_profile_lists_projects_or_invites_to_add(project, coordinator, reader, verden):
    assert panels.on_profile(project.municipality, reader)["projects"] == [project]
    assert panels.on_profile(verden, coordinator) is None
    for n in range(9):
        Project.objects.create(municipality=project.municipality, title=f"P {n}")
    assert panels.on_profile(project.municipality, reader)["more"]
    Project.objects.all().delete()
    assert panels.on_profile(project.municipality, reader) is None
    assert panels.on_profile(project.municipality, coordinator)["projects"] == []


def test_floor_is_registered():
    assert [e.url_name for e in registries.navigation if e.url_name.startswith("projects")] == [
        "projects:list"
    ]
    assert any(p.name == "projects" and p.order == 30 for p in registries.demo_parts)
    assert any(name == "projects" for name, _check in registries.checkers)
