"""Cubes and results beside the rows: whatever happened, they are what rebuilding everything would give."""

import random
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction

from dkbm import clock
from dkbm.jobs import engine
from dkbm.models import Job
from dkbm.tests.factories import RegionFactory
from monitoring import checking
from monitoring.calculation.kernel import evaluate_all
from monitoring.models import (
    CubeBlob,
    ImportRun,
    Indicator,
    IndicatorVersion,
    Observation,
    ResultBlob,
    Series,
    Snapshot,
    Source,
)
from monitoring.queries_results import blocks_of, current_results
from monitoring.services import recompute
from monitoring.services.computing import computed, kreise_by_land
from monitoring.services.cubes import lock_cubes, put_rows, rebuild_cubes, take_out_rows
from monitoring.services.recompute import (
    CHUNK,
    Overtaken,
    latest_versions,
    request_outdated,
    request_recompute,
    switch,
)

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ("T-1", "T-2")
SERIES = ("a", "b", "c")
YEARS = [str(year) for year in range(2014, 2023)]
STATUSES = ("suppressed", "dash", "missing", "unreliable", "not_yet")


@pytest.fixture
def world(everything, germany):
    """Two Länder with two Kreise each, two tables, and indicators that read them in several ways."""
    for code in ("03401", "04011", "04012"):
        RegionFactory(ags=code, name=code)
    RegionFactory(ags="04", name="Bremen", kind="land", designation="", parent=germany["DG"])
    for table in TABLES:
        source = Source.objects.create(table=table, title=table)
        for measure in SERIES:
            Series.objects.create(source=source, measure=measure, label=measure)
    for number, (formula, top, bottom) in enumerate(FORMULAS):
        indicator = Indicator.objects.create(code=f"X{number}", theme="A")
        make_version(indicator, formula, top, bottom)
    return ImportRun.objects.create(file_name="x", sha256="0" * 64, uploaded_at=clock.now())


FORMULAS = (
    ("count", ["T-1|a|", "T-1|b|"], []),
    ("rate", ["T-1|a|"], ["T-1|b|", "T-1|c|"]),
    ("rate", ["T-2|a|"], ["T-1|b|"]),
    ("published", ["T-2|c|"], []),
    ("count", ["T-2|b|"], []),
)


def make_version(indicator, formula, top, bottom, number=1):
    return IndicatorVersion.objects.create(
        indicator=indicator,
        number=number,
        name=indicator.code,
        definition="x",
        formula=formula,
        numerator=top,
        denominator=bottom,
        factor=100 if formula == "rate" else 1,
        unit="%",
        source=Source.objects.get(table=top[0].split("|")[0]),
    )


def edit(run, chance, count, *, tables=TABLES, years=YEARS):
    """Write, correct and take out rows as commits and undoings do, with their cubes."""
    table = chance.choice(tables)
    source = Source.objects.get(table=table)
    regions = {row.ags: row for row in region_rows()}
    series = {row.measure: row for row in source.series.all()}
    put: list[Observation] = []
    gone: list[int] = []
    places = {
        (chance.choice(SERIES), chance.choice(list(regions)), chance.choice(years)) for _ in range(count)
    }
    with transaction.atomic():
        now = clock.now()
        lock_cubes(source.pk)
        for measure, code, year in sorted(places):
            place = {"series": series[measure], "region": regions[code], "period": year}
            current = Observation.objects.filter(**place, known_until__isnull=True)
            gone += current.values_list("pk", flat=True)
            current.update(known_until=now)
            if chance.random() < 0.8:
                put.append(Observation(**place, run=run, row=1, known_from=now, **random_value(chance)))
        made = Observation.objects.bulk_create(put)
        take_out_rows(source.pk, None, Observation.objects.filter(pk__in=gone))
        put_rows(source.pk, None, Observation.objects.filter(pk__in=[row.pk for row in made]))


def region_rows():
    from dkbm.models import Region

    return Region.objects.exclude(ags="DG")


def random_value(chance):
    if chance.random() < 0.15:
        return {"value": None, "status": chance.choice(STATUSES)}
    number = Decimal(chance.choice([chance.randrange(5000), chance.randrange(10**9)]))
    number /= chance.choice([1, 1, 10, 1000, 10**6])
    return {"value": number, "status": "value" if number else "zero"}


def recompute_all():
    for version in latest_versions():
        request_recompute(version.indicator)
    engine.drain()


def rebuilt():
    """What computing everything at once would give: fingerprint and results of every indicator."""
    kreise = kreise_by_land()
    found = {}
    for version in latest_versions():
        (outcome,) = computed([version], None, kreise, anew=True, by=evaluate_all)
        content = {(blob.period, blob.sha256): bytes(blob.content) for blob in outcome.blobs}
        found[version.indicator.code] = (outcome.snapshot.fingerprint, outcome.snapshot.parts, content)
    return found


