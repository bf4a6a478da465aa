"""What is due for a person in a municipality: the tasks of all floors, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dkbm import registries
from dkbm.models import Municipality, User
from dkbm.periods import KeyDate, from_key
from dkbm.registries import Task

FIRST_SCREEN = 7
"""How many tasks the first screen shows; the rest is counted."""


@dataclass(frozen=True)
class Group:
    """The tasks of one source under its heading."""

    name: str
    label: Any
    tasks: list[Task]


@dataclass(frozen=True)
class Shown:
    """A task on a page: `when` is „bis 03.12.2026“, „fällig seit 11/2026“ or ''."""

    task: Task
    when: str


def groups(municipality: Municipality | None, user: User) -> list[Group]:
    """Tasks by source, in the order of the sources; sources with nothing to do are left out."""
    if municipality is None:
        return []
    found = [
        Group(source.name, source.label, sorted(source.find(municipality, user), key=_urgency))
        for source in sorted(registries.task_sources, key=lambda s: (s.order, s.name))
    ]
    return [group for group in found if group.tasks]


def tasks_of(municipality: Municipality | None, user: User) -> list[Task]:
    """All tasks, late ones first, then by date, those without a date last."""
    return sorted((task for group in groups(municipality, user) for task in group.tasks), key=_urgency)


def shown(tasks: list[Task]) -> list[Shown]:
    """The tasks with their date in words."""
    return [Shown(task, when_label(task)) for task in tasks]


def when_label(task: Task) -> str:
    """„bis 03.12.2026“, „bis 12/2026“, „fällig seit 30.01.2020“, '' without a date: as exact as is known."""
    if not task.due:
        return ""
    period = from_key(task.due)
    label = period.printed_day if isinstance(period, KeyDate) else period.label
    words = _("fällig seit %(when)s") if task.late else _("bis %(when)s")
    return str(words % {"when": label})


def day_of(task: Task) -> date | None:
    """The day of a task that has one; None for months and for tasks without a date."""
    period = from_key(task.due) if task.due else None
    return period.day if isinstance(period, KeyDate) else None


def _urgency(task: Task) -> tuple[Any, ...]:
    """Sort key; the key of the task breaks ties the same way on every database."""
    return (not task.late, not task.due, _end(task), task.key)


def _end(task: Task) -> tuple[int, int, int]:
    """The last day of the date as a sort key: a month comes after its days."""
    if not task.due:
        return (0, 0, 0)
    period = from_key(task.due)
    if isinstance(period, KeyDate):
        return (period.day.year, period.day.month, period.day.day)
    month = period.last_month
    return (9999, 0, 0) if month is None else (month.year, month.month, 32)
