"""The board as a file, written while it is being sent: each part is read when its turn comes.

So a share that is withdrawn while the file is under way is not in the parts still to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dkbm.access.middleware import scope_of
from dkbm.access.scope import acting_within
from dkbm.models import User
from dkbm.ui.downloads import csv_response_rows
from dkbm.ui.figures import Column
from monitoring.board_page import BoardRow, HeatCell, board, cells_of
from monitoring.queries_board import Place, newest_stands, places, sharing_ids
from monitoring.sustainability import words
from monitoring.sustainability.components import NAMES

PART = 25
BOM = "\N{BYTE ORDER MARK}".encode()
COLUMNS = (
    Column("ags", "AGS"),
    Column("name", "Kommune"),
    Column("modules", "Modul und Thema"),
    Column("agreed", "Zielvereinbarung"),
    Column("contact", "letzter Kontakt"),
    Column("light", "Verstetigung"),
    Column("coverage", "Abdeckung"),
    Column("stand", "Stand"),
    Column("meeting", "nächste Sitzung"),
    *(Column(key, name) for key, name in NAMES.items()),
)
LIGHT_WORDS = {key: words.LIGHT_WORDS[light] for light, key in words.LIGHT_KEYS.items()}


def parts(user: User, search: str = "") -> Iterator[bytes]:
    """The file in parts; every part asks anew whom the person accompanies and what is shared."""
    names = [place.name for place in _now(user, search)]
    yield csv_response_rows(COLUMNS, ())
    for start in range(0, len(names), PART):
        wanted = set(names[start : start + PART])
        with acting_within(scope_of(_fresh(user))):
            rows = rows_of([place for place in places(search) if place.name in wanted])
            content = csv_response_rows(COLUMNS, rows)
        yield content.removeprefix(BOM).split(b"\r\n", 1)[1]


def _now(user: User, search: str) -> list[Place]:
    with acting_within(scope_of(_fresh(user))):
        return places(search)


def _fresh(user: User) -> User:
    """The person without what was remembered of the memberships."""
    return User.objects.get(pk=user.pk)


def rows_of(shown: Sequence[Place]) -> list[dict[str, Any]]:
    """The rows of these municipalities under `COLUMNS`."""
    stands = newest_stands(sharing_ids(shown))
    found = []
    for row in board(shown):
        stand = stands.get(row.place.pk or 0)
        found.append(_row(row, cells_of(stand) if stand else ()))
    return found


def _row(row: BoardRow, cells: Sequence[HeatCell]) -> dict[str, Any]:
    region = (row.place.municipality or row.place.record).region  # type: ignore[union-attr]
    lights = [LIGHT_WORDS[cell.light] for cell in cells] or [row.word] * len(NAMES)
    return {
        "ags": region.ags,
        "name": row.name,
        "modules": "; ".join(row.modules),
        "agreed": row.agreed,
        "contact": row.last_contact,
        "light": LIGHT_WORDS.get(row.light, row.word),
        "coverage": row.coverage,
        "stand": row.stand,
        "meeting": row.next_meeting,
        **dict(zip(NAMES, lights, strict=True)),
    }
