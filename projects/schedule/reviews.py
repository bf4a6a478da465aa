"""When a measure is to be reviewed next: from its beginning or its last review, in months."""

from __future__ import annotations


def next_review(begins: int | None, reviewed: list[int], interval: int | None) -> int | None:
    """The month (ordinal of `dkbm.periods.Month`) in which the next review is due.

    `begins`: last month of its beginning; `reviewed`: last months of its reviews. None when nobody said how
    often, or when neither beginning nor a review is known.
    """
    known = reviewed or ([] if begins is None else [begins])
    return max(known) + interval if interval and known else None
