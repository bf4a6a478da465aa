"""Deeds around protection: the rule of a source, who may hold protected numbers, what an import may bring."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from dkbm import clock
from dkbm.access.roles import Permission, Role
from dkbm.models import Membership, Municipality
from dkbm.services import Conflict, locked, require
from monitoring.models import ProtectionRule, RawHolding, Source

RULE_FIELDS = ("threshold", "zeros", "method", "unit_dimension", "dominance_units", "dominance_share")


@transaction.atomic
def keep_rule(
    *, municipality: Municipality, source: Source, by: Any, version: int | None = None, **fields: Any
) -> ProtectionRule:
    """Set (no `version`) or change how a municipality protects a source; counts from the next publication on.

    Raises PermissionDenied, Conflict (somebody else set or changed it).
    """
    require(by, Permission.COMMIT_IMPORT, municipality)
    held = ProtectionRule.objects.filter(municipality=municipality, source=source).first()
    if held is not None and version is None:
        raise Conflict(held)
    row = (
        locked(ProtectionRule, held.pk, version)
        if held
        else ProtectionRule(municipality=municipality, source=source)
    )
    for name in RULE_FIELDS:
        setattr(row, name, fields[name])
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def confirm_holding(
    *, municipality: Municipality, holders: str, by: Any, version: int | None = None
) -> RawHolding:
    """Confirm who may hold protected small numbers where there is no Statistikstelle.

    Raises PermissionDenied, Conflict (somebody else confirmed or changed it).
    """
    require(by, Permission.SHARE, municipality)
    held = RawHolding.objects.filter(municipality=municipality).first()
    if held is not None and version is None:
        raise Conflict(held)
    row = locked(RawHolding, held.pk, version) if held else RawHolding(municipality=municipality)
    row.holders, row.confirmed_by, row.confirmed_at = holders.strip(), by, clock.now()
    row._history_user = by
    row.save()
    return row


def may_hold_protected(municipality: Municipality | int) -> bool:
    """Is there a Statistikstelle today, or did the municipality confirm who may hold protected numbers?"""
    offices = Membership.objects.valid_on(clock.today()).filter(
        municipality=municipality, role=Role.STATISTICS
    )
    return offices.exists() or RawHolding.objects.filter(municipality=municipality).exists()


def protected_among(municipality: Municipality | int, table: str, values: Iterable[Decimal | None]) -> int:
    """How many of these own values are small numbers by the rule of their source."""
    rule = ProtectionRule.objects.filter(municipality=municipality, source__table=table).first()
    threshold = rule.threshold if rule else ProtectionRule().threshold
    least = 0 if rule and rule.zeros == "sensitive" else 1
    return sum(value is not None and least <= value < threshold for value in values)