def kept():
    """The same as it is stored."""
    found = {}
    for snapshot in Snapshot.objects.filter(is_current=True).select_related("indicator_version__indicator"):
        blobs = ResultBlob.objects.filter(indicator_version=snapshot.indicator_version)
        content = {
            (blob.period, blob.sha256): bytes(blob.content)
            for blob in blobs
            if snapshot.results.get(blob.period) == blob.sha256
        }
        code = snapshot.indicator_version.indicator.code
        found[code] = (snapshot.fingerprint, snapshot.parts, content)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_piece_by_piece_gives_the_bytes_of_everything_at_once(world, seed):
    chance = random.Random(seed)
    edit(world, chance, 400)
    recompute_all()
    for _ in range(8):
        few = chance.random() < 0.5
        edit(world, chance, chance.randint(1, 12), years=[chance.choice(YEARS)] if few else YEARS)
        if chance.random() < 0.8:
            recompute_all()
    recompute_all()
    assert kept() == rebuilt()
    assert checking.cubes() == checking.results() == []


def test_only_what_a_change_reaches_is_computed(world):
    edit(world, random.Random(1), 600)
    recompute_all()
    before = {code: parts["results"] for code, (_f, parts, _b) in kept().items()}
    blobs = ResultBlob.objects.count()
    row = Observation.objects.get(
        series__measure="a", series__source__table="T-1", region__ags="03402", period="2021",
        known_until__isnull=True,
    )  # fmt: skip
    Observation.objects.filter(pk=row.pk).update(value=Decimal(123456), status="value")
    put_rows(row.series.source_id, None, Observation.objects.filter(pk=row.pk))
    recompute_all()
    after = {code: parts["results"] for code, (_f, parts, _b) in kept().items()}
    changed = {
        (code, period)
        for code, results in after.items()
        for period in results
        if before[code][period] != results[period]
    }
    assert changed <= {(code, year) for code in ("X0", "X1") for year in ("2021", "2022")}
    assert ("X0", "2021") in changed
    assert ResultBlob.objects.count() == blobs + len(changed)


def test_a_change_in_other_series_of_the_table_makes_no_new_snapshot(world):
    edit(world, random.Random(2), 600)
    recompute_all()
    snapshots, moment = Snapshot.objects.count(), clock.now()
    source = Source.objects.get(table="T-2")
    other = Series.objects.create(source=source, measure="liest-niemand", label="x")
    Observation.objects.create(
        series=other, region=region_rows()[0], period="2021", value=1, status="value", run=world, row=1,
        known_from=moment,
    )  # fmt: skip
    put_rows(source.pk, None, Observation.objects.filter(series=other))
    recompute_all()
    assert Snapshot.objects.count() == snapshots
    assert checking.cubes() == checking.results() == []


def test_a_new_definition_and_a_new_register_compute_everything_anew(world):
    edit(world, random.Random(3), 600)
    recompute_all()
    make_version(Indicator.objects.get(code="X0"), "count", ["T-1|c|"], [], number=2)
    RegionFactory(ags="03403", name="neu")
    assert len(checking.results()) == len(FORMULAS), "verify says that results are behind"
    recompute_all()
    assert kept() == rebuilt()
    assert Snapshot.objects.filter(is_current=True).count() == len(FORMULAS)
    assert checking.results() == []


def test_a_new_kreis_promises_every_result_that_counts_the_kreise(world, emden):
    edit(world, random.Random(3), 600)
    recompute_all()
    own = Snapshot.objects.filter(is_current=True).first()
    own.pk, own.owner = None, emden
    own.save()
    assert request_outdated() == 0
    RegionFactory(ags="03403", name="neu")
    assert request_outdated() == len(FORMULAS) + 1
    promised = Job.objects.filter(state="queued").values_list("municipality", flat=True)
    assert set(promised) == {None, emden.pk}
    engine.drain()
    assert checking.results() == []
    assert request_outdated() == 0


def test_old_snapshots_keep_their_results(world):
    edit(world, random.Random(4), 600)
    recompute_all()
    old = Snapshot.objects.get(is_current=True, indicator_version__indicator__code="X4")
    said = {(period, block.values.regions) for _s, period, block in blocks_of([old])}
    edit(world, random.Random(5), 300)
    recompute_all()
    assert not Snapshot.objects.get(pk=old.pk).is_current
    assert {(period, block.values.regions) for _s, period, block in blocks_of([old])} == said


