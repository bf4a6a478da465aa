"""The steering cycle as geometry: boxes under each other, arrows between them. Pure: no Django.

Drawn 280 units wide so that it never has to shrink on a phone; what it shows stands beside it as
a list of sentences.
"""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

WIDTH = 280
BOX_LEFT, BOX_WIDTH = 2, 214
LINE, PADDING, GAP = 18, 12, 44
CHARACTERS_A_LINE = 24
LANE = 20
ARROW = 7


@dataclass(frozen=True)
class Step:
    """One relation: from `start` to `end` (any hashable keys); `feedback` is drawn dashed.

    `stale`: the feedback has not happened for so long that the picture warns.
    """

    start: Hashable
    end: Hashable
    feedback: bool = False
    stale: bool = False


@dataclass(frozen=True)
class Box:
    """A node: `lines` of its name with their baselines, placed at (x, y).

    `outside`: only feedback leads there; it is politics outside the triangle.
    """

    key: Hashable
    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]
    outside: bool = False

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def text_x(self) -> int:
        return self.x + PADDING

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class Arrow:
    """A relation drawn: svg path, svg path of its tip, its number and where that stands."""

    number: int
    path: str
    tip: str
    label_x: int
    label_y: int
    feedback: bool
    stale: bool = False


@dataclass(frozen=True)
class Picture:
    """Everything the template draws."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def order_of(steps: Sequence[Step]) -> list[Hashable]:
    """Nodes in order of first mention; what only feedback leads to comes first: politics is on top."""
    plain = [key for step in steps if not step.feedback for key in (step.start, step.end)]
    only_feedback = [
        key for step in steps if step.feedback for key in (step.end, step.start) if key not in plain
    ]
    return list(dict.fromkeys([*only_feedback, *plain]))


def draw(steps: Sequence[Step], names: dict[Hashable, str]) -> Picture | None:
    """The picture of these relations, None when there are none."""
    if not steps:
        return None
    plain = {key for step in steps if not step.feedback for key in (step.start, step.end)}
    boxes = _boxes(order_of(steps), names, plain)
    by_key = {box.key: box for box in boxes}
    rank = {box.key: place for place, box in enumerate(boxes)}
    arrows = []
    lanes = 0
    for number, step in enumerate(steps, start=1):
        start, end = by_key[step.start], by_key[step.end]
        if rank[step.end] == rank[step.start] + 1 and not step.feedback:
            arrows.append(_down(number, start, end))
        else:
            arrows.append(_around(number, start, end, lanes, step))
            lanes += 1
    width = max(WIDTH, BOX_LEFT + BOX_WIDTH + (lanes + 1) * LANE + LANE)
    return Picture(width, boxes[-1].bottom + PADDING, tuple(boxes), tuple(arrows))


def _boxes(keys: Sequence[Hashable], names: dict[Hashable, str], plain: set[Hashable]) -> list[Box]:
    boxes = []
    top = PADDING
    for key in keys:
        words = textwrap.wrap(names[key], CHARACTERS_A_LINE)
        lines = tuple((top + PADDING + LINE * n + 14, text) for n, text in enumerate(words))
        height = 2 * PADDING + LINE * len(words)
        boxes.append(Box(key, BOX_LEFT, top, BOX_WIDTH, height, lines, outside=key not in plain))
        top += height + GAP
    return boxes


def _down(number: int, start: Box, end: Box) -> Arrow:
    x = BOX_LEFT + BOX_WIDTH // 2
    tip = f"M{x - ARROW} {end.y - ARROW * 2}L{x} {end.y}L{x + ARROW} {end.y - ARROW * 2}Z"
    return Arrow(
        number,
        f"M{x} {start.bottom}V{end.y - ARROW}",
        tip,
        x + 22,
        (start.bottom + end.y) // 2,
        feedback=False,
    )


def _around(number: int, start: Box, end: Box, lane: int, step: Step) -> Arrow:
    """On the right, in a lane of its own; starts and ends are shifted so that lanes never meet."""
    side = BOX_LEFT + BOX_WIDTH
    far = side + (lane + 1) * LANE
    leave, arrive = start.middle - 6 + 6 * lane, end.middle + 6 + 6 * lane
    path = f"M{side} {leave}H{far}V{arrive}H{side + ARROW}"
    tip = f"M{side + ARROW * 2} {arrive - ARROW}L{side} {arrive}L{side + ARROW * 2} {arrive + ARROW}Z"
    return Arrow(number, path, tip, far, (leave + arrive) // 2, step.feedback, step.stale)
