"""Login through the identity provider of an administration: a small one of our own on the loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client

from dkbm.models import User
from dkbm.tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.anydb]
ROOT = Path(__file__).resolve().parents[2]
REFUSED = "Für diese Anmeldung gibt es hier keinen Zugang"
CLIENT_ID, CLIENT_SECRET = "portal", "ein-geheimnis"
LOGIN = "/konto/oidc/oidc/login/"


class Provider(ThreadingHTTPServer):
    """Discovery, token with a signed id_token, userinfo, keys. `claims` says who logs in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, object] = {}
        self.token_claims: dict[str, object] = {}
        self.seen: list[dict[str, list[str]]] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def issuer(self) -> str:
        return f"{self.origin}/realms/kreis"

    def discovery(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/certs",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def token(self) -> dict[str, object]:
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            **self.claims,
            **self.token_claims,
        }
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "eins"})
        return {"access_token": "zugang", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}

    def certs(self) -> dict[str, object]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "eins", "alg": "RS256", "use": "sig"}]}


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.removeprefix("/realms/kreis")
        if path == "/userinfo" and self.headers["Authorization"] != "Bearer zugang":
            self._send({"error": "invalid_token"}, 401)
            return
        answers = {
            "/.well-known/openid-configuration": self.server.discovery,
            "/userinfo": lambda: self.server.claims,
            "/certs": self.server.certs,
        }
        self._send(answers[path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = parse_qs(body)
        self.server.seen.append(form)
        known = form.get("client_secret") == [CLIENT_SECRET] and form.get("code") == ["kennwort"]
        self._send(self.server.token() if known else {"error": "invalid_grant"}, 200 if known else 400)

    def _send(self, content: object, status: int = 200) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def _server() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(_server, settings):
    """The provider, known to the portal as its environment would make it known."""
    cache.clear()
    _server.claims, _server.token_claims, _server.seen = {}, {}, []
    app = {
        "provider_id": "oidc",
        "name": "Anmeldung des Landkreises",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": _server.issuer, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return _server


def _person(address, *, verified=True, sub="4711"):
    return {"sub": sub, "email": address, "email_verified": verified, "name": "Stelle im Kreishaus"}


def _start(client):
    """Press the button; the parameters the provider is asked with."""
    response = client.post(LOGIN)
    assert response.status_code == 302
    return response.url, {name: values[0] for name, values in parse_qs(urlsplit(response.url).query).items()}


def _come_back(client, state, code="kennwort"):
    return client.get(f"{LOGIN}callback/", {"state": state, "code": code}, follow=True)


def _login(client):
    _url, asked = _start(client)
    return _come_back(client, asked["state"])


def _is_in(client):
    return SESSION_KEY in client.session


def test_the_button_leads_to_the_provider_and_nowhere_else(client, provider):
    page = client.get("/konto/login/").text
    assert "Anmeldung des Landkreises" in page
    url, asked = _start(client)
    assert url.startswith(f"{provider.issuer}/auth?")
    assert asked["client_id"] == CLIENT_ID
    assert asked["redirect_uri"] == "http://testserver/konto/oidc/oidc/login/callback/"
    assert asked["response_type"] == "code"
    assert {"openid", "email"} <= set(asked["scope"].split())


def test_looking_at_the_address_starts_no_login(client, provider):
    response = client.get(LOGIN)
    assert response.status_code == 200
    assert provider.issuer not in response.text


@pytest.mark.parametrize("address", ["anna@example.org", "Anna@Example.org"])
def test_a_known_person_with_a_verified_address_gets_in(client, provider, address):
    person = UserFactory(email="anna@example.org")
    provider.claims = _person(address)
    response = _login(client)
    assert response.redirect_chain[-1][0] == "/"
    assert client.session[SESSION_KEY] == str(person.pk)
    assert SocialAccount.objects.get().user == person


def test_the_second_time_the_account_counts_not_the_address(client, provider):
    person = UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    _login(client)
    provider.claims = _person("anna.neu@example.org")
    second = Client()
    _login(second)
    assert second.session[SESSION_KEY] == str(person.pk)
    person.refresh_from_db()
    assert person.email == "anna@example.org"
    assert User.objects.count() == 1


def test_an_unknown_person_is_refused_in_german_and_gets_no_account(client, provider):
    provider.claims = _person("niemand@example.org")
    response = _login(client)
    assert response.redirect_chain[-1][0].startswith("/konto/login/")
    assert REFUSED in response.text
    assert not _is_in(client)
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "", 0])
def test_an_address_that_the_provider_did_not_verify_is_refused(client, provider, verified):
    UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org", verified=verified)
    assert REFUSED in _login(client).text
    assert not _is_in(client)
    assert not SocialAccount.objects.exists()


def test_a_missing_statement_about_the_address_counts_as_not_verified(client, provider):
    UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    del provider.claims["email_verified"]
    assert REFUSED in _login(client).text
    assert not _is_in(client)


def test_a_deactivated_person_is_refused(client, provider):
    person = UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    _login(Client())
    User.objects.filter(pk=person.pk).update(is_active=False)
    _login(client)
    assert not _is_in(client)
    other = UserFactory(email="berta@example.org", is_active=False)
    provider.claims = _person("berta@example.org", sub="4712")
    assert REFUSED in _login(client).text
    assert not SocialAccount.objects.filter(user=other).exists()


def test_the_second_factor_of_the_portal_is_asked_for_all_the_same(client, provider):
    person = UserFactory(email="anna@example.org")
    TOTP.activate(person, generate_totp_secret())
    provider.claims = _person("anna@example.org")
    assert _login(client).redirect_chain[-1][0].startswith("/konto/2fa/authenticate/")
    assert not _is_in(client)


@pytest.mark.parametrize(
    "forged",
    [{"aud": "ein-anderes-portal"}, {"iss": "https://boese.example"}, {"exp": 1_000_000_000}],
    ids=["audience", "issuer", "expired"],
)
def test_a_token_made_for_others_or_out_of_date_is_refused(client, provider, forged):
    UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    provider.token_claims = forged
    response = _login(client)
    assert not _is_in(client)
    assert response.status_code < 500


def test_an_answer_nobody_asked_for_is_refused(client, provider):
    UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    stranger = Client()
    _url, asked = _start(stranger)
    response = _come_back(client, asked["state"])
    assert not _is_in(client)
    assert response.status_code < 500
    assert provider.seen == []


def test_an_answer_works_once(client, provider):
    UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    _url, asked = _start(client)
    _come_back(client, asked["state"])
    client.post("/konto/logout/")
    _come_back(client, asked["state"])
    assert not _is_in(client)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(client, provider):
    """PKCE: what the portal sends for the code fits what it asked with."""
    UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    _url, asked = _start(client)
    _come_back(client, asked["state"])
    assert asked["code_challenge_method"] == "S256"
    digest = hashlib.sha256(provider.seen[0]["code_verifier"][0].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]


def test_a_wrong_code_and_a_refusal_are_answered_with_words(client, provider):
    UserFactory(email="anna@example.org")
    provider.claims = _person("anna@example.org")
    _url, asked = _start(client)
    response = _come_back(client, asked["state"], code="falsch")
    assert (response.status_code, _is_in(client)) == (401, False)
    assert '<html lang="de"' in response.text
    _url, asked = _start(client)
    response = client.get(
        f"{LOGIN}callback/", {"state": asked["state"], "error": "access_denied"}, follow=True
    )
    assert (response.status_code, _is_in(client)) == (200, False)
    assert '<html lang="de"' in response.text


def test_a_provider_that_is_away_is_no_fault_of_ours(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:1"
    )
    client.raise_request_exception = False
    response = client.post(LOGIN)
    assert response.status_code == 503
    assert response["X-Request-Id"] in response.text


ASK = """
import django
django.setup()
from django.conf import settings
from django.test import Client
print(settings.SOCIALACCOUNT_PROVIDERS)
print(Client().get("/livez")["Content-Security-Policy"])
"""


@pytest.mark.parametrize(
    ("server", "origin"),
    [
        ("https://sso.kreis.example:8443/realms/kreis?x=1", "https://sso.kreis.example:8443"),
        ("https://sso.kreis.example", "https://sso.kreis.example"),
        ("", ""),
    ],
)
def test_by_environment_and_its_origin_joins_form_action(server, origin):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dkbm.settings",
        "DKBM_MODE": "test",
        "DKBM_OIDC_SERVER": server,
        "DKBM_OIDC_CLIENT_ID": CLIENT_ID,
        "DKBM_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "DKBM_OIDC_NAME": "Anmeldung des Landkreises",
    }
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    providers, policy = answer.stdout.strip().splitlines()
    form_action = next(part.split() for part in policy.split(";") if part.strip().startswith("form-action"))
    assert form_action == ["form-action", "'self'", *([origin] if origin else [])]
    assert ("Anmeldung des Landkreises" in providers) is bool(server)
    assert ("'oauth_pkce_enabled': True" in providers) is bool(server)
