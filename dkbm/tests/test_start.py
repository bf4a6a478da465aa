"""start.py without network and without pip: its messages, its stamps, its .env, its two processes."""

from __future__ import annotations

import importlib.util
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

pytestmark = pytest.mark.anydb
SOURCE = Path(__file__).resolve().parents[2] / "start.py"
NO_NETWORK = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by "
    "'NewConnectionError('Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')'"
    "\nERROR: No matching distribution found for amqp==5.4.2"
)


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """start.py as a module whose house is an empty folder with a blank and an umlaut in its name."""
    house = tmp_path / "Haus mit Blank und Ümlaut"
    house.mkdir()
    (house / "start.py").write_bytes(SOURCE.read_bytes())
    (house / "requirements.txt").write_text("eins==1\n")
    (house / "requirements-test.txt").write_text("eins==1\nzwei==2\n")
    spec = importlib.util.spec_from_file_location("start_under_test", house / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("DKBM_SECRET_KEY", "DKBM_DEMO", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return module


class Programs:
    """Stands in for the programs that start.py runs: keeps their names, makes what they would make."""

    def __init__(self, start: ModuleType) -> None:
        self.start, self.called, self.answers = start, [], {}

    def __call__(self, command: list[object]) -> SimpleNamespace:
        words = [str(word) for word in command]
        name = next(n for n in ("venv", "pip", "migrate", "load_demo", "demo_logins") if n in words)
        self.called.append(name)
        answer = self.answers.get(name, SimpleNamespace(returncode=0, stdout="", stderr=""))
        if isinstance(answer, BaseException):
            raise answer
        if name == "venv" and not answer.returncode:
            self.start.PYTHON.parent.mkdir(parents=True)
            self.start.PYTHON.write_text("")
        if name == "migrate":
            (self.start.VAR / "dkbm.sqlite3").write_text("")
        return answer

    def fail(self, name: str, message: str) -> None:
        self.answers[name] = SimpleNamespace(returncode=1, stdout="", stderr=message)


@pytest.fixture
def programs(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Programs:
    fake = Programs(start)
    monkeypatch.setattr(start, "_quiet", fake)
    return fake


# --- Python, .venv and lock ---------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 11), (3, 12)])
def test_tested_pythons_are_let_in(start: ModuleType, version: tuple[int, int]) -> None:
    start._check_python(version)


@pytest.mark.parametrize(
    ("version", "words"),
    [((3, 9), "3.11 oder neuer"), ((3, 13), "noch nicht erprobt"), ((4, 0), "3.11 bis 3.12")],
)
def test_other_pythons_are_refused_politely(start: ModuleType, version: tuple[int, int], words: str) -> None:
    with pytest.raises(start.Stop, match=words):
        start._check_python(version)


def test_missing_venv_module_names_the_package_and_leaves_nothing(
    start: ModuleType, programs: Programs
) -> None:
    programs.fail(
        "venv", "The virtual environment was not created successfully because ensurepip is not available."
    )
    start.VENV.mkdir()
    with pytest.raises(start.Stop, match="sudo apt install python3-venv"):
        start._install("requirements.txt")
    assert not start.VENV.exists()


def test_missing_network_is_said_in_plain_words(start: ModuleType, programs: Programs) -> None:
    programs.fail("pip", NO_NETWORK)
    with pytest.raises(start.Stop, match="keine Verbindung") as caught:
        start._install("requirements.txt")
    assert "Retry" not in str(caught.value)


def test_another_failure_of_pip_keeps_its_words(start: ModuleType, programs: Programs) -> None:
    programs.fail("pip", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.")
    with pytest.raises(start.Stop, match="DO NOT MATCH THE HASHES"):
        start._install("requirements.txt")


def test_second_start_installs_nothing(start: ModuleType, programs: Programs) -> None:
    start._install("requirements.txt")
    start._install("requirements.txt")
    assert programs.called == ["venv", "pip"]


def test_changed_lock_is_installed_into_the_same_environment(start: ModuleType, programs: Programs) -> None:
    start._install("requirements.txt")
    (start.ROOT / "requirements.txt").write_text("eins==2\n")
    start._install("requirements.txt")
    assert programs.called == ["venv", "pip", "pip"]


def test_test_lock_covers_the_other_one(start: ModuleType, programs: Programs) -> None:
    start._install("requirements-test.txt")
    start._install("requirements.txt")
    assert programs.called == ["venv", "pip"]


def test_interrupted_installation_begins_anew(start: ModuleType, programs: Programs) -> None:
    programs.answers["pip"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        start._install("requirements.txt")
    (start.VENV / "half").write_text("")
    del programs.answers["pip"]
    start._install("requirements.txt")
    assert programs.called == ["venv", "pip", "venv", "pip"]
    assert not (start.VENV / "half").exists()


def test_environment_of_another_python_is_made_anew(start: ModuleType, programs: Programs) -> None:
    start._install("requirements.txt")
    stamp = start.VENV / "requirements.txt.stamp"
    stamp.write_text(stamp.read_text().replace(f"3.{sys.version_info[1]}", "3.99"))
    start._install("requirements.txt")
    assert programs.called == ["venv", "pip", "venv", "pip"]


def test_interruption_ends_what_a_program_started_itself(start: ModuleType) -> None:
    parent = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    child = "import os, pathlib, time; pathlib.Path(f'worker-{os.getpid()}').touch(); time.sleep(60)"
    code = f"import sys, start; start._quiet([sys.executable, '-c', {parent!r}, {child!r}])"
    with subprocess.Popen([sys.executable, "-c", code], cwd=start.ROOT, stderr=subprocess.PIPE) as process:
        [grandchild] = _wait_for(start, 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30)
    _wait_until_gone(grandchild)


# --- .env and content ---------------------------------------------------------------------------


def test_env_is_written_once_for_the_owner_only(start: ModuleType) -> None:
    start._write_env()
    first = start.ENV_FILE.read_text()
    start._write_env()
    assert start.ENV_FILE.read_text() == first
    assert stat.S_IMODE(start.ENV_FILE.stat().st_mode) == 0o600
    assert len(start._setting("DKBM_SECRET_KEY")) >= 50


def test_env_of_the_operator_is_kept_and_only_completed(start: ModuleType) -> None:
    start.ENV_FILE.write_text("DKBM_MODE=embedded\nEMAIL_URL=smtp://example.org:25")
    start._write_env()
    lines = start.ENV_FILE.read_text().splitlines()
    assert lines[:2] == ["DKBM_MODE=embedded", "EMAIL_URL=smtp://example.org:25"]
    assert lines[2].startswith("DKBM_SECRET_KEY=")


def test_key_of_the_operator_is_never_touched(start: ModuleType) -> None:
    start.ENV_FILE.write_text("export DKBM_SECRET_KEY='meins'\n")
    start._write_env()
    assert start.ENV_FILE.read_text() == "export DKBM_SECRET_KEY='meins'\n"


def test_content_is_set_up_once_and_again_when_a_migration_comes(
    start: ModuleType, programs: Programs
) -> None:
    (start.ROOT / "dkbm" / "migrations").mkdir(parents=True)
    start._prepare()
    start._prepare()
    assert programs.called == ["migrate", "load_demo"]
    (start.ROOT / "dkbm" / "migrations" / "0002_more.py").write_text("")
    start._prepare()
    assert programs.called == ["migrate", "load_demo"] * 2


def test_interrupted_demo_is_loaded_at_the_next_start(start: ModuleType, programs: Programs) -> None:
    programs.answers["load_demo"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        start._prepare()
    del programs.answers["load_demo"]
    start._prepare()
    assert programs.called == ["migrate", "load_demo"] * 2


def test_removed_database_is_made_again(start: ModuleType, programs: Programs) -> None:
    start._prepare()
    (start.VAR / "dkbm.sqlite3").unlink()
    start._prepare()
    assert programs.called == ["migrate", "load_demo"] * 2


def test_no_demo_where_it_is_switched_off(start: ModuleType, programs: Programs) -> None:
    start.ENV_FILE.write_text("DKBM_DEMO=false\n")
    start._prepare()
    assert programs.called == ["migrate"]


def test_no_secret_in_the_stamp(start: ModuleType, programs: Programs) -> None:
    start._prepare()
    assert start._setting("DKBM_SECRET_KEY") not in (start.VAR / "eingerichtet").read_text()


def test_failing_command_says_its_own_words(start: ModuleType, programs: Programs) -> None:
    programs.fail("migrate", "OperationalError: disk full")
    with pytest.raises(start.Stop, match=r"(?s)manage.py migrate.*disk full"):
        start._prepare()


# --- running ------------------------------------------------------------------------------------


def test_taken_port_names_another_before_anything_is_installed(
    start: ModuleType, programs: Programs, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(start, "_check_python", lambda _: None)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert start.main(["--port", str(port)]) == 1
    assert f"Port {port} ist belegt" in capsys.readouterr().err
    assert programs.called == []


@pytest.mark.parametrize(("pango", "said"), [(None, True), ("libpango-1.0.so.0", False)])
def test_missing_pango_is_said(
    start: ModuleType,
    programs: Programs,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    pango: str | None,
    said: bool,
) -> None:
    monkeypatch.setattr(start, "find_library", lambda _: pango)
    start._greet(8000)
    printed = capsys.readouterr().out
    assert "http://localhost:8000" in printed
    assert ("libpango-1.0-0" in printed) is said


SERVER = """
import http.server, pathlib, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
address = sys.argv[sys.argv.index("--bind") + 1]
pathlib.Path("server").mkdir()
http.server.HTTPServer(("127.0.0.1", int(address.split(":")[1])), Answer).serve_forever()
"""
MANAGE = """
import os, pathlib, sys, time
if sys.argv[1] != "work":
    sys.exit()
pathlib.Path(f"worker-{os.getpid()}").touch()
time.sleep(0.1 if len(list(pathlib.Path().glob("worker-*"))) == 1 else 60)
"""


@pytest.fixture
def running(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> subprocess.Popen[bytes]:
    """start.py in a process of its own, with a stand-in for gunicorn and a worker that dies once."""
    (start.ROOT / "gunicorn.py").write_text(SERVER)
    (start.ROOT / "manage.py").write_text(MANAGE)
    start.PYTHON.parent.mkdir(parents=True)
    start.PYTHON.symlink_to(sys.executable)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = f"import sys, start; sys.exit(start._run({port}))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=start.ROOT, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def _wait_for(start: ModuleType, number: int) -> list[int]:
    for _ in range(200):
        found = [int(path.name.split("-")[1]) for path in start.ROOT.glob("worker-*")]
        if len(found) == number:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{number} workers were expected")


def _wait_until_gone(process: int) -> None:
    """Wait until a process has ended; one that only waits for its parent's last look counts as ended."""
    status = Path(f"/proc/{process}/stat")
    for _ in range(200):
        if not status.exists() or ") Z " in status.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} is still there")


def test_dead_worker_is_replaced_and_ctrl_c_ends_both(
    start: ModuleType, running: subprocess.Popen[bytes]
) -> None:
    workers = _wait_for(start, 2)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=30) == 0
    for worker in workers:
        _wait_until_gone(worker)
