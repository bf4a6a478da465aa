"""The checklist of a Verstetigung (domain.md 4.5): 24 points, read from records, never ticked.

Every point is fulfilled with the records that show it, open with the one action that helps, or, where no
record can show it, answered by a dated note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from governance.models import Agreement, Publication, Relation, Resolution, UnitBenefit
from governance.models.agreement import AgreementKind, AgreementState
from governance.models.vocabulary import RelationKind, ResolutionKind, ResolutionState
from projects.models import (
    Benefit,
    BudgetLine,
    ChecklistNote,
    Milestone,
    MilestoneState,
    MoneyOrigin,
    Nature,
    NotedPoint,
    Post,
    Process,
    Project,
    ProjectState,
    Side,
    Stage,
    TransferStatus,
)
from projects.queries import goals_of, resolutions_of
from projects.queries_resources import lines_of, posts_of

MOST_RECORDS = 5
SETTLED = (TransferStatus.DONE, TransferStatus.TEMPORARY, TransferStatus.EXPIRED, TransferStatus.STOPPED)


@dataclass(frozen=True)
class Shown:
    """A record that shows a point or what is missing of it; `url` '' = nothing to open."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Finding:
    """Whether a point is fulfilled, the records that say so, and what to do when it is not."""

    is_fulfilled: bool
    records: tuple[Shown, ...] = ()
    action: Shown | None = None
    missing: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Point:
    """One point of the list with its number; `key` names the note it takes, '' = derived from records."""

    number: int
    title: str
    finding: Finding
    key: str = ""


@dataclass(frozen=True)
class Group:
    """Points that belong together."""

    title: str
    points: list[Point] = field(default_factory=list)


@dataclass(frozen=True)
class Checklist:
    """All 24 points in their groups."""

    groups: list[Group]

    @property
    def points(self) -> list[Point]:
        return [point for group in self.groups for point in group.points]

    @property
    def fulfilled(self) -> int:
        return sum(point.finding.is_fulfilled for point in self.points)


class _World:
    """The records of one process and its municipality, each table read once."""

    def __init__(self, process: Process, today: date) -> None:
        self.process, self.today = process, today
        self.project: Project = process.project
        self.here = self.project.municipality

    @cached_property
    def resolutions(self) -> list[Resolution]:
        """Decided ones that are about the project, its steps, or permanence as such."""
        own = {row.pk for row in resolutions_of(self.project)["taken"]}
        own |= {row.resolution_id for row in self.steps if row.resolution_id}
        kinds = (ResolutionKind.PRINCIPLE, ResolutionKind.PERMANENCE)
        rows = Resolution.objects.filter(municipality=self.here, state=ResolutionState.DECIDED)
        return [row for row in rows.order_by("search_key", "pk") if row.pk in own or row.kind in kinds]

    @cached_property
    def steps(self) -> list[Milestone]:
        return list(Milestone.objects.filter(process=self.process))

    @cached_property
    def posts(self) -> list[Post]:
        """Posts that exist today."""
        rows = posts_of(self.here)
        return [row for row in rows if row.abolished_on is None or row.abolished_on > self.today]

    @cached_property
    def lines(self) -> list[BudgetLine]:
        """Planned expenses from this year on."""
        rows = lines_of(self.here)
        wanted = (Stage.PLAN, Side.EXPENSE)
        return [row for row in rows if (row.stage, row.side) == wanted and row.year >= self.today.year]

    @cached_property
    def notes(self) -> dict[str, ChecklistNote]:
        """The latest note of every point."""
        rows = ChecklistNote.objects.filter(process=self.process).order_by("noted_on", "pk")
        return {row.point: row for row in rows}


def checklist(process: Process, today: date) -> Checklist:
    """The points of a process as the records stand; a fixed number of queries."""
    world = _World(process, today)
    number, groups = 0, []
    for title, points in GROUPS:
        group = Group(title)
        for words, find in points:
            number += 1
            if isinstance(find, NotedPoint):
                group.points.append(Point(number, words, _noted(world, find), find.value))
            else:
                group.points.append(Point(number, words, find(world)))
        groups.append(group)
    return Checklist(groups)


def _noted(world: _World, point: NotedPoint) -> Finding:
    note = world.notes.get(point.value)
    url = reverse("projects:note-create", args=[world.process.pk, point.value])
    action = Shown("Notiz schreiben" if note is None else "Neue Notiz schreiben", url)
    if note is None:
        return Finding(False, action=action)
    return Finding(note.is_fulfilled, (Shown(note.words),), action)


