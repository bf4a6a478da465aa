"""Lists of this floor as rows to take along: catalogue, sources, events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dkbm.ui.figures import Column
from dkbm.ui.sheets import Sheet

LABELS = {"suche": "Suche", "thema": "Thema", "daten": "Daten"}


def catalogue(context: Mapping[str, Any]) -> Sheet:
    """What can be measured, with the newest own value where there is one."""
    here = context["here"]
    rows = [
        {
            "code": entry.version.indicator.code,
            "name": entry.version.name,
            "theme": f"{theme.letter} {theme.name}",
            "unit": entry.version.unit,
            "data": entry.span or entry.state,
            "value": entry.value or "–",
            "source": entry.version.source.table,
        }
        for theme in context["found"]
        for entry in theme.entries
    ]
    columns = [
        Column("code", "Kennziffer"),
        Column("name", "Kennzahl"),
        Column("theme", "Thema"),
        Column("unit", "Einheit"),
        Column("data", "Daten"),
        *([Column("value", f"{here.name}, zuletzt")] if here else []),
        Column("source", "Tabelle"),
    ]
    words = {"thema": context["themes"], "daten": dict(context["data_choices"])}
    filters = [
        (LABELS[name], words.get(name, {}).get(value, value))
        for name, value in context["asked"].items()
        if value
    ]
    return Sheet("Kennzahlen", f"kennzahlen-{here.slug}" if here else "kennzahlen", columns, rows, filters)


def sources(context: Mapping[str, Any]) -> Sheet:
    """Tables that have been read, then those that are waited for."""
    rows = [
        {
            "table": row.source.table,
            "title": row.source.title,
            "newest": row.due.newest.label if row.due.newest else "noch nicht eingelesen",
            "due": ", ".join(period.label for period in row.due.missing) or "–",
            "next": row.due.next_from.label if row.due.next_from else "–",
            "licence": row.source.licence or "keine Angabe",
            "attribution": row.source.attribution or "–",
        }
        for row in [*context["held"], *context["missing"]]
    ]
    columns = [
        Column("table", "Tabelle"),
        Column("title", "Titel"),
        Column("newest", "Vorhanden bis"),
        Column("due", "Fällig"),
        Column("next", "Nächste Zahlen ab"),
        Column("licence", "Lizenz"),
        Column("attribution", "Quellenangabe"),
    ]
    return Sheet("Quellen", "quellen", columns, rows)


def events(context: Mapping[str, Any]) -> Sheet:
    """What bends the lines of a municipality."""
    rows = [
        {
            "title": row.title,
            "when": row.when,
            "where": _where(row),
            "audience": row.get_audience_display(),
            "source": row.source or "keine Angabe",
        }
        for row in context["rows"]
    ]
    columns = [
        Column("title", "Ereignis"),
        Column("when", "Wann"),
        Column("where", "Wo es steht"),
        Column("audience", "Sichtbar für"),
        Column("source", "Quelle"),
    ]
    here = context["here"]
    return Sheet(f"Ereignisse in Zeitreihen: {here.name}", f"ereignisse-{here.slug}", columns, rows)


def _where(row: Any) -> str:
    if row.indicator:
        return f"Kennzahl {row.indicator.code}"
    return f"Thema {row.theme}" if row.theme else "alle Kennzahlen"
