"""What a scenario starts from: the records as they stand, beside posts, lines and grants (`projects.resources`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.resources.facts import GrantFact, LineFact, PostFact


@dataclass(frozen=True, slots=True)
class DutyFact:
    """A key process or an offer and the posts (keys) that can carry it: who is in charge, who deputises."""

    key: str
    label: str
    posts: frozenset[int]


@dataclass(frozen=True, slots=True)
class MandateFact:
    """A resolution that the work stands on; `until` None: unlimited."""

    key: str
    label: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ProjectFact:
    """A project with its last day (None: no end known) and whether it is part of the regular structure."""

    key: str
    label: str
    ends: date | None = None
    transferred: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything a scenario may change."""

    posts: tuple[PostFact, ...] = ()
    lines: tuple[LineFact, ...] = ()
    grants: tuple[GrantFact, ...] = ()
    duties: tuple[DutyFact, ...] = ()
    mandates: tuple[MandateFact, ...] = ()
    projects: tuple[ProjectFact, ...] = ()
