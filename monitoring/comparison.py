"""Which regions stand beside a municipality: presets with their reason, and a list of one's own.

A choice is a list of words in the query string: `land`, `bund`, the key of a group or an AGS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dkbm.models import Municipality, Region
from dkbm.models.region import RegionKind
from dkbm.numbers import print_german
from monitoring.models import Boundary
from monitoring.queries import GERMANY

DEFAULT = ("land", "bund")
KIND, SIZE, FLYER, NEAR = "gleiche-art", "aehnlich-gross", "flyer", "nachbarn"
MARGIN = Decimal("0.25")
MOST = 6
CITY = ("Kreisfreie Stadt", "Stadtkreis")


@dataclass(frozen=True, slots=True)
class Group:
    """A preset of peers: its key in the address, its name, a short one for the end of a line, why these,
    and who (the own one is not in it).
    """

    key: str
    name: str
    short: str
    reason: str
    members: tuple[str, ...]


@dataclass
class Choice:
    """What the reader chose, as far as it exists; `refused` are words that name nothing."""

    land: bool = False
    bund: bool = False
    groups: list[Group] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The choice as words of the query string, in the order of the page."""
        words = ["land"] * self.land + ["bund"] * self.bund + [group.key for group in self.groups]
        return words + [region.ags for region in self.regions]


@dataclass
class Peers:
    """All that can be chosen beside a municipality, read in three queries."""

    municipality: Municipality
    kreise: dict[str, Region]
    groups: list[Group]
    land: Region | None

    @property
    def codes(self) -> list[str]:
        """Codes whose values a page needs: the own one, the Land, Deutschland and all that can be chosen."""
        own = self.municipality.region.ags
        return list(dict.fromkeys([own, own[:2], GERMANY, *self.kreise]))

    def short_name(self, region: Region) -> str:
        """The name alone, with its kind where two Kreise share it (Stadt and Landkreis Osnabrück)."""
        same = sum(other.name == region.name for other in self.kreise.values())
        return region.full_name if same > 1 else region.name

    def choose(self, words: Sequence[str]) -> Choice:
        """The choice of these words; unknown ones, doubles and what passes six are refused."""
        choice, groups = Choice(), {group.key: group for group in self.groups}
        for word in dict.fromkeys(words):
            if len(choice.words) >= MOST:
                choice.refused.append(word)
            elif word == "land" and self.land is not None:
                choice.land = True
            elif word == "bund":
                choice.bund = True
            elif word in groups:
                choice.groups.append(groups[word])
            elif word in self.kreise and word != self.municipality.region.ags:
                choice.regions.append(self.kreise[word])
            else:
                choice.refused.append(word)
        choice.regions.sort(key=lambda region: (region.name, region.ags))
        return choice


def peers_of(municipality: Municipality) -> Peers:
    """Groups for a municipality out of the register, the flyer and the loaded boundaries."""
    own = municipality.region
    kreise = {
        region.ags: region
        for region in Region.objects.filter(kind=RegionKind.KREIS, valid_until__isnull=True).order_by("ags")
    }
    land = Region.objects.filter(ags=own.ags[:2], kind=RegionKind.LAND).first() if own.ags[2:] else None
    others = [region for code, region in kreise.items() if code != own.ags]
    groups = (
        [_same_kind(own, others, land), _same_size(own, others), _flyer(own)]
        if own.kind == RegionKind.KREIS
        else []
    )
    groups.append(_neighbours(own, kreise))
    return Peers(municipality, kreise, [group for group in groups if group and group.members], land)


def is_city(region: Region) -> bool:
    """A kreisfreie Stadt or a Stadtkreis; the other kind are Landkreise and Kreise."""
    return region.designation in CITY


def _plural(region: Region) -> str:
    return "Kreisfreie Städte" if is_city(region) else "Landkreise"


def _same_kind(own: Region, others: Sequence[Region], land: Region | None) -> Group | None:
    members = tuple(r.ags for r in others if r.ags[:2] == own.ags[:2] and is_city(r) == is_city(own))
    if land is None:
        return None
    reason = f"{len(members)} weitere {_plural(own)} in {land.name}"
    return Group(KIND, f"{_plural(own)} in {land.name}", _plural(own), reason, members)


def _same_size(own: Region, others: Sequence[Region]) -> Group | None:
    """Same kind, population within a quarter more or less; None without a population."""
    if not own.population:
        return None
    low, high = (int(own.population * (1 + sign * MARGIN)) for sign in (-1, 1))
    members = tuple(
        r.ags for r in others if is_city(r) == is_city(own) and r.population and low <= r.population <= high
    )
    day = own.population_on.strftime("%d.%m.%Y") if own.population_on else "Stand unbekannt"
    reason = (
        f"{len(members)} {_plural(own)} mit {print_german(low)} bis {print_german(high)} Menschen, also "
        f"höchstens ein Viertel mehr oder weniger als hier ({day})"
    )
    return Group(SIZE, "Ähnlich große Kreise", "Ähnlich große", reason, members)


def _flyer(own: Region) -> Group:
    """The municipalities the flyer numbers: they work on the same questions."""
    members = tuple(
        Municipality.objects.filter(flyer_number__isnull=False, region__kind=RegionKind.KREIS)
        .exclude(region=own)
        .order_by("region__ags")
        .values_list("region__ags", flat=True)
    )
    reason = f"{len(members)} weitere Kommunen, die der Flyer nennt"
    return Group(FLYER, "Kommunen aus dem Flyer", "Flyer-Kommunen", reason, members)


def _neighbours(own: Region, kreise: dict[str, Region]) -> Group | None:
    """Regions that share a border, None while no boundaries are loaded."""
    boundary = Boundary.objects.filter(region=own).only("neighbours").first()
    if boundary is None:
        return None
    members = tuple(code for code in boundary.neighbours if code in kreise)
    return Group(NEAR, "Nachbarn", "Nachbarn", f"{len(members)} Kreise mit gemeinsamer Grenze", members)
