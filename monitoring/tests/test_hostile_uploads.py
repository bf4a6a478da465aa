"""Hostile and broken files through the real upload page and its job: a German sentence, and nothing changed.

In this process every door to the parsing is walled up, so only the limited child process can have read them.
"""

import html
import json
import re
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dkbm.access.roles import Role
from dkbm.jobs import engine
from dkbm.models import Job, Region
from dkbm.models.job import JobState
from dkbm.state import state_hash
from dkbm.tests.factories import member
from monitoring.forms import UploadForm
from monitoring.models import ImportRun, ImportState, Observation, ResultBlob, Series, Snapshot, Source
from monitoring.readers import cells, celltable, decode, limits, read, sandbox
from monitoring.services import staging
from monitoring.services.catalogue import load_catalogue
from monitoring.tests.readers.samples import FLAT_HEADER, flat, flat_row, zipped
from monitoring.tests.samples import ROWS, classic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anydb]
MEGABYTE = 1024 * 1024
UPLOAD = "/monitoring/importe/"
PARSING = ("read_bytes", "open_source", "unpack_single", "refuse_answer", "read_flat", "read_classic")
KEPT = (Observation, ResultBlob, Snapshot, Series, Source, Region)


# --- the files ----------------------------------------------------------------------------------


def far_cell():
    """A workbook of 1.4 KB with one value in its very last cell."""
    office = "http://schemas.openxmlformats.org/"
    main, relations = f"{office}spreadsheetml/2006/main", f"{office}officeDocument/2006/relationships"
    package = f"{office}package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
        f' PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override'
        f' PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r"'
        f' Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r"'
        f' Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>1</v></c>'
        '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def ten_million_cells():
    header = ";;;" + ";".join(f"S{number}" for number in range(900)) + "\n"
    return f"Tabelle: 1\nTitel\n{header}".encode() + (b"2023;03;N" + b";1" * 900 + b"\n") * 11_200


def spreadsheet_unicode_text():
    """What spreadsheet programs write as „Unicode-Text“: UTF-16 with tabs."""
    return f"{FLAT_HEADER}\n{flat_row('5')}\n".replace(";", "\t").encode("utf-16")


def more_regions_than_there_are():
    codes = (f"{1 + number % 16:02d}{number // 16:06d}" for number in range(17, 17 + 21_000))
    return flat(*(flat_row("1", region=code) for code in codes))


def bomb(size=60 * MEGABYTE):
    return zipped({"a_flat.csv": bytes(size)})


FILES = {
    "zip-bomb": ("a.zip", bomb, "stark gepackt"),
    "zip-bomb-in-zip": (
        "a.zip",
        lambda: zipped({"innen.zip": bomb()}, zipfile.ZIP_STORED),
        "wieder ein Archiv",
    ),
    "zip-bomb-named-csv": ("a.csv", bomb, "stark gepackt"),
    "zip-of-many": (
        "a.zip",
        lambda: zipped({f"{n}.csv": b"x" for n in range(10_000)}),
        "mehr als 20 Dateien",
    ),
    "zip-of-many-bombs": (
        "a.zip",
        lambda: zipped({f"{n}.csv": bytes(12 * MEGABYTE) for n in range(18)}),
        "entpackt zu groß",
    ),
    "far-cell": ("tabelle.xlsx", far_cell, "weit außerhalb jeder üblichen Tabelle"),
    "utf-16-tabs": ("a.txt", spreadsheet_unicode_text, "mit Semikolon als Trennzeichen"),
    "utf-16-unmarked": ("a.csv", lambda: classic().decode("cp1252").encode("utf-16-le"), "„CSV UTF-8“"),
    "utf-16-unmarked-be": ("a.csv", lambda: classic().decode("cp1252").encode("utf-16-be"), "„CSV UTF-8“"),
    "utf-16-cut": (
        "a.csv",
        lambda: classic().decode("cp1252").encode("utf-16")[:-3],
        "keine lesbare Textdatei",
    ),
    "cp1252-no-table": (
        "schulen.csv",
        lambda: "Straße, Schüler: Ämter\nÖlmühle\n".encode("cp1252").replace(b",", b""),
        "keine der bekannten Formen",
    ),
    "nul-bytes": ("a.csv", lambda: classic().replace(b"561", b"5\x0061"), "Nullbytes oder Steuerzeichen"),
    "only-nul-bytes": ("a.csv", lambda: bytes(5000), "Bitte"),
    "pdf-named-csv": (
        "a.csv",
        lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "ein PDF-Dokument und keine Tabelle",
    ),
    "only-blank-lines": ("a.csv", lambda: b"\r\n;;;\r\n", "Die Datei ist leer"),
    "ten-million-cells": ("a.csv", ten_million_cells, "mehr als 2.000.000 Werte"),
    "regions-without-end": ("a_flat.csv", more_regions_than_there_are, "mehr Gebiete, Zeiten oder Merkmale"),
    "endless-label": (
        "a_flat.csv",
        lambda: flat(flat_row("5", measure="X" * 501)),
        "Eine Bezeichnung in der Datei ist viel länger",
    ),
    "endless-region-name": (
        "a.csv",
        lambda: classic(*ROWS, f"2023;05315;{'K' * 201};1;1;1;1"),
        "Eine Bezeichnung in der Datei ist viel länger",
    ),
    "endless-table-code": (
        "a.csv",
        lambda: classic().replace(b"21111-02-06-4", b"2" * 61),
        "Eine Bezeichnung in der Datei ist viel länger",
    ),
}


