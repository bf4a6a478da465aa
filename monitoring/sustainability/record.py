"""Readings as they are stored: exact fractions as texts, so that a number can be explained years later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from monitoring.sustainability.catalogue import Threshold
from monitoring.sustainability.degree import Assessed, Degree


def text_of(number: Fraction | None) -> str | None:
    """„200/3“, None for none; `Fraction` reads it back."""
    return None if number is None else str(number)


def number_of(text: str | None) -> Fraction | None:
    """What `text_of` wrote."""
    return None if text is None else Fraction(text)


def summary_of(rows: Iterable[Assessed]) -> dict[str, Any]:
    """By code: state, value, rated value, light and the reason. No record is named in it."""
    return {
        row.definition.code: {
            "state": row.reading.state.value,
            "value": text_of(row.reading.value),
            "rated": text_of(row.reading.rated),
            "light": row.light.value,
        }
        for row in rows
    }


def details_of(rows: Iterable[Assessed]) -> dict[str, Any]:
    """By code: the parts of the number, the records that went into it, what is missing, the threshold."""
    return {row.definition.code: _detail(row) for row in rows}


def scores_of(whole: Degree) -> dict[str, str | None]:
    """The axes of the radar by name."""
    return {score.dimension.value: text_of(score.value) for score in whole.scores}


def fingerprint(*parts: Any) -> str:
    """Hash of what is stored: equal readings, nothing new to keep."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _detail(row: Assessed) -> dict[str, Any]:
    reading = row.reading
    return {
        "numerator": text_of(reading.numerator),
        "denominator": text_of(reading.denominator),
        "reason": reading.reason,
        "action": reading.action,
        "inputs": [[i.key, i.label, text_of(i.amount), i.counts] for i in reading.inputs],
        "gaps": [[gap.key, gap.label, gap.lacks] for gap in reading.gaps],
        "threshold": _bounds(row.threshold),
    }


def _bounds(threshold: Threshold | None) -> list[str | None] | None:
    if threshold is None:
        return None
    bounds = (threshold.green, threshold.yellow, threshold.green_top, threshold.yellow_top)
    return [*(text_of(bound) for bound in bounds), threshold.version]
