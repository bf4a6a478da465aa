"""Which tests of a run with several workers go to the same one: those that share what is dear to prepare.

A module's tests stay together, for most of them share rows, a portal or a drill's database. The walk through all
pages is one module, but too long for one worker: each of its tests goes on its own.
"""

from __future__ import annotations

from typing import Any

import pytest

try:
    from xdist.scheduler import LoadScopeScheduling
except ImportError:  # without xdist there is one worker and nothing to share out
    LoadScopeScheduling = object

SPLIT = ("dkbm/tests/browser/test_every_page.py",)


class BySharedWork(LoadScopeScheduling):
    """Hands out modules, or the tests of those in `SPLIT` with all their parameters, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        module, _colons, test = nodeid.partition("::")
        return f"{module}::{test.partition('[')[0]}" if module in SPLIT else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """xdist's own groups do nothing with this version of pytest: it computes the names that carried them."""
    config.option.loadscopereorder = False  # the longest modules stand first in the order of collection
    return BySharedWork(config, log)
