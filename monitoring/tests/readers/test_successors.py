"""Counts of dissolved Kreise for their successors: added visibly, never a share, never over a gap."""

from __future__ import annotations

from decimal import Decimal

from monitoring.readers.cells import DASH, SUPPRESSED, VALUE, Cell
from monitoring.readers.successors import is_additive, join_successors
from monitoring.tests.readers.samples import needs_real_data, real

GOETTINGEN = {"03152": ["03159"], "03156": ["03159"]}
KITAS = "Tageseinrichtungen für Kinder | Insgesamt"


def cell(region: str, value: int | None, sign: str = "", label: str = "Plätze", unit: str = "Anzahl") -> Cell:
    status = VALUE if value is not None else (DASH if sign == "-" else SUPPRESSED)
    number = None if value is None else Decimal(value)
    return Cell(
        1,
        "C",
        region,
        region,
        "2002",
        label,
        label,
        "",
        "",
        unit,
        sign or str(value),
        number,
        status,
        sign,
        "",
    )


def summed(cells: list[Cell], table: dict[str, list[str]] = GOETTINGEN) -> dict[str, Cell]:
    return {c.region: c for c in join_successors(cells, table).cells if "Σ" in c.flags}


def test_dissolved_counts_are_added_and_named() -> None:
    joined = join_successors([cell("03152", 184), cell("03156", 50), cell("03159", None, "-")], GOETTINGEN)
    (total,) = [c for c in joined.cells if c.region == "03159"]
    assert (total.value, total.flags, total.status) == (234, "Σ", "value")
    assert total.column == "Summe aus 03152 + 03156: C"
    assert "03159: 1 Werte aufgelöster Kreise" in joined.notices[0].message
    assert [c.value for c in joined.cells if c.region == "03152"] == [184]


def test_part_that_is_secret_leaves_no_sum() -> None:
    total = summed([cell("03152", 184), cell("03156", None, ".")])["03159"]
    assert (total.value, total.status, total.sign) == (None, "suppressed", ".")


def test_own_number_of_the_successor_counts_too() -> None:
    table = {"16056": ["16063"]}
    assert summed([cell("16056", 42), cell("16063", 123)], table)["16063"].value == 165


def test_part_that_is_not_in_the_file_is_told_and_nothing_added() -> None:
    joined = join_successors([cell("03152", 184), cell("03159", None, "-")], GOETTINGEN)
    assert [c.value for c in joined.cells if c.region == "03159"] == [None]
    assert "fehlt 03156" in joined.notices[0].message


def test_shares_split_kreise_and_dashes_are_left_alone() -> None:
    assert not summed([cell("03152", 9, label="Arbeitslosenquote", unit="%")])
    assert not summed([cell("03152", 9)], {"03152": ["03159", "03155"]})
    assert not summed([cell("03152", None, "-"), cell("03159", 7)])


def test_chain_of_reforms_is_followed_and_a_circle_refused() -> None:
    assert set(summed([cell("a", 1)], {"a": ["b"], "b": ["c"]})) == {"c"}
    assert not summed([cell("a", 1)], {"a": ["b"], "b": ["a"]})


def test_words_that_forbid_adding() -> None:
    assert is_additive("Schulabgänge | Insgesamt", "Anzahl")
    assert is_additive("verfügbares Einkommen", "Tsd. EUR")
    for label, unit in (("Einkommen je Einwohner", "EUR"), ("Anteil Frauen", ""), ("Kinder", "%")):
        assert not is_additive(label, unit)


@needs_real_data
def test_kitas_of_2002_reach_todays_goettingen() -> None:
    cells = real("genesis_classic/22541-01-01-4.csv").cells
    own = {c.region: c.value for c in cells if c.measure == KITAS}
    assert own["03159"] is None
    total = next(
        c for c in join_successors(cells, GOETTINGEN).cells if c.region == "03159" and c.measure == KITAS
    )
    assert total.value == own["03152"] + own["03156"]
    assert own["03152"] == 184
