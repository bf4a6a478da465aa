"""Backup and restore: what comes back is what was there, and nothing else is accepted."""

from __future__ import annotations

import json
import stat
import zipfile
from threading import Thread

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError
from django.db import connection

from dkbm.backup import restoring, tables, writing
from dkbm.models import Agency, Feedback, Region, User
from dkbm.state import snapshot, state_hash
from dkbm.tests.operating import BYTES, MOMENT, PASSWORD, fill, run
from governance.models import Body
from monitoring.models import Upload


@pytest.fixture
def content(emden, everything):
    """A row of every kind that is hard to carry."""
    return fill(emden)


def empty_all():
    for model in reversed(tables.tables()):
        model._base_manager.all()._raw_delete("default")


def everything_there():
    """All rows of all tables as lines, for comparing before and after."""
    return {model._meta.label: list(tables.lines_of(model)) for model in tables.tables()}


@pytest.mark.django_db
def test_what_is_restored_is_what_was_backed_up(content, tmp_path):
    path = tmp_path / "sicherung.zip"
    before, rows = state_hash()[0], everything_there()
    assert before in run("backup", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    empty_all()
    assert state_hash()[0] != before
    assert before in run("restore", str(path))
    assert everything_there() == rows
    assert state_hash()[0] == before
    assert bytes(Upload.objects.get().content) == BYTES
    assert Feedback.objects.get().created_at == MOMENT
    assert Body.history.count() == 2
    assert User.objects.get(email="monitoring@example.org").check_password(PASSWORD)


@pytest.mark.django_db
def test_new_rows_get_numbers_after_the_restored_ones(content, tmp_path):
    run("backup", str(tmp_path / "a.zip"))
    highest = Region.objects.order_by("pk").last().pk
    empty_all()
    run("restore", str(tmp_path / "a.zip"))
    assert Region.objects.create(ags="03461", name="Wesermarsch", kind="kreis").pk > highest


@pytest.mark.django_db
def test_a_database_with_content_is_only_replaced_when_told_so(content, tmp_path):
    path = str(tmp_path / "a.zip")
    run("backup", path)
    before = state_hash()[0]
    User.objects.create_user("neu@example.org", PASSWORD)
    Session.objects.create(session_key="s", session_data="", expire_date=MOMENT)
    changed = state_hash()[0]
    with pytest.raises(CommandError, match=r"nicht leer.*nichts geändert"):
        run("restore", path)
    assert state_hash()[0] == changed
    run("restore", path, "--replace")
    assert state_hash()[0] == before
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_an_existing_file_is_only_overwritten_when_told_so(content, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"wichtig")
    with pytest.raises(CommandError, match="gibt es schon"):
        run("backup", str(path))
    assert path.read_bytes() == b"wichtig"
    run("backup", str(path), "--overwrite")
    assert zipfile.is_zipfile(path)


@pytest.mark.django_db
def test_a_backup_that_breaks_off_leaves_the_old_file(content, tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    path.write_bytes(b"alt")

    def full(model):
        raise OSError(28, "kein Platz")

    monkeypatch.setattr(writing, "lines_of", full)
    with pytest.raises(CommandError, match="nicht schreiben: kein Platz"):
        run("backup", str(path), "--overwrite")
    assert path.read_bytes() == b"alt"
    assert list(tmp_path.iterdir()) == [path]


def rewritten(path, name_part, change):
    """The zip with one member changed by `change(bytes) -> bytes`, other members as they are."""
    target = path.with_name("geändert.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name_part in name else data)
    return target


def manifest_with(**values):
    return lambda data: json.dumps({**json.loads(data), **values}).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("member", "change", "sentence"),
    [
        ("dkbm.region.jsonl", lambda data: data.replace(b"Emden", b"Ehmen"), "Prüfsumme von data/"),
        ("manifest", manifest_with(format=99), "Format, das diese Fassung"),
        ("manifest", manifest_with(app="andere"), "Format, das diese Fassung"),
        ("manifest", manifest_with(migrations=["dkbm.0999_später"]), "nur die Sicherung kennt dkbm.0999"),
        ("manifest", manifest_with(members=[]), "andere Tabellen"),
        ("manifest", manifest_with(state_hash="0" * 64), "andere Prüfsumme als der gesicherte"),
        ("manifest", lambda data: b"{", "Verzeichnis der Sicherung"),
        ("manifest", lambda data: b"[]", "Verzeichnis der Sicherung"),
    ],
)
def test_a_backup_that_does_not_fit_or_is_broken_is_refused(content, tmp_path, member, change, sentence):
    path = tmp_path / "a.zip"
    run("backup", str(path))
    empty_all()
    empty = state_hash()[0]
    with pytest.raises(CommandError) as refusal:
        run("restore", str(rewritten(path, member, change)))
    assert sentence in str(refusal.value)
    assert state_hash()[0] == empty


@pytest.mark.django_db
def test_a_newer_database_refuses_an_older_backup(content, tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    run("backup", str(path))
    monkeypatch.setattr(
        restoring, "applied_migrations", lambda: [*tables.applied_migrations(), "dkbm.0999_neu"]
    )
    with pytest.raises(CommandError, match=r"nur diese Datenbank kennt dkbm\.0999_neu"):
        run("restore", str(path), "--replace")


@pytest.mark.django_db
def test_what_is_no_backup_is_refused(tmp_path):
    (tmp_path / "kein.zip").write_text("Hallo", encoding="utf-8")
    with pytest.raises(CommandError, match="keine Sicherung"):
        run("restore", str(tmp_path / "kein.zip"))
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        run("restore", str(tmp_path / "fehlt.zip"))


@pytest.mark.django_db
def test_rows_that_refer_to_nothing_are_refused(content, tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    kept = tables.lines_of
    monkeypatch.setattr(writing, "lines_of", lambda model: [] if model is Agency else kept(model))
    run("backup", str(path))
    empty_all()
    with pytest.raises(CommandError, match=r"nimmt die Sicherung nicht an|andere Prüfsumme"):
        run("restore", str(path))
    assert not Region.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fresh_connection_reads_as_of_one_moment_without_locking_writers_out():
    """In a thread, because there the connection is made only now."""
    statements = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    def read():
        with connection.execute_wrapper(note), snapshot():
            Agency.objects.count()
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    wanted = {
        "sqlite": "BEGIN DEFERRED",
        "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    }
    assert statements[0] == wanted[connection.vendor]


@pytest.mark.django_db
def test_tables_come_after_those_they_refer_to():
    order = [model._meta.label for model in tables.tables()]
    assert order.index("dkbm.User") < order.index("dkbm.Membership")
    assert order.index("dkbm.Municipality") < order.index("governance.Body")
    assert "dkbm.Region_successors" in order
    assert not {label.split(".")[0] for label in order} & {"sessions", "contenttypes", "auth", "usersessions"}