# --- the portal ---------------------------------------------------------------------------------


@pytest.fixture
def monitor(emden, everything, client_of):
    """A browser of Emden's monitor; the stock holds one table already."""
    load_catalogue()
    browser = client_of(member(emden, Role.MONITORING))
    run = upload(browser, "21111-02-06-4.csv", classic())
    browser.post(f"{UPLOAD}{run.pk}/uebernehmen/")
    engine.drain()
    assert ResultBlob.objects.exists()
    return browser


def wall_up(monkeypatch):
    """From here on no parsing in this process; returns the commands of the children started since."""
    for name in PARSING:
        monkeypatch.setattr(read, name, _forbidden(name))
    monkeypatch.setattr(decode.Source, "lines", _forbidden("lines"))
    monkeypatch.setattr(zipfile.ZipFile, "__init__", _forbidden("ZipFile"))
    started, run = [], subprocess.run

    def watched(command, **how):
        started.append(command)
        return run(command, **how)

    monkeypatch.setattr(sandbox.subprocess, "run", watched)
    return started


def _forbidden(name):
    def door(*_, **__):
        raise AssertionError(f"{name} was called in the process of the portal")

    return door


def send(browser, name, content):
    """Post the file as the page does; the import that waits for its job."""
    answer = browser.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, shown(answer)
    return ImportRun.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))


def upload(browser, name, content):
    """Post the file, then let the job run; the import as it is then."""
    run = send(browser, name, content)
    engine.drain()
    return ImportRun.objects.get(pk=run.pk)


def content_of_the_portal():
    return state_hash()[0], [model.objects.count() for model in KEPT]


