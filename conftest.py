"""What all tests share: the mode, the fixtures, and honest words about what was skipped.

`DKBM_REQUIRE=chromium,pango` (as .ci/run sets it) turns a skip for want of one of these into a failure.
Whether PostgreSQL is there at all is asked by `dkbm.tests.suite`, once, not by every test on SQLite.
"""

from __future__ import annotations

import gc
import os
from collections import Counter

os.environ.setdefault("DKBM_MODE", "test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop beside Django's connections

import pytest
from _pytest import runner
from hypothesis import settings

from dkbm.callstack import with_roomy_stack

pytest_plugins = [
    "dkbm.tests.prepared",
    "dkbm.tests.emptying",
    "dkbm.tests.scheduling",
    "dkbm.tests.fixtures",
]
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")
# nearly all that a test run makes stays: the default would look through it again and again in vain
gc.set_threshold(100_000, 50, 100)
# called by name for every test, here and in the workers of xdist
runner.runtestprotocol = with_roomy_stack(runner.runtestprotocol)
REQUIRED = set(filter(None, os.environ.get("DKBM_REQUIRE", "").split(","))) - {"postgres"}


def required_but_missing(reason: str) -> list[str]:
    """Which required things a skip's reason names."""
    return sorted(name for name in REQUIRED if name in reason.lower())


DATABASE_FIXTURES = {"db", "transactional_db", "module_db", "django_db_setup", "live_server"}


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items):
    """Whoever asks for no database is independent of which one it is: it runs once."""
    for item in items:
        if item.get_closest_marker("django_db") is None and not DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker("anydb")


def _skip_becomes_failure(report):
    missing = required_but_missing(str(report.longrepr)) if report.skipped else []
    if missing and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"required but missing: {', '.join(missing)} ({report.longrepr})"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _skip_becomes_failure((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _skip_becomes_failure((yield))


def pytest_terminal_summary(terminalreporter):
    """One line per reason, with the number of tests that did not run for it."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        if isinstance(report.longrepr, tuple)
        else str(report.longrepr)
        for report in terminalreporter.stats.get("skipped", [])
    )
    if reasons:
        terminalreporter.section("nicht gelaufen / not run")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} x {reason}")
