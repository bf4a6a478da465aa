"""The way of a file: upload, stage, preview, commit, recompute, undo; all or nothing, repeatable."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from dkbm.access.roles import Role
from dkbm.jobs import engine
from dkbm.jobs.registry import KINDS
from dkbm.models import Membership, Region
from dkbm.tests.factories import member
from monitoring import checking, services
from monitoring.models import ImportRun, ImportState, Indicator, Observation, Series, Snapshot
from monitoring.queries_results import current_results
from monitoring.services.catalogue import load_catalogue
from monitoring.services.commit import StockMoved
from monitoring.tests.samples import ROWS, classic
from monitoring.tests.stored import store_result

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monitor(emden, everything):
    load_catalogue()
    return member(emden, Role.MONITORING)


def imported(content, emden, monitor, *, commit=True):
    """Upload, stage and, if asked, commit; returns the run as it is then."""
    run = services.upload_file(content=content, file_name="tabelle.csv", municipality=emden, by=monitor)
    engine.drain()
    if commit:
        services.request_commit(run=run, by=monitor)
        engine.drain()
    return ImportRun.objects.get(pk=run.pk)


def current():
    return Observation.objects.filter(known_from__isnull=False, known_until__isnull=True)


def test_upload_is_staged_with_preview_and_changes_nothing(emden, monitor):
    run = imported(classic(), emden, monitor, commit=False)
    assert run.state == ImportState.STAGED
    assert run.header["table"] == "21111-02-06-4"
    assert run.preview["new"] == 12
    assert run.preview["unknown_regions"] == 1
    assert not Observation.objects.exists()


def test_commit_makes_all_rows_current_and_computes_the_indicator(emden, monitor):
    run = imported(classic(), emden, monitor)
    assert run.state == ImportState.COMMITTED
    assert current().count() == 12
    (value,) = current_results("D15", "03402")
    assert (value.numerator, value.denominator) == (55, 561)
    assert f"{value.value:.4f}" == "9.8039"


def test_same_file_twice_changes_nothing(emden, monitor):
    imported(classic(), emden, monitor)
    snapshots = Snapshot.objects.count()
    again = imported(classic(), emden, monitor)
    assert again.preview["same"] == 12
    assert (again.preview["new"], again.preview["changed"]) == (0, 0)
    assert Observation.objects.count() == 12
    assert Snapshot.objects.count() == snapshots


def test_correction_is_a_new_row_and_undo_brings_the_old_value_back(emden, monitor):
    imported(classic(), emden, monitor)
    corrected = [row.replace("561;277;55", "561;277;57") for row in ROWS]
    run = imported(classic(*corrected), emden, monitor)
    assert run.preview["changed"] == 1
    assert current().get(region__ags="03402", value=57).replaces.value == 55
    services.request_undo(run=run, by=monitor)
    engine.drain()
    restored = current().get(region__ags="03402", series__measure="ohne Hauptschulabschluss | Insgesamt")
    assert restored.value == 55
    assert restored.restored_by == run
    assert restored.row == 12
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.UNDONE
    assert Observation.objects.count() == 14


def test_undo_of_an_overtaken_import_is_refused_with_the_reason(emden, monitor):
    first = imported(classic(), emden, monitor)
    imported(classic(*[row.replace("561;277;55", "561;277;57") for row in ROWS]), emden, monitor)
    services.request_undo(run=first, by=monitor)
    engine.drain()
    first.refresh_from_db()
    assert first.state == ImportState.COMMITTED
    assert "neuerer Import" in first.message


def test_complaints_block_the_commit_until_the_row_is_left_out(emden, monitor):
    broken = [ROWS[0], ROWS[1], ROWS[2].replace("561", "fünf")]
    run = imported(classic(*broken), emden, monitor, commit=False)
    assert run.preview["open_complaints"] == 1
    with pytest.raises(services.ImportRefused):
        services.request_commit(run=run, by=monitor)
    row = run.header["complaints"][0]["row"]
    services.exclude_row(run=run, row=row, reason="Tippfehler in der Quelle", by=monitor)
    engine.drain()
    services.request_commit(run=run, by=monitor)
    engine.drain()
    assert set(current().values_list("region__ags", flat=True)) == {"DG", "03"}


def test_unreadable_file_says_so_and_changes_nothing(emden, monitor):
    run = imported(b"%PDF-1.7 nur so getan", emden, monitor, commit=False)
    assert run.state == ImportState.UNREADABLE
    assert "PDF" in run.message
    assert not Observation.objects.exists()


def test_unknown_kreis_with_data_enters_the_register(emden, monitor):
    imported(classic(*ROWS, "2023;05315;      Köln, kreisfreie Stadt;9000;4500;600;250"), emden, monitor)
    region = Region.objects.get(ags="05315")
    assert (region.name, region.designation, region.kind) == ("Köln", "Kreisfreie Stadt", "kreis")


def test_an_import_that_brings_a_kreis_leaves_no_result_behind(emden, monitor):
    leavers = Indicator.objects.get(code="D17")
    imported(classic(), emden, monitor)
    store_result(leavers.versions.get(), "03402", "2023", "1", owner=emden)
    imported(classic(*ROWS, "2023;05315;      Köln, kreisfreie Stadt;9000;4500;600;250"), emden, monitor)
    assert checking.results() == [], "also of the owner whose tables did not change"


def test_commit_needs_the_right_and_counts_it_at_the_end(emden, monitor):
    reader = member(emden, Role.COORDINATION)
    run = imported(classic(), emden, monitor, commit=False)
    with pytest.raises(PermissionDenied):
        services.request_commit(run=run, by=reader)
    services.request_commit(run=run, by=monitor)
    Membership.objects.filter(user=monitor).delete()
    engine.drain()
    assert not current().exists()


def test_a_try_killed_before_its_final_transaction_leaves_no_row(emden, monitor):
    run = imported(classic(), emden, monitor, commit=False)
    services.request_commit(run=run, by=monitor)
    handler_run = engine.claim()
    KINDS[handler_run.job.kind].handler(handler_run)
    assert not Observation.objects.exists()
    handler_run.job.__class__.objects.filter(pk=handler_run.job.pk).update(lease_until="2020-01-01T00:00:00Z")
    engine.drain()
    assert Observation.objects.count() == 12
    assert current().count() == 12
    assert checking.complaints() == []


@pytest.mark.parametrize("there", [True, False])
def test_what_another_import_changed_after_the_comparison_is_compared_again(emden, monitor, there):
    """there: the overlapping rows exist before both imports, so both replace them; else both would write them."""
    if there:
        imported(classic(), emden, monitor)
    mine, theirs = ([row.replace("561;277;55", f"561;277;{new}") for row in ROWS] for new in (57, 58))
    run = imported(classic(*mine), emden, monitor, commit=False)
    services.request_commit(run=run, by=monitor)
    slow = engine.claim()
    finish = KINDS[slow.job.kind].handler(slow)
    slow.job.__class__.objects.filter(pk=slow.job.pk).update(
        not_before="2099-01-01T00:00:00Z", state="queued"
    )
    imported(classic(*theirs), emden, monitor)
    with pytest.raises((StockMoved, IntegrityError)), transaction.atomic():
        finish()
    assert current().get(region__ags="03402", value=58)
    slow.job.__class__.objects.filter(pk=slow.job.pk).update(not_before=None)
    engine.drain()
    assert current().get(region__ags="03402", value=57).replaces.value == 58
    assert current().count() == 12
    assert checking.complaints() == []


def test_series_and_regions_that_went_after_the_comparison_are_looked_for_again(emden, monitor):
    """No key of a row is looked up by the database: the writer holds what its rows name."""
    run = imported(classic(), emden, monitor, commit=False)
    services.request_commit(run=run, by=monitor)
    slow = engine.claim()
    finish = KINDS[slow.job.kind].handler(slow)
    Series.objects.filter(source__table="21111-02-06-4").delete()
    with pytest.raises(StockMoved), transaction.atomic():
        finish()
    assert not Observation.objects.exists()
    slow.job.__class__.objects.filter(pk=slow.job.pk).update(lease_until="2020-01-01T00:00:00Z")
    engine.drain()
    assert current().count() == 12
    assert checking.complaints() == []


@pytest.mark.parametrize("name", ["series", "region", "owner", "run", "replaces", "restored_by"])
def test_verify_finds_a_row_that_names_nothing(emden, monitor, name):
    imported(classic(), emden, monitor)
    assert checking.orphans() == []
    row = current().order_by("pk").first()
    Observation.objects.filter(pk=row.pk).update(**{f"{name}_id": 987_654_321})
    (said,) = checking.complaints()
    assert said == f"Beobachtungen, die unter „{name}“ die Nummer 987654321 nennen, die es nicht gibt: 1."


@pytest.mark.parametrize("name", ["series", "region", "run"])
def test_what_rows_name_cannot_be_deleted(emden, monitor, name):
    imported(classic(), emden, monitor)
    with pytest.raises(ProtectedError):
        getattr(current().first(), name).delete()


def test_numbers_too_long_for_one_database_give_cubes_like_the_rows(emden, monitor):
    long = [row.replace("561;277;55", "561;277;123456789012345,678901") for row in ROWS]
    imported(classic(*long), emden, monitor)
    assert current().filter(value__gt=10**14).count() == 1
    assert checking.complaints() == []
