"""The sums found between the cells of a publication."""

import pytest

from monitoring.disclosure import Cell, Count, Publication, Rate, Rule, Sum, Table
from monitoring.disclosure.additive import additive
from monitoring.disclosure.tables import Inconsistent


def cell(region="03999", **breakdown):
    return Cell("Beratungen", region, "2024", tuple(sorted(breakdown.items())))


def sums(counts, **table):
    return additive(Publication("p", (Table(Rule(), {c: Count(v) for c, v in counts.items()}, **table),)))


def test_breakdowns_and_areas_sum_to_their_totals():
    parts = {cell(sex="w"): 4, cell(sex="m"): 6}
    found, hidden = sums(
        {cell(): 10, cell("01"): 7, cell("02"): 3, **parts}, parents={"01": "03999", "02": "03999"}
    )
    assert Sum(cell(), (cell(sex="m"), cell(sex="w"))) in found
    assert Sum(cell(), (cell("01"), cell("02"))) in found
    assert hidden == {}


def test_what_is_missing_to_the_total_is_a_hidden_cell():
    (found,), hidden = sums({cell(): 10, cell(sex="w"): 8})
    assert list(hidden.values()) == [2]
    assert set(found.parts) == {cell(sex="w"), *hidden}


def test_levels_between_may_be_absent():
    leaves = {cell(sex=s, age=a): 5 for s in "mw" for a in "jk"}
    (found,), hidden = sums({cell(): 20, **leaves})
    assert (found.total, set(found.parts), hidden) == (cell(), set(leaves), {})


def test_two_breakdowns_of_one_population_share_a_hidden_total():
    found, hidden = sums({cell(sex="w"): 4, cell(sex="m"): 6, cell(age="j"): 9, cell(age="k"): 1})
    assert hidden == {cell(): 10}
    assert {one.total for one in found} == {cell()}
    assert len(found) == 2


def test_contradictions_name_the_cell():
    with pytest.raises(Inconsistent, match="insgesamt"):
        sums({cell(): 5, cell(sex="w"): 6})
    rate = Rate(cell(), cell(sex="w"), cell(sex="x"))
    with pytest.raises(Inconsistent, match="sex x"):
        sums({cell(): 5, cell(sex="w"): 5}, rates=(rate,))