def test_values_too_large_for_the_matrix_are_exact_all_the_same(world):
    series = Series.objects.get(source__table="T-2", measure="b")
    region = region_rows().get(ags="03402")
    for year, number in (
        ("2020", "123456789012.5"),
        ("2021", "9007199254.740993"),
        ("2022", "4611686018427"),
    ):
        Observation.objects.create(
            series=series, region=region, period=year, value=Decimal(number), status="value", run=world,
            row=1, known_from=clock.now(),
        )  # fmt: skip
    held = dict(Observation.objects.values_list("period", "value"))
    put_rows(series.source_id, None, Observation.objects.all())
    recompute_all()
    assert {r.period: r.value for r in current_results("X4", "03402")} == held
    assert checking.cubes() == checking.results() == []


def test_neighbours_become_one_job_and_an_equal_input_no_snapshot(world):
    edit(world, random.Random(6), 300)
    for version in latest_versions():
        request_recompute(version.indicator)
    chunks = {version.indicator_id // CHUNK for version in latest_versions()}
    assert Job.objects.filter(state="queued").count() == len(chunks) <= 2
    engine.drain()
    count = Snapshot.objects.count()
    recompute_all()
    assert Snapshot.objects.count() == count == len(FORMULAS)


def test_small_changes_are_computed_together_and_large_ones_apart(world, monkeypatch):
    """Each indicator is a job here; the results are those of everything at once either way."""
    monkeypatch.setattr(recompute, "CHUNK", 1)
    switched = []

    def counted(outcomes, owner_id):
        switched.append(len(outcomes))
        switch(outcomes, owner_id)

    monkeypatch.setattr(recompute, "switch", counted)
    edit(world, random.Random(9), 300)
    monkeypatch.setattr(recompute, "TOGETHER", 1)
    recompute_all()
    assert switched == [1] * len(FORMULAS)
    switched.clear()
    edit(world, random.Random(10), 12, years=["2021"])
    monkeypatch.setattr(recompute, "TOGETHER", 160)
    recompute_all()
    assert switched[0] > 1
    assert kept() == rebuilt()
    assert not Job.objects.exclude(state="done").exists()


def test_who_was_overtaken_writes_nothing(world):
    edit(world, random.Random(7), 300)
    kreise, version = kreise_by_land(), latest_versions()[0]
    (slow,) = computed([version], None, kreise)
    recompute_all()
    blobs = ResultBlob.objects.count()
    with pytest.raises(Overtaken), transaction.atomic():
        switch([slow], None)
    assert ResultBlob.objects.count() == blobs


def test_a_worker_that_dies_before_the_end_leaves_nothing(world):
    from dkbm.jobs.registry import KINDS

    edit(world, random.Random(8), 300)
    request_recompute(latest_versions()[0].indicator)
    run = engine.claim()
    assert KINDS[run.job.kind].handler(run) is not None
    assert not Snapshot.objects.exists()
    assert not ResultBlob.objects.exists()


def damaged_cube(world):
    other = CubeBlob.objects.get(period="2020", source__table="T-1")
    CubeBlob.objects.filter(period="2021").update(content=other.content)


def broken_cube(world):
    CubeBlob.objects.filter(period="2021").update(content=b"nichts")


def missing_cube(world):
    CubeBlob.objects.filter(period="2021", source__table="T-1").delete()


def row_without_cube(world):
    Observation.objects.filter(value__gt=1, known_until__isnull=True).update(value=1)


def missing_result(world):
    snapshot = Snapshot.objects.get(is_current=True, indicator_version__indicator__code="X1")
    ResultBlob.objects.filter(sha256=snapshot.results["2021"]).delete()


def damaged_result(world):
    ResultBlob.objects.filter(period="2021").update(content=b"nichts")


def result_of_other_numbers(world):
    snapshot = Snapshot.objects.get(is_current=True, indicator_version__indicator__code="X1")
    snapshot.parts["results"]["2021"] = snapshot.parts["results"]["2020"]
    snapshot.save()


@pytest.mark.parametrize(
    "damage",
    [
        damaged_cube,
        broken_cube,
        missing_cube,
        row_without_cube,
        missing_result,
        damaged_result,
        result_of_other_numbers,
    ],
)
def test_verify_finds_and_rebuild_mends(world, damage):
    for table in TABLES:
        edit(world, random.Random(9), 600, tables=[table])
    recompute_all()
    assert checking.cubes() == checking.results() == []
    damage(world)
    assert checking.complaints()
    call_command("rebuild_cubes", verbosity=0)
    engine.drain()
    assert checking.cubes() == checking.results() == []


def test_rebuilding_the_cubes_gives_their_bytes(world):
    edit(world, random.Random(10), 500)
    edit(world, random.Random(11), 100)
    before = {(b.source_id, b.period): bytes(b.content) for b in CubeBlob.objects.all()}
    for source in Source.objects.filter(table__in=TABLES):
        rebuild_cubes(source)
    assert {(b.source_id, b.period): bytes(b.content) for b in CubeBlob.objects.all()} == before
