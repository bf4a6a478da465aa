"""Finding Kreise by what people type: without umlauts, by a part of the name, by the name of a former Kreis."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dkbm.models import Region
from dkbm.models.region import RegionKind
from governance.search_text import spelled_out, stored_key
from monitoring.comparison import Peers

MOST_HITS = 12
NO_DATA = "keine Werte für diese Kennzahl"


@dataclass(frozen=True, slots=True)
class Hit:
    """A Kreis that was found; `why` names the former Kreis it was found by, `missing` why it cannot be chosen."""

    region: Region
    why: str = ""
    missing: str = ""


def find_kreise(peers: Peers, text: str, with_data: Collection[str]) -> list[Hit]:
    """Kreise whose name, key or former name holds the text; those with data first, at most twelve.

    The own one is not among them. Two queries at most, however many are found.
    """
    wanted = spelled_out(text[:60])
    if not wanted:
        return []
    own = peers.municipality.region.ags
    found = {code: "" for code, r in peers.kreise.items() if _holds(r, wanted)}
    former = Region.objects.filter(kind=RegionKind.KREIS, valid_until__isnull=False)
    for region in former.prefetch_related("successors"):
        if _holds(region, wanted):
            for successor in region.successors.all():
                found.setdefault(successor.ags, f"früher {region.full_name}")
    hits = [
        Hit(peers.kreise[code], why, "" if code in with_data else NO_DATA)
        for code, why in found.items()
        if code in peers.kreise and code != own
    ]
    return sorted(hits, key=lambda hit: (bool(hit.missing), hit.region.name, hit.region.ags))[:MOST_HITS]


def _holds(region: Region, wanted: str) -> bool:
    """Both ways of writing umlauts count: „osnabrueck“ and „osnabruck“."""
    return wanted in stored_key(region.full_name) or region.ags.startswith(wanted)
