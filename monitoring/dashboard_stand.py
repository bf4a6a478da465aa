"""What the finished bytes of „Meine Kommune“ are made of, as one hash: one statement per request, compiled once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from dkbm.access.audiences import Audience
from dkbm.access.scope import PUBLIC, acting_within
from dkbm.models import Municipality
from dkbm.statements import rows_of
from monitoring.models import IndicatorVersion, TimelineEvent

PLACES = (
    "monitoring/charts", "monitoring/figures.py", "monitoring/dashboard_page.py", "monitoring/dashboard_stand.py",
    "dkbm/ui", "dkbm/numbers.py", "dkbm/periods", "templates/monitoring/_kennzahlen.html", "templates/components",
)  # fmt: skip
SOURCE_FIELDS = ("table", "publisher", "licence", "attribution", "period_rule", "retrieved", "edition")
PLACE, VERSION, EVENT = "kommune", "definition", "ereignis"
FIELDS = {
    PLACE: ("slug", "region__ags", "region__name", "region__designation", "region__kind"),
    VERSION: (
        "pk",
        "indicator__order",
        "indicator__theme",
        "shown__pk",
        "shown__fingerprint",
        *(f"source__{name}" for name in SOURCE_FIELDS),
    ),
    EVENT: ("pk", "title", "begins", "ends", "indicator_id", "theme"),
}
WIDTH = max(map(len, FIELDS.values()))
ASKED_FOR = "<slug>"  # no slug looks like this: it stands in the compiled statement for the one that is asked


def dashboard_fingerprint(slug: str) -> str | None:
    """Hash of place, definitions, snapshots in force, sources, public events and program; None without the place.

    The name of the Land is not in it: it comes with the program.
    """
    statement, given = _statement(connection.vendor)
    rows = sorted(rows_of("dashboard_stand", statement, given, {ASKED_FOR: slug}), key=repr)
    if not any(row[0] == PLACE for row in rows):
        return None
    return hashlib.sha256(orjson.dumps([rows, program_digest()])).hexdigest()


@cache
def _statement(_vendor: str) -> tuple[str, Sequence[Any]]:
    """All facts as rows of texts, and the values for its places. The same for every reader: it asks for what is public."""
    with acting_within(PUBLIC):
        in_force = Q(snapshots__is_current=True, snapshots__owner__isnull=True)
        shown = IndicatorVersion.objects.filter(indicator__owner__isnull=True, indicator__default_chart=True)
        rows: dict[str, QuerySet[Any]] = {
            PLACE: Municipality.objects.filter(slug=ASKED_FOR),
            VERSION: shown.annotate(shown=FilteredRelation("snapshots", condition=in_force)),
            EVENT: TimelineEvent.objects.filter(municipality__slug=ASKED_FOR, audience=Audience.PUBLIC),
        }
        parts = [_texts(rows[kind], kind).query.sql_with_params() for kind in FIELDS]
    given = [value for _statement, values in parts for value in values]
    return " UNION ALL ".join(statement for statement, _values in parts), given


def _texts(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """The fields of this kind of rows as texts, all kinds equally wide."""
    names = [*FIELDS[kind], *[None] * (WIDTH - len(FIELDS[kind]))]
    columns: dict[str, Any] = {"kind_of_row": Cast(Value(kind), TextField())}
    for number, name in enumerate(names):
        columns[f"text_{number}"] = Cast(name or Value(""), TextField())
    return rows.order_by().annotate(**columns).values_list(*columns)


@cache
def program_digest(places: tuple[str, ...] = PLACES) -> str:
    """Hash of the programs and templates that draw, so that an update makes everything anew."""
    files = [Path(settings.BASE_DIR) / place for place in places]
    found = sorted(
        file
        for place in files
        for file in (place.rglob("*") if place.is_dir() else [place])
        if file.suffix in {".py", ".html"}
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in found)).hexdigest()
