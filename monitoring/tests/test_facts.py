"""Facts out of records: golden vector T1, the Schnellstart alone, gaps that stay gaps, a fixed number of queries."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.scope import PUBLIC, Scope, acting_within
from dkbm.tests.factories import member
from governance.tests import factories as make
from monitoring.queries_facts import NotWhole, facts_of
from monitoring.sustainability.catalogue import LEAD
from monitoring.sustainability.degree import assess, degree, selected
from monitoring.sustainability.levers import levers
from monitoring.sustainability.reading import Light, State
from monitoring.tests.sustainability.vectors import NINE
from monitoring.tests.vector_records import musterkreis_records
from projects.models import (
    FormerHolding,
    KeyProcess,
    Participation,
    Post,
    ProcessTie,
    Project,
    Review,
)
from projects.services_resources import load_programmes
from projects.tests.resources import T, make_line, make_post
from projects.tests.test_quickstart import ROWS, data_of

pytestmark = pytest.mark.django_db
EXPECTED = {
    "N-P1": (Fraction(200, 3), Light.YELLOW),
    "N-P2": (Fraction(260, 3), Light.YELLOW),
    "N-P3": (Fraction(250, 3), Light.YELLOW),
    "N-P7": (Fraction(181) * 10000 / 304375, Light.RED),
    "N-F1": (Fraction(80), Light.GREEN),
    "N-R1": (Fraction(75), Light.GREEN),
    "N-G1": (Fraction(80), Light.YELLOW),
    "N-L1": (Fraction(4), Light.GREEN),
    "N-Z3": (Fraction(70), Light.YELLOW),
}


@pytest.fixture
def t1(emden, everything):
    musterkreis_records(emden)
    return emden


def read(municipality, day=T):
    return {row.definition.code: row for row in assess(facts_of(municipality, day), day)}


def test_t1_from_records_gives_the_nine_readings_and_the_degree(t1):
    rows = read(t1)
    assert {code: (rows[code].reading.value, rows[code].light) for code in NINE} == EXPECTED
    whole = degree(selected(rows.values(), NINE))
    assert (round(float(whole.value), 4), whole.coverage, whole.light) == (78.2895, 95, Light.YELLOW)
    assert whole.capped_by == ("N-P7",)


def test_t1_from_records_lists_the_permanent_post_as_lever_and_applying_it_gives_what_was_predicted(t1):
    facts = facts_of(t1, T)
    lever = next(one for one in levers(facts, T) if one.deed.words == "S3 entfristen")
    predicted = {move.code: move.after for move in lever.moves}
    assert (predicted["N-P1"].reading.value, predicted["N-P7"].light) == (100, Light.GREEN)

    post = next(p for p in facts.posts if p.key == lever.deed.key)
    record = musterkreis_post(t1, post.key)
    record.term, record.limited_until = "unbefristet", ""
    record.save()
    after = read(t1)
    for code, row in predicted.items():
        assert (after[code].reading.value, after[code].light) == (row.reading.value, row.light), code
    assert degree(after.values()) == lever.after


def musterkreis_post(municipality, key):
    return Post.objects.get(municipality=municipality, pk=int(key.partition(":")[2]))


def test_every_input_is_the_key_of_a_record(t1):
    rows = read(t1)
    assert {i.key.partition(":")[0] for i in rows["N-P1"].reading.inputs} == {"post"}
    assert {i.key.partition(":")[0] for i in rows["N-F1"].reading.inputs} == {"line"}
    assert [i.label for i in rows["N-P7"].reading.inputs] == ["S3"]
    assert {i.label: i.counts for i in rows["N-R1"].reading.inputs}["Projekt 3"] is False


@pytest.mark.parametrize("ended", [True, False])
def test_after_the_schnellstart_alone_all_lead_indicators_answer(emden, client, ended):
    load_programmes()
    rows = ROWS if ended else {**ROWS, "projekte": [{"title": "Läuft noch", "ends": "12/2028"}]}
    client.force_login(member(emden))
    with clock.frozen(T):
        assert client.post("/ressourcen/schnellstart/", data_of(rows)).status_code == 302
    with acting_within(scope_of_own(emden)):
        found = read(emden)
    assert {code: found[code].reading.state for code in LEAD} == {
        code: State.NO_CASE if code == "N-R1" and not ended else State.COMPUTED for code in LEAD
    }
    assert Light.GREY not in {found[code].light for code in LEAD}


def scope_of_own(municipality):
    return Scope(own=frozenset({municipality.pk}))


def test_what_nobody_said_is_a_reason_and_never_a_number(emden, everything):
    make_post(emden, "Monitoring")
    Project.objects.create(municipality=emden, title="Ende unbekannt verblieben", ends="2026-06")
    make.ResolutionFactory(municipality=emden, state="beschlossen", unlimited=True)
    make.UnitFactory(municipality=emden, components=["ziele"])
    rows = read(emden)
    silent = ("N-P1", "N-P2", "N-P3", "N-P6", "N-P7", "N-P8", "N-R1", "N-L2", "N-L4", "N-P5", "N-K1")
    for code in silent:
        reading = rows[code].reading
        assert (reading.state, rows[code].light) == (State.MISSING, Light.GREY), code
        assert reading.reason, code
        assert reading.action, code
    assert rows["N-L1"].reading.value == 4


def test_offers_are_the_key_processes_of_safeguarding(emden, everything):
    """N-P5 follows the answers to the guiding questions and falls when the deputy is missing (F-14)."""
    offer = KeyProcess.objects.create(
        municipality=emden, title="Bericht", handbook="Ablage", reviewed_in="2026-03"
    )
    ProcessTie.objects.create(process=offer, tie="zustaendig", name="Leitung")
    deputy = ProcessTie.objects.create(process=offer, tie="vertretung", name="Monitoring")
    reading = read(emden)["N-P5"].reading
    assert (reading.value, [i.key for i in reading.inputs]) == (100, [f"offer:{offer.pk}"])
    deputy.delete()
    assert read(emden)["N-P5"].reading.value == 0


def test_reviews_and_schools_are_read_from_their_records(emden, everything):
    """N-Z4 follows the reviews of a measure (F-46), N-K1 the newest count of schools (F-48)."""
    measure = Project.objects.create(municipality=emden, title="M", kind="massnahme", begins="2020")
    assert read(emden)["N-Z4"].reading.value == 0
    Review.objects.create(project=measure, held_in="2026-12", result="Gut")
    assert read(emden)["N-Z4"].reading.value == 100
    for as_of, taking_part in (("2025", 1), ("2026-06", 18), ("2027-06", 24)):
        Participation.objects.create(project=measure, as_of=as_of, taking_part=taking_part, eligible=24)
    assert read(emden)["N-K1"].reading.value == 75


def test_a_filled_post_without_day_counts_and_former_holders_are_turnover(emden, everything):
    post = make_post(emden, "Leitung", term="unbefristet", filled="besetzt")
    FormerHolding.objects.create(post=post, fte=Decimal(1), filled_to_on=date(2026, 3, 31))
    rows = read(emden)
    assert rows["N-P3"].reading.value == 100
    assert rows["N-P6"].reading.value == 100


def test_results_count_once_the_year_is_over_and_pair_with_their_plan(emden, everything):
    make_line(emden, "Personal", 100_00, year=2025)
    make_line(emden, "Personal", 90_00, year=2025, stage="ergebnis")
    make_line(emden, "Personal", 80_00, year=2026)
    make_line(emden, "Personal", 10_00, year=2026, stage="ergebnis")
    facts = facts_of(emden, T)
    assert facts.closed_years == {2025}
    assert [(line.year, line.planned, line.actual) for line in facts.lines] == [
        (2025, 100_00, 90_00),
        (2026, 80_00, 10_00),
    ]
    assert read(emden)["N-F4"].reading.value == 90


def test_a_mandate_on_no_level_says_that_there_is_none(emden, everything):
    make.ResolutionFactory(municipality=emden, state="beschlossen", level=0)
    row = read(emden)["N-L1"]
    assert (row.reading.value, row.light) == (0, Light.RED)


def test_of_records_seen_in_part_no_number_is_made(emden):
    with acting_within(PUBLIC), pytest.raises(NotWhole):
        facts_of(emden, T)


def test_queries_do_not_grow_with_the_records(emden, everything):
    def grow(number):
        for at in range(number):
            musterkreis_records(emden, f" {number}-{at}")
            goal = make.GoalFactory(municipality=emden)
            make.below(goal)
            make.AgreementFactory(municipality=emden)
            make.EventFactory(municipality=emden, held_in="2026")
            offer = KeyProcess.objects.create(municipality=emden, title=f"Angebot {number}-{at}")
            ProcessTie.objects.create(process=offer, tie="zustaendig", name="Leitung")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            facts_of(emden, T)
        return len(seen)

    assert grow(1) == grow(3) <= 36
