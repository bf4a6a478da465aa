"""The public face: all municipalities as numbered places on a map, with the list that says the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView

from dkbm.models import Municipality
from dkbm.ui.sheets import Sheet, TakeAway, columns_of, sheet_of
from governance.models import Body
from monitoring.places_map import map_of
from projects.models import Project


class MunicipalityList(TakeAway, ListView):
    """All municipalities of the portal: the map and the list, with how much of each one is open to the reader."""

    template_name = "dkbm/kommunen.html"
    context_object_name = "rows"

    def get_queryset(self) -> Any:
        return Municipality.objects.select_related("region").in_flyer_order()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["rows"])
        words = open_words()
        for row in rows:
            row.open_words = words.get(row.pk, "")
        return {**context, "rows": rows, "map": map_of(rows)}

    def sheet(self, context: dict[str, Any]) -> Sheet:
        rows = [
            {
                "number": row.flyer_number or "–",
                "name": row.name,
                "kind": row.region.designation,
                "ags": row.region.ags,
                "open": row.open_words or _("amtliche Zahlen"),
            }
            for row in context["rows"]
        ]
        columns = columns_of(
            number=_("Nr."), name=_("Kommune"), kind=_("Art"), ags=_("AGS"), open=_("Zu sehen")
        )
        return sheet_of(_("Kommunen"), "kommunen", columns, rows)


def open_words() -> dict[int, str]:
    """By municipality „3 Gremien, 2 Projekte“: what the reader may open there; two queries."""
    bodies, projects = _counted(Body), _counted(Project)
    found = {}
    for pk in {*bodies, *projects}:
        parts = []
        if number := bodies.get(pk):
            parts.append(ngettext("%(n)s Gremium", "%(n)s Gremien", number) % {"n": number})
        if number := projects.get(pk):
            parts.append(ngettext("%(n)s Projekt", "%(n)s Projekte", number) % {"n": number})
        found[pk] = ", ".join(parts)
    return found


def _counted(model: type) -> dict[int, int]:
    rows = model.objects.order_by().values("municipality").annotate(number=Count("pk"))
    return {row["municipality"]: row["number"] for row in rows}
