#!/usr/bin/env python3
"""One command runs the portal, one command tests it. Plain standard library.

python3 start.py [--port N]   set up what is missing, then run server and worker until Ctrl-C
python3 start.py setup        set up only
python3 start.py test [...]   all checks and tests; with pytest arguments only those tests
python3 start.py drill        the long drills with their full figures
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VAR = ROOT / "var"
ENV_FILE = ROOT / ".env"
PYTHON = VENV / "bin" / "python"
APPS = ("dkbm", "governance", "projects", "monitoring")
OLDEST, NEWEST = (3, 11), (3, 12)  # the Pythons on which the whole suite ran with this lock
PORT = 8000


class Stop(Exception):
    """Something the person has to mend; the message says what."""


def main(arguments: list[str]) -> int:
    """Do what the command line says. Returns the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        _check_python(sys.version_info[:2])
        if arguments[:1] in (["test"], ["drill"]):
            _install("requirements-test.txt")
            os.chdir(ROOT)
            os.execv(PYTHON, [str(PYTHON), "-m", "dkbm.tests.suite", *arguments])  # noqa: S606 - becomes the suite
        given = _command_line(arguments)
        if given.deed == "run":
            _check_port(given.port)
        _install("requirements.txt")
        _prepare()
        return _run(given.port) if given.deed == "run" else 0
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nAbgebrochen. Ein neuer Start bringt zu Ende, was fehlt.")
        return 130


def _command_line(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Ohne Angabe richtet sich das Portal ein und startet.",
        epilog="python3 start.py test [Angaben für pytest] prüft alles, python3 start.py drill übt den Ernstfall.",
    )
    parser.add_argument(
        "deed", nargs="?", default="run", choices=["run", "setup"], metavar="setup", help="nur einrichten"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"Port des Servers (sonst {PORT})")
    return parser.parse_args(arguments)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


# --- setting up ---------------------------------------------------------------------------------


def _check_python(version: tuple[int, ...]) -> None:
    words = ".".join(map(str, version))
    if version < OLDEST:
        raise Stop(
            f"Python 3.{OLDEST[1]} oder neuer wird gebraucht; dies ist {words}.\n"
            f"Ist ein neueres vorhanden, dann zum Beispiel: python3.{OLDEST[1]} start.py"
        )
    if version > NEWEST:
        raise Stop(
            f"Mit Python {words} ist das Portal noch nicht erprobt; erprobt sind "
            f"3.{OLDEST[1]} bis 3.{NEWEST[1]}.\nBitte starten Sie zum Beispiel mit: python3.{OLDEST[1]} start.py"
        )


def _install(lock: str) -> None:
    """Make .venv and install the lock with its hashes; nothing to do while its stamp is valid.

    The stamps go before the first change and come back after the last one. A .venv without a
    stamp of this Python was left half made or belongs to another Python: it is made anew.
    """
    python = f"Python {sys.version_info[0]}.{sys.version_info[1]}\n"
    stamps = {path.name: path.read_text() for path in VENV.glob("*.stamp")} if PYTHON.exists() else {}
    wanted = python + _hash([ROOT / lock])
    if stamps.get(f"{lock}.stamp") == wanted:
        return
    if not any(text.startswith(python) for text in stamps.values()):
        _make_venv()
    for path in VENV.glob("*.stamp"):
        path.unlink()
    print(f"Pakete installieren ({lock}) …", flush=True)
    result = _quiet(
        [PYTHON, "-m", "pip", "install", "--quiet", "--retries=2", "--require-hashes", "-r", lock]
    )
    if result.returncode:
        raise Stop(_explain_pip(result.stderr))
    (VENV / f"{lock}.stamp").write_text(wanted)
    if lock == "requirements-test.txt":  # it holds the other lock's packages in the same versions
        (VENV / "requirements.txt.stamp").write_text(python + _hash([ROOT / "requirements.txt"]))


