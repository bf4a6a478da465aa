"""Finish-start dependencies: circles, and what begins before it may; the shift against a kept plan."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from projects.schedule.steps import Step


def circle(needs: Mapping[int, AbstractSet[int]]) -> list[int]:
    """Keys of one circle in the order in which each needs the next, [] when there is none.

    `needs`: for every step the keys of those that must be done before it.
    """
    done: set[int] = set()
    for start in sorted(needs):
        found = _walk(start, needs, [], done)
        if found:
            return found
    return []


def _walk(key: int, needs: Mapping[int, AbstractSet[int]], way: list[int], done: set[int]) -> list[int]:
    if key in way:
        return way[way.index(key) :]
    if key in done:
        return []
    for before in sorted(needs.get(key, ())):
        found = _walk(before, needs, [*way, key], done)
        if found:
            return found
    done.add(key)
    return []


def begins_too_early(step: Step, before: Step) -> bool:
    """Whether the step begins before the last month of what it needs (months know no days: the same one will do); never when one is undated."""
    if step.first is None or before.last is None:
        return False
    return step.first < before.last


def shift(planned: int | None, now: int | None) -> int | None:
    """Months by which the last month moved; None when one of both is not known."""
    return None if planned is None or now is None else now - planned


def shift_words(planned: int | None, now: int | None) -> str:
    """„+3 Monate“, „−1 Monat“, „unverändert“, „war ohne Datum“, „jetzt ohne Datum“."""
    moved = shift(planned, now)
    if moved is None:
        if planned == now:
            return "unverändert"
        return "war ohne Datum" if planned is None else "jetzt ohne Datum"
    if moved == 0:
        return "unverändert"
    sign = "+" if moved > 0 else "−"
    return f"{sign}{abs(moved)} {'Monat' if abs(moved) == 1 else 'Monate'}"
