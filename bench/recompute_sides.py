"""The sides of the benchmark of recomputation, in a portal filled by bench.level: pandas, and the bare limit."""

# ruff: noqa: PD010, PD011, PD013 - unstack and stack are meant; blocks have values too

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bench.level import BOTTOM, FACTOR, SERIES, TOP, Level, numbers

WINDOW, FEWEST = 5, 3


# --- pandas, in memory ---------------------------------------------------------------------------


def long_rows(level: Level) -> pd.DataFrame:
    """All values that there are, a row each, as a table of observations holds them."""
    frames = []
    codes = pd.Categorical.from_codes(np.arange(level.kreise), level.codes)
    for number in range(level.indicators):
        counts, missing = numbers(level, number)
        year, kreis, cell = np.nonzero(np.broadcast_to(~missing[:, :, None], counts.shape))
        frames.append(
            pd.DataFrame(
                {
                    "indicator": np.int16(number),
                    "region": codes.take(kreis),
                    "year": (year + int(level.periods[0])).astype(np.int16),
                    "cell": pd.Categorical.from_codes(cell, SERIES),
                    "value": counts[year, kreis, cell].astype(float),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def store_rows(rows: pd.DataFrame) -> None:
    """The same rows as a table of the database: what a pandas project would read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_long, bench_result")
        cursor.execute(
            "CREATE TABLE bench_long (indicator smallint, region text, year smallint, cell text, value float8)"
        )
        cursor.execute(
            "CREATE TABLE bench_result (indicator smallint, region text, year smallint, top float8,"
            " bottom float8, value float8, change float8, slope float8, percentile float8)"
        )
        for _number, part in rows.groupby("indicator"):
            _copy_in(cursor, "bench_long", part)
        cursor.execute("ANALYZE bench_long")


def read_rows() -> pd.DataFrame:
    """All rows out of the database: COPY as CSV, read with the kinds of the columns given."""
    from django.db import connection

    kinds = {
        "indicator": np.int16,
        "region": "category",
        "year": np.int16,
        "cell": "category",
        "value": float,
    }
    content = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY bench_long TO STDOUT (FORMAT csv)", content)
    content.seek(0)
    return pd.read_csv(content, names=list(kinds), dtype=kinds)


def write_results(found: pd.DataFrame) -> None:
    """All results into the database in one transaction: CSV and COPY, without an index."""
    from django.db import connection, transaction

    names = ["indicator", "region", "year", "top", "bottom", "value", "change", "slope", "percentile"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_result")
        _copy_in(cursor, "bench_result", found[names])


def _copy_in(cursor: Any, table: str, rows: pd.DataFrame) -> None:
    content = io.StringIO()
    rows.to_csv(content, index=False, header=False)
    content.seek(0)
    cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", content)


def wide_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator, region and year, one column per series."""
    indexed = rows.set_index(["indicator", "region", "year", "cell"])["value"]
    return indexed.unstack("cell").reset_index()


def with_pandas(wide: pd.DataFrame, level: Level) -> pd.DataFrame:
    """Rates of Kreise, Länder and Deutschland, with change, slope and percentile."""
    frame = wide[["indicator", "region", "year"]].copy()
    frame["top"] = wide[list(TOP)].sum(axis=1, min_count=len(TOP))
    frame["bottom"] = wide[list(BOTTOM)].sum(axis=1, min_count=len(BOTTOM))
    frame["region"] = frame["region"].astype(str)
    land = frame["region"].str[:2]
    per_land = land.drop_duplicates().map(
        {code: sum(c[:2] == code for c in level.codes) for code in set(land)}
    )
    sizes = dict(zip(land.drop_duplicates(), per_land, strict=True))
    laender = _summed(frame.assign(region=land), ["indicator", "region", "year"])
    laender = laender[laender["parts"] == laender["region"].map(sizes)]
    bund = _summed(laender.assign(region="DG"), ["indicator", "region", "year"])
    bund = bund[bund["parts"] == 16]
    every = pd.concat([frame, laender.drop(columns="parts"), bund.drop(columns="parts")], ignore_index=True)
    every["value"] = (every["top"] * FACTOR / every["bottom"]).round(6)
    return _with_trends(every)


def _summed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    summed = frame.groupby(keys, observed=True, sort=False)[["top", "bottom"]].sum()
    summed["parts"] = frame.groupby(keys, observed=True, sort=False).size()
    return summed.reset_index()


def _with_trends(every: pd.DataFrame) -> pd.DataFrame:
    """Years side by side make change and slope quick; ranks by group make percentiles."""
    years = every.set_index(["indicator", "region", "year"])["value"].unstack("year")
    change = years.diff(axis=1).stack().rename("change")
    slope = _slopes(years).stack().rename("slope")
    keys = ["indicator", "region", "year"]
    every = every.merge(change.reset_index(), on=keys, how="left").merge(
        slope.reset_index(), on=keys, how="left"
    )
    kreise = every["region"].str.len() == 5
    groups = every[kreise].groupby(["indicator", "year"], sort=False)["value"]
    rank, count = groups.rank(method="average"), groups.transform("size")
    every.loc[kreise, "percentile"] = (rank - 1) / (count - 1)
    return every


def _slopes(years: pd.DataFrame) -> pd.DataFrame:
    values, found = years.to_numpy(), np.full(years.shape, np.nan)
    for column in range(values.shape[1]):
        window = values[:, max(0, column - WINDOW + 1) : column + 1]
        x = np.arange(window.shape[1])
        known = ~np.isnan(window)
        count, y = known.sum(axis=1), np.where(known, window, 0)
        sx, sxx, sxy = (known * x).sum(1), (known * x * x).sum(1), (y * x).sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            slope = (count * sxy - sx * y.sum(1)) / (count * sxx - sx * sx)
        found[:, column] = np.where((count >= FEWEST) & known[:, -1], slope, np.nan)
    return pd.DataFrame(found, index=years.index, columns=years.columns)


def check_against(level: Level, found: pd.DataFrame) -> int:
    """Compare every number of the portal with pandas'; returns how many rows, raises SystemExit else."""
    portal = portal_frame()
    both = portal.merge(found, on=["indicator", "region", "year"], how="outer", suffixes=("", "_peer"))
    both = both[~(both["value"].isna() & both["value_peer"].isna())]
    near = {
        "top": 0,
        "bottom": 0,
        "value": 1.01e-6,
        "change": 2.01e-6,
        "slope": 2.01e-6,
        "percentile": 1.01e-4,
    }
    for column, most in near.items():
        mine, theirs = both[column], both[f"{column}_peer"]
        apart = (mine - theirs).abs() > most
        if apart.any() or (mine.isna() != theirs.isna()).any():
            raise SystemExit(f"{column} differs:\n{both[apart | (mine.isna() != theirs.isna())].head()}")
    return len(both)


def portal_frame() -> pd.DataFrame:
    """What the portal holds now, as pandas has it."""
    from monitoring.calculation.blobs import NONE
    from monitoring.models import Snapshot
    from monitoring.queries_results import blocks_of

    snapshots = Snapshot.objects.filter(is_current=True).select_related("indicator_version__indicator")
    frames = []
    for snapshot, period, block in blocks_of(snapshots):
        values, trend = block.values, block.trend
        columns = {
            "top": (values.numerator.numbers, 10**-values.numerator.places),
            "bottom": (values.denominator.numbers, 10**-values.denominator.places),
            "value": (values.micro(), 1e-6),
            "change": (trend.change, 1e-6),
            "slope": (trend.slope, 1e-6),
            "percentile": (trend.percentile, 1e-4),
        }
        data = {
            name: np.where(array == NONE, np.nan, array * scale) for name, (array, scale) in columns.items()
        }
        number = int(snapshot.indicator_version.indicator.code[1:])
        frames.append(
            pd.DataFrame({"indicator": number, "region": values.regions, "year": int(period), **data})
        )
    return pd.concat(frames, ignore_index=True)


# --- the limit -----------------------------------------------------------------------------------


@dataclass
class Kept:
    """The results of a full recomputation, to be written again as they are."""

    rows: list[tuple[int, str, str, bytes]]

    @classmethod
    def of_now(cls) -> Kept:
        from monitoring.models import ResultBlob

        found = ResultBlob.objects.order_by("pk").values_list(
            "indicator_version_id", "period", "sha256", "content"
        )
        return cls([(version, period, sha256, bytes(content)) for version, period, sha256, content in found])


def limit(kept: Kept, chunk: int = 150) -> float:
    """Read every cube, sort its numbers once, write the same bytes. Returns a number that depends on all."""
    from django.db import transaction

    from monitoring.calculation.cube import cube_from
    from monitoring.models import CubeBlob, ResultBlob
    from monitoring.services.copying import write_rows

    seen = 0.0
    for content in CubeBlob.objects.order_by("pk").values_list("content", flat=True).iterator(32):
        cube = cube_from(content)
        seen += float(np.argsort(cube.numbers, axis=0)[0, 0])
    for start in range(0, len(kept.rows), chunk):
        with transaction.atomic():
            write_rows(
                [
                    ResultBlob(indicator_version_id=version, period=period, sha256=sha256, content=content)
                    for version, period, sha256, content in kept.rows[start : start + chunk]
                ]
            )
    return seen


# --- the portal ----------------------------------------------------------------------------------


def clear() -> None:
    """No results, no jobs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE monitoring_snapshot, monitoring_resultblob, dkbm_job CASCADE")


def promise(indicators: list[int] | None = None) -> int:
    """All indicators or those of these numbers, as a committed import would. Returns the number of jobs."""
    from django.db import transaction

    from dkbm.models import Job
    from monitoring.services.recompute import latest_versions, request_recompute

    with transaction.atomic():
        for version in latest_versions():
            if indicators is None or int(version.indicator.code[1:]) in indicators:
                request_recompute(version.indicator)
    return Job.objects.filter(state="queued").count()


def work_off() -> int:
    """All waiting jobs, by this process."""
    from dkbm.jobs import engine

    return engine.drain()


def results_hash() -> str:
    """Hash over the results in force."""
    from monitoring.models import Snapshot

    rows = Snapshot.objects.filter(is_current=True).order_by("indicator_version_id")
    content = [
        (version, sorted(parts["results"].items()))
        for version, parts in rows.values_list("indicator_version_id", "parts")
    ]
    return hashlib.sha256(repr(content).encode()).hexdigest()


def change_cubes(level: Level, round_number: int, indicators: list[int], periods: list[str]) -> None:
    """Other numbers in these cubes, the same change in every run."""
    from bench.level import blob
    from monitoring.models import CubeBlob, Source

    sources = dict(Source.objects.values_list("table", "pk"))
    for number in indicators:
        counts, missing = numbers(level, number)
        pk = sources[level.tables()[number]]
        CubeBlob.objects.filter(source=pk, period__in=periods).delete()
        CubeBlob.objects.bulk_create(
            [
                blob(level, pk, period, counts[year] + 1 + round_number, missing[year])
                for year, period in enumerate(level.periods)
                if period in periods
            ]
        )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and what came out."""
    import time

    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found
