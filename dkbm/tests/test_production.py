"""A production that is not safe does not start; one that is safe keeps its promises of cookies and logs."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.anydb
KEY = secrets.token_urlsafe(50)
SAFE = {
    "DKBM_MODE": "production",
    "DKBM_SECRET_KEY": KEY,
    "DKBM_ALLOWED_HOSTS": "portal.kreis.example",
    "DATABASE_URL": "postgres://dkbm:x@127.0.0.1:1/dkbm",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://dkbm:x@post.kreis.example:587",
    "DKBM_DEMO": "off",
    "DKBM_DEBUG": "off",
}
UNSAFE = [
    ("E101", {"DKBM_SECRET_KEY": ""}),
    ("E101", {"DKBM_SECRET_KEY": "zu kurz"}),
    ("E101", {"DKBM_SECRET_KEY": "x" * 60}),
    ("E101", {"DKBM_SECRET_KEY": "django-insecure-" + KEY}),
    ("E102", {"DKBM_DEBUG": "on"}),
    ("E103", {"DKBM_ALLOWED_HOSTS": ""}),
    ("E103", {"DKBM_ALLOWED_HOSTS": "portal.kreis.example,*"}),
    ("E104", {"DKBM_DEMO": "on"}),
    ("E105", {"DATABASE_URL": "sqlite:////tmp/portal.sqlite3"}),
    ("E105", {"DATABASE_URL": ""}),
    ("E106", {"REDIS_URL": ""}),
    ("E107", {"DKBM_MFA_OBLIGATORY": "off"}),
    ("E109", {"EMAIL_URL": "consolemail://"}),
    ("E110", {"DKBM_TRUSTED_ORIGINS": "http://portal.kreis.example"}),
    ("E110", {"DKBM_TRUSTED_ORIGINS": "https://*.example"}),
    ("E111", {"DKBM_SESSION_IDLE": "0"}),
    ("E111", {"DKBM_SESSION_ABSOLUTE": "900000"}),
    ("E111", {"DKBM_SESSION_IDLE": "7200", "DKBM_SESSION_ABSOLUTE": "3600"}),
    (
        "E112",
        {
            "DKBM_OIDC_SERVER": "http://sso.kreis.example",
            "DKBM_OIDC_CLIENT_ID": "a",
            "DKBM_OIDC_CLIENT_SECRET": "b",
        },
    ),
    ("E112", {"DKBM_OIDC_SERVER": "https://sso.kreis.example", "DKBM_OIDC_CLIENT_ID": "a"}),
]
REFUSAL = "Das Portal startet nicht, weil Einstellungen nicht sicher sind"


def _environment(**changes):
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("DKBM_", "DJANGO_", "DATABASE_", "REDIS_", "EMAIL_"))
    }
    return {**kept, **SAFE, "DJANGO_SETTINGS_MODULE": "dkbm.settings", **changes}


def _run(*command, **changes):
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=_environment(**changes),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


# One process asks for all cases, because each start of Django costs a second.
EACH = """
import json, os, sys, importlib
import django
from django.conf import settings
cases = json.load(sys.stdin)
base = dict(os.environ)
found = []
for number, changes in enumerate(cases):
    os.environ.clear(); os.environ.update(base); os.environ.update(changes)
    sys.modules.pop("dkbm.settings", None)
    settings._wrapped = django.conf.empty
    if not number:
        django.setup()
    from dkbm.checks import production_is_safe
    found.append([error.id for error in production_is_safe()])
