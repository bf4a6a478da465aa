"""Masks between publications, rates, rounding, and the reasons for a refusal."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from monitoring.disclosure import (
    Cell,
    Checked,
    Count,
    Mask,
    Method,
    Publication,
    Rate,
    Refusal,
    Rule,
    Table,
    check,
)
from monitoring.tests.disclosure.populations import population, publication

KREIS = "03999"


def cell(region=KREIS, period="2024", series="Beratungen", **breakdown):
    return Cell(series, region, period, tuple(sorted(breakdown.items())))


def table(counts, rule=None, **more):
    return Table(rule or Rule(), {c: Count(v) for c, v in counts.items()}, **more)


def row(period="2024", values=(2, 4, 9, 12)):
    """Four schools and their total."""
    parts = {cell(period=period, school=f"S{n}"): value for n, value in enumerate(values)}
    return {cell(period=period): sum(values), **parts}


def printed(checked):
    return {str(c): checked.shown(c).value for c in checked.cells()}


def test_the_cheapest_cell_covers_the_small_one():
    checked = check(Publication("A", (table(row()),)))
    assert checked.mask.cells == {cell(school="S0"), cell(school="S1")}
    assert checked.shown(cell()).value == 27
    masked = checked.shown(cell(school="S0"))
    assert (masked.value, masked.status) == (None, "suppressed")
    assert "Geheim" in masked.reason


def test_the_same_publication_again_has_the_same_mask():
    first = check(Publication("A", (table(row()),)))
    again = check(Publication("B", (table(row()),)), [first.published])
    assert again.mask == first.mask


def test_an_added_period_leaves_the_old_mask_and_prefers_its_places():
    first = check(Publication("A", (table(row("2023", (2, 5, 9, 12))),)))
    assert first.mask.cells == {cell(period="2023", school="S0"), cell(period="2023", school="S1")}
    # by itself S2 would be the cheapest partner in 2024, S1 was left out before
    counts = row("2023", (2, 5, 9, 12)) | row("2024", (2, 14, 9, 12))
    alone = check(Publication("B", (table(counts),)))
    after = check(Publication("B", (table(counts),)), [first.published])
    assert cell(school="S2") in alone.mask.cells
    assert {c for c in after.mask.cells if c.period == "2023"} == first.mask.cells
    assert {c for c in after.mask.cells if c.period == "2024"} == {cell(school="S0"), cell(school="S1")}


def test_masks_of_random_publications_are_stable_when_repeated():
    for seed in range(8):
        rng = np.random.default_rng(seed)
        new = publication(rng, population(rng, dimensions=2))
        first = check(new)
        assert check(replace(new, name="noch einmal"), [first.published]).mask == first.mask


def test_zero_is_printed_and_helps_nobody():
    checked = check(Publication("A", (table(row(values=(0, 0, 2, 30, 40))),)))
    assert checked.shown(cell(school="S0")).status == "zero"
    assert checked.mask.cells == {cell(school="S2"), cell(school="S3")}


def test_a_total_of_two_goes_with_its_parts():
    checked = check(Publication("A", (table(row(values=(1, 1))),)))
    assert len(checked.mask.cells) == 3


# --- rates ---------------------------------------------------------------------------------------

WHOLE = cell(series="Bevölkerung")
SHARE = cell(series="Quote")


def with_rate(value, whole, hidden=True, **rate):
    counts = table(
        {cell(): value},
        rates=(Rate(SHARE, cell(), WHOLE, **rate),),
        hidden=frozenset({cell()} if hidden else ()),
    )
    return check(Publication("A", (counts,), {WHOLE: whole}))


def test_a_share_of_a_known_number_gives_away_the_count():
    assert with_rate(1, 30).shown(SHARE).value is None  # 3.3 % of 30
    assert with_rate(12, 30).shown(SHARE).value == Decimal("40.0")


def test_a_rate_goes_with_its_numerator():
    checked = with_rate(2, 5000, hidden=False)
    assert checked.shown(cell()).value is None
    assert checked.shown(SHARE).value is None


def test_all_but_two_is_as_small_as_two():
    assert with_rate(28, 30).shown(SHARE).value is None
    assert with_rate(28, 30, subset=False).shown(SHARE).value == Decimal("93.3")


def test_small_and_zero_denominators_are_said():
    assert with_rate(6, 12).shown(SHARE).status == "unreliable"
    assert with_rate(0, 0).shown(SHARE).reason == "Nicht berechenbar: Der Nenner ist null."


def test_rates_of_parts_are_left_out_when_they_give_a_part_away():
    """Total printed, parts only as shares of it: one share back-calculates the other."""
    counts = {cell(): 60, cell(sex="w"): 58, cell(sex="m"): 2}
    shares = tuple(Rate(cell(series="Quote", sex=s), cell(sex=s), cell(), subset=False) for s in "mw")
    new = table(counts, rates=shares, hidden=frozenset({cell(sex="w"), cell(sex="m")}))
    checked = check(Publication("A", (new,)))
    assert [checked.shown(share.cell).value for share in shares] == [None, None]


# --- dominance and rounding ----------------------------------------------------------------------


def test_a_dominated_value_is_left_out_and_not_derivable():
    counts = {cell(): Count(300), cell(kind="a"): Count(100, (95, 5)), cell(kind="b"): Count(200, (50,) * 4)}
    checked = check(Publication("A", (Table(Rule(dominance=(1, 80)), counts),)))
    assert checked.mask.cells >= {cell(kind="a")}
    assert len(checked.mask.cells) == 2
    given = Mask(frozenset({cell(kind="a")}))
    assert isinstance(check(Publication("A", (Table(Rule(dominance=(1, 80)), counts),)), mask=given), Refusal)


def test_rounded_tables_are_marked_and_print_no_true_number():
    checked = check(Publication("A", (table(row(values=(2, 4, 9, 12)), Rule(method=Method.ROUND)),)))
    assert list(printed(checked).values()) == [25, 0, 5, 10, 10]
    assert "gerundet" in checked.shown(cell()).note


def test_a_rounded_part_that_its_total_gives_away_is_left_out():
    """0 + 0 = 5: both parts must be 1 or 2."""
    checked = check(Publication("A", (table(row(values=(2, 2)), Rule(method=Method.ROUND)),)))
    assert checked.mask.cells


def test_rates_of_rounded_numbers_are_made_of_them():
    rates = (Rate(SHARE, cell(), WHOLE),)
    new = table({cell(): 12}, Rule(method=Method.ROUND), rates=rates)
    checked = check(Publication("A", (new,), {WHOLE: 40}))
    assert checked.shown(SHARE).value == Decimal("25.0")
    assert "gerundeten" in checked.shown(SHARE).note


# --- refusals ------------------------------------------------------------------------------------


def test_what_official_figures_give_away_is_refused_and_names_the_cell():
    """The Kreis is officially known and all towns but one are printed already."""
    towns = {cell(region=f"0399900{n}"): 10 + n for n in range(3)}
    first = check(Publication("Städte", (table(towns),)))
    assert isinstance(first, Checked)
    last = cell(region="03999009")
    parents = {c.region: KREIS for c in (*towns, last)}
    new = Publication("Kreis", (table({**towns, last: 1}, parents=parents),), {cell(): 34})
    refused = check(new, [first.published])
    assert isinstance(refused, Refusal)
    assert refused.cell == last
    assert refused.interval.low == refused.interval.high == 1
    assert str(last) in refused.text
    assert "genau errechenbar" in refused.text
    assert any("veröffentlicht in „Städte“" in fact for fact in refused.through)
    assert any("amtlich" in fact for fact in refused.through)


def test_a_second_publication_that_reveals_by_difference_is_refused():
    """Same mask kept by hand: the total of all minus the total of all but one school."""
    first = check(Publication("ohne S0", (table({cell(): 27, cell(rest="ja"): 25, cell(rest="nein"): 2}),)))
    assert isinstance(first, Checked)
    assert first.mask.cells == {cell(rest="ja"), cell(rest="nein")}
    again = Publication("mit", (table({cell(): 27, cell(rest="ja"): 25, cell(rest="nein"): 2}),))
    refused = check(again, [first.published], mask=Mask(frozenset({cell(rest="nein")})))
    assert isinstance(refused, Refusal)
    assert "rest" in refused.text


def test_a_small_cell_outside_a_mask_made_by_hand_is_refused():
    refused = check(Publication("A", (table(row()),)), mask=Mask())
    assert refused.cell == cell(school="S0")


def test_a_mask_made_by_hand_that_holds_is_kept_as_it_is():
    by_hand = Mask(frozenset({cell(school="S0"), cell(school="S3")}))
    checked = check(Publication("A", (table(row()),)), mask=by_hand)
    assert checked.mask == by_hand


def test_contradictions_are_refused():
    refused = check(Publication("A", (table({cell(): 5, cell(sex="w"): 6}),)))
    assert refused.cell is None
    assert "mehr als die Summe" in refused.text
    assert "abweicht" in check(Publication("A", (table({cell(): 5}),), {cell(): 6})).text.replace(
        "weicht", "abweicht"
    )


def test_a_correction_does_not_open_the_old_table():
    """The total was 27, a late correction makes it 28: the small cell stays hidden in both."""
    first = check(Publication("A", (table(row(values=(2, 4, 9, 12))),)))
    second = check(Publication("B", (table(row(values=(2, 4, 9, 13))),)), [first.published])
    assert isinstance(second, Checked)
    assert second.mask.cells >= {cell(school="S0"), cell(school="S1")}


def test_nobody_builds_a_checked_publication_by_hand():
    with pytest.raises(TypeError):
        Checked(Publication("A", ()), Mask())
