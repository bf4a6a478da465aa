"""Lists of OParl 1.1: pages of at most a hundred, filters by time, links to the other pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from governance.oparl.sources import Entry

MOST_ON_A_PAGE = 100
TIMES = ("created_since", "created_until", "modified_since", "modified_until")


class BadFilter(ValueError):
    """A parameter of the address that is no moment or no number; the message names it."""


def moments_in(query: Mapping[str, str]) -> dict[str, datetime]:
    """The filters by time that the address names. Raises BadFilter for what is no RFC 3339 moment."""
    found = {}
    for name in TIMES:
        if name not in query:
            continue
        try:
            # a plus sign in an address that nobody escaped arrives as a blank
            found[name] = datetime.fromisoformat(query[name].replace(" ", "+"))
        except ValueError as error:
            raise BadFilter(name) from error
        if found[name].tzinfo is None:
            raise BadFilter(name)
    return found


def page_of(
    entries: list[Entry],
    query: Mapping[str, str],
    address: str,
    write: Callable[[list[Entry]], list[dict[str, Any]]],
) -> dict[str, Any]:
    """The page the address asks for. A page beyond the last one is empty. Raises BadFilter."""
    moments = moments_in(query)
    size = min(_number(query, "limit", MOST_ON_A_PAGE), MOST_ON_A_PAGE)
    current = _number(query, "page", 1)
    chosen = [entry for entry in entries if _within(entry, moments)]
    pages = max(1, -(-len(chosen) // size))
    kept = {name: query[name] for name in (*TIMES, "omit_internal", "limit", "organization") if name in query}

    def link(page: int) -> str:
        return f"{address}?{urlencode({**kept, 'page': page})}"

    links = {"first": link(1), "self": link(current), "last": link(pages)}
    if current > 1:
        links["prev"] = link(current - 1)
    if current < pages:
        links["next"] = link(current + 1)
    return {
        "data": write(chosen[(current - 1) * size : current * size]),
        "pagination": {
            "totalElements": len(chosen),
            "elementsPerPage": size,
            "currentPage": current,
            "totalPages": pages,
        },
        "links": links,
    }


def _within(entry: Entry, moments: Mapping[str, datetime]) -> bool:
    for name, limit in moments.items():
        what, _sep, side = name.partition("_")
        moment = entry.created if what == "created" else entry.modified
        if moment is None or (moment < limit if side == "since" else moment > limit):
            return False
    return True


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and int(text[:10]) > 0 and len(text) <= 9):
        raise BadFilter(name)
    return int(text)
