"""Scenarios: T1's cliff, every override, exact money, the band; nothing of it touches a database."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.resources import GrantFact, LineFact, PostFact
from projects.resources.days import moved
from projects.scenarios import (
    Assumption,
    BudgetCut,
    DutyFact,
    GrantEnds,
    HolderLeaves,
    MadePermanent,
    MandateExpires,
    MandateFact,
    ProjectFact,
    ProjectTransferred,
    Stock,
    Unknown,
    suppose,
    turnover_band,
    work_out,
)
from projects.scenarios.figure import Course, fte_drawing
from projects.scenarios.frozen import frozen, frozen_band, thawed, thawed_band
from projects.scenarios.money import by_month
from projects.scenarios.summary import key_figures
from projects.scenarios.words import sentences

pytestmark = pytest.mark.anydb
START = date(2026, 12, 31)
END = date(2027, 6, 30)
SINCE = date(2020, 1, 1)


def post(key, fte, **values):
    held = {"limited": False, "filled": True, "since": SINCE, "own_share": Decimal(100), "in_plan": True}
    return PostFact(key, f"S{key}", Decimal(fte), **{**held, **values})


def line(key, year, cents, **values):
    return LineFact(
        key, f"Zeile {key}", year, planned=True, income=False, programme=False, cents=cents, **values
    )


def grant_line(key, year, cents, **values):
    return replace(line(key, year, cents, grant=1, **values), income=True, programme=True)


T1 = Stock(
    posts=(
        post(1, 1),
        post(2, "0.5"),
        post(3, 1, limited=True, ends=END, own_share=Decimal(60), grant=1),
        post(4, "0.5", filled=False),
    ),
    lines=(line(1, 2026, 240_000_00), grant_line(2, 2026, 48_000_00, until=END)),
    grants=(GrantFact(1, "Programm", date(2024, 7, 1), END),),
    duties=(DutyFact("a", "Monitoring", frozenset({3})), DutyFact("b", "Büro", frozenset({1, 2}))),
    mandates=(MandateFact("m", "Beschluss"),),
    projects=(ProjectFact("p", "Projekt", END),),
)


def test_the_musterkreis_has_one_cliff_of_one_post():
    cliff = work_out(T1, (), START).cliffs
    assert [(c.month, c.fte) for c in cliff] == [(date(2027, 7, 1), Decimal(1))]
    assert cliff[0].causes == ("Förderung „Programm“ endet", "Stelle „S3“ endet")
    assert cliff[0].cents == 4_000_00
    assert cliff[0].decide_by == date(2026, 12, 30)


def test_months_before_and_after_the_cliff():
    months = {month.month: month for month in work_out(T1, (), START).months}
    assert len(months) == 36
    before, after = months[date(2027, 6, 1)], months[date(2027, 7, 1)]
    assert (before.approved, before.filled, before.uncovered) == (Decimal("3.0"), Decimal("2.5"), ())
    assert (after.approved, after.filled, after.uncovered) == (
        Decimal("2.0"),
        Decimal("1.5"),
        ("Monitoring",),
    )


def test_a_permanent_post_takes_the_cliff_of_posts_away():
    kept = work_out(T1, (MadePermanent(3),), START)
    assert [cliff.fte for cliff in kept.cliffs] == [0]
    assert kept.months[-1].approved == 3
    assert kept.months[-1].uncovered == ()


def test_an_extended_programme_moves_everything_that_hangs_on_it():
    later = work_out(T1, (GrantEnds(1, date(2028, 6, 30)),), START)
    assert [(c.month, c.fte, c.cents) for c in later.cliffs] == [(date(2028, 7, 1), Decimal(1), 4_000_00)]
    assert later.own_funds == work_out(T1, (), START).own_funds - 48_000_00


def test_an_earlier_end_brings_it_forward():
    sooner = work_out(T1, (GrantEnds(1, date(2027, 1, 31)),), START)
    assert sooner.cliffs[0].month == date(2027, 2, 1)


def test_another_end_keeps_what_flows_in_a_month():
    """24,000 in the half year to June are 4,000 a month: before and after, longer and shorter."""
    planned = replace(T1, lines=(grant_line(1, 2027, 24_000_00, until=END),))

    def monthly(day):
        months = work_out(planned, (GrantEnds(1, day),), date(2027, 1, 1)).months
        return [month.money.programme for month in months]

    assert monthly(END)[:7] == [4_000_00] * 6 + [0]
    assert monthly(date(2028, 3, 31))[:16] == [4_000_00] * 15 + [0]
    assert monthly(date(2027, 2, 28))[:4] == [4_000_00, 4_000_00, 0, 0]


def test_projects_that_end_are_named_until_they_are_transferred():
    assert [m.over for m in work_out(T1, (), START).months[6:8]] == [(), ("Projekt",)]
    assert work_out(T1, (ProjectTransferred("p"),), START).months[-1].over == ()


def test_what_is_supposed_reads_as_sentences():
    said = sentences(
        T1,
        (
            GrantEnds(1, date(2028, 6, 30)),
            MadePermanent(3),
            HolderLeaves(1, END, 1),
            HolderLeaves(2, END),
            BudgetCut(Decimal("12.5"), END),
            MandateExpires("m", END),
            ProjectTransferred("p"),
        ),
    )
    assert said == (
        "Die Förderung „Programm“ endet am 30.06.2028 (bisher 30.06.2027).",
        "Die Stelle „S3“ wird unbefristet und aus eigenen Mitteln bezahlt.",
        "Die Stelle „S1“ ist ab 01.07.2027 frei und nach 1 Monat wieder besetzt.",
        "Die Stelle „S2“ ist ab 01.07.2027 frei und wird nicht wieder besetzt.",
        "Die eigenen Mittel werden ab 30.06.2027 um 12,5\N{NO-BREAK SPACE}% gekürzt.",
        "Der Beschluss „Beschluss“ gilt nur bis 30.06.2027.",
        "„Projekt“ geht in die Regelstruktur über.",
    )


def test_a_result_survives_being_stored():
    outcome = work_out(T1, (HolderLeaves(1, END, 3),), START)
    band = turnover_band(T1, (), START, Assumption(Decimal("0.3"), 4, 7))
    stored = json.loads(json.dumps({"outcome": frozen(outcome), "band": frozen_band(band)}))
    assert (thawed(stored["outcome"]), thawed_band(stored["band"])) == (outcome, band)


def test_key_figures_hold_a_scenario_against_no_decision():
    base, longer = (work_out(T1, o, START) for o in ((), (GrantEnds(1, date(2028, 6, 30)), MadePermanent(3))))
    lines = {k.label: k.values for k in key_figures([Course("a", base), Course("b", longer)], START)}
    plain = {
        key: tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in row) for key, row in lines.items()
    }
    assert plain["Stellen nach 36 Monaten"] == ("2,0 VZÄ", "3,0 VZÄ")
    assert plain["Spätester Tag der Entscheidung"] == ("30.12.2026 (vorbei)", "30.12.2027")
    assert plain["gegenüber der ersten Spalte"] == ("–", "48 000 € weniger")
    assert plain["Ohne Zuständigkeit am Ende"] == ("Monitoring", "keine")


def test_the_drawing_and_its_table_are_the_same_numbers():
    courses = [
        Course("Ohne", work_out(T1, (), START)),
        Course("Mit", work_out(T1, (MadePermanent(3),), START)),
    ]
    drawn = fte_drawing(courses)
    lines = {trace["name"]: trace["y"] for trace in drawn.data}
    assert lines["Ohne"] == [row["value0"] for row in drawn.rows]
    assert lines["Mit"] == [row["value1"] for row in drawn.rows] == [3] * 36
    assert [row["month"] for row in drawn.rows][:2] == ["12/2026", "01/2027"]


def test_a_vacancy_lasts_its_months_and_leaves_duties_uncovered():
    stock = replace(T1, duties=(DutyFact("b", "Büro", frozenset({1})),))
    months = work_out(stock, (HolderLeaves(1, date(2027, 2, 28), 3),), START).months
    empty = [month.month for month in months if month.uncovered]
    assert empty == [date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1)]
    for_good = work_out(stock, (HolderLeaves(1, date(2027, 2, 28)),), START).months
    assert sum(bool(month.uncovered) for month in for_good) == 33


def test_a_cut_takes_own_money_only_and_mandates_run_out():
    cut = work_out(T1, (BudgetCut(Decimal(10), date(2027, 1, 1)), MandateExpires("m", END)), START)
    assert cut.months[0].money.own == 16_000_00
    assert (cut.months[1].money.own, cut.months[1].money.programme) == (14_400_00, 4_000_00)
    assert [month.mandates for month in cut.months][6:8] == [1, 0]


def test_a_transferred_project_no_longer_ends():
    stock = suppose(T1, (ProjectTransferred("p"),)).stock
    assert stock.projects == (ProjectFact("p", "Projekt", None, transferred=True),)


@pytest.mark.parametrize(
    "override",
    [
        MadePermanent(99),
        GrantEnds(9, END),
        HolderLeaves(9, END),
        MandateExpires("x", END),
        ProjectTransferred("x"),
    ],
)
def test_an_override_of_a_record_that_is_not_there_is_refused(override):
    with pytest.raises(Unknown):
        work_out(T1, (override,), START)


def test_what_is_assumed_is_said():
    assert work_out(T1, (), START).assumed_from == 2027
    planned = replace(T1, lines=tuple(line(year, year, 100) for year in range(2026, 2030)))
    assert work_out(planned, (), START).assumed_from is None


def test_a_lower_plan_without_any_end_is_named_as_what_it_is():
    lines = (grant_line(1, 2026, 1200_00), grant_line(2, 2027, 600_00))
    cliffs = work_out(Stock(lines=lines), (), START).cliffs
    assert [(c.month, c.cents, c.causes) for c in cliffs] == [
        (date(2027, 1, 1), 50_00, ("Fördermittel 2027 sind niedriger veranschlagt",))
    ]


@given(st.integers(-(10**9), 10**9), st.integers(1, 12))
def test_the_months_of_a_line_add_up_to_the_cent(cents, last):
    flowing = line(1, 2027, cents, until=date(2027, last, 28))
    months = by_month((flowing,), range(2027 * 12, 2028 * 12))
    assert sum(month.expense for month in months.values()) == cents
    assert all(months[2027 * 12 + n].expense == 0 for n in range(last, 12))


@given(st.integers(0, 24))
def test_moving_every_date_moves_every_cliff(months):
    def later(day):
        return day and moved(day.replace(day=1), months + 1) - (date(2020, 1, 2) - date(2020, 1, 1))

    shifted = Stock(
        posts=tuple(replace(p, ends=later(p.ends)) for p in T1.posts),
        grants=tuple(replace(g, ends=later(g.ends)) for g in T1.grants),
    )
    cliffs = work_out(shifted, (), START).cliffs
    assert [(c.month, c.fte) for c in cliffs] == [(moved(date(2027, 7, 1), months), Decimal(1))]


@given(st.integers(1, 8))
def test_splitting_a_post_in_two_halves_changes_no_sum(quarters):
    whole = post(9, Decimal(quarters) / 4, limited=True, ends=END)
    halves = tuple(replace(whole, key=key, fte=whole.fte / 2) for key in (10, 11))
    one, two = (work_out(Stock(posts=posts), (), START) for posts in ((whole,), halves))
    assert [(m.approved, m.filled) for m in one.months] == [(m.approved, m.filled) for m in two.months]
    assert [(c.month, c.fte) for c in one.cliffs] == [(c.month, c.fte) for c in two.cliffs]


def test_the_band_is_the_same_for_the_same_seed_and_lies_around_the_curve():
    assumption = Assumption(Decimal("0.3"), vacancy_months=4, seed=7)
    band = turnover_band(T1, (), START, assumption)
    assert band == turnover_band(T1, (), START, assumption)
    assert band != turnover_band(T1, (), START, replace(assumption, seed=8))
    curve = [month.filled for month in work_out(T1, (), START).months]
    assert all(row.low <= row.high <= top for row, top in zip(band, curve, strict=True))
    assert band[0].low == band[0].high == curve[0]
    assert any(row.low < row.high for row in band)


def test_no_turnover_is_the_curve_itself_and_the_assumption_is_a_sentence():
    assumption = Assumption(Decimal(0), vacancy_months=4, seed=7)
    curve = [month.filled for month in work_out(T1, (), START).months]
    assert [row.low for row in turnover_band(T1, (), START, assumption)] == curve
    assert assumption.words == (
        "Angenommen: In 24 Monaten gehen 0,0 % der besetzten VZÄ, eine Stelle wird nach 4 Monaten neu besetzt; "
        "500 Läufe, Startwert 7."
    )
