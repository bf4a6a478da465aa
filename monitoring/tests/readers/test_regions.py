"""Region codes as text, repaired without guessing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.readers.regions import is_region_variable, looks_like_code, official_code


@pytest.mark.parametrize(
    "code", ["DG", "03", "16", "031", "145", "03402", "02000", "11000", "03241001", "11001001"]
)
def test_official_codes_stay(code: str) -> None:
    assert official_code(code) == code


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("3402", "03402"),
        ("3402.0", "03402"),
        ("3402,0", "03402"),
        ("03402000", "03402"),
        ("3402000", "03402"),
        ("034020000000", "03402"),
        ("34020000000", "03402"),
        (" 03402 ", "03402"),
        ("3241001", "03241001"),
        ("032410001001", "03241001"),
        ("3", "03"),
        ("31", "031"),
        ("03000000", "03"),
        ("030000000000", "03"),
        ("03100000", "031"),
        ("02000000", "02000"),
        ("110000000000", "11000"),
        ("dg", "DG"),
        ("00", "DG"),
        ("000000000000", "DG"),
    ],
)
def test_damaged_and_padded_codes(printed: str, code: str) -> None:
    assert official_code(printed) == code


@pytest.mark.parametrize(
    "printed",
    ["", "Emden", "17001", "17", "41", "99123", "340200", "034021234000", "034020001", "3402.5", "-1", "٠٣"],
)
def test_no_code_without_guessing(printed: str) -> None:
    with pytest.raises(ValueError, match="„"):
        official_code(printed)


@given(st.text(max_size=15) | st.from_regex(r"\A[0-9]{1,12}\Z"))
def test_a_code_is_stable(printed: str) -> None:
    try:
        code = official_code(printed)
    except ValueError:
        return
    assert official_code(code) == code
    assert len(code) in {2, 3, 5, 8}


def test_region_variables() -> None:
    assert all(
        map(
            is_region_variable,
            ["KREISE", "DLAND", "DINSG", "REGBEZ", "GEMEIN", "FKREISE", "GEODL1", "GEOLK3"],
        )
    )
    assert not any(map(is_region_variable, ["GES", "NAT", "GEBEN1", "", "STAG"]))


def test_shape_of_codes() -> None:
    assert looks_like_code("DG")
    assert looks_like_code("3402.0")
    assert not looks_like_code("Deutschland")