def shown(answer):
    """The text of a page on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_is_refused_with_a_sentence_and_changes_nothing(case, monitor, monkeypatch):
    name, build, words = FILES[case]
    content, before = build(), content_of_the_portal()
    started = wall_up(monkeypatch)
    run = send(monitor, name, content)
    assert (run.state, started) == (ImportState.UPLOADED, [])
    engine.drain()
    run.refresh_from_db()
    page = shown(monitor.get(f"{UPLOAD}{run.pk}/"))
    assert (run.state, run.staged, run.header, run.preview) == (ImportState.UNREADABLE, None, {}, {})
    assert "Diese Datei lässt sich nicht lesen" in page
    assert words in run.message
    assert " ".join(run.message.split()) in page
    assert "Bitte " in run.message
    assert "Bestand übernehmen" not in page
    assert content_of_the_portal() == before
    assert [command[command.index("-m") + 1] for command in started] == ["monitoring.readers"]
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def test_a_cp1252_table_with_a_header_nobody_knows_waits_for_a_person_and_changes_nothing(
    monitor, monkeypatch
):
    unknown_header, before = "Straße;Schüler;Ämter\nÖlmühle;5;2\n".encode("cp1252"), content_of_the_portal()
    wall_up(monkeypatch)
    run = upload(monitor, "schulen.csv", unknown_header)
    page = shown(monitor.get(f"{UPLOAD}{run.pk}/"))
    assert (run.state, run.staged) == (ImportState.MAPPING, None)
    assert "Zuordnung" in page
    monitor.post(f"{UPLOAD}{run.pk}/uebernehmen/")
    engine.drain()
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.MAPPING
    assert content_of_the_portal() == before


def test_the_wall_holds(monkeypatch):
    wall_up(monkeypatch)
    with pytest.raises(AssertionError, match="read_flat was called"):
        read.read_flat()
    with pytest.raises(AssertionError, match="ZipFile was called"):
        zipfile.ZipFile("a.zip")


def test_an_empty_file_is_refused_on_the_upload_page(monitor, monkeypatch):
    before, runs, started = content_of_the_portal(), ImportRun.objects.count(), wall_up(monkeypatch)
    answer = monitor.post(UPLOAD, {"file": SimpleUploadedFile("leer.csv", b"")})
    assert answer.status_code == 422
    assert "Die Datei ist leer. Bitte laden Sie die Tabelle noch einmal herunter." in shown(answer)
    assert (ImportRun.objects.count(), Job.objects.filter(state=JobState.QUEUED).count()) == (runs, 0)
    assert (content_of_the_portal(), started) == (before, [])


def test_a_file_over_the_limit_is_refused_before_the_page_reads_it(monitor, monkeypatch, settings):
    before, runs, started = content_of_the_portal(), ImportRun.objects.count(), wall_up(monkeypatch)
    settings.UPLOAD_LIMIT_BYTES = 20_000
    answer = monitor.post(UPLOAD, {"file": SimpleUploadedFile("gross.csv", bytes(20_001))})
    assert answer.status_code == 413
    assert "Teilen Sie die Datei auf, zum Beispiel nach Jahren" in shown(answer)
    assert (ImportRun.objects.count(), content_of_the_portal(), started) == (runs, before, [])


def test_the_form_keeps_the_limit_too(settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    form = UploadForm({}, {"file": SimpleUploadedFile("gross.csv", bytes(101))})
    assert "Laden Sie die Tabelle in kleineren Teilen herunter" in str(form.errors["file"])
    assert UploadForm({}, {"file": SimpleUploadedFile("klein.csv", bytes(100))}).is_valid()


def test_utf_16_with_its_mark_is_read_as_it_is_meant(monitor, monkeypatch):
    before = content_of_the_portal()
    wall_up(monkeypatch)
    corrected = classic(*[row.replace("561;277;55", "561;277;57") for row in ROWS])
    run = upload(monitor, "21111-02-06-4.csv", corrected.decode("cp1252").encode("utf-16"))
    assert (run.state, run.header["encoding"]) == (ImportState.STAGED, "utf-16")
    assert (run.preview["changed"], run.preview["same"], run.preview["new"]) == (1, 11, 0)
    assert content_of_the_portal() == before


def test_a_number_no_column_can_hold_is_a_complaint_that_blocks_the_commit(monitor):
    before = content_of_the_portal()
    run = upload(monitor, "21111-02-06-4.csv", classic(ROWS[0].replace("1000", "1" + "0" * 30)))
    assert run.preview["open_complaints"] == 1
    monitor.post(f"{UPLOAD}{run.pk}/uebernehmen/")
    engine.drain()
    page = shown(monitor.get(f"{UPLOAD}{run.pk}/"))
    assert "hat mehr Stellen, als eine Zahl der Statistik haben kann" in page
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.STAGED
    assert content_of_the_portal() == before


def test_a_file_that_cannot_be_checked_does_not_wait_for_ever(monitor, monkeypatch):
    before = content_of_the_portal()
    monkeypatch.setattr(staging, "compare", _broken)
    run = send(monitor, "21111-02-06-4.csv", classic())
    Job.objects.filter(pk=run.job_id).update(tries=engine.TRIES - 2)
    engine.drain()
    run.refresh_from_db()
    assert run.state == ImportState.UPLOADED
    Job.objects.filter(pk=run.job_id).update(not_before=None)
    engine.drain()
    run.refresh_from_db()
    assert (run.state, run.message) == (ImportState.UNREADABLE, staging.NOT_CHECKED)
    assert "wenden Sie sich an die Verwaltung des Portals" in shown(monitor.get(f"{UPLOAD}{run.pk}/"))
    assert content_of_the_portal() == before


def _broken(*_):
    raise ValueError("planted")


# --- bounded memory -----------------------------------------------------------------------------


def test_the_child_reads_under_limits_of_memory_time_and_output(monitor, monkeypatch):
    run_child = subprocess.run
    program = (
        "import json, resource, sys; from monitoring.readers import __main__ as door\n"
        "limit = door.limit_resources\n"
        "def tell():\n"
        "    limit()\n"
        "    names = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE')\n"
        "    told = [resource.getrlimit(getattr(resource, name)) for name in names]\n"
        "    print(json.dumps({'error': json.dumps(told)}))\n"
        "    sys.exit(1)\n"
        "door.limit_resources = tell\n"
        "door.main(sys.argv[1:])"
    )

    def telling(command, **how):
        place = command.index("-m")
        return run_child([*command[:place], "-c", program, *command[place + 2 :]], **how)

    monkeypatch.setattr(sandbox.subprocess, "run", telling)
    memory, time, output, core = json.loads(upload(monitor, "a.csv", b"x").message)
    assert 0 < max(memory) <= limits.CHILD_MEMORY_BYTES <= 1024 * MEGABYTE
    assert 0 < time[0] <= limits.CHILD_CPU_SECONDS <= 60
    assert 0 < max(output) <= limits.CHILD_OUTPUT_BYTES
    assert core == [0, 0]


def test_checking_never_holds_all_cells_of_a_file(monitor, monkeypatch):
    most = _count_living_cells(monkeypatch)
    rows = [f"2023;{land:02d}5{number:02d};Ort;9;4;2;1" for land in range(1, 17) for number in range(1, 11)]
    run = upload(monitor, "21111-02-06-4.csv", classic(*rows))
    assert run.preview["new"] == 640
    assert 0 < most() <= 30


def _count_living_cells(monkeypatch):
    """Count the cells that live as objects at once."""
    living, seen = [0], [0]

    class Counted(cells.Cell):
        def __init__(self, *values):
            super().__init__(*values)
            living[0] += 1
            seen[0] = max(seen[0], living[0])

        def __del__(self):
            living[0] -= 1

    monkeypatch.setattr(celltable, "Cell", Counted)
    return lambda: seen[0]
