"""Passkeys with a virtual authenticator, and TOTP by keyboard alone, in a real Chromium."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import hotp_value

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
PASSKEY_PERSON = "bildungsmanagement.emden@example.org"
TOTP_PERSON = "monitoring.emden@example.org"
LOGIN = "/konto/login/"


@pytest.fixture
def authenticator():
    """Give a page a device that keeps passkeys and whose owner always agrees (WebAuthn.* of CDP)."""

    def plug_in(watched):
        session = watched.page.context.new_cdp_session(watched.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        return lambda: session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]

    return plug_in


def _path(watched):
    return watched.page.url.removeprefix(watched.portal.url)


def _prove_it_again(watched):
    """Type the password once more where a change of the own account asks for it."""
    if "/reauthenticate/" in watched.page.url:
        watched.page.fill("input[name=password]", watched.portal.logins[watched.person][1])
        watched.page.click("main form button[type=submit] >> nth=0")


def _log_out(watched):
    watched.open("/konto/logout/")
    watched.page.click("main button[type=submit]")
    watched.page.wait_for_url(lambda address: "/konto/logout/" not in address)
    watched.open("/konto/sessions/")
    assert _path(watched).startswith(LOGIN)


def test_a_passkey_is_made_and_opens_the_portal_without_a_password(look, authenticator):
    watched = look(1280)
    watched.person = PASSKEY_PERSON
    watched.login(PASSKEY_PERSON)
    keys = authenticator(watched)
    watched.open("/konto/2fa/webauthn/add/")
    _prove_it_again(watched)
    page = watched.page
    page.fill("input[name=name]", "Rechner im Kreishaus")
    page.check("input[name=passwordless]")
    assert watched.violations() == []
    page.click("main #mfa_webauthn_add")
    page.wait_for_url(re.compile(r"/konto/2fa/(recovery-codes/.*|webauthn/)$"))
    (key,) = keys()
    assert key["rpId"] == "localhost"
    assert key["isResidentCredential"]
    watched.open("/konto/2fa/webauthn/")
    assert "Rechner im Kreishaus" in page.inner_text("main")
    assert "Passkey" in page.inner_text("main")

    _log_out(watched)
    watched.open(LOGIN)
    page.click("#passkey_login")
    page.wait_for_url(watched.portal.url + "/")
    assert page.locator("main h1").count() == 1
    watched.open("/konto/sessions/")
    assert "diese Sitzung" in page.inner_text("main")
    assert keys()[0]["signCount"] > key["signCount"]
    watched.assert_clean()


def test_a_passkey_of_nobody_opens_nothing(look, authenticator):
    watched = look(1280)
    keys = authenticator(watched)
    assert keys() == []
    watched.open(LOGIN)
    watched.page.click("#passkey_login")
    watched.page.wait_for_timeout(500)
    assert _path(watched).startswith(LOGIN)
    watched.open("/konto/sessions/")
    assert _path(watched).startswith(LOGIN)


def _tab_to(page, selector, limit=60):
    """Press the tabulator until the element has the focus, as somebody without a mouse would."""
    for _step in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} is not reached by keyboard")


def _type_into(page, selector, text):
    _tab_to(page, selector)
    page.keyboard.type(text)


def _code(secret):
    """A code that is valid for some seconds yet."""
    if time.time() % 30 > 24:
        time.sleep(30 - time.time() % 30)
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


def _next_code(secret):
    """A code of the next step: one that was used already is refused."""
    time.sleep(30 - time.time() % 30 + 0.2)
    return _code(secret)


def _login_by_keyboard(watched, address):
    watched.open(LOGIN)
    page = watched.page
    email, password = watched.portal.logins[address]
    if not page.evaluate("document.activeElement.matches('input[name=login]')"):
        _tab_to(page, "input[name=login]")
    page.keyboard.type(email)
    _type_into(page, "input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: LOGIN not in address)


def _focus(page, selector):
    if not page.evaluate("s => document.activeElement.matches(s)", selector):
        _tab_to(page, selector)


@pytest.mark.parametrize("width", [360])
def test_totp_is_set_up_and_used_by_keyboard_alone(look, width):
    watched = look(width)
    page = watched.page
    _login_by_keyboard(watched, TOTP_PERSON)
    page.wait_for_url(watched.portal.url + "/")
    watched.open("/konto/2fa/totp/activate/")
    _focus(page, "input[name=password]")
    page.keyboard.type(watched.portal.logins[TOTP_PERSON][1])
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    assert watched.violations() == []
    assert not watched.overflows()
    secret = page.input_value("#authenticator_secret")
    assert page.locator("main img").first.evaluate("i => i.complete && i.naturalWidth > 0"), (
        "the QR code is shown"
    )
    _focus(page, "input[name=code]")
    page.keyboard.type(_code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/konto/2fa/(recovery-codes/)?$"))
    watched.open("/konto/2fa/recovery-codes/")
    assert watched.violations() == []

    watched.open("/konto/logout/")
    _tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/konto/logout/" not in address)
    _login_by_keyboard(watched, TOTP_PERSON)
    page.wait_for_selector("input[name=code]")
    assert watched.violations() == []
    _focus(page, "input[name=code]")
    page.keyboard.type(_next_code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(watched.portal.url + "/")
    watched.assert_clean()


def test_wrong_passwords_are_answered_in_words_and_then_blocked(look):
    watched = look(360)
    page = watched.page
    for number in range(6):
        watched.open(LOGIN)
        page.fill("input[name=login]", "lesen.verden@example.org")
        page.fill("input[name=password]", "ganz sicher das falsche")
        page.click("main button[type=submit] >> nth=0")
        page.wait_for_selector(".alert, .invalid-feedback, .errorlist")
        text = page.inner_text("main")
        assert ("Zu viele" in text) is (number == 5), text
    assert watched.violations() == []
    watched.assert_clean()
