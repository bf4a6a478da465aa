"""The deed of what-if: working a scenario out and keeping it for ever under a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import Conflict, require
from projects.models import Scenario
from projects.models.scenario import seal_of
from projects.queries_scenarios import fingerprint, stock_of
from projects.scenarios import Assumption, BandMonth, Outcome, Override, Stock, turnover_band, work_out
from projects.scenarios.frozen import frozen, frozen_band
from projects.scenarios.words import NOTHING, assumed_words, sentences


@dataclass(frozen=True)
class WorkedOut:
    """A scenario worked out: sentences, the result, the result without any decision, band, what it rests on."""

    sentences: tuple[str, ...]
    outcome: Outcome
    base: Outcome
    band: tuple[BandMonth, ...]
    assumed: tuple[str, ...]


def worked_out(
    stock: Stock, overrides: tuple[Override, ...], assumption: Assumption | None, today: date
) -> WorkedOut:
    """What comes of the stock under these overrides. Raises `projects.scenarios.Unknown`."""
    base = work_out(stock, (), today)
    outcome = work_out(stock, overrides, today) if overrides else base
    band = turnover_band(stock, overrides, today, assumption) if assumption else ()
    said = (assumption.words,) if assumption else ()
    return WorkedOut(
        sentences=sentences(stock, overrides) or (NOTHING,),
        outcome=outcome,
        base=base,
        band=band,
        assumed=(*assumed_words(outcome.assumed_from), *said),
    )


@transaction.atomic
def keep_scenario(
    *,
    municipality: Municipality,
    overrides: tuple[Override, ...],
    assumption: Assumption | None,
    seen: str,
    token: str,
    today: date,
    by: Any,
    **values: Any,
) -> Scenario:
    """Keep a scenario under the next number; the same token again gives back what it kept.

    `seen`: fingerprint of the records that were shown. Raises Conflict when they have changed since.
    `values`: title, function, audience, query.
    """
    require(by, Permission.EDIT_RESOURCES, municipality)
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # one number after the other
    kept = Scenario.objects.filter(municipality=municipality, token=token).first()
    if kept is not None:
        return kept
    stock = stock_of(municipality, today)
    if fingerprint(stock, today) != seen:
        raise Conflict(municipality)
    content = content_of(worked_out(stock, overrides, assumption, today))
    last = Scenario.objects.filter(municipality=municipality).aggregate(most=Max("number"))["most"] or 0
    scenario = Scenario(
        municipality=municipality,
        number=last + 1,
        content=content,
        seal=seal_of(content),
        token=token,
        **values,
    )
    scenario.full_clean()
    scenario.save()
    return scenario


def content_of(found: WorkedOut) -> dict[str, Any]:
    """Everything a page needs to show the scenario again, as plain data."""
    return {
        "sentences": list(found.sentences),
        "outcome": frozen(found.outcome),
        "base": frozen(found.base),
        "band": frozen_band(found.band),
        "assumed": list(found.assumed),
    }
