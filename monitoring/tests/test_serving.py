"""„Meine Kommune“ is served from finished bytes: made once, replaced when anything they are made of changes."""

import gzip
import json

import brotli
import pytest

from dkbm.access.audiences import Audience
from dkbm.access.scope import PUBLIC, acting_within, system_scope
from dkbm.tests.factories import MunicipalityFactory
from dkbm.ui.precomputed import accepted, packed
from monitoring import dashboard_page, dashboard_stand
from monitoring.dashboard_stand import dashboard_fingerprint
from monitoring.models import ServedBytes, Snapshot, Source
from monitoring.readers import read_bytes
from monitoring.readers.celltable import table_of
from monitoring.readers.wire import header_of
from monitoring.services import serving
from monitoring.services.catalogue import load_catalogue
from monitoring.services.serving import Asked, served
from monitoring.services.shell import import_file
from monitoring.tests.samples import ROWS, classic

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "/monitoring/kommune/emden/kennzahlen.json"
PAGE = "/monitoring/kommune/emden/"


@pytest.fixture(autouse=True)
def fresh_process():
    serving.forget()
    yield
    serving.forget()


def take_over(tmp_path, *rows):
    file = tmp_path / "21111-02-06-4.csv"
    file.write_bytes(classic(*rows))
    reading = read_bytes(file.read_bytes(), file.name)
    with system_scope("test"):
        load_catalogue()
        import_file(header_of(reading), table_of(reading.cells), file)


@pytest.fixture
def leavers(emden, tmp_path):
    take_over(tmp_path, *ROWS)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, identity; q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000, *", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_browser_chooses_the_encoding(header, encoding):
    assert accepted(header) == encoding


def test_all_encodings_hold_the_same_bytes(client, leavers):
    plain = client.get(JSON)
    small = client.get(JSON, headers={"accept-encoding": "br"})
    older = client.get(JSON, headers={"accept-encoding": "gzip"})
    assert brotli.decompress(small.content) == gzip.decompress(older.content) == plain.content
    assert (small["Content-Encoding"], older["Content-Encoding"]) == ("br", "gzip")
    assert "Content-Encoding" not in plain.headers
    assert len({answer["ETag"] for answer in (plain, small, older)}) == 3
    assert packed(plain.content) == packed(plain.content)


def test_the_bytes_are_the_figures_of_the_page_and_say_their_stand(client, leavers):
    said = client.get(JSON).json()
    page = client.get(PAGE).content.decode()
    assert (said["kommune"], said["stand"]) == ("Stadt Emden", "13.03.2025")
    assert len(said["kennzahlen"]) >= 2
    for figure in said["kennzahlen"]:
        assert figure["satz"].replace("\u00a0", " ") in page.replace("\u00a0", " ")
        assert figure["stand"] == "13.03.2025"
        assert f'id="kennzahl-{figure["id"]}"' in page
    assert "Stand der neuesten Tabelle: 13.03.2025" in page


def test_they_are_made_once_and_then_only_found(client, leavers, monkeypatch):
    first = client.get(JSON).content
    made = []
    monkeypatch.setattr(dashboard_page, "dashboard_bytes", lambda municipality: made.append(1) or b"{}")
    assert client.get(JSON).content == first
    serving.forget()
    assert client.get(JSON).content == first
    assert made == []


def test_another_number_makes_them_anew_and_the_old_ones_go(client, leavers, tmp_path):
    first = client.get(JSON)
    take_over(tmp_path, *(row.replace(";561;", ";600;") for row in ROWS))
    second = client.get(JSON)
    assert second.content != first.content
    assert second["ETag"] != first["ETag"]
    with system_scope("test"):
        assert ServedBytes.objects.filter(view="kommune/json/emden").count() == 1


@pytest.mark.parametrize("change", [{"retrieved": "2026-01-01"}, {"licence": "x"}, {"edition": 77}])
def test_what_the_source_says_of_itself_belongs_to_the_fingerprint(leavers, change):
    with acting_within(PUBLIC):
        before = dashboard_fingerprint("emden")
        Source.objects.filter(table="21111-02-06-4").update(**change)
        assert dashboard_fingerprint("emden") != before


def test_the_program_belongs_to_the_fingerprint(leavers, monkeypatch):
    with acting_within(PUBLIC):
        before = dashboard_fingerprint("emden")
        monkeypatch.setattr(dashboard_stand, "program_digest", lambda: "ein anderes")
        assert dashboard_fingerprint("emden") != before


def test_who_has_them_gets_no_bytes_again_and_nobody_shares_them(client, leavers):
    first = client.get(JSON, headers={"accept-encoding": "br"})
    again = client.get(JSON, headers={"accept-encoding": "br", "if-none-match": first["ETag"]})
    other = client.get(JSON, headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)
    for answer in (first, again, other):
        assert answer["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer["Vary"]
        assert "Accept-Encoding" in answer["Vary"]


def test_bytes_of_own_numbers_are_no_one_elses(emden):
    there = MunicipalityFactory()
    asked = Asked("probe", "f" * 64, Audience.INTERNAL, "veroeffentlichung-1", there.pk)
    with system_scope("test"):
        served(asked, lambda: b"eigene Zahlen: 4711")
    with acting_within(PUBLIC):
        assert not ServedBytes.objects.filter(view="probe").exists()
    with system_scope("test"):
        assert ServedBytes.objects.get(view="probe").owner_id == there.pk
        others = [
            Asked("probe", "f" * 64, Audience.PUBLIC, "veroeffentlichung-1", there.pk),
            Asked("probe", "f" * 64, Audience.INTERNAL, "veroeffentlichung-2", there.pk),
            Asked("probe", "f" * 64, Audience.INTERNAL, "veroeffentlichung-1", emden.pk),
            Asked("probe", "0" * 64, Audience.INTERNAL, "veroeffentlichung-1", there.pk),
        ]
        for number, other in enumerate(others):
            assert served(other, lambda number=number: b"andere %d" % number).raw == b"andere %d" % number


def test_the_page_asks_as_much_of_the_database_however_many_numbers_there_are(
    client, leavers, django_assert_num_queries
):
    client.get(JSON)
    with django_assert_num_queries(1):
        client.get(JSON)
    with system_scope("test"):
        assert Snapshot.objects.filter(is_current=True).count() > 2
    assert json.loads(client.get(JSON).content)["kennzahlen"]
