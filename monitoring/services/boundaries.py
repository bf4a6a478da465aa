"""Deed of the operator: loading the boundaries of regions for the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from dkbm.models import Region
from monitoring.models import Boundary
from monitoring.readers.boundaries import Outline, neighbours


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many regions have a boundary now, and which codes of the file the register does not know."""

    known: int
    unknown: list[str]


@transaction.atomic
def keep_boundaries(*, outlines: Sequence[Outline], attribution: str) -> Loaded:
    """Replace the boundaries of the regions in `outlines`; running it twice changes nothing.

    Neighbours are kept within the file, also those that the register does not know.
    """
    beside = neighbours(outlines)
    regions = dict(
        Region.objects.filter(ags__in=[outline.code for outline in outlines]).values_list("ags", "pk")
    )
    rows = [
        Boundary(
            region_id=regions[outline.code],
            polygons=outline.polygons,
            neighbours=beside[outline.code],
            attribution=attribution,
        )
        for outline in outlines
        if outline.code in regions
    ]
    Boundary.objects.filter(region__in=regions.values()).delete()
    Boundary.objects.bulk_create(rows, batch_size=100)
    return Loaded(len(rows), [outline.code for outline in outlines if outline.code not in regions])