def _found(rows: Iterable[Any], words: str, url: str, name: Callable[[Any], str] = str) -> Finding:
    """Fulfilled by any of these rows, else one action."""
    records = _shown(rows, name)
    return Finding(bool(records), records, None if records else Shown(words, url))


def _shown(rows: Iterable[Any], name: Callable[[Any], str] = str) -> tuple[Shown, ...]:
    return tuple(Shown(name(row), row.get_absolute_url()) for row in rows)[:MOST_RECORDS]


def _all_posts(world: _World, is_right: Callable[[Post], bool], words: str) -> Finding:
    """Fulfilled when every post is right; the ones that are not are named."""
    wrong = [post for post in world.posts if not is_right(post)]
    if world.posts and not wrong:
        return Finding(True, _shown(world.posts))
    url = wrong[0].get_absolute_url() if wrong else reverse("resources:post-create")
    return Finding(False, (), Shown(words, url), _shown(wrong))


def _project_edit(world: _World) -> str:
    return reverse("projects:edit", args=[world.project.pk])


def _decided(world: _World) -> Finding:
    return _found(world.resolutions, "Beschluss eintragen", reverse("governance:resolution_add"))


def _holding(world: _World) -> Finding:
    holding = [row for row in world.resolutions if row.validity_label and row.holds_on(world.today)]
    first = world.resolutions[0] if world.resolutions else None
    url = (
        reverse("governance:resolution_edit", args=[first.pk])
        if first
        else reverse("governance:resolution_add")
    )
    words = "Geltung des Beschlusses eintragen"
    return _found(holding, words, url, lambda row: f"{row.name}: {row.validity_label}")


def _reporting(world: _World) -> Finding:
    rows = Relation.objects.filter(municipality=world.here, kind=RelationKind.REPORTS)
    rows = rows.select_related("to_body", "to_unit").order_by("position", "pk")
    ends = [row.to_body or row.to_unit for row in rows]
    words = "Bei einem Gremium eintragen, wer ihm berichtet"
    return _found(ends, words, reverse("governance:list"), lambda end: f"Bericht an {end.name}")


def _placed(world: _World) -> Finding:
    units = [unit for unit in (world.project.target_unit,) if unit is not None]
    return _found(units, "Zielstelle wählen", _project_edit(world))


def _tasks(world: _World) -> Finding:
    unit = world.project.target_unit
    if unit is None:
        return Finding(False, action=Shown("Zuerst die Zielstelle wählen", _project_edit(world)))
    url = reverse("governance:unit_edit", args=[unit.pk])
    return _found([unit] if unit.tasks else [], "Aufgaben der Stelle beschreiben", url)


def _deputies(world: _World) -> Finding:
    return _all_posts(world, lambda post: bool(post.deputy_function), "Vertretung eintragen")


def _talks(world: _World) -> Finding:
    held = [row for row in world.steps if (row.nature, row.state) == (Nature.TALKS, MilestoneState.DONE)]
    url = f"{reverse('projects:milestone-create', args=[world.project.pk])}?prozess={world.process.pk}"
    return _found(held, "Gespräche an den Schnittstellen eintragen", url)


def _agreed(world: _World) -> Finding:
    rows = Agreement.objects.filter(municipality=world.here, kind=AgreementKind.INTERNAL)
    rows = list(rows.order_by("search_key", "pk"))
    signed = [row for row in rows if row.state == AgreementState.SIGNED]
    if signed or not rows:
        return _found(signed, "Kooperationsvereinbarung eintragen", reverse("registers:agreement_add"))
    words = "Eintragen, sobald die Vereinbarung geschlossen ist"
    url = reverse("registers:agreement_edit", args=[rows[0].pk])
    pending = tuple(Shown(f"{row.name}: {row.get_state_display()}", row.get_absolute_url()) for row in rows)
    return Finding(False, (), Shown(words, url), pending[:MOST_RECORDS])


def _in_plan(world: _World) -> Finding:
    return _all_posts(world, lambda post: post.in_plan == "ja", "Stelle im Stellenplan vermerken")


def _unlimited(world: _World) -> Finding:
    return _all_posts(world, lambda post: post.term == "unbefristet", "Befristung der Stelle ändern")


