"""Back-planning: snaps to real meetings, turns red when one is missing, names the gap and the next chain."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.resources.days import moved
from projects.schedule.backplan import Chain, Missing, Sitting, Stage, back_plan, budget_days

pytestmark = pytest.mark.anydb
TODAY = date(2026, 11, 25)
ENDS = date(2028, 6, 30)


def sitting(stage, *days):
    return [Sitting(f"{stage.name}-{day}", stage, date.fromisoformat(day)) for day in days]


COMMITTEE = sitting(Stage.COMMITTEE, "2027-02-10", "2027-05-12", "2027-09-15", "2027-11-10", "2028-02-09")
MAIN = sitting(Stage.MAIN, "2027-03-15", "2027-06-14", "2027-10-18", "2027-12-06", "2028-03-13")
COUNCIL = sitting(Stage.COUNCIL, "2027-03-25", "2027-06-24", "2027-10-28", "2027-12-16", "2028-03-23")
ALL = [*COMMITTEE, *MAIN, *COUNCIL]


def test_the_last_chain_in_time_is_found():
    plan = back_plan(ENDS, ALL, TODAY)
    assert plan.holds
    assert plan.deadline == date(2027, 12, 30)
    # the Fachausschuss of 10.11. leaves the Fraktionen less than four weeks before 06.12.
    assert plan.chain == Chain(COMMITTEE[2], MAIN[3], COUNCIL[3])
    assert (plan.missing, plan.following, plan.months_late) == (None, None, None)


def test_stations_lead_from_the_talks_to_the_end_in_order():
    stations = back_plan(ENDS, ALL, TODAY, [("Stellenplan anmelden", date(2027, 5, 31))]).stations
    assert [(s.title, s.day.isoformat()) for s in stations] == [
        ("Gespräche über die Zeit nach der Förderung beginnen", "2026-12-30"),
        ("Stellenplan anmelden", "2027-05-31"),
        ("Vorlage fertigstellen", "2027-08-18"),
        ("Empfehlung: Fachausschuss", "2027-09-15"),
        ("Beratung in den Fraktionen beginnt", "2027-09-16"),
        ("Vorbereitung: Verwaltungs- oder Kreisausschuss", "2027-12-06"),
        ("Beschluss: Rat oder Kreistag", "2027-12-16"),
        ("Spätester Beschluss", "2027-12-30"),
        ("Förderung endet", "2028-06-30"),
    ]


def test_a_deleted_council_meeting_moves_the_chain_forward_and_then_turns_it_red():
    without = [s for s in ALL if s not in COUNCIL[3:4]]
    assert back_plan(ENDS, without, TODAY).chain.council == COUNCIL[2]
    only_late = [s for s in ALL if s.stage is not Stage.COUNCIL or s == COUNCIL[4]]
    plan = back_plan(ENDS, only_late, TODAY)
    assert not plan.holds
    assert plan.missing == Missing(Stage.COUNCIL, date(2026, 12, 23), date(2027, 12, 30))
    assert plan.following.council == COUNCIL[4]
    assert plan.months_late == 3


@pytest.mark.parametrize("stage", [Stage.COMMITTEE, Stage.MAIN])
def test_the_body_without_a_meeting_is_named(stage):
    plan = back_plan(ENDS, [s for s in ALL if s.stage is not stage], TODAY)
    assert (plan.holds, plan.missing.stage, plan.following) == (False, stage, None)


def test_a_chain_that_has_already_begun_is_no_longer_offered():
    late = date(2027, 9, 1)
    plan = back_plan(ENDS, ALL, late)
    assert not plan.holds
    assert plan.earlier == Chain(COMMITTEE[2], MAIN[3], COUNCIL[3])
    assert plan.following == Chain(COMMITTEE[4], MAIN[4], COUNCIL[4])
    assert plan.missing.stage is Stage.COMMITTEE


def test_no_meeting_at_all_is_a_gap_and_not_an_error():
    plan = back_plan(ENDS, [], TODAY)
    assert (plan.holds, plan.following, plan.missing.stage) == (False, None, Stage.COUNCIL)


def test_warnings_come_24_18_12_and_6_months_before():
    assert back_plan(ENDS, [], TODAY).warnings == (
        (24, date(2026, 6, 30)),
        (18, date(2026, 12, 30)),
        (12, date(2027, 6, 30)),
        (6, date(2027, 12, 30)),
    )


def test_the_budget_of_the_first_year_without_the_grant_is_made_the_year_before():
    calendar = (("Stellenplan anmelden", 5, 31), ("Haushalt beschließen", 12, 15))
    assert budget_days(date(2027, 12, 31), calendar) == [
        ("Stellenplan anmelden", date(2027, 5, 31)),
        ("Haushalt beschließen", date(2027, 12, 15)),
    ]
    assert budget_days(date(2028, 6, 30), calendar)[0][1] == date(2027, 5, 31)


@given(st.integers(-12, 24))
def test_a_later_end_never_makes_a_plan_worse(months):
    now, later = (back_plan(moved(ENDS, months + more), ALL, TODAY) for more in (0, 6))
    assert later.holds or not now.holds
    if now.holds:
        assert later.chain.council.day >= now.chain.council.day


@pytest.mark.parametrize(
    ("today", "reached"),
    [("2026-06-29", None), ("2026-06-30", 24), ("2026-12-30", 18), ("2027-12-29", 12), ("2028-06-30", 6)],
)
def test_the_narrowest_warning_that_has_come(today, reached):
    assert back_plan(ENDS, [], date.fromisoformat(today)).reached == reached
