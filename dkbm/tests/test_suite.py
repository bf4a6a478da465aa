"""The runner of `start.py test`: its stages, its last words, what DKBM_REQUIRE demands."""

from __future__ import annotations

import signal
import sys

import pytest

from dkbm.tests import suite

pytestmark = pytest.mark.anydb
GREEN = {"Stil": (0, "ok"), "Tests (SQLite)": (0, "== 5 passed in 1.00s ==")}


def test_report_names_what_lacks_and_ends_with_the_closing_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DKBM_REQUIRE", raising=False)
    assert suite.report(GREEN, {"chromium": "Tests im Browser (Paket chromium)"}) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("lief nicht" in line and "Paket chromium" in line for line in lines)
    assert lines[-1] == "== 5 passed in 1.00s =="


def test_required_but_missing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DKBM_REQUIRE", "postgres,chromium")
    assert suite.report(GREEN, {"chromium": "Tests im Browser (Paket chromium)"}) == 1
    assert suite.report(GREEN, {"redis": "Tests mit Redis (Paket redis-server)"}) == 0


def test_one_failed_stage_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.report({**GREEN, "Stil": (1, "3 errors")}, {}) == 1
    assert "Gescheitert: Stil" in capsys.readouterr().out


def test_stage_passes_on_status_and_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = "import sys; print('eins'); print('zwei', file=sys.stderr); sys.exit(3)"
    assert suite.stage("Probe", [sys.executable, "-u", "-c", code], suite.SQLITE) == (3, "zwei")
    assert "eins" in capsys.readouterr().out


def test_arguments_run_only_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(
        suite, "stage", lambda name, command, database: ran.append((command, database)) or (0, "")
    )
    assert suite.main(["test", "-k", "something"]) == 0
    assert ran == [([sys.executable, "-m", "pytest", "-k", "something"], suite.SQLITE)]


def test_prepared_databases_are_made_meanwhile_and_nothing_is_left_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    monkeypatch.setattr(
        suite.subprocess, "Popen", lambda command, **_: made.append(Maker(command)) or made[-1]
    )
    with suite.preparing(["postgres", "sqlite"]):
        assert [maker.command[-2:] for maker in made] == [
            ["dkbm.tests.migrated", "postgres"],
            ["dkbm.tests.migrated", "sqlite"],
        ]
        assert [maker.told for maker in made] == [[], []]
    assert [maker.told for maker in made] == [["terminate", "wait"]] * 2


class Maker:
    """Stands for the program that makes a database."""

    def __init__(self, command: list[str]) -> None:
        self.command, self.told = command, []

    def terminate(self) -> None:
        self.told.append("terminate")

    def wait(self) -> None:
        self.told.append("wait")
