"""All that the indicator page of a municipality knows: values, choice of peers, marks, target, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.http import QueryDict

from dkbm.models import Municipality, Region
from dkbm.numbers import rounded
from dkbm.periods import from_key
from monitoring import queries
from monitoring.charts import path
from monitoring.charts.development import BUND, LAND, OWN, Line
from monitoring.charts.events import EVENT, Mark
from monitoring.charts.peers import aggregate, common_period
from monitoring.charts.sentence import Wording
from monitoring.comparison import DEFAULT, Choice, Group, Peers, peers_of
from monitoring.disclosure import Released
from monitoring.knowledge import asked_day
from monitoring.models import Indicator, IndicatorVersion, Target, TimelineEvent
from monitoring.queries import GERMANY, IndicatorView
from monitoring.services.recompute import latest_versions

TABS = (("verlauf", "Verlauf"), ("vergleich", "Vergleich"), ("karte", "Karte"), ("tabelle", "Tabelle"))
FIVE_YEARS = 60
POINTS = "punkte"


@dataclass
class IndicatorPage:
    """One indicator of one municipality as the reader asked for it."""

    municipality: Municipality
    view: IndicatorView
    peers: Peers
    choice: Choice
    tab: str
    wanted_period: str
    target: Target | None
    related: list[IndicatorVersion]
    events: list[TimelineEvent] = field(default_factory=list)
    drawing: str = ""

    @property
    def version(self) -> IndicatorVersion:
        """The definition in force."""
        return self.view.version

    @property
    def region(self) -> Region:
        """The municipality's region."""
        return self.municipality.region

    @cached_property
    def wording(self) -> Wording:
        """How the indicator speaks."""
        return Wording(self.version.unit, self.version.decimals, self.version.direction)

    @cached_property
    def newest(self) -> Released | None:
        """The municipality's newest value, or its reason."""
        return self.view.newest(self.region.ags)

    @cached_property
    def points(self) -> list[tuple[str, Decimal]]:
        """The municipality's known values in time order."""
        return Line(self.region.name, OWN, self.view.of(self.region.ags)).known()

    @cached_property
    def marks(self) -> list[Mark]:
        """Breaks of the series and changes of the definition by date, in time order."""
        return self.view.marks

    @cached_property
    def happenings(self) -> list[Mark]:
        """Breaks and events together by date: all that is drawn at the time axis."""
        events = [event_mark(event) for event in self.events]
        return sorted([*self.marks, *events], key=lambda mark: from_key(mark.period).sort_key)

    @cached_property
    def path(self) -> path.Target | None:
        """The way to the target, None without one."""
        row = self.target
        return row and path.Target(row.baseline_period, row.baseline, row.target_period, row.value)

    @cached_property
    def light(self) -> path.PathLight | None:
        """The light of the newest value on its way, None without a target."""
        if self.path is None:
            return None
        period = self.newest.period if self.newest else self.path.baseline_period
        value = self.newest.value if self.newest else None
        # as printed: what is behind the last decimal must not turn the light
        shown = None if value is None else rounded(value, self.version.decimals)
        return path.light(self.path, period, shown)

    def group_rows(self, group: Group) -> dict[str, list[Released]]:
        """Rows by member, with an empty list for a member without data."""
        return {code: self.view.of(code) for code in group.members}

    @cached_property
    def sums(self) -> dict[str, list[Released]]:
        """The chosen groups as one region each: numerators and denominators summed."""
        return {
            group.key: aggregate(group.key, self.group_rows(group), self.version.factor)
            for group in self.choice.groups
        }

    @cached_property
    def lines(self) -> list[Line]:
        """Own value, then what was chosen: Land, Bund, groups, regions. Counts stand alone."""
        own = Line(self.peers.short_name(self.region), OWN, self.view.of(self.region.ags))
        return [own] if self.counts_only else [own, *self.reference_lines]

    @property
    def counts_only(self) -> bool:
        """Whether the indicator is a count, which says nothing beside a larger place."""
        return self.version.formula == "count"

    @cached_property
    def reference_lines(self) -> list[Line]:
        """Lines of the chosen references in the order of the picker."""
        found = []
        if self.choice.land and self.peers.land:
            found.append(Line(self.peers.land.name, LAND, self.view.of(self.peers.land.ags)))
        if self.choice.bund:
            found.append(Line("Deutschland", BUND, self.view.of(GERMANY)))
        if not self.counts_only:
            found += [Line(group.short, BUND, self.sums[group.key]) for group in self.choice.groups]
        return found + [
            Line(self.peers.short_name(r), BUND, self.view.of(r.ags)) for r in self.choice.regions
        ]

    @cached_property
    def compared(self) -> dict[str, list[Released]]:
        """Rows of the own region and of every single region chosen or in a chosen group."""
        codes = [self.region.ags, *(code for group in self.choice.groups for code in group.members)]
        codes += [region.ags for region in self.choice.regions]
        return {code: self.view.of(code) for code in dict.fromkeys(codes)}

    @cached_property
    def compared_period(self) -> str:
        """The period of a comparison: the one asked for, else the newest that 80 % of the regions have."""
        return self.period_among(self.compared)

    def period_among(self, rows: Mapping[str, list[Released]]) -> str:
        """The asked period where any of these regions has it, else the common one, '' for none."""
        there = {row.period for own in rows.values() for row in own}
        return self.wanted_period if self.wanted_period in there else common_period(rows)

    @cached_property
    def periods(self) -> list[str]:
        """Periods the source has for these regions, newest first."""
        found = {row.period for rows in self.view.rows.values() for row in rows}
        return sorted(found, key=lambda key: from_key(key).sort_key, reverse=True)

    def name_of(self, code: str) -> str:
        """Full name of a Kreis, with its kind where two share a name."""
        region = self.peers.kreise.get(code)
        return region.full_name if region else self.region.full_name

    @cached_property
    def with_data(self) -> frozenset[str]:
        """Codes of the regions that have any number."""
        known = (code for code, rows in self.view.rows.items() if any(r.value is not None for r in rows))
        return frozenset(known)

    @property
    def offered(self) -> list[Group]:
        """Groups of which at least one member has a value; nothing is offered that has no data."""
        return [group for group in self.peers.groups if self.with_data & set(group.members)]

    @property
    def offered_regions(self) -> list[Region]:
        """Kreise with a value, by name, without the own one."""
        own = self.region.ags
        found = [r for code, r in self.peers.kreise.items() if code in self.with_data and code != own]
        return sorted(found, key=lambda r: (r.name, r.ags))


