"""The clock: German days, frozen by tests; and the pure modules stay pure."""

import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dkbm import clock

ROOT = Path(__file__).parents[2]
EARLIEST, LATEST = datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2200-12-30")
steady = settings(derandomize=True, database=None, deadline=None, max_examples=100)


def test_now_is_aware_and_german() -> None:
    before, moment = datetime.now(UTC), clock.now()
    assert moment.tzinfo is clock.BERLIN
    assert before <= moment <= datetime.now(UTC)
    assert abs(clock.today() - moment.date()) <= timedelta(days=1)


@steady
@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_frozen_day_is_today(day: date) -> None:
    with clock.frozen(day):
        assert clock.today() == day
        assert clock.now() == clock.now()


@steady
@given(st.datetimes(EARLIEST, LATEST, timezones=st.timezones()))
def test_a_frozen_moment_stays_the_same_moment_in_german_time(moment: datetime) -> None:
    with clock.frozen(moment):
        assert clock.now().astimezone(UTC) == moment.astimezone(UTC)
        assert clock.now().tzinfo is clock.BERLIN


def test_the_day_changes_at_german_midnight() -> None:
    with clock.frozen(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 6, 30)
    with clock.frozen(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)
    with clock.frozen(datetime.fromisoformat("2026-12-31T23:30")):
        assert clock.today() == date(2026, 12, 31)


def test_blocks_nest_and_thaw_after_an_error() -> None:
    with clock.frozen(date(2020, 1, 1)):
        with clock.frozen(date(2021, 1, 1)):
            assert clock.today().year == 2021
        assert clock.today().year == 2020
    with pytest.raises(RuntimeError), clock.frozen(date(2020, 1, 1)):
        raise RuntimeError
    assert clock.today().year > 2020


def test_another_thread_is_not_frozen() -> None:
    seen: list[date] = []
    with clock.frozen(date(1999, 1, 1)):
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen[0].year > 1999


def test_pure_modules_import_neither_django_nor_celery() -> None:
    program = (
        "import sys, dkbm.clock, dkbm.numbers, dkbm.periods;"
        "print(sorted({'django', 'celery', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
