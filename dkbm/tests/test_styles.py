"""What the browser tests rely on, so that they need not look at everything in both widths."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
COLOURED = re.compile(
    r"(?<![-\w])(color|background(-color)?|fill|opacity)\s*:(?!\s*(inherit|transparent|none|currentcolor|var\())",
    re.I,
)


def media_blocks(text):
    """Condition and body of every media rule; braces inside are followed."""
    for found in re.finditer(r"@media([^{]*)\{", text):
        depth, end = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield found[1], text[found.end() : end - 1]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_width_brings_a_colour_of_its_own_and_no_rule_asks_how_the_screen_is_held(sheet):
    """Tokens are allowed: each is readable on every ground of the portal."""
    text = sheet.read_text(encoding="utf-8")
    for condition, body in media_blocks(text):
        assert "orientation" not in condition
        if "width" in condition:
            assert not COLOURED.search(body), (condition, COLOURED.search(body))


def test_the_test_sees_a_colour_in_a_media_rule():
    ((condition, body),) = media_blocks(
        "a { color: red } @media (max-width: 40em) { a { b { color: #fff } } }"
    )
    assert "width" in condition
    assert COLOURED.search(body)
    assert not COLOURED.search("a { border-color: red; scrollbar-color: a b }")
