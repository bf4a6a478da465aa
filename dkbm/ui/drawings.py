"""Drawings as PNG, without a browser: for word processors that do not read SVG."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

import resvg_py

from dkbm.ui.downloads import without_control

SHARPNESS = 2  # pixels of the picture per pixel of the drawing
_SIZE = re.compile(r'<svg[^>]*\bwidth="(\d+)"[^>]*\bheight="(\d+)"')


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of a drawing in pixels. Raises ValueError for one that does not say."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("the drawing names no size")
    return int(found[1]), int(found[2])


def png_of(svg: str) -> bytes:
    """The drawing on white, twice as sharp as drawn; nothing is fetched for it."""
    width, _height = size_of(svg)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width * SHARPNESS,
            background="#ffffff",
            sans_serif_family="DejaVu Sans",
            font_family="DejaVu Sans",
        )
    )


def standalone(svg: str, title: str) -> str:
    """The drawing as a file of its own: with its words and a font that most machines have."""
    fonts = "Segoe UI, DejaVu Sans, Arial, sans-serif"
    words = f"<title>{escape(without_control(title))}</title>"
    head, end, rest = svg.partition(">")
    head = head.replace(' aria-hidden="true"', "").replace("<svg ", f'<svg font-family="{fonts}" ', 1)
    return f"{head}{end}{words}{rest}"
