"""Rows of posts and money for tests, first of all the golden vector T1 („Musterkreis“, domain.md 2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from governance.models import Body, Meeting
from projects.models import BudgetLine, Fund, FundContribution, Grant, Post, Project, ResourcePlan, Scenario
from projects.models.scenario import seal_of
from projects.plans_resources import state_of
from projects.queries_scenarios import stock_of
from projects.services_scenarios import content_of, worked_out

T = date(2026, 12, 31)


def make_post(municipality: Any, function: str = "Stelle", fte: str = "1", **fields: Any) -> Post:
    row = Post(municipality=municipality, function=function, fte=Decimal(fte), **fields)
    row.full_clean()
    row.save()
    return row


def make_line(municipality: Any, title: str, cents: int, **fields: Any) -> BudgetLine:
    fields = {"year": 2026, "stage": "ansatz", "side": "aufwand", "origin": "eigen", **fields}
    row = BudgetLine(municipality=municipality, title=title, amount_cents=cents, **fields)
    row.full_clean()
    row.save()
    return row


def musterkreis(municipality: Any) -> dict[str, Any]:
    """Posts, budget, projects and meetings of T1 in this municipality."""
    permanent = {"term": "unbefristet", "own_share_pct": Decimal(100), "in_plan": "ja"}
    grant = Grant.objects.create(municipality=municipality, title="Programm", ends="2027-06-30")
    posts = [
        make_post(municipality, "S1", "1.0", filled="besetzt", **permanent),
        make_post(municipality, "S2", "0.5", filled="besetzt", **permanent),
        make_post(
            municipality,
            "S3",
            "1.0",
            term="befristet",
            limited_until="2027-06-30",
            own_share_pct=Decimal(60),
            in_plan="nein",
            filled="besetzt",
            grant=grant,
        ),
        make_post(municipality, "S4", "0.5", filled="unbesetzt", **permanent),
    ]
    make_line(municipality, "Personal und Sachmittel", 240_000_00)
    make_line(municipality, "Zuwendung", 48_000_00, side="ertrag", origin="programm", grant=grant)
    for number in range(4):
        Project.objects.create(
            municipality=municipality,
            title=f"Projekt {number}",
            ends="2026-06",
            state="abgeschlossen",
            transfer_status="ausgelaufen" if number == 3 else "ueberfuehrt",
        )
    for kind, target, months in (("steuerungsgruppe", 4, ("03", "06", "09")), ("beirat", 1, ("11",))):
        body = Body.objects.create(
            municipality=municipality, name=kind, kind=kind, level=2, target_meetings_per_year=target
        )
        for month in months:
            Meeting.objects.create(body=body, period=f"2026-{month}", state="stattgefunden")
    return {"posts": posts, "grant": grant}


def internal_rows(municipality: Any) -> dict[str, Any]:
    """One internal row of each kind, by the name its pages have."""
    fund = Fund.objects.create(municipality=municipality, name="Innen")
    return {
        "post": make_post(municipality, "Innen"),
        "line": make_line(municipality, "Innen", 100),
        "grant": Grant.objects.create(municipality=municipality, title="Innen"),
        "fund": fund,
        "contribution": FundContribution.objects.create(
            fund=fund, contributor="Innen", year=2026, amount_cents=100
        ),
    }


def internal_scenario(municipality: Any, number: int = 1, **fields: Any) -> Scenario:
    """A kept scenario of what would come without any decision."""
    content = content_of(worked_out(stock_of(municipality, T), (), None, T))
    values = {"title": "Innen", "function": "Bildungsmanagement", "token": f"t{number}", **fields}
    return Scenario.objects.create(
        municipality=municipality, number=number, content=content, seal=seal_of(content), **values
    )


def internal_plan(municipality: Any) -> ResourcePlan:
    """A kept state of posts and budget."""
    content = state_of(municipality)
    values = {"name": "Innen", "function": "Leitung", "content": content, "seal": seal_of(content)}
    return ResourcePlan.objects.create(municipality=municipality, **values)
