"""import_statistics: the facts of the real files, and a German message where nothing can be read."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from dkbm.access.scope import system_scope
from dkbm.models import Region
from monitoring.models import Observation
from monitoring.queries_results import current_results
from monitoring.services.catalogue import load_catalogue
from monitoring.tests.samples import classic

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = {"format", "table", "measures", "rows", "numbers", "signs", "regions", "periods", "complaints"}


def dry(path):
    out = io.StringIO()
    call_command("import_statistics", str(path), "--dry-run", "--json", stdout=out)
    return json.loads(out.getvalue())


def stored(code, region):
    (result,) = current_results(code, region)
    return result


def test_dry_run_prints_one_object_and_changes_nothing(tmp_path):
    file = tmp_path / "21111-02-06-4.csv"
    file.write_bytes(classic())
    result = dry(file)
    assert set(result) == KEYS
    assert (result["format"], result["table"], result["rows"]) == ("genesis-classic", "21111-02-06-4", 4)
    assert result["signs"] == {"-": 4}
    with system_scope("test"):
        assert not Observation.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00\x00\x00", b"<html>nein</html>"])
def test_unreadable_file_ends_with_a_german_message(tmp_path, content):
    file = tmp_path / "datei.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError) as error:
        dry(file)
    assert "Datei" in str(error.value)


def test_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="gibt es nicht"):
        dry(tmp_path / "fehlt.csv")


@pytest.mark.parametrize(
    ("name", "rows", "numbers", "signs"),
    [
        ("genesis_classic/21111-02-06-4.csv", 538, 5361, {"-": 1955, ".": 102, "x": 114}),
        ("genesis_classic/12411-01-01-4.csv", 538, 1341, {"-": 237, ".": 36}),
        ("genesis_classic/22541-01-01-4.csv", 538, 4912, {"-": 1006}),
        ("genesis_classic/82411-01-03-4.csv", 538, 892, {"-": 156, ".": 28}),
        ("genesis_flat/12411-01-01-4_de_flat.zip", 1467, 1245, {"-": 222}),
        ("genesis_flat/73111-01-01-4_de_flat.csv", 1467, 1209, {"-": 222, ".": 36}),
    ],
)
def test_facts_of_real_files(real_data, name, rows, numbers, signs):
    result = dry(real_data / name)
    assert (result["rows"], result["numbers"], result["signs"], result["complaints"]) == (
        rows,
        numbers,
        signs,
        [],
    )


def test_real_leavers_reach_every_kreis_and_twice_changes_nothing(real_data):
    file = str(real_data / "genesis_classic" / "21111-02-06-4.csv")
    with system_scope("test"):
        load_catalogue()
        call_command("import_statistics", file, stdout=io.StringIO())
        emden, land, bund = (stored("D15", code) for code in ("03402", "03", "DG"))
        assert (emden.numerator, emden.denominator, f"{emden.value:.2f}") == (55, 561, "9.80")
        assert (land.numerator, land.denominator) == (5895, 76856)
        assert (bund.numerator, bund.denominator) == (55708, 782423)
        assert not Region.objects.filter(ags="03152").exists(), "dissolved and without data: not entered"
        before = Observation.objects.count()
        out = io.StringIO()
        call_command("import_statistics", file, "--json", stdout=out)
        assert Observation.objects.count() == before
        assert json.loads(out.getvalue())["new"] == 0


def test_dashes_of_a_table_not_yet_released_are_no_data(real_data):
    with system_scope("test"):
        call_command(
            "import_statistics",
            str(real_data / "genesis_flat/13111-01-03-4_de_flat.csv"),
            stdout=io.StringIO(),
        )
        kreise = Observation.objects.filter(region__kind="kreis")
        assert not kreise.filter(value__isnull=False).exists()
        assert Observation.objects.get(region__ags="03", series__breakdown="").value == 3148764


def test_both_layouts_of_one_table_fill_the_same_series(real_data):
    with system_scope("test"):
        for name in ("genesis_classic/12411-01-01-4.csv", "genesis_flat/12411-01-01-4_de_flat.csv"):
            call_command("import_statistics", str(real_data / name), stdout=io.StringIO())
        rows = Observation.objects.filter(
            region__ags="03402", series__measure="BEVSTD", series__breakdown=""
        ).values_list("period", "value")
        assert dict(rows) == {"2021-12-31": 49523, "2024-12-31": 49202}
