"""The demo's ground: facts with sources, six municipalities, accounts by function, loaded once and twice."""

from __future__ import annotations

import csv
import json
import re
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dkbm import registries
from dkbm.access.audiences import Sharing
from dkbm.access.middleware import scope_of
from dkbm.access.roles import Permission, Role, may, may_anywhere
from dkbm.access.scope import current_scope
from dkbm.demo import ground
from dkbm.demo.passwords import demo_password
from dkbm.demo.regions import GERMANY_POPULATION, KREISE, LAENDER
from dkbm.models import Agency, Municipality, Region, User
from dkbm.register import read_register, territories
from dkbm.register_service import load_register
from dkbm.registries import DemoPart
from dkbm.state import state_hash
from dkbm.tests.register_samples import content

PASSWORD = "ein Testsatz nur hier"  # noqa: S105
FLYER_ORDER = ["emden", "cloppenburg", "osterholz", "harburg", "verden", "osnabrueck"]
COPIED_WORDS = 7


@pytest.fixture(autouse=True)
def _alone(monkeypatch, settings, tmp_path):
    """Only the ground's part, with a password of our own, writing nothing beside the tests."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(registries, "demo_parts", [])
    monkeypatch.setattr(registries, "municipality_founded", [])
    monkeypatch.setenv("DKBM_DEMO_PASSWORD", PASSWORD)


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_regions_are_complete_and_their_sums_agree():
    assert (len(LAENDER), len(KREISE)) == (16, 45)
    assert sum(land.population for land in LAENDER) == GERMANY_POPULATION
    niedersachsen = next(land for land in LAENDER if land.ags == "03")
    assert sum(kreis.population for kreis in KREISE) == niedersachsen.population
    assert len({kreis.nuts3 for kreis in KREISE}) == len({kreis.ags for kreis in KREISE}) == 45


def test_populations_are_those_of_the_official_table(real_data):
    path = real_data / "genesis_flat/12411-01-01-4_de_flat.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        printed = {
            row["1_variable_attribute_code"]: row["value"]
            for row in csv.DictReader(file, delimiter=";")
            if not row["2_variable_attribute_code"]
        }
    assert {kreis.ags: str(kreis.population) for kreis in KREISE} == {
        ags: value for ags, value in printed.items() if re.fullmatch(r"03\d{3}", ags) and value != "-"
    }


def test_keys_and_names_are_those_of_the_official_files(real_data):
    shapes = json.loads((real_data / "geo/kreise_simplified_derived.geojson").read_text(encoding="utf-8"))
    nuts = {shape["properties"]["ags"]: shape["properties"]["nuts"] for shape in shapes["features"]}
    assert all(nuts[kreis.ags] == kreis.nuts3 for kreis in KREISE)
    register = read_register((real_data / "gemeinden/GV100AD_301123.txt").read_bytes())
    known = {row.ags: (row.name, row.designation) for row in territories(register)}
    assert all(known[row.ags] == (row.name, row.designation) for row in KREISE)
    assert all(known[row.ags][0] == row.name for row in LAENDER)


@pytest.mark.django_db
def test_six_municipalities_in_the_order_of_the_flyer():
    load()
    rows = list(Municipality.objects.in_flyer_order().select_related("region"))
    assert [(row.flyer_number, row.slug) for row in rows] == list(enumerate(FLYER_ORDER, 1))
    assert [row.name for row in rows][:2] == ["Stadt Emden", "Landkreis Cloppenburg"]
    assert [row.is_city for row in rows] == [True, False, False, False, False, True]
    assert {row.agency.slug for row in rows} == {"transferagentur-niedersachsen"}
    assert [row.sharing for row in rows[:4]] == [Sharing.ALL, Sharing.ALL, Sharing.KEY_FACTS, Sharing.NOTHING]
    assert all(row.portrait and row.portrait_source for row in rows)


@pytest.mark.django_db
def test_regions_of_the_demo_have_their_facts():
    load()
    emden = Region.objects.get(ags="03402")
    assert (emden.nuts3, emden.ars, emden.population) == ("DE942", "034020000000", 49202)
    assert (str(emden.latitude), str(emden.longitude)) == ("53.3610", "7.1770")
    assert [emden.parent.ags, emden.parent.parent.ags] == ["03", "DG"]
    assert "12411-01-01-4" in emden.source
    assert {row.ags for row in Region.objects.filter(successors__ags="03159")} == {"03152", "03156"}
    assert not Region.objects.filter(ags="16056").exists()


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    load()
    before, histories = state_hash()[0], User.history.count()
    passwords = list(User.objects.order_by("pk").values_list("password", flat=True))
    assert "0 Regionen, 0 Kommunen, 0 Zugänge" in load()
    assert state_hash()[0] == before
    assert User.history.count() == histories
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == passwords


@pytest.mark.django_db
def test_what_people_decided_in_the_demo_survives_the_next_start():
    load()
    Municipality.objects.filter(slug="harburg").update(sharing=Sharing.ALL, portrait="Eigener Text")
    load()
    harburg = Municipality.objects.get(slug="harburg")
    assert (harburg.sharing, harburg.portrait) == (Sharing.ALL, "Eigener Text")


@pytest.mark.django_db
def test_register_and_demo_do_not_undo_each_other():
    load()
    load_register(read_register(content()))
    loaded = state_hash()[0]
    assert "0 Regionen" in load()
    assert load_register(read_register(content())).changed == 0
    assert state_hash()[0] == loaded
    emden = Region.objects.get(ags="03402")
    assert (emden.population, emden.parent.ags, emden.area_ha) == (49202, "034", 11234)


@pytest.mark.django_db
def test_a_municipality_founded_before_gets_number_and_agency():
    ground.load_regions()
    call_command("found_municipality", "03361", stdout=StringIO())
    load()
    verden = Municipality.objects.get(slug="verden")
    assert (verden.flyer_number, verden.agency.name) == (5, "Transferagentur Niedersachsen")
    assert verden.sharing == Sharing.NOTHING


@pytest.mark.django_db
def test_every_role_has_an_account_that_can_log_in():
    load()
    users = {user.email: user for user in User.objects.all()}
    assert len(users) == 7
    assert all(
        user.is_demo and not user.is_superuser and user.check_password(PASSWORD) for user in users.values()
    )
    assert all(email.endswith("@example.org") for email in users)
    roles = {m.role for user in users.values() for m in user.current_memberships()}
    assert roles == set(Role.values)
    emden, cloppenburg = (Municipality.objects.get(slug=slug) for slug in FLYER_ORDER[:2])
    coordinator = users["bildungsmanagement.emden@example.org"]
    assert may(coordinator, Permission.EDIT_PROJECTS, emden)
    assert not may(coordinator, Permission.READ, cloppenburg)
    assert users["verwaltung.cloppenburg@example.org"].is_staff


@pytest.mark.django_db
def test_the_transfer_manager_accompanies_all_six_and_owns_none():
    load()
    transfer = User.objects.get(email="transfer@example.org")
    scope = scope_of(transfer)
    assert may_anywhere(transfer, Permission.COMPARE)
    assert scope.accompanied == frozenset(Municipality.objects.values_list("pk", flat=True))
    assert not scope.own
    assert Agency.objects.count() == 1


@pytest.mark.django_db
def test_logins_are_printed_with_role_address_and_password():
    out, again = load(), StringIO()
    wanted = f"Bildungsmanagement (Emden): bildungsmanagement.emden@example.org / {PASSWORD}"
    assert wanted in out
    call_command("demo_logins", stdout=again)
    assert wanted in again.getvalue().splitlines()
    assert len(again.getvalue().splitlines()) == 7


@pytest.mark.django_db
def test_without_demo_nothing_is_loaded_or_shown(settings):
    with pytest.raises(CommandError, match="noch keine Demo-Zugänge"):
        call_command("demo_logins")
    settings.DEMO = False
    for command in ("load_demo", "demo_logins"):
        with pytest.raises(CommandError, match="ausgeschaltet"):
            call_command(command)
    assert not Region.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_real_account_is_never_taken_over():
    User.objects.create_user("transfer@example.org", "ein ganz anderer Satz")
    with pytest.raises(CommandError, match="nicht zur Demo"):
        load()
    assert User.objects.get().check_password("ein ganz anderer Satz")
    assert not Municipality.objects.exists(), "the part is taken back whole"


@pytest.mark.django_db
def test_a_changed_password_reaches_the_accounts(monkeypatch):
    load()
    monkeypatch.setenv("DKBM_DEMO_PASSWORD", "ein neuer Testsatz")
    assert "7 Zugänge" in load()
    assert all(user.check_password("ein neuer Testsatz") for user in User.objects.all())


@pytest.mark.django_db
def test_parts_run_in_order_inside_the_system_scope(monkeypatch):
    ran = []

    def part(name, order):
        return DemoPart(name, lambda log: ran.append((name, current_scope().everything, bool(log))), order)

    monkeypatch.setattr(
        registries, "demo_parts", [part("oben", 30), part("Mitte", 20), part("auch oben", 30)]
    )
    load()
    assert ran == [("Mitte", True, True), ("auch oben", True, True), ("oben", True, True)]


def test_a_password_is_made_once_and_kept_for_the_owner_only(monkeypatch, tmp_path):
    monkeypatch.delenv("DKBM_DEMO_PASSWORD")
    password = demo_password()
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    assert demo_password() == password
    kept = tmp_path / "demo-passwort"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [kept]
    kept.write_text("\n", encoding="utf-8")
    assert demo_password() not in ("", password)


def test_portraits_are_in_our_own_words(real_data):
    words = [
        re.findall(r"\w+", path.read_text(encoding="utf-8").replace("-\n", "").lower())
        for path in sorted((real_data.parent / "seeds").glob("*.txt"))
    ]
    if not words:
        pytest.skip("the flyer's text is not here")
    flyer = {tuple(text[i : i + COPIED_WORDS]) for text in words for i in range(len(text))}
    for row in ground.MUNICIPALITIES:
        own = re.findall(r"\w+", row.portrait.lower())
        copied = [
            own[i : i + COPIED_WORDS] for i in range(len(own)) if tuple(own[i : i + COPIED_WORDS]) in flyer
        ]
        assert not [run for run in copied if len(run) == COPIED_WORDS]


def test_the_roles_of_the_demo_are_all_roles():
    """A new role needs a demo login, else the walk through all pages looks at them with nobody's eyes."""
    assert set(Role) <= {user.role for user in ground.USERS if user.role}
