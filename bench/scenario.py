"""A scenario of 50 posts and 200 budget lines over 36 months, against its turnover band of 500 runs.

Both sides start from the same plain facts; nothing is read or written. Exit status 1 when the median of the
scenario misses 50 ms at full size.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import median
from time import perf_counter

from projects.resources import GrantFact, LineFact, PostFact
from projects.scenarios import (
    Assumption,
    GrantEnds,
    HolderLeaves,
    MadePermanent,
    Stock,
    turnover_band,
    work_out,
)

START = date(2026, 12, 31)
TARGET = 0.050
POSTS, LINES, GRANTS = 50, 200, 5


def main(arguments: list[str]) -> int:
    """Five or more interleaved rounds, each printed, and the ratio of the medians."""
    parser = argparse.ArgumentParser(prog="bench scenario")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--lines", type=int, default=LINES)
    given = parser.parse_args(arguments)
    stock = made(given.posts, given.lines)
    overrides = (GrantEnds(0, date(2028, 6, 30)), MadePermanent(1), HolderLeaves(2, date(2027, 3, 31), 5))
    assumption = Assumption(Decimal("0.2"), vacancy_months=5, seed=1)
    rounds = []
    for number in range(1, given.rounds + 1):
        scenario = _seconds(lambda: work_out(stock, overrides, START))
        band = _seconds(lambda: turnover_band(stock, overrides, START, assumption))
        rounds.append((scenario, band))
        print(f"Runde {number}: Szenario {scenario * 1000:.1f} ms, Band {band * 1000:.1f} ms")
    left, right = (median(row[side] for row in rounds) for side in (0, 1))
    print(f"Median: Szenario {left * 1000:.1f} ms, Band {right * 1000:.1f} ms, Verhältnis {right / left:.2f}")
    if given.posts == POSTS and given.lines == LINES and left > TARGET:
        print(f"Ziel verfehlt: höchstens {TARGET * 1000:.0f} ms")
        return 1
    return 0


def made(posts: int, lines: int) -> Stock:
    """Posts of which every second is limited and paid by a grant; lines of four years."""
    ends = [date(2027 + number % 3, 6, 30) for number in range(GRANTS)]
    return Stock(
        posts=tuple(_post(number, ends[number % GRANTS]) for number in range(posts)),
        lines=tuple(_line(number, ends[number % GRANTS]) for number in range(lines)),
        grants=tuple(
            GrantFact(key, f"Förderung {key}", date(2024, 1, 1), end) for key, end in enumerate(ends)
        ),
    )


def _post(number: int, end: date) -> PostFact:
    limited = number % 2 == 1
    return PostFact(
        number,
        f"Stelle {number}",
        Decimal("0.5"),
        limited=limited,
        ends=end if limited else None,
        filled=True,
        since=date(2024, 1, 1),
        grant=number % GRANTS if limited else None,
    )


def _line(number: int, end: date) -> LineFact:
    income = number % 3 == 0
    return LineFact(
        number,
        f"Zeile {number}",
        2026 + number % 4,
        planned=True,
        income=income,
        programme=income,
        cents=1_234_567 + number,
        grant=number % GRANTS if income else None,
        until=end if income else None,
    )


def _seconds(deed: Callable[[], object]) -> float:
    begun = perf_counter()
    deed()
    return perf_counter() - begun
