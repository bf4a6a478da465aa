"""A drawing that leaves the page takes its title, source and attribution along."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from xml.sax.saxutils import escape

INK, MUTED, PAPER = "#1b2530", "#566270", "#ffffff"
LINE, TOP, LEAST, SIGN_WIDTH = 20, 40, 560, 7
VIEW = re.compile(r'viewBox="0 0 ([0-9]+) ([0-9]+)"')


def captioned(svg: str, title: str, lines: Sequence[str]) -> str:
    """The SVG inside a larger one with a title above and lines of words below; '' for no drawing."""
    found = VIEW.search(svg)
    if found is None:
        return ""
    width, height = max(int(found[1]), LEAST), int(found[2])
    words = _wrapped(title, width * 0.8)
    below = [part for line in lines if line for part in _wrapped(line, width)]
    start = TOP - LINE + LINE * len(words)
    parts = [_text(LINE * (i + 1), part, INK, 16) for i, part in enumerate(words)]
    end = start + height
    parts += [_text(end + LINE * (i + 1), part, MUTED, 13) for i, part in enumerate(below)]
    whole = end + LINE * (len(below) + 1)
    inner = svg.replace("<svg ", f'<svg x="0" y="{start}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" width="{width}"'
        f' height="{whole}" font-family="system-ui, sans-serif">'
        f'<rect width="{width}" height="{whole}" fill="{PAPER}"/>{"".join(parts)}{inner}</svg>'
    )


def _wrapped(text: str, width: float) -> list[str]:
    return textwrap.wrap(text, max(20, int(width / SIGN_WIDTH)))


def _text(y: int, words: str, colour: str, size: int) -> str:
    weight = ' font-weight="600"' if size > 14 else ""
    return f'<text x="4" y="{y}" font-size="{size}" fill="{colour}"{weight}>{escape(words)}</text>'