print(json.dumps(found))
"""


def test_each_unsafe_setting_is_found_alone_and_the_safe_ones_pass():
    cases = [{}, *(changes for _code, changes in UNSAFE)]
    answer = subprocess.run(
        [sys.executable, "-c", EACH],
        input=json.dumps(cases),
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout.splitlines()[-1]) == [
        [],
        *([f"dkbm.{code}"] for code, _changes in UNSAFE),
    ]


def test_every_rule_is_proven():
    text = (ROOT / "dkbm" / "checks.py").read_text(encoding="utf-8")
    rules = {word.strip('",') for word in text.split() if word.startswith('"E1')}
    assert rules - {"E108"} == {code for code, _changes in UNSAFE}, "E108 (package missing) cannot be set"


def test_a_safe_production_passes_djangos_own_deployment_checks():
    answer = _run("manage.py", "check", "--deploy", "--fail-level", "ERROR")
    assert answer.returncode == 0, answer.stderr
    warnings = set(re.findall(r"\((\w+\.[A-Z]\d+)\)", answer.stderr))
    assert warnings == {"security.W021"}, "preloading into browsers is the operator's choice"


@pytest.mark.parametrize("command", [("check", "--deploy"), ("work", "--once"), ("migrate",)])
def test_commands_refuse_an_unsafe_production(command):
    answer = _run("manage.py", *command, DKBM_SECRET_KEY="", DKBM_DEMO="on")
    assert answer.returncode != 0
    assert "E101" in answer.stderr
    assert "DKBM_SECRET_KEY fehlt" in answer.stderr
    assert "DKBM_DEMO ist eingeschaltet" in answer.stderr
    assert "Traceback" not in answer.stderr


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_server_refuses_an_unsafe_production_and_stays_down():
    answer = _run(
        "-m", "gunicorn", "dkbm.wsgi:application", "--bind", f"127.0.0.1:{_free_port()}", DKBM_DEMO="on"
    )
    assert answer.returncode != 0
    assert REFUSAL in answer.stderr
    assert "DKBM_DEMO ist eingeschaltet" in answer.stderr


@pytest.mark.parametrize("role", [("worker", "--pool", "solo"), ("beat", "--schedule", "plan")])
def test_celery_refuses_an_unsafe_production(role, tmp_path):
    # beat writes (and deletes) its schedule file: it gets one of its own
    words = [str(tmp_path / word) if word == "plan" else word for word in role]
    answer = _run("-m", "celery", "-A", "dkbm.celery", *words, DKBM_DEMO="on")
    assert answer.returncode != 0
    assert "DKBM_DEMO ist eingeschaltet" in answer.stderr + answer.stdout


def test_static_files_are_collected_without_any_secret():
    """The container image is built before there is one."""
    answer = _run("manage.py", "collectstatic", "--noinput", "--dry-run", DKBM_SECRET_KEY="", DATABASE_URL="")
    assert answer.returncode == 0, answer.stderr


ASK = """
import io, json, os
import dkbm.settings
dkbm.settings.STATIC_ROOT = os.environ["STATIC"]
from dkbm.wsgi import application
from django.conf import settings
def call(path, **more):
    got = {}
    def start(status, headers, exc=None):
        got["status"], got["headers"] = status, headers
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "x",
        "SERVER_PORT": "80", "HTTP_HOST": "portal.kreis.example", "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(), "REMOTE_ADDR": "192.0.2.1", **more}
    body = application(environ, start)
    got["body"] = b"".join(body).decode()
    return got
