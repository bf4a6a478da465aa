"""Writing the shipped catalogue into the database. A changed definition becomes a new version."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dkbm import clock
from monitoring.catalogue import INDICATORS, IndicatorData, order_of
from monitoring.catalogue.data import YEARLY, Counting
from monitoring.catalogue.tables import LICENCE, PUBLISHER
from monitoring.models import Indicator, IndicatorVersion
from monitoring.services.stock import ensure_source

DEPTH = "Deutschland, Länder, Kreise"


@transaction.atomic
def load_catalogue() -> list[IndicatorVersion]:
    """Write what is shipped; returns the versions that are new. Running it twice changes nothing."""
    made = []
    held = {version.indicator.code: version for version in _newest()}
    for data in INDICATORS:
        indicator, _new = Indicator.objects.update_or_create(
            code=data.code,
            defaults={"theme": data.theme, "order": order_of(data), "default_chart": data.default_chart},
        )
        fields, latest = _fields(data), held.get(data.code)
        if latest is not None and latest.same_as(fields):
            continue
        number = latest.number + 1 if latest else 1
        reason = "Neue Fassung des mitgelieferten Katalogs." if latest else ""
        made.append(
            IndicatorVersion.objects.create(
                indicator=indicator, number=number, reason=reason, made_at=clock.now(), **fields
            )
        )
    return made


def _newest() -> list[IndicatorVersion]:
    """All versions, the newest of each indicator last."""
    rows = IndicatorVersion.objects.filter(indicator__owner__isnull=True)
    return list(rows.select_related("indicator").order_by("number"))


def _fields(data: IndicatorData) -> dict[str, Any]:
    counting = data.counting or Counting(formula=data.formula)
    key_date, months = data.rule
    return {
        "name": data.name,
        "name_en": data.name_en,
        "definition": data.definition,
        "formula": data.formula,
        "numerator": data.keys(counting.numerator),
        "denominator": data.keys(counting.denominator),
        "denominator_lag": data.lag_years if data.counting is None else counting.lag,
        "numerator_text": data.top,
        "denominator_text": data.bottom,
        "unit": data.unit,
        "dash_means_zero": counting.dash_means_zero,
        "notes": list(data.notes),
        "source": ensure_source(data.table, {} if data.is_regional_table else {"format": "mapped"}),
        "al_code": data.al_code,
        "al_verified": data.is_verified,
        "group": data.group,
        "stage": data.stage,
        "direction": data.direction,
        "breakdowns": list(data.breakdowns),
        "key_date_rule": key_date,
        "publication_lag": months,
        "comparability": data.comparability,
        "breaks": [{"period": period, "text": text} for period, text in data.breaks],
        **_printing(data),
        **_source_words(data),
    }


def _printing(data: IndicatorData) -> dict[str, Any]:
    return {"factor": data.factor, "decimals": data.printed_decimals}


def _source_words(data: IndicatorData) -> dict[str, Any]:
    official = data.is_regional_table
    tables = (data.table, *data.further_tables)
    return {
        "region_depth": DEPTH if official else "",
        "periodicity": YEARLY,
        "variables": ", ".join(tables)[:200],
        "licence_text": f"{LICENCE}, © {PUBLISHER}" if official else "",
        "suppression": data.suppression,
        "responsible": PUBLISHER if official else data.table,
    }
