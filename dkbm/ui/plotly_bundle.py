"""What the browser needs from the installed plotly package, worked out from its own bundle.

plotly.js writes its style rules into a <style> element when it loads, which our content security policy
forbids. It leaves that out when the page already has an element with the id it looks for, so we take its
rules out of the bundle and serve them as a style sheet of our own. No Django, plotly itself is not imported.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

GLOBAL_STYLE_ID = "plotly.js-style-global"

_LOOP = re.compile(r"for\((?P<key>[\w$]+) in (?P<rules>[\w$]+)\)[\w$]+=(?P=key)\.replace\(/\^,/")
_STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_PAIR = re.compile(rf"(?P<key>{_STRING}|[\w$]+):(?P<value>{_STRING})(?P<end>[,}}])")
_MAP_STYLE = re.compile(
    r'getElementById\("(?P<id>[0-9a-f]{64})"\)\)\{var (?P<v>\w+)=document\.createElement\("style"\)'
)


class UnknownBundle(LookupError):  # noqa: N818 - names what is wrong: the bundle is built otherwise than we know
    """The installed plotly.js is built in a way this module does not know: look at it and adapt."""


def bundle_path() -> Path:
    """Return the path of plotly.min.js inside the installed plotly package, else raise UnknownBundle."""
    spec = find_spec("plotly")
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        path = Path(place) / "package_data" / "plotly.min.js"
        if path.is_file():
            return path
    message = "the plotly package with package_data/plotly.min.js is not installed"
    raise UnknownBundle(message)


def global_css(bundle: str) -> str:
    """Return the rules that plotly.js would insert, as CSS, in the order in which they would end up.

    plotly.js inserts each rule at the top of its sheet, so the last of its list comes first.
    """
    rules = [f"{_selector(key)}{{{body}}}" for key, body in _rules(bundle)]
    return "\n".join(reversed(rules)) + "\n"


def map_style_id(bundle: str) -> str | None:
    """Return the element id by which the bundled map library knows its styles are there, or None."""
    match = _MAP_STYLE.search(bundle)
    return match["id"] if match else None


def _rules(bundle: str) -> list[tuple[str, str]]:
    loop = _LOOP.search(bundle)
    start = bundle.rfind(f"{loop['rules']}={{", 0, loop.start()) if loop else -1
    if loop is None or start < 0:
        message = "no list of style rules found in plotly.min.js"
        raise UnknownBundle(message)
    place = start + len(loop["rules"]) + 2
    pairs = []
    while match := _PAIR.match(bundle, place):
        pairs.append((_unquoted(match["key"]), _unquoted(match["value"])))
        place = match.end()
        if match["end"] == "}":
            return pairs
    message = "the list of style rules in plotly.min.js is not made of plain texts"
    raise UnknownBundle(message)


def _unquoted(literal: str) -> str:
    """Return the text of a JavaScript string literal (or the bare key)."""
    if literal[0] == "'":
        inner = literal[1:-1].replace("\\'", "'")
        return json.loads('"' + re.sub(r'(?<!\\)"', r"\"", inner) + '"')
    return json.loads(literal) if literal[0] == '"' else literal


def _selector(key: str) -> str:
    """Return the selector plotly.js makes of its shorthand: X is a plot, Y the notifier."""
    return re.sub(r"^,", " ,", key).replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")
