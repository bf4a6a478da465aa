"""What the comparison picker offers: presets with reason and number, chips, found Kreise, one's own list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from monitoring.comparison import MOST, NEAR
from monitoring.indicator_page import IndicatorPage
from monitoring.models import PeerList
from monitoring.picking import NO_DATA, find_kreise
from monitoring.queries import GERMANY

Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset of the picker. `reason`: why these and how many; `missing`: why it cannot be chosen, "" if it can."""

    key: str
    name: str
    reason: str
    checked: bool
    missing: str = ""


def picker(page: IndicatorPage, request: HttpRequest, address: Address) -> dict[str, Any]:
    """All of the picker beside a figure. address(**changes): the query string of the page with changes."""
    chosen, sought = page.choice.words, request.GET.get("suche", "").strip()[:60]
    hits = find_kreise(page.peers, sought, page.with_data) if sought else []
    return {
        "presets": presets(page),
        "chosen": page.choice.regions,
        "free": [region for region in page.offered_regions if region.ags not in chosen],
        "chips": [
            (
                region.full_name,
                address(vergleich=",".join(w for w in chosen if w != region.ags) or "ohne"),
            )
            for region in page.choice.regions
        ],
        "sought": sought,
        "hits": [hit for hit in hits if hit.region.ags not in chosen],
        "list": _own_list(page, request, address),
        "may_keep": request.user.is_authenticated and _is_own(page, request),
    }


def presets(page: IndicatorPage) -> list[Preset]:
    """Land, Deutschland and the groups; what has no data stands there with the reason and cannot be chosen."""
    chosen = page.choice.words
    found = []
    if page.peers.land:
        missing = "" if page.peers.land.ags in page.with_data else NO_DATA
        found.append(
            Preset("land", page.peers.land.name, _("das Land"), "land" in chosen and not missing, missing)
        )
    missing = "" if GERMANY in page.with_data else NO_DATA
    found.append(Preset("bund", "Deutschland", _("alle Länder"), "bund" in chosen and not missing, missing))
    if page.counts_only and page.tab == "verlauf":
        return found
    offered = {group.key for group in page.offered}
    found += [
        Preset(
            group.key,
            group.name,
            group.reason,
            group.key in chosen,
            "" if group.key in offered else NO_DATA,
        )
        for group in page.peers.groups
    ]
    if not any(group.key == NEAR for group in page.peers.groups):
        found.append(Preset(NEAR, "Nachbarn", "", False, _("erst, wenn Gebietsgrenzen geladen sind")))
    return found


def _own_list(page: IndicatorPage, request: HttpRequest, address: Address) -> tuple[str, str] | None:
    """(words, query string) of one's own list; the address names its Kreise, so that it can be passed on."""
    if not request.user.is_authenticated:
        return None
    row = PeerList.objects.filter(municipality=page.municipality, owner=request.user).first()
    codes = [code for code in (row.codes if row else []) if code in page.peers.kreise][:MOST]
    if not codes:
        return None
    names = ", ".join(page.peers.short_name(page.peers.kreise[code]) for code in codes)
    return names, address(vergleich=",".join(codes))


def _is_own(page: IndicatorPage, request: HttpRequest) -> bool:
    return any(m.municipality_id == page.municipality.pk for m in request.user.current_memberships())


def picked(page: IndicatorPage, request: HttpRequest, address: Address) -> str:
    """The address of what the form asks for: a search that found one Kreis adds it, another goes on.

    The form says each choice by itself; the address says them in one short list of words.
    """
    sought = request.GET.get("suche", "").strip()[:60]
    possible = [hit for hit in find_kreise(page.peers, sought, page.with_data) if not hit.missing]
    if len(possible) == 1 and len(page.choice.words) < MOST:
        words = dict.fromkeys([*page.choice.words, possible[0].region.ags])
        return address(vergleich=",".join(words))
    return address(suche=sought) if sought else address()
