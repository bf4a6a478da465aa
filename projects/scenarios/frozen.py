"""A result as plain data that can be stored and read back for ever: texts, whole numbers, no float."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projects.scenarios.band import BandMonth
from projects.scenarios.money import MonthMoney
from projects.scenarios.outcome import Cliff, MonthState, Outcome


def frozen(outcome: Outcome) -> dict[str, Any]:
    """The result as JSON knows it: days as ISO texts, VZÄ as texts, money in cents."""
    return {
        "months": [
            {
                "month": month.month.isoformat(),
                "approved": str(month.approved),
                "filled": str(month.filled),
                "expense": month.money.expense,
                "programme": month.money.programme,
                "uncovered": list(month.uncovered),
                "mandates": month.mandates,
                "over": list(month.over),
            }
            for month in outcome.months
        ],
        "cliffs": [
            {
                "month": cliff.month.isoformat(),
                "fte": str(cliff.fte),
                "cents": cliff.cents,
                "causes": list(cliff.causes),
                "decide_by": cliff.decide_by.isoformat(),
            }
            for cliff in outcome.cliffs
        ],
        "own_funds": outcome.own_funds,
        "assumed_from": outcome.assumed_from,
    }


def thawed(kept: dict[str, Any]) -> Outcome:
    """The result that `frozen` stored. Raises KeyError for anything else."""
    return Outcome(
        months=tuple(
            MonthState(
                month=date.fromisoformat(row["month"]),
                approved=Decimal(row["approved"]),
                filled=Decimal(row["filled"]),
                money=MonthMoney(row["expense"], row["programme"]),
                uncovered=tuple(row["uncovered"]),
                mandates=row["mandates"],
                over=tuple(row["over"]),
            )
            for row in kept["months"]
        ),
        cliffs=tuple(
            Cliff(
                month=date.fromisoformat(row["month"]),
                fte=Decimal(row["fte"]),
                cents=row["cents"],
                causes=tuple(row["causes"]),
                decide_by=date.fromisoformat(row["decide_by"]),
            )
            for row in kept["cliffs"]
        ),
        own_funds=kept["own_funds"],
        assumed_from=kept["assumed_from"],
    )


def frozen_band(band: tuple[BandMonth, ...]) -> list[list[str]]:
    """[[day, low, high], …] as texts."""
    return [[row.month.isoformat(), str(row.low), str(row.high)] for row in band]


def thawed_band(kept: list[list[str]]) -> tuple[BandMonth, ...]:
    """The band that `frozen_band` stored."""
    return tuple(BandMonth(date.fromisoformat(day), Decimal(low), Decimal(high)) for day, low, high in kept)
