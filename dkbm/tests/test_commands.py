"""What the operator does in the shell: hash, verify, found municipalities, create accounts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from dkbm import registries
from dkbm.access.roles import Role
from dkbm.apps import make_cache_table
from dkbm.hashing import canonical, part_hash, total_hash
from dkbm.models import Agency, AgencyMembership, Feedback, Job, Municipality, Region, User
from dkbm.registries import HashPart
from dkbm.state import state_hash
from dkbm.tests.factories import UserFactory
from dkbm.tests.operating import MOMENT, PASSWORD, fill, run
from governance.models import Body


@pytest.fixture
def content(emden, everything):
    """A row of every kind."""
    return fill(emden)


# --- the hash -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.500000"), Decimal("1.5")),
        (Decimal("1E+3"), Decimal("1000")),
        (Decimal("-0.00"), Decimal("0.0")),
        (0.1, Decimal("0.1")),
        (
            datetime.fromisoformat("2026-03-01T13:00:00+01:00"),
            datetime.fromisoformat("2026-03-01T12:00:00+00:00"),
        ),
        (memoryview(b"abc"), b"abc"),
        ((1, "a"), [1, "a"]),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
        ({"x", "y"}, {"y", "x"}),
        (Role.READING, "lesen"),
    ],
)
def test_equal_values_have_one_form(one, other):
    assert canonical(one) == canonical(other)


def test_different_values_have_different_forms():
    values = [None, "", 0, "0.1", True, date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), b"", [], {}, [[]]]
    forms = [json.dumps(canonical(value)) for value in values]
    assert len(set(forms)) == len(values)


@pytest.mark.django_db
def test_rows_with_primary_keys_are_not_canonical():
    with pytest.raises(TypeError, match="User"):
        canonical(User(email="a@example.org"))


def test_the_order_of_rows_and_parts_does_not_matter_but_each_value_does():
    rows = [("t", 1, {"a": 1}), ("t", 2, {"a": 1})]
    part = part_hash("p", rows)
    assert part_hash("p", reversed(rows)) == part
    assert part_hash("p", [*rows, rows[0]]).sha256 != part.sha256
    assert part_hash("p", [rows[0], ("t", 2, {"a": 2})]).sha256 != part.sha256
    other = part_hash("q", [])
    assert total_hash([part, other]) == total_hash([other, part]) != total_hash([part])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Region, {"name": "Emdn"}),
        (Region, {"valid_until": "2030-01-01"}),
        (Municipality, {"sharing": 20}),
        (Municipality, {"labels": {"council": "Stadtrat"}}),
        (Agency, {"name": "Andere Agentur"}),
        (AgencyMembership, {"since": "2020-01-01"}),
        (User, {"name": "Andere Funktion"}),
        (User, {"is_superuser": True}),
        (Feedback, {"text": "Anderes"}),
        (Body, {"name": "Beirat"}),
    ],
)
def test_a_planted_change_of_one_field_alters_the_hash(content, model, change):
    before = state_hash()[0]
    assert state_hash()[0] == before
    model.objects.filter(pk=model.objects.order_by("pk").last().pk).update(**change)
    assert state_hash()[0] != before


@pytest.mark.django_db
def test_membership_and_successors_are_content(content):
    hashes = {state_hash()[0]}
    content.memberships.update(until="2030-01-01")
    hashes.add(state_hash()[0])
    content.memberships.update(role=Role.READING)
    hashes.add(state_hash()[0])
    content.region.successors.clear()
    hashes.add(state_hash()[0])
    assert len(hashes) == 4


@pytest.mark.django_db
def test_clocks_passwords_versions_and_jobs_are_not_content(content):
    before = state_hash()[0]
    User.objects.update(password="x", last_login=MOMENT, date_joined=MOMENT)  # noqa: S106
    Municipality.objects.update(version=7)
    Job.objects.update(tries=2, token="t")  # noqa: S106
    Feedback.objects.update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert state_hash()[0] == before


@pytest.mark.django_db
def test_the_command_prints_the_hash_and_its_parts(content, monkeypatch):
    monkeypatch.setattr(
        registries, "hash_parts", [HashPart("probe", lambda: [("t", 1, {"a": Decimal("1.0")})])]
    )
    printed = json.loads(run("state_hash", "--json"))
    assert run("state_hash").strip() == printed["state_hash"]
    assert set(printed["parts"]) == {"dkbm", "probe"}
    assert printed["parts"]["probe"]["rows"] == 1


# --- verify ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_verify_is_content_with_sound_rows(emden, monkeypatch):
    monkeypatch.setattr(registries, "checkers", [("oben", list)])
    assert run("verify").strip() == "Alles stimmt."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        (lambda: Region.objects.filter(ags="03402").update(parent=None), "gehört zu keiner anderen"),
        (
            lambda: Region.objects.filter(ags="03").update(parent=Region.objects.get(ags="03402")),
            "keine höhere Ebene",
        ),
        (
            lambda: Region.objects.create(
                ags="05334", name="x", kind="kreis", parent=Region.objects.get(ags="03")
            ),
            "laut Schlüssel nicht zu 03",
        ),
        (lambda: Region.objects.filter(ags="03402").update(valid_until="2020-01-01"), "keinen Nachfolger"),
        (lambda: Region.objects.filter(ags="03402").update(valid_until="2020-01-01"), "Kommune emden"),
        (
            lambda: AgencyMembership.objects.create(
                user=UserFactory(),
                agency=Agency.objects.create(name="A"),
                since="2025-01-01",
                until="2024-01-01",
            ),
            "endet, bevor sie beginnt",
        ),
        (lambda: UserFactory(is_demo=True, is_superuser=True), "Rechte des Betriebs"),
        (lambda: job(state="running"), "läuft ohne Frist"),
        (lambda: job(state="running", token="t", lease_until=MOMENT), "seit über einer Stunde nicht"),  # noqa: S106
        (lambda: job(token="t"), "wartet und ist doch vergeben"),  # noqa: S106
        (lambda: job(finished_at=MOMENT), "wartet und ist doch beendet"),
        (lambda: job(state="done"), "beendet ohne Zeitpunkt"),
    ],
)
def test_verify_finds_planted_breaches(emden, everything, monkeypatch, plant, sentence):
    monkeypatch.setattr(registries, "checkers", [])
    plant()
    out = StringIO()
    with pytest.raises(CommandError, match="Beanstandung"):
        call_command("verify", stdout=out)
    assert sentence in out.getvalue()


def job(**fields):
    return Job.objects.create(kind="probe", key="a", created_at=MOMENT, **fields)


@pytest.mark.django_db
def test_verify_asks_the_upper_floors_and_about_demo_accounts(emden, monkeypatch, settings):
    settings.DEMO = False
    UserFactory(is_demo=True)
    monkeypatch.setattr(registries, "checkers", [("oben", lambda: ["Etwas fehlt."])])
    out = StringIO()
    with pytest.raises(CommandError, match="2 Beanstandungen"):
        call_command("verify", stdout=out)
    assert "oben: Etwas fehlt." in out.getvalue()
    assert "1 Demo-Zugänge sind aktiv" in out.getvalue()


# --- accounts, municipalities, cache ----------------------------------------------------------------


@pytest.mark.django_db
def test_a_municipality_is_founded_once_and_hooks_run(germany, monkeypatch):
    founded = []
    monkeypatch.setattr(registries, "municipality_founded", [lambda m, by: founded.append((m.slug, by))])
    Agency.objects.create(name="Agentur", slug="agentur")
    assert "Stadt Emden ist angelegt" in run("found_municipality", "03402", "--agency", "agentur")
    assert "gibt es schon" in run("found_municipality", "03402")
    assert founded == [("emden", None)]
    assert Municipality.objects.get().agency.slug == "agentur"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("99999",), "load_register"),
        (("03",), "weder Kreis noch Gemeinde"),
        (("03152",), "bestand nur bis zum 31.10.2016"),
        (("03402", "--agency", "fremd"), "Vorhanden: agentur"),
    ],
)
def test_founding_is_refused_politely(germany, args, sentence):
    Agency.objects.create(name="Agentur", slug="agentur")
    Region.objects.create(ags="03152", name="Göttingen", kind="kreis", valid_until=date(2016, 10, 31))
    with pytest.raises(CommandError, match=sentence):
        run("found_municipality", *args)
    assert not Municipality.objects.exists()


@pytest.mark.django_db
def test_an_operator_is_made_from_a_password_file(tmp_path):
    path = tmp_path / "passwort"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    out = run("create_operator", "Betrieb@Example.org", "--passwort-datei", str(path))
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.is_demo) == ("betrieb@example.org", True, False)
    assert user.check_password(PASSWORD)
    assert PASSWORD not in out
    with pytest.raises(CommandError, match="gibt es schon"):
        run("create_operator", "betrieb@example.org", "--passwort-datei", str(path))


@pytest.mark.django_db
def test_an_operator_is_made_from_a_typed_password(monkeypatch):
    typed = iter([PASSWORD, "vertippt", PASSWORD, PASSWORD])
    monkeypatch.setattr("dkbm.management.commands.create_operator.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="verschieden"):
        run("create_operator", "betrieb@example.org")
    run("create_operator", "betrieb@example.org")
    assert User.objects.get().is_superuser


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password"), [("kein Name", PASSWORD), ("a@example.org", "kurz"), ("a@example.org", "")]
)
def test_weak_operators_are_refused(tmp_path, email, password):
    path = tmp_path / "passwort"
    path.write_text(password, encoding="utf-8")
    with pytest.raises(CommandError):
        run("create_operator", email, "--passwort-datei", str(path))
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        run("create_operator", "a@example.org", "--passwort-datei", str(tmp_path / "fehlt"))
    assert not User.objects.exists()


@pytest.mark.django_db
def test_whoever_migrates_gets_the_cache_table():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE dkbm_cache")
    make_cache_table(using="default")
    make_cache_table(using="default")
    cache.set("a", 1)
    assert cache.get("a") == 1
