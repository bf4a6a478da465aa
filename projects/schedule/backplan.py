"""Back-planning from the end of a grant with the meetings that are really known (domain.md 4.6).

A resolution of Rat or Kreistag is due six months before the end. Before it lie the Verwaltungs- or Kreisausschuss,
Beratung in den Fraktionen, the Fachausschuss and the paper for it. The plan snaps to known meetings; where one is missing
it says which, and what the next chain would be. No Django, no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dkbm.periods import Month
from projects.resources.days import months_until, moved

RESOLUTION_MONTHS = 6
TALKS_MONTHS = 18
WARNINGS = (24, 18, 12, 6)
FACTIONS = timedelta(weeks=4)
"""Between Fachausschuss and main committee the Fraktionen need this long to consult."""
PAPER = timedelta(weeks=4)
"""A paper has to be there this long before the Fachausschuss meets."""


class Stage(StrEnum):
    """The bodies a decision goes through, in their order."""

    COMMITTEE = "Fachausschuss"
    MAIN = "Verwaltungs- oder Kreisausschuss"
    COUNCIL = "Rat oder Kreistag"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A known meeting of one of the three bodies. `key` leads back to the record."""

    key: str
    stage: Stage
    day: date


@dataclass(frozen=True, slots=True)
class Station:
    """One step of the plan: what, by when; `sitting` is the meeting it takes place in, None for a deadline."""

    title: str
    day: date
    sitting: Sitting | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Committee, main committee and council in their order."""

    committee: Sitting
    main: Sitting
    council: Sitting


@dataclass(frozen=True, slots=True)
class Missing:
    """No meeting of this body fits between these days (both inclusive)."""

    stage: Stage
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class BackPlan:
    """The way back from the end of a grant.

    `chain`: the last one that is in time; None turns the plan red. Then `missing` names the gap, `following` the
    next chain after the deadline and `months_late` how many months too late it decides (None: none is known), `earlier`
    the last one in the past. `stations`: all steps in order of time. `warnings`: days 24/18/12/6 months before the end.
    """

    ends: date
    today: date
    deadline: date
    chain: Chain | None
    stations: tuple[Station, ...]
    warnings: tuple[tuple[int, date], ...]
    missing: Missing | None = None
    following: Chain | None = None
    months_late: int | None = None
    earlier: Chain | None = None

    @property
    def reached(self) -> int | None:
        """The narrowest warning (24, 18, 12, 6 months) that has come; None before the first."""
        return min((months for months, day in self.warnings if day <= self.today), default=None)

    @property
    def holds(self) -> bool:
        """Whether a decision in time is possible with the meetings that are known."""
        return self.chain is not None


def back_plan(
    ends: date, sittings: Iterable[Sitting], today: date, budget: Sequence[tuple[str, date]] = ()
) -> BackPlan:
    """Plan from the last day of a grant. budget: (what, day) of the budget calendar that lie before the resolution."""
    known = sorted(sittings, key=lambda s: (s.day, s.key))
    deadline = moved(ends, -RESOLUTION_MONTHS)
    chains = list(_chains(known))
    open_chains = [c for c in chains if c.committee.day - PAPER >= today]
    in_time = [c for c in open_chains if c.council.day <= deadline]
    chain = in_time[-1] if in_time else None
    following = None if chain else next((c for c in open_chains if c.council.day > deadline), None)
    past = [c for c in chains if c.council.day <= deadline and c not in open_chains]
    return BackPlan(
        ends=ends,
        today=today,
        deadline=deadline,
        chain=chain,
        stations=tuple(_stations(ends, deadline, chain or following, budget)),
        warnings=warnings_of(ends),
        missing=None if chain else _gap(known, today, deadline),
        following=following,
        months_late=max(1, months_until(deadline, following.council.day)) if following else None,
        earlier=past[-1] if past and not chain else None,
    )


def warnings_of(ends: date) -> tuple[tuple[int, date], ...]:
    """(months, day) of the warnings before this last day."""
    return tuple((months, moved(ends, -months)) for months in WARNINGS)


def _chains(known: Sequence[Sitting]) -> Iterable[Chain]:
    """For each council meeting the latest main committee before it and the latest committee before that."""
    for council in (s for s in known if s.stage is Stage.COUNCIL):
        main = _last(known, Stage.MAIN, council.day)
        committee = main and _last(known, Stage.COMMITTEE, main.day - FACTIONS)
        if main and committee:
            yield Chain(committee, main, council)


def _last(known: Sequence[Sitting], stage: Stage, until: date) -> Sitting | None:
    return next((s for s in reversed(known) if s.stage is stage and s.day <= until), None)


def _gap(known: Sequence[Sitting], today: date, deadline: date) -> Missing:
    """The first body, from the council backwards, that has no meeting in its window."""
    earliest = today + PAPER
    last = deadline
    for stage, before in ((Stage.COUNCIL, timedelta(0)), (Stage.MAIN, FACTIONS), (Stage.COMMITTEE, PAPER)):
        found = _last(known, stage, last)
        if found is None or found.day < earliest:
            return Missing(stage, min(earliest, last), last)
        last = found.day - before if stage is not Stage.COUNCIL else found.day
    return Missing(Stage.COMMITTEE, min(earliest, last), last)


def _stations(
    ends: date, deadline: date, chain: Chain | None, budget: Sequence[tuple[str, date]]
) -> list[Station]:
    """All steps in order of time: talks, paper, the meetings, the budget calendar, the end."""
    stations = [Station("Gespräche über die Zeit nach der Förderung beginnen", moved(ends, -TALKS_MONTHS))]
    if chain:
        committee, main, council = chain.committee, chain.main, chain.council
        stations += [
            Station("Vorlage fertigstellen", committee.day - PAPER),
            Station(f"Empfehlung: {Stage.COMMITTEE}", committee.day, committee),
            Station("Beratung in den Fraktionen beginnt", committee.day + timedelta(days=1)),
            Station(f"Vorbereitung: {Stage.MAIN}", main.day, main),
            Station(f"Beschluss: {Stage.COUNCIL}", council.day, council),
        ]
    stations += [Station(what, day) for what, day in budget]
    stations += [
        Station("Spätester Beschluss", deadline),
        Station("Förderung endet", ends),
    ]
    return sorted(stations, key=lambda station: station.day)


def budget_days(ends: date, calendar: Iterable[tuple[str, int, int]]) -> list[tuple[str, date]]:
    """Days of the budget calendar (what, month, day) that decide about the year after the end of the grant.

    The budget of the year in which the grant is first missing is made in the year before.
    """
    first_year = Month.of(ends + timedelta(days=1)).year
    planned_in = first_year - 1
    return [(what, date(planned_in, month, day)) for what, month, day in calendar]
