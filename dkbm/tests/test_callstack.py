"""Calling costs no mapping of memory, however deep: the edge of a chunk of frames is crossed once."""

import resource

import pytest

from dkbm.callstack import with_roomy_stack
from dkbm.jobs.engine import work_one

CALLS, DEPTHS = 200, 300
FEW = DEPTHS  # a new page now and then, for the frames themselves


def nothing(*_):
    return None


def at_every_depth(depth=DEPTHS):
    """Call something many times at each depth: with small chunks some depth stands at an edge."""
    for _ in range(CALLS):
        nothing(1, 2, 3)
    if depth:
        at_every_depth(depth - 1)


def page_faults(function):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    function()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_no_depth_stands_at_an_edge():
    roomy = with_roomy_stack(at_every_depth)
    roomy()
    assert page_faults(roomy) < FEW


def test_it_is_the_same_function():
    @with_roomy_stack
    def add(first: int, *, second: int = 2) -> int:
        """Add."""
        return first + second

    assert add(1) == 3
    assert add(1, second=5) == 6
    assert (add.__name__, add.__doc__) == ("add", "Add.")
    with pytest.raises(TypeError):
        add()


@pytest.mark.parametrize("where", ["request", "job", "command line"])
def test_requests_jobs_and_commands_have_room(where):
    outermost = {
        "request": _application,
        "job": lambda: work_one,
        "command line": lambda: _global("manage.py", "main"),
    }[where]()
    assert outermost.__code__.co_stacksize > 50_000


def _application():
    from dkbm.wsgi import application

    return application


def _global(path, name):
    from runpy import run_path

    from dkbm.tests.suite import ROOT

    return run_path(str(ROOT / path))[name]
