"""Nothing is worked out from what is printed: an attacker of the tests' own against random publications."""

import os
import subprocess
import sys

import numpy as np
import pytest

from monitoring.disclosure import (
    Cell,
    Checked,
    Count,
    Method,
    Publication,
    Refusal,
    Rule,
    Table,
    Zeros,
    check,
)
from monitoring.disclosure.attacker import Attack
from monitoring.disclosure.knowledge import gather
from monitoring.disclosure.suppress import find_mask, targets
from monitoring.tests.disclosure.populations import (
    KREIS,
    Population,
    Reader,
    all_cells,
    population,
    publication,
    sequence,
)

FULL = os.environ.get("DKBM_DRILL") == "full"
pytestmark = pytest.mark.anydb


def recovered(people, checked):
    reader = Reader()
    reader.read({"2024": people}, checked)
    return reader.recovered()


def attack_tables(seeds, rule=None):
    masked = 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        people = population(rng)
        checked = check(publication(rng, people, rule=rule))
        assert isinstance(checked, Checked), f"seed {seed}: {checked.text}"
        assert recovered(people, checked) == [], f"seed {seed}"
        masked += len(checked.mask.cells)
    return masked


def attack_sequences(seeds):
    refused = published = 0
    for seed in seeds:
        rng, reader, earlier = np.random.default_rng(seed), Reader(), []
        for people, new in sequence(rng):
            checked = check(new, earlier)
            if isinstance(checked, Refusal):
                refused += 1
                assert checked.cell is not None, checked.text
                assert str(checked.cell) in checked.text
                continue
            published += 1
            earlier.append(checked.published)
            reader.read(people, checked)
            assert reader.recovered() == [], f"seed {seed}, {new.name}"
    return published, refused


def poisson_table():
    """12 x 6 cells with margins, as in the design's example."""
    leaves = np.random.default_rng(1).poisson(6, (12, 6))
    return Population(
        ("A", "B"),
        (KREIS,),
        {(KREIS, (("A", f"{i:02}"), ("B", f"{j}"))): int(leaves[i, j]) for i in range(12) for j in range(6)},
    )


def test_small_cells_left_out_alone_are_all_recovered_and_none_after():
    people = poisson_table()
    counts = {cell: Count(people.count(cell)) for cell in all_cells(people, "2024")}
    table = Publication("Tabelle", (Table(Rule(), counts),))
    system = gather(table)
    alone = system.closed(system.needs)
    broken = Attack(system, alone).narrow(targets(system, alone))
    assert len(alone.cells) == 8
    assert len(broken) == 8
    assert all(interval.low == interval.high == system.truth[cell] for cell, interval in broken.items())
    checked = check(table)
    assert len(checked.mask.cells) <= 14
    assert recovered(people, checked) == []


def test_the_tests_attacker_does_recover_when_there_is_something():
    people = Population(
        ("A",), (KREIS,), {(KREIS, (("A", x),)): n for x, n in (("x", 2), ("y", 9), ("z", 5))}
    )
    counts = {cell: Count(people.count(cell)) for cell in all_cells(people, "2024")}

    class Careless:
        publication = Publication("Tabelle", (Table(Rule(), counts),))

        def shown(self, cell):
            from monitoring.disclosure import Shown

            value = counts[cell].value
            return Shown(None if value < 3 else value, "value")

    ((cell, low, high),) = recovered(people, Careless())
    assert "A x" in cell
    assert (low, high) == (2, 2)


@pytest.mark.drill
@pytest.mark.timeout(1200)
def test_random_tables_give_nothing_away():
    assert attack_tables(range(100) if FULL else range(0, 100, 3)) > 100


@pytest.mark.drill
@pytest.mark.timeout(1200)
def test_publications_in_a_row_give_nothing_away():
    published, refused = attack_sequences(range(20) if FULL else range(6))
    assert published > 4 * refused


@pytest.mark.parametrize(
    "rule",
    [
        Rule(threshold=5),
        Rule(zeros=Zeros.SENSITIVE),
        Rule(method=Method.ROUND),
        Rule(method=Method.ROUND, zeros=Zeros.SENSITIVE, threshold=5),
    ],
    ids=["five", "zeros", "rounding", "rounding, zeros, five"],
)
def test_every_rule_holds_against_the_attacker(rule):
    attack_tables(range(200, 230) if FULL else range(200, 205), rule)


@pytest.mark.drill
@pytest.mark.timeout(3600 if FULL else 300)
def test_drill_many_more_tables_and_sequences():
    attack_tables(range(1000, 1400) if FULL else range(1000, 1003))
    attack_sequences(range(1000, 1080) if FULL else range(1000, 1001))


def test_no_left_out_cell_could_be_shown():
    """Minimal: showing any secondary cell again would break the protection."""
    people = poisson_table()
    counts = {cell: Count(people.count(cell)) for cell in all_cells(people, "2024")}
    system = gather(Publication("Tabelle", (Table(Rule(), counts),)))
    mask = find_mask(system)
    for cell in mask.cells - system.needs.keys():
        trial = system.closed(mask.cells - {cell})
        assert Attack(system, trial).narrow(targets(system, trial)), cell


SCRIPT = """
import numpy as np
from monitoring.disclosure import check
from monitoring.tests.disclosure.populations import population, publication
rng = np.random.default_rng(11)
checked = check(publication(rng, population(rng)))
print(sorted(map(str, checked.mask.cells)), sorted(map(str, checked.mask.rates)))
"""


def test_same_input_same_mask_in_every_process():
    masks = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(masks) == 1
    assert "Beratungen" in masks.pop()


def test_order_of_the_input_does_not_matter():
    people = poisson_table()
    cells = all_cells(people, "2024")
    one, other = (
        check(Publication("T", (Table(Rule(), {c: Count(people.count(c)) for c in order}),)))
        for order in (cells, list(reversed(cells)))
    )
    assert one.mask == other.mask


def test_cells_are_those_of_the_publication():
    checked = check(Publication("T", (Table(Rule(), {Cell("s", "01", "2024"): Count(2)}),)))
    assert checked.mask.cells == {Cell("s", "01", "2024")}
