"""Every answer of every route carries the headers; faults are German pages with a request id."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as portal_settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dkbm import health
from dkbm.access.roles import Role
from dkbm.models import User
from dkbm.tests.factories import UserFactory, member, transfer_manager
from dkbm.tests.headers import assert_nothing_inline_or_foreign, check_headers, faults_of
from dkbm.tests.matrix import MATRIX

pytestmark = [pytest.mark.django_db, pytest.mark.anydb]
SAMPLES = {
    "slug": "emden",
    "pk": 1,
    "code": "D15",
    "token": "gibt-es-nicht",
    "key": "abc",
    "uidb36": "1",
    "object_id": "1",
    "provider_id": "oidc",
}


def check_page(response, status, *words):
    """A German page of that status with the request id in it."""
    assert response.status_code == status
    check_headers(response)
    assert '<html lang="de">' in response.text
    assert response["X-Request-Id"] in response.text
    for word in words:
        assert word in response.text
    assert not re.search(r"Traceback|Not Found|Forbidden|Bad Request|Server Error|Exception", response.text)
    assert_nothing_inline_or_foreign(response.text)


def _addresses(resolver=None, prefix="", space=""):
    """Names of routes and one address of each: typed converters and regular expressions filled with samples."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _addresses(entry, prefix + route, inside)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}", "/" + _filled(prefix + route)


def _filled(route):
    route = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(SAMPLES.get(found[1], 1)), route)
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: str(SAMPLES.get(found[1], 1)), route)
    return (
        re.sub(r"\([^)]*\)", "1", route)
        .replace("^", "")
        .replace("$", "")
        .replace("\\Z", "")
        .replace("\\.", ".")
    )


# of our own pages every answer to everybody is looked at by test_access_matrix.py
ADDRESSES = sorted({address for name, address in _addresses() if name not in MATRIX})


@pytest.fixture
def visitors(emden):
    """Nobody, a coordinator, an admin and a transfer manager of Emden."""
    people = (None, member(emden), member(emden, Role.ADMINISTRATION), transfer_manager(emden))
    return [_client(person) for person in people]


def _client(person):
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def test_the_walk_reaches_all_parts():
    assert len(ADDRESSES) > 100
    for beginning in ("/admin/governance/", "/admin/projects/", "/konto/2fa/"):
        assert any(address.startswith(beginning) for address in ADDRESSES), beginning
    assert not [address for address in ADDRESSES if re.search(r"[<>^$\\(]", address)]


def test_every_route_has_the_headers(visitors):
    wrong, seen = [], set()
    for address in ADDRESSES:
        for number, client in enumerate(visitors):
            if address == "/konto/logout/":
                continue
            for method in ("get", "post"):
                response = getattr(client, method)(address)
                seen.add(response.status_code)
                if (fault := faults_of(response)) or response.status_code >= 500:
                    wrong.append((address, method, number, response.status_code, fault))
    assert wrong == [], "\n".join(map(str, wrong))
    assert seen >= {200, 302, 403, 404, 405}


def test_static_files_have_the_headers_and_may_be_kept(client):
    response = client.get("/static/css/dkbm.css")
    assert response.status_code == 200
    check_headers(response, page=False)
    assert "no-store" not in response["Cache-Control"]
    assert response["Content-Type"].startswith("text/css")
    response.close()


def test_a_missing_static_file_is_a_page_that_is_not_kept(client):
    check_page(client.get("/static/gibt-es-nicht.css"), 404)


# --- the error pages ---------------------------------------------------------------------------


def _raising(monkeypatch, fault):
    def view(request):
        raise fault

    monkeypatch.setattr("dkbm.public_face.MunicipalityList.dispatch", lambda self, request: view(request))


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (RuntimeError("Geheimnis"), 500),
        (PermissionDenied("Geheimnis"), 403),
        (Http404("Geheimnis"), 404),
        (RequestDataTooBig("Geheimnis"), 413),
        (OperationalError("Geheimnis"), 503),
    ],
)
@pytest.mark.parametrize("logged_in", [False, True])
def test_faults_become_german_pages_that_tell_nothing(monkeypatch, emden, fault, status, logged_in):
    _raising(monkeypatch, fault)
    response = _client(member(emden) if logged_in else None).get("/kommunen/")
    check_page(response, status)
    assert "Geheimnis" not in response.text


def test_400_for_a_foreign_host_name():
    response = _client(None).get("/konto/password/reset/", HTTP_HOST="boese.example")
    check_page(response, 400)
    assert "boese" not in response.text


@pytest.mark.parametrize("host", ["testserver@boese.example", "boese.example:80", "testserver/x"])
def test_a_poisoned_host_name_sends_no_letter(host, mailoutbox):
    UserFactory(email="anna@example.org")
    response = _client(None).post("/konto/password/reset/", {"email": "anna@example.org"}, HTTP_HOST=host)
    assert response.status_code == 400
    assert mailoutbox == []


