"""The sentences of an indicator page say what the printed numbers say, and nothing more."""

from decimal import Decimal

import pytest

from monitoring.charts.events import Mark
from monitoring.charts.sentence import Wording, against, changes, small_base

pytestmark = pytest.mark.anydb
SHARE = Wording("%", 1)
DOWN, UP = Wording("%", 1, "down"), Wording("%", 1, "up")
PEOPLE = Wording("Personen", 0)


def points(*values, start=2021):
    return [(str(start + i), Decimal(value)) for i, value in enumerate(values)]


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("values", "wording", "said"),
    [
        (("9.0",), SHARE, ""),
        (("9.0", "9.8"), SHARE, "Gegenüber 2021 ist der Wert um 0,8 Prozentpunkte gestiegen."),
        (("9.8", "8.8"), SHARE, "Gegenüber 2021 ist der Wert um 1,0 Prozentpunkt gesunken."),
        (("9.81", "9.84"), SHARE, "Gegenüber 2021 ist der Wert gerundet unverändert."),
        # the difference of what is printed (9,8 and 9,9), not of what lies behind it
        (("9.84", "9.86"), SHARE, "Gegenüber 2021 ist der Wert um 0,1 Prozentpunkte gestiegen."),
        (
            ("9.0", "9.8"),
            DOWN,
            "Gegenüber 2021 ist der Wert um 0,8 Prozentpunkte gestiegen, das ist nicht die gewünschte Richtung.",
        ),
        (
            ("9.0", "9.8"),
            UP,
            "Gegenüber 2021 ist der Wert um 0,8 Prozentpunkte gestiegen, das ist die gewünschte Richtung.",
        ),
        (
            ("9.8", "9.0"),
            DOWN,
            "Gegenüber 2021 ist der Wert um 0,8 Prozentpunkte gesunken, das ist die gewünschte Richtung.",
        ),
        (("1200", "1100"), PEOPLE, "Gegenüber 2021 ist der Wert um 100 Personen gesunken."),
        (
            ("10", "12", "11"),
            PEOPLE,
            (
                "Gegenüber 2022 ist der Wert um 1 Personen gesunken. "
                "Gegenüber 2021 ist der Wert um 1 Personen gestiegen."
            ),
        ),
        (("0", "0"), PEOPLE, "Gegenüber 2021 ist der Wert gerundet unverändert."),
    ],
)
def test_change_in_words(values, wording, said):
    assert plain(changes(points(*values), wording)) == said


def test_nothing_is_compared_across_a_break():
    marks = [Mark("2022", "neue Erhebung")]
    said = changes(points("5", "6", "7"), SHARE, marks)
    assert "Gegenüber 2022 ist der Wert um 1,0" in plain(said)
    assert "Mit 2021 ist der Wert nicht vergleichbar: neue Erhebung." in said


@pytest.mark.parametrize(
    ("value", "reference", "said"),
    [
        ("9.8", "7.7", "Das sind 2,1 Prozentpunkte mehr als in Niedersachsen (7,7 %)."),
        ("7.7", "9.8", "Das sind 2,1 Prozentpunkte weniger als in Niedersachsen (9,8 %)."),
        ("7.71", "7.74", "In Niedersachsen ist der Wert gerundet gleich (7,7 %)."),
    ],
)
def test_value_beside_a_reference(value, reference, said):
    assert plain(against(Decimal(value), Decimal(reference), "Niedersachsen", SHARE)) == said


def test_no_sentence_judges_chance():
    texts = [changes(points("9", "9.8", "12"), w) for w in (SHARE, UP, DOWN, PEOPLE)]
    assert not any("signifikant" in text for text in texts)


@pytest.mark.parametrize(
    ("denominator", "said"),
    [
        (
            "561",
            "Kleine Grundmenge: Zehn Fälle mehr oder weniger ändern den Wert um 1,8 Prozentpunkte.",
        ),
        ("2000", ""),
        ("0", ""),
        (None, ""),
    ],
)
def test_small_base_says_what_ten_cases_do(denominator, said):
    base = None if denominator is None else Decimal(denominator)
    assert plain(small_base(base, 100, SHARE)) == said
