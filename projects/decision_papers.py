"""A draft resolution as a page, as PDF and as a document: the two scenarios, the goals, the same sections everywhere."""

from __future__ import annotations

from datetime import date

from dkbm.models import Municipality
from dkbm.ui.docx import WordDocument
from governance.models import Goal
from governance.models.base import moment_label
from projects.models import ProjectGoal, Scenario
from projects.scenarios.paper import Alternative, Paper, PaperTable, TargetLine, draft

LETTERS = ("A", "B")
MOST_TARGETS = 20


class Damaged(ValueError):
    """A kept scenario is not the one that was kept; nothing may quote it."""


def paper_of(
    municipality: Municipality, first: Scenario, second: Scenario, *, wanted: str, today: date
) -> Paper:
    """The draft out of these two kept scenarios. Raises Damaged."""
    pair = (_alternative(LETTERS[0], first), _alternative(LETTERS[1], second))
    return draft(
        pair,
        targets_of(municipality),
        municipality=municipality.name,
        council=municipality.council_word,
        wanted=wanted if wanted in LETTERS else "",
        today=today,
    )


def _alternative(letter: str, row: Scenario) -> Alternative:
    if not row.is_unbroken:
        raise Damaged(row.number)
    return Alternative(
        letter=letter,
        number=row.number,
        title=row.title,
        citation=row.citation,
        kept_on=row.kept_on,
        sentences=tuple(row.content["sentences"]),
        assumed=tuple(row.content["assumed"]),
        outcome=row.outcome,
        base=row.base,
    )


def targets_of(municipality: Municipality) -> list[TargetLine]:
    """Goals that projects serve, from the highest level down, each with its projects; two queries."""
    projects: dict[int, list[str]] = {}
    links = ProjectGoal.objects.filter(project__municipality=municipality).select_related("project")
    for link in links.order_by("project__title", "pk"):
        projects.setdefault(link.goal_id, []).append(link.project.title)
    goals = Goal.objects.filter(municipality=municipality, pk__in=projects).select_related("body")
    return [
        TargetLine(
            level=goal.get_level_display(),
            name=goal.name,
            set_by=", ".join(filter(None, (goal.body.name if goal.body else "", moment_label(goal.set_in)))),
            projects=tuple(projects[goal.pk]),
        )
        for goal in goals.order_by("level", "search_key", "pk")[:MOST_TARGETS]
    ]


def docx_of(paper: Paper) -> bytes:
    """The draft for a word processor."""
    document = WordDocument(
        title=f"{paper.title} {paper.municipality}", author=paper.municipality, made_on=paper.made_on
    )
    document.title(paper.title, f"{paper.municipality}, für: {paper.council}")
    document.paragraph(f"Entwurf vom {paper.made_on:%d.%m.%Y}", "Source")
    for section in paper.sections:
        document.heading(1, section.title)
        for text in section.paragraphs:
            document.paragraph(text)
        document.bullets(section.bullets)
        for table in section.tables:
            _table(document, table)
        for text in section.closing:
            document.paragraph(text)
    return document.content()


def _table(document: WordDocument, table: PaperTable) -> None:
    document.caption("Tabelle", table.caption)
    document.table(table.headings, table.rows, right=table.right)
    if table.source:
        document.paragraph(f"Quelle: {table.source}", "Source")
