"""The only exit for numbers."""

from decimal import Decimal

import pytest

from monitoring.calculation import Definition, Fact, Result, compute
from monitoring.disclosure import (
    Cell,
    Count,
    Publication,
    Rate,
    Released,
    Rule,
    Table,
    check,
    release,
)

RAW = Result("03402", "2023", Decimal("9.8"), Decimal(55), Decimal(561), "value")
OWN, WHOLE = "Beratungen", "Bevölkerung"


def count(region, value):
    return Result(region, "2023", Decimal(value), Decimal(value), None, "value")


def checked_counts(values):
    counts = {Cell(OWN, region, "2023"): Count(value) for region, value in values.items()}
    parents = {region: "03" for region in values if region != "03"}
    return check(Publication("Bericht", (Table(Rule(), counts, parents),)))


def test_nobody_builds_released_rows_by_hand():
    with pytest.raises(TypeError):
        Released("03402", "2023", Decimal(1), None, None, "value", "", False, None)


def test_official_values_pass_as_printed():
    (row,) = release([(RAW, 7)], official=True)
    assert (row.value, row.numerator, row.denominator, row.origin) == (Decimal("9.8"), 55, 561, 7)


def test_own_counts_stay_inside_with_a_reason():
    (row,) = release([(RAW, 7)], official=False)
    assert (row.value, row.numerator, row.denominator) == (None, None, None)
    assert "Geheimhaltung" in row.reason


def test_reason_brings_no_parts_along():
    masked = Result("03402", "2023", None, Decimal(2), None, "suppressed", "geheim")
    (row,) = release([(masked, 7)], official=True)
    assert row.numerator is None


def test_own_counts_leave_through_the_mask_of_a_checked_publication():
    values = {"03": 30, "03401": 2, "03402": 8, "03403": 20}
    checked = checked_counts(values)
    rows = release(
        [(count(region, value), None) for region, value in values.items()],
        official=False,
        checked=checked,
        series=OWN,
    )
    assert [row.value for row in rows] == [30, None, None, 20]
    assert {row.status for row in rows if row.value is None} == {"suppressed"}
    assert not any(row.numerator for row in rows if row.value is None)


def test_a_value_changed_since_the_check_is_withheld():
    checked = checked_counts({"03401": 8, "03402": 9})
    new = release([(count("03401", 7), None)], official=False, checked=checked, series=OWN)
    assert new[0].value is None
    assert "geändert" in new[0].reason


def test_places_outside_the_publication_are_withheld():
    checked = checked_counts({"03401": 8})
    (row,) = release([(count("03402", 9), None)], official=False, checked=checked, series=OWN)
    (other,) = release([(count("03401", 8), None)], official=False, checked=checked, series="anderes")
    assert (row.value, other.value) == (None, None)


def rate_row(top, whole=561, hidden=True):
    numerator, bottom = Cell(OWN, "03402", "2023"), Cell(WHOLE, "03402", "2023")
    rate = Rate(Cell("Quote", "03402", "2023"), numerator, bottom)
    table = Table(Rule(), {numerator: Count(top)}, {}, (rate,), (), frozenset({numerator} if hidden else ()))
    checked = check(Publication("Bericht", (table,), {bottom: whole}))
    value = Decimal(100 * top) / Decimal(whole)
    raw = Result("03402", "2023", value, Decimal(top), Decimal(whole), "value")
    return release([(raw, 7)], official=False, checked=checked, series="Quote")[0]


def test_own_rates_leave_with_the_checked_digits_and_only_printed_parts():
    row = rate_row(55)
    assert (row.value, row.numerator, row.denominator) == (Decimal("9.8"), None, 561)
    assert rate_row(55, hidden=False).numerator == 55


def test_a_protected_numerator_takes_its_rate_along():
    row = rate_row(2)
    assert (row.value, row.numerator, row.denominator) == (None, None, None)


def test_a_missing_value_keeps_its_own_reason():
    missing = Result("03402", "2023", None, None, None, "missing", "Keine Angabe in der Quelle.")
    (row,) = release([(missing, 7)], official=False)
    assert row.reason == "Keine Angabe in der Quelle."


def test_no_sum_or_rate_is_made_over_a_masked_official_cell():
    """The Land minus the other Kreise would be the secret."""
    counts = [("03401", Decimal(8), "value"), ("03402", None, "suppressed"), ("03403", Decimal(9), "value")]
    facts = [Fact(region, "2023", "t|Fälle|", value, status) for region, value, status in counts]
    facts += [Fact(region, "2023", "t|Alle|", Decimal(100), "value") for region, _v, _s in counts]
    kreise = {"03": frozenset(region for region, _v, _s in counts)}
    for definition in (
        Definition("count", ("t|Fälle|",)),
        Definition("rate", ("t|Fälle|",), ("t|Alle|",), 100),
    ):
        rows = release([(r, None) for r in compute(definition, facts, kreise)], official=True)
        assert {row.region: row.value for row in rows} == {
            "03401": rows[0].value,
            "03402": None,
            "03403": rows[2].value,
        }
        assert rows[1].numerator is None
