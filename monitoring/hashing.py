"""What of this floor counts as content for `state_hash`: natural keys, no primary keys, no clocks."""

from collections.abc import Iterator
from typing import Any

from monitoring.models import (
    Assessment,
    Boundary,
    ColumnMapping,
    DataEvidence,
    DataPeriod,
    FactSheet,
    IndicatorThreshold,
    IndicatorVersion,
    LearningConsent,
    Observation,
    PeerList,
    ProtectionRule,
    PublishedCell,
    RawHolding,
    ReadingLink,
    SavedView,
    SituationEdition,
    SituationReader,
    Snapshot,
    SurveyResult,
    Target,
    TimelineEvent,
)
from monitoring.queries_results import blocks_of

Row = tuple[str, Any, dict[str, Any]]


def rows() -> Iterator[Row]:
    """Definitions, mappings of columns, current observations, current statistics."""
    for version in IndicatorVersion.objects.select_related("indicator", "source"):
        fields = (
            "name", "definition", "formula", "numerator", "denominator", "factor", "unit", "decimals",
            "denominator_lag", "direction", "breaks", "valid_from", "reason", "al_code", "al_verified", "uses_own",
        )  # fmt: skip
        yield (
            "indicator",
            (version.indicator.code, version.number),
            {name: getattr(version, name) for name in fields},
        )
    for mapping in ColumnMapping.objects.select_related("municipality"):
        said = {"name": mapping.name, "definition": mapping.definition}
        yield "mapping", (mapping.municipality.slug, mapping.fingerprint), said
    yield from _observations()
    yield from _statistics()
    yield from _showing()
    yield from _publishing()
    yield from _own()
    yield from _kept()
    yield from _sheets()
    yield from _links()


def _observations() -> Iterator[Row]:
    current = Observation.objects.filter(known_from__isnull=False, known_until__isnull=True)
    names = ("value", "status", "sign", "flags")
    for row in current.values_list(
        "series__source__table",
        "series__measure",
        "series__breakdown",
        "region__ags",
        "period",
        "owner__slug",
        *names,
    ).iterator():
        yield "observation", row[:6], dict(zip(names, row[6:], strict=True))


def _statistics() -> Iterator[Row]:
    names = ("value", "numerator", "denominator", "status", "reason", "summed")
    snapshots = Snapshot.objects.filter(is_current=True).select_related(
        "indicator_version__indicator", "owner"
    )
    for snapshot, period, block in blocks_of(snapshots):
        version = snapshot.indicator_version
        owner = snapshot.owner.slug if snapshot.owner else None
        for result in block.values.results(period):
            key = (version.indicator.code, version.number, owner, result.region, period)
            yield "statistic", key, {name: getattr(result, name) for name in names}


def _showing() -> Iterator[Row]:
    """Targets, events, saved views, lists of Kreise and boundaries."""
    names = ("baseline_period", "baseline", "target_period", "value", "reason", "audience")
    for target in Target.objects.select_related("municipality", "indicator"):
        key = (target.municipality.slug, target.indicator.code)
        yield "target", key, {name: getattr(target, name) for name in names}
    said_of_event = ("begins", "ends", "indicator__code", "theme", "source", "audience")
    for row in TimelineEvent.objects.values_list("municipality__slug", "title", *said_of_event):
        yield "event", (*row[:3], row[4]), dict(zip(said_of_event, row[2:], strict=True))
    for view in SavedView.objects.select_related("municipality", "owner"):
        whose = (view.municipality.slug, view.owner.email, view.name)
        yield "view", whose, {"query": view.query, "shared": view.shared}
    for peers in PeerList.objects.select_related("municipality", "owner"):
        yield "peers", (peers.municipality.slug, peers.owner.email), {"codes": peers.codes}
    for boundary in Boundary.objects.select_related("region").iterator():
        said = {name: getattr(boundary, name) for name in ("polygons", "neighbours", "attribution")}
        yield "boundary", boundary.region.ags, said


