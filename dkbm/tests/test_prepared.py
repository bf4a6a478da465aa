"""Prepared databases: made once, from nothing that a killed maker has left, and only of what the content depends on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dkbm.tests import migrated

pytestmark = pytest.mark.anydb


def test_a_file_is_made_once_and_not_out_of_the_log_of_a_killed_maker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrated, "VAR", tmp_path)
    name = f"{migrated.PREFIX}{'a' * 16}"
    (tmp_path / f"{name}.tmp-wal").write_bytes(b"of a killed maker")
    filled = []

    def fill(url: str) -> None:
        filled.append(url)
        assert not list(tmp_path.glob("*-wal"))
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("CREATE TABLE one (number INTEGER)")

    made = migrated._file("", "a" * 16, fill)
    assert (made, len(filled)) == (tmp_path / f"{name}.sqlite3", 1)
    assert migrated._file("", "a" * 16, fill) == made
    assert len(filled) == 1
    with closing(sqlite3.connect(made)) as connection:
        assert connection.execute("SELECT count(*) FROM one").fetchone() == (0,)


def test_neither_tests_nor_compiled_files_make_the_demo_content_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("dkbm/demo/a.py", "dkbm/demo/__pycache__/a.cpython-311.pyc.140", "dkbm/tests/test_a.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    monkeypatch.setattr(migrated, "ROOT", tmp_path)
    assert migrated._code() == [tmp_path / "dkbm/demo/a.py", tmp_path / "requirements.txt"]
