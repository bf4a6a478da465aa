"""One printed value cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.readers.cells import STATUSES
from monitoring.readers.values import read_value, shorten


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", "5"),
        (" 49202 ", "49202"),
        ("9,7", "9.7"),
        ("-12", "-12"),
        ("−12,5", "-12.5"),
        ("–3", "-3"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234", "1234"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1\u202f234,5", "1234.5"),
        ("2031201000", "2031201000"),
    ],
)
def test_german_numbers(text: str, number: str) -> None:
    read = read_value(text)
    assert (read.value, read.status, read.sign, read.flags) == (Decimal(number), "value", "", "")


@pytest.mark.parametrize("text", ["0", "0,0", "-0", "00"])
def test_a_true_zero_survives(text: str) -> None:
    read = read_value(text)
    assert (str(read.value).replace(".0", ""), read.status, read.sign) == ("0", "zero", "")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("-", "dash"),
        ("–", "dash"),
        ("−", "dash"),
        ("n", "dash"),
        (".", "suppressed"),
        ("g", "suppressed"),
        ("...", "not_yet"),
        ("…", "not_yet"),
        ("t", "not_yet"),
        ("/", "unreliable"),
        ("u", "unreliable"),
        ("x", "not_meaningful"),
        ("null", "missing"),
        ("", "missing"),
    ],
)
def test_signs_have_a_reason_and_no_value(text: str, status: str) -> None:
    read = read_value(text)
    assert (read.value, read.status, read.sign, read.problem) == (None, status, text, "")


def test_k_is_rounded_to_zero() -> None:
    read = read_value("k")
    assert (read.value, read.status, read.sign) == (Decimal(0), "rounded_zero", "k")


@pytest.mark.parametrize(
    ("text", "number", "flags"),
    [
        ("12p", "12", "p"),
        ("12,5 r", "12.5", "r"),
        ("7pr", "7", "pr"),
        ("3e", "3", "e"),
        ("(5)", "5", "u"),
        ("(1.234,5)", "1234.5", "u"),
        ("5u", "5", "u"),
    ],
)
def test_marks_at_a_number(text: str, number: str, flags: str) -> None:
    read = read_value(text)
    assert (read.value, read.flags) == (Decimal(number), flags)


@pytest.mark.parametrize("text", ["1.234", "49.202", "1.5", "-7.5"])
def test_an_ambiguous_point_is_a_question_not_a_guess(text: str) -> None:
    read = read_value(text)
    assert read.value is None
    assert "nicht eindeutig" in read.problem


@pytest.mark.parametrize("text", ["abc", "1,2,3", "1.23,4", "1,234.5", "inf", "NaN", "12 34", "٣", "(", "NA"])
def test_other_text_is_a_problem(text: str) -> None:
    read = read_value(text)
    assert read.value is None
    assert "weder eine Zahl noch ein bekanntes Zeichen" in read.problem


def test_a_number_no_column_can_hold_is_a_problem() -> None:
    assert read_value("9" * 18 + ",5").value == Decimal("9" * 18 + ".5")
    for text in ("9" * 19, "-" + "9" * 19, "9" * 41, " ".join(["1", *["000"] * 6])):
        assert "mehr Stellen" in read_value(text).problem


def test_problems_name_what_to_do() -> None:
    assert "Originaldatei" in read_value("1,2E+05").problem
    assert "Prozentzeichen" in read_value("9,8 %").problem


def test_english_files_print_a_decimal_point() -> None:
    assert read_value("53.9", decimal_point=True).value == Decimal("53.9")
    assert read_value("49.202", decimal_point=True).value == Decimal("49.202")
    assert read_value("53,9", decimal_point=True).problem


@given(st.text(max_size=60))
def test_any_text_is_number_sign_or_problem(text: str) -> None:
    for point in (False, True):
        read = read_value(text, decimal_point=point)
        assert read.status in STATUSES
        assert read.value is None or (read.value.is_finite() and not read.problem)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3))
def test_german_printing_is_read_back(number: Decimal) -> None:
    assert read_value(f"{number:f}".replace(".", ",")).value == number


def test_shorten() -> None:
    assert shorten("a \n b") == "a b"
    assert len(shorten("x" * 100)) == 40
