"""From the Ausgangswert to the target: how far the way is gone, and the line of the way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dkbm.numbers import print_german, rounded
from dkbm.periods import from_key
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS

STABLE, WATCH, ACT, GREY = "stabil", "beobachten", "handeln", "grau"
WORDS = {
    STABLE: "Auf dem Weg",
    WATCH: "Hinter dem Weg",
    ACT: "Weit hinter dem Weg",
    GREY: "Nicht berechenbar",
}
ON_TRACK, BEHIND = Decimal(90), Decimal(60)
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Target:
    """Ausgangswert and target with their periods (keys)."""

    baseline_period: str
    baseline: Decimal
    target_period: str
    target: Decimal


@dataclass(frozen=True, slots=True)
class PathLight:
    """A light: state, its word, percent of the way (None: not computable; may pass 100), a sentence."""

    state: str
    word: str
    percent: Decimal | None
    text: str


def achieved(baseline: Decimal, target: Decimal, actual: Decimal) -> Decimal | None:
    """Percent of the way from baseline to target that `actual` has gone.

    20 -> 10, now 15 gives 50; the direction is that of the target, a value that went the wrong way is
    negative, beyond the target is over 100; a target of 0 is a target. None when target and baseline
    are the same: there is no way to measure.
    """
    way = target - baseline
    return None if not way else (actual - baseline) * 100 / way


def expected(path: Target, period: str) -> Decimal | None:
    """Percent of the way that would be gone by now on a straight path; None before the start."""
    start, end, now = (_month(key) for key in (path.baseline_period, path.target_period, period))
    if start is None or end is None or now is None or end <= start or now < start:
        return None
    return min(Decimal(100), Decimal(now - start) * 100 / Decimal(end - start))


def _month(key: str) -> int | None:
    last = from_key(key).last_month
    return None if last is None else last.year * 12 + last.month


def light(path: Target, period: str, actual: Decimal | None) -> PathLight:
    """The light of a value on its path; grey with the reason where it cannot be told."""
    if actual is None:
        return PathLight(GREY, WORDS[GREY], None, "Für den Vergleich mit dem Ziel fehlt ein Wert.")
    gone = achieved(path.baseline, path.target, actual)
    if gone is None:
        return PathLight(GREY, WORDS[GREY], None, "Ausgangswert und Zielwert sind gleich.")
    due = expected(path, period)
    if due is None:
        return PathLight(GREY, WORDS[GREY], gone, "Der neueste Wert liegt vor dem Ausgangswert.")
    if not due:
        return PathLight(GREY, "Am Anfang", gone, "Der Weg beginnt erst: Es gibt noch keinen späteren Wert.")
    state = _state(gone, due)
    shown = print_german(rounded(gone, 0), 0, "%")
    wanted = print_german(rounded(due, 0), 0, "%")
    until = from_key(period).label
    text = f"Bis {until} sind {shown} des Weges geschafft; auf geradem Weg wären es {wanted}."
    return PathLight(state, WORDS[state], gone, text)


def _state(gone: Decimal, due: Decimal) -> str:
    share = gone * 100 / due
    if share >= ON_TRACK:
        return STABLE
    return WATCH if share >= BEHIND else ACT


def way_periods(path: Target) -> list[str]:
    """Keys that stand on the axis because of the way: its ends and, where they are years, all between.

    Without the years between, the way would look steeper than it is.
    """
    start, end = path.baseline_period, path.target_period
    if not (start.isdigit() and end.isdigit() and int(start) < int(end) <= int(start) + LONGEST):
        return [start, end]
    return [str(year) for year in range(int(start), int(end) + 1)]


def path_trace(path: Target, periods: list[str], labels: list[str]) -> dict[str, Any] | None:
    """Plotly trace of the straight way over the drawn periods; None when its ends are not on the axis."""
    if path.baseline_period not in periods or path.target_period not in periods:
        return None
    ends = (periods.index(path.baseline_period), periods.index(path.target_period))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain("Weg zum Ziel"),
        "x": [labels[place] for place in ends],
        "y": [path.baseline, path.target],
        "hoverinfo": "skip",
        "line": {"color": COLOURS["green"], "width": 2, "dash": "dash"},
        "marker": {"size": 10, "symbol": "diamond-open", "color": COLOURS["green"]},
    }
