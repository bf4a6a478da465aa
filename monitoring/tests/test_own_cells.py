"""Entering own statistics: what counts, what waits, who checks, and what two people see of each other."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs.engine import drain
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from monitoring.models import (
    CubeBlob,
    DataCell,
    DataEvidence,
    DataPeriod,
    ImportRun,
    ImportState,
    IndicatorVersion,
    Observation,
)
from monitoring.queries_own import log_of
from monitoring.services.cubes import differing_cubes
from monitoring.services.own import (
    EntryRefused,
    add_periods,
    change_settings,
    lock_period,
    set_complete,
    unlock_period,
)
from monitoring.services.own_cells import Change, check_cells, note_cell, return_cell, save_cells
from monitoring.services.own_evidence import LARGEST_DOCUMENT, add_evidence
from monitoring.services.own_findings import sheet_of
from monitoring.tests.own import enter, make_sheet, place, standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monitor(emden):
    return member(emden, Role.MONITORING)


@pytest.fixture
def second(emden):
    return member(emden, Role.STATISTICS)


@pytest.fixture
def kitas(emden, monitor, as_user):
    """The sheet „Kitas“, seen with the monitor's eyes for the whole test."""
    with as_user(monitor):
        yield make_sheet(emden, monitor)


def results(saved):
    return [outcome.result for outcome in saved.outcomes.values()]


def period(data_set, key):
    return DataPeriod.objects.get(data_set=data_set, period=key)


def test_saving_is_checking(kitas, monitor):
    saved = enter(kitas, monitor, l1_2024="100")
    assert results(saved) == ["saved"]
    row = Observation.objects.get(series__data_line__order=1)
    assert (row.value, row.status, row.period, row.owner) == (100, "value", "2024", kitas.municipality)
    assert (row.run.state, row.run.committed_by, row.row) == (ImportState.ENTERED, monitor, 1)
    assert row.column == "Stadt Emden, 2024"
    cell = DataCell.objects.get()
    assert (cell.pending, cell.state, cell.checked_by) == (None, "checked", monitor)


@pytest.mark.parametrize(
    ("typed", "status", "value"),
    [
        ("0", "zero", 0),
        ("1 234", "value", "1234"),
        ("-", "dash", None),
        (".", "suppressed", None),
        ("x", "not_meaningful", None),
        ("/", "unreliable", None),
        ("...", "not_yet", None),
    ],
)
def test_numbers_and_signs_become_what_they_mean(kitas, monitor, typed, status, value):
    enter(kitas, monitor, l1_2024=typed)
    row = Observation.objects.get(known_until=None)
    assert row.status == status
    assert (row.value is None) if value is None else (str(row.value.normalize()) == str(value))


def test_a_true_zero_is_not_empty(kitas, monitor):
    enter(kitas, monitor, l1_2024="0")
    assert standing(kitas, 1, "2024").value == 0
    enter(kitas, monitor, l1_2024="")
    assert standing(kitas, 1, "2024").status == ""
    assert Observation.objects.filter(known_until__isnull=True).count() == 0
    assert Observation.objects.count() == 1, "the zero stays in the history"


def test_an_ambiguous_number_is_asked_about_and_kept_as_typed(kitas, monitor):
    saved = enter(kitas, monitor, l1_2024="1.234", l1_2023="90")
    asked, fine = saved.outcomes.values()
    assert (asked.result, asked.typed, asked.readings) == ("invalid", "1.234", ("1234", "1,234"))
    assert fine.result == "saved", "one bad cell does not hold up the others"
    assert Observation.objects.count() == 1


def test_a_correction_is_a_new_version(kitas, monitor):
    enter(kitas, monitor, l1_2024="100")
    enter(kitas, monitor, l1_2024="101")
    old, new = Observation.objects.order_by("pk")
    assert (old.known_until, new.replaces) == (new.known_from, old)
    assert ImportRun.objects.count() == 1, "one record a person, sheet and day"


def test_an_error_waits_until_it_is_mended(kitas, monitor):
    enter(kitas, monitor, l1_2024="100", l2_2024="60", l3_2024="41")
    assert Observation.objects.count() == 0
    assert standing(kitas, 3, "2024").waits
    enter(kitas, monitor, l3_2024="40")
    assert Observation.objects.filter(known_until=None).count() == 3, "all three count together"


