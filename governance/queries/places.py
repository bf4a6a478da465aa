"""Which municipalities have something to show, for pages that start with a choice."""

from __future__ import annotations

from django.db.models import Count

from dkbm.models import Municipality


def municipalities_with(model: type) -> list[Municipality]:
    """Municipalities in flyer order that have rows of this kind one may see, with their `number`."""
    path = model.tenant_path
    counts = {
        row[path]: row["number"] for row in model.objects.order_by().values(path).annotate(number=Count("pk"))
    }
    rows = Municipality.objects.select_related("region").in_flyer_order().filter(pk__in=counts)
    found = list(rows)
    for row in found:
        row.number = counts[row.pk]
    return found
