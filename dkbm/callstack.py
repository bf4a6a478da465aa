"""Room for the frames of Python's call stack, so that calling costs no memory mapping (docs/adr/0098).

CPython keeps the frames of a thread in chunks of 16 KB. It asks the system for the next chunk when a call crosses
the edge of one, and gives it back when that call returns: code that happens to call across an edge in a loop spends
its time on mapping memory. A chunk is as large as its first frame needs, rounded up to a power of two; so one frame
that claims much leaves much to all that it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

# words of eight bytes: just above half a megabyte, so that the chunk has one megabyte and the rest is room
CLAIMED = 70_000
Given = ParamSpec("Given")
Result = TypeVar("Result")


def with_roomy_stack(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same function, running at the bottom of a chunk of one megabyte; the memory is used only when frames fill it.

    For the outermost function of a program, a request or a job. Where Python has no such chunks it changes nothing.
    """

    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=CLAIMED)
    return wraps(function)(call)
