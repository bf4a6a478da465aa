"""Lights without their colours: printed in grey or seen by somebody who does not tell red from green."""

import io
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from dkbm.templatetags.dkbm_ui import LIGHTS

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
STYLE = Path(__file__).resolve().parents[3] / "static/css/dkbm.css"
READABLE = 4.5  # WCAG 2.2, 1.4.3
SIDE = 48


@pytest.fixture
def grey(browser):
    """A page with all lights in grey, each drawn four times as large, in the mode asked for."""
    from django.template.loader import render_to_string

    made = []

    def page(scheme):
        context = browser.new_context(device_scale_factor=4, color_scheme=scheme)
        made.append(context)
        shown = context.new_page()
        lights = (
            f'<p id="{state}">'
            + render_to_string("components/light.html", {"state": state, "text": word, "shape": shape})
            + "</p>"
            for state, (word, shape) in LIGHTS.items()
        )
        style = STYLE.read_text(encoding="utf-8") + "html { filter: grayscale(1); }"
        shown.set_content(f"<!doctype html><style>{style}</style>{''.join(lights)}")
        return shown

    yield page
    for context in made:
        context.close()


def picture(page, selector):
    return Image.open(io.BytesIO(page.locator(selector).screenshot())).convert("RGB")


def luminance(grey):
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def shape_of(page, state):
    """The drawing as a field of dark and light, whatever its size."""
    drawn = picture(page, f"#{state} svg").convert("L").resize((SIDE, SIDE))
    low, high = drawn.getextrema()
    return [value > (low + high) / 2 for value in drawn.get_flattened_data()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lights_are_told_apart_and_read_without_colour(grey, scheme):
    page = grey(scheme)
    for state, (word, _shape) in LIGHTS.items():
        light = picture(page, f"#{state} .light")
        assert all(red == green == blue for red, green, blue in light.get_flattened_data())
        low, high = light.convert("L").getextrema()
        assert (luminance(high) + 0.05) / (luminance(low) + 0.05) >= READABLE, state
        assert word in page.locator(f"#{state}").inner_text()
    shapes = {state: shape_of(page, state) for state in LIGHTS}
    for one, other in combinations(shapes, 2):
        differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
        assert differing > 0.05 * SIDE**2, (one, other)  # the corners of a square beside a circle are 9 %
    assert len({word for word, _shape in LIGHTS.values()}) == len(LIGHTS)
