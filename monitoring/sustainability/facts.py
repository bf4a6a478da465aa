"""What the formulas of Verstetigung read: plain rows, one kind a class, as they stand in the records.

`key` names the record ("post:12"), so that every number can be walked back to it. Days are inclusive at both
ends; None means not known or, for an end, open. A month or a year of a record comes as its last day where
something is due, as its first where something begins. Amounts are integer cents, VZÄ exact fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Post:
    """One approved post. `own_share`: 0..1 paid from own funds. `filled_from` None: nobody ever held it.

    `filled_from`, `filled_to`: of the present or last holder; `left_on`: last days of those before.
    `limited` None: nobody said whether it ends. `occupancy_known`: whether somebody said if it is filled.
    """

    key: str
    label: str
    fte: Fraction
    limited: bool | None = False
    limited_until: date | None = None
    own_share: Fraction | None = None
    in_plan: bool | None = None
    since: date | None = None
    until: date | None = None
    filled_from: date | None = None
    filled_to: date | None = None
    left_on: tuple[date, ...] = ()
    occupancy_known: bool = True


@dataclass(frozen=True, slots=True)
class KeyProcess:
    """A process the work hangs on: whether somebody owns it, deputises, and when its handbook was looked at."""

    key: str
    label: str
    owner: bool
    deputy: bool
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a year. `income`: Ertrag, else Aufwand. `programme`: key of the programme that pays."""

    key: str
    label: str
    year: int
    income: bool
    planned: int | None = None
    actual: int | None = None
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A funding programme as granted here; `ends` is the last day of the Bewilligungszeitraum."""

    key: str
    label: str
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """A payment into a fund in a year; `partner` when it does not come from the municipality."""

    key: str
    label: str
    year: int
    amount: int
    partner: bool


@dataclass(frozen=True, slots=True)
class Project:
    """A project or measure.

    `transferred`: became part of the regular structure. `planned_end`: „befristet geplant“, was never meant to
    stay. `need_confirmed`: the need for it goes on. `carries_alone`: works without the programme. `is_measure`:
    has to show its effect; `reviewed_on`: days of its reviews. `outcome_known`: somebody said what became of it.
    """

    key: str
    label: str
    starts: date | None = None
    ends: date | None = None
    transferred: bool = False
    planned_end: bool = False
    need_confirmed: bool = False
    target_unit: bool = False
    responsible: bool = False
    planned_resolution: bool = False
    carries_alone: bool = False
    is_measure: bool = False
    reviewed_on: tuple[date, ...] = ()
    outcome_known: bool = True


@dataclass(frozen=True, slots=True)
class Process:
    """A Verstetigung process: the months of its first step and of the resolution (first days), if known."""

    key: str
    label: str
    first_step: date | None = None
    resolved: date | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A mandate of DKBM or its confirmation. `level` 1..4 as in N-L1. `day` None: not known since when.

    `until` None: unlimited.
    """

    key: str
    label: str
    level: int
    day: date | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational unit. `education`: its work touches education. `tasks`: core components it carries.

    `permanent` None: nobody said whether it is there for good.
    """

    key: str
    label: str
    education: bool = False
    permanent: bool | None = False
    tasks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """An internal agreement between units (keys)."""

    key: str
    label: str
    units: frozenset[str]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A steering body. `kind`: "beirat", "steuerungsgruppe" or other; `target`: meetings a year, None unknown."""

    key: str
    label: str
    kind: str
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that took place."""

    key: str
    body: str
    day: date


@dataclass(frozen=True, slots=True)
class Seat:
    """A held seat: in which body, from which unit ("" none), and whether it speaks for the administration."""

    key: str
    label: str
    body: str
    unit: str = ""
    administration: bool = True
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A DKBM item that a body of level 3 or 4 (committee, council) dealt with."""

    key: str
    label: str
    day: date


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a day: an assignment or a milestone. `done` None: not yet."""

    key: str
    label: str
    due: date
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A strategic goal (`parent` "") or a Mittlerziel below one. `measures`: how many hang below it."""

    key: str
    label: str
    parent: str = ""
    measures: int = 0
    measurable: bool = False


@dataclass(frozen=True, slots=True)
class UsedIndicator:
    """A context indicator in use: theme A..I; whether its newest value is within its publication lag."""

    key: str
    label: str
    theme: str
    current: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A published Bildungsbericht or thematic analysis."""

    key: str
    label: str
    day: date


@dataclass(frozen=True, slots=True)
class Event:
    """A Bildungskonferenz or another public format."""

    key: str
    label: str
    day: date


@dataclass(frozen=True, slots=True)
class Baseline:
    """A named reference stock (Bezugsbestand), frozen when it was named: VZÄ, expenses of a year in cents."""

    label: str
    day: date
    fte: Fraction | None = None
    expenses: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one municipality.

    `political_bodies`: whether bodies of level 3 or 4 are kept at all, so that no item means none.
    `no_mandate`: somebody stated that there is no mandate. `schools`: (taking part, eligible), None unknown.
    `population`: inhabitants with the words for their key date.
    """

    posts: tuple[Post, ...] = ()
    processes: tuple[KeyProcess, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    closed_years: frozenset[int] = frozenset()
    programmes: tuple[Programme, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    projects: tuple[Project, ...] = ()
    ways: tuple[Process, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    no_mandate: bool = False
    units: tuple[Unit, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    bodies: tuple[Body, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    seats: tuple[Seat, ...] = ()
    political_bodies: bool = False
    agenda: tuple[AgendaItem, ...] = ()
    assignments: tuple[Due, ...] = ()
    milestones: tuple[Due, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[UsedIndicator, ...] = ()
    reports: tuple[Report, ...] = ()
    events: tuple[Event, ...] = ()
    schools: tuple[int, int] | None = None
    population: tuple[int, str] | None = None
    baseline: Baseline | None = None
