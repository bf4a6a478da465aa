"""What the page of process learning says: how long, in which order, where it waits; few cases each for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dkbm.ui.figures import Figure
from monitoring.charts import learning as charts
from monitoring.queries_learning import Learned
from monitoring.sustainability.durations import FEWEST, Case, survival, typical_words
from monitoring.sustainability.learning import (
    Spread,
    Way,
    durations,
    follows,
    step_times,
    usual_order,
    variants,
    waiting_times,
)

ALL = 100
MOST_VARIANTS = 5


def page(found: Learned, now: int) -> dict[str, Any]:
    """All of the page that depends on the ways."""
    spread = durations(found.ways, now)
    return {
        "sentence": _sentence(spread),
        "consenting": found.consenting,
        "few": spread.is_few,
        "fewest": FEWEST,
        "durations": _duration_figure(found.ways, spread, now),
        "order": _order_figure(found.ways),
        "times": _times(found.ways, now),
        "variants": [(" → ".join(kinds), count) for kinds, count in variants(found.ways)[:MOST_VARIANTS]],
        "own": [typical_words([case]) for way in found.own if (case := way.duration(now))],
    }


def _sentence(spread: Spread) -> str:
    """„Bisher n = 1: 15 Monate.“, „Über alle Prozesse, n = 7: in der Mitte 20 Monate.“; '' without a case."""
    said = typical_words(spread.cases)
    if not said:
        return ""
    return f"{said[:1].upper()}{said[1:]}." if spread.is_few else f"Über alle Prozesse, {said}."


def _duration_figure(ways: Sequence[Way], spread: Spread, now: int) -> Figure:
    labelled = [(way, case) for way in ways if (case := way.duration(now)) is not None]
    labelled.sort(key=lambda pair: (pair[1].months, not pair[1].done, pair[0].name))
    rows: list[dict[str, Any]] = [
        {
            "who": way.name or "eine Kommune",
            "months": case.months,
            "state": "beschlossen" if case.done else "läuft",
        }
        for way, case in labelled
    ]
    columns: list[tuple[str, str, str]] = [
        ("who", "Prozess", "text"), ("months", "Monate", "number"), ("state", "Stand", "text"),
    ]  # fmt: skip
    if spread.is_few:
        labels = [f"{way.name or 'eine Kommune'}: {_months(case)}" for way, case in labelled]
        drawing = charts.dots([case for _way, case in labelled], labels) if labelled else {}
    else:
        drawing = charts.unresolved(spread.cases)
        columns = [("months", "nach Monaten", "number"), ("open", "noch offen in %", "number"),
                   ("at_risk", "so lange beobachtet", "number")]  # fmt: skip
        rows = [
            {"months": step.months, "open": round(float(step.share * ALL)), "at_risk": step.at_risk}
            for step in survival(spread.cases)
        ]
    return Figure(
        id="dauer",
        title="Vom ersten Schritt bis zum Beschluss",
        summary=f"{typical_words(spread.cases)}." if spread.n else "",
        unit_note=_duration_note(spread),
        columns=columns,
        rows=rows,
        empty_reason="Noch hat keine Kommune einen datierten Prozess freigegeben.",
        **drawing,
    )


def _duration_note(spread: Spread) -> str:
    if spread.is_few:
        return "Monate; gefüllt: beschlossen, hohl: läuft noch"
    return "Anteil der Prozesse, die nach so vielen Monaten noch nicht beschlossen sind; laufende zählen mit"


def _order_figure(ways: Sequence[Way]) -> Figure:
    arrows, order = follows(ways), usual_order(ways)
    rows = [
        {"one": one, "other": other, "n": count}
        for (one, other), count in sorted(arrows.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Figure(
        id="reihenfolge",
        title="Was worauf folgt",
        summary=f"Aus {len(ways)} {'Prozess' if len(ways) == 1 else 'Prozessen'}; die Zahl am Pfeil sagt, in wie vielen."
        if rows
        else "",
        unit_note="Arten von Schritten, in der Mitte üblicher Reihenfolge von oben nach unten"
        if rows
        else "",
        columns=(("one", "nach", "text"), ("other", "folgt", "text"), ("n", "in Prozessen", "number")),
        rows=rows,
        empty_reason="Dafür braucht es einen Prozess mit zwei datierten Schritten.",
        **(charts.order_graph(order, arrows) if rows else {}),
    )


def _times(ways: Sequence[Way], now: int) -> list[dict[str, str]]:
    """By kind of step: how long it takes and how long nothing happens afterwards."""
    lasting, waiting = step_times(ways, now), waiting_times(ways, now)
    return [
        {"kind": kind, "lasting": _spread(lasting, kind), "waiting": _spread(waiting, kind)}
        for kind in usual_order(ways)
    ]


def _spread(found: Mapping[str, Spread], kind: str) -> str:
    """„n = 2: 1 Monat, 4 Monate“, „n = 7: in der Mitte 3 Monate, die mittlere Hälfte 2 bis 5“."""
    spread = found.get(kind)
    if spread is None:
        return "kein Fall"
    if spread.is_few:
        return typical_words(spread.cases).removeprefix("bisher ")
    low, high = spread.quarters
    half = "" if low is None or high is None else f", die mittlere Hälfte {low} bis {high}"
    return f"{typical_words(spread.cases)}{half}"


def _months(case: Case) -> str:
    return typical_words([case]).rpartition(": ")[2]