def _make_venv() -> None:
    print("Umgebung .venv anlegen …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    # not sys.executable: that may lie in the very .venv that was just removed
    result = _quiet([getattr(sys, "_base_executable", sys.executable), "-m", "venv", VENV])
    if result.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Stop(
            "Python kann die Umgebung .venv nicht anlegen. Unter Debian und Ubuntu fehlt dann meist ein Paket:\n"
            f"  sudo apt install python3-venv\n{(result.stdout + result.stderr).strip()[-500:]}"
        )


def _explain_pip(message: str) -> str:
    """What pip's complaint means for the person: no network, or something else."""
    signs = ("NewConnectionError", "ConnectTimeout", "ProxyError", "Temporary failure", "NameResolutionError")
    if any(sign in message for sign in signs):
        return (
            "Die Pakete ließen sich nicht laden: keine Verbindung zum Paketverzeichnis.\n"
            "Zum ersten Start (und nach einer Aktualisierung) braucht das Portal das Netz, danach nicht mehr.\n"
            "Bitte mit Verbindung noch einmal starten."
        )
    return f"Die Installation der Pakete ist gescheitert:\n{message.strip()[-1500:]}"


def _prepare() -> None:
    """Write .env, migrate, load the demo content; nothing to do while none of it changed."""
    VAR.mkdir(exist_ok=True)
    _write_env()
    stamp = VAR / "eingerichtet"
    wanted = _content_hash()
    there = (VAR / "dkbm.sqlite3").is_file() or bool(_setting("DATABASE_URL"))
    if there and stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Datenbank einrichten …", flush=True)
    _manage("migrate", "--verbosity=0")
    if _demo_wanted():
        print("Demo-Inhalt laden …", flush=True)
        _manage("load_demo")
    stamp.write_text(wanted)


def _write_env() -> None:
    """Write .env with a random secret, for the owner only. A key that is there is never touched."""
    if _setting("DKBM_SECRET_KEY"):
        return
    old = (
        ENV_FILE.read_text(encoding="utf-8").rstrip() + "\n" if ENV_FILE.is_file() else "DKBM_MODE=embedded\n"
    )
    draft = ENV_FILE.with_name(".env.neu")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{old}DKBM_SECRET_KEY={secrets.token_urlsafe(50)}\n")
    draft.replace(ENV_FILE)


def _setting(name: str) -> str:
    """A setting as the portal will read it: the environment first, then .env; empty when neither has it."""
    lines = ENV_FILE.read_text(encoding="utf-8").splitlines() if ENV_FILE.is_file() else []
    pairs = (line.strip().removeprefix("export ").partition("=") for line in lines)
    kept = {key.strip(): value.strip().strip("'\"") for key, _, value in pairs}
    return os.environ.get(name, kept.get(name, ""))


def _demo_wanted() -> bool:
    return _setting("DKBM_DEMO").lower() not in ("0", "false", "no", "off", "n", "f")


def _content_hash() -> str:
    """Changes with the migrations, the demo content, the catalogue and the settings."""
    signs = ("migrations", "demo", "catalogue")
    found = (path for app in APPS for path in (ROOT / app).rglob("*") if "__pycache__" not in path.parts)
    files = (path for path in found if path.is_file())
    made_of = [path for path in files if any(sign in path.relative_to(ROOT).as_posix() for sign in signs)]
    return _hash([*made_of, ENV_FILE], _setting("DATABASE_URL"))


def _hash(paths: list[Path], more: str = "") -> str:
    digest = hashlib.sha256(more.encode())
    for path in sorted(paths):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _manage(*arguments: str) -> str:
    """Run a management command and return what it printed."""
    result = _quiet([PYTHON, "manage.py", *arguments])
    if result.returncode:
        raise Stop(f"„manage.py {arguments[0]}“ ist gescheitert:\n{result.stderr.strip()[-1500:]}")
    return result.stdout


def _quiet(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it says. An interruption ends it with all it started itself."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "errors": "replace"}
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, **pipes) as process:
        try:
            printed, complaints = process.communicate()
        except KeyboardInterrupt:
            os.killpg(process.pid, signal.SIGTERM)
            raise
    return subprocess.CompletedProcess(command, process.returncode, printed, complaints)


# --- running ------------------------------------------------------------------------------------


def _run(port: int) -> int:
    """Server and worker side by side. Restarts a worker that died, ends when the server does."""
    bind = [
        "--bind",
        f"127.0.0.1:{port}",
        "--workers=1",
        "--threads=8",
        "--no-control-socket",
        "--log-level=warning",
    ]
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        running["server"] = _start("-m", "gunicorn", "dkbm.wsgi:application", *bind)
        running["worker"] = _start("manage.py", "work")
        _wait_until_ready(running["server"], port)
        _greet(port)
        while running["server"].poll() is None:
            if running["worker"].poll() is not None:
                print("Der Rechenprozess ist beendet; er startet neu …", file=sys.stderr, flush=True)
                running["worker"] = _start("manage.py", "work")
            time.sleep(1)
    except KeyboardInterrupt:
        print("\nDas Portal wird beendet …", flush=True)
        return 0
    finally:
        _end(list(running.values()))
    raise Stop("Der Server hat sich beendet; die Meldungen stehen darüber.")


def _greet(port: int) -> None:
    print(f"\nDas Portal läuft: http://localhost:{port}\nBeenden mit Strg+C.\n")
    if _demo_wanted():
        print(f"Anmelden mit einem der Demo-Zugänge (Rolle: E-Mail / Kennwort):\n{_manage('demo_logins')}")
    if not find_library("pango-1.0"):
        print(
            "Hinweis: Ohne die Bibliothek Pango (Pakete libpango-1.0-0, libpangoft2-1.0-0) gibt es statt der PDF-"
        )
        print("Dateien die Druckansicht im Browser.")
    sys.stdout.flush()


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # a session of its own: Ctrl-C reaches only this process, which then ends both in order
    return subprocess.Popen([PYTHON, *arguments], cwd=ROOT, start_new_session=True)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            free = f"Wählen Sie einen anderen, zum Beispiel: python3 start.py --port {PORT + 80}"
            raise Stop(f"Port {port} ist belegt oder nicht erlaubt ({error}).\n{free}") from error


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if server.poll() is not None:
            raise Stop("Der Server ist nicht gestartet; die Meldungen stehen darüber.")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/livez")
            if connection.getresponse().status == http.client.OK:
                return
        except (OSError, http.client.HTTPException):
            pass  # not open yet
        finally:
            connection.close()
        time.sleep(0.1)
    raise Stop("Der Server antwortet nicht; die Meldungen stehen darüber.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
