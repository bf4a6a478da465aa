"""The network of offers and functions: who goes, and what is left without anybody."""

import random

import pytest

from projects.dependency import (
    Offer,
    articulation_points,
    hanging_on_one,
    loss_of,
    losses,
    suggested_deputy,
)
from projects.dependency.figure import NOBODY, ONE, SEVERAL, draw_network

pytestmark = pytest.mark.anydb
GOLDEN = {"P1": "A", "P2": "AB", "P3": "BC"}


def network(carried):
    return [
        Offer(number, title, frozenset(functions))
        for number, (title, functions) in enumerate(carried.items())
    ]


def titles(offers):
    return [offer.title for offer in offers]


def test_removing_a_orphans_only_p1():
    offers = network(GOLDEN)
    loss = loss_of(offers, "A")
    assert (titles(loss.orphaned), titles(loss.kept)) == (["P1"], ["P2"])
    assert [(row.function, titles(row.orphaned)) for row in losses(offers)] == [
        ("A", ["P1"]),
        ("B", []),
        ("C", []),
    ]
    assert titles(hanging_on_one(offers)) == ["P1"]
    assert suggested_deputy(offers, offers[0]) == "B"


def test_articulation_points_hold_the_network_together():
    assert articulation_points(network(GOLDEN)) == {"A", "B"}
    assert articulation_points(network({"P1": "AB", "P2": "AB"})) == frozenset()
    assert articulation_points(network({"P1": "A"})) == frozenset()
    assert articulation_points(network({})) == frozenset()


def _parts(offers, without=""):
    """Number of connected parts, counted by merging: another way than the one of the room."""
    groups = []
    for offer in offers:
        joined = {offer.key, *(f for f in offer.functions if f != without)}
        for group in [g for g in groups if g & joined]:
            groups.remove(group)
            joined |= group
        groups.append(joined)
    return len(groups)


def test_articulation_points_are_those_whose_going_adds_a_part():
    dice = random.Random(4)
    for _round in range(300):
        carried = {f"P{n}": dice.sample("ABCDEF", dice.randint(0, 3)) for n in range(dice.randint(0, 7))}
        offers = network(carried)
        names = {name for offer in offers for name in offer.functions}
        wanted = {name for name in names if _parts(offers, name) > _parts(offers)}
        assert articulation_points(offers) == wanted, carried


def test_nobody_suggests_nobody_and_equal_overlap_is_decided_by_name():
    offers = network({"P1": "A", "P2": "AC", "P3": "AB"})
    assert suggested_deputy(offers, offers[0]) == "B"
    alone = network({"P1": "A", "P2": "B"})
    assert suggested_deputy(alone, alone[0]) == ""


def test_drawing_and_rows_tell_the_same():
    offers = network({**GOLDEN, "P4": ""})
    drawing = draw_network(offers)
    assert [row["word"] for row in drawing.rows] == [ONE, SEVERAL, SEVERAL, NOBODY]
    assert drawing.rows[3]["functions"] == "niemand"
    several, alone, functions, squares = drawing.data
    assert (several["x"].count(None), alone["x"].count(None)) == (4, 1)
    assert alone["line"]["dash"] == "dash"
    assert functions["text"] == ["A", "B", "C"]
    assert squares["marker"]["symbol"] == ["square-open", "square", "square", "square-open"]
    labels = [label["text"] for label in drawing.layout["annotations"]]
    assert labels == ["A", "B", "C", "P1", "P2", "P3", "P4"]
    assert draw_network(network({"P": ""})).data == []


def test_long_and_hostile_names_stay_plain_text():
    name = "Koordination <b>der</b> Übergänge zwischen Kindertagesstätten und Grundschulen im ganzen Kreis"
    drawing = draw_network([Offer(1, "Angebot", frozenset({name}))])
    text = drawing.narrow_layout["annotations"][0]["text"]
    assert "&lt;b&gt;der&lt;/b&gt;" in text
    assert text.count("<br>") <= 2
