"""Data sources in the Übergabemappe: official tables and own sheets, what is due first, with what to do."""

import datetime as dt
import re
from unittest import mock

import pytest

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import member
from dkbm.ui import pdf
from monitoring.handover_sources import sources_of
from monitoring.readers import read_bytes
from monitoring.readers.celltable import table_of
from monitoring.readers.wire import header_of
from monitoring.services.catalogue import load_catalogue
from monitoring.services.shell import import_file
from monitoring.tests.own import make_sheet
from monitoring.tests.samples import ROWS, classic
from projects.tests.resources import make_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table(emden, tmp_path):
    """Leavers of 2023, read in."""
    file = tmp_path / "21111-02-06-4.csv"
    file.write_bytes(classic(*ROWS))
    reading = read_bytes(file.read_bytes(), file.name)
    with system_scope("test"):
        load_catalogue()
        import_file(header_of(reading), table_of(reading.cells), file)


def test_a_handover_names_tables_and_sheets_what_is_due_first(client, emden, table):
    monitor = member(emden, Role.MONITORING)
    with system_scope("test"):
        make_sheet(emden, monitor, periods=("2024", "2025"))
        make_sheet(emden, monitor, name="Anmeldungen", periods=("2026",))
        post = make_post(emden, "Bildungsmonitoring")
        with clock.frozen(dt.date(2026, 2, 1)):
            found = sources_of(emden)
    due = [row.overdue for row in found]
    assert due == sorted(due, reverse=True)
    assert {True, False} == set(due)
    client.force_login(member(emden, Role.READING))
    path = f"/ressourcen/uebergaben/stelle/{post.pk}/"
    with clock.frozen(dt.date(2026, 2, 1)), mock.patch.object(pdf, "_writer", lambda: None):
        answers = [client.get(address) for address in (path, f"{path}pdf/")]
    for answer in answers:
        page = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
        assert "Kitas noch ohne Werte; fällig: 2024, 2025 , in der Erfassung eintragen" in page
        assert re.search(
            r"21111-02-06-4\S* .{0,200}?vorhanden bis 2023; fällig: 2024 , abrufen und unter „Daten einlesen“ hochladen",
            page,
        )
    links = set(re.findall(r'href="(/monitoring/quellen/)#quelle-\d+"', answers[0].content.decode()))
    assert links == {"/monitoring/quellen/"}
    assert client.get("/monitoring/quellen/").status_code == 200