def _graded(world: _World) -> Finding:
    return _all_posts(world, lambda post: bool(post.pay_grade), "Entgeltgruppe eintragen")


def _booked(world: _World) -> Finding:
    rows = [row for row in world.lines if row.product or row.account]
    return _found(rows, "Produkt oder Konto an einer Haushaltszeile eintragen", reverse("resources:lines"))


def _own_money(world: _World) -> Finding:
    rows = [row for row in world.lines if row.origin == MoneyOrigin.OWN]
    return _found(rows, "Eigenmittel im Haushalt eintragen", reverse("resources:line-create"))


def _planned_ahead(world: _World) -> Finding:
    rows = [row for row in world.lines if row.origin == MoneyOrigin.OWN and row.year > world.today.year]
    return _found(rows, "Ansatz für ein kommendes Jahr eintragen", reverse("resources:line-create"))


def _aimed(world: _World) -> Finding:
    goals = goals_of(world.project)
    return _found(goals, "Ziele wählen, denen das Projekt dient", _project_edit(world))


def _settled(world: _World) -> Finding:
    """Every finished project says what became of it."""
    ended = Project.objects.filter(municipality=world.here, state=ProjectState.FINISHED)
    rows: Sequence[Project] = list(ended.order_by("title", "pk"))
    open_ones = [row for row in rows if row.transfer_status not in SETTLED]
    if rows and not open_ones:
        return Finding(True, _shown(rows))
    first = open_ones[0] if open_ones else world.project
    action = Shown("Verbleib des Projekts eintragen", reverse("projects:edit", args=[first.pk]))
    return Finding(False, (), action, _shown(open_ones))


def _useful(world: _World) -> Finding:
    rows = Benefit.objects.filter(project=world.project)
    records = tuple(Shown(row.text, world.project.get_absolute_url()) for row in rows)
    units = UnitBenefit.objects.filter(municipality=world.here).order_by("kind", "text", "pk")
    records = (*records, *(Shown(row.text, reverse("registers:benefits")) for row in units))[:MOST_RECORDS]
    action = Shown("Mehrwert eintragen", reverse("registers:benefit_add"))
    return Finding(bool(records), records, None if records else action)


def _public(world: _World) -> Finding:
    rows = Publication.objects.filter(municipality=world.here).order_by("search_key", "pk")
    return _found(rows, "Veröffentlichung eintragen", reverse("publications:add"))


GROUPS: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...] = (
    (
        "Mandat",
        (
            ("Grundsatzbeschluss gefasst", _decided),
            ("Gültigkeit des Beschlusses bekannt", _holding),
            ("Berichtspflicht geregelt", _reporting),
            ("Fraktionen informiert", NotedPoint.GROUPS),
        ),
    ),
    (
        "Organisation",
        (
            ("Ansiedlung entschieden", _placed),
            ("Aufgaben gegliedert", _tasks),
            ("Vertretung geregelt", _deputies),
            ("Schnittstellen besprochen", _talks),
            ("Kooperationsvereinbarung geschlossen", _agreed),
        ),
    ),
    (
        "Personal",
        (
            ("Stellen im Stellenplan", _in_plan),
            ("Stellen entfristet", _unlimited),
            ("Stellen eingruppiert", _graded),
            ("Einarbeitung und Übergabe geregelt", NotedPoint.HANDOVER),
        ),
    ),
    (
        "Finanzen",
        (
            ("Produkt und Konto bekannt", _booked),
            ("Eigenmittel eingeplant", _own_money),
            ("Mittelfristig geplant", _planned_ahead),
            ("Restmittel und Verwendungsnachweis geklärt", NotedPoint.LEFTOVERS),
        ),
    ),
    (
        "Inhalt",
        (
            ("Zielsystem trägt das Vorhaben", _aimed),
            ("Bildungsmonitoring wird fortgeschrieben", NotedPoint.MONITORING),
            ("Angebote überführt oder beendet", _settled),
            ("Dokumentation und Handbuch liegen vor", NotedPoint.HANDBOOK),
        ),
    ),
    (
        "Kommunikation",
        (
            ("Mehrwert belegt", _useful),
            ("Erfolgsblatt erstellt", NotedPoint.STORY),
            ("Öffentlichkeit erreicht", _public),
        ),
    ),
)
