"""The agency's own records, as far as the reader works for it."""

from __future__ import annotations

from collections import defaultdict

from governance.models import AgencyAward, AgencyModule, AgencyRecord
from governance.search_text import stored_key


def records() -> list[AgencyRecord]:
    """All records of the reader's agencies by name, with `modules_seen` and `awards_seen`. Three queries."""
    rows = list(AgencyRecord.objects.select_related("region__municipality"))
    with_parts(rows)
    return sorted(rows, key=lambda row: (stored_key(row.region.name), row.pk))


def plain_records() -> list[AgencyRecord]:
    """All records of the reader's agencies in no order, without region and parts. One query."""
    return list(AgencyRecord.objects.order_by())


def record(pk: int) -> AgencyRecord | None:
    """One record with its parts, None when it is foreign or missing."""
    row = AgencyRecord.objects.select_related("region__municipality").filter(pk=pk).first()
    if row is not None:
        with_parts([row])
    return row


def with_parts(rows: list[AgencyRecord]) -> None:
    """Give records their `modules_seen` and `awards_seen`. Two queries."""
    for model, name in ((AgencyModule, "modules_seen"), (AgencyAward, "awards_seen")):
        parts = defaultdict(list)
        for part in model.objects.filter(record__in=[row.pk for row in rows]):
            parts[part.record_id].append(part)
        for row in rows:
            setattr(row, name, parts[row.pk])
