"""A kept state of posts and budget against another: what came, what changed, what is gone. No Django, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.resources.words import fte_words, money_words

ADDED, CHANGED, REMOVED = "neu", "geändert", "entfallen"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs: what it is, the word for it, its text then and now ('' = was or is not there)."""

    name: str
    word: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class SumLine:
    """A sum then and now and the difference, as texts."""

    label: str
    then: str
    now: str
    difference: str


def post_differences(then: Sequence[Row], now: Sequence[Row]) -> list[Difference]:
    """Posts that differ, by function; several with the same function are met in their order."""
    return _differences(then, now, ("function",), _post_words, lambda row: str(row["function"]))


def line_differences(then: Sequence[Row], now: Sequence[Row]) -> list[Difference]:
    """Budget lines that differ, by year, stage, side and title."""
    return _differences(then, now, ("year", "stage", "side", "title"), _line_words, _line_name)


def sums(then: Mapping[str, Sequence[Row]], now: Mapping[str, Sequence[Row]]) -> list[SumLine]:
    """VZÄ of all posts, then money by year, stage and side; exact to the cent."""
    fte_then, fte_now = (_fte(kept["posts"]) for kept in (then, now))
    found = [
        SumLine("Stellen", fte_words(fte_then), fte_words(fte_now), _signed(fte_now - fte_then, fte_words))
    ]
    money_then, money_now = (_money(kept["lines"]) for kept in (then, now))
    for key in sorted(money_then.keys() | money_now.keys()):
        before, after = money_then.get(key, 0), money_now.get(key, 0)
        label = f"{key[0]}, {key[1]}, {key[2]}"
        found.append(
            SumLine(label, money_words(before), money_words(after), _signed(after - before, money_words))
        )
    return found


def _differences(
    then: Sequence[Row],
    now: Sequence[Row],
    key: tuple[str, ...],
    words: Callable[[Row], str],
    name: Callable[[Row], str],
) -> list[Difference]:
    before, after = _by_key(then, key), _by_key(now, key)
    found = []
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place), after.get(place)
        texts = words(old) if old else "", words(new) if new else ""
        if texts[0] != texts[1]:
            word = ADDED if old is None else REMOVED if new is None else CHANGED
            found.append(Difference(name(new or old or {}), word, *texts))
    return found


def _by_key(rows: Sequence[Row], key: tuple[str, ...]) -> dict[tuple[Any, ...], Row]:
    counts: dict[tuple[Any, ...], int] = defaultdict(int)
    found = {}
    for row in rows:
        place = tuple(row[name] for name in key)
        found[(*place, counts[place])] = row
        counts[place] += 1
    return found


def _post_words(row: Row) -> str:
    parts = [fte_words(Decimal(row["fte"])), row["term"], row["filled"]]
    if row["own"] is not None:
        parts.append(f"{fte_words(Decimal(row['own']), unit=False).removesuffix(',0')} % Eigenanteil")
    return ", ".join(part for part in parts if part)


def _line_words(row: Row) -> str:
    until = f", bis {row['until']}" if row["until"] else ""
    return f"{money_words(row['cents'])}{until}"


def _line_name(row: Row) -> str:
    return f"{row['title']} ({row['year']}, {row['stage']}, {row['side']})"


def _fte(rows: Sequence[Row]) -> Decimal:
    return sum((Decimal(row["fte"]) for row in rows), Decimal(0))


def _money(rows: Sequence[Row]) -> dict[tuple[int, str, str], int]:
    found: dict[tuple[int, str, str], int] = defaultdict(int)
    for row in rows:
        found[row["year"], row["stage"], row["side"]] += row["cents"]
    return found


def _signed(value: Any, words: Callable[[Any], str]) -> str:
    if not value:
        return "gleich"
    return words(value) if value < 0 else f"+{words(value)}"
