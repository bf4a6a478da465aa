"""The official register: reading GV100AD, and loading it once, twice and newer."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dkbm import register_service
from dkbm.models import Region
from dkbm.register import (
    GEMEINDE,
    KREIS,
    RegisterError,
    designation_of,
    name_of,
    parent_of,
    read_register,
    territories,
)
from dkbm.register_service import load_register
from dkbm.tests.register_samples import LINES, content, line

REAL_FILE = "gemeinden/GV100AD_301123.txt"


@pytest.fixture(scope="module")
def sample():
    return read_register(content())


@pytest.fixture
def real(real_data):
    return read_register((real_data / REAL_FILE).read_bytes())


def by_ags(found):
    return {territory.ags: territory for territory in found}


def test_records_are_cut_by_characters(sample):
    assert sample.status_on == date(2023, 11, 30)
    assert sample.population_on == date(2022, 12, 31)
    waters = next(record for record in sample.of_type(GEMEINDE) if record.code == "13000999")
    assert (waters.name, waters.area_ha, waters.population) == ("Küstengewässer", 1000, 0)


def test_upper_levels_are_the_sums_of_their_gemeinden(sample):
    found = by_ags(territories(sample))
    assert (found["03453"].population, found["03453"].area_ha) == (48_500, 17_885)
    assert found["034"].population == found["03"].population == 99_035
    assert found["DG"].population == 99_035 + 249_070 + 3_755_251


@pytest.mark.parametrize(
    ("ags", "kind", "name", "designation", "parent", "ars"),
    [
        ("DG", "bund", "Deutschland", "", None, ""),
        ("03", "land", "Niedersachsen", "Land", "DG", "030000000000"),
        ("034", "regbez", "Statistische Region Weser-Ems", "Statistische Region", "03", "034000000000"),
        ("053", "regbez", "Regierungsbezirk Köln", "Regierungsbezirk", "05", "053000000000"),
        ("03402", "kreis", "Emden", "Kreisfreie Stadt", "034", "034020000000"),
        ("03453", "kreis", "Cloppenburg", "Landkreis", "034", "034530000000"),
        ("05334", "kreis", "Städteregion Aachen", "Städteregion", "053", "053340000000"),
        ("11000", "kreis", "Berlin", "Kreisfreie Stadt", "11", "110000000000"),
        ("03453004", "gemeinde", "Cloppenburg", "Stadt", "03453", "034530004004"),
        ("13000999", "gemeinde", "Küstengewässer", "Gemeindefreies Gebiet", "13", "130009999999"),
    ],
)
def test_each_level_has_key_name_word_and_parent(sample, ags, kind, name, designation, parent, ars):
    row = by_ags(territories(sample))[ags]
    assert (row.kind, row.name, row.designation, row.parent, row.ars) == (
        kind,
        name,
        designation,
        parent,
        ars,
    )


def test_parents_come_before_their_parts(sample):
    seen = {None}
    for row in territories(sample):
        assert row.parent in seen
        seen.add(row.ags)


def test_the_nearest_existing_level_is_the_parent():
    assert parent_of("03402000", {"03", "034", "03402"}) == "03402"
    assert parent_of("03402000", {"03", "034"}) == "034"
    assert parent_of("13000999", {"13"}) == "13"
    assert parent_of("03", {"03"}) == "DG"


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter(sample):
    assert read_register(b"\xef\xbb\xbf" + content().replace(b"\n", b"\r\n")) == sample


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "leer"),
        (b"\n \n", "leer"),
        (content().decode().encode("latin-1"), "UTF-8"),
        (b"GENESIS-Tabelle: 12411-01-01-4\n", "Zeile 1: 30 statt 220 Zeichen"),
        (content([*LINES, line("99", "03", "Fremdes")]), "Satzart „99“"),
        (content([*LINES, line("40", "03xx2", "Unfug", "44")]), "Zeile 18"),
        (content([*LINES, line("40", "03460", "Vechta", "77")]), "Zeile 18"),
        (content([*LINES, line("40", "03460", "Vechta", "44")]), "unvollständig (03460)"),
        (content(LINES[:4]), "unvollständig"),
        (content(LINES[1:]), "unvollständig (03)"),
        (content([*LINES, LINES[4]]), "doppelt vor: 03402000"),
        (content([*LINES, LINES[4].replace("20231130", "20221231")]), "mischt Gebietsstände"),
        (content([row.replace("20231130", "20231331") for row in LINES]), "ist kein Tag"),
        (content([row.replace("00000011234", "0000001123a") for row in LINES]), "keine Zahl"),
    ],
)
def test_a_wrong_file_is_refused_in_german(data, words):
    with pytest.raises(RegisterError) as refusal:
        read_register(data)
    assert words in str(refusal.value)


def test_the_real_file_has_the_known_facts(real):
    counts = Counter(record.type for record in real.records)
    assert counts == {"10": 16, "20": 29, "30": 12, "40": 400, "50": 4597, "60": 10981}
    kinds = Counter(record.text_key for record in real.of_type(KREIS))
    assert kinds == {"41": 97, "42": 9, "43": 42, "44": 251, "45": 1}
    emden = next(record for record in real.of_type(KREIS) if record.code == "03402")
    assert (name_of(emden), designation_of(emden)) == ("Emden", "Kreisfreie Stadt")
    found = by_ags(territories(real))
    assert Counter(row.kind for row in found.values()) == {
        "bund": 1, "land": 16, "regbez": 29, "kreis": 400, "gemeinde": 10981,
    }  # fmt: skip
    assert (found["03402"].area_ha, found["03402"].population) == (11234, 50535)
    assert found["DG"].population == 84_358_845
    assert {row.ags: row.parent for row in found.values() if row.ags.endswith("000999")} == {
        "07000999": "07",
        "13000999": "13",
    }
    assert {"02", "02000", "11", "11000"} <= found.keys()


@pytest.mark.django_db
def test_loading_twice_changes_nothing(sample, django_assert_max_num_queries):
    first = load_register(sample)
    assert (first.new, first.changed, first.unchanged, first.absent) == (17 + 2, 0, 0, 0)
    before = list(Region.objects.order_by("ags").values())
    with django_assert_max_num_queries(20):
        second = load_register(sample)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 19)
    assert list(Region.objects.order_by("ags").values()) == before
    emden = Region.objects.get(ags="03402")
    assert emden.full_name == "Stadt Emden"
    assert (emden.population, emden.population_on, emden.area_ha) == (50535, date(2022, 12, 31), 11234)
    assert emden.parent.parent.ags == "03"


@pytest.mark.django_db
def test_whoever_counts_regions_hears_of_a_changed_register_only(sample, monkeypatch):
    heard = []
    monkeypatch.setattr(register_service.registries, "register_loaded", [lambda: heard.append(1)])
    load_register(sample)
    load_register(sample)
    assert len(heard) == 1


@pytest.mark.django_db
def test_only_what_the_register_knows_is_changed(sample):
    load_register(sample)
    Region.objects.filter(ags="03402").update(name="Emdn", nuts3="DE942", latitude="53.3610")
    counts = load_register(sample)
    assert (counts.new, counts.changed) == (0, 1)
    emden = Region.objects.get(ags="03402")
    assert (emden.name, emden.nuts3, str(emden.latitude)) == ("Emden", "DE942", "53.3610")


@pytest.mark.django_db
def test_a_later_population_stays_with_its_day_and_source(sample):
    Region.objects.create(ags="DG", name="Deutschland", kind="bund")
    Region.objects.create(
        ags="03402",
        name="Emden",
        kind="kreis",
        population=49202,
        population_on="2024-12-31",
        source="12411-01-01-4",
    )
    load_register(sample)
    emden = Region.objects.get(ags="03402")
    assert (emden.population, emden.population_on, emden.source) == (
        49202,
        date(2024, 12, 31),
        "12411-01-01-4",
    )
    assert (emden.area_ha, emden.parent.ags) == (11234, "034")
    assert load_register(sample).changed == 0


@pytest.mark.django_db
def test_regions_that_the_file_does_not_name_stay_and_are_counted(sample):
    Region.objects.create(ags="03999", name="Nirgendwo", kind="kreis")
    assert load_register(sample).absent == 1
    assert Region.objects.get(ags="03999").name == "Nirgendwo"


@pytest.mark.django_db
def test_dissolved_kreise_lead_to_their_successor(sample):
    load_register(sample)
    old = Region.objects.get(ags="05354")
    assert old.valid_until == date(2009, 10, 20)
    assert [region.ags for region in old.successors.all()] == ["05334"]
    assert Region.objects.get(ags="05334").valid_from == date(2009, 10, 21)
    assert not Region.objects.filter(ags="16056").exists(), "its successor is not in this file"


@pytest.mark.django_db
def test_all_or_nothing(sample, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(register_service, "load_dissolved", fail)
    with pytest.raises(RuntimeError):
        load_register(sample)
    assert not Region.objects.exists()


@pytest.mark.django_db
def test_the_real_register_loads_whole_and_once(real):
    first = load_register(real)
    assert first.new == 1 + 16 + 29 + 400 + 10_981 + 5
    assert load_register(real).unchanged == first.new
    assert Region.objects.filter(kind="kreis", valid_until=None).count() == 400
    merged = Region.objects.get(ags="03159")
    assert merged.valid_from == date(2016, 11, 1)
    assert {region.ags for region in Region.objects.filter(successors=merged)} == {"03152", "03156"}


@pytest.mark.django_db
def test_the_command_says_what_it_did(tmp_path):
    path, out = tmp_path / "GV100AD.txt", StringIO()
    path.write_bytes(content())
    call_command("load_register", str(path), "--bevoelkerung-am", "2023-06-30", stdout=out)
    call_command("load_register", str(path), "--bevoelkerung-am", "2023-06-30", stdout=out)
    assert "neu 19, geändert 0, unverändert 0" in out.getvalue()
    assert "neu 0, geändert 0, unverändert 19" in out.getvalue()
    assert "Bevölkerung am 30.06.2023" in out.getvalue()


@pytest.mark.django_db
def test_the_command_refuses_politely(tmp_path):
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("load_register", str(tmp_path / "fehlt.txt"))
    (tmp_path / "falsch.txt").write_text("Hallo", encoding="utf-8")
    with pytest.raises(CommandError, match="keine Datei GV100AD"):
        call_command("load_register", str(tmp_path / "falsch.txt"))
    assert not Region.objects.exists()
