"""Golden vector T1 as records of all floors."""

from __future__ import annotations

from typing import Any

from governance.models import Body, Meeting, Resolution
from projects.models import BudgetLine, Grant, Milestone, Post, Project
from projects.tests.resources import musterkreis


def musterkreis_records(municipality: Any, suffix: str = "") -> None:
    """Posts, budget, projects, meetings, mandate and milestones of T1; a suffix tells several apart."""
    if suffix:
        _copy(municipality, suffix)
        return
    musterkreis(municipality)
    _mandate_and_milestones(municipality, "")


def _mandate_and_milestones(municipality: Any, suffix: str) -> None:
    Resolution.objects.create(
        municipality=municipality,
        name=f"Beschluss des Kreistags{suffix}",
        kind="verstetigung",
        level=4,
        state="beschlossen",
        valid_from="2024-03",
        unlimited=True,
    )
    project = Project.objects.create(municipality=municipality, title=f"Läuft{suffix}", ends="2030-12")
    for number in range(10):
        Milestone.objects.create(
            project=project,
            title=f"Meilenstein {number}",
            period="2026-06-30",
            state="erledigt" if number < 7 else "offen",
            done_in="2026-06-30" if number < 7 else "",
        )


def _copy(municipality: Any, suffix: str) -> None:
    """More rows of the same kinds, under other names."""
    grant = Grant.objects.create(municipality=municipality, title=f"Programm{suffix}", ends="2027-06-30")
    Post.objects.create(municipality=municipality, function=f"Stelle{suffix}", fte=1, grant=grant)
    BudgetLine.objects.create(
        municipality=municipality,
        year=2026,
        title=f"Zeile{suffix}",
        amount_cents=1,
        grant=grant,
        origin="programm",
    )
    body = Body.objects.create(municipality=municipality, name=f"Gremium{suffix}", kind="rat", level=1)
    Meeting.objects.create(body=body, period="2026-05", state="stattgefunden")
    _mandate_and_milestones(municipality, suffix)
