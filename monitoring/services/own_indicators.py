"""Deeds: a municipality's own indicators, and new versions of their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import Conflict, require
from monitoring.models import Indicator, IndicatorVersion, Observation, Series
from monitoring.services.recompute import request_recompute

MOST_INDICATORS = 200
FIELDS = (
    "name",
    "definition",
    "formula",
    "denominator_lag",
    "numerator_text",
    "denominator_text",
    "factor",
    "unit",
    "decimals",
    "dash_means_zero",
    "direction",
    "comparability",
    "notes",
    "responsible",
)


class IndicatorRefused(Exception):
    """The definition is not possible; the German message says why."""


@transaction.atomic
def create_indicator(
    *,
    municipality: Municipality,
    theme: str,
    numerator: Sequence[Series],
    denominator: Sequence[Series] = (),
    by: Any,
    **fields: Any,
) -> Indicator:
    """Add an indicator of the municipality's own to its catalogue and promise to compute it.

    Raises PermissionDenied, IndicatorRefused.
    """
    require(by, Permission.COMMIT_IMPORT, municipality)
    municipality = Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    count = Indicator.objects.filter(owner=municipality).count()
    if count >= MOST_INDICATORS:
        raise IndicatorRefused(_("Mehr als %d eigene Kennzahlen sind nicht möglich.") % MOST_INDICATORS)
    indicator = Indicator.objects.create(
        code=_next_code(municipality), theme=theme, owner=municipality, order=1000 + count
    )
    _add_version(indicator, 1, numerator, denominator, by, {**fields, "valid_from": "", "reason": ""})
    return indicator


@transaction.atomic
def change_definition(
    *,
    indicator: Indicator,
    number: int,
    numerator: Sequence[Series],
    denominator: Sequence[Series] = (),
    by: Any,
    **fields: Any,
) -> IndicatorVersion:
    """Add a version to an own indicator; the one before stays as it is, with its values.

    number: the version that was read; raises Conflict where another one came meanwhile. `valid_from` ""
    computes all periods by the new definition, else those before keep the old one and the line shows a mark.
    Raises PermissionDenied, IndicatorRefused.
    """
    require(by, Permission.COMMIT_IMPORT, indicator.owner_id)
    row = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    newest = row.versions.select_related("indicator", "source").order_by("-number").first()
    if newest is None or newest.number != number:
        raise Conflict(newest)
    if not fields.get("reason", "").strip():
        raise IndicatorRefused(
            _("Bitte nennen Sie den Grund der Änderung. Er steht am Strich in der Zeitreihe.")
        )
    return _add_version(row, number + 1, numerator, denominator, by, fields)


def _add_version(  # noqa: PLR0917 - what a version is made of
    indicator: Indicator,
    number: int,
    numerator: Sequence[Series],
    denominator: Sequence[Series],
    by: Any,
    fields: dict[str, Any],
) -> IndicatorVersion:
    is_rate = fields["formula"] == "rate"
    if not numerator:
        raise IndicatorRefused(_("Bitte wählen Sie mindestens eine Zahl für den Zähler."))
    if is_rate and not denominator:
        raise IndicatorRefused(_("Bitte wählen Sie mindestens eine Zahl für den Nenner."))
    used = [*numerator, *(denominator if is_rate else ())]
    version = IndicatorVersion.objects.create(
        indicator=indicator,
        number=number,
        numerator=[series.key for series in numerator],
        denominator=[series.key for series in denominator] if is_rate else [],
        source=numerator[0].source,
        uses_own=_are_own(used, indicator.owner_id),
        valid_from=fields.get("valid_from", ""),
        reason=fields.get("reason", "").strip()[:300],
        made_by=by,
        made_at=clock.now(),
        **{name: fields[name] for name in FIELDS if name in fields},
        **({} if is_rate else {"denominator_lag": None}),
    )
    request_recompute(indicator, owner=indicator.owner, by=by)
    return version


def _are_own(used: Sequence[Series], owner_id: int | None) -> bool:
    """Whether any of these series holds counts of the municipality itself: then disclosure control applies."""
    rows = Observation.objects.filter(series__in=[series.pk for series in used], owner=owner_id)
    return rows.exists()


def _next_code(municipality: Municipality) -> str:
    """„K03402-1“: own codes name the region, so that they are unique and never look like a shared one."""
    start = f"K{municipality.region.ags}-"
    used = Indicator.objects.filter(code__startswith=start).values_list("code", flat=True)
    numbers = [int(code.rpartition("-")[2]) for code in used if code.rpartition("-")[2].isdecimal()]
    return f"{start}{max(numbers, default=0) + 1}"
