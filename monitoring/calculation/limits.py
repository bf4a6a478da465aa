"""What is usual for a series, from its own past: median and median absolute deviation.

Mean and standard deviation are drawn towards the very value they should find; the median is not.
Source of the factors: B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers (1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FEWEST = 4
WIDTH = Decimal("3.5")
MAD_TO_SIGMA = Decimal("1.4826")
MEAN_TO_SIGMA = Decimal("1.2533")
NARROWEST_SHARE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Limits:
    """From `low` to `high` a value is usual; `median` of the past."""

    low: Decimal
    median: Decimal
    high: Decimal

    def hold(self, value: Decimal) -> bool:
        """Whether the value is usual."""
        return self.low <= value <= self.high


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, of an even number the middle between two. Raises ValueError without values."""
    if not values:
        message = "no values"
        raise ValueError(message)
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def limits(past: Sequence[Decimal]) -> Limits | None:
    """Limits from past values, None from fewer than four.

    Where most past values are equal the mean deviation takes the place of the median one; where all are, a
    tenth of the value (at least 1) stays usual.
    """
    if len(past) < FEWEST:
        return None
    middle = median(past)
    deviations = [abs(value - middle) for value in past]
    sigma = MAD_TO_SIGMA * median(deviations)
    if not sigma:
        sigma = MEAN_TO_SIGMA * sum(deviations, Decimal(0)) / len(deviations)
    reach = WIDTH * sigma if sigma else max(Decimal(1), abs(middle) * NARROWEST_SHARE)
    low = middle - reach
    if low < 0 <= min(past):
        low = Decimal(0)  # what was never negative is not expected to be
    return Limits(low, middle, middle + reach)


def unusual(values: Sequence[Decimal]) -> list[int]:
    """Indexes of values outside the limits that the other values give; [] where there are too few."""
    found = []
    for index, value in enumerate(values):
        usual = limits([*values[:index], *values[index + 1 :]])
        if usual is not None and not usual.hold(value):
            found.append(index)
    return found
