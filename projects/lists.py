"""The portfolio as rows to take along: what its table says, one column for each fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dkbm.ui.figures import Column
from dkbm.ui.sheets import Sheet, chosen_in


def portfolio(context: Mapping[str, Any]) -> Sheet:
    """All projects of the choice, whatever page of them is shown."""
    rows = [
        {
            "place": row.municipality.name,
            "title": row.title,
            "kind": row.get_kind_display(),
            "state": row.get_state_display() or _("nicht angegeben"),
            "period": row.period_label or "–",
            "transfer": row.get_transfer_status_display() or _("nicht angegeben"),
            "next": _next(row),
            "source": row.source or (_("Beispiel") if row.is_example else "–"),
        }
        for row in context["view"].get_queryset()
    ]
    columns = [
        Column("title", _("Projekt")),
        Column("place", _("Kommune")),
        Column("kind", _("Art")),
        Column("state", _("Stand")),
        Column("period", _("Zeitraum")),
        Column("transfer", _("Überführung")),
        Column("next", _("Nächster Meilenstein")),
        Column("source", _("Quelle")),
    ]
    here, form = context["here"], context["filter"]
    filters = [(label, value) for label, value in chosen_in(form) if label != "ansicht"]
    title = f"{_('Projekte')}: {here.name}" if here else _("Projekte aller Kommunen")
    return Sheet(title, f"projekte-{here.slug}" if here else "projekte", columns, rows, filters)


def _next(project: Any) -> str:
    if not project.upcoming:
        return "–"
    first = project.upcoming[0]
    return f"{first.title} ({first.label})"
