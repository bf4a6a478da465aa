"""A finished computation put into the database without computing."""

from decimal import Decimal

from monitoring.calculation import Result
from monitoring.calculation.block import Block, squeezed_block, values_of
from monitoring.calculation.trends import trends
from monitoring.models import ResultBlob, Snapshot
from monitoring.queries_results import place_of


def store_result(version, region, period, value, *, owner=None):
    """A current snapshot that holds this one value; returns its address."""
    result = Result(region, period, Decimal(value), Decimal(value), None, "value")
    values = values_of([result])
    trend = trends({period: values}, [period], frozenset())[period]
    sha256, content = squeezed_block(Block(values, trend))
    ResultBlob.objects.create(
        indicator_version=version, owner=owner, period=period, sha256=sha256, content=content
    )
    snapshot = Snapshot.objects.create(
        indicator_version=version,
        owner=owner,
        fingerprint="x",
        rule_version="x",
        parts={"results": {period: sha256}},
        computed_at="2026-01-01T00:00:00Z",
        is_current=True,
    )
    return place_of(snapshot, result)
