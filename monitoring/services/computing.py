"""Computing one indicator: from the cubes of its tables to results, only where something has changed.

Results depend on the cubes, the definition and the register of Kreise alone, so what was computed piece by
piece has the same bytes as what is computed at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Q

from dkbm import clock
from dkbm.models import Region
from dkbm.models.region import RegionKind
from monitoring.calculation import RULE_VERSION, Definition
from monitoring.calculation.block import Block, Past, Trend, Values, block_from, past_from, squeezed_block
from monitoring.calculation.cube import Cube, cube_digest, cube_from, part
from monitoring.calculation.kernel import Item, dependents, evaluate_all, needed, series_of
from monitoring.calculation.trends import Looked, looked_back, reached, season, trends_of_all
from monitoring.models import CubeBlob, IndicatorVersion, ResultBlob, Snapshot, Source

FORMAT = "1"  # of cubes and results; another one makes everything computed anew
Kreise = dict[str, frozenset[str]]
Evaluate = Callable[[Sequence[Item], Kreise], list[dict[str, Values]]]
Heads = dict[str, dict[str, str]]
AT_ONCE = 160


class Reads(Enum):
    """Whose numbers are read: those of the owner of the results, the official stock, or own before official."""

    SAME = "same"
    STOCK = "stock"
    BOTH = "both"


@dataclass
class Outcome:
    """What computing an indicator gave. `snapshot` is not saved; None: the inputs are the same as before.

    base: the snapshot it builds on; blobs: results that may be new; parts: what to note on `base` when the
    inputs are the same although the tables have changed elsewhere.
    """

    version: IndicatorVersion
    base: Snapshot | None
    parts: dict[str, Any]
    snapshot: Snapshot | None = None
    blobs: list[ResultBlob] = field(default_factory=list)


def computed(
    versions: Sequence[IndicatorVersion],
    owner_id: int | None,
    kreise: Kreise,
    *,
    anew: bool = False,
    by: Evaluate = evaluate_all,
) -> Iterator[Outcome | None]:
    """Compute what is not up to date, one after the other; None where everything is.

    anew: as if nothing had been computed yet. At most `AT_ONCE` cubes are held at a time, or those of one
    indicator.
    """
    return worked_out(planned(versions, owner_id, kreise, anew=anew), by=by)


@dataclass
class Plan:
    """Indicators that read the same way, and how many cubes have changed for them."""

    shared: _Shared
    works: list[_Work]

    @property
    def changes(self) -> int:
        """How many cubes have to be read for it."""
        return sum(work.reads for work in self.works)


def planned(
    versions: Sequence[IndicatorVersion], owner_id: int | None, kreise: Kreise, *, anew: bool = False
) -> list[Plan]:
    """What is to be computed, before any cube is read."""
    bases = {} if anew else _bases(versions, owner_id)
    plans = []
    for reads in Reads:
        alike = [version for version in versions if reads_of(version) == reads]
        if alike:
            shared = _Shared(alike, owner_id, kreise, reads)
            plans.append(Plan(shared, [_Work(version, bases.get(version.pk), shared) for version in alike]))
    return plans


def worked_out(plans: Iterable[Plan], *, by: Evaluate = evaluate_all) -> Iterator[Outcome | None]:
    """Do what is planned, one indicator after the other; None where everything is up to date."""
    for plan in plans:
        for group in _groups(plan.works):
            plan.shared.fetch(group)
            yield from _outcomes(group, plan.shared, by)


def reads_of(version: IndicatorVersion) -> Reads:
    """Whose numbers a definition is computed from."""
    if version.indicator.owner_id is None:
        return Reads.SAME
    return Reads.BOTH if version.uses_own else Reads.STOCK


def _groups(works: Iterable[_Work]) -> Iterator[list[_Work]]:
    """Neighbours that read few cubes together: every group is a question or two to the database."""
    group: list[_Work] = []
    count = 0
    for work in works:
        if group and count + work.reads > AT_ONCE:
            yield group
            group, count = [], 0
        group.append(work)
        count += work.reads
    if group:
        yield group


def _outcomes(group: Sequence[_Work], shared: _Shared, by: Evaluate) -> Iterator[Outcome | None]:
    """What came of a group, in its order; the changed ones are computed together."""
    for work in group:
        work.read()
    changed = [work for work in group if work.has_changed]
    found = by([work.item() for work in changed], shared.kreise)
    for work, values in zip(changed, found, strict=True):
        work.take(values)
    values_of_all = {(n, p): seen for n, work in enumerate(changed) for p, seen in work.looked.items()}
    targets = [(n, p) for n, work in enumerate(changed) for p in sorted(work.targets)]
    for (number, period), trend in trends_of_all(values_of_all, targets, shared.everywhere).items():
        changed[number].trends[period] = trend
    for work in group:
        yield work.outcome()


def _bases(versions: Sequence[IndicatorVersion], owner_id: int | None) -> dict[int, Snapshot]:
    """The snapshots that pages show now, by version of the definition."""
    rows = Snapshot.objects.filter(
        indicator_version__in=[version.pk for version in versions], owner_id=owner_id, is_current=True
    )
    return {row.indicator_version_id: row for row in rows}


def tables_of(version: IndicatorVersion) -> list[str]:
    """The tables that the definition reads, each once."""
    return list(dict.fromkeys(key.split("|", 1)[0] for key in series_of(definition_of(version))))


def definition_of(version: IndicatorVersion) -> Definition:
    """The definition as the formulas read it."""
    return Definition(
        version.formula,
        tuple(version.numerator),
        tuple(version.denominator),
        version.factor,
        version.dash_means_zero,
        version.denominator_lag,
    )


def kreise_by_land() -> Kreise:
    """Codes of the current Kreise by Land, as the register holds them."""
    found: dict[str, set[str]] = {}
    rows = Region.objects.filter(kind=RegionKind.KREIS, valid_until__isnull=True)
    for code in rows.values_list("ags", flat=True):
        found.setdefault(code[:2], set()).add(code)
    return {land: frozenset(codes) for land, codes in found.items()}


def register_digest(kreise: Kreise) -> str:
    """Hash of the current Kreise: another one changes the places in every trend."""
    codes = sorted({code for found in kreise.values() for code in found})
    return hashlib.sha256(" ".join(codes).encode()).hexdigest()


class _Shared:
    """What the indicators of a run have in common, and what was read for the next few of them."""

    def __init__(
        self, versions: Sequence[IndicatorVersion], owner_id: int | None, kreise: Kreise, reads: Reads
    ) -> None:
        self.owner_id, self.kreise, self.reads = owner_id, kreise, reads
        self.everywhere = frozenset(code for codes in kreise.values() for code in codes)
        self.register = register_digest(kreise)
        self.cubes: dict[tuple[str, str], tuple[str, bytes]] = {}
        self.blocks: dict[tuple[int, str, str], bytes] = {}
        self.stored: dict[str, dict[str, tuple[str, Any]]] = {}
        tables = {table for version in versions for table in tables_of(version)}
        self.ids = dict(Source.objects.filter(table__in=tables).values_list("table", "pk"))
        self.tables = {pk: table for table, pk in self.ids.items()}
        columns = ("source_id", "period", "sha256", "changed_at")
        for source_id, period, sha256, moment in self._cubes(tables).values_list(*columns):
            self.stored.setdefault(self.tables[source_id], {})[period] = (sha256, moment)

    def fetch(self, group: Sequence[_Work]) -> None:
        """Read the cubes that these indicators find changed, and the results that they look back at."""
        self.cubes, self.blocks = {}, {}
        self.add_cubes(
            {table for work in group if work.dirty for table in work.wanted},
            {period for work in group for period in work.dirty},
        )
        names = {sha256 for work in group for sha256 in work.likely_blocks()}
        self.add_blocks([work.version.pk for work in group if work.known], names)

    def add_cubes(self, tables: Collection[str], periods: Collection[str]) -> None:
        """Read the cubes of these tables and periods."""
        if not periods:
            return
        rows = self._cubes(tables).filter(period__in=list(periods))
        # no iterator: for its first rows PostgreSQL would choose a plan that is slow for all of them
        for source_id, period, *found in rows.values_list("source_id", "period", "sha256", "content"):
            self.cubes[self.tables[source_id], period] = (found[0], found[1])

    def add_blocks(self, versions: Collection[int], names: Collection[str]) -> None:
        """Read the results of these names."""
        if not names:
            return
        rows = ResultBlob.objects.filter(
            indicator_version__in=list(versions), owner_id=self.owner_id, sha256__in=list(names)
        ).order_by()
        columns = ("indicator_version_id", "period", "sha256", "content")
        for *key, content in rows.values_list(*columns):
            self.blocks[key[0], key[1], key[2]] = content

    def _cubes(self, tables: Collection[str]) -> Any:
        sources = [self.ids[table] for table in tables if table in self.ids]
        whose = Q(owner_id=None if self.reads == Reads.STOCK else self.owner_id)
        if self.reads == Reads.BOTH:
            own = CubeBlob.objects.filter(owner_id=self.owner_id, source__in=sources)
            held = own.order_by().values("source")
            whose |= Q(owner__isnull=True) & ~Q(source__in=held)
        return CubeBlob.objects.filter(whose, source__in=sources).order_by()


class _Work:
    """One indicator of one owner while it is computed."""

    def __init__(self, version: IndicatorVersion, base: Snapshot | None, shared: _Shared) -> None:
        self.version, self.base, self.shared = version, base, shared
        self.definition = definition_of(version)
        self.wanted: dict[str, list[str]] = {}
        for key in series_of(self.definition):
            table, series = key.split("|", 1)
            self.wanted.setdefault(table, []).append(series)
        self.setting = setting_of(self.definition, shared.register)
        same = base is not None and base.indicator_version_id == version.pk
        parts = base.parts if base is not None and same else {}
        self.known: dict[str, Any] = parts if parts.get("setting") == self.setting else {}
        self.heads: Heads = {}
        self.inputs_until: Any = None
        for table in self.wanted:
            for period, (sha256, moment) in shared.stored.get(table, {}).items():
                self.heads.setdefault(period, {})[table] = sha256
                self.inputs_until = max(moment, self.inputs_until or moment)
        self.dirty = {
            period
            for period in {*self.heads, *self.known.get("cubes", {})}
            if self.heads.get(period) != {t: pair[0] for t, pair in self._kept(period).items()}
        }
        self.used: Heads = {
            period: {table: pair[1] for table, pair in tables.items()}
            for period, tables in self.known.get("cubes", {}).items()
            if period not in self.dirty
        }
        self.cubes: dict[str, dict[str, Cube]] = {}
        self.whole: set[tuple[str, str]] = set()
        self.is_current = base is not None and bool(self.known) and not self.dirty
        self.has_changed, self.fingerprint = False, ""
        self.again: set[str] = set()
        self.values: dict[str, Values] = {}
        self.past: dict[str, Past] = {}
        self.targets: set[str] = set()
        self.trends: dict[str, Trend] = {}
        self.results: dict[str, str] = {}

    @property
    def reads(self) -> int:
        """How many cubes have changed for it."""
        return len(self.dirty) * len(self.wanted)

    def read(self) -> None:
        """Load the cubes that have changed and note what of them the definition uses."""
        if self.is_current:
            return
        for period in self.dirty:
            self.heads.pop(period, None)
        self._load(self.dirty)
        for period in self.dirty & set(self.cubes):
            self.used[period] = {
                table: self._digest(period, table, cube) for table, cube in self.cubes[period].items()
            }
        self.fingerprint = self._fingerprint()
        self.has_changed = self.base is None or self.base.fingerprint != self.fingerprint

    def _digest(self, period: str, table: str, cube: Cube) -> str:
        """Digest of the used part of a cube; "" when the cube holds nothing that is used."""
        if cube.is_empty:
            return ""
        return self.heads[period][table] if (period, table) in self.whole else cube_digest(cube)

    def _fingerprint(self) -> str:
        """Hash over rule, definition, register and every input; the same on every database."""
        used = {
            period: {table: sha256 for table, sha256 in tables.items() if sha256}
            for period, tables in self.used.items()
            if any(tables.values())
        }
        return hashlib.sha256(f"{self.setting}{json.dumps(used, sort_keys=True)}".encode()).hexdigest()

    def item(self) -> Item:
        """The definition, and the cubes that the results of all periods that may have changed are made of."""
        before: dict[str, str] = self.known.get("results", {})
        touched = {
            period
            for period in self.dirty
            if not self.known or self.used.get(period) != {t: p[1] for t, p in self._kept(period).items()}
        }
        self.again = dependents(self.definition, {*self.heads, *before}, touched)
        self._load(needed(self.definition, self.heads, self.again) - set(self.cubes))
        return self.definition, {period: self.cubes[period] for period in sorted(self.cubes)}

    def take(self, found: Mapping[str, Values]) -> None:
        """Keep what was computed, and load the stored results that its trends look back at."""
        before: dict[str, str] = self.known.get("results", {})
        self.results = {period: sha256 for period, sha256 in before.items() if period not in self.again}
        self.values = {period: block for period, block in found.items() if period in self.again}
        self.targets, looked = _around({*self.values, *self.results}, self.again)
        stored = {period: self._stored(period) for period in self._fetched(looked)}
        # where only the trend is another one, the whole block is written anew; else its values are looked at
        self.values |= {p: block_from(stored[p]).values for p in stored if p in self.targets}
        self.past = {p: past_from(stored[p]) for p in stored if p not in self.targets}
        self.cubes = {}

    def outcome(self) -> Outcome | None:
        """The new snapshot and its results; None where everything was up to date."""
        if self.is_current:
            return None
        if not self.has_changed:
            return Outcome(self.version, self.base, self.parts(self.known["results"]))
        blobs = []
        for period, trend in self.trends.items():
            sha256, content = squeezed_block(Block(self.values[period], trend))
            if self.results.get(period) != sha256:
                blobs.append(self._blob(period, sha256, content))
            self.results[period] = sha256
        snapshot = Snapshot(
            indicator_version=self.version,
            owner_id=self.shared.owner_id,
            fingerprint=self.fingerprint,
            rule_version=RULE_VERSION,
            parts=self.parts(self.results),
            computed_at=clock.now(),
            inputs_until=self.inputs_until or clock.now(),
            is_current=True,
        )
        return Outcome(self.version, self.base, snapshot.parts, snapshot, blobs)

    def parts(self, results: Mapping[str, str]) -> dict[str, Any]:
        """What a snapshot notes about its inputs and results."""
        cubes = {
            period: {table: [sha256, self.used[period][table]] for table, sha256 in tables.items()}
            for period, tables in self.heads.items()
        }
        return {"setting": self.setting, "cubes": cubes, "results": dict(sorted(results.items()))}

    def _kept(self, period: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.known.get("cubes", {}).get(period, {})
        return found

    def likely_blocks(self) -> list[str]:
        """Names of the stored results that will be looked back at if all that changed is used."""
        before: dict[str, str] = self.known.get("results", {})
        again = dependents(self.definition, {*self.heads, *before}, self.dirty)
        _targets, looked = _around({*before, *again}, again)
        return [before[period] for period in looked - again if period in before]

    def _load(self, periods: Iterable[str]) -> None:
        """Decode cubes, keeping only the series that the definition reads."""
        periods = set(periods)
        missing = periods - {period for _table, period in self.shared.cubes}
        if missing & set(self.heads):
            self.shared.add_cubes(self.wanted, missing)
        for table, wanted in self.wanted.items():
            for period in periods:
                sha256, content = self.shared.cubes.get((table, period), ("", b""))
                if not content:
                    continue
                self.heads.setdefault(period, {})[table] = sha256
                cube = cube_from(content)
                used = part(cube, wanted)
                if used is cube:
                    self.whole.add((period, table))
                self.cubes.setdefault(period, {})[table] = used

    @property
    def looked(self) -> dict[str, Looked]:
        """All that its trends look at."""
        return {**self.past, **self.values}

    def _fetched(self, periods: Iterable[str]) -> list[str]:
        """Those of the periods that have a stored result which holds; what was not foreseen is read now."""
        wanted = [period for period in periods if period in self.results]
        missing = [self.results[p] for p in wanted if self._name(p) not in self.shared.blocks]
        self.shared.add_blocks([self.version.pk], missing)
        return wanted

    def _stored(self, period: str) -> bytes:
        return self.shared.blocks[self._name(period)]

    def _name(self, period: str) -> tuple[int, str, str]:
        return self.version.pk, period, self.results[period]

    def _blob(self, period: str, sha256: str, content: bytes) -> ResultBlob:
        return ResultBlob(
            indicator_version=self.version,
            owner_id=self.shared.owner_id,
            period=period,
            sha256=sha256,
            content=content,
        )


def _around(periods: set[str], again: set[str]) -> tuple[set[str], set[str]]:
    """Periods whose trends have to be computed, and all that are looked at for it."""
    targets = reached(periods, again) & periods
    backs = {back for period in targets for back in looked_back(period)}
    return targets, targets | {period for period in periods if season(period) in backs}


def setting_of(definition: Definition, register: str) -> str:
    """Hash of everything but the numbers that the results depend on; register: see `register_digest`."""
    return hashlib.sha256(f"{RULE_VERSION}|{FORMAT}|{definition}|{register}".encode()).hexdigest()
