"""The runner of `start.py test`: its stages, its last words, what DKBM_REQUIRE demands."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

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


def test_what_runs_beside_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    said = tmp_path / "pid"
    script = f"sleep 60 & echo $! > {said}.tmp; mv {said}.tmp {said}; wait"
    with suite.beside([["sh", "-c", script], ["true"]]):
        while not said.exists():
            time.sleep(0.01)
        child = int(said.read_text())
        os.kill(child, 0)
    for _attempt in range(500):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split():
            return
        time.sleep(0.01)
    raise AssertionError("the child still runs")
