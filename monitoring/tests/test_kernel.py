"""The kernel gives what the plain formulas give, to the last digit; trends are what they say."""

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.calculation import Definition, compute
from monitoring.calculation.block import Block, block_from, squeezed_block
from monitoring.calculation.cube import STATUSES, Cube, cells_of, patched
from monitoring.calculation.kernel import evaluate, facts_of, plainly
from monitoring.calculation.trends import reached, season, trends

KREISE = {f"{land:02d}": frozenset({f"{land:02d}001", f"{land:02d}002"}) for land in range(1, 17)}
REGIONS = ["DG", *KREISE, *(code for codes in KREISE.values() for code in codes), "03241"]
PERIODS = [str(year) for year in range(2015, 2023)]
SERIES = ["a|", "b|GES=GESW", "c | mit Strich|", "d|"]
TABLES = ["T-1", "T-2"]
KEYS = [f"{table}|{series}" for table in TABLES for series in SERIES]
NUMBERS = [
    lambda chance: Decimal(chance.randrange(2000)),
    lambda chance: Decimal(chance.randrange(-50_000, 10**8)) / 1000,
    lambda chance: Decimal(chance.randrange(3)),
    lambda chance: Decimal(chance.randrange(10**12)) / 10**6,
]
HUGE = [*NUMBERS, lambda chance: Decimal(chance.randrange(10**24)) / 10**6]


def random_cubes(chance, numbers=NUMBERS, missing=0.1, signs=0.1, of_land=0.3):
    """Cubes of two tables in which much is missing and some is only a sign."""
    return {
        period: {
            table: patched(Cube(), cells_of(random_rows(chance, numbers, missing, signs, of_land)))
            for table in TABLES
        }
        for period in PERIODS
    }


def random_rows(chance, numbers, missing, signs, of_land):
    rows = []
    for region in REGIONS:
        if len(region) == 2 and chance.random() > of_land:
            continue
        for series in SERIES:
            if chance.random() < missing:
                continue
            if chance.random() < signs:
                rows.append((region, series, None, chance.choice(STATUSES[3:])))
            else:
                value = chance.choice(numbers)(chance)
                rows.append((region, series, value, "value" if value else "zero"))
    return rows


def random_definition(chance):
    formula = chance.choice(["count", "rate", "rate", "published"])
    pick = lambda most: tuple(chance.sample(KEYS, chance.randint(1, most)))
    return Definition(
        formula,
        pick(1) if formula == "published" else pick(3),
        pick(3) if formula == "rate" else (),
        chance.choice([1, 100, 1000]),
        chance.random() < 0.5,
    )


def results(blocks):
    return sorted(
        (result for period, values in blocks.items() for result in values.results(period)),
        key=lambda result: (result.region, result.period),
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_kernel_equals_the_formulas(seed):
    chance = random.Random(seed)
    numbers = [chance.choice(NUMBERS)] if seed % 5 else HUGE
    sparse = {"missing": 0.0, "signs": 0.0, "of_land": 0.0} if seed % 3 == 0 else {}
    cubes, definition = random_cubes(chance, numbers, **sparse), random_definition(chance)
    quick, plain = evaluate(definition, cubes, KREISE), plainly(definition, cubes, KREISE)
    reference = compute(definition, facts_of(definition, cubes), KREISE)
    assert results(quick) == reference
    assert [str(r.value) for r in results(plain)] == [str(r.value) for r in results(quick)]
    for period in quick:
        trend = trends({period: quick[period]}, [period], frozenset())[period]
        stored = squeezed_block(Block(quick[period], trend))
        assert stored == squeezed_block(Block(plain[period], trend)), "the same bytes from both ways"
        again = block_from(stored[1])
        assert list(again.values.results(period)) == list(quick[period].results(period))


@given(
    st.integers(-(10**15), 10**15),
    st.integers(1, 10**12),
    st.integers(0, 6),
    st.integers(0, 6),
    st.sampled_from([1, 100, 1000]),
)
def test_a_quotient_is_the_one_of_long_division(top, bottom, top_places, bottom_places, factor):
    a, b = Decimal(top).scaleb(-top_places), Decimal(bottom).scaleb(-bottom_places)
    rows = [("03402", "a|", a, "value"), ("03402", "b|", b, "value")]
    cubes = {"2020": {"T": patched(Cube(), cells_of(rows))}}
    definition = Definition("rate", ("T|a|",), ("T|b|",), factor)
    (result,) = evaluate(definition, cubes, {})["2020"].results("2020")
    assert result == compute(definition, facts_of(definition, cubes))[0]


def test_a_tie_is_rounded_away_from_zero():
    rows = [("03402", "a|", Decimal(1), "value"), ("03403", "a|", Decimal(-1), "value")]
    rows += [(code, "b|", Decimal(2_000_000), "value") for code in ("03402", "03403")]
    cubes = {"2020": {"T": patched(Cube(), cells_of(rows))}}
    found = evaluate(Definition("rate", ("T|a|",), ("T|b|",)), cubes, {})["2020"].results("2020")
    assert [str(result.value) for result in found] == ["0.000001", "-0.000001"]


def development(numbers):
    """Blocks of one region by year from {year: number or None}."""
    cubes = {
        str(year): {
            "T": patched(Cube(), cells_of([("03402", "a|", number, "value" if number else "missing")]))
        }
        for year, number in numbers.items()
    }
    return evaluate(Definition("count", ("T|a|",)), cubes, {})


def test_change_and_slope_of_known_numbers():
    numbers = {2015: 10, 2016: 12, 2018: 11, 2019: 20}
    blocks = development({year: Decimal(number) for year, number in numbers.items()})
    found = trends(blocks, blocks, frozenset())
    years = [2015, 2016, 2018, 2019]
    mean_x, mean_y = Decimal(sum(years)) / 4, Decimal(sum(numbers.values())) / 4
    slope = sum((x - mean_x) * (numbers[x] - mean_y) for x in years) / sum((x - mean_x) ** 2 for x in years)
    assert int(found["2019"].slope[0]) == int((slope * 10**6).quantize(Decimal(1), ROUND_HALF_UP))
    assert int(found["2019"].change[0]) == 9_000_000
    assert found["2018"].change[0] < -(2**62), "no number the year before: no change, not 0"
    assert found["2016"].slope[0] < -(2**62), "two points make no slope"


def test_percentile_counts_kreise_only_and_halves_ties():
    rows = [(code, "a|", Decimal(n), "value") for code, n in (("03001", 5), ("03002", 5), ("03003", 9))]
    cubes = {"2020": {"T": patched(Cube(), cells_of([*rows, ("03", "a|", Decimal(99), "value")]))}}
    blocks = evaluate(Definition("count", ("T|a|",)), cubes, {})
    found = trends(blocks, ["2020"], frozenset({"03001", "03002", "03003"}))["2020"].percentile
    assert [int(number) for number in found[1:]] == [2500, 2500, 10_000]
    assert found[0] < 0


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2023", ("", 2023)),
        ("2023/24", ("/", 2023)),
        ("2023-WS", ("-WS", 2023)),
        ("2021-12-31", ("-12-31", 2021)),
        ("2018..2020", None),
        ("2020-06..2020-09", None),
        ("", None),
    ],
)
def test_season_and_year(period, expected):
    assert season(period) == expected


def test_reached_are_the_year_itself_and_four_more_of_its_season():
    periods = [*map(str, range(2010, 2024)), "2013-WS"]
    assert reached(periods, ["2012"]) == {"2012", "2013", "2014", "2015", "2016"}