def test_a_jump_waits_for_its_reason(kitas, monitor):
    enter(kitas, monitor, l1_2019="100", l1_2020="101", l1_2021="99", l1_2022="102")
    enter(kitas, monitor, l1_2024="500")
    here = standing(kitas, 1, "2024")
    assert here.waits
    note_cell(
        data_set=kitas,
        place=place(kitas, 1, "2024"),
        token=here.token,
        by=monitor,
        reason="Eingemeindung",
    )
    assert not standing(kitas, 1, "2024").waits
    assert Observation.objects.get(period="2024").value == 500


def test_two_people_at_one_cell_see_each_other(kitas, monitor, second):
    where = place(kitas, 1, "2024")
    seen = sheet_of(kitas).standing(where).token
    save_cells(data_set=kitas, changes=[Change(where, "7", seen)], by=second)
    saved = save_cells(data_set=kitas, changes=[Change(where, "8", seen)], by=monitor)
    outcome = saved.outcomes[where]
    assert (outcome.result, outcome.typed, outcome.theirs) == ("conflict", "8", "7")
    assert standing(kitas, 1, "2024").value == 7
    again = save_cells(data_set=kitas, changes=[Change(where, "7", seen)], by=monitor)
    assert again.outcomes[where].result == "unchanged", "the same value is no conflict"


def test_four_eyes_need_a_second_person(kitas, monitor, second, as_user):
    change_settings(data_set=kitas, name="Kitas", four_eyes=True, version=1, by=monitor)
    enter(kitas, monitor, l1_2024="100")
    assert Observation.objects.count() == 0
    with pytest.raises(EntryRefused, match="zweite Person"):
        check_cells(data_set=kitas, period=period(kitas, "2024"), by=monitor)
    with as_user(second):
        assert check_cells(data_set=kitas, period=period(kitas, "2024"), by=second) == 1
    assert Observation.objects.get().value == 100
    assert DataCell.objects.get().checked_by == second
    enter(kitas, monitor, l1_2024="101")
    assert Observation.objects.get(known_until=None).value == 100, "a change needs its own check"


def test_one_value_is_returned_and_only_that(kitas, monitor, second):
    enter(kitas, monitor, l1_2024="100", l4_2024="30")
    token = standing(kitas, 1, "2024").token
    with pytest.raises(EntryRefused, match="Grund"):
        return_cell(data_set=kitas, place=place(kitas, 1, "2024"), token=token, reason=" ", by=second)
    return_cell(data_set=kitas, place=place(kitas, 1, "2024"), token=token, reason="Stichtag?", by=second)
    assert standing(kitas, 1, "2024").is_returned
    assert not standing(kitas, 4, "2024").is_returned
    enter(kitas, monitor, l1_2024="100")
    assert not standing(kitas, 1, "2024").is_returned, "confirming the value answers the return"


def test_locking(kitas, monitor):
    enter(kitas, monitor, l1_2024="100", l2_2024="60", l3_2024="41")
    with pytest.raises(EntryRefused, match="noch nicht sperren"):
        lock_period(period=period(kitas, "2024"), by=monitor)
    enter(kitas, monitor, l3_2024="40")
    lock_period(period=period(kitas, "2024"), by=monitor)
    saved = enter(kitas, monitor, l1_2024="99", l1_2023="90")
    assert results(saved) == ["locked", "saved"]
    with pytest.raises(EntryRefused, match="Grund"):
        unlock_period(period=period(kitas, "2024"), reason="", by=monitor)
    unlock_period(period=period(kitas, "2024"), reason="Nachmeldung", by=monitor)
    assert results(enter(kitas, monitor, l1_2024="100", l4_2024="1")) == ["unchanged", "saved"]
    assert period(kitas, "2024").history.filter(reason="Nachmeldung").exists()


def test_complete_means_that_empty_cells_are_meant(kitas, monitor):
    where = place(kitas, 1, "2024")
    assert [f.rule for f in sheet_of(kitas).findings(where)] == ["missing"]
    set_complete(period=period(kitas, "2024"), complete=True, by=monitor)
    assert sheet_of(kitas).findings(where) == []


def test_cubes_follow_the_rows(kitas, monitor):
    enter(kitas, monitor, l1_2024="100", l1_2023="90")
    enter(kitas, monitor, l1_2024="", l1_2023="91,5")
    with system_scope("test"):
        assert list(differing_cubes()) == []
        assert CubeBlob.objects.filter(owner=kitas.municipality).count() == 1


