"""A portal's database filled for the benchmarks of recomputation: regions, tables, indicators, cubes.

Level M: 400 Kreise x 150 indicators x 15 years x 6 series = 5.4 million cells, 3 % missing. The cubes are
written directly, not from observations: loading five million rows would take longer than all rounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SERIES = tuple("abcdef")
TOP, BOTTOM = SERIES[:3], SERIES[3:]
FACTOR = 100
CHARTS = 12  # so many of the indicators stand on „Meine Kommune“
LAST_YEAR = 2024
MISSING = 0.03
SEED = 20261101


@dataclass(frozen=True)
class Level:
    """How much there is."""

    kreise: int
    indicators: int
    years: int

    @property
    def cells(self) -> int:
        return self.kreise * self.indicators * self.years * len(SERIES)

    @property
    def codes(self) -> list[str]:
        """Kreise of all sixteen Länder, sorted."""
        return sorted(f"{1 + number % 16:02d}{1 + number // 16:03d}" for number in range(self.kreise))

    @property
    def periods(self) -> list[str]:
        return [str(LAST_YEAR - back) for back in range(self.years - 1, -1, -1)]

    def tables(self) -> list[str]:
        return [f"bench-{number:04d}" for number in range(self.indicators)]


LEVELS = {"tiny": Level(32, 12, 6), "S": Level(48, 20, 10), "M": Level(400, 150, 15)}


def numbers(level: Level, indicator: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts [year, Kreis, series] of an indicator, and which Kreise are missing in which year."""
    chance = np.random.default_rng((SEED, indicator))
    shape = (level.years, level.kreise, len(SERIES))
    counts = chance.lognormal(6.0, 1.2, shape).astype(np.int64) + 1
    missing = chance.random(shape[:2]) < MISSING
    return counts, missing


def seed(level: Level) -> None:
    """Fill an empty, migrated database."""
    from django.db import transaction

    from monitoring.models import CubeBlob, Indicator, IndicatorVersion, Series, Source

    with transaction.atomic():
        _regions(level)
        sources = Source.objects.bulk_create([Source(table=table, title=table) for table in level.tables()])
        Series.objects.bulk_create(
            [Series(source=source, measure=name, label=name) for source in sources for name in SERIES]
        )
        indicators = Indicator.objects.bulk_create(
            [
                Indicator(code=f"B{number}", theme="A", default_chart=number < CHARTS)
                for number in range(level.indicators)
            ]
        )
        IndicatorVersion.objects.bulk_create(
            [_version(*pair) for pair in zip(indicators, sources, strict=True)]
        )
        for number, source in enumerate(sources):
            CubeBlob.objects.bulk_create(list(_blobs(level, number, source)))


def _regions(level: Level) -> None:
    from dkbm.models import Region

    bund = Region.objects.create(ags="DG", name="Deutschland", kind="bund")
    laender = {
        code: Region.objects.create(ags=code, name=code, kind="land", parent=bund)
        for code in sorted({code[:2] for code in level.codes})
    }
    Region.objects.bulk_create(
        [Region(ags=code, name=code, kind="kreis", parent=laender[code[:2]]) for code in level.codes]
    )


def _version(indicator: object, source: object) -> object:
    from monitoring.models import IndicatorVersion

    table = source.table
    return IndicatorVersion(
        indicator=indicator,
        name=table,
        definition="Messung",
        formula="rate",
        numerator=[f"{table}|{name}|" for name in TOP],
        denominator=[f"{table}|{name}|" for name in BOTTOM],
        factor=FACTOR,
        unit="%",
        source=source,
    )


def _blobs(level: Level, number: int, source: object) -> Iterator[object]:
    counts, missing = numbers(level, number)
    for year, period in enumerate(level.periods):
        yield blob(level, source.pk, period, counts[year], missing[year])


def blob(level: Level, source_id: int, period: str, counts: np.ndarray, missing: np.ndarray) -> object:
    """The cube of one table and year."""
    from dkbm import clock
    from monitoring.calculation.blobs import NONE
    from monitoring.calculation.cube import CODES, Cube, squeezed_cube
    from monitoring.models import CubeBlob

    statuses = np.where(missing[:, None], CODES["suppressed"], CODES["value"]).astype(np.uint8)
    statuses = np.repeat(statuses, len(SERIES), axis=1)
    cube = Cube(
        tuple(level.codes),
        tuple(f"{name}|" for name in SERIES),
        (0,) * len(SERIES),
        np.where(missing[:, None], NONE, counts),
        statuses,
    )
    sha256, content = squeezed_cube(cube)
    return CubeBlob(
        source_id=source_id, period=period, sha256=sha256, content=content, changed_at=clock.now()
    )
