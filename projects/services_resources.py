"""Deeds about posts and money: adding, changing, removing; filling a post anew; loading the programmes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.services import locked, require
from projects import programmes
from projects.models import (
    BudgetLine,
    FormerHolding,
    Fund,
    FundContribution,
    Grant,
    Interface,
    Post,
    Programme,
    ProgrammeFact,
)

EDITABLE: dict[type, frozenset[str]] = {
    Post: frozenset(
        [
            "function",
            "fte",
            "pay_grade",
            "term",
            "limited_until",
            "own_share_pct",
            "in_plan",
            "filled",
            "filled_from",
            "filled_to",
            "holder",
            "deputy_function",
            "grant",
            "project",
            "unit",
            "resolution",
            "since",
            "abolished",
            "audience",
            "source",
        ]
    ),
    Grant: frozenset(
        [
            "title",
            "programme",
            "number",
            "begins",
            "ends",
            "amount_cents",
            "share_pct",
            "report_due",
            "extension_due",
            "note",
            "audience",
            "source",
        ]
    ),
    BudgetLine: frozenset(
        [
            "year",
            "stage",
            "side",
            "title",
            "origin",
            "grant",
            "until",
            "amount_cents",
            "product",
            "account",
            "audience",
            "source",
        ]
    ),
    Fund: frozenset(["name", "purpose", "audience", "source"]),
    Interface: frozenset(["process", "unit", "other_unit", "note", "state", "agreement"]),
    FundContribution: frozenset(["contributor", "kind", "year", "amount_cents", "source"]),
}


@transaction.atomic
def add_resource(*, model: type, home: Any, by: Any, **fields: Any) -> Any:
    """Add a post, grant, budget line or fund to a municipality, or a contribution to a fund (`home`).

    Raises ValidationError for links into another municipality, TypeError for fields nobody may set.
    """
    if model is FundContribution:
        home = locked(Fund, home.pk, None)
        row = FundContribution(fund=home)
    else:
        row = model(municipality=home)
    require(by, Permission.EDIT_RESOURCES, _municipality_id(row))
    return _saved(_filled(row, fields), by)


@transaction.atomic
def change_resource(*, row: Any, version: int | None, by: Any, **fields: Any) -> Any:
    """Change a row. Raises Conflict when somebody saved it meanwhile, DoesNotExist when it is not visible.

    Filling a post anew keeps the former time of filling (`FormerHolding`), so that turnover stays known.
    """
    require(by, Permission.EDIT_RESOURCES, _municipality_id(row))
    fresh = locked(type(row), row.pk, version)
    before = _holding(fresh)
    return _kept(_saved(_filled(fresh, fields), by), before)


@transaction.atomic
def remove_resource(*, row: Any, version: int | None, by: Any) -> None:
    """Remove a row that was typed by mistake; the history keeps it. Raises ValidationError while needed."""
    require(by, Permission.EDIT_RESOURCES, _municipality_id(row))
    fresh = locked(type(row), row.pk, version)
    fresh._history_user = by
    try:
        fresh.delete()
    except ProtectedError as needed:
        raise ValidationError(
            _("Diese Förderung wird noch von Stellen oder Haushaltszeilen genannt. Ändern Sie diese zuerst.")
        ) from needed


@transaction.atomic
def record_resource(*, row: Any, by: Any) -> Any:
    """Save a row that the admin has filled in, as a new version of it."""
    require(by, Permission.EDIT_RESOURCES, _municipality_id(row))
    before = None
    if row.pk:
        fresh = locked(type(row), row.pk, None)
        row.version = fresh.version
        before = _holding(fresh)
    row.full_clean()
    return _kept(_saved(row, by), before)


@transaction.atomic
def load_programmes(*_founded: Any) -> None:
    """Make the shared programmes what `projects.programmes` says; safe to repeat.

    Also the hook after a municipality is founded, whose arguments it does not need.
    """
    for position, facts in enumerate(programmes.ALL, 1):
        values = {"name": facts.name, "funder": facts.funder, "valid": facts.valid, "position": position}
        programme, _made = Programme.objects.update_or_create(code=facts.code, defaults=values)
        for place, (kind, text, source) in enumerate(facts.facts, 1):
            ProgrammeFact.objects.update_or_create(
                programme=programme,
                position=place,
                defaults={"kind": kind, "text": text, "source": source},
            )
        programme.facts.filter(position__gt=len(facts.facts)).delete()


def _municipality_id(row: Any) -> int:
    return row.fund.municipality_id if isinstance(row, FundContribution) else row.municipality_id


def _filled(row: Any, fields: dict[str, Any]) -> Any:
    """The row with the new values, checked whole; refuses fields that are not meant to be edited."""
    unknown = set(fields) - EDITABLE[type(row)]
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    return row


def _saved(row: Any, by: Any) -> Any:
    row._history_user = by
    row.save()
    return row


def _holding(row: Any) -> FormerHolding | None:
    """How the post is filled now, to be kept when it is filled anew; None while no end of it is known."""
    if not isinstance(row, Post) or row.filled_to_on is None:
        return None
    return FormerHolding(
        post=row, fte=row.fte, filled_from_on=row.filled_from_on, filled_to_on=row.filled_to_on
    )


def _kept(row: Any, before: FormerHolding | None) -> Any:
    """A beginning after the former end is a new filling: the former one is kept with the VZÄ it had."""
    if before is not None and row.filled_from_on is not None and row.filled_from_on > before.filled_to_on:
        FormerHolding.objects.get_or_create(
            post=row,
            filled_to_on=before.filled_to_on,
            defaults={"fte": before.fte, "filled_from_on": before.filled_from_on},
        )
    return row
