"""Art. 17 to the last byte: after erasing, the name is in no table, history, cache, upload or log."""

from __future__ import annotations

import io
import logging
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.db.models import ForeignKey

from dkbm import registries
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.erasing import fold_log
from dkbm.tests.factories import MunicipalityFactory, member
from governance import services
from governance.models import ContactPoint, Person, Seat
from governance.queries import people
from governance.services import records
from governance.tests import factories as make
from projects.models import Post

pytestmark = pytest.mark.django_db
NAME = "Kim Kanarienvogelsang"
ADDRESS = "kanarienvogelsang@example.org"
TRACE = b"anarienvogelsang"
CARD = f"BEGIN:VCARD\nVERSION:3.0\nFN:{NAME}\nN:Kanarienvogelsang;Kim;;;\nEMAIL:{ADDRESS}\nEND:VCARD\n"


@pytest.fixture
def here():
    return MunicipalityFactory()


@pytest.fixture
def person(here):
    """A person with a seat, a post and a changed history."""
    with system_scope("test"):
        row = make.PersonFactory(municipality=here, name=NAME)
        make.SeatFactory(body__municipality=here, person=row, since=date(2020, 1, 1))
        Post.objects.create(municipality=here, function="Monitoring", fte=1, filled="besetzt", holder=row)
        return row


def dumped() -> bytes:
    """All bytes the database keeps: every page of SQLite, freed ones too, or every PostgreSQL table as text."""
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    found = io.StringIO()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} TO STDOUT", found)
    return found.getvalue().encode()


def stored_files() -> bytes:
    """What lies beside the database: media and staged uploads."""
    root = getattr(settings, "MEDIA_ROOT", "")
    folder = settings.BASE_DIR / root if root else None
    files = sorted(folder.rglob("*")) if folder and folder.is_dir() else []
    return b"".join(path.read_bytes() for path in files if path.is_file())


def leave_traces(client, person):
    """Work with the person as people do: pages, admin with its log, address card, a cached answer."""
    page = client.post(
        "/gremien/stammdaten/", {"file": SimpleUploadedFile("karte.vcf", CARD.encode()), "take_names": "on"}
    )
    client.post("/gremien/stammdaten/", {"vorschau": page.context["preview"]})
    values = {"name": NAME, "function": "Leitung", "audience": "0", "edited_version": "1"}
    inline = {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}
    assert client.post(f"/admin/governance/person/{person.pk}/change/", values | inline).status_code == 302
    for path in ("", f"{person.pk}/", f"{person.pk}/auskunft/"):
        assert NAME in client.get(f"/gremien/personen/{path}").content.decode()
    cache.set("something", "else")


@pytest.mark.parametrize("way", ["browser", "admin", "retention"])
def test_a_canary_leaves_no_byte(here, person, client_of, caplog, way):
    client = client_of(member(here, Role.ADMINISTRATION))
    with caplog.at_level(logging.DEBUG):
        leave_traces(client, person)
        assert TRACE in dumped()
        with system_scope("test"):
            assert ContactPoint.objects.filter(person=person).count() == 1
            version = Person.objects.get(pk=person.pk).version
        if way == "browser":
            answer = {"way": "loeschen", "sure": "on", "version": version}
            assert client.post(f"/gremien/personen/{person.pk}/loeschen/", answer).status_code == 302
        elif way == "admin":
            client.post(f"/admin/governance/person/{person.pk}/delete/", {"post": "yes"})
        else:
            with system_scope("test"):
                Seat.objects.update(until=date(2020, 2, 1))
                Post.objects.update(filled_to="2020-02", filled_to_on=date(2020, 2, 29))
                assert services.run_retention(municipality=here).people == 1
    assert dumped().count(TRACE) == 0
    assert stored_files().count(TRACE) == 0
    assert TRACE.decode() not in caplog.text
    with system_scope("test"):
        assert (Seat.objects.get().person, Post.objects.get().holder) == (None, None)


def test_a_post_is_an_involvement_keeps_the_person_and_moves_when_merged(here, person):
    with system_scope("test"):
        (seat, post) = sorted(people.involvements(person), key=lambda row: row.kind)
        assert (seat.kind, post.kind, post.title) == ("Sitz", "Stelle", "Monitoring")
        Seat.objects.update(until=date(2020, 2, 1))
        assert not people.is_past_keeping(person, date(2026, 1, 1))
        other = make.PersonFactory(municipality=here, name=NAME)
        services.merge_people(keep=other, gone=person, by=member(here, Role.ADMINISTRATION))
        assert Post.objects.get().holder == other
        assert [(s.person, s.until) for s in Seat.objects.all()] == [(other, date(2020, 2, 1))]


def test_every_table_that_points_at_people_says_so():
    ours = {
        model._meta.app_label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.remote_field.model is Person
        and not model._meta.object_name.startswith("Historical")
    }
    assert ours == {"governance", "projects"}
    assert {part.name for part in registries.personal_data} == {"gremien", "stellen"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite keeps a log beside its file")
def test_what_was_erased_stays_neither_in_the_file_nor_in_its_log(tmp_path):
    file = tmp_path / "own.sqlite3"
    own = connections["default"].copy()
    own.settings_dict["NAME"] = str(file)
    try:
        with own.cursor() as cursor:
            cursor.execute("CREATE TABLE people (name TEXT)")
            cursor.executemany("INSERT INTO people VALUES (%s)", [(f"{NAME} {n}",) for n in range(500)])
        assert any(TRACE in path.read_bytes() for path in tmp_path.iterdir())
        with own.cursor() as cursor:
            cursor.execute("DELETE FROM people")
        assert fold_log(own)
        assert [path.name for path in tmp_path.iterdir() if TRACE in path.read_bytes()] == []
    finally:
        own.close()


@pytest.mark.django_db(transaction=True)
def test_erasing_a_person_folds_the_log(monkeypatch):
    here, folded = MunicipalityFactory(), []
    monkeypatch.setattr(records, "fold_log", lambda: folded.append(True))
    by = member(here, Role.ADMINISTRATION)
    with system_scope("test"):
        services.erase_person(person=make.PersonFactory(municipality=here), by=by)
    assert folded == [True]
