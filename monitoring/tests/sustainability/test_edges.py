"""Edges of the formulas: key dates, windows, gaps, bounds."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from monitoring.sustainability import discourse, money, posts, steering, structures
from monitoring.sustainability.catalogue import BY_CODE
from monitoring.sustainability.degree import judged
from monitoring.sustainability.facts import (
    AgendaItem,
    Agreement,
    Body,
    Contribution,
    Due,
    Event,
    Facts,
    Goal,
    KeyProcess,
    Meeting,
    Process,
    Programme,
    Report,
    Resolution,
    Seat,
    Unit,
    UsedIndicator,
)
from monitoring.sustainability.reading import Light, State, computed
from monitoring.sustainability.windows import months_on, whole_months, within
from monitoring.tests.sustainability.vectors import T, expense, income, limited, post, project, t1

pytestmark = pytest.mark.anydb


def light(code, value):
    return judged(BY_CODE[code], computed(code, Fraction(value)), BY_CODE[code].threshold).light


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("N-P1", 80, Light.GREEN),
        ("N-P1", Fraction(7999999, 100000), Light.YELLOW),
        ("N-P1", 50, Light.YELLOW),
        ("N-P1", Fraction(49999, 1000), Light.RED),
        ("N-F2", 10, Light.GREEN),
        ("N-F2", 30, Light.YELLOW),
        ("N-F2", Fraction(30001, 1000), Light.RED),
        ("N-F3", Fraction(100, 3), Light.YELLOW),
        ("N-F4", 85, Light.GREEN),
        ("N-F4", 105, Light.GREEN),
        ("N-F4", 115, Light.YELLOW),
        ("N-F4", 116, Light.RED),
        ("N-F4", 69, Light.RED),
        ("N-L1", 3, Light.YELLOW),
        ("N-L1", 1, Light.RED),
        ("N-P4", 5, Light.NONE),
    ],
)
def test_equality_counts_for_the_better_light(code, value, expected):
    assert light(code, value) is expected


def test_months_keep_inside_short_months_and_windows_are_half_open():
    assert months_on(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert months_on(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert not within(date(2025, 12, 31), T, 12)
    assert within(date(2026, 1, 1), T, 12)
    assert within(T, T, 12)
    assert whole_months(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert whole_months(date(2026, 1, 30), date(2026, 3, 29)) == 1


def test_no_posts_is_no_zero():
    for formula in (posts.permanent, posts.own_funded, posts.filled, posts.remaining_term, posts.in_plan):
        assert formula(Facts(), T).state is State.MISSING


def test_a_limit_on_the_key_date_still_holds_with_no_days_left():
    facts = Facts(posts=(limited("S", 1, T),))
    assert posts.remaining_term(facts, T).value == 0
    assert posts.permanent(facts, T).value == 0


def test_a_post_of_no_fte_is_left_out():
    facts = Facts(posts=(post("S", 1), limited("X", 0, T)))
    assert posts.permanent(facts, T).value == 100
    assert posts.remaining_term(facts, T).verdict is Light.GREEN


def test_a_missing_own_share_is_a_named_gap():
    reading = posts.own_funded(Facts(posts=(post("S1", 1), post("S2", 1, own_share=None))), T)
    assert reading.state is State.MISSING
    assert [gap.key for gap in reading.gaps] == ["S2"]
    assert "Stelle S2" in reading.reason


def test_limited_posts_that_nobody_holds_or_that_have_no_end():
    vacant = Facts(posts=(limited("S", 1, date(2028, 1, 1), filled_from=None),))
    assert posts.remaining_term(vacant, T).state is State.MISSING
    endless = Facts(posts=(limited("S", 1, None),))
    assert [gap.lacks for gap in posts.remaining_term(endless, T).gaps] == ["Ende der Befristung"]


def test_before_the_first_record_nothing_is_known():
    assert posts.permanent(t1(), date(2019, 12, 31)).state is State.MISSING
    assert structures.mandate_level(t1(), date(2024, 2, 29)).value == 0


def test_equipment_needs_a_population():
    facts = Facts(posts=(post("S", 1),), population=(177_025, "31.12.2024"))
    assert round(float(posts.equipment(facts, T).value), 2) == 0.56
    assert posts.equipment(replace(facts, population=None), T).state is State.MISSING


def test_safeguarding_falls_without_a_deputy_and_with_an_old_handbook():
    fresh = KeyProcess("a", "A", owner=True, deputy=True, reviewed_on=date(2024, 12, 31))
    old = replace(fresh, key="b", reviewed_on=date(2024, 12, 30))
    alone = replace(fresh, key="c", deputy=False)
    assert posts.safeguarded(Facts(processes=(fresh, old)), T).value == 50
    assert posts.safeguarded(Facts(processes=(fresh, old, alone, alone)), T).value == 25


def test_turnover_counts_who_left_and_does_not_heal_by_time():
    gone = post("S1", 1, filled_to=date(2025, 6, 30))
    facts = Facts(posts=(gone, post("S2", 1)))
    reading = posts.turnover(facts, T)
    # 18 of 24 month ends (31.01.2025 to 31.12.2026) without the one who left
    assert (reading.numerator, reading.denominator) == (1, Fraction(24 + 5, 24) + Fraction(1, 24))
    later = posts.turnover(facts, date(2027, 12, 31))
    assert (later.value, later.rated) == (0, 100)


def test_money_by_year_and_state_of_the_year():
    lines = (expense("a", 2026, 100_00, actual=200_00), income("e", 2026, 40_00, actual=50_00))
    assert money.own_funds(Facts(lines=lines), T).value == 60
    assert money.own_funds(Facts(lines=lines, closed_years=frozenset({2026})), T).value == 75
    assert money.own_funds(Facts(lines=lines), date(2025, 12, 31)).state is State.MISSING
    assert money.own_funds(Facts(lines=(expense("a", 2026, 0),)), T).state is State.MISSING


def test_negative_income_is_money_paid_back():
    lines = (expense("a", 2026, 100_00), income("e", 2026, -10_00))
    assert money.own_funds(Facts(lines=lines), T).value == 110


def test_expiring_funding_needs_the_end_of_the_grant():
    lines = (expense("a", 2026, 100_00), income("e", 2026, 40_00))
    known = Facts(lines=lines, programmes=(Programme("p", "P", date(2028, 12, 31)),))
    assert money.expiring(known, T).value == 40
    assert money.expiring(replace(known, programmes=(Programme("p", "P", date(2029, 1, 1)),)), T).value == 0
    unknown = money.expiring(replace(known, programmes=(Programme("p", "P"),)), T)
    assert [gap.key for gap in unknown.gaps] == ["p"]


def test_medium_term_cover_by_plan_years():
    lines = (expense("a", 2026, 100), expense("b", 2027, 90), expense("c", 2028, 89))
    reading = money.medium_term(Facts(lines=lines), T)
    assert (reading.numerator, [gap.label for gap in reading.gaps]) == (1, ["2029"])
    assert light("N-F3", reading.value) is Light.YELLOW
    assert money.medium_term(Facts(lines=lines[:1]), T).state is State.MISSING


def test_execution_of_the_last_closed_year():
    lines = (expense("a", 2025, 100, actual=90), expense("b", 2026, 100))
    facts = Facts(lines=lines, closed_years=frozenset({2025}))
    assert money.execution(facts, T).value == 90
    assert money.execution(replace(facts, closed_years=frozenset({2025, 2026})), T).state is State.MISSING
    assert money.execution(Facts(lines=lines), T).state is State.MISSING


def test_contributions_of_partners():
    rows = (Contribution("a", "A", 2026, 300, True), Contribution("b", "B", 2026, 100, False))
    assert money.fund_contributions(Facts(contributions=rows), T).value == 75
    assert money.fund_contributions(Facts(contributions=rows), date(2025, 1, 1)).state is State.MISSING


def test_transfer_rate_counts_aborted_and_leaves_out_what_was_to_end():
    rows = (
        project("a", transferred=True),
        project("b"),
        project("c", planned_end=True),
        project("d", ends=None),
    )
    assert structures.transferred(Facts(projects=rows), T).value == 50
    none = structures.transferred(Facts(projects=rows[3:]), T)
    assert (none.state, none.verdict) == (State.NO_CASE, None)


def test_transfer_plan_needs_three_things_or_to_carry_alone():
    planned = {"target_unit": True, "responsible": True, "planned_resolution": True}
    soon = date(2028, 12, 31)
    rows = (
        project("a", soon, **planned),
        project("b", soon, **{**planned, "responsible": False}),
        project("c", soon, carries_alone=True),
        project("d", date(2029, 1, 1)),
    )
    assert structures.planned_transfer(Facts(projects=rows), T).value == Fraction(200, 3)
    assert structures.planned_transfer(Facts(projects=rows[3:]), T).state is State.NO_CASE


def test_emden_needed_fifteen_months():
    way = Process("e", "Verstetigung", date(2020, 6, 1), date(2021, 9, 1))
    assert structures.time_to_permanence(Facts(ways=(way,)), T).value == 15
    running = Process("f", "läuft", date(2026, 1, 1))
    assert structures.time_to_permanence(Facts(ways=(running,)), T).state is State.MISSING


def test_lost_offers_are_those_still_needed():
    rows = (
        project("a", need_confirmed=True),
        project("b"),
        project("c", transferred=True, need_confirmed=True),
    )
    assert structures.lost_offers(Facts(projects=rows), T).value == Fraction(100, 3)


def test_a_mandate_that_ran_out_yesterday_is_red():
    until = {T: Light.RED, date(2026, 12, 30): Light.RED}
    for end in until:
        facts = Facts(resolutions=(Resolution("r", "R", 4, date(2021, 1, 1), end),))
        level, age = structures.mandate_level(facts, T), structures.mandate_age(facts, T)
        assert (level.value, age.verdict) == ((4, None) if end == T else (0, Light.RED))
    assert structures.mandate_level(Facts(no_mandate=True), T).value == 0


def test_agreements_and_anchoring():
    units = (
        Unit("u", "U", education=True, permanent=True, tasks=frozenset({"1", "2"})),
        Unit("v", "V", education=True, tasks=frozenset({"3"})),
        Unit("w", "W"),
    )
    running = Agreement("a", "A", frozenset({"u", "w"}), date(2021, 1, 1), T)
    assert structures.internal_agreements(Facts(units=units, agreements=(running,)), T).value == 50
    over = replace(running, until=date(2026, 12, 30))
    assert structures.internal_agreements(Facts(units=units, agreements=(over,)), T).value == 0
    assert structures.task_anchoring(Facts(units=units), T).value == Fraction(200, 7)
    assert structures.task_anchoring(Facts(units=units[2:]), T).state is State.MISSING


def test_bodies_beyond_their_target_and_without_one():
    bodies = (Body("a", "A", "beirat", 1), Body("b", "B", "steuerungsgruppe", 2), Body("c", "C", "andere", 0))
    meetings = tuple(Meeting(str(n), "a", date(2026, 3, n)) for n in (1, 2, 3))
    assert steering.body_activity(Facts(bodies=bodies, meetings=meetings), T).value == Fraction(100, 3)
    zero = tuple(Body(key, key, "andere", 0) for key in "xy")
    assert steering.body_activity(Facts(bodies=zero), T).state is State.MISSING


def test_seats_by_unit_and_by_sector_on_the_day():
    facts = Facts(
        units=(Unit("u", "U", education=True), Unit("v", "V", education=True)),
        bodies=(Body("s", "S", "steuerungsgruppe"), Body("b", "B", "beirat")),
        seats=(
            Seat("1", "Leitung", "s", "u"),
            Seat("2", "Leitung", "s", "v", until=date(2026, 12, 30)),
            Seat("3", "Kammer", "b", administration=False),
            Seat("4", "Dezernat", "b"),
        ),
    )
    assert steering.breadth(facts, T).value == 50
    assert steering.external_share(facts, T).value == 50


def test_no_item_in_politics_is_a_zero_only_where_politics_is_kept():
    assert steering.political_feedback(Facts(), T).state is State.MISSING
    assert steering.political_feedback(Facts(political_bodies=True), T).value == 0
    items = (AgendaItem("a", "A", date(2026, 2, 1)), AgendaItem("b", "B", date(2025, 12, 31)))
    assert steering.political_feedback(Facts(political_bodies=True, agenda=items), T).value == 1


def test_thirty_days_of_grace_and_not_beyond_the_key_date():
    rows = (
        Due("a", "A", date(2026, 6, 1), date(2026, 7, 1)),
        Due("b", "B", date(2026, 6, 1), date(2026, 7, 2)),
        Due("c", "C", date(2026, 12, 20), date(2027, 1, 5)),
    )
    assert steering.assignments_in_time(Facts(assignments=rows), T).value == Fraction(100, 3)
    assert steering.milestones_in_time(Facts(milestones=rows), date(2024, 1, 1)).state is State.MISSING


def test_goals_complete_and_measurable():
    goals = (
        Goal("s", "S"),
        Goal("t", "T"),
        Goal("m", "M", parent="s", measures=1, measurable=True),
        Goal("n", "N", parent="t"),
    )
    assert steering.complete_cascade(Facts(goals=goals), T).value == 50
    assert steering.measurable_goals(Facts(goals=goals), T).value == 50


def test_reviews_of_measures_that_run_for_long():
    rows = (
        project("a", ends=None, is_measure=True, reviewed_on=(date(2025, 1, 1),)),
        project("b", ends=None, is_measure=True, reviewed_on=(date(2024, 12, 31),)),
        project("c", ends=None),
    )
    assert steering.effectiveness(Facts(projects=rows), T).value == 50


def test_monitoring_and_discourse():
    used = tuple(UsedIndicator(theme, theme, theme, theme != "H") for theme in "ACDEFGH")
    assert discourse.coverage(Facts(indicators=used), T).value == Fraction(500, 6)
    assert light("N-M3", Fraction(500, 6)) is Light.GREEN
    assert discourse.currency(Facts(indicators=used), T).value == Fraction(600, 7)
    assert discourse.report_rhythm(Facts(reports=(Report("r", "R", date(2024, 12, 31)),)), T).value == 24
    assert discourse.report_rhythm(Facts(), T).state is State.MISSING
    assert discourse.school_participation(Facts(schools=(14, 24)), T).value == Fraction(1400, 24)
    events = (Event("a", "A", date(2025, 1, 1)), Event("b", "B", date(2024, 12, 31)))
    assert discourse.public_discourse(Facts(events=events), T).value == 1
