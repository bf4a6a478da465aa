"""Master data as sheets: which columns units, people, bodies, seats and contacts have in a workbook.

A sheet is rows of text under German headings, whether it comes from a workbook, an address card or the
clipboard. Only the columns that are there count; rows that are not there stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.models import Body, ContactPoint, Person, Seat, Unit

MOST_ROWS = 500


@dataclass(frozen=True)
class Column:
    """One column: the field of the model and its heading."""

    name: str
    label: str
    needed: bool = False


@dataclass(frozen=True)
class Sheet:
    """One kind of record. `key` are the fields by which a row is found again."""

    slug: str
    title: Any
    model: type[models.Model]
    names: tuple[str, ...]
    key: tuple[str, ...]
    own_labels: dict[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        """Columns in their order; headings are the names of the fields."""
        return [self._column(name) for name in self.names]

    def _column(self, name: str) -> Column:
        described = self.model._meta.get_field(name)
        label = str(self.own_labels.get(name, described.verbose_name))
        needed = not described.blank and not described.has_default() and not described.null
        return Column(name, label, needed)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: where it stands and its texts by field name."""

    number: int
    texts: dict[str, str]


SHEETS = (
    Sheet(
        "stellen", _("Stellen"), Unit,
        ("name", "kind", "parent", "bundled_since", "permanent", "since", "until", "components", "tasks",
         "audience", "source"),
        ("name",), {"name": _("Stelle")},
    ),
    Sheet(
        "personen", _("Personen"), Person,
        ("name", "function", "left_on", "audience"),
        ("name",), {"name": _("Person")},
    ),
    Sheet(
        "gremien", _("Gremien"), Body,
        ("name", "kind", "level", "composition", "tasks", "legal_basis", "target_meetings_per_year",
         "notice_days", "office", "since", "until", "audience", "source"),
        ("name",), {"name": _("Gremium")},
    ),
    Sheet(
        "sitze", _("Sitze"), Seat,
        ("body", "place", "function", "requirement", "sector", "voting", "appointed_by", "unit", "state",
         "person", "since", "until", "position"),
        ("body", "place", "function", "since"), {"place": _("Sitz-Nummer")},
    ),
    Sheet(
        "kontakte", _("Kontakte"), ContactPoint,
        ("unit", "body", "person", "kind", "value", "purpose", "audience", "is_private", "consent_note",
         "consent_on", "source", "confirmed_on", "expires_on"),
        ("unit", "body", "person", "kind", "value"),
    ),
)  # fmt: skip
"""In this order they are taken over: what others need comes first."""

BY_SLUG = {sheet.slug: sheet for sheet in SHEETS}


def recognised(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[Sheet, list[Line]] | None:
    """The sheet whose needed headings stand in the first row, with its lines; None when there is none.

    Raises ValueError (a German sentence) for more lines than a sheet may have.
    """
    if not rows:
        return None
    headings = {_folded(text): place for place, text in enumerate(rows[0][1]) if text.strip()}
    best: tuple[int, Sheet | None, dict[int, str]] = (0, None, {})
    for sheet in SHEETS:
        places = {headings[_folded(c.label)]: c.name for c in sheet.columns if _folded(c.label) in headings}
        complete = all(column.name in places.values() for column in sheet.columns if column.needed)
        if complete and len(places) > best[0]:
            best = (len(places), sheet, places)
    sheet = best[1]
    if sheet is None:
        return None
    lines = [Line(number, _texts(cells, best[2])) for number, cells in rows[1:]]
    lines = [line for line in lines if any(line.texts.values())]
    if len(lines) > MOST_ROWS:
        raise ValueError(_("Ein Blatt hat höchstens %(most)s Zeilen.") % {"most": MOST_ROWS})
    return sheet, lines


def _texts(cells: Sequence[str], places: dict[int, str]) -> dict[str, str]:
    return {name: cells[place].strip() if place < len(cells) else "" for place, name in places.items()}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