def test_a_forwarded_host_name_is_not_believed(client, mailoutbox):
    UserFactory(email="anna@example.org")
    client.post(
        "/konto/password/reset/", {"email": "anna@example.org"}, HTTP_X_FORWARDED_HOST="boese.example"
    )
    assert "boese" not in mailoutbox[0].body


def test_403_without_the_form_token():
    client = Client(enforce_csrf_checks=True)
    check_page(client.post("/hilfe/rueckmeldung/", {"text": "Guten Tag"}), 403, "Formular")


def test_404_for_an_unknown_page(client):
    check_page(client.get("/gibt/es/nicht/"), 404)


def test_405_has_the_headers(client_of, emden):
    response = client_of(member(emden)).get("/wechseln/")
    assert response.status_code == 405
    check_headers(response)


def test_413_before_anything_is_read(client, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    check_page(client.post("/hilfe/rueckmeldung/", {"text": "x" * 2000}), 413)


def test_413_for_a_form_that_is_too_large(client):
    size = portal_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    body = b"text=" + b"x" * size
    response = client.post("/hilfe/rueckmeldung/", body, content_type="application/x-www-form-urlencoded")
    check_page(response, 413)


def test_429_for_too_many_requests(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"feedback": "1/m/ip"}
    data = {"text": "Guten Tag"}
    assert client.post("/hilfe/rueckmeldung/", data).status_code == 302
    response = client.post("/hilfe/rueckmeldung/", data)
    check_page(response, 429)
    assert response["Retry-After"] == "300"


def _database_is_away(*args, **kwargs):
    raise OperationalError("server closed the connection unexpectedly")


def test_503_while_the_database_is_away(client, monkeypatch, emden):
    client.force_login(member(emden))
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", _database_is_away)
    response = client.get("/")
    check_page(response, 503)
    assert response["Retry-After"] == "30"


def test_error_pages_ask_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/?a=%00").status_code == 400


# --- texts no database can hold ----------------------------------------------------------------

LISTS = [
    "/kommunen/",
    "/gremien/",
    "/projekte/",
    "/monitoring/importe/",
    "/gremien/kontakte/",
    "/monitoring/vergleich/",
]
BAD_TEXTS = ["%00", "a%00b", "%ED%A0%80", "%FF%FE", "%F0%9F", "%C0%80"]
BAD_PAGES = ["1000000000", "9" * 30, "-1", "0", "abc", "1.5", "%F0%9F%A6%86", "²", "9223372036854775808"]


@pytest.mark.parametrize("path", LISTS)
def test_unreadable_texts_in_the_query_are_no_fault_of_ours(client_of, emden, path):
    client = client_of(member(emden))
    for text in BAD_TEXTS:
        for name in ("suche", "page", "seite", "kommune", "art", text):
            status = client.get(f"{path}?{name}={text}").status_code
            assert status == 400 if "%00" in text else status < 500, (name, text, status)


@pytest.mark.parametrize("path", LISTS)
def test_impossible_pages_are_no_fault_of_ours(client_of, emden, path):
    client = client_of(member(emden))
    for page in BAD_PAGES:
        for name in ("page", "seite"):
            assert client.get(f"{path}?{name}={page}").status_code < 500, (name, page)


def test_admin_lists_survive_the_same(client_of, emden):
    client = client_of(member(emden, Role.ADMINISTRATION))
    for model in admin.site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for query in (
            "p=1000000000",
            "p=abc",
            f"p={'9' * 30}",
            "q=%ED%A0%80",
            "o=99",
            "gibt_es_nicht=1",
            "e=1",
        ):
            status = client.get(f"{path}?{query}").status_code
            assert status < 500, (path, query, status)
        assert client.get(f"{path}?q=%00").status_code == 400
        assert client.get(f"{path}{'9' * 30}/change/").status_code in (302, 403, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/kommunen/%00/",
        "/kommunen/%ED%A0%80/",
        "/%00",
        "/einladung/%00/",
        "/rechenauftraege/99999999999999999999/",
    ],
)
def test_unreadable_paths(client, path):
    response = client.get(path)
    assert response.status_code in (302, 400, 404)
    check_headers(response)


def test_a_cookie_with_a_nul_is_refused(client):
    client.cookies["sessionid"] = "a\x00b"
    check_page(client.get("/"), 400)


def test_forms_answer_nul_with_words(client):
    response = client.post("/konto/login/", {"login": "a\x00@example.org", "password": "b\x00"})
    assert response.status_code == 200
    assert not User.objects.filter(email__contains="a").exists()


# --- probes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_come_by_address_and_without_a_session(client, path):
    response = client.get(path, HTTP_HOST="10.1.2.3:8000")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    check_headers(response)
    assert not response.cookies


def test_probes_when_the_database_is_away(client, monkeypatch):
    monkeypatch.setattr(health, "_migrations", _database_is_away)
    assert client.get("/livez").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "down", "database": "down"}
    assert "closed" not in response.text


def test_not_ready_while_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(health, "_migrations", lambda: "pending")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "down")


def test_a_broker_that_is_away_degrades_only(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["broker"] == "down"
