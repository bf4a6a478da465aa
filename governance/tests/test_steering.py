"""The picture of the steering cycle: order, number of lines, nothing on top of each other."""

from governance.steering import Step, draw, order_of

CLOPPENBURG = [Step("B", "S"), Step("S", "O"), Step("O", "B"), Step("B", "P", feedback=True)]
NAMES = {
    "B": "Bildungsbeirat",
    "S": "Steuerungsgruppe Bildung & Wissenschaft",
    "O": "Bildungsbüro",
    "P": "Kreistag",
}


def test_nothing_to_draw():
    assert draw([], {}) is None


def test_politics_stands_on_top_of_the_triangle():
    assert order_of(CLOPPENBURG) == ["P", "B", "S", "O"]


def test_three_nodes_three_arrows_and_the_feedback():
    picture = draw(CLOPPENBURG, NAMES)
    assert [(a.number, a.feedback) for a in picture.arrows] == [(1, False), (2, False), (3, False), (4, True)]
    assert len(picture.boxes) == 4


def test_boxes_do_not_overlap_and_long_names_wrap():
    picture = draw(CLOPPENBURG, NAMES)
    for upper, lower in zip(picture.boxes, picture.boxes[1:], strict=False):
        assert upper.bottom < lower.y
    assert [text for _y, text in picture.boxes[2].lines] == ["Steuerungsgruppe Bildung", "& Wissenschaft"]
    assert picture.boxes[-1].bottom < picture.height


def test_lanes_are_apart():
    picture = draw(CLOPPENBURG, NAMES)
    lanes = [a.label_x for a in picture.arrows[2:]]
    assert len(set(lanes)) == 2
    assert max(lanes) < picture.width
