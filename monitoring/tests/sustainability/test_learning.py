"""Learning from several ways: censored durations, waiting, order; few cases have no middle."""

from fractions import Fraction

from monitoring.charts.learning import order_graph
from monitoring.sustainability.durations import Case, survival, typical_words
from monitoring.sustainability.learning import (
    Spread,
    Step,
    Way,
    durations,
    follows,
    step_times,
    usual_order,
    variants,
    waiting_times,
)

JUNE_2020, NOW = 2020 * 12 + 5, 2026 * 12 + 10
EMDEN = Way(
    (
        Step("Gespräche", JUNE_2020, JUNE_2020 + 3),
        Step("Werkstatt", JUNE_2020 + 4, JUNE_2020 + 4),
        Step("Sitzung", JUNE_2020 + 5, JUNE_2020 + 5),
        Step("Gespräche", JUNE_2020 + 5, JUNE_2020 + 6),
        Step("Sitzung", JUNE_2020 + 7, JUNE_2020 + 7),
        Step("Vereinbarung", JUNE_2020 + 8, JUNE_2020 + 10),
        Step("Beschluss", JUNE_2020 + 15, JUNE_2020 + 15),
    ),
    JUNE_2020 + 15,
    "Stadt Emden",
)


def running(months, kind="Gespräche"):
    """A way that began so many months ago and goes on."""
    return Way((Step(kind, NOW - months, NOW - months),))


def done(months):
    """A way that took so many months and is over."""
    return Way((Step("Gespräche", NOW - 50, NOW - 50), Step("Beschluss", NOW - 50 + months, NOW - 50 + months)),
               NOW - 50 + months)  # fmt: skip


def test_emden_alone_is_one_case_of_fifteen_months():
    spread = durations([EMDEN], NOW)
    assert typical_words(spread.cases) == "bisher n = 1: 15 Monate"
    assert (spread.middle, spread.is_few) == (None, True)


def test_running_cases_are_censored_and_never_left_out():
    spread = durations([done(15), running(9), done(20), running(24)], NOW)
    assert [(s.months, s.share) for s in survival(spread.cases)] == [
        (15, Fraction(2, 3)),
        (20, Fraction(1, 3)),
    ]
    assert (spread.n, spread.running, spread.middle) == (4, 2, None)
    five = durations([done(15), running(9), done(20), running(24), running(1)], NOW)
    assert (five.is_few, five.middle, five.quarters) == (False, 20, (15, None))


def test_an_overlap_waits_nothing_and_the_gap_of_four_months_is_found():
    waiting = {
        kind: [case.months for case in spread.cases] for kind, spread in waiting_times([EMDEN], NOW).items()
    }
    assert waiting == {"Gespräche": [0, 0], "Werkstatt": [0], "Sitzung": [0, 0], "Vereinbarung": [4]}
    lasting = step_times([EMDEN], NOW)["Gespräche"]
    assert [case.months for case in lasting.cases] == [4, 2]


def test_waiting_goes_on_after_the_last_step_of_a_running_way():
    (spread,) = waiting_times([running(6)], NOW).values()
    assert spread == Spread((Case(6, done=False),))


def test_a_way_that_has_not_begun_or_has_no_dates_is_no_case():
    assert durations([Way((Step("Gespräche", NOW + 2, NOW + 3),)), Way(())], NOW).n == 0


def test_the_order_is_a_graph_with_counts_of_ways():
    ways = [EMDEN, done(20), done(10)]
    arrows = follows(ways)
    assert arrows[("Gespräche", "Beschluss")] == 2
    assert arrows[("Vereinbarung", "Beschluss")] == 1
    assert usual_order(ways)[0] == "Gespräche"
    assert usual_order(ways)[-1] == "Beschluss"
    assert variants(ways)[0] == (("Gespräche", "Beschluss"), 2)
    drawn = order_graph(usual_order(ways), arrows)["layout"]
    heads = [note for note in drawn["annotations"] if note.get("arrowhead")]
    assert len(heads) == len(arrows)
