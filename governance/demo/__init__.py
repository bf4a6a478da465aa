"""Demo content of this floor for the six municipalities of the flyer.

Facts carry their source; what is invented to show how the portal works is marked as example.
Functions stand for people, addresses are at example.org. Called inside `system_scope`.
"""

from __future__ import annotations

from collections.abc import Callable

from governance.demo import agency, bodies, decisions, goals

PARTS = (bodies, decisions, goals, agency)
"""In this order, since later parts refer to rows of earlier ones; each has `load(log)`."""


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    for part in PARTS:
        part.load(log)