def test_who_may_write(kitas, emden, as_user):
    for role in (Role.COORDINATION, Role.READING, Role.ADMINISTRATION):
        person = member(emden, role)
        with as_user(person), pytest.raises(PermissionDenied):
            enter(kitas, person, l1_2024="1")
    stranger = member(MunicipalityFactory(), Role.MONITORING)
    with as_user(stranger), pytest.raises(PermissionDenied):
        save_cells(data_set=kitas, changes=[], by=stranger)


def test_places_of_another_sheet_are_refused(kitas, emden, monitor):
    other = make_sheet(emden, monitor, name="Schulen")
    with pytest.raises(PermissionDenied):
        save_cells(data_set=kitas, changes=[Change(place(other, 1, "2024"), "1", "0.0")], by=monitor)


def test_only_own_regions(emden, monitor, as_user):
    with as_user(monitor), pytest.raises(EntryRefused, match="eigene Gebiet"):
        make_sheet(emden, monitor, regions=[RegionFactory(ags="03403")])


def test_names_are_taken_once_and_tables_never_twice(kitas, emden, monitor):
    with pytest.raises(EntryRefused, match="schon"):
        make_sheet(emden, monitor)
    assert make_sheet(emden, monitor, name="Schulen").source.table == "E03402-2"
    assert add_periods(data_set=kitas, periods=["2024", "2025"], by=monitor) == 1


def test_an_entered_value_is_recomputed_and_shown_by_its_source(kitas, monitor):
    from monitoring.models import Indicator, Snapshot

    indicator = Indicator.objects.create(code="Z99", theme="Z")
    facts = {"definition": "x", "formula": "count", "unit": "Anzahl", "source": kitas.source}
    IndicatorVersion.objects.create(
        indicator=indicator, name="Kinder", numerator=[kitas.lines.first().series.key], **facts
    )
    enter(kitas, monitor, l1_2024="0")
    with system_scope("test"):
        drain()
        snapshot = Snapshot.objects.get(indicator_version__indicator=indicator, owner=kitas.municipality)
        assert list(snapshot.results) == ["2024"]


def test_unlocking_for_a_time_ends_by_itself_and_is_on_record(kitas, monitor):
    with clock.frozen(dt.date(2026, 3, 2)):
        enter(kitas, monitor, l1_2024="100")
        lock_period(period=period(kitas, "2024"), by=monitor)
        for wrong in (dt.date(2026, 3, 1), dt.date(2026, 9, 1)):
            with pytest.raises(EntryRefused, match="befristete"):
                unlock_period(period=period(kitas, "2024"), reason="Nachmeldung", until=wrong, by=monitor)
        unlock_period(
            period=period(kitas, "2024"), reason="Nachmeldung", until=dt.date(2026, 3, 5), by=monitor
        )
        assert period(kitas, "2024").is_excepted
        assert results(enter(kitas, monitor, l1_2024="101")) == ["saved"]
    with clock.frozen(dt.date(2026, 3, 6)):
        assert period(kitas, "2024").is_locked
        assert results(enter(kitas, monitor, l1_2024="102")) == ["locked"]
    said = [(row.reason, row.open_until is not None) for row in log_of(period(kitas, "2024"))]
    assert said == [("Nachmeldung", True), ("", False)]


def test_a_value_has_several_documents_that_leave_a_trace(kitas, monitor, emden, client_of, second):
    enter(kitas, monitor, l1_2024="100")
    where = place(kitas, 1, "2024")
    address = f"/monitoring/erfassung/{kitas.pk}/zelle/{where.line}/{where.region}/{where.period}/"
    client = client_of(monitor)
    for name in ("../bescheid.pdf", "liste.html"):
        file = SimpleUploadedFile(name, b"<script>alert(1)</script>")
        assert client.post(f"{address}belege/", {"file": file, "note": "Stichtag"}).status_code == 302
    documents = list(DataEvidence.objects.order_by("pk"))
    assert [row.name for row in documents] == ["bescheid.pdf", "liste.html"]
    page = client.get(address).content.decode()
    assert "liste.html" in page
    file = f"/monitoring/erfassung/{kitas.pk}/belege/{documents[1].pk}/"
    answer = client.get(file)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    for other, status in ((member(emden, Role.COORDINATION), 403), (member(MunicipalityFactory()), 404)):
        assert client_of(other).get(file).status_code == status
    client.post(file)
    assert DataEvidence.objects.get() == documents[0]
    assert "Beleg „liste.html“ entfernt" in client.get(address).content.decode()
    with pytest.raises(EntryRefused, match="5 MB"):
        add_evidence(
            data_set=kitas, place=where, content=b"x" * (LARGEST_DOCUMENT + 1), file_name="a", by=monitor
        )
