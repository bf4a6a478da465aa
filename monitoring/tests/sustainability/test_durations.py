"""Durations with running cases censored: the golden vector, small numbers, edges."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.sustainability.durations import Case, median, survival, typical_words

pytestmark = pytest.mark.anydb
GOLDEN = (Case(15, done=True), Case(9, done=False), Case(20, done=True), Case(24, done=False))


def test_the_golden_vector_of_process_learning():
    shares = {step.months: step.share for step in survival(GOLDEN)}
    assert shares == {15: Fraction(2, 3), 20: Fraction(1, 3)}
    assert [round(float(share), 3) for share in shares.values()] == [0.667, 0.333]
    assert median(GOLDEN) == 20


def test_leaving_running_cases_out_would_be_too_short():
    done = sorted(case.months for case in GOLDEN if case.done)
    assert sum(done) / len(done) == 17.5 < median(GOLDEN)


def test_below_five_cases_there_are_durations_and_no_median():
    assert typical_words([Case(15, done=True)]) == "bisher n = 1: 15 Monate"
    assert typical_words(GOLDEN) == (
        "bisher n = 4 (2 laufen noch): seit 9 Monaten, 15 Monate, 20 Monate, seit 24 Monaten"
    )
    assert typical_words([Case(1, done=True)]) == "bisher n = 1: 1 Monat"
    assert typical_words([Case(1, done=False)]) == "bisher n = 1 (1 läuft noch): seit 1 Monat"
    assert typical_words([]) == ""


def test_from_five_cases_on_there_is_one():
    assert typical_words([*GOLDEN, Case(30, done=True)]) == "n = 5 (2 laufen noch): in der Mitte 20 Monate"
    running = [Case(10, done=False)] * 5
    assert typical_words(running) == "n = 5 (5 laufen noch): mehr als die Hälfte ist noch nicht beschlossen"


def test_a_case_that_runs_at_the_month_of_a_resolution_was_at_risk_in_it():
    assert survival([Case(12, done=True), Case(12, done=False)])[0].share == Fraction(1, 2)


def test_negative_durations_are_refused():
    with pytest.raises(ValueError, match="negative"):
        survival([Case(-1, done=True)])


cases = st.lists(st.builds(Case, st.integers(0, 60), st.booleans()), max_size=12)


@given(cases)
def test_the_share_falls_and_without_running_cases_is_the_plain_one(found):
    shares = [step.share for step in survival(found)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    resolved = [Case(case.months, done=True) for case in found]
    for step in survival(resolved):
        assert step.share == Fraction(sum(c.months > step.months for c in resolved), len(resolved))


@given(cases, st.integers(0, 60))
def test_a_running_case_never_makes_the_typical_duration_shorter(found, months):
    before, after = median(found), median([*found, Case(months, done=False)])
    assert before is None or after is None or after >= before
