"""Numbers: what is printed is read back, what is doubtful is asked, nothing passes through float."""

import csv
from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dkbm.numbers import (
    MINUS,
    NBSP,
    AmbiguousNumber,
    format_euro,
    format_german,
    parse_euro,
    parse_german,
    parse_percent,
    percent,
    print_german,
    rate,
    rounded,
    written_number,
)

GENESIS = Path(__file__).parents[3] / "shared/data/genesis_classic/13211-02-05-4.csv"
steady = settings(derandomize=True, database=None, deadline=None, max_examples=200)
numbers = st.one_of(
    st.integers(-(10**15), 10**15).map(Decimal),
    st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=3),
    st.decimals(-100, 100, allow_nan=False, allow_infinity=False, places=12),
)
counts = st.integers(0, 10**9)


@steady
@given(numbers, st.sampled_from(["", "%", "Tsd. EUR", "€"]))
def test_every_printed_number_is_read_back(number: Decimal, unit: str) -> None:
    assert parse_german(format_german(number, unit=unit), unit) == number
    assert parse_german(print_german(number, unit=unit), unit) == number


@steady
@given(numbers, st.integers(0, 4))
def test_rounding_is_half_up_and_survives_printing(number: Decimal, decimals: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert rounded(number, decimals) == expected
    assert parse_german(print_german(number, decimals)) == expected
    assert parse_german(format_german(number, decimals)) == expected


@steady
@given(st.integers(-(10**14), 10**14))
def test_money_is_read_back_to_the_cent(cents: int) -> None:
    assert parse_euro(format_euro(cents)) == cents
    assert abs(parse_euro(format_euro(cents, with_cents=False)) - cents) <= 50


@steady
@given(counts, st.integers(1, 10**9), st.integers(0, 3))
def test_percent_is_the_nearest_step(numerator: int, denominator: int, decimals: int) -> None:
    shown = percent(numerator, denominator, decimals)
    assert shown is not None
    assert shown.as_tuple().exponent == -decimals
    # |shown - exact| <= half a step, in whole numbers
    distance = abs(shown * denominator - 100 * numerator)
    assert 2 * distance <= Decimal(1).scaleb(-decimals) * denominator


@steady
@given(st.text(max_size=70))
def test_any_text_is_a_number_a_question_or_a_german_refusal(text: str) -> None:
    for parse in (parse_german, parse_percent, parse_euro):
        try:
            assert Decimal(parse(text)).is_finite()
        except AmbiguousNumber as question:
            assert "nicht eindeutig" in str(question)  # noqa: PT017 - all outcomes are right
        except ValueError as refusal:
            assert "zum Beispiel" in str(refusal) or "Nachkommastellen" in str(refusal)  # noqa: PT017


READ = {
    "1.234,5": "1234.5",
    "1234,5": "1234.5",
    "1 234,5": "1234.5",
    f"1{NBSP}234,5": "1234.5",
    "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567": "1234567",
    f"{MINUS}5": "-5",
    f"{MINUS} 5": "-5",
    "-5": "-5",
    "+3,5": "3.5",
    "1,234": "1.234",
    "1.234.567": "1234567",
    " 0 ": "0",
    "1,50": "1.50",
}


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_german_number_is_read(text: str, number: str) -> None:
    read = parse_german(text)
    assert (read, str(read)) == (Decimal(number), number)


@pytest.mark.parametrize(
    ("text", "thousands", "decimals"),
    [("1.234", "1234", "1.234"), ("12.345", "12345", "12.345"), (f"{MINUS}100.000", "-100000", "-100.000")],
)
def test_a_single_point_is_a_question(text: str, thousands: str, decimals: str) -> None:
    with pytest.raises(AmbiguousNumber) as asked:
        parse_german(text)
    assert asked.value.readings == (Decimal(thousands), Decimal(decimals))
    ways = [format_german(reading) for reading in asked.value.readings]
    assert all(f"„{way}“" in str(asked.value) for way in ways)
    assert tuple(parse_german(way) for way in ways) == asked.value.readings
    assert str(copy(asked.value)) == str(asked.value)


REFUSED = (
    *("", " ", "-", "--5", "inf", "nan", "1e5", "1_000", "0x10", "5 %", "5 €", "5,", ",5", "1,2,3", "1,5.0"),
    *("1.5", "0.123", "1.23.4", "1.2345", "12 34", "1 234.567", "1\n234", "9" * 61),
    *("\N{SUPERSCRIPT TWO}", "5\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT THREE}"),
)


@pytest.mark.parametrize("text", REFUSED)
def test_refusal_is_german_and_no_question(text: str) -> None:
    with pytest.raises(ValueError, match="zum Beispiel") as refusal:
        parse_german(text)
    assert not isinstance(refusal.value, AmbiguousNumber)


def test_percent_sign_is_taken_off() -> None:
    assert parse_percent(f"12,5{NBSP}%") == parse_percent("12,5%") == parse_percent("12,5") == Decimal("12.5")
    with pytest.raises(AmbiguousNumber):
        parse_percent("1.234 %")


EUROS = {
    "1.234,56 €": 123456,
    "1234": 123400,
    "1 234,5 EUR": 123450,
    f"{MINUS}5 Euro": -500,
    "100€": 10000,
    "25.000 €": 2_500_000,
    "0,07": 7,
}


@pytest.mark.parametrize(("text", "cents"), EUROS.items())
def test_euros_are_read_as_cents(text: str, cents: int) -> None:
    assert parse_euro(text) == cents


def test_parts_of_a_cent_are_refused() -> None:
    with pytest.raises(ValueError, match="Nachkommastellen"):
        parse_euro("1,234")
    assert parse_euro("1,500") == 150


def test_forms_style() -> None:
    assert format_german(Decimal("1234.5")) == "1.234,5"
    assert format_german(1234567) == "1.234.567"
    assert format_german(1234) == "1234"
    assert format_german(-5, unit="%") == f"-5{NBSP}%"
    assert format_german(Decimal("2.5"), 0) == "3"
    assert format_german(Decimal("-2.5"), 0) == "-3"
    assert format_german(Decimal("-0.04"), 1) == "0,0"
    assert format_german(Decimal("1E+3")) == "1000"


def test_print_style() -> None:
    assert print_german(5895) == f"5{NBSP}895"
    assert print_german(Decimal("-1234.56"), 1, "%") == f"{MINUS}1{NBSP}234,6{NBSP}%"
    assert print_german(Decimal("9.80")) == "9,80"
    assert format_euro(123456) == f"1{NBSP}234,56{NBSP}€"
    assert format_euro(123450, with_cents=False) == f"1{NBSP}235{NBSP}€"
    assert format_euro(-5) == f"{MINUS}0,05{NBSP}€"


def test_not_computable_is_none_and_zero_stays_zero() -> None:
    assert percent(55, 561, 2) == Decimal("9.80")
    assert rate(55, 561) == Decimal("9.803921568627450980392156863")
    assert percent(0, 5) == Decimal("0.0")
    assert rate(0, 5) == 0
    for numerator, denominator in ((1, 0), (1, None), (None, 1), (None, None), (0, 0)):
        assert percent(numerator, denominator) is None
        assert rate(numerator, denominator) is None


def test_percent_does_not_round_twice() -> None:
    just_below_half = 5 * 10**39 - 1
    assert percent(just_below_half, 10**43, 1) == Decimal("0.0")
    assert percent(5 * 10**39, 10**43, 1) == Decimal("0.1")


@pytest.mark.parametrize("value", [1.5, Decimal("NaN"), Decimal("Infinity"), "5"])
def test_floats_and_unreal_numbers_are_not_printed(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        print_german(value)  # type: ignore[arg-type]


def test_rates_of_a_real_file_are_read_and_printed_back() -> None:
    if not GENESIS.exists():
        pytest.skip("the real files are not here: ../shared/data/genesis_classic")
    rows = csv.reader(GENESIS.read_text("cp1252").splitlines(), delimiter=";")
    cells = [cell for row in rows if len(row) == 16 and row[1] in {"DG", "03402"} for cell in row[-6:]]
    assert "9,7" in cells
    assert [format_german(parse_german(cell)) for cell in cells] == cells


@pytest.mark.parametrize("text", ["", None, "-1", "+1", "1.0", " 1", "²", "٣", "1\0", "9" * 19, "9" * 5000])
def test_only_plain_digits_that_a_column_holds_are_a_written_number(text: str | None) -> None:
    assert written_number(text) is None
    assert written_number("0012") == 12
    assert written_number("9" * 18) == 10**18 - 1