def _publishing() -> Iterator[Row]:
    """How small numbers are protected, and what is published of own statistics."""
    names = ("threshold", "zeros", "method", "unit_dimension", "dominance_units", "dominance_share")
    for rule in ProtectionRule.objects.select_related("municipality", "source"):
        said = {name: getattr(rule, name) for name in names}
        yield "protection", (rule.municipality.slug, rule.source.table), said
    for holding in RawHolding.objects.select_related("municipality"):
        yield "holding", holding.municipality.slug, {"holders": holding.holders}
    printed = ("value", "status", "reason", "note", "publication__audience", "publication__state")
    places = (
        "publication__municipality__slug",
        "publication__name",
        "series",
        "region",
        "period",
        "breakdown",
    )
    for row in PublishedCell.objects.order_by().values_list(*places, *printed).iterator():
        yield "published", row[:6], dict(zip(printed, row[6:], strict=True))


def _own() -> Iterator[Row]:
    """Locks of periods and documents beside values."""
    for period in DataPeriod.objects.select_related("data_set__municipality"):
        key = (period.data_set.municipality.slug, period.data_set.name, period.period)
        yield "data period", key, {"complete": period.complete, "locked": period.locked_at is not None}
    for row in DataEvidence.objects.select_related(
        "cell__line__data_set__municipality", "cell__period", "cell__region"
    ):
        cell = row.cell
        sheet = cell.line.data_set
        where = (sheet.municipality.slug, sheet.name, cell.line.order, cell.region.ags, cell.period.period)
        yield "evidence", (*where, row.name, row.sha256), {"note": row.note}


def _kept() -> Iterator[Row]:
    """Readings of Verstetigung that were kept, and own thresholds."""
    for kept in Assessment.objects.select_related("municipality").order_by("pk").iterator(chunk_size=200):
        said = {"degree": kept.degree, "coverage": kept.coverage, "readings": kept.readings}
        yield "assessment", (kept.municipality.slug, str(kept.day), kept.occasion, kept.light), said
    for row in IndicatorThreshold.objects.select_related("municipality").order_by("pk"):
        bounds = {
            name: getattr(row, name) for name in ("green", "yellow", "green_top", "yellow_top", "reason")
        }
        yield "threshold", (row.municipality.slug, row.code, row.number), bounds
    for consent in LearningConsent.objects.select_related("municipality").order_by("pk"):
        yield "learning", consent.municipality.slug, {"choice": consent.choice}
    for result in SurveyResult.objects.select_related("municipality").order_by("pk"):
        place = result.municipality.slug if result.municipality else ""
        said = {
            name: getattr(result, name) for name in ("value", "base", "respondents", "source", "audience")
        }
        yield "survey", (place, result.question, result.answer, result.year), said


def _sheets() -> Iterator[Row]:
    """Fact sheets with what stands on them; „Stand“ is a clock."""
    texts = (
        "claim", "goals", "data", "actors", "statement", "statement_by", "statement_source", "with_map", "contact",
        "contact_email", "contact_phone", "audience", "source", "is_example",
    )  # fmt: skip
    for sheet in FactSheet.objects.select_related("municipality", "agency", "project", "process", "cycle_of"):
        owner = sheet.municipality or sheet.agency
        links = {
            "project": sheet.project.title if sheet.project else "",
            "process": sheet.process.title if sheet.process else "",
            "cycle": sheet.cycle_of.slug if sheet.cycle_of else "",
            "surveys": sorted(sheet.surveys.values_list("question", "year")),
            "publications": sorted(sheet.publications.values_list("name", flat=True)),
            "indicators": sorted(sheet.indicators.values_list("code", flat=True)),
        }
        yield "fact sheet", (owner.slug, sheet.topic), {**{n: getattr(sheet, n) for n in texts}, **links}


def _links() -> Iterator[Row]:
    """What was handed on by links and mails; secrets and how often a link was read are no content."""
    for link in ReadingLink.objects.select_related("municipality").order_by("pk"):
        key = (link.municipality.slug, link.purpose, str(link.expires_on), link.revoked_at is not None)
        yield "reading link", key, {"content": link.content}
    for reader in SituationReader.objects.select_related("municipality").order_by("pk"):
        yield "situation reader", (reader.municipality.slug, reader.email), {"purpose": reader.purpose}
    for edition in SituationEdition.objects.select_related("municipality").order_by("pk"):
        yield "situation edition", (edition.municipality.slug, edition.quarter), {"content": edition.content}
