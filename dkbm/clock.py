"""What day it is: the only place that asks. Tests freeze it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

BERLIN = ZoneInfo("Europe/Berlin")
_frozen: ContextVar[datetime | None] = ContextVar("dkbm_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in German time."""
    return _frozen.get() or datetime.now(BERLIN)


def today() -> date:
    """Return the present day in Germany."""
    return now().date()


@contextmanager
def frozen(moment: date | datetime) -> Iterator[None]:
    """Let it be this moment inside the block, standing still. For tests.

    A day alone means its noon; a moment without time zone is German time. Blocks nest. The freeze is
    bound to the context (`contextvars`): a thread started inside does not see it.
    """
    token = _frozen.set(_in_berlin(moment))
    try:
        yield
    finally:
        _frozen.reset(token)


def _in_berlin(moment: date | datetime) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(12), BERLIN)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=BERLIN)
    return moment.astimezone(BERLIN)