print(json.dumps({
    "plain": call("/konto/login/", **{"wsgi.url_scheme": "http"}),
    "foreign": call("/konto/login/", HTTP_HOST="boese.example", **{"wsgi.url_scheme": "http"}),
    "probe": call("/livez", HTTP_HOST="10.0.0.1:8000", **{"wsgi.url_scheme": "http"}),
    "forwarded": call("/livez/", HTTP_X_FORWARDED_PROTO="https", **{"wsgi.url_scheme": "http"}),
    "page": call("/hilfe/gibt-es-nicht/"),
    "cookies": {
        "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
        "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
        "domain": [settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN],
        "path": [settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH],
        "httponly": settings.SESSION_COOKIE_HTTPONLY,
        "samesite": [settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE],
    },
    "limits": [settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS],
    "insecure_origin": settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN,
}))
"""


@pytest.fixture(scope="module")
def static_root(tmp_path_factory):
    """A folder as collectstatic leaves it, without the minute that packing all files takes."""
    folder = tmp_path_factory.mktemp("static")
    names = [name for finder in get_finders() for name, _storage in finder.list([])]
    manifest = {"version": "1.1", "hash": "", "paths": {name: name for name in names}}
    (folder / "staticfiles.json").write_text(json.dumps(manifest), encoding="utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def production(static_root):
    """What a safe production answers without its database."""
    answer = _run("-c", ASK, STATIC=static_root)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.splitlines()[-1])


def _headers(answer):
    return dict(answer["headers"])


def test_cookies_belong_to_this_host_alone(production):
    cookies = production["cookies"]
    assert cookies["names"] == ["__Host-dkbm", "__Host-csrf"]
    assert cookies["secure"] == [True, True]
    assert cookies["domain"] == [None, None]
    assert cookies["path"] == ["/", "/"]
    assert cookies["httponly"] is True
    assert cookies["samesite"] == ["Lax", "Lax"]
    assert production["limits"] == [1800, 43200]
    assert production["insecure_origin"] is False


def test_plain_http_is_sent_to_https_with_all_headers(production):
    answer = production["plain"]
    headers = _headers(answer)
    assert answer["status"].startswith("301")
    assert headers["Location"] == "https://portal.kreis.example/konto/login/"
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Request-Id", "Permissions-Policy"} <= set(
        headers
    )


def test_a_foreign_host_name_is_refused_before_the_redirect_with_all_headers(production):
    answer = production["foreign"]
    headers = _headers(answer)
    assert answer["status"].startswith("400")
    assert "Location" not in headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-Id"] in answer["body"]


def test_probes_need_neither_tls_nor_a_host_name(production):
    assert production["probe"]["status"].startswith("200")


def test_a_forwarded_scheme_is_not_believed_without_a_proxy(production):
    assert production["forwarded"]["status"].startswith("301")


def test_pages_over_tls_bind_the_browser_to_tls(production):
    assert _headers(production["page"])["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


LOG = """
import logging
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
log = logging.getLogger("dkbm.probe")
log.info("Anmeldung von %s", "a@example.org\\r\\n{\\"event\\": \\"gefälscht\\"}\\u2028x\\x85y")
client.get("/gibt-es-nicht/%0d%0a%7B%22event%22:1%7D/")
client.get("/?a=%00")
client.get("/livez", HTTP_HOST="x")
client.get("/", HTTP_HOST="boese.example\\r\\nfalsch")
try:
    raise ValueError("erste Zeile\\nzweite Zeile")
except ValueError:
    log.exception("Fehler\\nmit Umbruch")
"""


def test_logs_are_one_json_object_a_line_with_the_request_id():
    answer = subprocess.run(
        [sys.executable, "-c", LOG],
        cwd=ROOT,
        env=_environment(
            DKBM_MODE="embedded", DATABASE_URL="sqlite://:memory:", REDIS_URL="", DKBM_LOG_LEVEL="INFO"
        ),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr.decode()
    lines = answer.stderr.decode().split("\n")[:-1]
    records = [json.loads(line) for line in lines]
    assert len(records) == len(lines) >= 4
    assert {"event", "level", "logger", "timestamp", "request_id"} <= set.intersection(*map(set, records))
    by_logger = {record["logger"]: record["request_id"] for record in records}
    assert by_logger["dkbm.probe"] == "-"
    refusals = [r for r in records if r["logger"].startswith(("django.request", "django.security"))]
    assert refusals
    for record in refusals:
        assert len(record["request_id"]) == 12, record
    assert "zweite Zeile" in records[-1]["exception"]
    for line in lines:
        assert len(line.splitlines()) == 1, "other readers split at more characters than the line feed"