def read_words(query: QueryDict) -> list[str]:
    """Words of `?vergleich=land,bund,03404`; Land and Bund where nothing is said, none for „ohne“."""
    if "vergleich" not in query:
        return list(DEFAULT)
    said = ",".join(query.getlist("vergleich"))
    return [word.strip().lower() for word in said.split(",") if word.strip() not in ("", "ohne")]


def indicator_page(
    municipality: Municipality, code: str, query: QueryDict, peers: Peers | None = None
) -> IndicatorPage | None:
    """The page of an indicator, None when the catalogue has no such code. The number of queries is fixed.

    peers: those of the municipality where somebody has read them already.
    """
    peers = peers or peers_of(municipality)
    choice = peers.choose(read_words(query))
    tab = query.get("ansicht", "verlauf")
    tab = tab if tab in dict(TABS) else "verlauf"
    versions = latest_versions()
    views = queries.indicator_views(peers.codes, code, known_on=asked_day(query))
    if not views:
        return None
    version = views[0].version
    return IndicatorPage(
        municipality=municipality,
        view=views[0],
        peers=peers,
        choice=choice,
        tab=tab,
        wanted_period=query.get("zeit", ""),
        target=Target.objects.filter(municipality=municipality, indicator=version.indicator).first(),
        related=[
            other
            for other in versions
            if other.indicator.theme == version.indicator.theme
            and other.indicator_id != version.indicator_id
            and other.is_computable
        ],
        events=events_of(municipality, version.indicator),
        drawing=POINTS if query.get("karte") == POINTS else "",
    )


def event_mark(event: TimelineEvent) -> Mark:
    """An event as pictures draw it."""
    return Mark(event.begins, event.words, EVENT, event.ends)


def events_of(municipality: Municipality, indicator: Indicator) -> list[TimelineEvent]:
    """Events of the municipality that the reader may see and that concern this indicator, in time order."""
    concerns = Q(indicator=indicator) | Q(indicator__isnull=True, theme__in=("", indicator.theme))
    rows = TimelineEvent.objects.filter(concerns, municipality=municipality)
    return sorted(rows, key=lambda event: (from_key(event.begins).sort_key, event.pk))


def land_kreise(peers: Peers) -> list[str]:
    """Codes of the Kreise in the municipality's Land."""
    land = peers.municipality.region.ags[:2]
    return [code for code in peers.kreise if code[:2] == land]
