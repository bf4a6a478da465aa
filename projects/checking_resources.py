"""What must hold across posts and money, and their content for comparing two databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projects.models import (
    BudgetLine,
    FormerHolding,
    Fund,
    FundContribution,
    Grant,
    Post,
    Programme,
    ProgrammeFact,
    ResourcePlan,
    Scenario,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LINKS = {
    Grant: (),
    Post: ("grant", "project", "unit", "resolution", "holder"),
    BudgetLine: ("grant",),
    Fund: (),
}
LEFT_OUT = frozenset({"id", "version", "municipality", "fund", "post", "token", "query"})


def complaints() -> list[str]:
    """German sentences about rows that contradict each other; empty when all is well."""
    linked = [sentence for model in LINKS for sentence in _complaints(model)]
    return [*linked, *_kept_complaints()]


def _kept_complaints() -> Iterator[str]:
    for model in (Scenario, ResourcePlan):
        for row in model.objects.order_by("pk").iterator(chunk_size=100):
            if not row.is_unbroken:
                yield f"{model._meta.verbose_name} {row.pk}: Der Inhalt ist nicht mehr der, der festgehalten wurde."


def _complaints(model: Any) -> Iterator[str]:
    rows = model.objects.select_related(*LINKS[model]).order_by("pk")
    for row in rows.iterator(chunk_size=500):
        name = f"{model._meta.verbose_name} {row.pk}"
        for link in LINKS[model]:
            other = getattr(row, link)
            if other is not None and other.municipality_id != row.municipality_id:
                yield f"{name}: Ein Verweis führt zu einer anderen Kommune."
        for source, target, day_of in getattr(row, "derived_days", ()):
            if getattr(row, target) != day_of(getattr(row, source)):
                yield f"{name}: Der Tag passt nicht zum Zeitraum „{getattr(row, source)}“."


def content() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(table, natural key, values) of every row, without primary keys and versions."""
    for programme in Programme.objects.order_by("pk"):
        yield "programme", programme.code, _values(programme)
    for fact in ProgrammeFact.objects.select_related("programme"):
        yield "programme_fact", f"{fact.programme.code}|{fact.position}", _values(fact)
    for model, links in LINKS.items():
        for row in model.objects.select_related("municipality__region", *links):
            yield model._meta.model_name, f"{row.municipality.region.ags}|{row}", _values(row)
    for row in Scenario.objects.select_related("municipality__region"):
        yield "scenario", f"{row.municipality.region.ags}|{row.number}", _values(row)
    for row in ResourcePlan.objects.select_related("municipality__region"):
        yield "resourceplan", f"{row.municipality.region.ags}|{row.name}", _values(row)
    for part, whole in ((FundContribution, "fund"), (FormerHolding, "post")):
        for row in part.objects.select_related(f"{whole}__municipality__region"):
            owner = getattr(row, whole)
            yield part._meta.model_name, f"{owner.municipality.region.ags}|{owner}|{row}", _values(row)


def _values(row: Any) -> dict[str, Any]:
    """Own columns as plain values; links as the words of what they lead to."""
    found = {}
    for column in row._meta.concrete_fields:
        if column.name in LEFT_OUT:
            continue
        value = getattr(row, column.name)
        found[column.name] = str(value) if column.is_relation and value is not None else value
    return found
