"""What must hold across offers, interfaces and handovers, and their content for comparing two databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from projects.models import Handover, Interface, KeyProcess, ProcessTie

if TYPE_CHECKING:
    from collections.abc import Iterator

LEFT_OUT = frozenset({"id", "version", "municipality"})
OFFER = ("municipality__region", "project")
INTERFACE = ("process__municipality__region", "unit", "other_unit", "agreement")


def complaints() -> list[str]:
    """German sentences about rows that contradict each other; empty when all is well."""
    ties = ProcessTie.objects.filter(post__isnull=False).exclude(
        post__municipality=F("process__municipality")
    )
    units = Interface.objects.exclude(
        unit__municipality=F("municipality"), other_unit__municipality=F("municipality")
    )
    return [
        *(f"Angebot {tie.process_id}: Eine Funktion gehört zu einer anderen Kommune." for tie in ties),
        *(f"Schnittstelle {row.pk}: Eine Stelle gehört zu einer anderen Kommune." for row in units),
    ]


def content() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(table, natural key, values) of every row, without primary keys and versions."""
    for offer in KeyProcess.objects.select_related(*OFFER):
        yield "key_process", _of(offer.municipality, offer), _values(offer)
    for tie in ProcessTie.objects.select_related("process__municipality__region", "post"):
        yield "process_tie", _of(tie.process.municipality, tie.process, tie), _values(tie)
    for row in Interface.objects.select_related(*INTERFACE):
        yield "interface", _of(row.process.municipality, row.process, row), _values(row)
    for row in Handover.objects.select_related("municipality__region", "post", "seat__body"):
        where = f"{row.seat.body}|{row.seat.place}" if row.seat else str(row.post)
        yield "handover", _of(row.municipality, where), _values(row)


def _of(municipality: Any, *parts: Any) -> str:
    return "|".join(map(str, (municipality.region.ags, *parts)))


def _values(row: Any) -> dict[str, Any]:
    """Own columns as plain values; links as the words of what they lead to."""
    found = {}
    for column in row._meta.concrete_fields:
        if column.name not in LEFT_OUT:
            value = getattr(row, column.name)
            found[column.name] = str(value) if column.is_relation and value is not None else value
    return found
