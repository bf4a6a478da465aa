"""The network of offers and functions: an offer is carried by every function that owns or deputises it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer or key process. `key` its record; `functions` carry it, owner and deputies alike.

    Nobody in `functions` means that it is without Zuständigkeit already.
    """

    key: int
    title: str
    functions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Loss:
    """What happens when a function goes.

    `orphaned`: nobody is left; `kept`: others go on with it; `cuts`: the network falls apart without it.
    """

    function: str
    orphaned: tuple[Offer, ...]
    kept: tuple[Offer, ...]
    cuts: bool


def functions_of(offers: Iterable[Offer]) -> list[str]:
    """All functions of the network, in order of their words."""
    return sorted({function for offer in offers for function in offer.functions})


def loss_of(offers: Sequence[Offer], function: str) -> Loss:
    """What is left of the offers without this function; offers it does not carry are in neither list."""
    carried = [offer for offer in offers if function in offer.functions]
    return Loss(
        function=function,
        orphaned=tuple(offer for offer in carried if len(offer.functions) == 1),
        kept=tuple(offer for offer in carried if len(offer.functions) > 1),
        cuts=function in articulation_points(offers),
    )


def losses(offers: Sequence[Offer]) -> list[Loss]:
    """The loss of every function, the heaviest first: most orphans, then most offers touched, then by name."""
    found = [loss_of(offers, function) for function in functions_of(offers)]
    return sorted(found, key=lambda loss: (-len(loss.orphaned), -len(loss.kept), loss.function))


def hanging_on_one(offers: Iterable[Offer]) -> list[Offer]:
    """Offers that exactly one function carries („Bus-Faktor 1“, F-12)."""
    return [offer for offer in offers if len(offer.functions) == 1]


def suggested_deputy(offers: Sequence[Offer], orphan: Offer) -> str:
    """Who could deputise: the function that shares the most other offers with the only one of `orphan`.

    '' when nobody shares any; by name where several share as many.
    """
    (only,) = orphan.functions
    shared: dict[str, int] = {}
    for offer in offers:
        if only in offer.functions:
            for other in offer.functions - {only}:
                shared[other] = shared.get(other, 0) + 1
    return min(shared, key=lambda name: (-shared[name], name), default="")


def articulation_points(offers: Sequence[Offer]) -> frozenset[str]:
    """Functions without which offers that hang together now do so no more.

    A function is one when the parts of the network it holds together are more than one without it: the
    sole carrier of an offer among several, or the only link between two groups.
    """
    return frozenset(name for name in functions_of(offers) if _falls_apart(offers, name))


def _falls_apart(offers: Sequence[Offer], function: str) -> bool:
    """Whether the offers of this function belong to more than one part once it is gone."""
    carried = {offer.key for offer in offers if function in offer.functions}
    if len(carried) < 2:
        return False
    return not carried <= _reached(offers, min(carried), without=function)


def _reached(offers: Sequence[Offer], start: int, *, without: str) -> set[int]:
    """Keys of the offers one gets to from `start` over shared functions, not over `without`."""
    of_offer = {offer.key: offer.functions - {without} for offer in offers}
    of_function: dict[str, set[int]] = {}
    for offer in offers:
        for name in of_offer[offer.key]:
            of_function.setdefault(name, set()).add(offer.key)
    seen, waiting = {start}, [start]
    while waiting:
        for name in of_offer[waiting.pop()]:
            fresh = of_function.pop(name, set()) - seen
            seen |= fresh
            waiting += fresh
    return seen
