"""Checking a publication before it goes out: a mask that withstands the attacker, or a refusal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from monitoring.disclosure.attacker import Attack, Interval
from monitoring.disclosure.knowledge import Knowledge, Mask, Published, gather, printed_rate
from monitoring.disclosure.refuse import Kind, Refusal, refusal
from monitoring.disclosure.rules import Method, Rule, rounded
from monitoring.disclosure.suppress import Unprotected, find_mask, targets
from monitoring.disclosure.tables import Cell, Inconsistent, Publication, Rate, Table

_KEY = object()
MASKED = "Geheim gehalten: kleine Zahl oder Schutz einer kleinen Zahl."
NO_DENOMINATOR = "Nicht berechenbar: Der Nenner ist null."
ROUNDED = "auf ein Vielfaches von {base} gerundet"
FROM_ROUNDED = "aus gerundeten Zahlen berechnet"
FEW = "kleiner Nenner: wenig aussagekräftig"


@dataclass(frozen=True)
class Shown:
    """What is printed for a cell: a value, or None with the reason. note: said beside a value."""

    value: Decimal | None
    status: str
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Checked:
    """A publication that withstood the attacker. Only `check` makes one."""

    publication: Publication
    mask: Mask
    _key: Any = None
    _places: dict[Cell, Shown] = field(default_factory=dict, compare=False, repr=False)
    _values: dict[Cell, int] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self._key is not _KEY:
            raise TypeError("Checked publications are made by monitoring.disclosure.check only")
        self._values.update(_true_values(self.publication))
        self._places.update(_printed(self.publication, self.mask, self._values))

    @property
    def published(self) -> Published:
        """What later publications are checked against."""
        return Published(self.publication, self.mask)

    def true(self, cell: Cell) -> int | None:
        """The true value behind a cell, printed or not: to compare with, never to show."""
        return self._values.get(cell)

    def shown(self, cell: Cell) -> Shown | None:
        """What is printed there; None when the publication does not print this cell."""
        return self._places.get(cell)

    def cells(self) -> list[Cell]:
        """All printed places in order, masked ones included."""
        return sorted(self._places)

    def rate(self, cell: Cell) -> Rate | None:
        """The rate printed at this place, None when a count is."""
        rates = (rate for table in self.publication.tables for rate in table.rates)
        return next((rate for rate in rates if rate.cell == cell), None)


def check(
    publication: Publication, earlier: Sequence[Published] = (), *, mask: Mask | None = None
) -> Checked | Refusal:
    """Find the mask of a publication, given all earlier ones of the owner in order of time.

    mask: a mask that must be kept as it is (chosen by hand or stored); it is attacked, never widened.
    Returns a refusal with the reason when a cell would be too narrow, or the tables contradict themselves.
    """
    try:
        system = gather(publication, earlier)
    except Inconsistent as contradiction:
        return Refusal(f"Nicht veröffentlicht: {contradiction}", kind=Kind.CONTRADICTION)
    if mask is not None:
        return _checked_as_given(system, publication, mask)
    found = find_mask(system)
    if isinstance(found, Unprotected):
        wanted = targets(system, found.mask)[found.cell]
        return refusal(system, found.mask, found.cell, found.interval, wanted)
    return Checked(publication, _plain(found), _KEY)


def _checked_as_given(system: Knowledge, publication: Publication, mask: Mask) -> Checked | Refusal:
    named = Mask(frozenset(system.now[cell] for cell in mask.cells if cell in system.now), mask.rates)
    bare = sorted(c for c in system.needs if c in system.offered and system.offered[c] is None)
    for cell in bare:
        if cell not in named.cells:
            value = system.truth[cell]
            return refusal(system, named, cell, Interval(value, value), system.needs[cell].width)
    closed = system.closed(named.cells, named.rates)
    wanted = targets(system, closed)
    narrow = Attack(system, closed).narrow(wanted)
    if narrow:
        cell = min(narrow, key=lambda one: (one not in system.needs, one))
        return refusal(system, closed, cell, narrow[cell], wanted[cell])
    return Checked(publication, _plain(closed), _KEY)


def _plain(mask: Mask) -> Mask:
    return Mask(frozenset(replace(cell, edition=0) for cell in mask.cells), mask.rates)


def printed(published: Published) -> dict[Cell, Shown]:
    """What a publication that is out prints at every place: to compare with the register, not to release."""
    return _printed(published.publication, published.mask, _true_values(published.publication))


def _true_values(publication: Publication) -> dict[Cell, int]:
    own = {cell: count.value for cell, count in publication.counts().items()}
    return own | dict(publication.outside)


def _printed(publication: Publication, mask: Mask, values: Mapping[Cell, int]) -> dict[Cell, Shown]:
    """Every place with what is printed. A cell in several tables is rounded when one of them rounds."""
    found: dict[Cell, Shown] = {}
    for table in sorted(publication.tables, key=lambda t: t.rule.method is Method.ROUND):
        for cell, count in table.counts.items():
            if cell not in table.hidden:
                found[cell] = _count(cell, count.value, table.rule, mask)
    for table in publication.tables:
        for rate in table.rates:
            found[rate.cell] = _rate(values, table, rate, mask)
    return found


def _count(cell: Cell, value: int, rule: Rule, mask: Mask) -> Shown:
    if cell in mask.cells:
        return Shown(None, "suppressed", MASKED)
    if rule.method is Method.ROUND:
        return Shown(Decimal(rounded(value, rule.base)), "value", note=ROUNDED.format(base=rule.base))
    return Shown(Decimal(value), "value" if value else "zero")


def _rate(values: Mapping[Cell, int], table: Table, rate: Rate, mask: Mask) -> Shown:
    if rate.cell in mask.rates:
        return Shown(None, "suppressed", MASKED)
    top, bottom = values[rate.numerator], values[rate.denominator]
    note = ""
    if table.rule.method is Method.ROUND:
        top = rounded(top, table.rule.base)
        bottom = rounded(bottom, table.rule.base)
        note = FROM_ROUNDED
    if not bottom:
        return Shown(None, "not_applicable", NO_DENOMINATOR)
    value = Decimal(printed_rate(rate, top, bottom)).scaleb(-rate.decimals)
    if bottom < table.rule.reliable_from:
        return Shown(value, "unreliable", note="; ".join(filter(None, (note, FEW))))
    return Shown(value, "value", note=note)
