"""The inputs of golden vector T1 are read back from records; edge cases of domain.md 2."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.models import Meeting
from projects import facts
from projects.models import FormerHolding, Fund, FundContribution, Post, Project
from projects.resources import budget_totals, post_totals
from projects.tests.resources import T, make_post, musterkreis

pytestmark = pytest.mark.django_db


@pytest.fixture
def t1(emden, everything):
    return musterkreis(emden)


def test_t1_vzae_by_kind(emden, t1):
    totals = post_totals(facts.post_facts(emden), T)
    assert (totals.total, totals.unlimited, totals.limited) == (Decimal(3), Decimal(2), Decimal(1))
    assert (totals.own, totals.filled, totals.in_plan) == (Decimal("2.6"), Decimal("2.5"), Decimal(2))
    assert totals.gaps == ()
    limited = [fact for fact in facts.post_facts(emden) if fact.limited]
    assert [(fact.ends - T).days for fact in limited] == [181]


def test_t1_money(emden, t1):
    totals = budget_totals(facts.line_facts(emden), 2026, planned=True)
    assert (totals.expense, totals.programme) == (240_000_00, 48_000_00)
    income = next(fact for fact in facts.line_facts(emden) if fact.income)
    assert (income.until, income.grant) == (date(2027, 6, 30), t1["grant"].pk)
    assert [fact.ends for fact in facts.all_grant_facts(emden)] == [date(2027, 6, 30)]


def test_t1_projects_three_of_four(emden, t1):
    ended = facts.ended_projects(emden, T)
    assert (len(ended.transferred), ended.ended) == (3, 4)


def test_t1_three_meetings_held_of_four(emden, t1):
    found = {row.kind: (row.held, row.target) for row in facts.body_meetings(emden, T)}
    assert found == {"steuerungsgruppe": (3, 4), "beirat": (1, 1)}


def test_foreign_rows_are_never_counted(emden, verden, t1):
    assert facts.post_facts(verden) == facts.line_facts(verden) == facts.body_meetings(verden, T) == []
    assert facts.ended_projects(verden, T).ended == 0


def test_projects_count_by_their_last_day_and_what_became_of_them(emden, everything):
    def project(title, ends, status, **more):
        return Project.objects.create(
            municipality=emden, title=title, ends=ends, transfer_status=status, **more
        ).pk

    project("vor dem Fenster", "2023-12", "ueberfuehrt")
    first = project("erster Tag danach", "2024-01-01", "ueberfuehrt")
    last = project("am Stichtag", "2026-12-31", "abgebrochen")
    project("nach dem Stichtag", "2027-01-01", "ueberfuehrt")
    project("befristet geplant", "2026-01", "befristet")
    unsaid = project("ohne Angabe", "2026-01", "")
    project("ohne Ende", "", "erprobung")
    moved_in = project("ohne Ende überführt", "", "ueberfuehrt", transferred_in="2025-05")
    ended = facts.ended_projects(emden, T)
    assert (ended.transferred, ended.lost, ended.unknown) == ((first, moved_in), (last,), (unsaid,))


def test_cancelled_planned_and_old_meetings_do_not_count(emden, t1):
    body = facts.body_meetings(emden, T)[0].body
    for state, day in (("abgesagt", T), ("geplant", T), ("stattgefunden", T - timedelta(days=365))):
        Meeting.objects.create(body_id=body, day=day, state=state)
    assert facts.body_meetings(emden, T)[0].held == 3


def test_before_the_first_record_and_without_records(emden, verden, everything):
    make_post(emden, since="2024-01", term="unbefristet")
    assert post_totals(facts.post_facts(emden), date(2023, 12, 31)).posts == 0
    assert post_totals(facts.post_facts(verden), T).posts == 0
    assert budget_totals(facts.line_facts(verden), 2026, planned=True).lines == 0


def test_who_left_is_known_from_former_and_present_fillings(emden, everything):
    row = make_post(emden, fte="0.5", filled="besetzt", filled_from="2025", filled_to="2026-10")
    FormerHolding.objects.create(post=row, fte=Decimal(1), filled_to_on=date(2024, 12, 31))
    assert [(left.fte, left.on) for left in facts.leavings(emden)] == [
        (Decimal(1), date(2024, 12, 31)),
        (Decimal("0.5"), date(2026, 10, 31)),
    ]
    assert Post.objects.count() == 1


def test_fund_volume_splits_partners_from_the_municipality(emden, everything):
    fund = Fund.objects.create(municipality=emden, name="Fonds")
    for contributor, kind, cents in (
        ("Kreis", "kommune", 100),
        ("Schule", "schule", 30),
        ("Stiftung", "partner", 5),
    ):
        FundContribution.objects.create(
            fund=fund, contributor=contributor, kind=kind, year=2026, amount_cents=cents
        )
    assert facts.fund_volume(emden, 2026) == (35, 135)
    assert facts.fund_volume(emden, 2025) == (0, 0)
