"""What Verstetigung and data show on the start page: where it stands, the set-up, the harvest, the board."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from dkbm import clock
from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.models import Municipality
from dkbm.registries import Panel
from monitoring import sustainability_page as pages
from monitoring.board_page import board
from monitoring.charts import small_radar
from monitoring.models import CellState, DataCell
from monitoring.queries import open_imports
from monitoring.queries_board import places
from monitoring.queries_quality import due_tables
from monitoring.queries_readings import Picture, course_of, picture_of
from monitoring.record_links import Links
from monitoring.sustainability import words

MOST_TABLES = 4
MOST_PLACES = 30
SETUP = (
    ("bodies", "Gremien", "governance:list"),
    ("posts", "Stellen", "resources:quickstart"),
    ("lines", "Haushalt und Förderungen", "resources:quickstart"),
    ("projects", "Projekte und ihr Verbleib", "resources:quickstart"),
    ("resolutions", "Beschlüsse", "resources:quickstart"),
    ("goals", "Ziele", "goals:list"),
    ("indicators", "erste Daten", "monitoring:imports"),
)
"""The set-up in its order: which facts show that a step is done, its name, where it is done."""


def start_readings(municipality: Municipality | None, user: Any) -> dict[str, Any] | None:
    """The three lead tiles, the radar with its change, the best step; None before the first record."""
    if municipality is None or not may(user, Permission.READ, municipality):
        return None
    picture = picture_of(municipality, clock.today())
    if picture.whole.value is None:
        return None
    kept = [row for row in course_of(municipality) if row.day < picture.day]
    steps = pages.steps(picture, Links(municipality, user))
    scores = [score.value for score in picture.whole.scores]
    return {
        "municipality": municipality,
        "families": [family for family in pages.families(picture) if family.tile],
        "answer": words.answer(picture.whole),
        "degree": words.degree_words(picture.whole),
        "light": words.LIGHT_KEYS[picture.whole.light],
        "coverage": words.share_text(picture.whole.coverage),
        "change": pages.change_since(picture, kept[-1] if kept else None).strip(),
        "step": steps[0] if steps else None,
        "scores": [(s.dimension.value, pages.score_words(s)) for s in picture.whole.scores],
        "radar": _radar(scores),
    }


def _radar(scores: list[Any]) -> dict[str, Any]:
    return {
        "size": small_radar.SIZE,
        "centre": f"{small_radar.CENTRE:.1f}",
        "rings": [small_radar.ring(len(scores), at) for at in small_radar.RINGS],
        "spokes": small_radar.spokes(len(scores)),
        "area": small_radar.area(scores),
        "segments": small_radar.segments(scores),
        "dots": small_radar.dots(scores),
    }


def start_setup(municipality: Municipality | None, user: Any) -> dict[str, Any] | None:
    """How far the set-up is, derived from the records; None when it is done or not this person's to do."""
    if municipality is None or not may(user, Permission.EDIT_RESOURCES, municipality):
        return None
    picture = picture_of(municipality, clock.today())
    steps = setup_steps(picture, may_import=may(user, Permission.IMPORT, municipality))
    if all(step["done"] for step in steps):
        return None
    return {
        "steps": steps,
        "next": next(step for step in steps if not step["done"]),
        "done": sum(step["done"] for step in steps),
        "computable": words.computable_words(picture.rows),
    }


def setup_steps(picture: Picture, *, may_import: bool) -> list[dict[str, Any]]:
    """The seven steps; `url` is '' where this person may not do it."""
    found = []
    for name, label, route in SETUP:
        done = bool(getattr(picture.facts, name)) or (name == "resolutions" and picture.facts.no_mandate)
        allowed = route != "monitoring:imports" or may_import
        found.append({"label": label, "done": done, "url": reverse(route) if allowed else ""})
    return found


def start_harvest(municipality: Municipality | None, user: Any) -> dict[str, Any] | None:
    """Tables that have appeared since, values that came back: for those who take data over."""
    if municipality is None or not may(user, Permission.COMMIT_IMPORT, municipality):
        return None
    tables = [table for table in due_tables(municipality) if table.is_pressing]
    returned = DataCell.objects.filter(line__data_set__municipality=municipality, state=CellState.RETURNED)
    return {
        "tables": tables[:MOST_TABLES],
        "more": max(0, len(tables) - MOST_TABLES),
        "returned": returned.count(),
        "waiting": open_imports(municipality),
        "municipality": municipality,
    }


def start_board(municipality: Municipality | None, user: Any) -> dict[str, Any] | None:
    """The municipalities that one's agency accompanies, the first of them by name."""
    if not may_anywhere(user, Permission.KEEP_AGENCY_RECORDS):
        return None
    everybody = places()
    return {"rows": board(everybody[:MOST_PLACES]), "more": max(0, len(everybody) - MOST_PLACES)}


START = (
    Panel("transfer-kommunen", "monitoring/start_board.html", start_board, 3),
    Panel("verstetigung", "monitoring/start_verstetigung.html", start_readings, 10),
    Panel("einrichtung", "monitoring/start_einrichtung.html", start_setup, 8),
    Panel("ernte", "monitoring/start_ernte.html", start_harvest, 44),
)
