"""Where upper floors say what the ground floor and the roof may show or call of theirs.

Filled in `AppConfig.ready`; the ground floor never imports upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class NavEntry:
    """One word of the main navigation; `prefixes` are the paths under which it is the current one.

    own_only: the page is about a municipality of the person; whoever has none in view is not led there.
    """

    label: Any
    url_name: str
    prefixes: tuple[str, ...]
    order: int
    own_only: bool = False


@dataclass(frozen=True)
class Panel:
    """A part of a municipality's page: `context(municipality, user) -> dict | None` for `template`."""

    name: str
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class DemoPart:
    """Demo content of a floor: `load(log)` is idempotent; parts run in `order`."""

    name: str
    load: Callable[[Callable[[str], None]], None]
    order: int


@dataclass(frozen=True)
class HashPart:
    """Rows of a floor for `state_hash`: yields (table, natural key, content) without primary keys or clocks."""

    name: str
    rows: Callable[[], Any] = field(repr=False)


@dataclass(frozen=True)
class Involvement:
    """What a person takes part in, from a day to a day (None = open or unknown).

    `ongoing`: whether it still holds today; the retention run keeps whoever has one.
    """

    kind: str
    title: str
    where: str
    url: str
    since: date | None
    until: date | None
    ongoing: bool
    details: str = ""


@dataclass(frozen=True)
class PersonalData:
    """What a floor keeps about a person of the governance floor; the callables get the person's row.

    `involvements(person)` lists it (page of the person, Art. 15, retention), `erase(person)` removes the
    person from the floor's rows, histories and copies (Art. 17), `move(gone, keep)` hands everything over
    when two rows turn out to be one person.
    """

    name: str
    involvements: Callable[[Any], list[Involvement]]
    erase: Callable[[Any], None]
    move: Callable[[Any, Any], None]


Sheets = list[tuple[str, list[tuple[int, list[str]]]]]
"""[(sheet name, [(row number, texts)])]: a small file as it stands."""


@dataclass(frozen=True)
class GoalReview:
    """A review of a measure: when (period key) and where to read it."""

    label: str
    url: str
    held: str


@dataclass(frozen=True)
class GoalMeasure:
    """A measure below a goal; `begins` is a period key, '' when not known."""

    title: str
    url: str
    begins: str = ""
    reviews: tuple[GoalReview, ...] = ()


@dataclass(frozen=True)
class MeasureSource:
    """Who knows the measures of goals: `find(goal ids)` by goal id, `add_url(goal)` of a form for a new one."""

    find: Callable[[Collection[int]], Mapping[int, Sequence[GoalMeasure]]]
    add_url: Callable[[Any], str]


@dataclass(frozen=True)
class BenefitRow:
    """A benefit that another floor keeps: kind, words, amount ('' = none), source, whose it is and where."""

    kind: str
    text: str
    amount: str
    source: str
    home: str
    url: str


@dataclass(frozen=True)
class GoalFigure:
    """By what a goal is measured, as printed; '' where something is not said. `state` is that of a light."""

    name: str
    url: str
    baseline: str
    target: str
    due: str
    actual: str
    path: str
    state: str
    word: str

    @property
    def is_measurable(self) -> bool:
        """Indicator, Ausgangswert, target and due date are all there (N-Z2)."""
        return all((self.name, self.baseline, self.target, self.due))


@dataclass(frozen=True)
class Task:
    """Something to do, as one sentence with the address of the exact action.

    `due` is a period key as fine as it is known, '' = no date. `late`: that date is past. `key` names
    the task among all of its source for as long as it is the same one; no name of a person stands in it.
    """

    key: str
    sentence: str
    url: str
    due: str = ""
    late: bool = False


@dataclass(frozen=True)
class TaskSource:
    """Who knows what is due: `find(municipality, user)` lists what this person may do there."""

    name: str
    label: Any
    find: Callable[[Any, Any], Sequence[Task]]
    order: int = 100


navigation: list[NavEntry] = []
panels: list[Panel] = []
start_blocks: list[Panel] = []
report_blocks: list[Panel] = []
"""What stands on /berichte/ below the reports; `context(municipality in view or None, user)`."""
demo_parts: list[DemoPart] = []
hash_parts: list[HashPart] = []
checkers: list[tuple[str, Callable[[], list[str]]]] = []
personal_data: list[PersonalData] = []
municipality_founded: list[Callable[[Any, Any], None]] = []
register_loaded: list[Callable[[], Any]] = []
"""Called in the transaction that has written the register of regions."""
sheet_readers: list[Callable[[bytes, str], Sheets]] = []
"""Reads an upload in the limited child (bytes, file name); raises ValueError with a German sentence."""
task_sources: list[TaskSource] = []
benefit_sources: list[Callable[[Any], Sequence[BenefitRow]]] = []
"""`(municipality)`: benefits that stand beside those of units in the register."""
calendar_dates: list[Callable[[Any, Any], Sequence[Task]]] = []
"""`(municipality, user)`: days that stand in one's own calendar long before they are a task."""
bells: list[Callable[[], None]] = []
"""Looks whether work has come due by the calendar, and promises it; called every few minutes by any process."""
goal_measures: list[MeasureSource] = []
goal_figures: list[Callable[[Sequence[Any]], Mapping[int, Sequence[GoalFigure]]]] = []
goal_panels: list[Panel] = []
record_panels: dict[str, list[Panel]] = {}
"""By „app.Model“: what other floors show on the page of one record; `context(record, user)`.

Values under „figures“ (true where there is a chart) let the page load what charts need.
"""


def panels_of(record: Any, user: Any) -> list[dict[str, Any]]:
    """Templates and values of the panels that have something to say about this record, in order."""
    shown = []
    for panel in sorted(record_panels.get(record._meta.label, ()), key=lambda p: p.order):
        values = panel.context(record, user)
        if values is not None:
            shown.append({"template": panel.template, "values": values})
    return shown


def draws(shown: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any of these panels (of `panels_of`) brings a chart along."""
    return any(panel["values"].get("figures") for panel in shown)
