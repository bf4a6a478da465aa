"""Which part of the handbook belongs to a page."""

from __future__ import annotations

# by the namespace of the page's address, or by its first word where it has none: the anchor on /hilfe/
PARTS = {
    "dkbm": "anfang",
    "konto": "konto",
    "admin": "verwaltung",
    "governance": "gremien",
    "registers": "gremien",
    "oparl": "gremien",
    "goals": "ziele",
    "projects": "projekte",
    "learning": "projekte",
    "resources": "ressourcen",
    "scenarios": "ressourcen",
    "monitoring": "monitoring",
    "surveys": "umfragen",
    "reports": "berichte",
    "factsheets": "berichte",
    "publications": "berichte",
    "situation": "berichte",
    "transfer": "transfer",
    "board": "transfer",
}
BEGINNING = "anfang"


def part_of(namespace: str, route: str = "") -> str:
    """The anchor for a page of that namespace and route; the beginning where none is named."""
    return PARTS.get(namespace or route.partition("/")[0], BEGINNING)
