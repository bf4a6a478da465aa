"""What several ways to permanence teach together: how long they take, in which order, where they wait.

Months are ordinals (`dkbm.periods.Month.ordinal`), as fine as the records know them. What still runs has lasted
at least so long: it is censored, never left out (see `durations`).
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monitoring.sustainability.durations import FEWEST, Case, median, survival

QUARTER = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Step:
    """A dated step: its kind, first and last month (inclusive). `done`: over."""

    kind: str
    first: int
    last: int
    done: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """One process with its steps in any order. `resolved`: month of the resolution, None while it runs.

    `name`: the municipality, '' where it is not to be named.
    """

    steps: tuple[Step, ...]
    resolved: int | None = None
    name: str = ""

    @property
    def ordered(self) -> tuple[Step, ...]:
        """By first, then by last month."""
        return tuple(sorted(self.steps, key=lambda step: (step.first, step.last, step.kind)))

    def duration(self, now: int) -> Case | None:
        """Months from the first step to the resolution, or so far; None without a step that has begun."""
        begun = [step.first for step in self.steps if step.first <= now]
        if not begun:
            return None
        done = self.resolved is not None and self.resolved <= now
        until = self.resolved if done and self.resolved is not None else now
        return Case(until - min(begun), done) if until >= min(begun) else None


@dataclass(frozen=True, slots=True)
class Spread:
    """Cases of one kind: below `FEWEST` only they themselves, else median and quarters (None: not reached)."""

    cases: tuple[Case, ...]

    @property
    def n(self) -> int:
        return len(self.cases)

    @property
    def running(self) -> int:
        return sum(not case.done for case in self.cases)

    @property
    def is_few(self) -> bool:
        return self.n < FEWEST

    @property
    def middle(self) -> int | None:
        return None if self.is_few else median(self.cases)

    @property
    def quarters(self) -> tuple[int | None, int | None]:
        """After how many months a quarter, and three quarters, were through."""
        if self.is_few:
            return None, None
        return _reached(self.cases, 1 - QUARTER), _reached(self.cases, QUARTER)


def _reached(cases: Sequence[Case], share: Fraction) -> int | None:
    return next((step.months for step in survival(cases) if step.share <= share), None)


def durations(ways: Iterable[Way], now: int) -> Spread:
    """How long it takes from the first step to the resolution."""
    return Spread(tuple(case for way in ways if (case := way.duration(now)) is not None))


def step_times(ways: Iterable[Way], now: int) -> dict[str, Spread]:
    """Calendar months that steps of a kind touch; a step that is not done lasts on."""
    found: dict[str, list[Case]] = defaultdict(list)
    for way in ways:
        for step in way.steps:
            if step.first <= now:
                last = step.last if step.done else now
                found[step.kind].append(Case(max(0, last - step.first + 1), step.done))
    return {kind: Spread(tuple(cases)) for kind, cases in found.items()}


def waiting_times(ways: Iterable[Way], now: int) -> dict[str, Spread]:
    """Months without any step after a step of a kind, until the next one begins (overlaps wait 0 months).

    After the last step of a way that is not resolved, the waiting goes on.
    """
    found: dict[str, list[Case]] = defaultdict(list)
    for way in ways:
        steps, reached = way.ordered, 0
        for step, following in itertools.pairwise(steps):
            reached = max(reached, step.last)
            found[step.kind].append(Case(max(0, following.first - reached - 1), done=True))
        if (
            steps
            and steps[-1].done
            and way.resolved is None
            and (waited := now - max(reached, steps[-1].last)) > 0
        ):
            found[steps[-1].kind].append(Case(waited, done=False))
    return {kind: Spread(tuple(cases)) for kind, cases in found.items()}


def follows(ways: Iterable[Way]) -> dict[tuple[str, str], int]:
    """How often a step of one kind directly follows one of another, in how many ways counted once each."""
    found: Counter[tuple[str, str]] = Counter()
    for way in ways:
        kinds = [step.kind for step in way.ordered]
        found.update(set(itertools.pairwise(kinds)))
    return dict(found)


def variants(ways: Iterable[Way]) -> list[tuple[tuple[str, ...], int]]:
    """The orders that occur, with how many ways took them, the most frequent first."""
    found = Counter(tuple(step.kind for step in way.ordered) for way in ways if way.steps)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def usual_order(ways: Iterable[Way]) -> list[str]:
    """Kinds by the mean place at which they first come, from the beginning to the end."""
    places: Mapping[str, list[Fraction]] = defaultdict(list)
    for way in ways:
        seen: dict[str, int] = {}
        for place, step in enumerate(way.ordered):
            seen.setdefault(step.kind, place)
        for kind, place in seen.items():
            places[kind].append(Fraction(place, max(1, len(way.steps) - 1)))
    return sorted(places, key=lambda kind: (sum(places[kind], Fraction(0)) / len(places[kind]), kind))
