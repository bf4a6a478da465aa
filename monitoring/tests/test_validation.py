"""The rules for entered values, by tables."""

from decimal import Decimal

import pytest

from monitoring.calculation.limits import Limits
from monitoring.calculation.validation import Finding, Given, Line, Severity, check, of_line

pytestmark = pytest.mark.anydb
KITAS = (
    Line(1, "Kinder", "", "Anzahl"),
    Line(2, "Kinder", "kommunal", "Anzahl"),
    Line(3, "Kinder", "frei", "Anzahl"),
    Line(4, "Kinder unter 3", "", "Anzahl", part_of=1),
    Line(5, "Quote", "", "%"),
    Line(6, "Wanderungssaldo", "", "Personen"),
)
SIGNS = {"-": "dash", ".": "suppressed", "x": "not_meaningful"}


def cell(text):
    if text in SIGNS:
        return Given(None, SIGNS[text])
    return Given(None, "") if text == "" else Given(Decimal(text), "value")


def found(texts, usual=None, *, complete=True):
    given = {key: cell(text) for key, text in texts.items()}
    return check(KITAS, given, usual or {}, complete=complete)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({1: "100", 2: "60", 3: "40"}, set()),
        ({1: "100", 2: "60", 3: "41"}, {("sum", Severity.ERROR)}),
        ({1: "100", 2: "100", 3: "0"}, set()),
        ({1: "100", 2: "100", 3: "-"}, set()),
        ({1: "100", 2: "90", 3: "-"}, {("sum", Severity.ERROR)}),
        ({1: "100", 2: "60", 3: "."}, set()),
        ({1: "100", 2: "101", 3: "."}, {("sum", Severity.ERROR)}),
        ({1: "100", 2: "101", 3: ""}, {("sum", Severity.ERROR)}),
        ({1: "100", 2: "60", 3: ""}, set()),
        ({2: "60", 3: "40"}, {("total", Severity.HINT)}),
        ({1: "-1"}, {("negative", Severity.ERROR)}),
        ({6: "-1"}, set()),
        ({5: "100"}, set()),
        ({5: "100.1"}, {("share", Severity.ERROR)}),
        ({1: "10", 4: "10"}, set()),
        ({1: "10", 4: "11"}, {("part", Severity.ERROR)}),
        ({4: "11"}, set()),
        ({1: "10.5"}, {("fraction", Severity.WARNING)}),
        ({1: "0", 2: "0", 3: "0", 4: "0"}, set()),
    ],
)
def test_rule(texts, expected):
    assert {(f.rule, f.severity) for f in found(texts)} == expected


def test_missing_is_a_hint_unless_the_period_is_complete():
    assert [f.rule for f in found({1: "0"}, complete=False)] == ["missing"] * 5
    assert found({1: "0"}, complete=True) == []


def test_a_sign_is_not_missing():
    rules = found(dict.fromkeys(range(1, 7), "."), complete=False)
    assert rules == []


def test_a_jump_needs_a_reason_and_says_what_is_usual():
    usual = {1: Limits(Decimal(90), Decimal(100), Decimal(110))}
    assert found({1: "110"}, usual) == []
    (jump,) = found({1: "111"}, usual)
    assert (jump.rule, jump.severity) == ("jump", Severity.WARNING)
    assert jump.numbers == "Üblich sind 90 bis 110, im Mittel 100."


def test_texts_for_all_hold_no_number():
    """Who may not see raw values reads the finding without them."""
    for finding in found({1: "4711", 2: "815", 3: "7", 4: "9999"}):
        assert not any(digits in finding.text for digits in ("4711", "815", "9999", "4 711", "822"))
        assert finding.numbers


def test_errors_come_first_and_concern_their_lines():
    findings = found({1: "10.5", 2: "60", 3: "41"}, complete=False)
    assert [f.severity for f in findings] == sorted((f.severity for f in findings), key=list(Severity).index)
    assert {f.rule for f in of_line(findings, 2)} == {"sum"}
    assert all(isinstance(f, Finding) for f in findings)
