"""Login, second factor, invitations, sessions: what a person can and cannot do at the front door."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core import mail
from django.core.cache import cache, caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dkbm import clock, services
from dkbm.access.roles import Role
from dkbm.models import Invitation, Membership, User
from dkbm.tests.factories import MunicipalityFactory, UserFactory, member, transfer_manager

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "ein langer Testsatz"
NEW_PASSWORD = "Sieben Möwen über dem Hafen"
LOGIN = "/konto/login/"
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_old_counters():
    cache.clear()


def _enter(client, email, password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": email, "password": password}, **headers)


def _show_again(client):
    return client.post("/konto/reauthenticate/", {"password": PASSWORD})


def _is_in(client):
    return SESSION_KEY in client.session


def _standing(moment):
    """The module time with a clock of our own."""
    return SimpleNamespace(time=moment, monotonic=time.monotonic, sleep=time.sleep)


def _messages(response):
    """What the form says, without markup."""
    found = re.findall(
        r'class="[^"]*(?:alert|invalid-feedback|error)[^"]*"[^>]*>(.*?)</(?:div|ul|p|span)>',
        response.text,
        re.DOTALL,
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in found if text.strip()]


# --- password ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["anna@example.org", "Anna@Example.ORG", " ANNA@EXAMPLE.ORG "])
def test_login_by_address_in_any_case(client, typed):
    UserFactory(email="anna@example.org")
    response = _enter(client, typed)
    assert response.status_code == 302
    assert response.url == "/"
    assert _is_in(client)


@pytest.mark.parametrize(
    "password", ["Ein langer Testsatz", "ein langer Testsatz ", "ein langer Testsat", ""]
)
def test_the_password_is_taken_exactly_as_typed(client, password):
    UserFactory(email="anna@example.org")
    assert _enter(client, "anna@example.org", password).status_code == 200
    assert not _is_in(client)


def test_login_does_not_tell_whether_an_account_exists(client):
    UserFactory(email="anna@example.org")
    UserFactory(email="fort@example.org", is_active=False)
    known = _enter(client, "anna@example.org", "falsch, aber lang genug")
    unknown = _enter(client, "niemand@example.org", "falsch, aber lang genug")
    gone = _enter(client, "fort@example.org", "falsch, aber lang genug")
    assert known.status_code == unknown.status_code == gone.status_code == 200
    assert _messages(known)
    assert _messages(known) == _messages(unknown) == _messages(gone)
    assert "E-Mail" in " ".join(_messages(known))


def test_a_login_gets_a_new_session_key(client):
    UserFactory(email="anna@example.org")
    client.get("/impressum/")
    session = client.session
    session["vorher"] = 1
    session.save()
    before = session.session_key
    _enter(client, "anna@example.org")
    assert client.session.session_key != before


def test_the_next_address_never_leads_elsewhere(client):
    UserFactory(email="anna@example.org")
    response = client.post(
        LOGIN, {"login": "anna@example.org", "password": PASSWORD, "next": "https://boese.example/"}
    )
    assert response.url == "/"


# --- limits ------------------------------------------------------------------------------------


def _fail(client, email, times):
    for _ in range(times):
        _enter(client, email, "falsch, aber lang genug")


def test_the_sixth_try_is_blocked_even_with_the_right_password(client):
    UserFactory(email="anna@example.org")
    _fail(client, "Anna@example.org", 5)
    response = _enter(client, "anna@example.org")
    assert response.status_code == 200
    assert not _is_in(client)
    assert "Zu viele" in " ".join(_messages(response))


def test_five_failures_do_not_lock_out_other_people_of_the_same_house(client):
    UserFactory(email="anna@example.org")
    UserFactory(email="berta@example.org")
    _fail(client, "anna@example.org", 5)
    assert _enter(client, "berta@example.org").status_code == 302


def test_ten_failures_from_one_address_block_it_whatever_account_is_tried(client):
    UserFactory(email="anna@example.org")
    for number in range(10):
        _enter(client, f"niemand{number}@example.org", "falsch, aber lang genug")
    _enter(client, "anna@example.org")
    assert not _is_in(client)
    assert _enter(client, "anna@example.org", REMOTE_ADDR="198.51.100.7").status_code == 302


@pytest.mark.parametrize("minutes, blocked", [(14, True), (16, False)])
def test_the_block_ends_after_fifteen_minutes(client, monkeypatch, minutes, blocked):
    UserFactory(email="anna@example.org")
    _fail(client, "anna@example.org", 5)
    later = time.time() + minutes * 60
    monkeypatch.setattr("allauth.core.internal.ratelimit.time", _standing(lambda: later))
    _enter(client, "anna@example.org")
    assert _is_in(client) is not blocked


def test_a_right_password_in_between_does_not_reset_the_count(client):
    UserFactory(email="anna@example.org")
    _fail(client, "anna@example.org", 4)
    _enter(client, "anna@example.org")
    client.logout()
    _fail(client, "anna@example.org", 1)
    _enter(client, "anna@example.org")
    assert not _is_in(client)


def test_counters_live_in_the_database_and_nowhere_else(client, settings):
    """Another process, or the same after a restart, reads the same rows."""
    UserFactory(email="anna@example.org")
    _fail(client, "anna@example.org", 5)
    assert [settings.CACHES[name]["BACKEND"].rsplit(".", 1)[1] for name in settings.CACHES] == [
        "DatabaseCache"
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dkbm_cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone()[0] == 2
    for other in caches.all(initialized_only=True):
        other.close()
    del caches["default"]
    _enter(Client(), "anna@example.org")
    assert not _is_in(client)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dkbm_cache")
    assert _enter(client, "anna@example.org").status_code == 302


def test_the_page_of_too_many_requests_is_german(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    _enter(client, "niemand@example.org")
    response = _enter(client, "niemand@example.org")
    assert response.status_code == 429
    assert response["X-Request-Id"] in response.text
    assert response["Retry-After"] == "300"


# --- passwords (ASVS 6.2) ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "kurz12345!A",
        "anna@example.org",
        "abteilung anna berg",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "Passwort2026!",
        "Bildungs-Monitoring 1",
        "DKBM-Portal-2026",
    ],
)
def test_weak_passwords_are_refused_in_german(password):
    person = User(email="anna@example.org", name="Abteilung Anna Berg")
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, person)
    assert re.search(r"Passwort", " ".join(refusal.value.messages))


@pytest.mark.parametrize(
    "password",
    [
        "nur kleine buchstaben",
        "NURGROSSEBUCHSTABEN",
        "83920174656183",
        "Möwe 🐦 über ß und 漢字",
        "x7 lang und länger " * 7,
        "Was wird aus der Stadt im Winter",
    ],
)
def test_no_rule_about_kinds_of_characters_and_long_passwords_are_allowed(client, password):
    person = UserFactory(email="anna@example.org")
    validate_password(password, person)
    person.set_password(password)
    person.save()
    assert _enter(client, "anna@example.org", password).status_code == 302


def test_the_rules_are_told_in_german():
    texts = " ".join(password_validators_help_texts())
    assert "12 Zeichen" in texts
    assert "must" not in texts


def _change(client, old, new):
    return client.post("/konto/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_changing_the_password_needs_the_old_one_and_keeps_the_rules(client):
    person = UserFactory(email="anna@example.org")
    _enter(client, "anna@example.org")
    assert _change(client, "falsch", NEW_PASSWORD).status_code == 200
    assert _change(client, PASSWORD, "Passwort2026!").status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert _change(client, PASSWORD, NEW_PASSWORD).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


def test_changing_the_password_ends_the_other_sessions(client):
    UserFactory(email="anna@example.org")
    elsewhere = Client()
    _enter(elsewhere, "anna@example.org")
    _enter(client, "anna@example.org")
    _change(client, PASSWORD, NEW_PASSWORD)
    assert elsewhere.get("/").status_code == 302
    assert client.get("/konto/sessions/").status_code == 200


def test_passwords_are_kept_as_argon2_outside_of_tests():
    code = "import django; django.setup(); from django.contrib.auth.hashers import make_password; print(make_password('x'))"
    made = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **os.environ,
            "DKBM_MODE": "embedded",
            "DKBM_SECRET_KEY": "x" * 50,
            "DJANGO_SETTINGS_MODULE": "dkbm.settings",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert made.startswith("argon2$argon2id$")


# --- invitations -------------------------------------------------------------------------------


def test_nobody_registers_by_themselves(client):
    page = client.get("/konto/signup/")
    assert 'name="password1"' not in page.text
    client.post(
        "/konto/signup/", {"email": "neu@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )
    assert not User.objects.filter(email="neu@example.org").exists()
    assert "signup" not in client.get(LOGIN).text


@pytest.fixture
def invitation(emden, client_of):
    """The link an admin of Emden got for a new monitor."""
    admin = member(emden, Role.ADMINISTRATION)
    page = client_of(admin).post(
        "/kommunen/emden/einladen/", {"email": "Neu@Example.org", "role": "monitoring"}
    )
    return re.search(r"/einladung/[\w-]+/", page.text).group()


def _accept(client, link, password=NEW_PASSWORD):
    return client.post(link, {"name": "Neue Stelle", "password": password})


def test_an_invitation_makes_one_account_with_one_role(client, invitation):
    assert "Emden" in client.get(invitation).text
    assert _accept(client, invitation).url == LOGIN
    assert not _is_in(client)
    assert _enter(client, "neu@example.org", NEW_PASSWORD).status_code == 302
    (membership,) = Membership.objects.filter(user__email="neu@example.org")
    assert (membership.municipality.slug, membership.role) == ("emden", Role.MONITORING)


def test_an_invitation_works_once(client, invitation):
    _accept(client, invitation)
    assert client.get(invitation).status_code == 404
    assert _accept(Client(), invitation, "Ein ganz anderes Passwort").status_code == 404
    assert User.objects.get(email="neu@example.org").check_password(NEW_PASSWORD)


def test_an_invitation_keeps_the_password_rules_and_stays_open(client, invitation):
    response = _accept(client, invitation, "Passwort2026!")
    assert response.status_code == 200
    assert not User.objects.filter(email="neu@example.org").exists()
    assert _accept(client, invitation).status_code == 302


@pytest.mark.parametrize("seconds, status", [(-60, 200), (60, 404)])
def test_an_invitation_expires_after_seven_days(client, emden, seconds, status):
    admin = member(emden, Role.ADMINISTRATION)
    with clock.frozen(MOMENT):
        _row, token = services.invite(email="neu@example.org", municipality=emden, role="lesen", by=admin)
    with clock.frozen(MOMENT + timedelta(days=7, seconds=seconds)):
        assert client.get(f"/einladung/{token}/").status_code == status


def test_the_secret_of_an_invitation_is_kept_nowhere(invitation):
    token = invitation.split("/")[2]
    row = Invitation.objects.get()
    assert token not in [str(getattr(row, field.name)) for field in Invitation._meta.fields]


def test_invitations_to_foreign_municipalities_and_by_others_are_refused(client_of, emden):
    elsewhere = MunicipalityFactory(slug="verden")
    data = {"email": "neu@example.org", "role": "verwaltung"}
    assert (
        client_of(member(emden, Role.ADMINISTRATION)).post("/kommunen/verden/einladen/", data).status_code
        == 404
    )
    assert client_of(member(elsewhere)).post("/kommunen/verden/einladen/", data).status_code == 403
    assert not Invitation.objects.exists()


def test_an_invitation_opened_by_somebody_else_who_is_logged_in_gives_them_nothing(client_of, invitation):
    other = UserFactory()
    _accept(client_of(other), invitation)
    assert not Membership.objects.filter(user=other).exists()
    assert Membership.objects.filter(user__email="neu@example.org").exists()


def test_guessing_invitations_is_slowed_down(client):
    answers = [client.post(f"/einladung/geraten{number}/").status_code for number in range(12)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_an_invitation_does_not_change_the_password_of_an_existing_account(client, invitation):
    existing = UserFactory(email="neu@example.org")
    _accept(client, invitation)
    existing.refresh_from_db()
    assert existing.check_password(PASSWORD)
    assert existing.memberships.count() == 1


# --- own address -------------------------------------------------------------------------------


def _claim(client, address):
    client.post("/konto/email/", {"action_add": "", "email": address})
    client.post("/konto/email/", {"action_primary": "", "email": address})


def test_nobody_takes_an_address_that_is_not_confirmed(client):
    """Else somebody could wait at the address of the next invitation, or of an OIDC login."""
    person = UserFactory(email="anna@example.org")
    _enter(client, "anna@example.org")
    _show_again(client)
    _claim(client, "leitung@example.org")
    assert EmailAddress.objects.filter(email="leitung@example.org", verified=False).exists()
    person.refresh_from_db()
    assert person.email == "anna@example.org"
    assert EmailAddress.objects.get(primary=True).email == "anna@example.org"


def test_a_confirmed_address_replaces_the_old_one(client):
    person = UserFactory(email="anna@example.org")
    _enter(client, "anna@example.org")
    change = {"action_add": "", "email": "anna.neu@example.org"}
    assert "reauthenticate" in client.post("/konto/email/", change).url
    assert not mail.outbox
    _show_again(client)
    client.post("/konto/email/", change)
    letter = next(m for m in mail.outbox if m.to == ["anna.neu@example.org"])
    link = re.search(r"/konto/confirm-email/\S+/", letter.body).group()
    client.post(link)
    person.refresh_from_db()
    assert person.email == "anna.neu@example.org"
    client.logout()
    assert _enter(client, "anna.neu@example.org").status_code == 302
    assert _enter(Client(), "anna@example.org").status_code == 200


# --- second factor -----------------------------------------------------------------------------


def _code(secret, moment):
    return f"{hotp_value(secret, int(moment) // 30):06d}"


@pytest.fixture
def in_step(monkeypatch):
    """Let TOTP stand still inside one of its steps; `in_step(30)` goes on and gives the moment."""
    moment = [time.time() // 30 * 30 + 5]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", _standing(lambda: moment[0]))

    def forward(seconds=0):
        moment[0] += seconds
        return moment[0]

    return forward


def _with_totp(email="anna@example.org"):
    person = UserFactory(email=email)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return person, secret


def test_totp_is_activated_with_a_code_and_then_asked_for(client, in_step):
    UserFactory(email="anna@example.org")
    _enter(client, "anna@example.org")
    assert "reauthenticate" in client.get("/konto/2fa/totp/activate/").url
    _show_again(client)
    page = client.get("/konto/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.text
    assert client.post("/konto/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    assert client.post("/konto/2fa/totp/activate/", {"code": _code(secret, in_step())}).status_code == 302
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}

    client.logout()
    assert _enter(client, "anna@example.org").url == "/konto/2fa/authenticate/"
    assert not _is_in(client)
    assert client.get("/").status_code == 302
    client.post("/konto/2fa/authenticate/", {"code": _code(secret, in_step(30))})
    assert _is_in(client)


def test_a_totp_code_works_once(client, in_step):
    _person, secret = _with_totp()
    code = _code(secret, in_step())
    _enter(client, "anna@example.org")
    client.post("/konto/2fa/authenticate/", {"code": code})
    assert _is_in(client)
    second = Client()
    _enter(second, "anna@example.org")
    assert second.post("/konto/2fa/authenticate/", {"code": code}).status_code == 200
    assert not _is_in(second)


def test_old_totp_codes_are_refused(client, in_step):
    _person, secret = _with_totp()
    _enter(client, "anna@example.org")
    client.post("/konto/2fa/authenticate/", {"code": _code(secret, in_step() - 60)})
    assert not _is_in(client)


def test_guessing_codes_is_blocked_even_for_the_right_one(client, in_step):
    _person, secret = _with_totp()
    _enter(client, "anna@example.org")
    for number in range(5):
        client.post("/konto/2fa/authenticate/", {"code": f"00000{number}"})
    client.post("/konto/2fa/authenticate/", {"code": _code(secret, in_step())})
    assert not _is_in(client)


def test_a_recovery_code_works_once(client):
    person, _secret = _with_totp()
    codes = RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes")).get_unused_codes()
    assert len(codes) == 10
    for browser, expected in ((client, True), (Client(), False)):
        _enter(browser, "anna@example.org")
        browser.post("/konto/2fa/authenticate/", {"code": codes[0]})
        assert _is_in(browser) is expected


def test_seeing_recovery_codes_needs_the_password_again(client, monkeypatch):
    person, _secret = _with_totp()
    client.force_login(person)
    response = client.get("/konto/2fa/recovery-codes/")
    assert response.status_code == 302
    assert "reauthenticate" in response.url


# --- sessions ----------------------------------------------------------------------------------


def test_the_list_of_sessions_shows_all_and_ends_the_others(client):
    UserFactory(email="anna@example.org")
    elsewhere, stranger = Client(), Client()
    _enter(elsewhere, "anna@example.org", HTTP_USER_AGENT="Rechner im Kreishaus")
    UserFactory(email="berta@example.org")
    _enter(stranger, "berta@example.org", HTTP_USER_AGENT="Fremder Rechner")
    stranger.get("/")
    elsewhere.get("/", HTTP_USER_AGENT="Rechner im Kreishaus")
    _enter(client, "anna@example.org")
    page = client.get("/konto/sessions/").text
    assert "Rechner im Kreishaus" in page
    assert "diese Sitzung" in page
    assert "Fremder Rechner" not in page
    client.post("/konto/sessions/")
    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200
    assert stranger.get("/").status_code == 200
    assert UserSession.objects.filter(user__email="anna@example.org").count() == 1


def test_the_use_of_a_session_is_written_down_once_a_minute(client):
    UserFactory(email="anna@example.org")
    with clock.frozen(MOMENT):
        _enter(client, "anna@example.org")
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    before = UserSession.objects.get().last_seen_at
    with clock.frozen(MOMENT + timedelta(seconds=61)):
        client.get("/", HTTP_USER_AGENT="Rechner im Kreishaus")
    assert UserSession.objects.get().last_seen_at > before
    assert UserSession.objects.get().user_agent == "Rechner im Kreishaus"


def test_a_deactivated_person_is_out_on_the_next_request(client, emden):
    person = member(emden)
    client.force_login(person)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/").url.startswith(LOGIN)
    assert _enter(Client(), person.email).url == "/konto/inactive/"


def test_logging_out_needs_a_post_and_ends_the_session(client):
    UserFactory(email="anna@example.org")
    _enter(client, "anna@example.org")
    key = client.session.session_key
    client.get("/konto/logout/")
    assert _is_in(client)
    client.post("/konto/logout/")
    assert not _is_in(client)
    client.cookies["sessionid"] = key
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("limit", ["SESSION_IDLE_SECONDS", "SESSION_ABSOLUTE_SECONDS"])
@pytest.mark.parametrize("seconds, still_in", [(-60, True), (60, False)])
def test_sessions_end_when_idle_or_open_for_too_long(client, settings, limit, seconds, still_in):
    settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS = 1800, 12 * 3600
    person = UserFactory(email="anna@example.org")
    with clock.frozen(MOMENT):
        client.force_login(person)
        assert client.get("/").status_code == 200
    if limit == "SESSION_ABSOLUTE_SECONDS":
        for step in range(1, 12 * 3600 // 1500 + 1):
            with clock.frozen(MOMENT + timedelta(seconds=step * 1500)):
                assert client.get("/").status_code == 200
    with clock.frozen(MOMENT + timedelta(seconds=getattr(settings, limit) + seconds)):
        assert (client.get("/").status_code == 200) is still_in
        assert _is_in(client) is still_in


def test_using_the_portal_pushes_the_idle_limit_back(client, settings):
    settings.SESSION_IDLE_SECONDS = 1800
    client.force_login(UserFactory())
    for minutes in (0, 29, 58):
        with clock.frozen(MOMENT + timedelta(minutes=minutes)):
            assert client.get("/").status_code == 200


def test_the_limits_start_with_the_login_not_with_the_first_page(client, settings):
    UserFactory(email="anna@example.org")
    with clock.frozen(MOMENT):
        _enter(client, "anna@example.org")
    with clock.frozen(MOMENT + timedelta(seconds=settings.SESSION_IDLE_SECONDS + 60)):
        assert client.get("/").status_code == 302


# --- the admin and the obligatory second factor ------------------------------------------------


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/governance/body/"])
def test_the_admin_has_no_login_of_its_own(client, path):
    UserFactory(email="anna@example.org", is_superuser=True)
    response = client.get(path, follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)
    client.post("/admin/login/", {"username": "anna@example.org", "password": PASSWORD})
    assert not _is_in(client)


@pytest.fixture
def people(emden):
    """Who needs a second factor in production, and who does not."""
    return {
        "admin": member(emden, Role.ADMINISTRATION),
        "transfer": transfer_manager(emden),
        "operator": UserFactory(is_superuser=True),
        "coordinator": member(emden),
        "reader": member(emden, Role.READING),
    }


@pytest.mark.parametrize("who", ["admin", "transfer", "operator"])
@pytest.mark.parametrize(
    "path", ["/", "/admin/", "/gremien/", "/monitoring/vergleich/", "/kommunen/emden/", "/kontoauszug/"]
)
def test_the_second_factor_is_obligatory_for_some(client_of, people, settings, who, path):
    settings.MFA_OBLIGATORY = True
    client = client_of(people[who])
    assert client.get(path).url == "/konto/2fa/"
    assert client.get("/konto/2fa/").status_code == 200
    RecoveryCodes.activate(people[who])
    assert client.get(path).url == "/konto/2fa/"
    TOTP.activate(people[who], generate_totp_secret())
    assert client.get(path).headers.get("Location") != "/konto/2fa/"


@pytest.mark.parametrize("who", ["coordinator", "reader"])
def test_the_second_factor_is_free_for_the_others(client_of, people, settings, who):
    settings.MFA_OBLIGATORY = True
    assert client_of(people[who]).get("/").status_code == 200


def test_writing_is_refused_too_without_the_second_factor(client_of, people, settings):
    settings.MFA_OBLIGATORY = True
    data = {"email": "neu@example.org", "role": "verwaltung"}
    client_of(people["admin"]).post("/kommunen/emden/einladen/", data)
    assert not Invitation.objects.exists()


def test_the_person_is_told_why(client_of, people, settings):
    settings.MFA_OBLIGATORY = True
    page = client_of(people["admin"]).get("/", follow=True).text
    assert "Für Ihre Rolle ist ein zweiter Faktor Pflicht" in page


def test_the_demo_is_exempt_and_says_so(client_of, people, settings):
    settings.MFA_OBLIGATORY, settings.DEMO = False, True
    page = client_of(people["admin"]).get("/")
    assert page.status_code == 200
    assert "Demo" in page.text


# --- forgotten password ------------------------------------------------------------------------


def _reset_link(client, email):
    client.post("/konto/password/reset/", {"email": email})
    return re.search(r"/konto/password/reset/key/\S+/", mail.outbox[-1].body).group()


def _reset(client, link, password):
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(address, {"password1": password, "password2": password})


def test_a_forgotten_password_is_set_anew_once(client):
    person = UserFactory(email="anna@example.org")
    link = _reset_link(client, "Anna@example.org")
    assert _reset(client, link, "Passwort2026!").status_code == 200
    _reset(client, link, NEW_PASSWORD)
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    _reset(Client(), link, "Noch ein anderes Passwort")
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


def test_forgetting_does_not_tell_whether_an_account_exists(client):
    UserFactory(email="anna@example.org")
    known = client.post("/konto/password/reset/", {"email": "anna@example.org"})
    unknown = client.post("/konto/password/reset/", {"email": "niemand@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_new_password_does_not_skip_the_second_factor(client):
    _with_totp()
    _reset(client, _reset_link(client, "anna@example.org"), NEW_PASSWORD)
    assert not _is_in(client)
    assert _enter(client, "anna@example.org", NEW_PASSWORD).url == "/konto/2fa/authenticate/"
    assert not _is_in(client)


def test_letters_are_german_and_point_to_this_portal(client):
    UserFactory(email="anna@example.org")
    _reset_link(client, "anna@example.org")
    body = mail.outbox[-1].body
    assert "Passwort" in body
    assert "http://testserver/konto/password/reset/key/" in body
